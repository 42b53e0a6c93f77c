# SPDX-License-Identifier: GPL-3.0-or-later
"""Facets, choices of their values and statistics, against what show tells of the same questions."""
import math
import re
import unicodedata
from collections import Counter
from datetime import date

import pytest

from brute_corpus import session_of
from brute_people import Lists
from conftest import RELEASE, USAGE, ids, index, run, search, write_lines

QUERIES = [["--all"], ["inburgering"], ["wat -pfas"], ["parlement:(vlaams OF kamer)"], ["datum:2022..", "--sort", "days"]]


def ask(db, *args):
    """Many small searches: by the release build."""
    return search(db, *args, program=RELEASE)


LISTS = Lists()


def names(people):
    return [one["name"] for one in people if one["name"]]


def filed(q):
    return q["date_asked"] or max(q["meetings"], default=None)


VALUES = { # of a facet, that a question has; offices are those of the day and not in the record as they are counted
    "minister": LISTS.ministers_of, "asker": lambda q: names(q["askers"]),
    "party": LISTS.parties_of,
    "year": lambda q: [filed(q)[:4]] if filed(q) else [], "session": lambda q: [q["session"] or session_of(q)] if q["session"] or session_of(q) else [],
    "parliament": lambda q: [q["parliament"]], "status": lambda q: [q["status"]], "theme": lambda q: q["themes"],
    "kind": lambda q: [q["kind"]]}
FACETS = [*VALUES, "office"]


def same(value):
    """What spellings of one name have in common."""
    plain = "".join(c for c in unicodedata.normalize("NFD", value.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def count(questions, facet):
    """Spellings of one name are one value, shown as it is spelt most."""
    spelt, counts = Counter(), Counter()
    for q in questions:
        values = dict.fromkeys(VALUES[facet](q))
        spelt.update(list(values))
        counts.update({same(value) for value in values})
    shown = {}
    for value, number in sorted(spelt.items(), key=lambda item: (-item[1], item[0].encode())):
        shown.setdefault(same(value), value)
    return Counter({shown[key]: number for key, number in counts.items()})


def in_order(counts, facet):
    """Years in order of time, others by number of questions and then by name."""
    if facet in ("year", "session"):
        return sorted(counts.items())
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].encode()))


def matched(db, questions, *args):
    found = {h["id"] for h in ask(db, *args, "--limit", "1000")["hits"] if not h["related"]}
    return [q for q in questions if q["id"] in found]


def told(found, facet):
    assert found["facets"][facet]["exact"] is True
    return [(v["value"], v["questions"]) for v in found["facets"][facet]["values"]]


# ---- facets ----

@pytest.mark.parametrize("query", QUERIES)
def test_facets_count_the_matches(sample, sample_questions, query):
    found = search(sample, *query, "--facets", "all", "--limit", "0")
    questions = matched(sample, sample_questions, *query)
    assert set(found["facets"]) == set(FACETS) and found["total"] == len(questions)
    for facet in VALUES:
        assert told(found, facet) == in_order(count(questions, facet), facet), facet
        assert not any(v["chosen"] for v in found["facets"][facet]["values"])


def test_only_facets_asked_for(sample):
    for names_given in ("minister, year", "MINISTER,jaar"):
        assert set(ask(sample, "--all", "--facets", names_given)["facets"]) == {"minister", "year"}
    assert ask(sample, "--all")["facets"] == {}
    assert ask(sample, "xyzzyplugh", "--facets", "party")["facets"] == {"party": {"exact": True, "without": 0, "values": []}}


@pytest.mark.parametrize("facet", FACETS)
def test_a_choice_finds_what_was_counted(sample, facet):
    """The total under a choice is the number beside its value."""
    for query in (["--all"], ["inburgering"]):
        for value in ask(sample, *query, "--facets", facet)["facets"][facet]["values"][:6]:
            found = ask(sample, *query, "--choose", f"{facet}={value['value']}", "--limit", "100")
            assert found["total"] == value["questions"] == sum(not h["related"] for h in found["hits"]), value


def test_figures_of_everything_come_without_the_questions(sample):
    found = search(sample, "--all", "--stats")
    assert found["total"] == found["statistics"]["total"] == 80 and found["hits"] == []
    assert len(search(sample, "--all", "--stats", "--limit", "3")["hits"]) == 3
    assert search(sample, "--all", "inburgering", "--limit", "0", "--facets", "year")["hits"] == []
    assert len(search(sample, "--all", "--stats", "inburgering")["hits"]) > 10


def test_choices_of_one_facet_widen_and_facets_narrow(sample, sample_questions):
    ministers = ["Bram De Ridder", "Greet Van Houdenhove"]
    chosen = [arg for name in ministers for arg in ("--choose", f"minister={name}")] + ["--choose", "year=2022"]
    found = search(sample, "--all", *chosen, "--facets", "all", "--limit", "100")
    of_year = [q for q in sample_questions if (filed(q) or "").startswith("2022")]
    of_ministers = [q for q in sample_questions if set(ministers) & set(LISTS.ministers_of(q))]
    both = [q for q in of_year if q in of_ministers]
    assert set(ids(found)) == {q["id"] for q in both} and found["total"] == len(both) > 1
    for facet in VALUES: # the choice of a facet does not count for its own numbers
        counted = {"minister": of_year, "year": of_ministers}.get(facet, both)
        assert told(found, facet) == in_order(count(counted, facet), facet), facet
    for facet, values in (("minister", ministers), ("year", ["2022"])):
        assert [v["value"] for v in found["facets"][facet]["values"] if v["chosen"]] == values


def test_choices_narrow_what_is_related(sample, sample_questions):
    kamer = {q["id"] for q in sample_questions if q["parliament"] == "kamer"}
    found = search(sample, "fietsen", "--choose", "parlement=kamer", "--limit", "100")
    assert any(h["related"] for h in found["hits"]) and set(ids(found)) <= kamer


def test_choice_without_questions_is_listed(sample):
    found = ask(sample, "inburgering", "--choose", "party=Piratenpartij", "--facets", "party,kind")
    assert found["total"] == 0 and found["facets"]["kind"]["values"] == []
    assert {"value": "Piratenpartij", "questions": 0, "chosen": True} in found["facets"]["party"]["values"]
    assert len(found["facets"]["party"]["values"]) > 1 # the others can still be chosen


def test_choice_in_another_spelling(sample):
    found = ask(sample, "--all", "--choose", "minister=BRAM DE RIDDER", "--facets", "minister")
    assert found["total"] == 4
    assert [v for v in found["facets"]["minister"]["values"] if v["chosen"]] == [
        {"value": "Bram De Ridder", "questions": 4, "chosen": True}]


@pytest.mark.parametrize("value", ["2022x", "abc", "20", ""])
def test_choice_of_a_year_that_is_none(sample, value):
    assert "--choose" in run("search", "--db", sample, "--all", "--choose", f"year={value}", code=USAGE).err


@pytest.mark.parametrize("args, cause", [
    (["--facets", "colour"], "--facets must be one of minister, office"),
    (["--facets", "minister,,year"], 'kind, all, not ""'),
    (["--choose", "minister"], '--choose: "minister" is not FACET=VALUE'),
    (["--choose", "colour=red"], '--choose: "colour=red" is not FACET=VALUE'),
    (["--choose", "year=2021"] * 65, "--choose can be given at most 64 times")])
def test_bad_facets(sample, args, cause):
    done = run("search", "--db", sample, "--all", *args, code=USAGE)
    assert cause in done.err and done.out == ""


def test_facets_and_statistics_in_text(sample):
    out = run("search", "--db", sample, "inburgering", "--facets", "parliament,year", "--stats", "--limit", "1").out
    lines = [line.split() for line in out.splitlines()]
    assert ["parlement"] in lines and ["jaar"] in lines
    assert [line[:2] for line in lines if line[:1] == ["vlaams"]] == [["vlaams", "6"]]
    assert "\n14 vragen; van 2 is de tijd tot het antwoord bekend, te weinig voor een mediaan.\n" in out
    out = run("search", "--db", sample, "--all", "--facets", "year", "--stats", "--limit", "1").out
    assert re.search(r"\n\d+ vragen; van \d+ is de tijd tot het antwoord bekend: mediaan \d+ dagen, 90 % binnen \d+ dagen\.\n"
                     r"Daarvan zijn er \d+ zonder datum, \d+ zonder antwoord", out)
    assert len(re.findall(r"\n    onbekend +\d+\n", out)) == 2 # of the facet and of the table


# ---- statistics ----

def days(q):
    if not (q["date_asked"] and q["date_answered"]):
        return None
    return (date.fromisoformat(q["date_answered"]) - date.fromisoformat(q["date_asked"])).days


def time_of(questions):
    known = sorted(d for d in map(days, questions) if d is not None)
    if len(known) < 10: # too few to tell anything of others
        return {"answered": len(known), "median_days": None, "percentile90_days": None}

    def within(share):
        return known[max(math.ceil(share * len(known)) - 1, 0)]
    return {"answered": len(known), "median_days": within(.5), "percentile90_days": within(.9)}


def coverage_of(questions):
    return {"questions": len(questions), "without_date": sum(not filed(q) for q in questions),
            "without_answer": sum(q["status"] in ("onbeantwoord", "uitgesteld", "ingetrokken", "vervangen") for q in questions),
            "status_unknown": sum(q["status"] == "onbekend" for q in questions),
            "without_minister": sum(not any(m["name"] or m["role"] for m in q["ministers"]) for q in questions)}


@pytest.mark.parametrize("query", QUERIES)
def test_what_figures_cannot_speak_of(sample, sample_questions, query):
    found = search(sample, *query, "--facets", "all", "--stats", "--complete", "--limit", "0")
    questions = matched(sample, sample_questions, *query)
    assert found["statistics"]["coverage"] == found["completeness"]["found"] == coverage_of(questions)
    assert found["completeness"]["without_date"] == sum(not filed(q) for q in sample_questions)
    for facet in FACETS:
        single = facet in ("year", "session")
        lacking = sum(not VALUES[facet](q) for q in questions) if single else 0
        assert found["facets"][facet]["without"] == lacking, facet


def test_what_is_in_no_period_is_told(sample, sample_questions):
    lacking = sum(not filed(q) for q in sample_questions)
    told_of = f"vragen zonder datum zijn niet doorzocht: {lacking} van de {len(sample_questions)} in de index"
    assert lacking and search(sample, "fiets datum:2020")["notices"] == search(sample, "fiets", "--from", "2020")["notices"] == [told_of]
    assert search(sample, "fiets -datum:2020")["notices"] == search(sample, "fiets")["notices"] == []
    assert f"Let op: {told_of}\n" in run("search", "--db", sample, "datum:2020 OF datum:2021").out


def test_sessions_follow_from_days(db, tmp_path):
    """Where a paper prints none; what is printed stays."""
    days = [("a", "kamer", "2020-10-12"), ("b", "kamer", "2020-10-13"), ("c", "tweedekamer", "2020-09-14"),
            ("d", "tweedekamer", "2020-09-15"), ("e", "vlaams", "2020-09-27"), ("f", "vlaams", "2020-09-28"), ("g", "kamer", None)]
    records = [{"id": i, "parliament": p, "title": "Iets", **({"date": d} if d else {})} for i, p, d in days]
    records.append({"id": "h", "parliament": "kamer", "title": "Iets", "date": "2020-01-01", "session": "2020-2021"})
    index(db, write_lines(tmp_path / "lines.jsonl", records))
    assert sorted(ids(search(db, "zittingsjaar:2019-2020"))) == ["a", "c", "e"]
    assert sorted(ids(search(db, "zittingsjaar:2020"))) == ["b", "d", "f", "h"]
    sessions = search(db, "--all", "--facets", "session")["facets"]["session"]
    assert [(v["value"], v["questions"]) for v in sessions["values"]] == [("2019-2020", 3), ("2020-2021", 4)]
    assert sessions["without"] == 1


def table_of(questions, facet, most):
    rows = in_order(count(questions, facet), facet)
    return {"by": facet, "values": len(rows), "rows": [
        {"value": value, "questions": number, "time": time_of([q for q in questions if value in VALUES[facet](q)])}
        for value, number in rows[:most]]}


@pytest.mark.parametrize("query", QUERIES + [["inburgering", "--choose", "parliament=tweedekamer"], ["xyzzyplugh"]])
def test_statistics(sample, sample_questions, query):
    found = search(sample, *query, "--stats", "--limit", "0")
    questions = matched(sample, sample_questions, *query)
    statistics = found["statistics"]
    assert statistics["total"] == found["total"] == len(questions) and statistics["total_exact"] is True
    assert statistics["time"] == time_of(questions)
    ministers = "minister" if any(LISTS.ministers_of(q) for q in questions) else "office"
    assert [t["by"] for t in statistics["tables"]] == ["year", ministers, "party"]
    for table in statistics["tables"]:
        if table["by"] != "office":
            assert table == table_of(questions, table["by"], 1000 if table["by"] == "year" else 20)
    assert "statistics" not in ask(sample, *query)


def test_statistics_of_known_times(db, tmp_path):
    """1, 2, ... 10 days: half within 5, nine in ten within 9; and a table of more than twenty."""
    records = [{"id": f"a{n}", "title": "Iets", "date": "2020-03-01", "date_answered": f"2020-03-{1 + n:02d}",
                "asker": "Jan Roos", "party": f"P{n}"} for n in range(1, 11)]
    records += [{"id": f"b{n}", "title": "Iets", "date": "2021-03-01", "asker": "Jan Roos", "party": f"Q{n}",
                 "minister_role": "Minister van Justitie"} for n in range(15)]
    records += [{"id": "c", "title": "Iets", "date_answered": "2021-03-01"}]
    index(db, write_lines(tmp_path / "a.jsonl", records))
    statistics = search(db, "--all", "--stats")["statistics"]
    assert statistics["time"] == {"answered": 10, "median_days": 5, "percentile90_days": 9} and statistics["total"] == 26
    years, offices, parties = statistics["tables"]
    assert [(r["value"], r["questions"], r["time"]["answered"]) for r in years["rows"]] == [
        ("2020", 10, 10), ("2021", 15, 0)]
    assert offices == {"by": "office", "values": 1, "rows": [{"value": "Justitie", "questions": 15, "time": time_of([])}]}
    assert parties["values"] == 25 and len(parties["rows"]) == 20
    assert "… en 5 andere\n" in run("search", "--db", db, "--all", "--stats").out


def test_years_without_questions_are_drawn(db, tmp_path):
    """On a terminal; JSON has what there is."""
    index(db, write_lines(tmp_path / "vragen.jsonl", [
        {"id": f"v{i}", "parliament": "kamer", "title": f"Fietspad {i}", "date": f"{year}-03-01", "session": f"{year}-{year + 1}",
         "question": "Waar?", "answer": "Daar."} for i, year in enumerate((2015, 2018, 2018))]))
    told = run("search", "--db", db, "--all", "--facets", "year,session", "--stats").out
    for label in ("2015", "2016", "2017", "2018", "2015-2016", "2016-2017", "2017-2018", "2018-2019"):
        times = 1 if "-" in label else 2 # in the facet and in the table
        number = {"2015": 1, "2018": 2}.get(label[:4], 0)
        assert len(re.findall(rf"^    {label} *{number}\b", told, re.M)) == times, label
    found = search(db, "--all", "--facets", "year")
    assert [v["value"] for v in found["facets"]["year"]["values"]] == ["2015", "2018"]
