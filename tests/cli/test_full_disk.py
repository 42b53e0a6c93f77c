# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command that writes, on a file system in memory that is too small: it ends by itself with the file and the
cause, what is there is whole, and with more room the same command makes what it should.  Mounting takes root.

VRAAGBAAK_FAULTS=full goes through 300 runs."""
import itertools
import os
import subprocess

import pytest

import fetchserver as srv
from conftest import RELEASE, environment, made_up, run, show_text, write_lines
from faultkit import FULL, QUIET
from fetchkit import TODAY
from nightkit import FINDINGS, check_tables
from test_alerts import FEED, question

SECONDS = 60     # for one run: ten times what the slowest takes with room
QUESTIONS = 2500 # whose index has some 10 MB
ROOMY = 96       # MB, enough for all of them
FULL_DISK = "No space left on device"


def mount(folder, megabytes, remount=False):
    options = f"size={megabytes}m" + (",remount" if remount else "")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"a small file system cannot be mounted (it takes root): {done.stderr.decode().strip()}")


@pytest.fixture
def disk(tmp_path):
    """A folder that becomes a file system of its own: disk(megabytes) makes or changes it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = []

    def size(megabytes):
        mount(folder, megabytes, remount=bool(mounted))
        mounted.append(folder)
        return folder
    yield size
    if mounted:
        subprocess.run(["umount", "-l", folder], check=False)


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    return write_lines(tmp_path_factory.mktemp("papers") / "papers.jsonl", made_up(QUESTIONS, words=60))


@pytest.fixture(scope="module")
def expected(papers):
    """What an index of the papers shows."""
    run("index", "--quiet", "--db", papers.parent / "whole.db", papers, "--bulk", "no", program=RELEASE)
    return show_text(papers.parent / "whole.db", program=RELEASE)


@pytest.fixture(scope="module")
def service():
    made = srv.Service()
    made.add(*range(500, 540))
    for n in made.documents: # documents of some 60 KB
        made.documents[n] = srv.pdf(f"Bruggen {n} ") + b"%" + b"x" * 60_000
    with srv.serve(made) as url:
        yield url


# ---- what is run: each returns (command, what says that all is there) ----

def indexing(*options):
    def prepare(folder, papers, *_):
        db = folder / "vragen.db"
        return ("index", "--quiet", "--db", db, papers, *options), lambda: show_text(db, program=RELEASE)
    return prepare


def configure(folder, papers, settings):
    config = folder.parent / "night.conf"
    config.write_text(f'database = "{folder}/vragen.db"; metrics = "{folder}/m.prom";\n'
                      f'sources = ( {{ name = "p"; path = "{papers}"; }} );\n{settings}\n')
    return config


def night(command, settings, before=()):
    def prepare(folder, papers, *_):
        config = configure(folder, papers, settings)
        db = folder / "vragen.db"
        for earlier in before:
            run(earlier, "--quiet", "--config", config, program=RELEASE)
        return (command, "--quiet", "--config", config), lambda: show_text(db, program=RELEASE)
    return prepare


def rebuilding(bulk):
    """The index that is rebuilt was made while there was room: the disk shrinks to what it takes and a little."""
    return night("rebuild", f"limits = {{ bulk_megabytes = {bulk}; }};", before=["nightly"])


def alerts(folder, *_):
    """The index, on the same disk, is made while there is room."""
    db, config = folder / "alerts.db", folder.parent / "alerts.conf"
    lines = write_lines(folder.parent / "alerts.jsonl",
                        [question(n % 28 + 1, title=f"Fietspad {n} " + "lang " * 400) | {"id": f"v-{n}"}
                         for n in range(900)])
    run("index", "--quiet", "--db", db, lines, program=RELEASE)
    config.write_text(f'database = "{db}"; sources = ( {{ name = "p"; path = "{folder.parent}"; }} );\n'
                      f'searches = ( {FEED.replace("a.xml", f"{folder}/a.xml")} );')
    return ("alerts", "--config", config), lambda: (folder / "a.xml").read_text().count("<entry>")


def fetching(folder, papers, url):
    config = configure(folder, papers, f'spool = "{folder}/spool"; fetch = {{ contact = "post@example.org"; interval_ms = 0; retries = 0; '
                       f'since = "2025-11-01"; sources = ({{ name = "v"; kind = "opendata"; search = "{url}/search"; '
                       f'detail = "{url}/schv"; document = "{url}/pfile"; }}); }};')
    return (("fetch", "--quiet", "--today", TODAY, "--config", config),
            lambda: sorted(p.name for p in (folder / "spool").rglob("*") if p.is_file() and ".fetch" not in p.parts))


def exporting(folder, papers, *_):
    db = papers.parent / "whole.db"
    return ("show", "--all", "--json", "--db", db), lambda: (folder / "export").read_text()


COMMANDS = {
    "index": indexing("--bulk", "no", "--commit-every", "200"),
    "bulk-1": indexing("--bulk", "yes", "--jobs", "1", "--memory", "128"),
    "bulk-2": indexing("--bulk", "yes", "--jobs", "2", "--memory", "128"),
    "nightly": night("nightly", "limits = { bulk_megabytes = 100000; batch_questions = 200; };"),
    "nightly-bulk": night("nightly", "limits = { bulk_megabytes = 0; };"),
    "rebuild": rebuilding(100000),
    "rebuild-bulk": rebuilding(0),
    "alerts": alerts,
    "fetch": fetching,
    "export": exporting,
}


def used_megabytes(folder):
    info = os.statvfs(folder)
    return -(-(info.f_blocks - info.f_bfree) * info.f_frsize >> 20)


def attempt(command, folder):
    """One run; returns (code, standard error).  It ends by itself, or the test fails."""
    env = environment(**QUIET)
    with open(folder / "export" if command[0] == "show" else os.devnull, "wb") as out:
        done = subprocess.run([RELEASE, *map(str, command)], env=env, stdin=subprocess.DEVNULL, stdout=out,
                              stderr=subprocess.PIPE, timeout=SECONDS, check=False)
    return done.returncode, done.stderr.decode()


def check_disk(disk, name, megabytes, papers, expected, service):
    folder = disk(ROOMY)
    for left in folder.iterdir():
        subprocess.run(["rm", "-rf", left], check=True)
    command, contents = COMMANDS[name](folder, papers, service)
    if name.startswith("rebuild"):
        whole = contents()
        assert whole
    disk(used_megabytes(folder) + megabytes)
    code, err = attempt(command, folder)
    assert code in (0, 1, FINDINGS), f"{code}\n{err}"
    if code:
        assert FULL_DISK in err and (str(folder) in err or "cannot write output" in err), err
        assert "cannot read" not in err, err
    if name.startswith("rebuild"):
        assert contents() in (whole, expected)
    elif (folder / "vragen.db").exists():
        assert check_tables(folder / "vragen.db") == 0
    disk(ROOMY)
    again, err = attempt(command, folder)
    assert again == 0, err
    if name == "alerts":
        assert contents() > 0
    elif name == "fetch":
        assert len(contents()) == 80
    else:
        assert sorted(contents().splitlines()) == sorted(expected.splitlines())
    return code


SIZES = range(1, 13)
ORDINARY = [("index", 3), ("bulk-1", 2), ("bulk-2", 2), ("bulk-2", 6), ("nightly", 4), ("nightly-bulk", 3), ("rebuild", 2),
            ("rebuild-bulk", 3), ("alerts", 1), ("fetch", 1), ("export", 1)]


@pytest.mark.parametrize("name, megabytes", ORDINARY)
def test_full_disk(disk, papers, expected, service, name, megabytes):
    assert check_disk(disk, name, megabytes, papers, expected, service)


@pytest.mark.skipif(not FULL, reason="VRAAGBAAK_FAULTS=full runs them: 300 runs")
@pytest.mark.parametrize("name", COMMANDS)
def test_full_disk_of_every_size(disk, papers, expected, service, name):
    failed = 0
    runs = itertools.islice(itertools.cycle(SIZES), 30)
    for megabytes in runs:
        failed += check_disk(disk, name, megabytes, papers, expected, service) != 0
    assert failed
