# SPDX-License-Identifier: GPL-3.0-or-later
"""Official publications of the Tweede Kamer, and XML that is no use."""
import pytest

from conftest import FIXTURES
from formatkit import BOMB, expect, read_one, refusal


def test_official_answer(db):
    question = read_one(db, FIXTURES / "officieel" / "ah-antwoord.xml")
    expect(question, id="tweedekamer-2024Z20771", numbers=["2024Z20771", "1204"], session="2024-2025",
           status="beantwoord", date_asked="2024-12-11", date_answered="2025-01-20",
           title="de sluisdeuren van de Zeeburgersluis",
           askers=[{"name": "Tammenga", "party": "VVD"}, {"name": "Van der Kuil", "party": "CDA"}],
           ministers=[{"name": "Madretsma", "role": "Minister van Infrastructuur en Waterstaat"},
                      {"name": None, "role": "Minister van Economische Zaken"}],
           questions=["1", "2", "3"], answers=[["1"], ["2", "3"]],
           url="https://zoek.officielebekendmakingen.nl/ah-tk-20242025-1204.html",
           cites=[{"number": "811", "session": "2024-2025"}])
    assert question["questions"][0]["text"] == "Kent u het bericht dat de sluisdeuren niet meer sluiten?"
    assert question["questions"][1]["text"] == "Wat is de oorzaak:\na. slijtage;\nb. een ongeval?"
    assert question["answers"][1]["text"] == "Slijtage.\nHet herstel is in maart klaar."


def test_official_delay(db):
    question = read_one(db, FIXTURES / "officieel" / "ah-uitstel.xml")
    expect(question, id="tweedekamer-ah-2023-2024-377", status="uitgesteld", date_asked="2023-10-18", date_answered=None,
           askers=[{"name": "Oosterwegel", "party": "D66"}], questions=[], answers=[],
           ministers=[{"name": "Vos", "role": "Staatssecretaris van Justitie en Veiligheid"}],
           intro="De vragen kunnen niet binnen de gebruikelijke termijn worden beantwoord.")


def test_official_old_form(db):
    question = read_one(db, FIXTURES / "officieel" / "oud.xml")
    expect(question, number="2080912340", status="beantwoord", date_asked="2009-03-03", date_answered="2009-03-27",
           title="bonussen bij banken", askers=[{"name": "Van Elzinga", "party": "SP"}],
           ministers=[{"name": "Bosma", "role": "Minister van Financiën"}], questions=["1", "2"], answers=[["1"], ["2"]])


def test_official_without_questions(db, papers):
    (papers / "a.xml").write_text("<officiele-publicatie><kamervragen><kamervraagkop/></kamervragen></officiele-publicatie>")
    assert refusal(db, papers)["reason"].startswith("an official publication without the heading")


BAD_XML = {
    "bomb": (BOMB, "XML, line 2: declares entities of its own, which are not read"),
    "file": ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><result><items>&x;</items></result>',
             "XML, line 1: declares entities"),
    "cut": ("<result>\n<items><QRVADOC>", "XML, line 2: "),
    "deep": ("<a>" * 5000 + "</a>" * 5000, "XML, line 1: Excessive depth"),
    "other": ("<rss><channel/></rss>", "XML of an unknown kind: its root element is <rss>"),
    "empty": ("<result><items/></result>", "a list without items"),
}


@pytest.mark.parametrize("name", BAD_XML)
def test_bad_xml(db, papers, name):
    text, why = BAD_XML[name]
    (papers / "a.xml").write_text(text)
    assert refusal(db, papers)["reason"].startswith(why)
