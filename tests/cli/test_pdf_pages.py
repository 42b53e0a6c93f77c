# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of PDFs: columns, numbers of pages, letters that the font does not name."""
import pytest

import make_pdf
from conftest import index, show

LEFT = """SCHRIFTELIJKE VRAAG
nr. 88
van INE DE KOSTER
datum: 3 mei 2023
aan TOON VERHELST
VLAAMS MINISTER VAN MOBILITEIT
Fietsbruggen - Onderhoud
De bruggen over het kanaal zijn oud en
worden al jaren niet meer onderhouden, zo
melden de gemeenten langs de oever.
1. Hoeveel bruggen zijn er nog open voor
fietsers en voetgangers?
2. Welke bruggen worden dit jaar nog
hersteld, en wat kost dat?""".split("\n")
RIGHT = """TOON VERHELST
VLAAMS MINISTER VAN MOBILITEIT
ANTWOORD
op vraag nr. 88 van 3 mei 2023
van INE DE KOSTER
1. Er zijn negen bruggen open, waarvan
er drie in slechte staat zijn:
Gemeente 2021 2022
Hasselo 4 5
Bruwerk 3 4
2. De brug van Hasselo wordt hersteld
voor twee miljoen euro, het bedrag
staat in de begroting van dit jaar.""".split("\n")


def read(tmp_path, pages):
    make_pdf.write_pdf(tmp_path / "a.pdf", [make_pdf.page_stream(lines) for lines in pages])
    report = index(tmp_path / "db", tmp_path / "a.pdf")
    assert not report["refused"]
    (question,) = show(tmp_path / "db", "--all")
    return question


def column(lines, x):
    return [(x, 770 - 13 * i, line) for i, line in enumerate(lines)]


@pytest.mark.parametrize("gutter", [275, 290, 320])
def test_two_columns(tmp_path, gutter):
    question = read(tmp_path, [column(LEFT, 50) + column(RIGHT, gutter)])
    assert [q["n"] for q in question["questions"]] == ["1", "2"]
    assert question["questions"][1]["text"] == "Welke bruggen worden dit jaar nog hersteld, en wat kost dat?"
    assert [a["n"] for a in question["answers"]] == [["1"], ["2"]]
    assert question["answers"][1]["text"].endswith("staat in de begroting van dit jaar.")
    assert question["title"] == "Fietsbruggen - Onderhoud"


def test_a_table_is_no_column(tmp_path):
    table = [(x, 400 - 13 * i, text) for i in range(9) for x, text in ((71, f"Gemeente {i}"), (330, f"{i}00 euro"))]
    lines = column(LEFT[:7] + ["De bruggen over het kanaal zijn oud en worden al jaren niet meer onderhouden, zo melden"
                               " zij.", "1. Hoeveel kosten zij per gemeente?"], 71)
    question = read(tmp_path, [lines + table])
    assert "Gemeente 3 300 euro" in question["questions"][0]["text"]


@pytest.mark.parametrize("mark", ["{}", "- {} -", "Pagina {} van 2", "{}/2"])
def test_numbers_of_pages_are_no_text(tmp_path, mark):
    pages = [column(LEFT, 71) + [(290, 40, mark.format(1))], column(RIGHT, 71) + [(290, 40, mark.format(2))]]
    question = read(tmp_path, pages)
    assert question["questions"][1]["text"].endswith("wat kost dat?")
    assert question["answers"][1]["text"].endswith("van dit jaar.")


def test_a_figure_that_ends_a_page_stays(tmp_path):
    question = read(tmp_path, [column(LEFT, 71), column(RIGHT[:-1] + ["in totaal voor dit jaar", "412"], 71)])
    assert question["answers"][1]["text"].endswith("412")


@pytest.mark.parametrize("codes", [{"ffi": 0x1e, "ff": 0x1b, "fi": 0x1c, "fl": 0x1d}, {"ffi": 0x0e, "ffl": 0x0f}])
def test_ligatures_without_letters(tmp_path, codes):
    """A font that puts its ligatures where control characters are."""
    text = "De officiële financiering van het effect op de efficiënte flanken."
    named = text
    for letters, code in codes.items():
        named = named.replace(letters, chr(code))
    names = " ".join(f"{code} /lig{code}" for code in sorted(codes.values()))
    font = ("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding "
            f"/BaseEncoding /WinAnsiEncoding /Differences [{names}] >> >>")
    lines = column(LEFT[:7] + [named] + LEFT[10:], 71)
    stream = make_pdf.page_stream(lines)
    make_pdf.write_pdf(tmp_path / "a.pdf", [stream], font=b"/F1 6 0 R", extra=[font.encode()])
    assert not index(tmp_path / "db", tmp_path / "a.pdf")["refused"]
    (question,) = show(tmp_path / "db", "--all")
    assert question["intro"] == text
