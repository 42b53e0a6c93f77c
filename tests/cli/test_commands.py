# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of commands: help, suggestions, the man page and the completion of bash agree with it."""
import os
import re
import shutil
import subprocess

import pytest

from conftest import PROGRAM, ROOT, USAGE, environment, run, write_lines

MAN = (ROOT / "doc" / "vraagbaak.1.scd").read_text(encoding="utf-8")
COMPLETION = ROOT / "doc" / "vraagbaak.bash-completion"


def commands():
    """{name: summary}, without help."""
    found = dict(line.split("\t") for line in run("help", "--list").out.splitlines())
    assert found.pop("help")
    return found


def options(command):
    """{"--db": (argument, [values])} and the same for "-d"; what stands behind them."""
    lines = [line.split("\t") for line in run("help", "--list", command).out.splitlines()]
    name, arguments = lines.pop(0)
    assert name == "arguments"
    return {name: (argument, values.split()) for name, argument, values in lines}, arguments


ALL = sorted(commands())


# ---- help ----

def test_commands_are_listed():
    out = run("--help").out
    for name, summary in commands().items():
        assert re.search(rf"^  {name} +{re.escape(summary)}$", out, re.M)
    assert out == run("help").out == run("-h").out == run(code=USAGE).err


@pytest.mark.parametrize("command", ALL)
def test_help(command):
    out = run(command, "--help").out
    assert out == run(command, "-h").out == run("help", command).out
    known, arguments = options(command)
    assert out.startswith(f"Usage: vraagbaak {command} {arguments}\n")
    assert set(re.findall(r"(?:^|\s)(--?[a-zA-Z][a-z-]*)(?=[=,\s])", out.split("\n\n")[0])) == set(known)
    for argument, values in known.values(): # what --help tells of the values is what there is
        if argument in ("FORMAT", "ORDER", "TYPE") or values:
            assert values and all(value in out for value in values)
    examples = out.split("Examples:\n")[1].splitlines()
    assert len(examples) >= 2 and all(line.startswith(f"  vraagbaak {command} ") for line in examples)
    for line in examples:
        assert {word for word in line.split() if word.startswith("-") and word != "-"} <= set(known)


def test_help_of_nothing():
    for args in (("help", "frob"), ("help", "--list", "frob")):
        assert 'no command "frob"' in run(*args, code=USAGE).err


@pytest.mark.parametrize("typed, meant", [("serach", "search"), ("indx", "index"), ("shwo", "show"), ("an", "analyze"),
                                          ("analyse", "analyze"), ("serch", "search")])
def test_nearest_command(typed, meant):
    assert run(typed, code=USAGE).err == (
        f'vraagbaak: no command "{typed}"; did you mean {meant}? see: vraagbaak --help\n')


@pytest.mark.parametrize("typed", ["frobnicate", "", "x", "zzzz", "x" * 5000, "--frob"])
def test_no_command_is_near(typed):
    err = run(typed, code=USAGE).err
    assert "did you mean" not in err and err.endswith("; see: vraagbaak --help\n")


def test_help_that_cannot_be_written():
    for args in (("--help",), ("help", "search"), ("search", "--help"), ("--version",), ("help", "--list")):
        with open("/dev/full", "wb") as full:
            assert "cannot write output: No space left" in run(*args, code=1, stdout=full).err


def test_options_that_make_no_sense(sample):
    for args, message in ((("--frob",), "--frob: unknown option"), (("--limit", "x"), "--limit x: invalid numeric value"),
                          (("--limit=x",), "--limit=x: invalid numeric value"),
                          (("--limit",), "--limit: missing argument")):
        err = run("search", *args, code=USAGE).err
        assert err == f"vraagbaak search: {message}\nsee: vraagbaak search --help\n"
    # of an option given twice the last counts, and nothing leaks
    assert run("search", "--db", "nowhere", "--db", sample, "fietsen").out


# ---- values ----

@pytest.mark.parametrize("command", ALL)
def test_values_are_taken(command, sample, tmp_path):
    paper = write_lines(tmp_path / "a.jsonl", [{"id": "x", "title": "T"}])
    words = {"index": [paper], "show": ["voorbeeld-010"]}.get(command, ["fietsen"])
    db = tmp_path / "new.db" if command == "index" else sample
    for name, (_, values) in options(command)[0].items():
        for value in values:
            run(command, "--db", db, name, value, *words)
        if values:
            err = run(command, "--db", db, name, "frob", *words, code=USAGE).err
            assert err.rstrip().endswith("is none of " + ", ".join(values)), err


# ---- the man page ----

def man_options(section):
    """Of lines like "*-d*, *--db*=_DIR_"."""
    found = {}
    for line in re.findall(r"^(\*-.*)$", section, re.M):
        argument = (re.search(r"=_([A-Z]+)_$", line) or ["", ""])[1]
        found.update((name, argument) for name in re.findall(r"\*(--?[a-zA-Z-]+)\*", line))
    return found


@pytest.mark.parametrize("command", ALL)
def test_man_page_has_the_options(command):
    section = re.search(rf"^# VRAAGBAAK {command.upper()}\n(.*?)^# ", MAN, re.M | re.S)
    assert section, "no section"
    known, _ = options(command)
    assert man_options(section[1]) == {name: argument for name, (argument, _) in known.items()}
    for name, (_, values) in known.items():
        told = re.search(rf"^\*.*{re.escape(name)}\*.*\n((?:\t.*\n)+)", section[1], re.M)[1] if values else ""
        assert all(f"*{value}*" in told for value in values)
    assert f"*vraagbaak {command}* " in MAN.split("# DESCRIPTION")[0]
    assert re.search(rf"^\tvraagbaak {command} ", MAN.split("# EXAMPLES")[1], re.M)


def test_man_page_has_no_other_commands():
    assert sorted(re.findall(r"^# VRAAGBAAK ([A-Z]+)$", MAN, re.M)) == sorted(name.upper() for name in [*ALL, "help"])


@pytest.mark.skipif(not shutil.which("scdoc"), reason="no scdoc here")
def test_man_page_can_be_made():
    done = subprocess.run(["scdoc"], input=MAN.encode(), capture_output=True, check=False)
    assert done.returncode == 0 and done.stderr == b""


# ---- completion ----

@pytest.fixture
def completed(tmp_path):
    """What bash offers for a line whose last word is being typed; "=" is a word of its own, as in bash."""
    (tmp_path / "vraagbaak").symlink_to(PROGRAM)
    work = tmp_path / "work"
    (work / "folder one").mkdir(parents=True)
    (work / "file.txt").touch()

    def complete(*words):
        script = f'''source {COMPLETION}
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            _vraagbaak && [[ ${{#COMPREPLY[@]}} -eq 0 ]] || printf '%s\\n' "${{COMPREPLY[@]}}"'''
        env = environment(PATH=f"{tmp_path}:{os.environ['PATH']}")
        done = subprocess.run(["bash", "-c", script, "bash", "vraagbaak", *words], env=env, cwd=work,
                              capture_output=True, text=True, check=False)
        assert done.stderr == "", done.stderr
        return sorted(done.stdout.splitlines())
    return complete


def test_commands_are_completed(completed):
    assert completed("") == sorted([*ALL, "help"])
    assert completed("se") == ["search"]
    assert completed("--") == ["--help", "--version"]
    assert completed("help", "") == sorted([*ALL, "help"])
    assert completed("help", "--l") == ["--list"]
    assert completed("frob", "") == [] and completed("frob", "--") == []


@pytest.mark.parametrize("command", ALL)
def test_options_are_completed(completed, command):
    known, _ = options(command)
    assert completed(command, "-") == sorted(known)
    assert completed(command, "--he") == ["--help"]
    for name, (_, values) in known.items():
        if values:
            assert completed(command, name, "") == sorted(values)
            assert completed(command, "--db", "=", "x", name, values[-1]) == [
                v for v in sorted(values) if v.startswith(values[-1])]


def test_values_behind_an_equals_sign(completed):
    wanted = sorted("text json jsonl csv trec bibtex ris".split())
    assert completed("search", "--format", "=") == wanted
    assert completed("search", "--format", "=", "js") == ["json", "jsonl"]
    assert completed("search", "--format=js") == ["--format=json", "--format=jsonl"] # without "=" in COMP_WORDBREAKS
    assert completed("search", "--parliament", "=", "t") == ["tweedekamer"]
    assert completed("search", "--sort", "d") == ["date", "date-asc"]


def test_files_are_completed(completed):
    assert completed("search", "--db", "") == ["folder one"]
    assert completed("search", "--topics", "f") == ["file.txt", "folder one"]
    assert completed("index", "--db", "x", "fi") == ["file.txt"]
    assert completed("search", "") == [] # words of a query


def test_completion_is_registered():
    script = f"source {COMPLETION}; complete -p vraagbaak"
    assert "-F _vraagbaak vraagbaak" in subprocess.run(["bash", "-c", script], capture_output=True, text=True,
                                                       check=True).stdout
