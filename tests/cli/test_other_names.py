# SPDX-License-Identifier: GPL-3.0-or-later
"""What else words are called: related hits, the operator ~, and an operator's own list."""
import pytest

from conftest import RELEASE, ids, index, made_up, run, search, write_lines
from nightkit import Night
from webkit import serve

RECORDS = [
    {"id": "official", "parliament": "kamer", "title": "Accijns op gasolie", "question": "Hoe hoog is de accijns?"},
    {"id": "citizen", "parliament": "kamer", "title": "Prijs van diesel", "question": "Wat kost een liter?"},
    {"id": "phone", "parliament": "kamer", "title": "Mobiele telefoons op school", "question": "Zijn zij verboden?"},
    {"id": "gsm", "parliament": "kamer", "title": "Gsm in de klas", "question": "Mag dat?"},
    {"id": "other", "parliament": "kamer", "title": "Stations", "question": "Hoeveel stations zijn er?"},
]


@pytest.fixture
def db(tmp_path):
    index(tmp_path / "vragen.db", write_lines(tmp_path / "a.jsonl", RECORDS))
    return tmp_path / "vragen.db"


@pytest.mark.parametrize("query, match, related", [("diesel", "citizen", "official"), ("gasolie", "official", "citizen"),
                                                   ("gsm", "gsm", "phone")])
def test_other_names_make_related_hits(db, query, match, related):
    out = search(db, query)
    assert out["total"] == 1
    assert [(h["id"], h["related"]) for h in out["hits"]][:2] == [(match, False), (related, True)]
    assert out["names"]


def test_names_can_be_switched_off(db):
    out = search(db, "--no-thesaurus", "--no-feedback", "diesel")
    assert ids(out) == ["citizen"] and out["names"] == []


def test_names_are_told(db):
    assert "Gezocht: vragen met 'diesel'; ook: gasolie" in run("search", "--db", db, "diesel").out
    assert "andere namen" in run("search", "--db", db, "--explain", "diesel").out


def test_one_click_on_the_page_counts_them(db):
    with serve(db) as server:
        assert '<p class="lezing">Ook: <a title="tel vragen met een van deze namen mee" href="/?q=~diesel">gasolie' in \
            server.ask("/?q=diesel").text
        assert "/?q=~%22mobiele%20telefoon%22" in server.ask("/?q=mobiele+telefoon").text
        assert "2 vragen" in server.ask("/?q=~diesel").text and "1 vraag" in server.ask("/?q=diesel").text
        narrowed = server.ask("/?q=diesel+parlement%3Akamer").text
        assert "Ook: gasolie" in narrowed and "~diesel" not in narrowed
        assert "Ook:" not in server.ask("/?q=accijns+hoog").text


def test_any_of_the_names_on_request(db):
    assert sorted(ids(search(db, "--all-words", "~diesel"))) == ["citizen", "official"]
    assert sorted(ids(search(db, "--sort", "date", '~"mobiele telefoon"'))) == ["gsm", "phone"]
    assert search(db, "titel:~gasolie")["total"] == 2
    assert search(db, "accijns ~diesel")["total"] == 1
    assert ids(search(db, "titel:op -~gasolie", "--all-words")) == ["phone"]


@pytest.mark.parametrize("query", ["kinder opvang", "opvang van kinderen", "opvang van de kinderen"])
def test_a_compound_written_apart_has_its_names(tmp_path, query):
    records = [{"id": "creche", "parliament": "kamer", "title": "Plaatsen in de crèche", "question": "Hoeveel?"},
               {"id": "whole", "parliament": "kamer", "title": "Kinderopvang in stations", "question": "Waar?"},
               {"id": "asylum", "parliament": "kamer", "title": "Opvang", "question": "Is er opvang voor wie opvang vraagt?"},
               {"id": "other", "parliament": "kamer", "title": "Stations", "question": "Hoeveel stations zijn er?"}]
    index(tmp_path / "db", write_lines(tmp_path / "a.jsonl", records))
    found = search(tmp_path / "db", query)
    assert "kinderopvang" in found["names"] and ids(found)[0] == "whole" and "creche" in ids(found)
    assert search(tmp_path / "db", "opvang creche")["names"] == []


def test_the_rare_word_goes_before_the_common_ones(tmp_path):
    """Where none has all words: who has the rare ones, not who has the common one most often."""
    records = [*made_up(300), {"id": "cracks", "parliament": "kamer", "title": "Barsten in Nieuwenrode", "question": "Hoe groot zijn zij?"}]
    index(tmp_path / "db", write_lines(tmp_path / "a.jsonl", records))
    out = run("search", "--db", tmp_path / "db", "--explain", "fietspad Nieuwenrode barsten").out
    assert "\n  1. Barsten in Nieuwenrode\n" in out and "heeft 2 van de 3 woorden" in out and "Geen vragen gevonden" in out


def test_a_word_without_other_names_is_told(db):
    out = search(db, "~xyzzy OF stations")
    assert out["notices"] == ["geen andere naam bekend voor 'xyzzy'"] and ids(out) == ["other"]


def test_an_operator_has_names_of_his_own(tmp_path):
    night = Night(tmp_path, RELEASE, 'names = "namen.txt";\n')
    (tmp_path / "namen.txt").write_text("# eigen woorden\nstation, halte\ndiesel => stations\ngasolie =>\n")
    night.lines("a.jsonl", RECORDS)
    night.age()
    night.run()
    assert "station" in search(night.db, "halte")["names"]
    assert search(night.db, "diesel")["names"] == ["stations"]
    assert search(night.db, "gasolie")["names"] == []
    assert ids(search(night.db, "--all-words", "~halte")) == ["other"]
    (tmp_path / "namen.txt").write_text("station, gare\n")
    night.run()
    assert search(night.db, "halte")["names"] != ["station"]
    assert search(night.db, "gare")["names"] == ["station"]


@pytest.mark.parametrize("line, message", [
    ("fiets", "a group has two names or more, separated by commas"),
    ("fiets,, rijwiel", "there is nothing between two commas, or before or after one"),
    ("=> rijwiel", 'before "=>" goes one name'),
    ("a, b => c", 'before "=>" goes one name'),
    ("a => b => c", '"=>" is there twice'),
    ("fiets, a|b", "a name has a character that cannot stand there"),
    ("fiets, --", "a name has no letter or digit"),
])
def test_a_wrong_line_is_named(tmp_path, line, message):
    night = Night(tmp_path, RELEASE, 'names = "namen.txt";\n')
    (tmp_path / "namen.txt").write_text("goed, best\n" + line + "\n")
    night.lines("a.jsonl", RECORDS)
    result = night.call("nightly", code=1)
    assert f"namen.txt, line 2: {message}" in result.err


def test_a_missing_file_is_named(tmp_path):
    night = Night(tmp_path, RELEASE, 'names = "namen.txt";\n')
    result = night.call("nightly", code=1)
    assert "names: cannot open" in result.err
