# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of a query: all of them, compounds, and spelling; analyze."""
import random

import pytest

from conftest import ids, index, run, search, write_lines

PARTS = {"asielbeleid": ["asiel", "beleid"], "asielopvang": ["asiel", "opvang"],
         "waterbeleid": ["water", "beleid"], "waterkwaliteit": ["water", "kwaliteit"],
         "treinstation": ["trein", "station"], "schoolbeleid": ["school", "beleid"],
         "schoolbus": ["school", "bus"], "luchtkwaliteit": ["lucht", "kwaliteit"],
         "stationsplein": ["station", "plein"]}
SIMPLE = sorted({part for parts in PARTS.values() for part in parts} | {"minister", "gemeente"})


def holds(document, word):
    """What a document of these words must answer, told without the program."""
    if word in PARTS and any(pair == tuple(PARTS[word]) for pair in zip(document, document[1:])):
        return True # written apart
    return word in document or any(word in PARTS.get(w, []) for w in document)


@pytest.fixture(scope="module")
def random_index(tmp_path_factory):
    chance = random.Random(7)
    folder = tmp_path_factory.mktemp("words")
    documents = {f"d{i:03d}": chance.choices(SIMPLE + sorted(PARTS), k=chance.randint(1, 6)) for i in range(300)}
    lines = folder / "vragen.jsonl"
    write_lines(lines, [{"id": name, "question": " ".join(words)} for name, words in documents.items()])
    index(folder / "db", lines)
    return folder / "db", documents


@pytest.mark.parametrize("seed", range(60))
def test_all_words_loses_and_gains_nothing(random_index, seed):
    db, documents = random_index
    chance = random.Random(seed)
    words = chance.sample(SIMPLE + sorted(PARTS), k=chance.randint(1, 3))
    found = search(db, "--no-fold", "--all-words", "--limit", "1000", *words)
    wanted = {name for name, document in documents.items() if all(holds(document, w) for w in words)}
    assert set(ids(found)) == wanted and found["total"] == len(wanted)


def test_whole_words_rank_above_parts(random_index):
    db, documents = random_index
    found = ids(search(db, "asielbeleid", "--plain", "--limit", "1000"))
    whole = [name for name in found if "asielbeleid" in documents[name]]
    alone = [name for name in found if len(documents[name]) == 1 and "asielbeleid" not in documents[name]]
    assert found[0] in whole and all(found.index(name) > found.index(whole[0]) for name in alone)


@pytest.mark.parametrize("asked, meant", [
    ("asielbelied", "asielbeleid"), ("treinstaton", "treinstation"), ("gemente", "gemeente"),
    ("luchtkwaliteit", None), ("asielwater", None), ("kwalitet van water", "kwaliteit van water"),
    ("xyzzyplugh", None), ("de", None), ("2024Z99999", None)])
def test_spelling(random_index, asked, meant):
    assert search(random_index[0], asked)["suggestion"] == meant
    text = run("search", "--db", random_index[0], asked).out
    assert ("Bedoelde u: " in text) == bool(meant) and (not meant or f"Bedoelde u: {meant}\n" in text)


def test_analyze_tsv():
    rows = [line.split("\t") for line in run("analyze", "--format", "tsv", "De waterkwaliteit, 1.234,56").out.splitlines()]
    assert rows == [["De", "de", "", "0", "2"], ["waterkwaliteit", "waterkwaliteit", "water+kwaliteit", "3", "17"],
                    ["1.234,56", "1234,56", "", "19", "27"]]


def test_analyze_text_and_index(random_index):
    out = run("analyze", "--db", random_index[0], "één schip").out
    assert "accent  één" in out and "word    schip" in out
    run("analyze", "--format", "xml", "x", code=2)
    run("analyze", "--db", "/nonexistent", "x", code=1)


# ---- abbreviations and explanation ----

@pytest.fixture(scope="module")
def agencies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("agencies")
    write_lines(folder / "vragen.jsonl", [
        {"id": "long", "question": "Wat doet het Agentschap voor Stille Wateren hieraan?"},
        {"id": "short", "question": "Hoeveel controles deed het ASW vorig jaar?"},
        {"id": "both", "question": "Wat kost het Agentschap voor Stille Wateren (ASW) per jaar?"},
        {"id": "again", "question": "Welk toezicht houdt het Agentschap Stille Wateren (ASW)?"},
        {"id": "also", "question": "Wie leidt het Agentschap voor Stille Wateren (ASW)?"},
        {"id": "turned", "question": "Volgens de DLB (Dienst Lange Bruggen) is er geld. Klopt dat?"},
        {"id": "later", "question": "Wie leidt de Dienst Lange Bruggen (DLB)?"},
        {"id": "once", "question": "Gaat de Vereniging Stille Kade (VSK) mee?"},
        {"id": "other", "question": "Is het Atelier Smalle Wegen (ASW) betaald?"},
        {"id": "function", "question": "Wat kost het Openbaar Meer (OM)? En het Openbaar Meer (OM) morgen?"},
        {"id": "function2", "question": "Waarom kost het Openbaar Meer (OM) zoveel?"},
        {"id": "bridge", "question": "Welke bruggen zijn lang volgens de Dienst Lange Bruggen?"},
        {"id": "none", "question": "Wie volgt dit (zoals gevraagd) op?"}])
    index(folder / "db", folder / "vragen.jsonl")
    return folder / "db"


WATERS = {"long", "short", "both", "again", "also", "other"}


@pytest.mark.parametrize("query, wanted, short, full", [
    ("ASW", WATERS, "ASW", "Agentschap voor Stille Wateren"),
    ("asw", WATERS, "asw", "Agentschap voor Stille Wateren"),
    ("agentschap voor stille wateren", WATERS, "ASW", "agentschap voor stille wateren"),
    ("DLB", {"turned", "bridge", "later"}, "DLB", "Dienst Lange Bruggen")])
def test_abbreviations_both_ways(agencies, query, wanted, short, full):
    found = search(agencies, query)
    assert {h["id"] for h in found["hits"] if not h["related"]} == wanted and found["total"] == len(wanted)
    assert found["abbreviations"] == [{"short": short, "long": full, "questions": 2}]
    assert "Ook gezocht: " in run("search", "--db", agencies, query).out
    for option in ("--plain", "--no-abbreviations"):
        without = search(agencies, query, option)
        assert without["abbreviations"] == [] and 0 < without["total"] < len(wanted)


@pytest.mark.parametrize("query, forms", [
    ("VSK", []), # introduced once
    ("Atelier Smalle Wegen", []), # ASW is another name in most
    ("om", []), ("Om", []), ("wat is om", []), # a function word
    ("OM", [{"short": "OM", "long": "Openbaar Meer", "questions": 2}]),
    ("MV", [{"short": "MV", "long": "mondelinge vraag", "questions": 0}])])
def test_what_is_no_abbreviation(agencies, query, forms):
    assert search(agencies, query)["abbreviations"] == forms


@pytest.mark.parametrize("order", ["date", "minister"])
@pytest.mark.parametrize("query", ["ASW", "dienst lange bruggen"])
def test_abbreviations_in_other_orders(agencies, order, query):
    found, ordered = search(agencies, query), search(agencies, query, "--sort", order)
    assert ordered["total"] == found["total"] and ordered["reading"] == found["reading"]
    assert set(ids(ordered)) == {h["id"] for h in found["hits"] if not h["related"]}


def test_abbreviation_widens_one_of_the_words(agencies):
    assert ids(search(agencies, "ASW kost", "--all-words")) == ["both"]
    found = search(agencies, "ASW hieraan")
    assert found["total"] == 1 and found["hits"][0]["id"] == "long" # which has the long form only
    assert found["reading"] == "vragen met ('ASW' of 'Agentschap voor Stille Wateren') en 'hieraan'"


def test_explain(agencies):
    found = search(agencies, "stille wateren", "--explain")
    assert [w["word"] for w in found["explanation"]["words"]] == ["stille", "wateren"]
    assert all({"wateren", "stille"} & set(h["terms"]) for h in found["hits"] if not h["related"])
    assert "Gezocht naar:" in run("search", "--db", agencies, "stille wateren", "--explain").out
    assert "explanation" not in search(agencies, "stille wateren")
