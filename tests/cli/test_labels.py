# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels as producers dress them up: between ornaments, for ranges, with who answers behind them."""
import pytest

from test_layouts import DUTCH, flemish, parts, read

ASKED = ("Hoeveel sluizen zijn er?", "Welke zijn dicht?", "Wat kost het herstel?")
GIVEN = ("Elf.", "Drie.", "Dat is niet bekend.")
THREE = (["1", "2", "3"], [["1"], ["2"], ["3"]])
DRESSED = [
    ("- Vraag {} -", "- Antwoord {} -"), ("*** Vraag {} ***", "*** Antwoord {} ***"), ("[Vraag {}]", "[Antwoord {}]"),
    ("Vraag {} –", "Antwoord {} –"), ("— Vraag {} —", "— Antwoord op vraag {} —"), ("== Vraag {} ==", "== Antwoord =="),
    ("• Vraag {}", "• Antwoord {}"), ("-- VRAAG {} --", "-- ANTWOORD --"), ("« Vraag {} »", "« Antwoord {} »"),
    ("| Vraag {} |", "| Antwoord {} |"), ("(Vraag {})", "(Antwoord {})"), ("--- Vraag {}: ---", "--- Antwoord {}: ---"),
    ("> Vraag {}", "> Antwoord {}"), ("“Vraag {}”", "“Antwoord {}”"), ("■ Vraag {}:", "■ Antwoord {}:"),
    ("Vraag {} (sluizen)", "Antwoord {}"), ("Kamervraag {}", "Antwoord"), ("Vraag {}", "Antwoord van de minister"),
    ("Vraag {}", "Antwoord minister:"), ("Vraag {}", "Antwoord van de staatssecretaris op vraag {}"),
    ("{}e vraag", "{}e antwoord"), ("{}de vraag:", "{}de antwoord:"),
]


def turns(asked, given):
    return "\n".join(f"{asked.format(n)}\n{q}\n{given.format(n)}\n{a}" for n, (q, a) in enumerate(zip(ASKED, GIVEN), 1))


def test_dressed_labels(tmp_path):
    found = read(tmp_path, {n: DUTCH.format(n=n, body=turns(*pair)) for n, pair in enumerate(DRESSED, 1001)})
    wrong = {pair: parts(found[n]) for n, pair in enumerate(DRESSED, 1001) if parts(found[n]) != THREE}
    assert not wrong
    for n, pair in enumerate(DRESSED, 1001):
        assert [q["text"].removeprefix("(sluizen) ") for q in found[n]["questions"]] == list(ASKED), pair
        assert [a["text"] for a in found[n]["answers"]] == list(GIVEN), pair


def test_dressed_labels_of_flemish_answers(tmp_path):
    bodies = ["\n".join(f"{label.format(n)}\n{a}" for n, a in enumerate(GIVEN, 1))
              for label in ("- Vraag {} -", "*** Antwoord {} ***", "{}e vraag", "• Vraag {}:")]
    found = read(tmp_path, {n: flemish(n, body) for n, body in enumerate(bodies, 1)})
    assert [parts(found[n]) for n in found] == [THREE] * len(bodies)
    assert [[a["text"] for a in q["answers"]] for q in found.values()] == [list(GIVEN)] * len(bodies)


GROUPS = [
    "Antwoorden 1-3", "Antwoorden op de vragen 1 t/m 3", "Antwoord (vraag 1, 2, 3)", "Antwoorden 1 tm 3",
    "Antwoorden vraag 1 t/m vraag 3", "Antwoord op vraag 1 tot en met vraag 3", "Antwoord op alle vragen",
    "Antwoord 1 t/m 3 (gezamenlijk)", "Antwoord op vragen 1 t/m 3 gezamenlijk",
]


def test_ranges_in_a_block(tmp_path):
    named = "\n".join(f"Vraag {n}\n{q}" for n, q in enumerate(ASKED, 1))
    listed = "Vragen 1-3\n" + "\n".join(f"{n}. {q}" for n, q in enumerate(ASKED, 1))
    papers = {n: f"{questions}\n{head}\nElf, en drie." for n, (questions, head) in enumerate(
        ((questions, head) for questions in (named, listed) for head in GROUPS), 1001)}
    found = read(tmp_path, {n: DUTCH.format(n=n, body=body) for n, body in papers.items()})
    wrong = {body: parts(found[n]) for n, body in papers.items() if parts(found[n]) != (["1", "2", "3"], [["1", "2", "3"]])}
    assert not wrong
    assert {q["answers"][0]["text"] for q in found.values()} == {"Elf, en drie."}


@pytest.mark.parametrize("head", ["Antwoorden 1-3", "Antwoorden op de vragen 1 t/m 3", "Antwoorden"])
@pytest.mark.parametrize("label", ["{}.", "Antwoord {}\n", "{})"])
def test_ranges_of_numbered_answers(tmp_path, head, label):
    body = "\n".join(f"Vraag {n}\n{q}" for n, q in enumerate(ASKED, 1)) + "\n" + head + "\n"
    body += "\n".join(f"{label.format(n)} {a}" for n, a in enumerate(GIVEN, 1))
    question = read(tmp_path, {1001: DUTCH.format(n=1001, body=body)})[1001]
    assert parts(question) == THREE and [a["text"] for a in question["answers"]] == list(GIVEN)


def test_a_list_in_a_joint_answer_is_no_answers(tmp_path):
    body = "Vraag 1\nWelke?\nVraag 2\nWaar?\nAntwoord 1 en 2\nDeze:\n1. Zwolle\n2. Assen"
    assert parts(read(tmp_path, {1001: DUTCH.format(n=1001, body=body)})[1001]) == (["1", "2"], [["1", "2"]])


def test_a_remark_above_the_questions_introduces_them(tmp_path):
    body = "Toelichting:\nIn mei brak een sluis.\n" + turns("Vraag {}", "Antwoord {}")
    question = read(tmp_path, {1001: DUTCH.format(n=1001, body=body)})[1001]
    assert parts(question) == THREE
    assert question["intro"] == "In mei brak een sluis." and not question["rest"]


FEET = {
    "Noten\nZeekrant, 3 mei 2024, «Sluis stuk».\nRapport Sluizen 2024.":
        [(None, "Zeekrant, 3 mei 2024, «Sluis stuk»."), (None, "Rapport Sluizen 2024.")],
    "Voetnoten:\n1 Zeekrant, 3 mei 2024\n2 Rapport": [("1", "Zeekrant, 3 mei 2024"), ("2", "Rapport")],
    "Voetnoot: Zeekrant, 3 mei 2024": [(None, "Zeekrant, 3 mei 2024")],
    "Noot 1: Zeekrant, 3 mei 2024": [("1", "Zeekrant, 3 mei 2024")],
    "____________\nZeekrant, 3 mei 2024, is de sluis stuk?": [(None, "Zeekrant, 3 mei 2024, is de sluis stuk?")],
    "----------\nZeekrant, 3 mei 2024, ‘Is de sluis stuk?’": [(None, "Zeekrant, 3 mei 2024, ‘Is de sluis stuk?’")],
}


def test_notes_without_a_number(tmp_path):
    asked = "\n".join(f"Vraag {n}\n{q}" for n, q in enumerate(ASKED, 1))
    bodies = [(foot, f"{above}\n{foot}") for foot in FEET for above in (turns("Vraag {}", "Antwoord {}"), asked)]
    found = read(tmp_path, {n: DUTCH.format(n=n, body=body) for n, (_, body) in enumerate(bodies, 1001)})
    for n, (foot, body) in enumerate(bodies, 1001):
        assert [(x["mark"], x["text"]) for x in found[n]["notes"]] == FEET[foot], body
        assert [q["text"] for q in found[n]["questions"]] == list(ASKED), body
        assert [a["text"] for a in found[n]["answers"]] == (list(GIVEN) if "Antwoord" in body else []), body
        assert not found[n]["rest"], body


def test_a_rule_in_an_answer_is_no_foot(tmp_path):
    body = turns("Vraag {}", "Antwoord {}") + "\n----------\nWij zoeken dat nog uit."
    question = read(tmp_path, {1001: DUTCH.format(n=1001, body=body)})[1001]
    assert not question["notes"] and "zoeken dat nog uit" in question["answers"][2]["text"]


def test_numbers_in_square_brackets_are_notes_only_when_referred_to(tmp_path):
    question = read(tmp_path, {1: flemish(1, "\n".join(f"[{n}] {a}" for n, a in enumerate(GIVEN, 1)))})[1]
    assert not question["notes"] and "Elf." in question["answers"][0]["text"]


def test_small_letters_are_labels_when_the_paper_uses_them(tmp_path):
    bodies = [turns("vraag {}", "antwoord {}"), turns("vraag {}:", "antwoord:"),
              "Vraag 1\nZie mijn\nvraag 3: waarom?\nAntwoord 1\nDat staat in het\nantwoord 2"]
    found = read(tmp_path, {n: DUTCH.format(n=n, body=body) for n, body in enumerate(bodies, 1001)})
    assert parts(found[1001]) == parts(found[1002]) == THREE
    assert parts(found[1003]) == (["1"], [["1"]]) and "antwoord 2" in found[1003]["answers"][0]["text"]


def test_bare_figures_below_a_number(tmp_path):
    body = "2024Z09811\n" + turns("{}", "Antwoord")
    question = read(tmp_path, {1: body})[1]
    assert parts(question) == THREE and question["number"] == "2024Z09811"


def test_a_letter_signed_in_capitals(tmp_path):
    letter = ("Geachte voorzitter,\nHierbij zend ik u de antwoorden op de vragen van het lid Van Baal (SP) over sluizen "
              "(2024Z09811, ingezonden 3 mei 2024).\nHoogachtend,\nDE MINISTER VAN VOLKSGEZONDHEID, WELZIJN EN SPORT,\n"
              "B. Hogeveen\n" + turns("Vraag {}", "Antwoord {}"))
    question = read(tmp_path, {1: letter})[1]
    assert [(m["name"], m["role"]) for m in question["ministers"]] == [
        ("B. Hogeveen", "Minister van Volksgezondheid, Welzijn en Sport")]


def test_flemish_heads_with_names_of_fields(tmp_path):
    more = flemish(1, "1. Elf.").replace("aan TOON", "aan GREET SMEKENS\nVLAAMS MINISTER VAN WELZIJN\naan TOON")
    named = ("Schriftelijke vraag\nNummer: 2\nVraagsteller: Ine De Koster\nDatum: 3 mei 2023\n"
             "Aan: Toon Verhelst, Vlaams minister van Mobiliteit\nOnderwerp: Fietsbruggen - Onderhoud\n"
             "1. Hoeveel bruggen zijn er?\nAntwoord\n1. Elf.")
    found = read(tmp_path, {1: more, 2: named})
    assert {q["title"] for q in found.values()} == {"Fietsbruggen - Onderhoud"}
    assert [m["name"] for m in found[1]["ministers"]] == ["Greet Smekens", "Toon Verhelst"]
    assert [m["name"] for m in found[2]["ministers"]] == ["Toon Verhelst"] and found[2]["number"] == "2"
    assert [a["name"] for a in found[2]["askers"]] == ["Ine De Koster"] and found[2]["date_asked"] == "2023-05-03"
