# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that are damaged where Xapian's own check sees nothing: verify names the question and the cause, readers
say which index and question it is, and nothing crashes."""
import json
import random
import re
import shutil

import pytest

from conftest import made_up, run, show, some
from nightkit import FINDINGS, Night, flemish, flemish_id, xapian
from test_verify import QUIET

DATA, POSITIONS, CLAIMS = 31, 30, 20
VICTIM = "proef-00550"            # packed with the dictionary, which the first batch brings
PHRASE = '"proefvraag 550"'


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    night = Night(tmp_path_factory.mktemp("damage"), settings="limits = { batch_questions = 520; };")
    night.write("1.txt", flemish(1))
    night.lines("many.jsonl", made_up(600))
    night.age()
    night.run()
    shutil.copytree(night.folder / "vragen.db.1", night.folder / "kept")
    return night


@pytest.fixture
def night(whole):
    yield whole
    for path in whole.folder.glob("vragen.db*"):
        path.unlink() if path.is_symlink() or path.is_file() else shutil.rmtree(path)
    shutil.copytree(whole.folder / "kept", whole.folder / "vragen.db.1")
    whole.db.symlink_to("vragen.db.1")


def writing(night):
    return xapian.WritableDatabase(str(night.folder / "vragen.db.1"))


def change_value(night, slot, change, name=VICTIM):
    """Returns the number of the document."""
    db = writing(night)
    docid = next(db.postlist("Q" + name)).docid
    doc = db.get_document(docid)
    doc.add_value(slot, bytes(change(bytearray(doc.get_value(slot)))))
    db.replace_document(docid, doc)
    db.close()
    return docid


def change_dictionary(night, change):
    db = writing(night)
    key = b"xap.dictionary.1"
    assert db.get_metadata(key)
    db.set_metadata(key, bytes(change(bytearray(db.get_metadata(key)))))
    db.close()


def damaged(night, code=FINDINGS):
    out = night.call("verify", "--json", code=code, env=QUIET).out
    return {f["what"]: f["detail"] for f in map(json.loads, out.splitlines()) if f["kind"] == "damaged"}


def flip(data):
    for at in range(len(data) // 2, len(data) // 2 + 9):
        data[at] ^= 0x55
    return data


BROKEN = {"flipped": flip, "cut": lambda d: d[:10], "empty": lambda d: b"", "other": lambda d: b"\x07" + d[1:],
          "zeros": lambda d: bytes(len(d))}


@pytest.mark.parametrize("how", some(BROKEN, 2))
def test_record(night, how):
    docid = change_value(night, DATA, BROKEN[how])
    found = damaged(night)
    assert list(found) == [VICTIM] and found[VICTIM].startswith(f"document {docid}: "), found
    place = f"vragen.db: question {VICTIM} (document {docid}): "
    for args in (("show", VICTIM), ("show", "--all", "--json"), ("search", "nr:550 OF " + PHRASE)):
        done = run(args[0], "--db", night.db, *args[1:], code=None)
        if how != "flipped": # then it may read well, and be another text
            assert done.code == 1 and place in done.err, done
    assert show(night.db, "proef-00549")
    # what a source has is mended by a rebuild
    night.call("rebuild", env=QUIET)
    assert damaged(night, code=0) == {} and show(night.db, VICTIM)


def test_record_that_no_source_has(night):
    """The loss is told, and does not keep the rest from being rebuilt."""
    night.remove("1.txt")
    night.run()
    docid = change_value(night, DATA, BROKEN["cut"], flemish_id(1))
    done = night.call("rebuild", code=FINDINGS, env=QUIET)
    assert f"question {flemish_id(1)} (document {docid}): " in done.err
    assert "1 questions are lost: their records are damaged" in done.out
    assert len(night.ids()) == 600
    night.write("1.txt", flemish(1))
    night.age()


@pytest.mark.parametrize("how", some(BROKEN, 2))
def test_positions(night, how):
    docid = change_value(night, POSITIONS, BROKEN[how])
    found = damaged(night)
    assert list(found) == [VICTIM] and "positions of its words" in found[VICTIM], found
    done = run("search", "--db", night.db, PHRASE, code=None)
    if how in ("other", "zeros"):
        assert done.code == 1
        assert re.search(rf"vragen\.db: .*(document {docid}\): the positions of its words|positions of document {docid}) are damaged",
                         done.err), done
    assert show(night.db, VICTIM)
    night.call("rebuild", env=QUIET)
    assert damaged(night, code=0) == {}


def test_any_byte_of_a_value(night):
    """Whatever stands there: verify finds each, and readers end with a result or an error."""
    rng, names = random.Random(20261128), [f"proef-{n:05d}" for n in range(520, 600)]

    def one_byte(data):
        data[rng.randrange(len(data))] ^= rng.randrange(1, 256)
        return data
    for name in names[::2]:
        change_value(night, DATA, one_byte, name)
    for name in names[1::2]:
        change_value(night, POSITIONS, one_byte, name)
    assert set(damaged(night)) == set(names)
    for query in ("titel:proefvraag", '"proefvraag 5*"', "proefvraag BIJ/9 over", "titel:fietspad*", "inburgering"):
        run("search", "--db", night.db, "--limit", "100", query, code=None)
    for name in names:
        run("show", "--db", night.db, name, code=None)


@pytest.mark.parametrize("how, reason", [
    ("gone", "dictionary 1 of packed data is missing"), ("head", "dictionary 1 of packed data is damaged"),
    ("middle", "")])
def test_dictionary(night, how, reason):
    changes = {"gone": lambda d: b"", "head": lambda d: d[:8] + bytes(200) + d[208:],
               "middle": lambda d: d[:-3000] + bytes(3000)}
    change_dictionary(night, changes[how])
    found = damaged(night)
    assert found and all(reason in detail for detail in found.values()), found
    assert set(found) <= {f"proef-{n:05d}" for n in range(500, 600)} # those before have none
    done = run("show", "--db", night.db, VICTIM, code=None)
    assert not reason or (done.code == 1 and f"question {VICTIM}" in done.err and reason in done.err), done
    run("search", "--db", night.db, "proefvraag", code=None)
    night.call("rebuild", env=QUIET)
    assert damaged(night, code=0) == {}


def test_claims(night):
    change_value(night, CLAIMS, lambda d: d[:5])
    assert "sources of a question are damaged" in damaged(night)[VICTIM]
    assert show(night.db, VICTIM)
