# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the program for the command-line tests.

Every run is looked over: a sanitizer's report or death by a signal fails the test, whatever it was
about.  The program is the sanitizer build; under LD_PRELOAD, and where time or memory is measured,
the release build.
"""
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Programs that are started get the usual handling of Ctrl-C, also where the tests run in the background of a shell.
signal.signal(signal.SIGINT, signal.default_int_handler)


def _path(variable, fallback):
    return str((ROOT / os.environ.get(variable, fallback)).resolve())


PROGRAM = _path("VRAAGBAAK", "build/san/bin-vraagbaak")
RELEASE = _path("VRAAGBAAK_RELEASE", "build/vraagbaak")
FAILIO = _path("VRAAGBAAK_FAILIO", "build/failio.so")
SAMPLE = ROOT / "corpus" / "sample"
FIXTURES = ROOT / "tests" / "fixtures" # with make_pdf and make_office, which tests import
sys.path.insert(0, str(FIXTURES))
CORPORA = ROOT.parent / "shared" / "corpora"
SANITIZERS = os.environ.get("ASAN_OPTIONS", "detect_leaks=1:abort_on_error=0")
ALL_TESTS = os.environ.get("VRAAGBAAK_TESTS") == "all"
USAGE, BAD_QUERY, NO_HITS, LOCKED = 2, 3, 4, 75


def often(much, little):
    """How often something is tried: much by `make check-all`, little by `make check`."""
    return much if ALL_TESTS else little


def some(values, little=1):
    """All of the values by `make check-all`; by `make check` so many, spread over them."""
    values = list(values)
    return values if ALL_TESTS else values[::-(-len(values) // little)]


only_in_check_all = pytest.mark.skipif(not ALL_TESTS, reason="make check-all runs it")


def environment(**extra):
    """That of the tests, without what changes the output."""
    without = ("NO_COLOR", "TERM", "LD_PRELOAD", "PAGER", "LESS", "VRAAGBAAK_PAGER")
    env = {k: v for k, v in os.environ.items() if k not in without}
    env["ASAN_OPTIONS"] = SANITIZERS
    env["LC_ALL"] = "C.UTF-8"
    env.update(extra)
    return {k: v for k, v in env.items() if v is not None}


def decode(data):
    return data.decode("utf-8", "surrogateescape")


def look_over(code, err, may_abort=False):
    """The process that is started passes on how the one that works ended, as a message."""
    for sign in ("Sanitizer", "runtime error:", "terminate called"):
        assert sign not in err, err
    assert may_abort or not re.search(r"^vraagbaak \w+: ended by ", err, re.MULTILINE), err
    assert code >= 0, f"killed by signal {-code}\n{err}"


class Result:
    def __init__(self, code, out, err, may_abort=False):
        self.code, self.out, self.err = code, decode(out), decode(err)
        look_over(self.code, self.err, may_abort)

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\nstdout: {self.out[:2000]}\nstderr: {self.err[:2000]}"


def run(*args, code=0, program=PROGRAM, env=None, may_abort=False, **options):
    """Runs the program; `code` is the exit code expected, None for any."""
    done = subprocess.run([program, *map(str, args)], cwd=options.pop("cwd", ROOT),
                          env=environment(**(env or {})), **({} if "input" in options else {"stdin": subprocess.DEVNULL}),
                          stdout=options.pop("stdout", subprocess.PIPE),
                          stderr=subprocess.PIPE, timeout=options.pop("timeout", 120), **options)
    result = Result(done.returncode, done.stdout or b"", done.stderr, may_abort)
    assert code is None or result.code == code, result
    return result


def worker_of(process):
    """The process that does the work of one that was started."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(children[0])


def start(*args, program=PROGRAM, **options):
    return subprocess.Popen([program, *map(str, args)], cwd=ROOT, env=environment(),
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, bufsize=0, **options) # no read-ahead: tests act on each line


MEASURE = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def peak_memory(*args):
    """Runs the release build; returns its peak memory in kilobytes.  The figure of a process starts at that of its parent,
    so a small process starts it, not these tests."""
    done = subprocess.run([sys.executable, "-IS", "-c", MEASURE, RELEASE, *map(str, args)], cwd=ROOT,
                          env=environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def index(db, *paths, **options):
    """Indexes and returns the report."""
    return run("index", "--json", "--db", db, *paths, **options).json


def search(db, *args, **options):
    return run("search", "--json", "--db", db, *args, **options).json


def ids(found):
    return [hit["id"] for hit in found["hits"]]


def show_text(db, *args, **options):
    return run("show", "--json", "--db", db, *(args or ["--all"]), **options).out


def show(db, *args, **options):
    return [json.loads(line) for line in show_text(db, *args, **options).splitlines()]


def reasons(report):
    """What was refused: {name of the file: reason}."""
    return {os.path.basename(r["path"]): r["reason"] for r in report["refused"]}


def write_lines(path, records):
    with open(path, "w", encoding="utf-8") as file:
        for record in records:
            file.write((record if isinstance(record, str) else json.dumps(record)) + "\n")
    return path


def made_up(count, words=40):
    """Records of a source that does not exist, each with words of its own."""
    themes = ["fietspad", "inburgering", "zonnepaneel", "wachtlijst", "spoorweg", "drinkwater",
              "leraar", "ziekenhuis", "asielzoeker", "huurwoning"]
    for i in range(count):
        text = " ".join(f"{themes[(i * 7 + k) % 10]} {themes[(i + k * k) % 10]}{k}" for k in range(words // 2))
        yield {"id": f"proef-{i:05d}", "parliament": "kamer", "title": f"Proefvraag {i} over {themes[i % 10]}",
               "date": f"20{10 + i % 15}-{1 + i % 12:02d}-{1 + i % 28:02d}", "asker": f"Lid{i % 40}, Jan",
               "question": f"1. Wat is {text}? 2. En dan?", "answer": f"1. Dat is {text}. 2. Niets."}


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The index of corpus/sample; tests only read it."""
    db = tmp_path_factory.mktemp("sample") / "vragen.db"
    report = index(db, SAMPLE)
    assert report["read"] == 80
    return db


@pytest.fixture(scope="session")
def sample_questions(sample):
    return show(sample)


@pytest.fixture(scope="session")
def server(sample):
    """`serve` on it; tests only ask."""
    from webkit import serve # which imports this file
    with serve(sample, "--timeout", 2) as running:
        yield running


@pytest.fixture
def db(tmp_path):
    return tmp_path / "vragen.db"


# ---- terminals ----

def open_terminal():
    try:
        return pty.openpty()
    except OSError as error:
        pytest.skip(f"no terminals to be had here: {error}")


def read_terminal(terminal):
    """All that was written to it until the other end was closed; closes it."""
    data = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError: # so Linux says that the other end is closed
            break
        if not more:
            break
        data += more
    os.close(terminal)
    return data


def on_terminal(*args, columns=80, code=0, **env):
    """Runs with a terminal on standard output, without a pager unless told; returns what it got,
    with code=None the whole result.  A variable that is None is not set."""
    terminal, end = open_terminal()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
    child = subprocess.Popen([PROGRAM, *map(str, args)], cwd=ROOT, env=environment(**{"TERM": "xterm", "VRAAGBAAK_PAGER": "", **env}),
                             stdin=subprocess.DEVNULL, stdout=end, stderr=subprocess.PIPE)
    os.close(end)
    data = read_terminal(terminal)
    _, err = child.communicate()
    result = Result(child.returncode, data.replace(b"\r\n", b"\n"), err)
    assert code in (None, result.code), result
    return result if code is None else result.out


PAPER = """SCHRIFTELIJKE VRAAG
nr. 321
van KAREL VANDERZANDE
datum: 5 mei 2021
aan MARIA DE WILDE
VLAAMS MINISTER VAN CULTUUR EN JEUGD
Bibliotheken  -  Openingsuren op zondag
Steeds meer bibliotheken gaan op zondag open.
1.
Hoeveel bibliotheken zijn op zondag open?
2.
Wat kost dat de gemeenten?

MARIA DE WILDE
VLAAMS MINISTER VAN CULTUUR EN JEUGD
ANTWOORD
op vraag nr. 321 van 5 mei 2021
van KAREL VANDERZANDE
1. Er zijn er veertig.
2. Dat weet ik niet.
"""
PAPER_ID = "vlaams-2021-05-05-321-maria-de-wilde"

HEADLESS = """ Bibliotheken  -  Openingsuren op zondag

Steeds meer bibliotheken gaan op zondag open.

1. Hoeveel bibliotheken zijn op zondag open?

2. Wat kost dat de gemeenten?


 1. Er zijn er veertig.

2. Dat weet ik niet.
"""


@pytest.fixture
def papers(tmp_path):
    """An empty folder for papers of the test."""
    folder = tmp_path / "papers"
    folder.mkdir()
    return folder


notes = [] # what tests counted, printed at the end


def pytest_terminal_summary(terminalreporter):
    for line in notes:
        terminalreporter.write_line(line)
