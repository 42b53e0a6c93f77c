# SPDX-License-Identifier: GPL-3.0-or-later
"""Indexes that earlier releases left on disk, with their alerts: each is opened, or refused by name with what to
do about it; no id is lost and nothing is told twice.  tests/fixtures/frozen/README.md tells what is in them."""
import json
import re
import subprocess
import xml.etree.ElementTree as ET

import pytest

from conftest import FIXTURES, SANITIZERS, run
from nightkit import FINDINGS, xapian

ATOM = "{http://www.w3.org/2005/Atom}"
ARCHIVES = sorted((FIXTURES / "frozen").glob("*.tar.xz"))
INDEXES = ("vragen", "plain", "bulk", "shards")
# Keys of a record that say nothing about the question; the number of the form may go up.
FORM = ("schema",)
ADVICE = re.compile(r"vraagbaak rebuild|index the (?:sources|papers) again")
ANALYZER = "vraagbaak.analyzer"
# Xapian's check frees objects of its own with the wrong size.
QUIET = {"ASAN_OPTIONS": f"{SANITIZERS}:new_delete_type_mismatch=0"}


class Place:
    """An unpacked archive.  Commands run inside it, for its papers are known by paths below /proc/self/cwd."""

    def __init__(self, folder):
        self.folder = folder

    def run(self, *args, **options):
        return run(*args, cwd=self.folder, **options)

    def export(self, name):
        """{id: question} as the earlier release showed them."""
        return by_id((self.folder / f"{name}.jsonl").read_text(encoding="utf-8"))

    def shown(self, db, *more):
        return by_id(self.run("show", "--all", "--json", "--db", db, *more).out)

    def opened(self, db):
        """True when searches work; else it was refused as it should be."""
        done = self.run("search", "--limit", "0", "--db", db, "fietspad", code=None)
        if done.code == 0:
            return True
        assert done.code == 1 and db in done.err and ADVICE.search(done.err), done
        return False

    def is_added_to(self, db):
        """True when papers can be added; else that was refused as it should be."""
        (self.folder / "niets").mkdir(exist_ok=True)
        done = self.run("index", "--quiet", "--db", db, "niets", code=None)
        if done.code == 0 or "is maintained by vraagbaak nightly" in done.err:
            return True
        assert done.code == 1 and db in done.err and ADVICE.search(done.err), done
        return False

    def usable(self, name):
        """The index that one has after doing what a refusal says."""
        if self.opened(f"{name}.db") and self.is_added_to(f"{name}.db"):
            return f"{name}.db"
        if name == "vragen":
            self.rebuild()
            return "vragen.db"
        self.run("index", "--quiet", "--db", "again.db", "papers")
        return "again.db"

    def rebuild(self):
        done = self.run("rebuild", "--quiet", "--config", "night.conf", code=None, env=QUIET)
        assert done.code in (0, FINDINGS), done # the damaged papers are findings

    def night(self, day):
        done = self.run("nightly", "--quiet", "--json", "--config", "night.conf", "--today", day, code=None)
        assert done.code in (0, FINDINGS), done
        return done.json

    def told(self):
        """{(feed, id of the entry): (title, when it was told)}"""
        found = {}
        for path in sorted(self.folder.glob("*.xml")):
            for entry in ET.parse(path).getroot().findall(f"{ATOM}entry"):
                id_, *rest = (entry.find(f"{ATOM}{tag}").text for tag in ("id", "title", "published"))
                assert (path.name, id_) not in found, f"{path.name} has {id_} twice"
                found[path.name, id_] = tuple(rest)
        return found


def by_id(text):
    return {q["id"]: q for q in map(json.loads, text.splitlines())}


def words(question):
    texts = [question["title"], question["intro"], question["answer_intro"]]
    texts += [part["text"] for key in ("questions", "answers") for part in question[key]]
    return set(re.findall(r"\w+", " ".join(t for t in texts if t).lower()))


def same_question(old, new):
    """Readers get better, so a text may change; what it is about does not."""
    a, b = words(old), words(new)
    return len(a & b) >= 0.8 * len(a | b)


def letters(value):
    """Without blanks: where words were glued or cut, a later repair may put them elsewhere."""
    if isinstance(value, dict):
        return {key: letters(v) for key, v in value.items()}
    if isinstance(value, list):
        return [letters(v) for v in value]
    return re.sub(r"\s", "", value) if isinstance(value, str) else value


def assert_same_records(old, new):
    """New keys may have come; what the old ones say has not changed, but an address that was missing may be there."""
    assert old.keys() == new.keys()
    for id_, question in old.items():
        if not question["url"]:
            question["url"], came = new[id_]["url"], new[id_]["provenance"].get("url")
            question["provenance"] |= {"url": came} if came else {}
        for key in question.keys() - set(FORM):
            assert letters(new[id_][key]) == letters(question[key]), f"{id_}: {key}"


def written_by_another_analyzer(folder):
    for path in (folder / "vragen.db", folder / "plain.db"):
        db = xapian.WritableDatabase(str(path.resolve()))
        assert db.get_metadata(ANALYZER)
        db.set_metadata(ANALYZER, "0-of-long-ago")
        db.close()


@pytest.fixture(params=ARCHIVES, ids=lambda path: path.name.removesuffix(".tar.xz"))
def place(request, tmp_path):
    subprocess.run(["tar", "-xJf", request.param, "-C", tmp_path, "--strip-components=1"], check=True)
    return Place(tmp_path)


@pytest.fixture(params=("as it was", "another analyzer"))
def aged(request, place):
    """Also as it looks to a release that cuts words in another way."""
    if request.param != "as it was":
        written_by_another_analyzer(place.folder)
        assert not place.opened("vragen.db")
    return place


def test_there_is_one():
    assert ARCHIVES


@pytest.mark.parametrize("name", INDEXES)
def test_what_is_opened_says_what_it_said(place, name):
    if not place.opened(f"{name}.db"):
        return # refused by name, with what to do
    assert_same_records(place.export(name), place.shown(f"{name}.db"))
    assert_same_records(place.export(f"{name}-raw"), place.shown(f"{name}.db", "--raw"))


@pytest.mark.parametrize("name", ("vragen", "plain"))
def test_old_ids_find_their_questions(aged, name):
    db = aged.usable(name)
    found = aged.run("show", "--json", "--db", db, *aged.export(name)).out.splitlines()
    for old, line in zip(aged.export(name).values(), found, strict=True):
        assert same_question(old, json.loads(line)), f"{old['id']} finds {line[:200]}"


def test_a_rebuild_keeps_ids(place):
    place.rebuild()
    old, new = place.export("vragen"), place.shown("vragen.db")
    assert not old.keys() - new.keys()
    assert all(same_question(question, new[id_]) for id_, question in old.items())
    place.run("rollback", "--config", "night.conf")
    if place.opened("vragen.db"):
        assert_same_records(old, place.shown("vragen.db"))


def test_the_next_night_loses_nothing_and_tells_nothing_twice(aged):
    before = aged.told()
    (aged.folder / "beantwoord.eml").unlink()
    aged.usable("vragen")
    report = aged.night("2026-01-03")
    assert (report["gone"], report["withdrawn"], report["removed"], report["loss"]) == (0, 0, 0, False)
    assert report["documents"] == len(aged.export("vragen"))
    after = aged.told()
    assert before.items() <= after.items()
    titles = {title for title, _ in before.values()}
    again = [title for key, (title, _) in after.items() if key not in before and title in titles]
    assert not again
    if before == after:
        assert not (aged.folder / "beantwoord.eml").exists()


def test_what_is_new_is_told_once(place):
    place.usable("vragen")
    place.night("2026-01-03")
    before = place.told()
    paper = (place.folder / "papers" / "eigen" / "801.txt").read_text(encoding="utf-8")
    (place.folder / "papers" / "eigen" / "805.txt").write_text(paper.replace("801", "805").replace(
        "Gemeentehuizen  -  Bibliotheken", "Gemeentehuizen  -  Het fietspad ernaast"), encoding="utf-8")
    assert place.night("2026-01-04")["added"] == 1
    new = [(feed, title) for (feed, id_), (title, _) in place.told().items() if (feed, id_) not in before]
    assert new == [(feed, "Gemeentehuizen - Het fietspad ernaast") for feed in ("beantwoord.xml", "fietspad.xml")]
    assert "805" in (place.folder / "beantwoord.eml").read_text(encoding="utf-8")
    told = place.told()
    place.night("2026-01-05")
    assert place.told() == told


def test_papers_read_again_are_the_same_questions(place):
    """By hand: what an index of before has is replaced or left alone, never doubled."""
    db = place.usable("plain")
    report = place.run("index", "--quiet", "--json", "--db", db, "papers").json
    assert report["added"] == 0
    assert place.shown(db).keys() == place.export("plain").keys()


def test_an_export_is_read_again(place):
    place.run("index", "--quiet", "--db", "new.db", "vragen-raw.jsonl")
    old, new = place.export("vragen-raw"), place.shown("new.db", "--raw")
    for question in old.values():
        question.pop("withdrawn", None) # is of the index, not of the question
    assert_same_records(old, new)
