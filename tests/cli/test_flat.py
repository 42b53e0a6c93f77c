# SPDX-License-Identifier: GPL-3.0-or-later
"""The flat file beside the tables (store/docvalues/docinfo.h): runs keep it, and searches are the same with and without."""
import json
import struct

import pytest

from conftest import made_up, run
from nightkit import FINDINGS, Night, flemish, xapian
from test_verify import QUIET

NAME = "vraagbaak.flat"
HEAD = struct.Struct("8sII40sQdIIQQQ")
WORDS = ["bibliotheken", "zondag open gemeenten", "openingsuren kost", '"op zondag"', "vraag:bibliotheken gemeenten"]


@pytest.fixture
def night(tmp_path):
    night = Night(tmp_path)
    for n in range(1, 12):
        night.write(f"{n}.txt", flemish(n, question=f"Hoeveel in {chr(96 + n) * 3}?"))
    night.lines("many.jsonl", made_up(40))
    night.run()
    return night


def flat(night):
    return night.db / NAME


def belongs(path, db):
    """Whether the file names the last commit of the index."""
    head = HEAD.unpack(path.read_bytes()[:HEAD.size])
    now = xapian.Database(str(db))
    assert head[0] == b"vb flat\0" and path.stat().st_size == head[8]
    return head[3].rstrip(b"\0") == now.get_uuid() and head[4] == now.get_revision()


def answers(db):
    found = []
    for words in WORDS:
        result = run("search", "--db", db, "--json", "--facets", "all", words).json
        result.pop("revision")
        found.append(result)
    queries = db.parent / "queries.txt"
    queries.write_text("".join(f"{words}\n" for words in WORDS * 2)) # in one process
    return found, run("search", "--db", db, "--queries", queries, "--facets", "all").out


def test_runs_keep_it(night):
    assert belongs(flat(night), night.db)
    night.write("1.txt", flemish(1, answer="Er zijn er vijftig."))
    night.remove("2.txt")
    before = flat(night).read_bytes()
    night.run()
    assert belongs(flat(night), night.db) and flat(night).read_bytes() != before
    night.call("rebuild", env=QUIET)
    assert belongs(flat(night), night.db)
    night.write("bad.txt", "Storing.")
    night.run(code=FINDINGS)
    night.call("quarantine", "retry", "--all")
    assert belongs(flat(night), night.db)


def test_index_keeps_it(tmp_path):
    night = Night(tmp_path)
    papers = night.lines("many.jsonl", made_up(40))
    for options in (["--bulk", "yes"], ["--bulk", "no"]):
        db = tmp_path / options[1]
        run("index", "--db", db, *options, papers)
        assert belongs(db / NAME, db)


def test_a_run_with_nothing_to_do_makes_what_is_missing(night):
    old = flat(night).read_bytes()
    night.write("12.txt", flemish(12))
    night.run()
    flat(night).write_bytes(old) # as if the run before had ended between its commit and the file
    assert not belongs(flat(night), night.db)
    night.run()
    assert belongs(flat(night), night.db)
    flat(night).unlink()
    night.run()
    assert belongs(flat(night), night.db)
    assert not list(night.db.glob("*.making"))


def test_searches_are_the_same_without(night):
    old = flat(night).read_bytes()
    night.write("12.txt", flemish(12, question="Hoeveel bibliotheken in lll?"))
    night.run()
    whole = flat(night).read_bytes()
    expected = answers(night.db)
    assert expected[0][0]["total"] == 12
    for content in (old, b"", whole[:100], whole[:-1], whole + b"x", bytes(len(whole)), whole[::-1]):
        flat(night).write_bytes(content)
        assert answers(night.db) == expected
    flat(night).unlink()
    assert answers(night.db) == expected


def damage(night, code):
    out = night.call("verify", "--json", code=code, env=QUIET).out
    return [f["detail"] for f in map(json.loads, out.splitlines()) if f["kind"] == "damaged"]


def test_verify_finds_damage(night):
    content = bytearray(flat(night).read_bytes())
    content[-20] ^= 1
    flat(night).write_bytes(content)
    found = damage(night, FINDINGS)
    assert len(found) == 1 and NAME in found[0]
    flat(night).write_bytes(content[:-1]) # of no commit: as if there were none
    assert damage(night, 0) == []
