# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers in the ways in which producers vary them, tests/fixtures/papers, against a table of what each says.

Beside the fields of the record a row has `has` and `hasnot`, texts that must or must not be at a place: Q1, A2, A3#1 (the
second answer to 3), all answers (A) or a field by its name; and `search`, words that find the paper.
"""
import json

import pytest

from conftest import FIXTURES, ROOT, index, search, show

ROWS = json.loads((ROOT / "tests" / "tables" / "expected-papers.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    db = tmp_path_factory.mktemp("papers") / "db"
    assert not index(db, FIXTURES / "papers")["refused"]
    return db


@pytest.fixture(scope="module")
def questions(database):
    return {q["source"].rsplit("/", 1)[1]: q for q in show(database, "--all")}


def known(person):
    return {key: value for key, value in person.items() if value}


AS_TOLD = {
    "questions": lambda parts: [p["n"] for p in parts], "answers": lambda parts: [p["n"] for p in parts],
    "askers": lambda people: [known(p) for p in people], "ministers": lambda people: [known(p) for p in people],
    "cites": lambda cites: [c["number"] for c in cites], "notes": lambda notes: [n["mark"] for n in notes],
    "annexes": lambda annexes: [a["title"] for a in annexes],
    "references": lambda papers: [f"{p['kind']} {p['number']}" for p in papers],
}


def text_at(question, place):
    name, _, which = place.partition("#")
    if name[0] not in "QA":
        return question[name] or ""
    parts = question["questions" if name[0] == "Q" else "answers"]
    texts = [p["text"] for p in parts if not name[1:] or name[1:] == p["n"] or name[1:] in p["n"]]
    return texts[int(which)] if which else " ".join(texts)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_paper(row, questions, database):
    question = questions[row["file"]]
    wanted = {key: value for key, value in row.items() if key not in ("file", "has", "hasnot", "search")}
    assert {key: AS_TOLD.get(key, lambda value: value)(question[key]) for key in wanted} == wanted
    for place, texts in row.get("has", {}).items():
        assert all(text in text_at(question, place) for text in texts), text_at(question, place)
    for place, texts in row.get("hasnot", {}).items():
        assert not any(text in text_at(question, place) for text in texts), text_at(question, place)
    for word in row.get("search", []):
        assert search(database, word, "--all-words")["total"] == 1, word


def test_every_paper_has_a_row():
    assert {row["file"] for row in ROWS} == {path.name for path in (FIXTURES / "papers").iterdir()}
