# SPDX-License-Identifier: GPL-3.0-or-later
"""How questions and answers are told apart: every spelling of their heads, in the layouts of several papers.

Many papers go into one index, so that a table of spellings costs one run.
"""
import pytest

from conftest import index, show

FLEMISH = """SCHRIFTELIJKE VRAAG
nr. {n}
van {asker}
datum: 3 mei 2023
aan TOON VERHELST
VLAAMS MINISTER VAN MOBILITEIT
Fietsbruggen  -  Onderhoud
{questions}
TOON VERHELST
VLAAMS MINISTER VAN MOBILITEIT
{head}
{answers}
"""
HEAD = "ANTWOORD\nop vraag nr. {n} van 3 mei 2023\nvan {asker}"
DUTCH = """AH {n}
2024Z{n:05d}
Antwoord van minister Hogeveen (Financiën) (ontvangen 3 juni 2024)

{body}
"""
THREE = "1. Hoeveel bruggen zijn er?\n2. Welke zijn gesloten?\n3. Wat kost het herstel?"


def read(tmp_path, papers):
    """The questions by the number of the paper."""
    folder, db = tmp_path / "papers", tmp_path / "db"
    folder.mkdir()
    for n, text in papers.items():
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")
    report = index(db, folder)
    assert not report["refused"]
    return {int(q["source"].rsplit("/", 1)[1][:-4]): q for q in show(db, "--all")}


def parts(question):
    return [q["n"] for q in question["questions"]], [a["n"] for a in question["answers"]]


def flemish(n, answers, questions=THREE, head=HEAD, asker="INE DE KOSTER"):
    return FLEMISH.format(n=n, questions=questions, answers=answers, asker=asker, head=head.format(n=n, asker=asker))


ANSWERS = {
    "1. Tien.\n2. Twee.\n3. Veel.": [["1"], ["2"], ["3"]],
    "1) Tien.\n2) Twee.\n3) Veel.": [["1"], ["2"], ["3"]],
    "1/ Tien.\n2/ Twee.\n3/ Veel.": [["1"], ["2"], ["3"]],
    "1°\tTien.\n2°\tTwee.\n3°\tVeel.": [["1"], ["2"], ["3"]],
    "(1) Tien.\n(2) Twee.\n(3) Veel.": [["1"], ["2"], ["3"]],
    "1\tTien.\n2\tTwee.\n3\tVeel.": [["1"], ["2"], ["3"]],
    "1\nTien.\n2\nTwee.\n3\nVeel.": [["1"], ["2"], ["3"]],
    "1: Tien.\n2: Twee.\n3: Veel.": [["1"], ["2"], ["3"]],
    "1 - Tien.\n2 - Twee.\n3 - Veel.": [["1"], ["2"], ["3"]],
    "I. Tien.\nII. Twee.\nIII. Veel.": [["1"], ["2"], ["3"]],
    "Ad 1. Tien.\nAd 2 en 3. Twee, en veel.": [["1"], ["2", "3"]],
    "Vraag 1\nTien.\nVraag 2\nTwee.\nVraag 3\nVeel.": [["1"], ["2"], ["3"]],
    "Deelvraag 1: Tien.\nDeelvragen 2 en 3: Twee.": [["1"], ["2", "3"]],
    "Antwoord op vraag 1: Tien.\nAntwoord op de vragen 2 en 3: Twee.": [["1"], ["2", "3"]],
    "Antwoord 1\nTien.\nAntwoord 2\nTwee.\nAntwoord 3\nVeel.": [["1"], ["2"], ["3"]],
    "1+2. Tien.\n3. Veel.": [["1", "2"], ["3"]],
    "1 + 2 + 3. Tien.": [["1", "2", "3"]],
    "1/2/3. Tien.": [["1", "2", "3"]],
    "1. Tien.\n2/3. Veel.": [["1"], ["2", "3"]],
    "1 tem 3. Tien.": [["1", "2", "3"]],
    "1 t.e.m. 3. Tien.": [["1", "2", "3"]],
    "1 t/m 3: Tien.": [["1", "2", "3"]],
    "1 – 3. Tien.": [["1", "2", "3"]],
    "1, 2 & 3. Tien.": [["1", "2", "3"]],
    "1 en 2. Tien.\n3. Veel.": [["1", "2"], ["3"]],
    "1 en 2\nTien.\n3\nVeel.": [["1", "2"], ["3"]],
    "1. Zie de lijst.\n1.\nBrug A\n2.\nBrug B\n3.\nBrug C\n4.\nBrug D\n2. Twee.\n3. Veel.": [["1"], ["2"], ["3"]],
    "1. Per jaar:\n2019 4\n2020 6\n2. Twee.\n3. Veel.": [["1"], ["2"], ["3"]],
    "1. Tien, zoals in\n2. Twee.\n3. Veel.\nBIJLAGE\n1. Lijst\n2. Kaart\n3. Plan": [["1"], ["2"], ["3"]],
    "1. Tien.\n2. Twee.\n3. Veel.\nBijlage 1: lijst van bruggen\nBijlage 2: plan": [["1"], ["2"], ["3"]],
}


def test_flemish_answers(tmp_path):
    papers = {n: flemish(n, text) for n, text in enumerate(ANSWERS, 1)}
    found = read(tmp_path, papers)
    wrong = {text: parts(found[n]) for n, (text, wanted) in enumerate(ANSWERS.items(), 1)
             if parts(found[n]) != (["1", "2", "3"], wanted)}
    assert not wrong
    for n, text in enumerate(ANSWERS, 1):
        last = found[n]["answers"][-1]["text"]
        assert "BIJLAGE" not in last.upper() and "Kaart" not in last, text


QUESTIONS = {
    "1. Hoeveel?\n2. Waar?": ["1", "2"],
    "I. Hoeveel bruggen?\nII. Waar liggen die?": ["1", "2"],
    "a) Hoeveel bruggen?\nb) Waar liggen die?\nc) Sinds wanneer?": ["a", "b", "c"],
    "Vraag 1: hoeveel?\nVraag 2: waar?": ["1", "2"],
    "1\nHoeveel bruggen zijn er?\n2\nWaar liggen die?": ["1", "2"],
    "1. Hoeveel?\na) In de stad?\nb) Daarbuiten?\n2. Waar?": ["1", "2"],
    "Er zijn twee soorten:\na) vaste bruggen;\nb) losse bruggen.\nHoeveel zijn het er?": ["1"],
    "V. Degroote schreef daarover.\nHoeveel zijn het er?": ["1"],
}


def test_flemish_questions(tmp_path):
    papers = {n: flemish(n, "Dat zoeken wij uit.", text) for n, text in enumerate(QUESTIONS, 1)}
    found = read(tmp_path, papers)
    wrong = {text: parts(found[n])[0] for n, (text, wanted) in enumerate(QUESTIONS.items(), 1)
             if parts(found[n])[0] != wanted}
    assert not wrong


def test_letters_are_answered_by_letters(tmp_path):
    text = flemish(1, "a) Tien.\nb) en c) In Gent.", "a) Hoeveel?\nb) Waar?\nc) Sinds wanneer?")
    assert parts(read(tmp_path, {1: text})[1]) == (["a", "b", "c"], [["a"], ["b", "c"]])


@pytest.mark.parametrize("head", [
    HEAD, "Antwoord\nop vraag nr. {n} van 3 mei 2023\nvan {asker}", "ANTWOORD op vraag nr. {n} van 3 mei 2023\nvan {asker}",
    "GECOÖRDINEERD ANTWOORD\nop vraag nr. {n} van 3 mei 2023\nvan {asker}", "ANTWOORD",
    "GEMEENSCHAPPELIJK ANTWOORD\nop vraag nr. {n}\nvan 3 mei 2023\nvan {asker}",
    "ANTWOORD\n\nop vraag nr. {n} van 3 mei 2023\n\nvan {asker}", "Antwoord:"])
def test_flemish_answer_heads(tmp_path, head):
    question = read(tmp_path, {7: flemish(7, "1. Tien.\n2-3. Twee.", head=head)})[7]
    assert parts(question) == (["1", "2", "3"], [["1"], ["2", "3"]])
    assert [a["name"] for a in question["askers"]] == ["Ine De Koster"]
    assert [m["name"] for m in question["ministers"]] == ["Toon Verhelst"]
    assert question["status"] == "beantwoord" and question["title"] == "Fietsbruggen - Onderhoud"


def test_additional_answer(tmp_path):
    more = ("1. Tien.\n2. Volgt.\n3. Veel.\nTOON VERHELST\nVLAAMS MINISTER VAN MOBILITEIT\nAANVULLEND ANTWOORD\n"
            "op vraag nr. 9 van 3 mei 2023\nvan INE DE KOSTER\n2. Twee.")
    question = read(tmp_path, {9: flemish(9, more)})[9]
    assert parts(question)[1] == [["1"], ["2"], ["3"], ["2"]]
    assert question["answers"][2]["text"] == "Veel." and question["answers"][3]["text"] == "Twee."


def test_several_people(tmp_path):
    text = flemish(11, "1. Tien.", asker="INE DE KOSTER, JAN MAES EN PIET VAN DE WALLE").replace(
        "TOON VERHELST\nVLAAMS MINISTER VAN MOBILITEIT\nANTWOORD",
        "TOON VERHELST\nVLAAMS MINISTER VAN MOBILITEIT\nGREET SMEKENS\nVLAAMS MINISTER VAN BEGROTING\nANTWOORD")
    question = read(tmp_path, {11: text})[11]
    assert [a["name"] for a in question["askers"]] == ["Ine De Koster", "Jan Maes", "Piet Van de Walle"]
    assert [m["name"] for m in question["ministers"]] == ["Toon Verhelst", "Greet Smekens"]


TURNS = {
    "Vraag 1\nIs er geld?\n\nAntwoord\nJa.\n\nVraag 2\nHoeveel?\n\nAntwoord\nTien.": (["1", "2"], [["1"], ["2"]]),
    "1\nIs er geld?\n\nAntwoord\nJa.\n\n2\nHoeveel is er?\n\nAntwoord\nTien.": (["1", "2"], [["1"], ["2"]]),
    "1. Is er geld?\nAntwoord: Ja.\n2. Hoeveel?\nAntwoord: Tien.": (["1", "2"], [["1"], ["2"]]),
    "1) Is er geld?\nAntwoord 1)\nJa.\n2) Hoeveel?\nAntwoord 2)\nTien.": (["1", "2"], [["1"], ["2"]]),
    "Vraag 1: Is er geld?\nAntwoord 1: Ja.\nVraag 2: Hoeveel?\nAntwoord 2: Tien.": (["1", "2"], [["1"], ["2"]]),
    "Vraag\nIs er geld?\nAntwoord\nJa.\nVraag\nHoeveel?\nAntwoord\nTien.": (["1", "2"], [["1"], ["2"]]),
    "Vraag 1\nA?\nVraag 2\nB?\nVraag 3\nC?\nAntwoord op 1 en 3\nJa.\nAntwoord op 2\nNee.": (["1", "2", "3"], [["1", "3"], ["2"]]),
    "Vraag 1\nA?\nVraag 2\nB?\nAntwoorden op de vragen 1 en 2\nJa.": (["1", "2"], [["1", "2"]]),
    "Vraag 1\nA?\nVraag 2\nB?\nBeantwoording vragen 1 en 2\nJa.": (["1", "2"], [["1", "2"]]),
    "VRAAG 1\nA?\nVRAAG 2\nB?\nANTWOORD 1 EN 2\nJa.": (["1", "2"], [["1", "2"]]),
    "Vraag 1\nA?\nVraag 2\nB?\nAntwoord (1 en 2)\nJa.": (["1", "2"], [["1", "2"]]),
    "Vraag 1\nA?\nVraag 2\nB?\n1 en 2\nJa.": (["1", "2"], [["1", "2"]]),
    "Vraag 1\nA?\nVraag 2\nB?\nAntwoord\nJa, beide.": (["1", "2"], [["1", "2"]]),
    "1. Welke steden?\nAntwoord:\nDeze:\n1. Zwolle\n2. Assen\n3. Emmen\n2. Waarom?\nAntwoord:\nDaarom.":
        (["1", "2"], [["1"], ["2"]]),
    "1. Welke steden?\n2. Waarom?\nAntwoord 1:\n1. Zwolle\n2. Assen\nAntwoord 2:\nDaarom.": (["1", "2"], [["1"], ["2"]]),
    "1. Welke steden?\nAntwoord:\n1. Zwolle\n2. Assen": (["1"], [["1"]]),
    "1. Welke steden?\n2. Waarom?\nAntwoorden\n1. Zwolle.\n2. Daarom.": (["1", "2"], [["1"], ["2"]]),
    "1. A?\n2. B?\n3. C?\n1, 2 en 3\nJa, alle drie.": (["1", "2", "3"], [["1", "2", "3"]]),
    "Vraag 1\nZie uw antwoord op\nVraag 3 van de vorige reeks?\nAntwoord 1\nJa.": (["1"], [["1"]]),
}


def test_turns(tmp_path):
    papers = {n: DUTCH.format(n=n, body=body) for n, body in enumerate(TURNS, 1001)}
    found = read(tmp_path, papers)
    wrong = {body: parts(found[n]) for n, (body, wanted) in enumerate(TURNS.items(), 1001) if parts(found[n]) != wanted}
    assert not wrong


def test_the_rest_is_no_answer(tmp_path):
    body = ("Vraag 1\nKent u het stuk? 1)\nVraag 2\nWat vindt u?\nToelichting: dit volgt op eerdere vragen.\n"
            "Antwoord 1 en 2\nIk ken het.\n1) Stadsblad, 3 mei 2024")
    question = read(tmp_path, {1200: DUTCH.format(n=1200, body=body)})[1200]
    assert parts(question) == (["1", "2"], [["1", "2"]])
    assert question["questions"][1]["text"] == "Wat vindt u?" and question["answers"][0]["text"] == "Ik ken het."
