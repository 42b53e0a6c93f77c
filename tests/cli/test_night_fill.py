# SPDX-License-Identifier: GPL-3.0-or-later
"""A first night and a rebuild with much to read fill the index in bulk: the same index, report and next night as by
the ordinary way, whatever the papers have to do with each other."""
import os
import signal
import subprocess
import time

import pytest

from conftest import LOCKED, RELEASE, made_up, run, show, show_text, some, start, write_lines
from nightkit import FINDINGS, Night, dump, flemish, flemish_id

BULK, ORDINARY = "bulk_megabytes = 0;", "bulk_megabytes = 1000000;"
CORRECTED = 'corrections = "verbeterd.tsv";'
LATER = ("--today", "2026-03-01")


def settings(how):
    return f"limits = {{ loss_percent = 100; {how} }};"


def headless(n, question):
    """A copy of flemish(n) that lost its heading."""
    return f""" Bibliotheken  -  Openingsuren {n}

Steeds meer bibliotheken gaan op zondag open.

1. {question}

2. Wat kost dat de gemeenten?


 1. Er zijn er veertig.

2. Dat weet ik niet.
"""


def all_sorts(night):
    """Papers that have to do with each other in every way that counts."""
    for n in range(1, 31):
        night.write(f"b{n}.txt", flemish(n, question=f"Hoeveel in {'abcdefghij'[n % 10] * 3}?"))
    night.write("a-copy.txt", headless("", "Hoeveel in ccc?"))   # before the papers that ask the same
    night.write("z-copy.txt", headless("", "Hoeveel in ddd?"))   # behind them
    night.write("c-again.txt", flemish(4))                       # one number, another text
    night.write("bad.txt", "Storing.")
    records = list(made_up(120, words=20))
    night.lines("d.jsonl", records[:60] + ["{bad", {**records[3], "title": "Verbeterd"}, records[4]])
    night.lines("e.jsonl", records[40:])
    night.lines("f.jsonl", [{**r, "answer": "Later: ja.", "date_answered": "2026-01-01"} for r in records[::9]])
    night.write("g/leeg.jsonl", "")
    (night.folder / "verbeterd.tsv").write_text(
        f"{flemish_id(7)}\ttitle\tEen andere titel\nproef-00011\ttitle\tOok anders\nniemand\ttitle\tX\n")


def contents(night):
    """All but what may differ: numbers of documents, rows and dictionaries."""
    whole = dump(night.db)
    for doc in whole["documents"].values():
        del doc["values"][31]
    metadata = {k: v for k, v in whole["metadata"].items() if not k.startswith(b"xap.")}
    return whole["documents"], whole["postings"], metadata, {q["id"]: q for q in show(night.db, program=night.program)}


def figures(report):
    # how often a document is written until the papers agree is not told alike
    return {k: v for k, v in report.items() if k not in ("seconds", "commits", "committed")}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Two nights over the same papers: in bulk and by the ordinary way; with what they reported."""
    folder = tmp_path_factory.mktemp("both")
    ordinary = Night(folder / "o", program=RELEASE, settings=settings(ORDINARY) + CORRECTED)
    all_sorts(ordinary)
    ordinary.age()
    bulk = Night(folder / "b")
    bulk.papers = ordinary.papers
    (bulk.folder / "verbeterd.tsv").write_text((ordinary.folder / "verbeterd.tsv").read_text())
    bulk.configure(settings(BULK) + CORRECTED, sources=f'{{ name = "papers"; path = "{ordinary.papers}"; }}')
    return bulk, ordinary, [night.run(*LATER, code=FINDINGS) for night in (bulk, ordinary)]


def test_the_same_index_and_report(both):
    bulk, ordinary, reports = both
    assert contents(bulk) == contents(ordinary)
    assert figures(reports[0]) == figures(reports[1])
    assert os.readlink(bulk.db) == "vragen.db.1" and sorted(os.listdir(bulk.folder)) == sorted(
        ["night.conf", "papers", "verbeterd.tsv", "vragen.db", "vragen.db.1", "vragen.db.lock"])
    assert [figures(night.run(*LATER)) for night in (bulk, ordinary)][0]["read"] == 0
    assert contents(bulk) == contents(ordinary)


def test_rebuilding(both):
    """History, what was withdrawn and what cannot be read now are taken over, in bulk as ever."""
    bulk, ordinary, _ = both
    papers = ordinary.papers
    ordinary.write("b1.txt", flemish(1, answer="Er zijn er vijftig."))
    ordinary.remove("b2.txt", "c-again.txt")
    ordinary.age()
    for night in (bulk, ordinary):
        night.run(*LATER)
    ordinary.write("b3.txt", "Storing.")
    ordinary.write("b9.txt", flemish(9, answer="Anders."))
    ordinary.remove("b8.txt")
    ordinary.age()
    done = [night.call("rebuild", "--today", "2026-03-05", code=FINDINGS, program=RELEASE) for night in (bulk, ordinary)]
    assert done[0].out == done[1].out
    assert "filled" in done[0].err and "filled" not in done[1].err
    assert contents(bulk) == contents(ordinary)
    assert show(bulk.db, flemish_id(2))[0]["withdrawn"] == "2026-03-01"
    assert [c["date"] for c in show(bulk.db, flemish_id(9))[0]["changes"]] == ["2026-03-05"]
    assert not list(bulk.folder.glob("*.building*"))
    assert papers.exists() and bulk.figures("read", "documents") == ordinary.figures("read", "documents")


def test_what_the_index_cannot_take(tmp_path):
    """A question that no index takes is refused by name; the rest of its paper is there."""
    reports = []
    for how in (BULK, ORDINARY):
        night = Night(tmp_path / how[-4:-1].strip(), settings=settings(how))
        night.lines("a.jsonl", [*made_up(5), {"id": "x" * 300, "title": "Te lang", "question": "Wat?"}])
        night.age()
        report = figures(night.run(code=FINDINGS))
        listed = night.call("quarantine", "list").out
        assert "a.jsonl" in listed and "200 bytes" in listed
        reports.append((report, night.ids()))
    assert reports[0] == reports[1]


@pytest.mark.parametrize("end", some([signal.SIGKILL, signal.SIGTERM]))
@pytest.mark.parametrize("command", some(["nightly", "rebuild"]))
def test_cut_short_and_run_again(tmp_path, command, end):
    night = Night(tmp_path, program=RELEASE, settings=settings(BULK))
    night.lines("a.jsonl", made_up(4000, words=60))
    night.write("1.txt", flemish(1))
    night.age()
    cut = 0
    for attempt in range(1, 5):
        process = start(command, "--config", night.config, program=RELEASE)
        time.sleep(0.15 * attempt)
        process.send_signal(end)
        process.communicate()
        cut += process.returncode in (-signal.SIGKILL, LOCKED)
        assert end == signal.SIGTERM or process.returncode in (0, -signal.SIGKILL)
    assert cut
    night.call(command)
    assert len(night.ids()) == 4001
    assert not list(night.folder.glob("*.bulk")) and not list(night.folder.glob("*.building"))


def leave_parts(folder):
    """What a run leaves that is killed when its index has its place."""
    folder.mkdir()
    for name in ("state", "part.0", "dictionary"):
        (folder / name).write_text("0")


def test_parts_beside_an_index_are_removed(tmp_path):
    night = Night(tmp_path, settings=settings(ORDINARY))
    night.write("1.txt", flemish(1))
    night.age()
    night.run()
    left = tmp_path / "vragen.db.1.bulk"
    for command in ("nightly", "rebuild"):
        leave_parts(left)
        night.call(command, program=RELEASE)
        assert not left.exists()
    lines = write_lines(tmp_path / "a.jsonl", made_up(2))
    left = tmp_path / "own.db.bulk"
    for _ in range(2):
        leave_parts(left)
        run("index", "--db", tmp_path / "own.db", lines)
        assert not left.exists()


@pytest.mark.parametrize("command", some(["nightly", "rebuild"]))
def test_stopped_it_shows_nothing(tmp_path, command):
    """What was read so far is no index for readers, and work is left: 75."""
    night = Night(tmp_path, program=RELEASE, settings=settings(BULK))
    night.lines("a.jsonl", made_up(4000, words=40))
    process = start(command, "--config", night.config, program=RELEASE)
    end = time.monotonic() + 60
    while not list(night.folder.glob("*.bulk/state")):
        assert time.monotonic() < end
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == LOCKED and not os.path.lexists(night.db)
    assert not list(night.folder.glob("vragen.db.1"))
    night.call(command)
    assert len(night.ids()) == 4000


def stop_behind_a_part(night, number):
    """Stops a first night once the part is there; which file each part is: a freed inode's number is given out again."""
    process = start("nightly", "--config", night.config, program=RELEASE)
    end = time.monotonic() + 60
    while not list(night.folder.glob(f"*.bulk/part.{number}")) and process.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.005)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == LOCKED
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in night.folder.glob("*.bulk/part.*")}


@pytest.mark.parametrize("changes", some([True, False]))
def test_a_stopped_first_night_keeps_its_work(tmp_path, changes):
    """The next one goes on from its parts, unless a paper has changed: they hold what it gave."""
    records = list(made_up(9000, words=24))
    night = Night(tmp_path / "a", program=RELEASE, settings=settings(BULK))
    night.lines("a.jsonl", records)
    night.age()
    first = stop_behind_a_part(night, 2)
    assert {"part.0", "part.1", "part.2"} <= set(first)
    if changes:
        records[5] = dict(records[5], title="Verbeterd")
        night.lines("a.jsonl", records[:-1])
        night.age()
    second = stop_behind_a_part(night, len(first))
    assert all((second[name] == first[name]) != changes for name in first)
    report = night.call("nightly", "--json").json
    assert report["balanced"] and report["added"] == report["documents"] == 9000 - changes
    other = Night(tmp_path / "b", program=RELEASE, settings=settings(ORDINARY))
    other.lines("a.jsonl", records[:-1] if changes else records)
    other.age()
    other.call("nightly")
    texts = [sorted(show_text(n.db, program=RELEASE).replace(str(n.folder), "").splitlines()) for n in (night, other)]
    assert texts[0] == texts[1]
    assert "damaged" not in (found := night.call("verify").out) and "stray" not in found


def test_small_sources_are_read_as_ever(tmp_path):
    night = Night(tmp_path)
    night.write("1.txt", flemish(1))
    assert "filled" not in night.call("nightly").err
    subprocess.run(["mkdir", "-p", f"{night.db}.building.bulk/part.0"], check=True)
    assert "filled" not in night.call("rebuild", program=RELEASE).err
    assert not list(night.folder.glob("*.bulk"))


def test_nothing_to_read(tmp_path):
    night = Night(tmp_path, settings=settings(BULK))
    night.write("bad.txt", "Storing.")
    assert night.figures("failed", "documents", code=FINDINGS) == (1, 0)
    assert not list(night.folder.glob("*.bulk"))


