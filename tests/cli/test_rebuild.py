# SPDX-License-Identifier: GPL-3.0-or-later
"""A new index beside the old one, in its place at once, and back again."""
import json
import os
import random
import subprocess
import time

import pytest

from conftest import FAILIO, LOCKED, RELEASE, environment, index, made_up, run, search, show
from nightkit import FINDINGS, LOSS, Night, assert_same, dump, flemish, flemish_id


@pytest.fixture
def night(tmp_path):
    # the check of tables is Xapian's, which the sanitizer would take for our fault
    night = Night(tmp_path, program=RELEASE)
    for n in range(1, 8):
        night.write(f"{n}.txt", flemish(n))
    night.lines("many.jsonl", made_up(30))
    night.age() # or what is young is looked at once more, some time later
    night.run("--today", "2026-01-01")
    return night


def generations(night):
    return os.readlink(night.db), sorted(p.name for p in night.folder.glob("vragen.db.*") if p.is_dir())


def test_a_rebuilt_index_is_the_same(night):
    before = night.dump()
    night.call("rebuild")
    assert_same(night.dump(), before)
    assert generations(night) == ("vragen.db.2", ["vragen.db.1", "vragen.db.2"])
    assert night.figures("read", "commits") == (0, 0)
    night.call("rebuild")
    assert generations(night) == ("vragen.db.3", ["vragen.db.2", "vragen.db.3"])


def test_what_no_source_tells_is_taken_over(night):
    night.write("1.txt", flemish(1, answer="Er zijn er vijftig."))
    night.remove("2.txt")
    night.run("--today", "2026-01-02")
    night.write("3.txt", "Storing.")
    night.run("--today", "2026-01-03", code=FINDINGS)
    before = night.dump()
    night.call("rebuild", "--today", "2026-01-09", code=FINDINGS)
    after = night.dump()
    for part in ("documents", "postings"):
        assert after[part] == before[part]
    assert show(night.db, flemish_id(2))[0]["withdrawn"] == "2026-01-02"
    assert [c["date"] for c in show(night.db, flemish_id(1))[0]["changes"]] == ["2026-01-02"]
    night.write("3.txt", flemish(3))
    assert night.figures("recovered", "unchanged", "withdrawn") == (1, 1, 0)


def test_what_changed_and_went_before_the_rebuild(night):
    night.write("1.txt", flemish(1, answer="Er zijn er vijftig."))
    night.remove("2.txt")
    night.call("rebuild", "--today", "2026-02-02")
    assert show(night.db, flemish_id(2))[0]["withdrawn"] == "2026-02-02"
    assert [c["date"] for c in show(night.db, flemish_id(1))[0]["changes"]] == ["2026-02-02"]


def test_a_source_that_is_away_loses_nothing(night):
    night.papers.rename(night.folder / "away")
    night.call("rebuild", code=FINDINGS)
    assert len(night.dump()["documents"]) == 37
    assert search(night.db, "bibliotheken", "--plain")["hits"][0].get("withdrawn") is None
    (night.folder / "away").rename(night.papers)
    assert night.figures("withdrawn", "documents", "unchanged") == (0, 37, 7) # lines that are known need no reading


def test_loss_is_not_put_in_place(night):
    night.lines("many.jsonl", made_up(2))
    before = night.dump()
    done = night.call("rebuild", code=LOSS)
    assert "not put in place" in done.out
    assert_same(night.dump(), before)
    assert generations(night) == ("vragen.db.1", ["vragen.db.1"])
    night.call("rebuild", "--accept-loss")
    assert search(night.db, "proefvraag", "--limit", "50")["total"] == 30


def test_rollback(night):
    before = night.dump()
    assert "no generation before" in night.call("rollback", code=1).err
    night.write("9.txt", flemish(9))
    night.call("rebuild")
    assert "generation 1 is in place, instead of 2" in night.call("rollback").out
    assert_same(night.dump(), before)
    assert night.run()["added"] == 1 # what it lacks comes in the next night
    night.call("rollback", "--generation", "2")
    assert len(night.ids()) == 38
    assert "vragen.db has no generation 7; it has: 2, 1\n" in night.call("rollback", "--generation", "7", code=1).err
    night.call("rollback", "--generation", "1")
    night.call("rebuild")
    assert generations(night) == ("vragen.db.3", ["vragen.db.1", "vragen.db.3"])


def test_a_folder_becomes_a_generation(tmp_path):
    night = Night(tmp_path, program=RELEASE)
    night.write("1.txt", flemish(1))
    assert "cannot" not in night.call("rebuild").err # nothing is there at all
    assert generations(night) == ("vragen.db.1", ["vragen.db.1"])
    other = Night(tmp_path / "other", program=RELEASE)
    other.write("1.txt", flemish(1))
    index(other.db, other.papers)
    other.call("rebuild")
    assert generations(other) == ("vragen.db.2", ["vragen.db.1", "vragen.db.2"])
    other.call("rollback")
    assert other.ids() == [flemish_id(1)]


def test_readers_move_over(night):
    """A reader that was open before the exchange sees the new index, without an error."""
    pipe = night.folder / "topics"
    os.mkfifo(pipe)
    reader = subprocess.Popen([RELEASE, "search", "--db", night.db, "--plain", "--topics", pipe],
                              env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with open(pipe, "w") as topics:
        for number, change in enumerate([None, 9, 10, 11], 1):
            if change:
                night.write(f"{change}.txt", flemish(change))
                night.call("rebuild")
            topics.write(f"{number}\tbibliotheken\n")
            topics.flush()
            time.sleep(0.2) # until it is read
    out, err = reader.communicate(timeout=60)
    assert reader.returncode == 0 and err == b""
    found = [line.split(b" ", 1)[0] for line in out.splitlines()]
    assert [found.count(b"%d" % n) for n in (1, 2, 3, 4)] == [7, 8, 9, 10]


def test_killed_at_any_moment(night):
    """The old index or the new one is in place, whole; and the next rebuild works."""
    night.write("9.txt", flemish(9))
    night.remove("2.txt")
    count = night.folder.parent / "count"
    fault = {"LD_PRELOAD": FAILIO, "FAILIO_PATH": str(night.folder)}
    old = sorted(dump(night.db)["documents"])
    new = sorted(old + [flemish_id(9)])
    rng, seen, total = random.Random(1), [], 150
    (night.folder / "vragen.db.1").rename(night.folder / "kept")
    for trial in range(16):
        subprocess.run(["rm", "-rf", night.db, *night.folder.glob("vragen.db.*")], check=True)
        subprocess.run(["cp", "-r", night.folder / "kept", night.folder / "vragen.db.1"], check=True)
        night.db.symlink_to("vragen.db.1")
        env = environment(**fault, FAILIO_DO="kill", FAILIO_AFTER=f"{rng.randrange(total)}c", FAILIO_COUNT=str(count))
        done = subprocess.run([RELEASE, "rebuild", "--config", night.config], env=env, capture_output=True, timeout=60)
        killed = b"ended by signal 9 (" in done.stderr
        assert done.returncode == killed, done.stderr
        seen.append(killed)
        assert sorted(dump(night.db)["documents"]) in (old, new)
        night.call("rebuild")
        assert sorted(dump(night.db)["documents"]) == new
        assert not list(night.folder.glob("*.building")) and not list(night.folder.glob("*.link"))
    assert seen.count(True) > 5


def test_two_at_once(night):
    with open(f"{night.db}.lock", "w") as file:
        import fcntl
        fcntl.flock(file, fcntl.LOCK_EX)
        for command in ("rebuild", "rollback"):
            assert "another run is using" in night.call(command, code=LOCKED).err


def test_an_index_of_another_analyzer_is_rebuilt(night):
    subprocess.run(["xapian-metadata", "set", night.folder / "vragen.db.1", "vraagbaak.analyzer", "other-1"], check=True)
    assert "analyzer" in night.call("nightly", code=1).err
    night.call("rebuild")
    assert night.figures("read", "documents") == (0, 37)
