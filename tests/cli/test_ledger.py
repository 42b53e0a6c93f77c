# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger measures two programs and prints their ratios; without history it prints what this program does."""
import argparse
import os
import sys
from pathlib import Path

import pytest

from conftest import RELEASE, ROOT

pytest.importorskip("xapian", reason="no xapian for Python (package python3-xapian)") # a baseline of make quality
sys.path.insert(0, str(ROOT / "tests" / "speed"))
import baseline # noqa: E402
import ledger # noqa: E402


@pytest.fixture
def args(tmp_path):
    return argparse.Namespace(build=Path(os.path.dirname(RELEASE)), old=None, size=100, queries=8, rounds=1, builds=1,
                              parts=("speed", "lines"), out=tmp_path)


def side(name, args):
    return ledger.Side(name, ROOT, args.build, args.out / "ledger")


def test_two_programs_are_measured_and_compared(args, capsys):
    if not (args.build / "speed" / "ours").exists():
        pytest.skip("the driver of searches was not built (package libsqlite3-dev)")
    (args.out / "bench").mkdir()
    sides = [side("old", args), side("new", args)]
    ledger.measure_speed(args, sides, args.out / "ledger")
    assert not ledger.measure_all_steady(["lines"], sides)
    assert not any(one.engine.index.exists() for one in sides)
    ledger.print_table(args, sides, 0.0)
    out = capsys.readouterr().out
    rows = {line.split(",")[0] for line in out.splitlines()}
    assert {"build", "index", "any word", "phrase", "filter", "fresh process"} <= rows
    assert any(line.startswith("lines of code") and line.endswith("1.00") for line in out.splitlines())


def test_without_history_only_this_program_is_measured(args, capsys, monkeypatch):
    monkeypatch.setattr(baseline, "git", lambda *_: None)
    sides = ledger.find_sides(args, args.out / "ledger")
    assert [one.name for one in sides] == ["new"]
    assert f"there is no commit {baseline.COMMIT} here" in capsys.readouterr().err
    assert not ledger.measure_all_steady(["lines"], sides)
    ledger.print_table(args, sides, 0.0)
    assert "lines of code" in capsys.readouterr().out


def test_figures_of_the_old_program_are_kept_until_what_they_depend_on_changes(args, monkeypatch):
    asked = []
    papers = args.out / "papers"
    papers.write_text("een")
    monkeypatch.setitem(ledger.STEADY, "cases", (lambda one, _: [("cases", [len(asked.append(one.name) or asked)])], (papers,)))
    for _ in range(2):
        for name in ("old", "new"):
            assert ledger.measure_steady("cases", side(name, args))[0]["cases"]
    assert asked == ["old", "new", "new"]
    papers.write_text("een en twee")
    ledger.measure_steady("cases", side("old", args))
    assert asked[-1] == "old"


def test_what_fails_leaves_the_other_figures(args, monkeypatch):
    def fails(*_):
        raise ledger.measure.Failed("out of luck")
    monkeypatch.setitem(ledger.STEADY, "cases", (fails, ()))
    assert ledger.measure_all_steady(["cases", "lines"], [new := side("new", args)]) == ["cases, new: out of luck"]
    assert list(new.found) == ["lines of code"]
    monkeypatch.setitem(ledger.STEADY, "cases", (fails, (args.out / "absent",)))
    assert ledger.measure_steady("cases", side("new", args)) == ({}, None)


def test_a_busy_machine_gets_fewer_rounds(monkeypatch):
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr(ledger.time, "monotonic", lambda: next(clock))
    assert list(ledger.turns(5, 3, 1000, "any")) == [0, 1, 2, 3, 4]
    assert list(ledger.turns(5, 3, 10, "any")) == [0, 1, 2]


def test_ratios_and_figures_are_written():
    assert ledger.ratio([2.0, 4.0], [1.0, 6.0]) == "0.50 1.50"
    assert ledger.ratio(None, [1.0]) == "" and ledger.ratio([0], [1]) == "-"
    assert ledger.cell([0.25, 12.5, 12500.0]) == "0.2500 12.50 12,500" and ledger.cell([57505]) == "57,505"
