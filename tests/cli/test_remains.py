# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes, annexes and remarks have places of their own: they are found, and are in no answer."""
import zipfile

from conftest import index, search, show
from make_office import W, para

PAGES = """Tweede Kamer der Staten-Generaal2
Vergaderjaar 2024–2025 Aanhangsel van de Handelingen
Vragen gesteld door de leden der Kamer, met de daarop door de
regering gegeven antwoorden
811
Vragen van het lid De Kade (SP) aan de Minister van Financiën over
bruggen (ingezonden 4 februari 2025).
Antwoord van Minister Hogeveen (Financiën) (ontvangen
25 februari 2025).
Vraag 1
Kent u het bericht over bruggen?1
Antwoord 1
Ja. In 2024 waren er 12 bruggen, volgens het rapport
2
van de gemeente.
1Stadsblad, 3 februari 2025, «Brug stuk» (https://www.stadsblad.example/
brug-stuk)
2Rapport Bruggen 2024
ah-tk-20242025-811
ISSN 0921 - 7398’s-Gravenhage 2025Tweede Kamer, vergaderjaar 2024–2025, Aanhangsel 1
Vraag 2
Rijdt
3FM daar langs?
Antwoord 2
Nee.
Toelichting:
Deze vragen volgen op vragen over zeeleeuwen.
Tweede Kamer, vergaderjaar 2024–2025, Aanhangsel 2
"""


def read(db, path):
    assert not index(db, path)["refused"]
    (question,) = show(db, "--all")
    return question


def test_notes_at_the_foot_of_pages(tmp_path):
    (tmp_path / "a.txt").write_text(PAGES, encoding="utf-8")
    question = read(tmp_path / "db", tmp_path / "a.txt")
    assert question["questions"][0]["text"] == "Kent u het bericht over bruggen?¹"
    assert question["answers"][0]["text"] == "Ja. In 2024 waren er 12 bruggen, volgens het rapport² van de gemeente."
    assert "3FM daar langs?" in question["questions"][1]["text"] and question["answers"][1]["text"] == "Nee."
    assert [n["mark"] for n in question["notes"]] == ["1", "2"]
    assert question["notes"][0]["text"].endswith("brug-stuk)") and question["notes"][1]["text"] == "Rapport Bruggen 2024"
    assert "zeeleeuwen" in question["rest"]
    for word in ("zeeleeuwen", "stadsblad"):
        assert search(tmp_path / "db", word, "--all-words")["total"] == 1


def test_notes_of_word(tmp_path):
    lines = PAGES.splitlines()[4:]
    body = "".join(para(line) for line in ["AH 811", "2025Z01234"] + lines[3:8])
    note = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{para("Over de walrus.")}</w:footnote></w:footnotes>'
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as file:
        file.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        file.writestr("word/footnotes.xml", note)
    question = read(tmp_path / "db", tmp_path / "a.docx")
    assert question["notes"] == [{"mark": "1", "text": "Over de walrus."}]
    assert search(tmp_path / "db", "walrus", "--all-words")["total"] == 1


def test_annexes(tmp_path):
    (tmp_path / "a.txt").write_text("""SCHRIFTELIJKE VRAAG
nr. 5
van INE DE KOSTER
datum: 3 mei 2023
aan TOON VERHELST
VLAAMS MINISTER VAN MOBILITEIT
Bruggen  -  Staat
1. Hoeveel?
TOON VERHELST
VLAAMS MINISTER VAN MOBILITEIT
ANTWOORD
op vraag nr. 5 van 3 mei 2023
van INE DE KOSTER
1. Tien.
BIJLAGEN
1. Lijst van bruggen
2. Kaart
""", encoding="utf-8")
    question = read(tmp_path / "db", tmp_path / "a.txt")
    assert [a["title"] for a in question["annexes"]] == ["Lijst van bruggen", "Kaart"]
    assert question["answers"][0]["text"] == "Tien."
