# SPDX-License-Identifier: GPL-3.0-or-later
"""The pager for text on a terminal."""
import os
import shutil
import stat

import pytest

from conftest import on_terminal, run

TOETS = "vlaams-2022-02-03-181-bram-de-ridder"


@pytest.fixture
def pager(tmp_path):
    """Makes a pager that tells that it ran, and with what, and then does `body`."""
    def make(body="cat", name="pager"):
        path = tmp_path / name
        path.write_text(f'#!/bin/sh\necho "[$LESS $*]"\n{body}\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)
    return make


def first_line(out):
    return out.split("\n", 1)[0]


def test_text_goes_through_the_pager(sample, pager):
    for args in (("search", "--db", sample, "fietsen"), ("show", "--db", sample, TOETS)):
        out = on_terminal(*args, columns=100, VRAAGBAAK_PAGER=pager())
        assert first_line(out) == "[FRX ]"
        assert out.split("\n", 1)[1] == on_terminal(*args, columns=100) # colour too


def test_which_pager(sample, pager):
    args = ("show", "--db", sample, TOETS, "--no-pager")
    plain = on_terminal(*args)
    args = args[:-1]
    mine, other = pager(), pager('exit 0', "other")
    assert on_terminal(*args, VRAAGBAAK_PAGER=mine, PAGER=other).endswith(plain)
    assert on_terminal(*args, VRAAGBAAK_PAGER=mine + " -a  b") == "[FRX -a b]\n" + plain
    assert on_terminal(*args, VRAAGBAAK_PAGER=f"LESS=R {mine} 'a  b'") == "[R a  b]\n" + plain # by the shell
    assert on_terminal(*args, VRAAGBAAK_PAGER=mine, LESS="-S") == "[-S ]\n" + plain
    for none in ("", "cat", "  "):
        assert on_terminal(*args, VRAAGBAAK_PAGER=none, PAGER=other) == plain


def test_pager_of_the_system(sample, pager, monkeypatch, tmp_path):
    pager(name="less")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.delenv("PAGER", raising=False)
    out = on_terminal("show", "--db", sample, TOETS, VRAAGBAAK_PAGER=None)
    assert first_line(out) == "[FRX ]"
    out = on_terminal("show", "--db", sample, TOETS, VRAAGBAAK_PAGER=None, PAGER=pager(name="mine"))
    assert first_line(out) == "[FRX ]"


@pytest.mark.skipif(not shutil.which("less"), reason="no less here")
def test_less_prints_what_fits(sample):
    out = on_terminal("search", "--db", sample, "xyzzyplugh", VRAAGBAAK_PAGER="less")
    assert "Geen vragen gevonden" in out


def test_no_pager_elsewhere(sample, pager):
    loud = {"VRAAGBAAK_PAGER": pager()}
    for args in (("search", "fietsen", "--json"), ("search", "fietsen", "--format", "csv"),
                 ("show", TOETS, "--format", "ris"), ("show", TOETS, "--json"), ("search", "fietsen", "--no-pager")):
        assert "[FRX ]" not in on_terminal(*args, "--db", sample, **loud)
    assert "[FRX ]" not in run("show", "--db", sample, TOETS, env=loud).out # a pipe


def test_pager_that_cannot_be_started(sample, tmp_path):
    plain = on_terminal("show", "--db", sample, TOETS)
    assert on_terminal("show", "--db", sample, TOETS, VRAAGBAAK_PAGER=str(tmp_path / "nowhere")) == plain
    out = on_terminal("show", "--db", sample, TOETS, VRAAGBAAK_PAGER=str(tmp_path / "nowhere") + " | x", code=None)
    assert out.code == 1 and "could not be run; try --no-pager" in out.err


def test_reader_who_leaves(sample, pager):
    out = on_terminal("show", "--db", sample, "--all", VRAAGBAAK_PAGER=pager("head -n 1 >/dev/null"))
    assert out == "[FRX ]\n" # and exit code 0


def test_exit_codes_stay(sample, pager):
    mine = pager("cat; exit 3")
    out = on_terminal("search", "--db", sample, "--exit-code", "xyzzyplugh", VRAAGBAAK_PAGER=mine, code=None)
    assert out.code == 4 and "Geen vragen" in out.out
    out = on_terminal("show", "--db", sample, TOETS, "nowhere", VRAAGBAAK_PAGER=mine, code=None)
    assert out.code == 1 and "Inburgeringstoets" in out.out and 'no question with id "nowhere"' in out.err
    for args, code in ((("search", "..."), 3), (("show", "nowhere"), 1)): # nothing to show, no pager
        out = on_terminal(*args, "--db", sample, VRAAGBAAK_PAGER=mine, code=None)
        assert out.code == code and out.out == ""


def test_the_program_waits(sample, pager, tmp_path):
    mark = tmp_path / "done"
    on_terminal("show", "--db", sample, TOETS, VRAAGBAAK_PAGER=pager(f"cat >/dev/null; exec >&-; sleep 0.3; : >{mark}"))
    assert mark.exists()


def test_interrupts_are_for_the_pager(sample, pager):
    """Ctrl-C in the pager: the program stays, the pager has the usual handling of signals."""
    out = on_terminal("show", "--db", sample, TOETS,
                      VRAAGBAAK_PAGER=pager("trap 'echo caught' INT; kill -INT $PPID $$; cat"))
    assert "caught" in out and "Inburgeringstoets" in out
