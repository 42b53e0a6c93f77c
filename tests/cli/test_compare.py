# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/compare: nothing differs between a program and itself, and what differs is found and named."""
import subprocess
import sys

import pytest

from conftest import RELEASE, ROOT, SAMPLE, environment

COMPARE = ROOT / "tests" / "compare" / "compare.py"


def compare(new, *args):
    done = subprocess.run([sys.executable, COMPARE, RELEASE, new, "--sources", SAMPLE, "--queries", "40", *args],
                          capture_output=True, text=True, env=environment(), check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def changed(tmp_path):
    """Makes a program that changes arguments or output of one command."""
    def make(command, change):
        path = tmp_path / f"changed-{command}"
        path.write_text(f'#!/bin/sh\nif [ "$1" != {command} ]; then exec "{RELEASE}" "$@"; fi\n{change}\n')
        path.chmod(0o755)
        return path
    return make


def test_a_program_equals_itself():
    code, out, err = compare(RELEASE, "--parts", "index", "records", "api", "batches", "commands")
    assert code == 0, out + err
    for part in ("records: 80 compared", "api /api/v1/search: 40 compared", "batches: 40 compared",
                 "command search: 2 compared"):
        assert part in out, out
    assert "differ\n   " not in out


def test_a_changed_record_is_named_by_id_and_field(changed):
    new = changed("show", f'"{RELEASE}" "$@" | sed "/voorbeeld-003/d; s/wachtlijst/wachtrij/"')
    code, out, _ = compare(new, "--parts", "records")
    assert code == 1
    assert "records: voorbeeld-003 went away" in out and "[ wachtlijst" in out and "[ wachtrij" in out


def test_another_order_and_another_exit_code_are_found(changed):
    new = changed("search", f'shift; "{RELEASE}" search --sort date-asc "$@"; exit 9')
    code, out, _ = compare(new, "--parts", "batches", "--most", "0")
    assert code == 1
    assert "ids\n    - from 0" in out # the same ones
    assert "code\n    - 0\n    + 9" in out


def test_a_known_difference_can_be_passed_over(changed):
    new = changed("show", f'"{RELEASE}" "$@" | sed "s/\\"kind\\":\\"mededeling\\"/\\"kind\\":\\"x\\"/"')
    assert compare(new, "--parts", "records")[0] == 1
    assert compare(new, "--parts", "records", "--ignore", "kind")[0] == 0


def test_what_is_no_program_is_told():
    code, _, err = compare("/nonexistent/vraagbaak", "--parts", "records")
    assert code == 2 and "nonexistent" in err


def test_the_tables_give_queries():
    sys.path.insert(0, str(COMPARE.parent))
    from asked import analyzed_texts, table_queries
    found = list(table_queries())
    assert len(found) > 600
    assert ((), 'datum:"maart 2022"') in found and (("--passages",), "fietsgoot") in found
    assert len(analyzed_texts().splitlines()) > 1000
