# SPDX-License-Identifier: GPL-3.0-or-later
"""The command search: what is found, in what order, on which page."""
import re
import unicodedata

import pytest

from conftest import BAD_QUERY, NO_HITS, USAGE, ids, index, run, search, write_lines

TOETS = "vlaams-2022-02-03-181-bram-de-ridder"
FIETS = "vlaams-2022-02-03-181-greet-van-houdenhove"
STATION = "vlaams-2024-12-20-181-ine-van-de-walle"


def all_ids(db, *args):
    return ids(search(db, "--limit", "1000", *args))


def slug(name):
    plain = unicodedata.normalize("NFD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower().replace("’", "").replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def filed(question):
    """The day it counts for: asked, or the newest meeting of a communication."""
    return question["date_asked"] or max(question["meetings"], default=None)


def where(questions, test):
    return {q["id"] for q in questions if test(q)}


# ---- words ----

@pytest.mark.parametrize("words, first", [
    ("fietssnelwegen", FIETS), ("FIETSSNELWEGEN", FIETS),
    ("dierenasielen", "vlaams-2018-11-23-87-greet-van-houdenhove"),
    ("terugleverkosten zonnepanelen", "tweedekamer-ah-2024-2025-811"), ("stationsloketten", "voorbeeld-022"),
    ("inburgeringstoets", TOETS), ("illegale hondenhandel", "vlaams-2022-03-01-366-wouter-meulepas"),
    ("het behoud van kerkgebouwen", "tweedekamer-ah-2020-2021-2210"),
    ("heupoperaties", "tweedekamer-ah-2023-2024-1187"),
])
def test_words(sample, words, first):
    found = search(sample, *words.split())
    assert ids(found)[0] == first
    assert ids(search(sample, words)) == ids(found) # one argument or many


def test_inflected_form_finds_the_same(sample):
    assert all_ids(sample, "fietssnelweg")[0] == all_ids(sample, "fietssnelwegen")[0] == FIETS


def test_accents_may_be_left_out(sample):
    assert set(all_ids(sample, "patienten")) >= set(all_ids(sample, "patiënten")) != set()


def test_unknown_word(sample):
    found = search(sample, "xyzzyplugh")
    assert found["total"] == 0 and found["hits"] == []
    assert run("search", "--db", sample, "xyzzyplugh").out == "Geen vragen gevonden.\n"


# ---- people and offices ----

@pytest.mark.parametrize("name, full", [
    ("De Ridder", "Bram De Ridder"), ("Bram De Ridder", "Bram De Ridder"), ("BRAM DE RIDDER", "Bram De Ridder"),
    ("ridder", "Bram De Ridder"), ("De Ridder, Bram", "Bram De Ridder"), ("minister De Ridder", "Bram De Ridder"),
    ("Sterckx", "Hélène Sterckx"), ("Helene Sterckx", "Hélène Sterckx"), ("HÉLÈNE STERCKX", "Hélène Sterckx"),
    ("D'Hooghe", "Sofie D’Hooghe"), ("Sofie D’Hooghe", "Sofie D’Hooghe"), ("SOFIE D’HOOGHE", "Sofie D’Hooghe"),
    ("van houdenhove", "Greet Van Houdenhove"), ("Agema", "Fleur Agema"),
])
def test_minister_by_name(sample, sample_questions, name, full):
    wanted = where(sample_questions, lambda q: full in [m["name"] for m in q["ministers"]])
    assert set(all_ids(sample, "--minister", name)) == wanted
    assert bool(wanted) == (full != "Fleur Agema")


@pytest.mark.parametrize("office, role", [
    ("Mobiliteit en Openbare Werken", "VLAAMS MINISTER VAN MOBILITEIT EN OPENBARE WERKEN"),
    ("minister van Defensie", None),
    ("Minister van Asiel en Migratie", "Minister van Asiel en Migratie"),
    ("asiel en migratie", "Minister van Asiel en Migratie"),
    ("Infrastructuur en Waterstaat", "Staatssecretaris van Infrastructuur en Waterstaat"),
    ("Medische Zorg", "Minister voor Medische Zorg"),
    ("Dierenwelzijn", "VLAAMS MINISTER VAN ONDERWIJS, SPORT, DIERENWELZIJN EN VLAAMSE RAND"),
])
def test_minister_by_office(sample, sample_questions, office, role):
    found = set(all_ids(sample, "--minister", office))
    wanted = where(sample_questions, lambda q: role in [m["role"] for m in q["ministers"]])
    assert found >= wanted and bool(found) == bool(role)
    words = {w for w in office.lower().split() if len(w) > 3 and w != "minister"}
    for q in sample_questions: # and nothing of another office
        if q["id"] in found:
            text = str([(m["role"], m.get("department")) for m in q["ministers"]]).lower()
            assert all(w in text for w in words), q["id"]


@pytest.mark.parametrize("name", ["Verdonckt", "Mieke Verdonckt", "MIEKE VERDONCKT", "Verdonckt, Mieke"])
def test_asker(sample, sample_questions, name):
    wanted = where(sample_questions, lambda q: "Mieke Verdonckt" in [a["name"] for a in q["askers"]])
    assert set(all_ids(sample, "--asker", name)) == wanted and len(wanted) == 3


@pytest.mark.parametrize("written", ["SAM VAN ROOY", "Sam Van Rooy", "Van Rooy, Sam"])
@pytest.mark.parametrize("asked", ["SAM VAN ROOY", "Sam Van Rooy", "van rooy", "Rooy"])
def test_name_in_either_form(db, tmp_path, written, asked):
    lines = write_lines(tmp_path / "a.jsonl", [
        {"id": "a", "title": "Iets", "minister": written, "asker": "Jan Roos"},
        {"id": "b", "title": "Iets", "minister": "Roos, Jan", "asker": written}])
    index(db, lines)
    assert all_ids(db, "--minister", asked) == ["a"] and all_ids(db, "--asker", asked) == ["b"]


# ---- dates ----

@pytest.mark.parametrize("first, last, low, high", [
    ("2022", "2022", "2022-01-01", "2022-12-31"), ("2022-02", "2022-02", "2022-02-01", "2022-02-28"),
    ("2024-02", "2024-02", "2024-02-01", "2024-02-29"), ("2022-02-03", "2022-02-03", "2022-02-03", "2022-02-03"),
    ("3 februari 2022", "1 maart 2022", "2022-02-03", "2022-03-01"),
    ("3/2/2022", "3-2-2022", "2022-02-03", "2022-02-03"),
    ("03.02.2022", "3 FEB 2022", "2022-02-03", "2022-02-03"), ("2021-6", "2021-06", "2021-06-01", "2021-06-30"),
    (None, "2018", "0", "2018-12-31"), ("2025", None, "2025-01-01", "9"), ("1990", "1991", "1990", "1991"),
])
def test_dates(sample, sample_questions, first, last, low, high):
    args = (["--from", first] if first else []) + (["--to", last] if last else [])
    assert set(all_ids(sample, *args)) == where(sample_questions, lambda q: filed(q) and low <= filed(q) <= high)


# ---- numbers ----

@pytest.mark.parametrize("query", ["181", "nr. 181", "nr 181", "vraag nr. 181", "Vraag 181",
                                   "schriftelijke vraag nr. 181"])
def test_number_comes_first(sample, query):
    found = search(sample, query)
    assert set(ids(found)[:3]) == {TOETS, FIETS, STATION}
    assert found["hits"][2]["score"] > 900 and all(h["score"] < 900 for h in found["hits"][3:])


@pytest.mark.parametrize("query, first", [
    ("vraag nr. 181 van 3 februari 2022", {TOETS, FIETS}), ("181 van 03/02/2022", {TOETS, FIETS}),
    ("nr. 181 van 20 december 2024", {STATION}), ("2024Z20145", {"tweedekamer-2024Z20145"}),
    ("2024z20145", {"tweedekamer-2024Z20145"}), ("AH 955", {"tweedekamer-ah-2024-2025-955"}),
    ("wat staat er in vraag nr. 437 over treinen", {"voorbeeld-021"}),
])
def test_written_number_comes_first(sample, query, first):
    found = search(sample, query)
    assert set(ids(found)[:len(first)]) == first
    assert all(h["score"] < 900 for h in found["hits"][len(first):])


@pytest.mark.parametrize("number, wanted", [
    ("181", {TOETS, FIETS, STATION}), ("nr. 181", {TOETS, FIETS, STATION}),
    ("vraag nr. 181 van 3 februari 2022", {TOETS, FIETS}),
    ("2024Z20145", {"tweedekamer-2024Z20145"}), ("2024z20145", {"tweedekamer-2024Z20145"}),
    ("18", set()), ("9999", set()),
])
def test_number_as_filter(sample, number, wanted):
    assert set(all_ids(sample, "--number", number)) == wanted


def test_filters_together(sample):
    assert all_ids(sample, "--number", "181", "--minister", "de ridder") == [TOETS]
    assert all_ids(sample, "verlichting", "--plain", "--number", "181", "--from", "2022", "--to", "2022") == [FIETS]
    assert all_ids(sample, "--number", "181", "--parliament", "tweedekamer") == []


@pytest.mark.parametrize("parliament", ["vlaams", "kamer", "tweedekamer"])
def test_parliament(sample, sample_questions, parliament):
    assert set(all_ids(sample, "--parliament", parliament)) == where(
        sample_questions, lambda q: q["parliament"] == parliament)


# ---- order and pages ----

LAST = (1,)


def key_of(order):
    def number(q):
        digits = re.sub(r"\D", "", q["number"] or "")
        return (0, int(digits)) if digits else LAST

    def day(q, sign):
        return (0, sign * int(filed(q).replace("-", ""))) if filed(q) else LAST

    def minister(q):
        name = q["ministers"] and slug(q["ministers"][0]["name"] or q["ministers"][0]["role"])
        return (0, name) if name else LAST

    return {"date": lambda q: (day(q, -1), number(q)), "date-asc": lambda q: (day(q, 1), number(q)),
            "number": lambda q: (number(q), day(q, -1)), "minister": lambda q: (minister(q), day(q, -1))}[order]


@pytest.mark.parametrize("order", ["date", "date-asc", "number", "minister"])
@pytest.mark.parametrize("query", [["wat"], ["--from", "2018"], ["pfas", "inburgering", "fietsen"]])
def test_sort(sample, sample_questions, order, query):
    by_id = {q["id"]: q for q in sample_questions}
    keys = [key_of(order)(by_id[i]) for i in all_ids(sample, "--sort", order, *query)]
    assert len(keys) > 10 and keys == sorted(keys)


def test_relevance_is_the_default_and_falls(sample):
    found = search(sample, "inburgering", "--limit", "50")
    scores = [h["score"] for h in found["hits"]]
    assert scores == sorted(scores, reverse=True) and scores[0] > scores[-1] > 0
    assert search(sample, "inburgering", "--limit", "50", "--sort", "relevance") == found


def test_without_words_the_newest_come_first(sample):
    assert all_ids(sample, "--parliament", "kamer") == all_ids(sample, "--parliament", "kamer", "--sort", "date")


@pytest.mark.parametrize("order", [[], ["--sort", "date"], ["--sort", "minister"]])
@pytest.mark.parametrize("size", [1, 7, 10])
def test_pages_cover_all_hits_once(sample, order, size):
    query = ["fietsen", "treinen", *order]
    whole = search(sample, *query, "--limit", "1000")
    matches = [h for h in whole["hits"] if not h["related"]]
    assert whole["total"] == len(matches) > 10 and whole["total_exact"] is True
    assert whole["hits"][:len(matches)] == matches # what is related only comes behind
    paged = []
    for offset in range(0, len(whole["hits"]) + size, size):
        page = search(sample, *query, "--limit", size, "--offset", offset)
        assert page["total"] == whole["total"] and len(page["hits"]) <= size
        paged += page["hits"]
    assert paged == whole["hits"] and [h["rank"] for h in paged] == list(range(1, len(paged) + 1))


def test_page_behind_the_end_and_empty_page(sample):
    assert search(sample, "fietsen", "--offset", "500")["hits"] == []
    none = search(sample, "fietsen", "--limit", "0")
    assert none["hits"] == [] and none["total"] > 0
    assert len(search(sample, "--from", "2018")["hits"]) == 10


# ---- what makes no sense ----

@pytest.mark.parametrize("args, cause", [
    (["--sort", "size"], "--sort: \"size\" is none of relevance, date"),
    (["--parliament", "senaat"], "--parliament: "),
    (["--from", "gisteren"], "--from: \"gisteren\" is no date"), (["--to", "31 februari 2022"], "--to: "),
    (["--from", "2022-13"], "--from: "), (["--from", "2023", "--to", "2022"], "--from is later than --to"),
    (["--limit", "-1"], "--limit must be"), (["--limit", "100001"], "--limit must be"),
    (["--offset", "-1"], "--offset"),
    (["--limit", "ten"], "invalid numeric value"), (["--format", "xml"], "--format: "),
    (["--frobnicate"], "unknown option"), (["--limit"], "missing argument"),
    (["--topics", "/dev/null", "--depth", "0"], "--depth"),
    (["--topics", "/dev/null", "--format", "json"], "--topics prints"),
])
def test_bad_options(sample, args, cause):
    done = run("search", "--db", sample, "fietsen", *args, code=USAGE)
    assert cause in done.err and done.out == ""


@pytest.mark.parametrize("args", [[], [""], ["  "], ["..."], ["?!"], ["--minister", " "]])
def test_nothing_asked(sample, args):
    done = run("search", "--db", sample, *args, code=BAD_QUERY)
    assert ("nothing to search for" in done.err or "no word to search for" in done.err) and done.out == ""


def test_exit_code_when_nothing_is_found(sample):
    assert run("search", "--exit-code", "--db", sample, "xyzzyplugh", code=NO_HITS).out == "Geen vragen gevonden.\n"
    run("search", "--exit-code", "--db", sample, "fietsen")
    run("search", "--db", sample, "xyzzyplugh")


@pytest.mark.parametrize("query", [
    "AND OR NOT", "fiets*", "\"fietsen", "((((", "title:fietsen", "a" * 5000, "fiets " * 5000, "één ‘twee’ – drie",
    "💧", "\udcff\udcfe fietsen", "-- --", "%s%n%d", "nr.", "nr. 99999999999999999999",
    "vraag nr. 181 van 99 februari 2022", "\x1b[31mfietsen", "181Z", "2024Z", "-1"])
def test_odd_queries_stand(sample, query):
    done = run("search", "--db", sample, "--json", "--", query, code=None)
    assert done.code in (0, BAD_QUERY)
    assert done.code or done.json["schema"] == 1


# ---- themes ----

def test_related_come_behind(sample):
    """A label of the thesaurus: its neighbours bring questions without the word."""
    found = search(sample, "fiets", "--limit", "100")
    plain = search(sample, "fiets", "--limit", "100", "--plain")
    assert set(ids(plain)) == {h["id"] for h in found["hits"] if not h["related"]}
    assert found["total"] == plain["total"] and any(h["related"] for h in found["hits"])
    assert not any(h["related"] for h in plain["hits"])


def test_related_keep_to_the_filters(sample, sample_questions):
    kamer = where(sample_questions, lambda q: q["parliament"] == "kamer")
    for more in ([], ["--thorough"], ["--no-feedback"], ["--no-thesaurus"]):
        found = search(sample, "fietsen", "--parliament", "kamer", "--limit", "100", *more)
        assert ids(found) and set(ids(found)) <= kamer


def test_compounds_meet(sample, db, tmp_path):
    """Joined, apart or hyphenated: the same questions."""
    lines = tmp_path / "vragen.jsonl"
    write_lines(lines, [{"id": f"w{i}", "question": f"Wat doet u voor het {word}?"} for i, word in enumerate(
        ["wiskundeonderwijs", "wiskunde-onderwijs", "wiskunde onderwijs", "taalonderwijs", "wiskundig orgel"])])
    run("index", "--db", db, lines)
    for query in ["wiskundeonderwijs", "wiskunde-onderwijs", "wiskunde onderwijs"]:
        found = search(db, query, "--plain")
        assert set(ids(found)) == {"w0", "w1", "w2", "w3"} and ids(found)[-1] == "w3"
