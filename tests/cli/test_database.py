# SPDX-License-Identifier: GPL-3.0-or-later
"""The index as a thing on disk: missing, foreign, locked, full, and whoever writes it killed."""
import fcntl
import os
import re
import resource
import shutil
import signal
import subprocess
import time

import pytest

from conftest import (FAILIO, LOCKED, PAPER, RELEASE, SAMPLE, USAGE, decode, environment, index, look_over, made_up,
                      often, run, search, show, show_text, some, start, worker_of, write_lines)

# ---- what is no index ----

READERS = [("search", "iets"), ("show", "--all")]


def refuse_everywhere(db, cause, code=1, commands=None):
    """Every command says the cause, names the index and ends in a failure."""
    for command in commands or [*READERS, ("index", SAMPLE)]:
        done = run(command[0], "--db", db, *command[1:], code=code)
        assert cause in done.err and str(db) in done.err, done
        assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("command", [("search", "iets"), ("show", "--all"), ("index", "papers")])
def test_db_is_missing_on_the_command_line(command):
    assert "--db DIR is missing" in run(*command, code=USAGE).err


def test_db_is_not_there(db):
    refuse_everywhere(db, "", commands=READERS)
    assert not db.exists()
    refuse_everywhere(db / "deeper" / "down", "", commands=[("index", SAMPLE)])


def test_folder_that_is_no_index(db):
    db.mkdir()
    (db / "brief.txt").write_text("Beste,")
    refuse_everywhere(db, "", commands=READERS)
    assert sorted(p.name for p in db.iterdir()) == ["brief.txt"]


def test_empty_folder(db):
    db.mkdir()
    refuse_everywhere(db, "", commands=READERS)
    assert index(db, SAMPLE)["documents"] == 80 # an empty folder may become an index


def test_file_in_place_of_the_index(db):
    db.write_text("Beste,")
    refuse_everywhere(db, "")
    assert db.read_text() == "Beste,"


@pytest.fixture
def copy(sample, db):
    shutil.copytree(sample, db)
    return db


def metadata(db, key, value):
    if not shutil.which("xapian-metadata"):
        pytest.skip("no xapian-metadata (package xapian-tools)")
    subprocess.run(["xapian-metadata", "set", db, key, value], check=True)


@pytest.mark.parametrize("key, value", [("vraagbaak.schema", ""), ("vraagbaak.schema", "1"), ("vraagbaak.schema", "5"),
                                        ("vraagbaak.schema", "0"), ("vraagbaak.analyzer", "other-1"),
                                        ("vraagbaak.analyzer", "")])
def test_foreign_or_other_version(copy, key, value):
    """Without the schema's number it is any Xapian database, of someone else."""
    metadata(copy, key, value)
    before = {p.name: p.read_bytes() for p in copy.iterdir()}
    refuse_everywhere(copy, "")
    assert {p.name: p.read_bytes() for p in copy.iterdir()} == before


@pytest.mark.parametrize("name", ["iamglass", "postlist.glass", "termlist.glass"])
@pytest.mark.parametrize("how", ["gone", "cut", "noise"])
def test_damaged_index_is_no_crash(copy, name, how):
    """Whatever is damaged: an answer or an error in one line."""
    path = copy / name
    data = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:len(data) // 2] if how == "cut" else os.urandom(len(data)))
    for command in [*READERS, ("index", SAMPLE)]:
        done = run(command[0], "--db", copy, *command[1:], code=None)
        assert done.code in (0, 1) and (done.code == 0 or str(copy) in done.err or "vraagbaak" in done.err)


# ---- two at a time ----

def test_locked(copy):
    before = show_text(copy)
    with open(copy / "flintlock", "rb+") as file:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        done = run("index", "--db", copy, SAMPLE, code=LOCKED)
        assert str(copy) in done.err
        assert show_text(copy) == before and search(copy, "inburgering")["total"] > 5
    assert index(copy, SAMPLE)["unchanged"] == 80


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A file with 3000 questions, and what the index shows of them in the end."""
    folder = tmp_path_factory.mktemp("many")
    lines = write_lines(folder / "many.jsonl", made_up(3000))
    index(folder / "db", lines, program=RELEASE)
    return lines, show_text(folder / "db", program=RELEASE)


def read_committed(child, at_least):
    """Reads progress until so many questions are on disk; returns how many."""
    for line in child.stderr:
        if line.startswith(b"committed ") and int(line.split()[1]) >= at_least:
            return int(line.split()[1])
    raise AssertionError("the run ended before")


def wait_for(path):
    """Waits until the file is there; nothing is committed then."""
    end = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
    return 0


def last_committed(err, before):
    numbers = [int(line.split()[1]) for line in decode(err).splitlines() if line.startswith("committed ")]
    return max([before, *numbers])


def test_second_writer_and_reader_beside_a_run(db, many):
    lines, _ = many
    child = start("index", "--db", db, "--commit-every", "10", lines, program=RELEASE)
    try:
        committed = read_committed(child, 100)
        os.kill(worker_of(child), signal.SIGSTOP)
        assert str(db) in run("index", "--db", db, SAMPLE, code=LOCKED).err
        assert len(show(db)) >= committed
        os.kill(worker_of(child), signal.SIGCONT)
        for _ in range(5): # a reader while commits go on
            assert search(db, "fietspad", program=RELEASE)["total"] > 0
    finally:
        child.kill()
        child.communicate()


# ---- ended early ----

@pytest.mark.parametrize("moment", some([0, 10, 500, 1500], 2))
@pytest.mark.parametrize("wait", some([0.004, 0]))
def test_killed(db, many, moment, wait):
    lines, whole = many
    child = start("index", "--db", db, "--commit-every", "10", lines, program=RELEASE)
    committed = read_committed(child, moment) if moment else wait_for(db / "iamglass")
    time.sleep(wait) # so that it is hit in different states
    child.kill()
    _, err = child.communicate()
    committed = last_committed(err, committed)
    assert child.returncode == -signal.SIGKILL
    if committed:
        assert len(show(db, program=RELEASE)) >= committed
    else: # Xapian's file is there, our mark in it may not be
        run("show", "--db", db, "--all", code=None)
    report = index(db, lines, program=RELEASE)
    assert report["documents"] == 3000 and report["added"] <= 3000 - committed
    assert show_text(db, program=RELEASE) == whole


def test_killed_while_the_index_was_made(tmp_path, many):
    """An index is made beside its place and moved there: it is whole or absent."""
    lines, whole = many
    for i in range(30):
        db = tmp_path / f"db{i}"
        child = start("index", "--db", db, lines, program=RELEASE)
        time.sleep(i / 3000)
        child.kill()
        child.communicate()
        assert not db.exists() or (db / "iamglass").exists()
    assert index(db, lines, program=RELEASE)["documents"] == 3000
    assert show_text(db, program=RELEASE) == whole


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_asked_to_stop(db, many, name):
    lines, whole = many
    child = start("index", "--db", db, "--commit-every", "10", lines)
    committed = read_committed(child, 50)
    child.send_signal(getattr(signal, name))
    out, err = child.communicate(timeout=60)
    look_over(child.returncode, decode(err))
    assert child.returncode == LOCKED and decode(out).rstrip().endswith(", interrupted")
    kept = int(decode(out).split(" in the index")[0].split()[-1])
    assert 50 <= kept < 3000 and len(show(db)) == kept
    assert f"{kept} added" in decode(out) and last_committed(err, committed) == kept
    report = index(db, lines, program=RELEASE)
    assert report["unchanged"] == kept and report["documents"] == 3000
    assert show_text(db, program=RELEASE) == whole


def test_asked_to_stop_among_refused_files(db, papers):
    for i in range(3000):
        (papers / f"{i:04d}.txt").write_text("niets")
    write_lines(papers / "0000.jsonl", made_up(1))
    child = start("index", "--db", db, "--commit-every", "1", papers)
    read_committed(child, 1)
    child.send_signal(signal.SIGTERM)
    out, _ = child.communicate(timeout=60)
    assert child.returncode == LOCKED and decode(out).rstrip().endswith(", interrupted")


# ---- a full disk ----

def failing(db, after, code=1, may_abort=False, **extra):
    env = {"LD_PRELOAD": FAILIO, "FAILIO_PATH": str(db), "FAILIO_AFTER": str(after), **extra}
    return run("index", "--db", db, "--commit-every", "10", SAMPLE / "flemish", code=code, program=RELEASE, env=env,
               may_abort=may_abort)


def whole_index(db):
    if shutil.which("xapian-check"):
        checked = subprocess.run(["xapian-check", db], capture_output=True, check=False, env=environment())
        assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("after", ["0", "100", "9000", "30000", "80000", "200000", "1500000", "1c", "5c", "10c", "20c", "40c"])
def test_disk_full(db, after):
    index(db, SAMPLE / "kamer")
    before = show_text(db)
    done = failing(db, after, code=None, may_abort=True)
    if "ended by " in done.err:
        # Xapian 1.4 ends the process where certain writes within a commit fail: as after kill -9
        assert done.code == 1 and f"while using {db}; what was committed before is safe" in done.err
        assert "make room" in done.err and len(done.err.splitlines()) == 1 + done.err.count("committed ") - 1
        whole_index(db)
        assert set(before.splitlines()) <= set(show_text(db).splitlines())
        index(db, SAMPLE / "flemish")
        assert len(show(db)) == 60
        return
    assert done.code == 1 and "No space left on device" in done.err and str(db) in done.err
    if after in ("200000", "1500000"): # enough to store documents; no commit is begun
        assert f"in {db.resolve()}: " in done.err and re.search(r"\d+\.\d MB free, \d+\.\d MB needed", done.err)
    assert len(done.err.splitlines()) == 1 + done.err.count("committed ")
    whole_index(db)
    kept = show_text(db)
    assert f"; {len(kept.splitlines())} in the index" in done.out
    assert before in kept or set(before.splitlines()) <= set(kept.splitlines())
    assert len(kept.splitlines()) == 30 + last_committed(done.err.encode(), 0)
    index(db, SAMPLE / "flemish") # and with room again it goes on
    assert len(show(db)) == 60


@pytest.mark.parametrize("after", ["0", "3c", "8c", "20000"])
def test_disk_full_from_the_start(tmp_path, after):
    place = tmp_path / "place"
    place.mkdir()
    env = {"LD_PRELOAD": FAILIO, "FAILIO_PATH": str(place), "FAILIO_AFTER": after}
    done = run("index", "--db", place / "db", SAMPLE, code=1, program=RELEASE, env=env)
    assert "No space left on device" in done.err and str(place / "db") in done.err
    assert index(place / "db", SAMPLE)["documents"] == 80


@pytest.mark.parametrize("only, number, words", [("sync", 5, "Input/output error"), ("write", 122, "quota"),
                                                 ("write", 30, "Read-only file system")])
def test_other_disk_errors(db, only, number, words):
    index(db, SAMPLE / "kamer")
    done = failing(db, 0, FAILIO_ERRNO=str(number), FAILIO_ONLY=only)
    assert words in done.err and str(db) in done.err
    assert len(show(db)) == 30


@pytest.mark.parametrize("moment", ["1c", "10c", "40c"])
def test_crash_inside_a_library(db, moment):
    """Who waits for the run says how it ended; nothing that was committed is lost."""
    index(db, SAMPLE / "kamer")
    before = show_text(db)
    done = failing(db, moment, FAILIO_DO="crash", may_abort=True)
    last = done.err.splitlines()[-1]
    assert last.startswith("vraagbaak index: ended by signal 11 (Segmentation fault) while using ")
    assert str(db) in last and "what was committed before is safe" in last and "run the command again" in last
    whole_index(db)
    assert set(before.splitlines()) <= set(show_text(db).splitlines())
    index(db, SAMPLE / "flemish")
    assert len(show(db)) == 60


def test_worker_killed(db, many):
    """As a system without memory does it."""
    lines, _ = many
    child = start("index", "--db", db, "--commit-every", "10", lines, program=RELEASE)
    read_committed(child, 50)
    os.kill(worker_of(child), signal.SIGKILL)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 1 and "ended by signal 9 (Killed) while using" in decode(err)
    assert "out of memory" in decode(err) and len(show(db, program=RELEASE)) >= 50


@pytest.mark.parametrize("bulk", some(["yes", "no"]))
def test_without_memory(db, tmp_path, bulk):
    """The run ends with one cause, by no signal, and with more it does all of it."""
    source = write_lines(tmp_path / "a.jsonl", made_up(3000, words=60))
    ends = []
    for megabytes in range(60, 120, 10):
        done = run("index", "--quiet", "--db", db, source, "--bulk", bulk, code=None, program=RELEASE, may_abort=True,
                   preexec_fn=lambda room=megabytes << 20: resource.setrlimit(resource.RLIMIT_AS, (room, room)))
        ends.append(done.err)
        assert "signal" not in done.err
        assert done.code == 0 or "memory" in done.err or "Cannot allocate" in done.err or "cannot" in done.err
    assert any("ended by want of memory while using" in err and "give it more memory" in err for err in ends)
    assert index(db, source, program=RELEASE)["documents"] == 3000


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_whole_group(db, many, number):
    """From a terminal or a service manager it reaches parent and worker: one request to stop, not two."""
    lines, _ = many
    child = start("index", "--db", db, "--commit-every", "10", lines, program=RELEASE, start_new_session=True,
                  preexec_fn=lambda: signal.signal(number, signal.SIG_DFL)) # the tests may run under nohup
    read_committed(child, 50)
    os.killpg(child.pid, number)
    out, err = child.communicate(timeout=60)
    look_over(child.returncode, decode(err))
    assert child.returncode == LOCKED and decode(out).rstrip().endswith(", interrupted")


def test_the_worker_ends_with_its_parent(db, many):
    lines, _ = many
    child = start("index", "--db", db, "--commit-every", "10", lines, program=RELEASE)
    read_committed(child, 20)
    worker = worker_of(child)
    child.kill()
    child.communicate()
    end = time.monotonic() + 20
    while os.path.exists(f"/proc/{worker}"):
        assert time.monotonic() < end, "the worker goes on"
        time.sleep(0.01)


def test_disk_full_in_the_middle_of_a_batch(db):
    """Xapian may write before the commit: that is the index's failure, not the file's."""
    index(db, SAMPLE / "kamer")
    done = failing(db, 0, XAPIAN_FLUSH_THRESHOLD="3")
    assert "No space left on device" in done.err and ", 0 refused; 30 in the index" in done.out
    assert int(done.out.split(" questions read")[0].split()[-1]) < 10 # it stopped at once
    assert len(show(db)) == 30


def test_disk_full_under_the_report(db, papers):
    (papers / "a.txt").write_text(PAPER)
    with open("/dev/full", "wb") as full:
        done = run("index", "--db", db, papers, code=1, stdout=full)
    assert "cannot write output: No space left on device" in done.err
    assert len(show(db)) == 1


# ---- readers beside a writer ----

def test_readers_beside_a_writer(db, tmp_path):
    """Searches and exports that run into commits start again by themselves.  (Commits that come quicker than a search
    with the sanitizers takes would beat all of its tries.)"""
    count = often(3000, 800)
    lines = write_lines(tmp_path / "some.jsonl", made_up(count))
    index(db, SAMPLE)
    child = start("index", "--db", db, "--commit-every", "25", lines)
    rounds, exported = 0, 0
    while child.poll() is None:
        assert len(run("search", "--db", db, "--json", "inburgering").json["hits"]) == 10
        before = exported
        exported = len(show(db))
        assert exported >= before and exported >= 80
        rounds += 1
    child.communicate()
    assert child.returncode == 0 and rounds > 0 and len(show(db)) == 80 + count
