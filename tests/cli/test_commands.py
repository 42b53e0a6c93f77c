# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of commands: help, suggestions, the man pages and the completion of bash agree with it."""
import os
import re
import shlex
import shutil
import subprocess

import pytest

from conftest import PROGRAM, ROOT, USAGE, environment, run, write_lines

PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "doc").glob("*.scd"))}
MANUALS = {name: text for name, text in PAGES.items() if name.endswith(".1.scd")} # those of commands
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
    examples = [in_shell(line) for line in out.split("Examples:\n")[1].splitlines()]
    assert len(examples) >= 2 and all(words[:2] == ["vraagbaak", command] for words in examples)
    for words in examples:
        check_words(known, words[2:])


def in_shell(line):
    """Words of a command line up to where its output goes, quotes taken off."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|<>")
    lexer.whitespace_split, lexer.commenters = True, ""
    words = list(lexer)
    ends = [i for i, word in enumerate(words) if set(word) <= set("|<>")]
    return words[:min(ends, default=len(words))]


def check_words(known, words):
    """An example has no option that is none, and each has its argument."""
    words = iter(words)
    for word in words:
        name, sign, value = word.partition("=")
        if not word.startswith("-") or word == "-":
            continue
        assert name in known, f"no option {word}"
        argument, values = known[name]
        if argument and not sign:
            value = next(words)
        assert bool(argument) or not sign
        assert not values or set(value.split(",")) <= set(values), f"{name} {value}"


def test_help_of_nothing():
    for args in (("help", "frob"), ("help", "--list", "frob")):
        assert 'unknown command "frob"' in run(*args, code=USAGE).err


@pytest.mark.parametrize("typed, meant", [("serach", "search"), ("indx", "index"), ("shwo", "show"), ("an", "analyze"),
                                          ("analyse", "analyze"), ("serch", "search")])
def test_nearest_command(typed, meant):
    assert run(typed, code=USAGE).err == (
        f'vraagbaak: unknown command "{typed}"; did you mean {meant}? see: vraagbaak --help\n')


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
    assert run("search", "--db", sample, "--sort", "frob", "--sort", "date", "fietsen").out


# ---- values ----

@pytest.mark.parametrize("command", ALL)
def test_values_are_taken(command, sample, tmp_path):
    paper = write_lines(tmp_path / "a.jsonl", [{"id": "x", "title": "T"}])
    words = {"index": [paper], "show": ["voorbeeld-010"], "similar": ["voorbeeld-010"],
             "asked": [ROOT / "corpus" / "sample" / "README.md"]}.get(command, ["fietsen"])
    db = tmp_path / "new.db" if command == "index" else sample
    for name, (_, values) in options(command)[0].items():
        for value in values:
            run(command, "--db", db, name, value, *words)
        if values:
            err = run(command, "--db", db, name, "frob", *words, code=USAGE).err
            assert err.rstrip().endswith(f' must be one of {", ".join(values)}, not "frob"'), err


# ---- the man pages ----

def man_options(section):
    """Of lines like "*-d*, *--db*=_DIR_"."""
    found = {}
    for line in re.findall(r"^(\*-.*)$", section, re.M):
        argument = (re.search(r"\*=_([A-Z=]+)_$", line) or ["", ""])[1]
        found.update((name, argument) for name in re.findall(r"\*(--?[a-zA-Z-]+)\*", line))
    return found


def man_sections(command):
    """The pages that have a section of the command, and the sections."""
    found = [(text, re.search(rf"^# VRAAGBAAK {command.upper()}\n(.*?)^# ", text, re.M | re.S)) for text in MANUALS.values()]
    return [(text, section[1]) for text, section in found if section]


@pytest.mark.parametrize("command", ALL)
def test_man_page_has_the_options(command):
    places = man_sections(command)
    assert len(places) == 1, f"{len(places)} man pages have a section of {command}"
    page, section = places[0]
    known, _ = options(command)
    assert man_options(section) == {name: argument for name, (argument, _) in known.items()}
    for name, (_, values) in known.items():
        told = re.search(rf"^\*.*{re.escape(name)}\*.*\n((?:\t.*\n)+)", section, re.M)[1] if values else ""
        assert all(f"*{value}*" in told for value in values)
    assert f"*vraagbaak {command}* " in page.split("# DESCRIPTION")[0]
    examples = re.findall(rf"^\t(vraagbaak {command} .*)", page.split("# EXAMPLES")[1], re.M)
    assert examples, "no example"
    for line in examples:
        check_words(known, in_shell(line)[2:])


def test_man_pages_have_no_other_commands():
    told = [name for text in MANUALS.values() for name in re.findall(r"^# VRAAGBAAK ([A-Z-]+)$", text, re.M)]
    assert sorted(told) == sorted(name.upper() for name in [*ALL, "help"])


def test_man_pages_name_each_other():
    first = PAGES["vraagbaak.1.scd"].split("# SEE ALSO")[1]
    for name, text in PAGES.items():
        page, section, _ = name.split(".") if name.count(".") == 2 else (name, "", "")
        if page != "vraagbaak":
            assert f"*{page}*({section})" in first and "*vraagbaak*(1)" in text.split("# SEE ALSO")[1]


@pytest.mark.skipif(not shutil.which("scdoc"), reason="no scdoc here")
@pytest.mark.parametrize("name", PAGES)
def test_man_page_can_be_made(name):
    done = subprocess.run(["scdoc"], input=PAGES[name].encode(), capture_output=True, check=False)
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
    assert completed("sea") == ["search"]
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
    assert completed("search", "--sort", "da") == ["date", "date-asc", "days", "days-desc"]


def test_files_are_completed(completed):
    assert completed("search", "--db", "") == ["folder one"]
    assert completed("search", "--topics", "f") == ["file.txt", "folder one"]
    assert completed("index", "--db", "x", "fi") == ["file.txt"]
    assert completed("search", "") == [] # words of a query


def test_completion_is_registered():
    script = f"source {COMPLETION}; complete -p vraagbaak"
    assert "-F _vraagbaak vraagbaak" in subprocess.run(["bash", "-c", script], capture_output=True, text=True,
                                                       check=True).stdout


# ---- defaults ----

# Of each default that a help states as a word of its own: how to see that it is the program's, and a value that gives
# another result; None where --help prints the value that the program begins with (base/command.c).
SEEN = {
    ("search", "--limit"): "9", ("search", "--sort"): "date", ("search", "--format"): "csv", ("search", "--depth"): "3",
    ("similar", "--limit"): "9", ("similar", "--format"): "csv", ("asked", "--limit"): "1", ("asked", "--format"): "csv",
    ("show", "--format"): "json", ("analyze", "--format"): "tsv", ("cites", "--limit"): None, ("review", "--below"): "100",
    ("index", "--commit-every"): None, ("index", "--memory"): None, ("index", "--bulk"): None,
    ("serve", "--listen"): None, ("serve", "--workers"): None, ("serve", "--queue"): None,
    ("serve", "--connections"): None, ("serve", "--timeout"): None, ("serve", "--cache"): None, ("serve", "--time-limit"): None,
}


def defaults(command):
    """{"--limit": "10"}, of all options of which the help tells a default."""
    text = re.sub(r"\s+", " ", run(command, "--help").out.split("\n\n")[0])
    found = {}
    for option in re.split(r" (?=(?:-\w, )?--[a-z])", text):
        if default := re.search(r"\(default: ([^);]*)", option):
            found[re.search(r"--[a-z-]+", option)[0]] = default[1].strip('"')
    return found


def test_defaults_are_known():
    assert {(command, option) for command in ALL for option in defaults(command)} == set(SEEN)
    for command in ALL:
        for option, value in defaults(command).items():
            argument, values = options(command)[0][option]
            assert value in values or argument in ("N", "MB", "MS", "PERCENT", "SECONDS") and re.fullmatch(r"[1-9]\d*", value) \
                or argument == "ADDRESS", f"{command} {option} {value}"


@pytest.mark.parametrize("command, option", [pair for pair in SEEN if SEEN[pair]], ids="".join)
def test_defaults_are_what_the_program_does(command, option, sample, tmp_path):
    draft = tmp_path / "topics"
    draft.write_text("1\tde gemeente en het water van de school\n", encoding="utf-8")
    config = tmp_path / "c.conf"
    config.write_text(f'database = "{tmp_path}/n.db"\nsources = ( {{ name = "a"; path = "{ROOT}/corpus/sample"; }} );\n')
    place = ("--config", config) if command == "review" else ("--db", sample)
    words = {"show": ["voorbeeld-010"], "similar": ["voorbeeld-010"],
             "asked": [draft], "analyze": ["de fietsen"], "review": []}.get(command, ["gemeente OR school OR water"])
    if option == "--depth":
        words = ["--topics", draft]
    if command == "review":
        run("nightly", "--config", config, "--quiet", code=None)
    plain = run(command, *place, *words).out
    assert plain == run(command, *place, option, defaults(command)[option], *words).out
    assert plain != run(command, *place, option, SEEN[command, option], *words).out
