# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator adds to the lists of mandates, parties and ministries in the configuration."""
import pytest

from conftest import RELEASE, ids, run, search
from nightkit import Night

SETTINGS = """
mandates = (
\t{ name = "Als Voorbeeld"; title = "Minister van Ruimtevaart, belast met Sterrenkunde"; parliament = "kamer";
\t  from = "2030-02-01"; signed = "A.B. Voorbeeld"; },
\t{ name = "Theo Francken"; title = "Minister van Defensie, belast met Buitenlandse Handel"; parliament = "kamer";
\t  from = "2025-02-03"; until = "2026-01-31"; }
);
parties = ( { name = "Nieuwe Partij"; parliament = "kamer"; others = ("NP", "De Nieuwen"); } );
synonyms = ( { name = "Ruimtevaart"; parliament = "kamer"; others = "FOD Heelal"; } );
"""
RECORDS = [
    {"id": "a", "parliament": "kamer", "title": "Raketten", "date": "2030-03-01", "asker": "Jo Doe", "party": "NP",
     "minister_role": "Minister van Ruimtevaart"},
    {"id": "b", "parliament": "kamer", "title": "Tanks", "date": "2026-03-01", "minister_role": "Minister van Defensie",
     "asker": "Jo Doe", "party": "Nieuwe Partij"},
    {"id": "c", "parliament": "kamer", "title": "Boten", "date": "2025-12-01", "minister_role": "Minister van Defensie"},
]


@pytest.fixture(params=["one by one", "bulk"])
def night(request, tmp_path):
    made = Night(tmp_path, RELEASE, SETTINGS + ("limits = { bulk_megabytes = 0; };" if request.param == "bulk" else ""))
    made.lines("a.jsonl", RECORDS)
    made.age()
    made.run()
    return made


def found(night, query):
    return sorted(ids(search(night.db, query)))


def test_what_is_added_counts(night):
    assert found(night, 'minister:"Als Voorbeeld"') == found(night, 'minister:"A.B. Voorbeeld"') == ["a"]
    assert found(night, 'minister:"FOD Heelal"') == ["a"]
    assert found(night, "partij:NP") == found(night, 'partij:"De Nieuwen"') == ["a", "b"]
    values = search(night.db, "--all", "--limit", "0", "--facets", "party")["facets"]["party"]["values"]
    assert [(v["value"], v["questions"]) for v in values] == [("Nieuwe Partij", 2)]


def test_what_is_corrected_counts(night):
    assert found(night, 'minister:"Theo Francken"') == ["c"]


def test_a_change_is_taken_over_by_the_next_night(night):
    night.configure(SETTINGS.replace("De Nieuwen", "De Nieuweren"))
    night.run()
    assert found(night, 'partij:"De Nieuweren"') == ["a", "b"]
    assert found(night, 'partij:"De Nieuwen"') == []


@pytest.mark.parametrize("settings, message", [
    ('mandates = ( { name = "A B"; title = "Minister van X"; parliament = "kamer"; } );', "line 3: from is missing"),
    ('mandates = ( { name = "A B"; title = "Minister van X"; parliament = "senaat"; from = "2030-01-01"; } );',
     'line 3: parliament must be "vlaams", "kamer" or "tweedekamer", not "senaat"'),
    ('mandates = ( { name = "A B"; title = "Minister van X"; parliament = "kamer"; from = "2030-02-30"; } );',
     'line 3: from: "2030-02-30" is not a valid date'),
    ('mandates = ( { name = "A B"; title = "Minister van X"; parliament = "kamer"; from = "2030-02-01"; until = "2029-01-01"; } );',
     "line 3: until is before from"),
    ('mandates = ( { name = "A B"; title = "Minister"; parliament = "kamer"; from = "2030-02-01"; } );',
     'title: "Minister" names no office'),
    ('mandates = ( { name = "-"; title = "Minister van X"; parliament = "kamer"; from = "2030-02-01"; } );',
     "has no letter or digit"),
    ('parties = ( { name = "A|B"; parliament = "kamer"; others = ("X"); } );', "has a character that cannot stand there"),
    ('parties = (\n{ name = "A"; parliament = "kamer"; others = ("X"); },\n{ name = "B"; parliament = "kamer"; others = ("x"); } );',
     'line 5: "x" stands for "A" and for "B"'),
    ('parties = ( { name = "A"; parliament = "kamer"; } );', "others is missing"),
    ('synonyms = ( { name = "A"; parliament = "kamer"; others = 5; } );', "others must be a text"),
    ('synonyms = ( { name = "A"; parliament = "kamer"; others = ("x"); extra = 1; } );', 'unknown setting "extra"'),
    ('synonyms = "A";', "synonyms must be a list in round brackets"),
])
def test_what_is_wrong_is_told_with_its_line(tmp_path, settings, message):
    night = Night(tmp_path, RELEASE, settings)
    done = run("nightly", "--config", night.config, code=1, program=RELEASE)
    assert "night.conf, line " in done.err and message in done.err
