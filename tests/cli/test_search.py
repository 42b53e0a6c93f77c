# SPDX-License-Identifier: GPL-3.0-or-later
"""The command search: what is found, in what order, on which page."""
import re
import unicodedata
from datetime import date

import pytest

from brute_people import Lists
from conftest import BAD_QUERY, NO_HITS, RELEASE, USAGE, ids, index, made_up, run, search, write_lines

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
    assert run("search", "--db", sample, "xyzzyplugh").out == (
        "Gezocht: vragen met 'xyzzyplugh'\n\nGeen vragen gevonden.\n")


# ---- people and offices ----

@pytest.mark.parametrize("name, full", [
    ("De Ridder", "Bram De Ridder"), ("Bram De Ridder", "Bram De Ridder"), ("BRAM DE RIDDER", "Bram De Ridder"),
    ("ridder", "Bram De Ridder"), ("De Ridder, Bram", "Bram De Ridder"), ("minister De Ridder", "Bram De Ridder"),
    ("Sterckx", "Hélène Sterckx"), ("Helene Sterckx", "Hélène Sterckx"), ("HÉLÈNE STERCKX", "Hélène Sterckx"),
    ("D'Hooghe", "Sofie D’Hooghe"), ("Sofie D’Hooghe", "Sofie D’Hooghe"), ("SOFIE D’HOOGHE", "Sofie D’Hooghe"),
    ("van houdenhove", "Greet Van Houdenhove"), ("Agema", "Fleur Agema"),
])
def test_minister_by_name(sample, sample_questions, name, full):
    wanted = where(sample_questions, lambda q: full in LISTS.ministers_of(q))
    assert set(all_ids(sample, "--minister", name)) == wanted != set()


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

NUMBERED = 1e6


@pytest.mark.parametrize("query", ["181", "Vraag 181", "de vraag 181", " 181 "])
def test_bare_number_is_the_number_or_the_word(sample, sample_questions, query):
    found = search(sample, "--limit", "100", query)
    assert set(ids(found)[:3]) == {TOETS, FIETS, STATION}
    assert [h["score"] >= NUMBERED for h in found["hits"]] == [True] * 3 + [False] * (len(found["hits"]) - 3)
    texts = {q["id"]: str([q["title"], q["intro"], q["questions"], q["answer_intro"], q["answers"]])
             for q in sample_questions}
    assert all(re.search(r"\b181\b", texts[i]) for i in ids(found)[3:]) and found["total"] == len(found["hits"])
    assert not any(h["related"] for h in found["hits"])


@pytest.mark.parametrize("query, only", [
    ("nr. 181", {TOETS, FIETS, STATION}), ("nr 181", {TOETS, FIETS, STATION}),
    ("vraag nr. 181", {TOETS, FIETS, STATION}), ("schriftelijke vraag nr. 181", {TOETS, FIETS, STATION}),
    ("vraag nr. 181 van 3 februari 2022", {TOETS, FIETS}), ("181 van 03/02/2022", {TOETS, FIETS}),
    ("nr. 181 van 20 december 2024", {STATION}), ("2024Z20145", {"tweedekamer-2024Z20145"}),
    ("2024z20145", {"tweedekamer-2024Z20145"}), ("AH 955", {"tweedekamer-ah-2024-2025-955"}),
    ("nr. 181 van 4 februari 2022", set()),
])
def test_pasted_reference_is_that_question(sample, query, only):
    found = search(sample, query)
    assert set(ids(found)) == only and found["total"] == len(only)


def test_reference_among_words_is_a_condition(sample):
    found = search(sample, "vrijstellingen vraag nr. 181")
    assert found["total"] == 1 and ids(found)[0] == TOETS and found["canonical"] == "vrijstellingen nr:181"
    assert set(ids(found)) <= {TOETS, FIETS, STATION} # what is related keeps to the number
    assert search(sample, "vrijstellingen vraag nr. 437")["total"] == 0


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
LISTS = Lists()
ORDERS = ["date", "date-asc", "answered", "answered-asc", "number", "minister", "asker", "days", "days-desc"]


def key_of(order):
    """The whole key of an order: at the end the id, so that no two questions are equal."""
    def number(q):
        digits = re.sub(r"\D", "", q["number"] or "")
        return (0, int(digits)) if digits else LAST

    def day(text, sign):
        return (0, sign * int(text.replace("-", ""))) if text else LAST

    def name(people):
        first = people and slug(people[0]["name"] or people[0].get("role") or "")
        return (0, first) if first else LAST

    def minister(q):
        named = LISTS.ministers_of(q)
        return (0, slug(named[0])) if named else name(q["ministers"])

    def days(q, sign):
        if not (q["date_asked"] and q["date_answered"]):
            return LAST
        return (0, sign * (date.fromisoformat(q["date_answered"]) - date.fromisoformat(q["date_asked"])).days)

    newest = lambda q: day(filed(q), -1)
    first, second = {
        "date": (newest, number), "date-asc": (lambda q: day(filed(q), 1), number),
        "answered": (lambda q: day(q["date_answered"], -1), number),
        "answered-asc": (lambda q: day(q["date_answered"], 1), number),
        "number": (number, newest), "minister": (minister, newest),
        "asker": (lambda q: name(q["askers"]), newest), "days": (lambda q: days(q, 1), newest),
        "days-desc": (lambda q: days(q, -1), newest)}[order]
    return lambda q: (first(q), second(q), q["id"])


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("query", [["wat"], ["--from", "2018"], ["pfas OF inburgering OF fietsen"]])
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


def pages(db, *args, size):
    """The hits of all pages in a row; each page tells the same total."""
    hits, totals = [], set()
    for offset in range(0, 1000, size):
        page = search(db, *args, "--limit", size, "--offset", offset, program=RELEASE)
        totals.add((page["total"], page["total_exact"]))
        assert len(page["hits"]) <= size
        if not page["hits"]:
            break
        hits += page["hits"]
    assert len(totals) == 1
    return hits


@pytest.mark.parametrize("order", ["relevance", *ORDERS])
@pytest.mark.parametrize("query", ["wonen gemeente", "fietsen OF treinen", "parlement:kamer wat", "parlement:tweedekamer"])
def test_pages_cover_all_matches_once(sample, order, query):
    """Whatever the size of a page; a theme has its matches among the related ones, each once."""
    args = [query, "--sort", order]
    whole = search(sample, *args, "--limit", "1000")
    matches = [h["id"] for h in whole["hits"] if not h["related"]]
    assert whole["total"] == len(matches) == len(set(matches)) > 4 and whole["total_exact"] is True
    assert whole["total"] == search(sample, query, "--limit", "0")["total"] # no order changes what is found
    assert len(set(ids(whole))) == len(whole["hits"]) and [h["rank"] for h in whole["hits"]] == list(
        range(1, len(whole["hits"]) + 1))
    assert order == "relevance" or len(whole["hits"]) == whole["total"] # nothing related in other orders
    for size in (7, 10):
        assert pages(sample, *args, size=size) == whole["hits"]


def test_pages_of_one(sample):
    assert ids({"hits": pages(sample, "treinen", size=1)}) == all_ids(sample, "treinen")


def test_page_behind_the_end_and_empty_page(sample):
    assert search(sample, "fietsen", "--offset", "500")["hits"] == []
    none = search(sample, "fietsen", "--limit", "0")
    assert none["hits"] == [] and none["total"] > 0
    assert len(search(sample, "--from", "2018")["hits"]) == 10


# ---- what makes no sense ----

@pytest.mark.parametrize("args, cause", [
    (["--sort", "size"], "--sort must be one of relevance, date"),
    (["--parliament", "senaat"], "--parliament must be one of vlaams"),
    (["--from", "ergens in mei"], "--from: \"ergens in mei\" is not a valid date"), (["--to", "31 februari 2022"], "--to: "),
    (["--from", "2022-13"], "--from: "), (["--from", "2023", "--to", "2022"], "--from is later than --to"),
    (["--limit", "-1"], "--limit must be"), (["--limit", "100001"], "--limit must be"),
    (["--offset", "-1"], "--offset"),
    (["--limit", "ten"], "invalid numeric value"), (["--format", "xml"], "--format must be one of text"),
    (["--frobnicate"], "unknown option"), (["--limit"], "missing argument"),
    (["--topics", "/dev/null", "--depth", "0"], "--depth"),
    (["--topics", "/dev/null", "--format", "json"], "--topics can only print"),
])
def test_bad_options(sample, args, cause):
    done = run("search", "--db", sample, "fietsen", *args, code=USAGE)
    assert cause in done.err and done.out == ""


@pytest.mark.parametrize("args, cause", [
    ([], "niets om te zoeken"), ([""], "niets om te zoeken"), (["  "], "niets om te zoeken"),
    (["--minister", " "], "niets om te zoeken"), (["..."], "geen letter of cijfer"), (["?!"], "geen letter of cijfer"),
    (["fiets", "AND", "("], 'teken 11: haakje "("'), (["titel:"], "teken 1: "), (["kleur:rood"], "teken 1: "),
    (["inburgering datum:2022..2021"], "teken 19: "), (["één --twee"], "teken 5: twee streepjes")])
def test_query_without_sense(sample, args, cause):
    done = run("search", "--db", sample, *args, code=BAD_QUERY)
    assert done.err.startswith("vraagbaak search: ") and cause in done.err and done.out == ""


def test_everything_must_be_asked_for(sample):
    found = search(sample, "--all", "--limit", "100")
    assert found["total"] == len(found["hits"]) == 80 and found["reading"] == "alle vragen"
    # with a query it takes away the limit
    assert search(sample, "--all", "inburgering") == search(sample, "inburgering", "--limit", "100000")


def test_exit_code_when_nothing_is_found(sample):
    assert "Geen vragen gevonden.\n" in run("search", "--exit-code", "--db", sample, "xyzzyplugh", code=NO_HITS).out
    run("search", "--exit-code", "--db", sample, "fietsen")
    run("search", "--db", sample, "xyzzyplugh")


@pytest.mark.parametrize("query", [
    "AND OR NOT", "fiets*", "\"fietsen", "((((", "title:fietsen", "a" * 5000, "fiets " * 5000, "één ‘twee’ – drie",
    "💧", "\udcff\udcfe fietsen", "-- --", "%s%n%d", "nr.", "nr. 99999999999999999999",
    "vraag nr. 181 van 99 februari 2022", "\x1b[31mfietsen", "181Z", "2024Z", "-1"])
def test_odd_queries_stand(sample, query):
    done = run("search", "--db", sample, "--json", "--", query, code=None)
    assert done.code in (0, BAD_QUERY)
    assert done.code or done.json["schema"] == 3


# ---- themes ----

def test_related_stand_among_the_matches(sample, sample_questions):
    """The total counts what has all of the words; what is related is told apart and may stand before a match."""
    found = search(sample, "fiets", "--limit", "100")
    only = search(sample, "fiets", "--limit", "100", "--all-words")
    matches = [h["id"] for h in found["hits"] if not h["related"]]
    assert set(ids(only)) == set(matches) and found["total"] == only["total"] == len(matches)
    assert any(h["related"] for h in found["hits"]) and not any(h["related"] for h in only["hits"])
    text = run("search", "--db", sample, "--limit", "100", "fiets").out
    assert text.count(" · verwant\n") == len(found["hits"]) - found["total"]
    assert f"{found['total']} vragen gevonden, en {len(found['hits']) - found['total']} verwante.\n" in text


def test_related_may_stand_before_matches(sample):
    found = search(sample, "opvang wonen", "--limit", "12") # of some twenty
    related = [h["related"] for h in found["hits"]]
    assert found["total"] == 3 and related.index(False) < related.index(True) < 3
    assert not any(related[:1]) and sum(not r for r in related) == 3 # the lead keeps the matches near the top


def test_matches_have_all_of_the_words(sample):
    both = {h["id"] for h in search(sample, "inburgering taallessen", "--limit", "100")["hits"] if not h["related"]}
    assert both == set(all_ids(sample, "inburgering EN taallessen")) == (
        set(all_ids(sample, "inburgering", "--all-words")) & set(all_ids(sample, "taallessen", "--all-words")))


def test_thorough_finds_the_same(sample):
    """It looks closer at the same questions."""
    usual, closer = (search(sample, "treinen", "--limit", "100", *more) for more in ([], ["--thorough"]))
    assert usual["total"] == closer["total"] and set(ids(usual)) == set(ids(closer))


def test_a_hit_tells_why_it_is_there(db, tmp_path):
    index(db, write_lines(tmp_path / "a.jsonl", made_up(300)), program=RELEASE)
    hits = search(db, "--explain", "fietspad", program=RELEASE)["hits"]
    assert "alle woorden " in hits[0]["reason"] and all(hit["reason"] for hit in hits)
    assert "Hier omdat: alle woorden " in run("search", "--db", db, "--explain", "fietspad", program=RELEASE).out
    assert "reason" not in search(db, "fietspad", program=RELEASE)["hits"][0]


def test_a_long_theme_is_ranked_by_its_words(sample):
    words = "treinen stations reizigers fietsen bibliotheken"
    assert ids(search(sample, words, "--limit", "100")) == ids(search(sample, words, "--limit", "100", "--no-feedback",
                                                                      "--no-latent", "--no-parts"))


@pytest.mark.parametrize("option", ["--no-thesaurus", "--no-feedback", "--no-latent", "--no-parts", "--plain",
                                    "--thorough"])
def test_ways_of_ranking_do_not_change_what_matches(sample, option):
    whole, other = (search(sample, "inburgering taallessen", "--limit", "100", *more) for more in ([], [option]))
    assert whole["total"] == other["total"] > 0
    assert {h["id"] for h in whole["hits"] if not h["related"]} == {h["id"] for h in other["hits"] if not h["related"]}


def test_related_keep_to_the_filters(sample, sample_questions):
    kamer = where(sample_questions, lambda q: q["parliament"] == "kamer")
    for more in ([], ["--thorough"], ["--no-feedback"], ["--no-thesaurus"]):
        found = search(sample, "fietsen", "--parliament", "kamer", "--limit", "100", *more)
        assert ids(found) and set(ids(found)) <= kamer


def test_compounds_meet(db, tmp_path):
    """Joined, apart or hyphenated: the same questions."""
    lines = tmp_path / "vragen.jsonl"
    write_lines(lines, [{"id": f"w{i}", "question": f"Wat doet u voor het {word}?"} for i, word in enumerate(
        ["wiskundeonderwijs", "wiskunde-onderwijs", "wiskunde onderwijs", "taalonderwijs", "wiskundig orgel"])])
    run("index", "--db", db, lines)
    for query in ["wiskundeonderwijs", "wiskunde-onderwijs", "wiskunde onderwijs"]:
        found = search(db, "--no-fold", query)
        assert {h["id"] for h in found["hits"] if not h["related"]} == {"w0", "w1", "w2"} and found["total"] == 3
        assert ids(found)[-1] == "w3" # one of the parts
        assert search(db, query, "--no-parts")["total"] == 3
