# SPDX-License-Identifier: GPL-3.0-or-later
"""Headings are read by their parts: a slip in one costs that one."""
import json

import pytest

from conftest import index, show

HEADINGS = [
    "Vragen van het lid De Kade (SP) aan de minister van Financiën over de brug bij Hasselo",
    "Vragen van het leden De Kade en Sluis (beiden SP) aan de minister van Financiën over de brug bij Hasselo",
    "Vragen van de lid De Kade (SP) aan de minister van Financiën over de brug bij Hasselo",
    "Vragen lid De Kade (SP) aan de minister van Financiën over de brug bij Hasselo",
    "Vragen van de leden De Kade (SP), Sluis en Van der Wal (D66) aan de minister van Financiën over de brug bij Hasselo",
    "Vragen van het lid De Kade (SP) aan de minster van Financiën over de brug bij Hasselo",
]
ASKERS = [["De Kade"], ["De Kade", "Sluis"], ["De Kade"], ["De Kade"], ["De Kade", "Sluis", "Van der Wal"], ["De Kade"]]


def read(tmp_path, text, name="a.txt"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert not index(tmp_path / "db", tmp_path / name)["refused"]
    (question,) = show(tmp_path / "db", "--all")
    return question


@pytest.mark.parametrize("heading, askers", zip(HEADINGS, ASKERS))
def test_slips(tmp_path, heading, askers):
    question = read(tmp_path, f"2025Z04321\n\n(ingezonden 2 juni 2025)\n\n{heading}.\n\nHoeveel kost zij?\n")
    assert [a["name"] for a in question["askers"]] == askers
    assert question["title"] == "de brug bij Hasselo" and question["date_asked"] == "2025-06-02"
    assert [m["role"] for m in question["ministers"]] == ["Minister van Financiën"]


@pytest.mark.parametrize("rest", [
    "(2025Z04321) kunnen niet binnen de gebruikelijke termijn worden beantwoord.",
    "kunnen niet tijdig worden beantwoord.", "kunnen helaas niet op tijd worden beantwoord. Ik bericht u later."])
def test_notice_of_delay(tmp_path, rest):
    question = read(tmp_path, "AH 99\n2025Z04321\nMededeling van minister Hogeveen (Financiën) (ontvangen 24 juni 2025)"
                              f"\n\nDe vragen van het lid De Kade (SP) over de brug bij Hasselo {rest}\n")
    assert (question["title"], question["status"]) == ("de brug bij Hasselo", "uitgesteld")


def test_notice_of_delay_with_its_questions(tmp_path):
    question = read(tmp_path, """Tweede Kamer der Staten-Generaal
Vergaderjaar 2024–2025 Aanhangsel van de Handelingen
2711
Vragen van het lid De Kade (SP) aan de Minister van Financiën over de brug
bij Hasselo (ingezonden 2 juni 2025).
Mededeling van Minister Hogeveen (Financiën) (ontvangen 24 juni 2025).
Vraag 1
Hoeveel kost zij?
Vraag 2
Wanneer gaat zij open?
Mededeling
De vragen van het lid De Kade (SP) over de brug bij Hasselo (2025Z04321) kunnen
niet tijdig worden beantwoord.
""")
    assert (question["number"], question["status"]) == ("2025Z04321", "uitgesteld")
    assert [q["n"] for q in question["questions"]] == ["1", "2"] and question["answers"] == []
    assert question["cites"] == [] and question["intro"].startswith("De vragen van het lid")


@pytest.mark.parametrize("aut, name, party", [
    ("Roos\nVerhelst\nN-VA (07123)", "Roos Verhelst", "N-VA"), ("Roos\nVerhelst\ncd&v (O1234)", "Roos Verhelst", "cd&v"),
    ("Roos\nVerhelst (07123)", "Roos Verhelst", None), ("Roos Verhelst (07123)", "Roos Verhelst", None),
    ("Roos\nVerhelst\nGroen (Gent)", "Roos Verhelst", "Groen (Gent)")])
def test_key_of_a_member_is_no_party(tmp_path, aut, name, party):
    item = {"SDOCNAME": "56-B001-1-0001-2024202500001", "DOCNAME": "2024202500001", "LEGISL": "56", "DEPOTDAT": "20240901",
            "QUESTNUM": "1", "AUT": aut, "TITN": "Bruggen.", "TEXTQN": "Hoeveel bruggen zijn er?"}
    question = read(tmp_path, json.dumps(item), "a.json")
    assert question["askers"] == [{"name": name, "party": party}]
