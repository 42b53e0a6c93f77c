# SPDX-License-Identifier: GPL-3.0-or-later
"""Encodings of texts and of names, and the parts of documents that carry more or less than their text."""
import unicodedata
import zipfile

import pytest

from conftest import index, search, show
from make_office import W, para, run

PAPER = """SCHRIFTELIJKE VRAAG
nr. 61
van ZOË CÔTÉ
datum: 3 mei 2023
aan TOON VERHELST
VLAAMS MINISTER VAN MOBILITEIT
Cafés – Gent’s “ideeën” voor België’s kust kosten € 5  -  Één zaak
De brug in Coö’s haven is één “geheel”.
1. Welke coördinatie volgt?
TOON VERHELST
VLAAMS MINISTER VAN MOBILITEIT
ANTWOORD
op vraag nr. 61 van 3 mei 2023
van ZOË CÔTÉ
1. Dat is geen “idee” maar België’s plan.
"""
TITLE = "Cafés – Gent’s “ideeën” voor België’s kust kosten € 5 - Één zaak"


def read(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    report = index(tmp_path / "db", tmp_path / name)
    assert not report["refused"]
    (question,) = show(tmp_path / "db", "--all")
    return question


def twice(text):
    """Encoded twice, through what a reader of windows-1252 makes of the bytes that it leaves open."""
    return "".join(bytes([b]).decode("cp1252", "ignore") for b in text.encode()).encode()


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_older_encodings(tmp_path, encoding):
    """DOS and the older Macintosh: what their bytes mean is told by the letters of Dutch."""
    plain = PAPER.translate(str.maketrans("’“”–€", "'\"\"-E")) if encoding == "cp850" else PAPER
    question = read(tmp_path, "a.txt", plain.encode(encoding))
    assert "één" in question["intro"] and "coördinatie" in question["questions"][0]["text"]
    assert question["askers"][0]["name"] == "Zoë Côté" and question["title"].startswith("Cafés ")


@pytest.mark.parametrize("data", [
    PAPER.encode(), b"\xef\xbb\xbf" + PAPER.encode(), PAPER.encode("cp1252"), PAPER.encode("utf-16"),
    b"\xfe\xff" + PAPER.encode("utf-16-be"), PAPER.encode("utf-16-le"), PAPER.encode("utf-16-be"), twice(PAPER),
    PAPER.replace("\n", "\r").encode("cp1252"), unicodedata.normalize("NFD", PAPER).encode()],
    ids=["utf-8", "mark", "cp1252", "utf-16", "utf-16-be", "unmarked", "unmarked-be", "twice", "mac", "decomposed"])
def test_encodings_of_a_text(tmp_path, data):
    question = read(tmp_path, "a.txt", data)
    assert question["title"] == TITLE
    assert [a["name"] for a in question["askers"]] == ["Zoë Côté"]
    assert question["answers"][0]["text"] == "Dat is geen “idee” maar België’s plan."


def test_broken_utf8_is_refused(tmp_path):
    (tmp_path / "a.txt").write_bytes(PAPER.encode().replace("één".encode(), b"\xc3n"))
    assert "invalid UTF-8" in index(tmp_path / "db", tmp_path / "a.txt")["refused"][0]["reason"]


def test_page_that_says_latin1(tmp_path):
    body = "".join(f"<p>{line}</p>" for line in PAPER.splitlines())
    page = f'<html><head><meta charset="iso-8859-1"></head><body>{body}</body></html>'
    assert read(tmp_path, "a.html", page.encode("cp1252"))["title"] == TITLE


def test_names_of_dos_in_a_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr("Xvraag-cafX.txt", PAPER)
    data = (tmp_path / "a.zip").read_bytes().replace(b"Xvraag-cafX", "évraag-café".encode("cp437"))
    assert read(tmp_path, "a.zip", data)["source"].endswith("!évraag-café.txt")


# ---- documents ----

def docx(path, body, **parts):
    names = {"styles": "word/styles.xml", "numbering": "word/numbering.xml", "header": "word/header2.xml"}
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, text in parts.items():
            file.writestr(names[name], f'<w:{name} xmlns:w="{W}">{text}</w:{name}>')
    return path.read_bytes()


def paragraphs(*skipped):
    return [para(line) for line in PAPER.splitlines() if not line.startswith(skipped or ("\0",))]


def test_hidden_text_of_word(tmp_path):
    hide = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>geheimwoord</w:t></w:r>"
    keep = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>zichtwoord</w:t></w:r>'
    body = paragraphs()
    body[8] = f"<w:p>{run('1. Welke coördinatie ')}{hide}{keep}{run('?')}</w:p>"
    question = read(tmp_path, "a.docx", docx(tmp_path / "b.docx", "".join(body)))
    assert question["questions"][0]["text"] == "Welke coördinatie zichtwoord?"
    assert search(tmp_path / "db", "geheimwoord", "--all-words")["total"] == 0


def test_text_that_a_style_hides(tmp_path):
    body = paragraphs()
    hide = '<w:r><w:rPr><w:rStyle w:val="Kind"/></w:rPr><w:t>geheimwoord</w:t></w:r>'
    body[8] = f"<w:p>{run('1. Welke coördinatie')}{hide}{run('?')}</w:p>"
    styles = ('<w:style w:styleId="Verborgen"><w:rPr><w:vanish/></w:rPr></w:style>'
              '<w:style w:styleId="Kind"><w:basedOn w:val="Verborgen"/></w:style>')
    question = read(tmp_path, "a.docx", docx(tmp_path / "b.docx", "".join(body), styles=styles))
    assert question["questions"][0]["text"] == "Welke coördinatie?"


def test_pages_in_utf16_and_mislabelled(tmp_path):
    body = "".join(f"<p>{line}</p>" for line in PAPER.splitlines())
    (tmp_path / "a.html").write_bytes(f"<html><body>{body}</body></html>".encode("utf-16"))
    page = f'<html><head><meta charset="us-ascii"></head><body>{body.replace("nr. 61", "nr. 62")}</body></html>'
    (tmp_path / "b.html").write_bytes(page.encode("cp1252"))
    assert not index(tmp_path / "db", tmp_path / "a.html", tmp_path / "b.html")["refused"]
    assert [q["title"] for q in show(tmp_path / "db", "--all")] == [TITLE, TITLE]


def test_numbers_of_a_paragraph_style(tmp_path):
    styled = "".join(f'<w:p><w:pPr><w:pStyle w:val="Vraagpunt"/></w:pPr>{run(t)}</w:p>'
                     for t in ("Welke coördinatie volgt?", "Wanneer?", "Waarom?"))
    body = paragraphs()
    body[8] = styled
    styles = ('<w:style w:styleId="Punt"><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>'
              '<w:style w:styleId="Vraagpunt"><w:basedOn w:val="Punt"/></w:style>')
    numbering = ('<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/>'
                 '<w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>'
                 '<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>')
    question = read(tmp_path, "a.docx", docx(tmp_path / "b.docx", "".join(body), styles=styles, numbering=numbering))
    assert [q["n"] for q in question["questions"]] == ["1", "2", "3"]


LETTER = ["Aan de Voorzitter", "In antwoord op uw brief van 3 mei 2024, nr. 2024Z09876, deel ik u mede dat de vragen "
          "van het lid De Kade (SP) aan de minister van Financiën over bruggen worden beantwoord in de bijlage.",
          "De Minister van Financiën,", "T. Hogeveen", "Vraag 1", "Hoeveel bruggen?", "Antwoord op vraag 1", "Tien."]


def test_day_in_the_header_of_a_page(tmp_path):
    header = para("Ministerie van Financiën") + para("Datum 24 mei 2024") + para("Ons kenmerk 12")
    data = docx(tmp_path / "b.docx", "".join(map(para, LETTER)), header=header)
    question = read(tmp_path, "a.docx", data)
    assert (question["date_asked"], question["date_answered"]) == ("2024-05-03", "2024-05-24")
    assert question["title"] == "bruggen" and question["ministers"][0]["name"] == "T. Hogeveen"


ODT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>{}</office:text></office:body>
</office:document-content>"""
ODT_STYLES = """<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">
<office:styles><text:list-style style:name="Punten"><text:list-level-style-number text:level="1" style:num-suffix="."
 style:num-format="1"/></text:list-style></office:styles></office:document-styles>"""


def test_list_style_of_the_document(tmp_path):
    lines = PAPER.splitlines()
    body = ["<text:p>" + line + "</text:p>" for line in lines]
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    body[8] = '<text:list text:style-name="Punten">' + item.format("Welke?") + item.format("Waarom?") + "</text:list>"
    with zipfile.ZipFile(tmp_path / "b.odt", "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("content.xml", ODT.format("".join(body)))
        file.writestr("styles.xml", ODT_STYLES)
    question = read(tmp_path, "a.odt", (tmp_path / "b.odt").read_bytes())
    assert [q["n"] for q in question["questions"]] == ["1", "2"]
