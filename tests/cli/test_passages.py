# SPDX-License-Identifier: GPL-3.0-or-later
"""search --passages: sub-questions with their answers."""
import re

import pytest

from conftest import RELEASE, ids, index, run, search, show, write_lines


def squeezed(text):
    return " ".join((text or "").split())


def pieces(snippet):
    """The text of a snippet without what stands for cuts."""
    return squeezed(snippet.strip().strip("…"))


def stands_in(snippet, texts):
    return any(pieces(snippet) in squeezed(text) for text in texts)


def answers_of(question, label):
    """Texts of the answers to a sub-question: 3b answers 3 too."""
    own = [a["text"] for a in question["answers"]
           if any(n == label or re.sub(r"\D.*", "", n) == label for n in a["n"])]
    return own


@pytest.mark.parametrize("query", ["inburgering", "treinen stations", "pfas OF fietspad", "inburger*",
                                   "parlement:kamer wat"])
def test_passages_belong_to_their_question(sample, sample_questions, query):
    by_id = {q["id"]: q for q in sample_questions}
    found = search(sample, query, "--passages", "--limit", "1000")
    hits = found["hits"]
    assert found["total"] == len(hits) > 5 and [h["rank"] for h in hits] == list(range(1, len(hits) + 1))
    scores = [h["score"] for h in hits]
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0
    seen, whole = set(), {h["id"]: h["related"] for h in search(sample, query, "--limit", "1000")["hits"]}
    for hit in hits:
        question, label = by_id[hit["id"]], hit["snippet_question"]
        assert hit["related"] == whole[hit["id"]]
        assert hit["snippet"] or hit["answer_snippet"]
        assert hit["snippet_marks"] or hit["answer_snippet_marks"] or len(pieces(hit["snippet"] or "")) > 100
        unnumbered = [p["text"] for p in question["questions"] if not p["n"]] + [question["intro"]]
        asked = [p["text"] for p in question["questions"] if p["n"] == label] if label else unnumbered
        assert asked and (not hit["snippet"] or stands_in(hit["snippet"], asked)), hit
        if hit["answer_snippet"] and label:
            assert stands_in(hit["answer_snippet"], answers_of(question, label)), hit
        place = (hit["id"], label, hit["snippet"], hit["answer_snippet"])
        assert place not in seen
        seen.add(place)


def test_pages_of_passages(sample):
    whole = search(sample, "inburgering", "--passages", "--limit", "1000")
    hits = []
    for offset in range(0, whole["total"] + 4, 4):
        page = search(sample, "inburgering", "--passages", "--limit", "4", "--offset", offset, program=RELEASE)
        assert page["total"] == whole["total"]
        hits += page["hits"]
    assert hits == whole["hits"]
    assert search(sample, "inburgering", "--passages", "--offset", "1000")["hits"] == []


def test_the_passage_that_asks_comes_first(db, tmp_path):
    index(db, write_lines(tmp_path / "a.jsonl", [
        {"id": "a", "title": "Bruggen", "question": "Vooraf iets over wegen. 1. Hoe oud is de brug? 2. Wat kost de tunnel?",
         "answer": "1. Honderd jaar. 2. Een miljoen voor de tunnel. Verder nog tunnels."},
        {"id": "b", "title": "Tunnels", "question": "1. Hoe lang is de weg? 2. En de sluis?",
         "answer": "1. Vijf kilometer met een tunnel. 2. Dat weet ik niet."}]))
    found = search(db, "tunnel", "--passages")
    assert [(h["id"], h["snippet_question"]) for h in found["hits"]] == [("a", "2"), ("b", "1")]
    assert found["total"] == 2 and [h["snippet"] for h in found["hits"]] == ["Wat kost de tunnel?", "Hoe lang is de weg?"]
    assert found["hits"][1]["answer_snippet"] == "Vijf kilometer met een tunnel."
    start, end = found["hits"][1]["answer_snippet_marks"][0]
    assert found["hits"][1]["answer_snippet"][start:end] == "tunnel" and found["hits"][1]["snippet_marks"] == []
    text = run("search", "--db", db, "tunnel", "--passages").out
    assert "a · in deelvraag 2\n     Wat kost de tunnel?\n     Antwoord: Een miljoen voor de tunnel." in text
    assert ids(search(db, "wegen", "--passages", "--limit", "1")) == ["a"]


def test_answer_for_all(db, tmp_path):
    """An answer without numbers belongs to no sub-question: it stands with the introduction."""
    index(db, write_lines(tmp_path / "a.jsonl", [
        {"id": "a", "intro": "Over sluizen.", "questions": [{"n": "1", "text": "Hoe oud?"}, {"n": "2", "text": "Hoe lang?"}],
         "answers": [{"n": [], "text": "De kade is oud en lang."}]}]))
    (hit,) = search(db, "kade", "--passages")["hits"]
    assert (hit["snippet_question"], hit["snippet"], hit["answer_snippet"]) == (None, "Over sluizen.", "De kade is oud en lang.")


@pytest.mark.parametrize("query", ["be*", "ve*"])
def test_prefix_of_many_words(sample, sample_questions, query):
    matches = {h["id"] for h in search(sample, query, "--limit", "1000")["hits"]}
    texts = {q["id"] for q in sample_questions if re.search(r"\b" + query[:-1], str(
        [q["intro"], q["questions"], q["answer_intro"], q["answers"]]), re.I)}
    assert matches & texts <= set(ids(search(sample, query, "--passages", "--limit", "1000")))


def test_passages_without_words(sample):
    assert search(sample, "parlement:kamer", "--passages")["total"] > 0


def test_passages_of_more_questions_than_are_looked_at(db, tmp_path):
    records = [{"id": f"a{i:03d}", "question": "1. Is dit zeldzaam? 2. Of een fietspad?"} for i in range(200)]
    records += [{"id": f"b{i:03d}", "question": "1. Waar ligt het fietspad?"} for i in range(300)]
    index(db, write_lines(tmp_path / "a.jsonl", records), program=RELEASE)
    found = search(db, "zeldzaam fietspad", "--passages", "--limit", "1000", program=RELEASE)
    assert found["total"] == 2 * 200 + 300 or not found["total_exact"]


def test_statistics_of_passages_are_of_questions(sample):
    args = ("inburgering", "--stats", "--facets", "all", "--limit", "0")
    whole, passages = search(sample, *args), search(sample, *args, "--passages")
    assert passages["statistics"] == whole["statistics"] and passages["facets"] == whole["facets"]
    assert whole["statistics"]["total"] == whole["total"] < passages["total"]
