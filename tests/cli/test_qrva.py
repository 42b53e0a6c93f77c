# SPDX-License-Identifier: GPL-3.0-or-later
"""The bulletin of the Belgian Chamber, in JSON and XML."""
import json

import pytest

from conftest import CORPORA, FIXTURES, index, reasons, search, show
from formatkit import expect, read_one, refusal


def test_qrva_item(db):
    question = read_one(db, FIXTURES / "qrva" / "item.json")
    expect(question, id="kamer-54-7-219-2015201602468", number="219", session="2015-2016", status="beantwoord",
           date_asked="2015-12-03", date_answered="2016-01-26", date_due="2016-01-07",
           title="Fietsen op de trein. - Plaatsgebrek in de spits (MV 8123).",
           askers=[{"name": "Lotte Van den Abeele", "party": "Open Vld"}],
           ministers=[{"role": "Minister van Mobiliteit, belast met Belgocontrol en de NMBS",
                       "department": "Mobiliteit, Belgocontrol en NMBS"}],
           themes=["vervoerbeleid", "rijwiel", "spoorwegmaatschappij", "fietsbiljet"],
           questions=["1", "2", "3"], answers=[[], ["1"], ["2", "3"]],
           cites=[{"number": "8123"}], url="http://data.dekamer.be/v0/qrva/54-B042-7-0219-2015201602468")
    assert question["intro"].endswith("geen duidelijk document.")
    assert question["answers"][0]["text"] == "De gegevens worden bij de NMBS opgevraagd."
    assert question["answer_intro"] == "De NMBS deelt het volgende mee."
    other = question["other_language"]
    assert other["language"] == "fr" and other["title"].startswith("Vélos dans le train.")
    assert "Combien coûte" in other["question"] and other["answer"].startswith("Une réponse suivra.\n\n1. Huit.\n2")


def test_qrva_french_is_kept_and_not_searched(db):
    index(db, FIXTURES / "qrva" / "item.json")
    assert search(db, "fietsbiljet")["total"] == 1
    assert search(db, "supplémentaires", "--plain", code=None)["total"] == 0


def test_qrva_xml_encoded_twice(db):
    question = read_one(db, FIXTURES / "qrva" / "item.xml")
    expect(question, id="kamer-54-3-77-2016201703313", number="77", session="2016-2017", status="onbeantwoord",
           date_asked="2017-02-16", date_answered=None, title="Cafés zonder kassa & controle.",
           askers=[{"name": "An Spiessens", "party": "Groen"}],
           ministers=[{"role": "Minister van Financiën", "department": "Financiën"}],
           themes=["fiscale controle", "horecabedrijf"], questions=["1", "2"], answers=[])
    assert question["questions"][0]["text"] == "Hoeveel cafés kregen een controle?"
    assert question["other_language"]["title"] == "Cafés sans caisse et contrôle."
    assert question["provenance"]["intro"]["confidence"] == 0.8 # a repair


def test_qrva_list(db):
    report = index(db, FIXTURES / "qrva" / "list.json")
    assert report["read"] == 2 and not report["refused"]
    first, second = show(db)
    expect(first, id="kamer-54-9-300-2016201709900", number="300", session="2016-2017", status="beantwoord",
           askers=[{"name": "Joke Declercq", "party": "CD&V"}], themes=["economisch beleid"])
    expect(second, number="301", status="onbeantwoord", cites=[{"number": "9001"}],
           askers=[{"name": "Pierre-Yves de Montfort", "party": "MR"}])


def test_qrva_in_lines_and_bad_items(db, papers):
    items = json.loads((FIXTURES / "qrva" / "list.json").read_text())["items"]
    bad = [{"TITN": "Geen naam.", "TITF": "Sans nom."}, dict(items[0], SDOCNAME=7), dict(items[0], DEPOTDAT="20161399"), dict(items[0], DEPOTDAT="2O16-1-1")]
    (papers / "a.jsonl").write_text("".join(json.dumps(i) + "\n" for i in items))
    (papers / "b.json").write_text(json.dumps({"items": [bad[0], items[1], 5, bad[2], bad[3]]}, indent=1))
    report = index(db, papers)
    assert report["documents"] == 2
    found = [r["reason"] for r in report["refused"]]
    assert found[0].startswith('item 1: no "DOCNAME"') and found[1].startswith("item 3: a JSON object")
    assert found[2] == 'item 4: key "DEPOTDAT": "20161399" is no day as YYYYMMDD'
    assert found[3].startswith('item 5: key "DEPOTDAT"') and len(found) == 4


def test_qrva_nothing_in_it(db, papers):
    (papers / "leeg.json").write_text('{\n  "disclaimer": "x",\n  "items": []\n}\n')
    assert refusal(db, papers)["reason"] == "a list without items: there is no question in it"


@pytest.mark.skipif(not (CORPORA / "qrva").is_dir(), reason="no shared corpora")
def test_qrva_corpus(db):
    report = index(db, CORPORA / "qrva")
    assert report["read"] == 12 and list(reasons(report)) == ["qrva_item_empty.json"]
    questions = {q["id"]: q for q in show(db)}
    item = questions["kamer-54-3-1-0000201400004"]
    expect(item, number="1", date_asked="2014-07-18", questions=["1", "2", "3"], answers=[[]], session=None,
           askers=[{"name": "Nahima Lanjri", "party": "CD&V"}])
    assert item["themes"][0] == "buitenlands beleid" and "schijnhuwelijk" in item["themes"]
    assert item["intro"].endswith("aan te leveren.") # the first part is glued to it
    other = questions["kamer-54-1-138-2015201609402"]
    expect(other, number="138", date_asked="2016-05-13", date_due="2016-06-17", status="onbeantwoord",
           ministers=[{"role": "Eerste minister"}])
    assert other["other_language"]["title"] == "Les lanceurs d'alerte dans le secteur numérique."
    assert questions["kamer-54-18-496-2016201716126"]["askers"] == [{"name": "Sabien Lahaye-Battheu", "party": "Open Vld"}]


def test_round_trip_keeps_the_new_fields(db, papers, tmp_path):
    first = read_one(db, FIXTURES / "qrva" / "item.json")
    (papers / "a.jsonl").write_text(json.dumps(first) + "\n")
    assert read_one(tmp_path / "again.db", papers) == first
