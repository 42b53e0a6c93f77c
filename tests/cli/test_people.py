# SPDX-License-Identifier: GPL-3.0-or-later
"""Ministers in their offices, askers: searching them, and what is shown of them."""
import subprocess
import sys

import pytest

from conftest import CORPORA, PAPER, ROOT, ids, index, run, search, show, show_text, write_lines

RECORDS = [
    {"id": "a", "parliament": "vlaams", "title": "Scholen", "date": "2019-09-01", "date_answered": "2019-10-15",
     "minister": "BEN WEYTS"},
    {"id": "b", "parliament": "vlaams", "title": "Wegen", "date": "2019-09-01", "minister": "Weyts"},
    {"id": "c", "parliament": "vlaams", "title": "Bussen", "date": "2022-02-07", "minister": "Peeters",
     "asker": "VAN ROOY, SAM", "party": "Vlaams Belang"},
    {"id": "d", "parliament": "vlaams", "title": "Havens", "date": "2012-02-07", "minister": "Peeters, Kris"},
    {"id": "e", "parliament": "kamer", "title": "Justitie", "date": "2022-02-07",
     "minister_role": "Minister van Justitie", "asker": "Sam Van Rooy"},
]


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people")
    report = index(folder / "db", write_lines(folder / "a.jsonl", RECORDS))
    assert report["added"] == len(RECORDS)
    return folder / "db"


def found(db, *args):
    return set(ids(search(db, *args)))


def test_a_minister_changes_office(people):
    assert found(people, "--minister", "weyts") == {"a", "b"}
    assert found(people, "--minister", "onderwijs") == {"a"}
    assert found(people, "--minister", "minister van Mobiliteit") == {"b", "c"}
    assert found(people, "--minister", "weyts", "wegen") == {"b"}
    assert found(people, "--asker", "van rooy") == {"c", "e"}


def test_several_persons_are_told(people):
    both = search(people, "--minister", "peeters")
    (who,) = both["people"]
    assert set(ids(both)) == {"c", "d"} and who["field"] == "minister" and who["ambiguous"]
    assert who["display"] == "Kris Peeters of Lydia Peeters"
    assert [(m["kind"], m["name"], m["questions"]) for m in who["matches"]] == [
        ("person", "Kris Peeters", 1), ("person", "Lydia Peeters", 1)]
    notice = 'minister "peeters" kan op meer namen slaan, alle zijn gezocht: Kris Peeters (1 vraag), Lydia Peeters (1)'
    assert both["notices"] == [notice]
    assert both["canonical"] == "minister:peeters"
    assert both["reading"] == "vragen gericht aan of beantwoord door Kris Peeters of Lydia Peeters"
    for args in (["--minister", "peeters"], ["minister:peeters"]):
        assert f"Let op: {notice}\n" in run("search", "--db", people, *args).out
    for args in (["--minister", "weyts"], ["minister:weyts"]):
        assert "Let op:" not in run("search", "--db", people, *args).out


def test_field_and_option_mean_the_same(people):
    for option, field, name in (("--minister", "minister", "weyts"), ("--asker", "vraagsteller", "van rooy"),
                                ("--minister", "minister", "minister van Mobiliteit")):
        asked, written = search(people, option, name), search(people, f'{field}:"{name}"')
        assert ids(asked) == ids(written) != [] and asked["people"] == written["people"]
        assert asked["canonical"] == written["canonical"] and asked["reading"] == written["reading"]


def test_close_names(people):
    none = search(people, "--minister", "Weits")
    (who,) = none["people"]
    assert none["total"] == 0 and who["close"] == ["Ben Weyts"] and not who["matches"]
    notice = 'geen vraag heeft een minister "Weits"; bedoelde u Ben Weyts?'
    assert none["notices"] == [notice]
    assert f"Geen vragen gevonden.\nLet op: {notice}\n" in run("search", "--db", people, "--minister", "Weits").out
    (who,) = search(people, "vraagsteller:Van-Rooi")["people"]
    assert who["field"] == "asker" and who["close"] == ["Sam Van Rooy"]
    text = run("search", "--db", people, "--asker", "qq\x1b[2Jqq").out
    assert text.endswith('Geen vragen gevonden.\nLet op: geen vraag heeft een vraagsteller "qq [2Jqq"\n') and "\033" not in text


def test_offices_on_the_day(people):
    offices = ["Viceminister-president van de Vlaamse Regering",
               "Vlaams minister van Onderwijs, Sport, Dierenwelzijn en Vlaamse Rand"]
    assert show(people, "a")[0]["ministers"] == [{"name": "Ben Weyts", "role": None, "offices": offices}]
    assert search(people, "scholen")["hits"][0]["ministers"][0]["offices"] == offices
    assert show(people, "e")[0]["ministers"] == [{"name": None, "role": "Minister van Justitie"}]
    text = run("show", "--db", people, "a").out
    assert f"Ambt          {', '.join(offices)} (op die dag)\n" in text
    assert "Ambt" not in run("show", "--db", people, "e").out


def test_round_trip_with_offices(people, tmp_path, db):
    for raw in ([], ["--raw"]):
        exported = show_text(people, "--all", *raw)
        assert '"offices"' in exported
        again = db.with_name(f"again{len(raw)}")
        index(again, write_lines(tmp_path / "again.jsonl", exported.splitlines()))
        assert show_text(again, "--all", *raw) == exported


def test_who_is_mentioned_does_not_answer(db, papers):
    old = "Uit het antwoord van voormalig minister Somers op mijn schriftelijke vraag nr. 230 van 10 \nmaart 2020"
    text = PAPER.replace("Steeds meer", f"{old} blijkt: steeds meer").replace(
        "1. Er zijn er veertig.", "1. Minister Zuhal Demir\nantwoordde: er zijn er veertig.")
    (papers / "a.txt").write_text(text)
    (papers / "b.txt").write_text(f" Wonen  -  Leegstand\n\n{old} blijkt leegstand.\n\n1. Hoe veel?\n\n\n 1. Tien.\n")
    assert index(db, papers)["added"] == 2
    for name in ("somers", "demir", "Bart Somers"):
        assert found(db, "--minister", name) == set()
    assert len(found(db, "--minister", "maria de wilde")) == 1
    assert [q["ministers"] for q in show(db) if q["title"].startswith("Wonen")] == [[]]


def test_who_is_mentioned_in_the_tweede_kamer(db, papers):
    (papers / "a.txt").write_text("""Tweede Kamer der Staten-Generaal
Vergaderjaar 2024–2025
Aanhangsel van de Handelingen
Vragen gesteld door de leden der Kamer, met de daarop door de regering gegeven antwoorden
599
Vragen van het lid Proef (D66) aan de Minister van Justitie en Veiligheid over uitspraken van voormalig minister Weerwind (ingezonden 30 oktober 2024).
Antwoord van Minister Van Weel (Justitie en Veiligheid) (ontvangen 19 november 2024).
Vraag 1
Kent u het antwoord van minister Agema (Volksgezondheid, Welzijn en Sport)?
Antwoord 1
Ja, de voormalige Minister Yesilgöz (Justitie en Veiligheid) ook.
""")
    assert index(db, papers)["added"] == 1
    assert len(found(db, "--minister", "van weel")) == len(found(db, "--minister", "justitie en veiligheid")) == 1
    for name in ("agema", "weerwind", "yesilgöz", "volksgezondheid"):
        assert found(db, "--minister", name) == set(), name


def test_the_list_is_what_the_tool_makes():
    source = CORPORA.parent / "lists"
    if not source.exists():
        pytest.skip(f"no lists at {source}")
    for table in ("mandates", "parties", "ministries"):
        made = subprocess.run([sys.executable, ROOT / "tools" / "make_lists.py", table, source], capture_output=True, check=True)
        assert made.stdout == (ROOT / "corpus" / "offices" / f"{table}.tsv").read_bytes()


def corpus(folder, tmp_path):
    if not (CORPORA / folder).is_dir():
        pytest.skip(f"no corpus at {CORPORA / folder}")
    index(tmp_path / folder, CORPORA / folder)
    return tmp_path / folder


def test_flemish_corpus(tmp_path):
    db = corpus("flemish", tmp_path)
    somers = found(db, "--minister", "somers") # not the paper that mentions him
    assert somers == {"vlaams-2022-02-07-181-bart-somers"}
    assert found(db, "--minister", "minister van Binnenlands Bestuur") == somers
    assert found(db, "--minister", "viceminister-president") == somers
    assert len(found(db, "--minister", "minister-president")) == 2
    assert found(db, "--minister", "landbouw") == found(db, "--minister", "Brouns Jo") != set()
    hit = search(db, "--minister", "Brouns")["hits"][0]
    assert hit["ministers"][0]["offices"] == ["Vlaams minister van Omgeving en Landbouw"]


def test_tweede_kamer_corpus(tmp_path):
    db = corpus("tweedekamer2024", tmp_path)
    for name, wanted in (("minister Bruins", "Bruins"), ("Eppo Bruins", "Bruins"), ("van hijum", "Van Hijum"),
                         ("Faber", "Faber-Van de Klashorst"), ("Agema", "Agema")):
        hits = search(db, "--minister", name, "--limit", "50")["hits"]
        named = [wanted in [m["name"] for m in h["ministers"]] for h in hits]
        # where nobody is named it is who held the office
        assert any(named) and all(n or any(not m["name"] for m in h["ministers"]) for n, h in zip(named, hits)), name
    office = search(db, "--minister", "minister van Onderwijs, Cultuur en Wetenschap", "--limit", "50")
    assert len(office["hits"]) >= 4 and not office["people"][0]["ambiguous"]
    for hit in office["hits"]:
        assert any("Onderwijs, Cultuur en Wetenschap" in m["role"] for m in hit["ministers"])
    assert not any("offices" in m for h in office["hits"] for m in h["ministers"])


# ---- other governments, parties, what people call a ministry ----

FEDERAL = [
    {"id": "k1", "parliament": "kamer", "title": "Gevangenissen", "date": "2017-03-01", "party": "VB", "asker": "Jo Voorbeeld",
     "minister_role": "Minister van Justitie"},
    {"id": "k2", "parliament": "kamer", "title": "Rechtbanken", "minister_role": "Minister van Justitie"},
    {"id": "k3", "parliament": "kamer", "title": "Politie", "date": "2016-05-02", "minister_role": "Vice-eersteminister en minister "
     "van Veiligheid en Binnenlandse Zaken, belast met de Regie der Gebouwen"},
    {"id": "v1", "parliament": "vlaams", "title": "Theaters", "date": "2021-05-03", "minister": "Jambon", "party": "Vlaams Belang", "asker": "An Voorbeeld"},
    {"id": "t1", "parliament": "tweedekamer", "title": "Agenten", "date": "2024-11-20",
     "minister": {"name": "Van Weel", "role": "Minister van Justitie en Veiligheid"}, "party": "Nieuw Sociaal Contract", "asker": "Jansma"},
    {"id": "t2", "parliament": "tweedekamer", "title": "Cellen", "date": "2024-12-20",
     "minister": {"name": "D.M. van Weel", "role": "Minister van Justitie en Veiligheid"}, "party": "NSC", "asker": "Pietersma"},
    {"id": "t3", "parliament": "tweedekamer", "title": "Recherche",
     "minister": {"name": "Van Weel", "role": ""}, "asker": "Caroline van der Plas"},
    {"id": "t4", "parliament": "tweedekamer", "title": "Tolken", "date": "2011-03-01",
     "minister_role": "Minister voor Immigratie en Asiel"},
    {"id": "k4", "parliament": "kamer", "title": "Perrons", "date": "2017-03-01",
     "minister_role": "Minister van Mobiliteit", "department": "Mobiliteit, Belgocontrol en NMBS"},
    {"id": "k5", "parliament": "kamer", "title": "Diefstal", "date": "2022-03-01", "minister_role": "Eerste minister"},
]


@pytest.fixture(scope="module")
def governments(tmp_path_factory):
    folder = tmp_path_factory.mktemp("governments")
    index(folder / "db", write_lines(folder / "a.jsonl", FEDERAL))
    return folder / "db"


@pytest.mark.parametrize("text, wanted", [
    ("Koen Geens", "k1"), ("geens", "k1"), ("K. Geens", "k1"), ("Jan Jambon", "k3 v1"), ("J. Jambon", "k3 v1"),
    ("David van Weel", "t1 t2 t3"), ("D.M. van Weel", "t1 t2 t3"), ("van weel", "t1 t2 t3"), ("v. Weel", "t1 t2 t3"),
    ("premier", "k5"), ("de premier", "k5"), ("JenV", "t1 t2"), ("ministerie van Justitie en Veiligheid", "t1 t2"),
    ("FOD Justitie", "k1 k2"), ("NMBS", "k4"), ("Leers", "t4"), ("P. Geens", ""),
])
def test_who_held_the_office(governments, text, wanted):
    assert found(governments, "--minister", text) == set(wanted.split())
    assert found(governments, f'minister:"{text}"') == set(wanted.split())


def test_one_person_is_one_value(governments):
    values = search(governments, "--all", "--limit", "0", "--facets", "minister,party")["facets"]
    ministers = {v["value"]: v["questions"] for v in values["minister"]["values"]}
    assert ministers == {"David van Weel": 2, "Jan Jambon": 2, "Koen Geens": 1, "Alexander De Croo": 1, "Van Weel": 1,
                         "François Bellot": 1} # Leers is from no source: found, not counted
    assert {v["value"]: v["questions"] for v in values["party"]["values"]} == {"Vlaams Belang": 2, "NSC": 2}
    for name, questions in ministers.items():
        assert search(governments, "--all", "--choose", f"minister={name}")["total"] == questions


def test_a_paper_keeps_what_it_says(governments):
    (chamber,), (second,) = show(governments, "k1"), show(governments, "t1")
    assert second["ministers"] == [{"name": "Van Weel", "role": "Minister van Justitie en Veiligheid"}]
    assert chamber["ministers"] == [{"name": None, "role": "Minister van Justitie"}]
    assert chamber["askers"][0]["party"] == "VB" and second["askers"][0]["party"] == "Nieuw Sociaal Contract"


def test_what_cannot_be_known_is_said(governments):
    notices = str(search(governments, "--minister", "Koen Geens")["notices"])
    assert "1 vraag noemt alleen een ambt en heeft geen dag" in notices
    assert "geen dag" not in str(search(governments, "--minister", "minister van Justitie")["notices"])
    assert search(governments, "minister:nmbs")["reading"] == "vragen gericht aan of beantwoord door de minister bevoegd voor NMBS"


@pytest.mark.parametrize("text, wanted", [
    ("Vlaams Belang", "k1 v1"), ("VB", "k1 v1"), ("vlaams-belang", "k1 v1"), ("nsc", "t1 t2"), ("pvda", "")])
def test_a_party_by_any_name(governments, text, wanted):
    assert found(governments, f'partij:"{text}"') == set(wanted.split())


def test_an_asker_in_short(governments):
    assert found(governments, "--asker", "v.d. plas") == found(governments, "--asker", "C. van der Plas") == {"t3"}
    assert found(governments, "--asker", "D. van der Plas") == set()
