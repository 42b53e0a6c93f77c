# SPDX-License-Identifier: GPL-3.0-or-later
"""What is shown of a hit: its heading, and the piece that has the words asked."""
import pytest

from conftest import index, run, search, write_lines

LONG = "Deze inleiding gaat over molens, wieken, molenaars en hun molenstenen en noemt verder niets van belang. "
QUESTIONS = [
    {"id": "s1", "title": "", "question": "Volgens art. 12 houdt dhr. Bakker de sluis open. Klopt dat?", "answer": "Ja"},
    {"id": "s2", "title": "", "question": "Wat kost een brug in Friesland? En in Drenthe?", "answer": "Veel"},
    {"id": "s3", "title": "", "question": "", "answer": "De veerpont vaart niet meer. Dat blijft zo."},
    {"id": "s4", "title": "Pont", "question": "Vaart de pont?", "answer": "Nee"},
    {"id": "s5", "title": "Molens", "intro": LONG * 3, "answer": "1. Nee. 2. Ja, in de zomer.",
     "question": "1. Draaien de molens? De opvang loopt via de kinderen; opvang en kinderen en opvang. "
                 "2. Hoe staat het met de kinderopvang bij de molens?"},
    {"id": "s6", "title": "", "question": "woord " * 60, "answer": ""},
]


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shown")
    lines = write_lines(folder / "lines.jsonl", [{"parliament": "vlaams", "date": "2020-02-02", **q} for q in QUESTIONS])
    index(folder / "db", lines)
    return folder / "db"


def hit(db, id_, *query):
    return next(h for h in search(db, *query)["hits"] if h["id"] == id_)


@pytest.mark.parametrize("id_, query, heading", [
    ("s1", "sluis", "Volgens art. 12 houdt dhr. Bakker de sluis open."), ("s2", "brug", "Wat kost een brug in Friesland?"),
    ("s3", "veerpont", "De veerpont vaart niet meer."), ("s4", "pont", "Pont")])
def test_a_question_without_title_has_its_first_sentence(shown, id_, query, heading):
    found = hit(shown, id_, query)
    assert found["heading"] == heading and found["title"] == (heading if id_ == "s4" else None)
    text = run("search", "--db", shown, query).out
    assert f". {heading}\n" in text and "zonder titel" not in text
    assert run("show", "--db", shown, id_).out.startswith(heading)


def test_a_long_sentence_is_cut_at_a_word(shown):
    heading = hit(shown, "s6", "woord")["heading"]
    assert heading.endswith("woord …") and len(heading) < 130


def test_the_snippet_is_where_the_word_asked_stands(shown):
    found = hit(shown, "s5", "kinderopvang")
    assert found["snippet_question"] == "2" and "kinderopvang" in found["snippet"]
    marked = [found["snippet"][a:b] for a, b in found["snippet_marks"]]
    assert marked == ["kinderopvang"]
