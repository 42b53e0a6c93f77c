# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain words around a question are read or offered as conditions; what is offered stands in the texts."""
import re

import pytest

from conftest import ids, index, run, search, write_lines

QUESTIONS = [
    {"id": "p1", "title": "Sluizen", "date": "2019-03-12", "minister": "Truus Wagenaar", "asker": "Douwe Hoekstra",
     "question": "Wie bedient de sluizen, en hoeveel sluiswachters zijn er nog?", "answer": "De sluizen gaan vanzelf open."},
    {"id": "p2", "title": "Bruggen", "date": "2020-05-04", "minister": "Karel Bontebal", "asker": "Sjoukje Zijlstra",
     "question": "Minister Wagenaar sprak in maart 2019 over sluizen en dijkbewaking. Waarom?", "answer": "Dat is voorbij."},
    {"id": "p3", "title": "Pompen", "date": "2019-03-30", "minister": "Truus Wagenaar", "asker": "Douwe Hoekstra",
     "question": "Hoe oud zijn de Friese molens? Wat kost een gemaal?", "answer": "De molens zijn oud; de paddenstoelkwekerij ook."},
    {"id": "p4", "title": "Wachtdienst", "date": "2018-01-02", "minister": "Karel Bontebal", "asker": "Sjoukje Zijlstra",
     "question": "Op welke lijsten staat wie in Harlingen wacht?", "answer": "Op de wachtlijsten; wij wachten."},
]


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    lines = write_lines(folder / "questions.jsonl", [{"parliament": "tweedekamer", **q} for q in QUESTIONS])
    index(folder / "db", lines)
    return folder / "db"


@pytest.mark.parametrize("query, canonical, found", [
    ("antwoorden van minister Wagenaar over sluizen", "sluizen minister:Wagenaar", {"p1"}),
    ("vragen aan de minister over sluizen", "sluizen", {"p1", "p2"}),
    ("sluizen tussen 1 maart en 31 maart 2019", "sluizen datum:2019-03", {"p1"}),
    ("wat zijn de vragen over molens", "molens", {"p3"}),
    ("hoeveel gemalen", "hoeveel gemalen", {"p3"})])
def test_what_is_beyond_doubt_is_read(lake, query, canonical, found):
    answer = search(lake, query, "--all-words")
    assert answer["canonical"] == canonical and set(ids(answer)) == found
    told = [n for n in answer["notices"] if n.startswith(f"gelezen als: {canonical} (")]
    assert len(told) == (canonical != query) # never silently
    assert search(lake, canonical, "--all-words")["reading"] == answer["reading"]


def test_queries_of_a_file_are_read_the_same(lake, tmp_path):
    query = "antwoorden van minister Wagenaar over sluizen"
    path = tmp_path / "queries.txt"
    path.write_text(query + "\n", encoding="utf-8")
    assert '"ids":["p1"]' in run("search", "--db", lake, "--queries", path).out


@pytest.mark.parametrize("query, offered", [
    ("sluizen in maart 2019", "sluizen datum:2019-03"), ("sluizen 2019", "sluizen datum:2019"),
    ("sluizen in het jaar 2019", "sluizen datum:2019"), ("sluizen tussen 2018 en 2020", "sluizen datum:2018..2020"),
    ("maart 2019", "datum:2019-03"), ("(sluizen OF molens) uit 2019", "(sluizen OF molens) datum:2019"),
    ("minister Wagenaar sluizen", "sluizen minister:Wagenaar"),
    ("sluizen minister Truus Wagenaar 2019", 'sluizen datum:2019 minister:"Truus Wagenaar"'),
    ("vragen van Hoekstra over sluizen", "sluizen vraagsteller:Hoekstra"),
    ("antwoorden van Wagenaar over sluizen", "sluizen minister:Wagenaar"),
    ("minister Niemandsland sluizen", None), ("sluizen datum:2019 2018", None), ("sluizen 9999", None),
    ("sluizzen in 2019", "sluizen datum:2019"), ("molens", None)])
def test_what_may_be_meant_is_offered(lake, query, offered):
    answer = search(lake, query)
    assert answer["suggestion"] == offered and answer["canonical"] == query
    if offered:
        assert f"Bedoelde u: {offered}\n" in run("search", "--db", lake, query).out
        assert search(lake, offered)["suggestion"] is None


@pytest.mark.parametrize("query, offered", [
    ("slluizen", "sluizen"), ("Harlingne", "Harlingen"), ("mollens", "molens"), ("gemall", "gemaal"),
    ("wachtlisten", "wachtlijsten"), # wacht and list are words, and so it is cut
    ("molen gemall", "molens gemaal"), # a known word too stands as the texts have it
    ("paddenstoelkwekerijj", "paddenstoelkwekerij"), ("dijkbewak", "dijkbewak*"), ("dijkbewaking", None),
    ("xyzzyplugh", None)])
def test_what_is_offered_stands_in_the_texts(lake, query, offered):
    answer = search(lake, query)
    assert answer["suggestion"] == offered
    texts = " ".join(q["title"] + " " + q["question"] + " " + q["answer"] for q in QUESTIONS).casefold()
    for word in re.findall(r"[\w*]+", offered or ""):
        assert word.strip("*").casefold() in texts
