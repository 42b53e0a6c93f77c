# SPDX-License-Identifier: GPL-3.0-or-later
"""What verify finds, and that it finds nothing where all is well."""
import json
import subprocess

import pytest

from conftest import RELEASE, SANITIZERS, USAGE, made_up, run
from nightkit import FINDINGS, Night, flemish, flemish_id, xapian


@pytest.fixture
def night(tmp_path):
    night = Night(tmp_path)
    for n in range(1, 5):
        night.write(f"{n}.txt", flemish(n, question=f"Hoeveel in {chr(96 + n) * 3}?"))
    night.lines("many.jsonl", made_up(10))
    night.run()
    return night


# Xapian's check frees a table by its base class, which the sanitizer would take for our fault.
QUIET = {"ASAN_OPTIONS": f"{SANITIZERS}:new_delete_type_mismatch=0"}


def findings(night, *args, code=FINDINGS):
    out = night.call("verify", "--json", *args, code=code, env=QUIET).out
    return sorted((f["kind"], f["what"].rsplit("/", 1)[-1]) for f in map(json.loads, out.splitlines()))


def test_all_is_well(night):
    assert findings(night, code=0) == []
    assert night.call("verify", "--quick").out == "all is well\n"


def test_what_the_next_night_has_to_do(night):
    night.write("5.txt", flemish(5, question="Nieuw?"))
    night.write("1.txt", flemish(1, answer="Anders."))
    night.remove("2.txt")
    night.write("3.txt", "Storing.")
    assert findings(night) == [("gone", "2.txt"), ("missing", "5.txt"), ("stale", "1.txt"), ("stale", "3.txt")]
    night.run(code=FINDINGS)
    assert findings(night) == [("unreadable", "3.txt")]
    assert "unreadable\t" in night.call("verify", code=FINDINGS, env=QUIET).out


def test_refused_papers_are_listed_once_with_their_lines(night):
    (night.papers / "dangling.txt").symlink_to("nowhere.txt")
    night.lines("half.jsonl", [{"id": "h-1", "title": "Ja", "question": "Ja?"}, "{bad"])
    assert ("unreadable", "dangling.txt") in findings(night) # not yet read
    night.run(code=FINDINGS)
    assert findings(night) == [("unreadable", "dangling.txt"), ("unreadable", "half.jsonl")]
    assert "\tline 2: " in night.call("verify", "--quick", code=FINDINGS).out


def test_without_text_and_doubled(night):
    night.lines("empty.jsonl", [{"id": "leeg", "title": "Alleen een titel"}])
    night.write("9.txt", flemish(9, question="Hoeveel in ddd?"))
    night.run()
    assert findings(night) == [("doubled", f"{flemish_id(4)} {flemish_id(9)}"), ("without-text", "leeg")]
    night.remove("empty.jsonl")
    night.configure('policy = { withdrawn = "remove"; withdrawn_days = 0; };')
    night.run()
    assert findings(night, code=0) == [("doubled", f"{flemish_id(4)} {flemish_id(9)}")]


def test_lost_and_stray(night):
    """Somebody else wrote to the index."""
    db = xapian.WritableDatabase(str(night.folder / "vragen.db.1"))
    db.delete_document("Q" + flemish_id(1))
    claim = db.get_document(next(db.postlist("Q" + flemish_id(2))).docid).get_value(20)
    db.set_metadata("vraagbaak.paper.%016x" % int.from_bytes(claim[1:9], "little"), "")
    db.close()
    assert findings(night) == [("lost", "1.txt"), ("missing", "2.txt"), ("stray", flemish_id(2))]
    night.run()


@pytest.mark.parametrize("table", ["postlist", "termlist"])
def test_damage_is_found_and_crashes_nothing(night, table):
    path = night.folder / "vragen.db.1" / f"{table}.glass"
    data = bytearray(path.read_bytes())
    for at in range(100, len(data), 97):
        data[at] ^= 0x55
    path.write_bytes(bytes(data))
    done = night.call("verify", "--json", code=None, program=RELEASE)
    assert done.code in (1, FINDINGS)
    assert done.code == 1 or '"damaged"' in done.out


def test_an_index_that_may_only_be_read(night, tmp_path):
    """It says what it cannot do, which is Xapian's part, and does the rest."""
    folder = tmp_path / "mount"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"a file system cannot be mounted (it takes root): {done.stderr.decode().strip()}")
    try:
        subprocess.run(["cp", "-a", *tmp_path.glob("vragen.db*"), folder], check=True)
        night.configure(sources=f'{{ name = "papers"; path = "{night.papers}"; }}')
        night.config.write_text(night.config.read_text().replace("vragen.db", f"{folder}/vragen.db"))
        night.remove("2.txt")
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        done = night.call("verify", "--json", code=FINDINGS, env=QUIET)
        assert [json.loads(line)["kind"] for line in done.out.splitlines()] == ["gone"]
        assert "may only be read here, so Xapian did not check its tables" in done.err
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


def test_misuse(night):
    assert "--config FILE is missing" in run("verify", code=USAGE).err
    night.db.unlink()
    assert "vragen.db" in night.call("verify", code=1).err
