# SPDX-License-Identifier: GPL-3.0-or-later
"""A new index is filled in bulk: the same index as by the ordinary way, whatever cuts the run short."""
import os
import random
import resource
import shutil
import signal
import time

import pytest

from conftest import LOCKED, RELEASE, USAGE, index, made_up, often, peak_memory, run, show, show_text, some, start, write_lines
from nightkit import check_tables, dump

SMALL = ("--bulk", "yes", "--memory", "128", "--jobs", "2") # parts of 16 questions


def contents(db):
    """All that must be the same: data unpacked, for dictionaries differ; no numbers of documents and no rows."""
    whole = dump(db)
    for doc in whole["documents"].values():
        del doc["values"][31]
    data = {q["id"]: q for q in show(db, program=RELEASE)}
    metadata = {k: v for k, v in whole["metadata"].items() if not k.startswith(b"xap.")}
    return whole["documents"], whole["postings"], metadata, data


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    records = list(made_up(700, words=24))
    write_lines(folder / "a.jsonl", records[:300] + ["{bad"])
    changed = {**records[5], "answer": "1. Toch niet. 2. Wel."}
    write_lines(folder / "b.jsonl", records[300:] + [records[3], changed])
    return folder


@pytest.fixture(scope="module")
def ordinary(papers, tmp_path_factory):
    db = tmp_path_factory.mktemp("ordinary") / "o.db"
    return db, index(db, papers, "--bulk", "no", program=RELEASE)


def test_the_same_index(papers, ordinary, tmp_path):
    db = tmp_path / "b.db"
    report = index(db, papers, *SMALL)
    assert contents(db) == contents(ordinary[0])
    assert [r["line"] for r in report["refused"]] == [301]
    assert report["documents"] == 700 and report["committed"] >= 700
    # two lines are in both files, one of them with another answer
    assert (report["added"], report["replaced"], report["merged"]) == (700, 0, 2)
    assert report["balanced"] and ordinary[1]["merged_questions"] == report["merged_questions"]
    assert not os.path.exists(f"{db}.bulk")
    again = index(db, papers, program=RELEASE)
    assert (again["added"], again["documents"]) == (0, 700)


def test_plain_input_needs_no_second_run(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", made_up(100))
    report = index(tmp_path / "b.db", source, *SMALL)
    assert (report["read"], report["added"], report["unchanged"], report["refused"]) == (100, 100, 0, [])
    assert run("search", "--db", tmp_path / "b.db", '"proefvraag 7"', "--json").json["total"] == 1


def test_where_it_may_not_be(tmp_path):
    """Who asks for it hears that it was done another way."""
    source = write_lines(tmp_path / "a.jsonl", made_up(20))
    for options, reason in ((("--shards", "2"), "in shards"), ((), "exists already")):
        done = run("index", "--quiet", "--db", tmp_path / "b.db", source, *options, *SMALL)
        assert done.err.startswith("vraagbaak index: --bulk yes: the index ") and reason in done.err
        assert len(done.err.splitlines()) == 1
    assert run("index", "--quiet", "--db", tmp_path / "b.db", source).err == ""


def test_nothing_to_read(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", ["{bad"])
    report = index(tmp_path / "b.db", source, *SMALL)
    assert (report["documents"], len(report["refused"])) == (0, 1)
    assert not os.path.exists(tmp_path / "b.db.bulk")


@pytest.mark.parametrize("end", some([signal.SIGKILL, signal.SIGINT]))
def test_cut_short_and_run_again(papers, ordinary, tmp_path, end):
    db = tmp_path / "b.db"
    cut = 0
    for attempt in range(1, 16):
        process = start("index", "--quiet", "--db", db, papers, *SMALL)
        time.sleep(0.04 * attempt)
        process.send_signal(end)
        process.communicate()
        cut += os.path.exists(f"{db}.bulk")
        if os.path.exists(db):
            break
    index(db, papers, *SMALL, program=RELEASE)
    assert cut, "no run was cut short"
    assert contents(db) == contents(ordinary[0])
    assert not os.path.exists(f"{db}.bulk")


def test_stopped_before_there_is_an_index(tmp_path):
    """Work is left: 75, and what was read stays."""
    source = write_lines(tmp_path / "a.jsonl", made_up(20000, words=24))
    process = start("index", "--quiet", "--db", tmp_path / "b.db", source, "--bulk", "yes", "--jobs", "1", "--memory", "128",
                    program=RELEASE)
    end = time.monotonic() + 60
    while not os.path.exists(tmp_path / "b.db.bulk/part.1"):
        assert time.monotonic() < end
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == LOCKED and b"interrupted" in out and not os.path.exists(tmp_path / "b.db")
    assert os.path.exists(tmp_path / "b.db.bulk/part.1")
    assert index(tmp_path / "b.db", source, "--bulk", "yes", program=RELEASE)["documents"] == 20000


@pytest.mark.parametrize("phase", some(["finding the latent space", "writing the index"]))
def test_stopped_while_parts_are_merged(tmp_path, phase):
    """It ends at once, and the next run makes the index of the same parts."""
    source = write_lines(tmp_path / "a.jsonl", made_up(9000, words=24))
    process = start("index", "--db", tmp_path / "b.db", source, "--bulk", "yes", program=RELEASE)
    while phase.encode() not in (line := process.stderr.readline()):
        assert line, "no such phase"
    process.send_signal(signal.SIGTERM)
    before = time.monotonic()
    out, _ = process.communicate(timeout=60)
    assert process.returncode == LOCKED and b"interrupted" in out and not os.path.exists(tmp_path / "b.db")
    assert time.monotonic() - before < 20
    parts = {path.name: path.stat().st_ino for path in (tmp_path / "b.db.bulk").glob("part.*")}
    assert parts
    process = start("index", "--db", tmp_path / "b.db", source, "--bulk", "yes", program=RELEASE)
    while b"writing" not in process.stderr.readline():
        pass
    assert parts == {path.name: path.stat().st_ino for path in (tmp_path / "b.db.bulk").glob("part.*")}
    process.communicate(timeout=60)
    assert process.returncode == 0
    index(tmp_path / "whole.db", source, "--bulk", "no", program=RELEASE)
    shown = [sorted(show_text(tmp_path / name, program=RELEASE).splitlines()) for name in ("b.db", "whole.db")]
    assert shown[0] == shown[1]


def test_a_paper_that_changed_meanwhile(tmp_path):
    """What it gave before is in no part that is used."""
    records = list(made_up(6000, words=16))
    source = write_lines(tmp_path / "a.jsonl", records)
    process = start("index", "--quiet", "--db", tmp_path / "b.db", source, *SMALL, program=RELEASE)
    end = time.monotonic() + 60
    while not os.path.exists(tmp_path / "b.db.bulk/part.20"):
        assert time.monotonic() < end
        time.sleep(0.005)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == LOCKED
    records[3] = dict(records[3], title="Verbeterd")
    write_lines(source, records[:-1])
    report = index(tmp_path / "b.db", source, *SMALL, program=RELEASE)
    assert (report["added"], report["documents"]) == (5999, 5999)
    assert [q["title"] for q in show(tmp_path / "b.db", records[3]["id"], program=RELEASE)] == ["Verbeterd"]


@pytest.fixture(scope="module")
def cut_short(tmp_path_factory):
    """(input, what an index of it shows, folder that a run left)"""
    folder = tmp_path_factory.mktemp("cut")
    source = write_lines(folder / "a.jsonl", made_up(6000, words=16))
    index(folder / "whole.db", source, "--bulk", "no", program=RELEASE)
    process = start("index", "--quiet", "--db", folder / "b.db", source, *SMALL, program=RELEASE)
    end = time.monotonic() + 60
    while not os.path.exists(folder / "b.db.bulk/part.20"):
        assert time.monotonic() < end
        time.sleep(0.005)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    return source, sorted(show_text(folder / "whole.db", program=RELEASE).splitlines()), folder / "b.db.bulk"


def damage(path, rng):
    """Flips a bit, cuts the end off, or puts noise in the middle."""
    data = bytearray(path.read_bytes())
    at, how = rng.randrange(len(data)), rng.randrange(3)
    if how == 0:
        data[at] ^= 1 << rng.randrange(8)
    elif how == 1:
        del data[at:]
    else:
        data[at:at + 16] = rng.randbytes(len(data[at:at + 16]))
    path.write_bytes(data)


@pytest.mark.parametrize("seed", range(often(83, 4)))
def test_damaged_parts_are_made_anew(cut_short, tmp_path, seed):
    source, expected, left = cut_short
    rng, db = random.Random(seed), tmp_path / "b.db"
    shutil.copytree(left, f"{db}.bulk")
    names = sorted(p.name for p in left.iterdir() if p.name.startswith("part.")) + ["dictionary"]
    damage(tmp_path / "b.db.bulk" / rng.choice(names if seed % 4 else ["dictionary"]), rng)
    if seed % 5 == 0: # an index that was merged and not put in place
        shutil.copytree(left.parent / "whole.db", f"{db}.bulk/index")
        damage(tmp_path / "b.db.bulk/index/postlist.glass", rng)
    assert index(db, source, *SMALL, program=RELEASE)["documents"] == 6000
    assert check_tables(db) == 0
    assert sorted(show_text(db, program=RELEASE).splitlines()) == expected


def test_two_at_once(papers, tmp_path):
    db = tmp_path / "b.db"
    first = start("index", "--quiet", "--db", db, papers, *SMALL)
    while first.poll() is None and not os.path.exists(f"{db}.bulk/state"):
        time.sleep(0.01)
    second = run("index", "--db", db, papers, *SMALL, code=None)
    first.communicate()
    assert first.returncode == 0
    assert second.code == LOCKED and "another run is filling this index" in second.err


def test_memory_is_bounded(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", made_up(6000, words=120))
    assert peak_memory("index", "--quiet", "--db", tmp_path / "b.db", source, "--bulk", "yes", "--memory", "200") < 200_000
    assert run("search", "--json", "--db", tmp_path / "b.db", "fietspad", program=RELEASE).json["total"] > 0


@pytest.mark.parametrize("args, reason", [
    (("--bulk", "soms"), "must be one of auto, yes, no"), (("--jobs", "-1"), "--jobs"), (("--memory", "5"), "--memory")])
def test_options(tmp_path, args, reason):
    source = write_lines(tmp_path / "a.jsonl", made_up(1))
    assert reason in run("index", "--db", tmp_path / "b.db", source, *args, code=USAGE).err


def test_a_place_that_cannot_be_written(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", made_up(20))
    done = run("index", "--db", tmp_path / "no" / "b.db", source, *SMALL, code=1)
    assert "b.db.bulk" in done.err and "No such file" in done.err


@pytest.mark.parametrize("jobs, memory", [(1, 128), (2, 200), (4, 300)])
def test_parts_that_cannot_be_written(tmp_path, jobs, memory):
    """The run ends, although the reader waits for workers that have ended by then."""
    db = tmp_path / "b.db"
    source = write_lines(tmp_path / "a.jsonl", made_up(9000, words=16))
    options = ("--bulk", "yes", "--memory", memory, "--jobs", jobs)

    def small_files(): # the dictionary may be written, no part may
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (80 << 10, 80 << 10))
    done = run("index", "--db", db, source, *options, code=1, program=RELEASE, timeout=60, preexec_fn=small_files)
    assert f"{db}.bulk/making." in done.err and "File too large" in done.err
    assert index(db, source, *options, program=RELEASE)["documents"] == 9000
