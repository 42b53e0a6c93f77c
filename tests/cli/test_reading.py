# SPDX-License-Identifier: GPL-3.0-or-later
"""What a search says of a query: how it was read, notices, suggestions; and batches of queries."""
import json

import pytest

from conftest import BAD_QUERY, RELEASE, USAGE, ids, index, run, search, write_lines


# ---- reading ----

@pytest.mark.parametrize("args, canonical, reading", [
    (["inburgering", "minister:ridder"], "inburgering minister:ridder",
     "vragen met 'inburgering', gericht aan of beantwoord door Bram De Ridder"),
    (["fiets* OR \"openbaar vervoer\""], 'fiets* OF "openbaar vervoer"',
     "vragen met een woord dat met 'fiets' begint of precies 'openbaar vervoer'"),
    (["title:fietsen", "NOT", "trein"], "titel:fietsen -trein", "vragen met 'fietsen' in de titel, niet met 'trein'"),
    (["--from", "2022-02", "--to", "2022", "fietsen"], "fietsen datum:2022-02..2022-12",
     "vragen met 'fietsen', gesteld van 1 februari 2022 tot en met 31 december 2022"),
    (["--number", "nr. 181", "--parliament", "vlaams"], "nr:181 parlement:vlaams",
     "vragen met nummer 181, uit het Vlaams Parlement"),
    (["a OF b", "--parliament", "kamer"], "(a OF b) parlement:kamer",
     "vragen met ('a' of 'b'), uit de Belgische Kamer")])
def test_reading(sample, args, canonical, reading):
    found = search(sample, *args)
    assert (found["canonical"], found["reading"]) == (canonical, reading)
    text = run("search", "--db", sample, *args).out
    first = text.partition("\n\n")[0]
    assert first == f"Gezocht: {reading}" or first.startswith(f"Gezocht: {reading}; ook: ")
    again = search(sample, found["canonical"]) # the canonical spelling asks the same, options and all
    assert again["canonical"] == canonical and ids(again) == ids(found) and again["total"] == found["total"]


def test_fields_look_where_they_say(db, tmp_path):
    index(db, write_lines(tmp_path / "a.jsonl", [
        {"id": "titel", "title": "Een kano", "question": "1. Wat?", "answer": "1. Dat."},
        {"id": "vraag", "title": "Iets", "question": "1. Is er een kano?", "answer": "1. Dat."},
        {"id": "antwoord", "title": "Iets", "question": "1. Wat?", "answer": "1. Een kano."}]))
    for field in ("titel", "vraag", "antwoord"):
        found = search(db, f"{field}:kano")
        assert ids(found) == [field] and not any(h["related"] for h in found["hits"])
    assert set(ids(search(db, "kano -titel:kano"))) == {"vraag", "antwoord"}


# ---- notices ----

def test_cut_prefix(db, tmp_path):
    words = [f"zz{a}{b}{c}q" for a in "abcdefghijk" for b in "abcdefghij" for c in "abcdefghij"]
    records = [{"id": f"v{i:04d}", "question": f"Wat is {word}?"} for i, word in enumerate(words)]
    index(db, write_lines(tmp_path / "a.jsonl", records + [{"id": "often", "question": "Wat is zzkjjq?"}]),
          program=RELEASE)
    whole = search(db, "zza*", "--limit", "0")
    assert whole["total"] == 100 and whole["notices"] == []
    cut = search(db, "zz*", "--limit", "2000", program=RELEASE)
    assert cut["notices"] == ['meer dan 1000 woorden beginnen met "zz": alleen de 1000 meest voorkomende zijn gezocht']
    assert cut["total"] == 1001 and {"often", "v1099"} <= set(ids(cut)) # the word of two questions is one of the 1000
    assert f"Let op: {cut['notices'][0]}\n" in run("search", "--db", db, "--limit", "1", "zz*").out


@pytest.mark.parametrize("query, notice", [
    ("xyzzy*", 'geen woord begint met "xyzzy"'), ("partij:piraten", 'geen vraagsteller is van een partij "piraten"'),
    ("thema:kaas", 'geen vraag heeft een thema "kaas"'), ("nr. 98765", "geen vraag heeft nummer 98765"),
    ("citeert:98765", "geen vraag verwijst naar vraag 98765"),
    ("zittingsjaar:1999-2000", "geen vraag is van zittingsjaar 1999-2000")])
def test_what_is_not_there_is_told(sample, query, notice):
    found = search(sample, query)
    assert found["total"] == 0 and found["notices"][0] == notice
    assert len(found["notices"]) == 1 + query.startswith("zittingsjaar:") # and of how many nobody knows it
    assert f"Let op: {notice}\n" in run("search", "--db", sample, query).out


def test_near_parties_and_themes_are_told(db, tmp_path):
    parties = ["Waterpartij", "Waterpartij", "Groene Polder", "N-WP"]
    index(db, write_lines(tmp_path / "lines.jsonl", [
        {"id": f"n{i}", "title": "Iets", "asker": f"Lid {i}", "party": party, "themes": ["Waterbeheer"]} for i, party in enumerate(parties)]))
    for query, near in (("partij:watrpartij", "Waterpartij"), ("partij:polder", "Groene Polder"), ("partij:poldre", "Groene Polder"), ("partij:NWP", "N-WP"),
                        ("partij:xyz", None), ("thema:waterbeheeer", "Waterbeheer")):
        (notice,) = search(db, query)["notices"]
        assert notice.endswith(f"; bedoelde u {near}?") if near else "bedoelde" not in notice


# ---- suggestions ----

@pytest.mark.parametrize("query, meant", [
    ("kwalitet minister:ridder datum:2022", "kwaliteit minister:ridder datum:2022"),
    ("(kwalitet OF fiets) -brug parlement:vlaams", "(kwaliteit OF fiets) -brug parlement:vlaams"),
    ("minister:riddder kwaliteit", None), ("kwaliteit -xkwalitet", None), ("inburgering partij:groen", None),
    ("één kwalitet", "één kwaliteit")])
def test_suggestion_within_a_query(sample, query, meant):
    assert search(sample, query)["suggestion"] == meant
    text = run("search", "--db", sample, query).out
    assert ("Bedoelde u: " in text) == bool(meant) and (not meant or f"Bedoelde u: {meant}\n" in text)
    if meant:
        assert search(sample, meant)["suggestion"] is None


# ---- batches ----

def batch(db, path, *args, **options):
    return [json.loads(line) for line in run("search", "--db", db, "--queries", path, *args, **options).out.splitlines()]


def test_queries(sample, tmp_path):
    lines = ["inburgering", "", "fiets AND (", "  minister:ridder -fiets ", "xyzzyplugh", "nr. 181"]
    path = write_lines(tmp_path / "queries.txt", lines)
    found = batch(sample, path, "--facets", "parliament,party")
    asked = [line.strip() for line in lines if line.strip()]
    assert [one["query"] for one in found] == asked # an object for each line that is not empty, in their order
    for query, one in zip(asked, found):
        if "(" in query:
            assert set(one) == {"query", "error"} and one["error"].startswith('teken 11: haakje "("')
            continue
        whole = search(sample, query, "--facets", "parliament,party", "--limit", "1000")
        assert set(one) == {"query", "total", "total_exact", "ids", "related", "facets", "missing"}
        assert one["total"] == whole["total"] == len(one["ids"]) and one["total_exact"] is True
        assert one["ids"] == [h["id"] for h in whole["hits"] if not h["related"]] and one["facets"] == whole["facets"]


def test_options_hold_for_each_query(sample, tmp_path):
    path = write_lines(tmp_path / "queries.txt", ["fietsen", "treinen"])
    args = ["--parliament", "kamer", "--choose", "year=2019", "--sort", "date-asc"]
    for query, one in zip(["fietsen", "treinen"], batch(sample, path, *args)):
        assert one["ids"] == ids(search(sample, query, *args, "--limit", "100"))
    assert [len(one["ids"]) for one in batch(sample, path, "--depth", "2")] == [2, 2]
    (one,) = batch(sample, write_lines(tmp_path / "one.txt", ["parlement:kamer"]), "--depth", "3")
    assert one["total"] == 30 and len(one["ids"]) == 3


def test_batch_tells_matches_from_what_is_related(sample, tmp_path):
    query = "opvang wonen" # what is related stands between its matches
    found = search(sample, query)
    assert any(h["related"] for h in found["hits"][:found["total"]])
    (one,) = batch(sample, write_lines(tmp_path / "queries.txt", [query]), "--depth", found["total"])
    hits = found["hits"][:found["total"]]
    assert one["ids"] == [h["id"] for h in hits if not h["related"]]
    assert one["related"] == [h["id"] for h in hits if h["related"]]


def test_files_of_queries_that_cannot_be_used(sample, tmp_path):
    assert "cannot open " in run("search", "--db", sample, "--queries", tmp_path / "none.txt", code=1).err
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\nfietsen\n")
    bad, good = batch(sample, tmp_path / "bytes.txt")
    assert bad["query"] is None and bad["error"].startswith("teken 1: ") and good["total"] > 0
    assert batch(sample, write_lines(tmp_path / "empty.txt", [])) == []


@pytest.mark.parametrize("option", ["--queries", "--topics"])
def test_folder_of_queries(sample, tmp_path, option):
    assert str(tmp_path) in run("search", "--db", sample, option, tmp_path, code=1).err


@pytest.mark.parametrize("args", [["fietsen"], ["--format", "trec"], ["--topics", "topics.tsv"], ["--stats"]])
def test_queries_alone(sample, tmp_path, args):
    path = write_lines(tmp_path / "queries.txt", ["1\tfietsen"])
    run("search", "--db", sample, "--queries", path, *[path if a == "topics.tsv" else a for a in args], code=USAGE)


def test_error_tells_its_place(sample):
    done = run("search", "--db", sample, "één titel:(a", code=BAD_QUERY)
    assert done.err == 'vraagbaak search: teken 11: haakje "(" wordt niet gesloten; zet er een ")" achter.\n'
