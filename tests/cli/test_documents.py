# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents for people: docx, odt, PDF and HTML."""
import re
import time
import zipfile

import pytest

import make_pdf
from conftest import FIXTURES, HEADLESS, PAPER, PAPER_ID, RELEASE, SAMPLE, index, reasons, show
from formatkit import BOMB, expect, read_one, refusal


# ---- docx and odt ----

def test_letter_in_docx(db):
    question = read_one(db, FIXTURES / "office" / "brief.docx")
    expect(question, id="tweedekamer-2025Z03911", date_asked="2025-03-03", date_answered="2025-03-21",
           status="beantwoord", title="wachttijden bij de huisarts",
           askers=[{"name": "Van Dongelmans", "party": "D66"}, {"name": "El Hamdaoui", "party": "GroenLinks-PvdA"}],
           ministers=[{"name": "J.A. ter Horst", "role": "Minister van Volksgezondheid, Welzijn en Sport"}],
           questions=["1", "2", "3", "4"], answers=[["1"], ["2", "3"], ["4"]]) # the last has no heading
    assert question["answers"][1]["text"] == (
        "De wachttijden zijn als volgt:\nRegio\tDagen\nZeeland\t9\nDrenthe\t7\nDe norm is drie dagen.\n"
        "• spoed gaat voor;\n• de rest volgt.")
    assert question["provenance"]["answers"]["confidence"] == 0.75


@pytest.mark.parametrize("file", ["vlaams.docx", "vlaams.odt"])
def test_flemish_office_documents(db, file):
    question = read_one(db, FIXTURES / "office" / file)
    wanted = {"vlaams.docx": dict(id="vlaams-2023-04-04-512-karel-de-smet", title="Huurpremie - Doorlooptijden"),
              "vlaams.odt": dict(id="vlaams-2022-11-09-88-els-pauwels", title="Bushaltes - Toegankelijkheid")}
    expect(question, questions=["1", "2"], answers=[["1"], ["2"]], parliament="vlaams", **wanted[file])
    lines = question["questions"][0]["text"].split("\n")
    assert [line[:3] for line in lines[1:]] == ["a) ", "b) "]
    assert question["answers"][1]["text"] in ("Driehonderd.", "De helft.") # without the notes


def rewrite(source, target, **members):
    """A copy of the zip with members replaced, or left out when None."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = members.get(name.replace("/", "_").replace(".", "_"), old.read(name))
            if data is not None:
                new.writestr(name, data)


def test_bad_docx(db, papers):
    good = FIXTURES / "office" / "brief.docx"
    (papers / "a-kort.docx").write_bytes(good.read_bytes()[:900])
    rewrite(good, papers / "b-bom.docx", word_document_xml=BOMB)
    rewrite(good, papers / "c-leeg.docx", word_document_xml="<document/>", word_footnotes_xml=None)
    rewrite(good, papers / "d-nummers.docx", word_numbering_xml="<numbering>")
    with zipfile.ZipFile(papers / "e-rekenblad.docx", "w") as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
    why = reasons(index(db, papers))
    assert why["a-kort.docx"].startswith(("damaged archive: ", "word/document.xml: "))
    assert why["b-bom.docx"] == "word/document.xml: XML, line 2: declares entities of its own, which are not read"
    assert why["c-leeg.docx"] == "the document is empty"
    assert why["d-nummers.docx"].startswith("word/numbering.xml: XML, line 1")
    assert why["e-rekenblad.docx"] == "a spreadsheet or presentation, no paper"


def test_docx_that_swells(db, papers):
    huge = b"<document><p><t>" + b"a" * (17 << 20) + b"</t></p></document>"
    rewrite(FIXTURES / "office" / "brief.docx", papers / "groot.docx", word_document_xml=huge)
    assert "larger than 16 MB" in refusal(db, papers)["reason"]


# ---- PDF ----

PDF_TEXTS = ["flemish/fl-2019-nr45-leegstand-sociale-woningen.txt", "flemish/fl-2022-nr181-inburgeringstoets.txt",
             "flemish/fl-2025-nr498-pfas-drinkwater.txt", "tweedekamer/ah-667.txt", "tweedekamer/0042.txt",
             "tweedekamer/ah-645-uitstel.txt", "tweedekamer/2025Z02206.txt"]


def parts(question):
    return [(part["n"], " ".join((part["text"] or "").split())) for part in question["questions"] + question["answers"]]


def test_pdf_says_what_its_text_says(db, papers, sample_questions):
    for name in PDF_TEXTS:
        text = (SAMPLE / name).read_text(encoding="utf-8")
        make_pdf.text_pdf(papers / (name.split("/")[1][:-4] + ".pdf"), text)
    report = index(db, papers)
    assert not report["refused"] and report["read"] == len(PDF_TEXTS)
    wanted = {q["id"]: q for q in sample_questions}
    for question in show(db):
        same = wanted[question["id"]]
        for field in ("number", "session", "title", "askers", "ministers", "date_asked", "date_answered", "status"):
            assert question[field] == same[field], question["source"]
        # words that the text has glued stay so: what is read from a PDF here never loses the end of a line
        assert [(n, re.sub(r"\s", "", text)) for n, text in parts(question)] == \
            [(n, re.sub(r"\s", "", text)) for n, text in parts(same)], question["source"]


def test_pdf_without_head(db, papers):
    make_pdf.text_pdf(papers / "a.pdf", HEADLESS.replace("\n\n\n 1.", "\n\f1."))
    question = read_one(db, papers)
    expect(question, title="Bibliotheken - Openingsuren op zondag", questions=["1", "2"], answers=[["1"], ["2"]])


def test_pdf_with_sidecar(db, papers):
    make_pdf.text_pdf(papers / "a.pdf", PAPER)
    (papers / "a.meta.json").write_text('{"themes": ["cultuur"], "url": "https://voorbeeld.be/a.pdf"}')
    expect(read_one(db, papers), id=PAPER_ID, themes=["cultuur"], url="https://voorbeeld.be/a.pdf")


def test_bad_pdfs(db, papers):
    make_pdf.scanned_pdf(papers / "scan.pdf")
    make_pdf.encrypted_pdf(papers / "slot.pdf", PAPER)
    make_pdf.text_pdf(papers / "goed.pdf", PAPER)
    (papers / "kop.pdf").write_bytes(b"%PDF-1.7\nDit is er geen.\n")
    (papers / "leeg.pdf").write_bytes(b"%PDF-1.4\n")
    make_pdf.text_pdf(papers / "brief.pdf", "Dit is geen parlementair stuk maar een brief.")
    report = index(db, papers)
    why = {r["path"].split("/")[-1]: (r["cause"], r["reason"].split(":")[0]) for r in report["refused"]}
    assert why == {"scan.pdf": ("no text", "no text in it"), "slot.pdf": ("format", "the PDF is encrypted"),
                   "kop.pdf": ("format", "broken PDF"), "leeg.pdf": ("format", "broken PDF"),
                   "brief.pdf": ("format", "fits no known layout")}
    assert [q["id"] for q in show(db)] == [PAPER_ID]


def test_hostile_pdf_is_stopped(db, papers):
    make_pdf.endless_pdf(papers / "a.pdf")
    start = time.monotonic()
    assert refusal(db, papers, program=RELEASE)["path"].endswith("a.pdf")
    assert time.monotonic() - start < 60


# ---- HTML, and what is not read ----

def test_html(db, papers):
    (papers / "a.html").write_text("""<!DOCTYPE html><html><head><title>x</title><script>var SCHRIFTELIJKE = "VRAAG";</script></head>
<body><nav><ul><li>Menu</li></ul></nav><main><h1>SCHRIFTELIJKE VRAAG</h1><p>nr.&nbsp;12<br>van PIET&#32;PEETERS<br>datum: 3 mei 2022</p>
<p>aan JAN DE SMET</p><p>VLAAMS MINISTER VAN SPORT</p><h2>Zwembaden - Sluiting</h2><p>Veel zwembaden <b>sluiten</b>.</p>
<ol><li>Hoeveel sluiten er?</li><li><p>Waarom?</p><ol type="a"><li>energie</li><li>personeel</li></ol></li></ol>
<p>JAN DE SMET</p><p>VLAAMS MINISTER VAN SPORT</p><p>ANTWOORD</p><p>op vraag nr. 12 van 3 mei 2022</p><p>van PIET PEETERS</p>
<ol><li>Twaalf<table><tr><td>Gent</td><td>2</td></tr></table></li><li>De energie.</li></ol></main><footer>Contact</footer></body></html>""")
    question = read_one(db, papers)
    expect(question, id="vlaams-2022-05-03-12-jan-de-smet", title="Zwembaden - Sluiting", questions=["1", "2"], answers=[["1"], ["2"]])
    assert question["questions"][1]["text"] == "Waarom?\na) energie\nb) personeel"
    assert question["answers"][0]["text"] == "Twaalf\nGent\t2"


def test_html_in_latin1(db, papers):
    page = "<html><head><meta charset='windows-1252'></head><body>" + PAPER.replace("\n", "<br>\n").replace("MARIA", "ZOË") + "</body></html>"
    (papers / "a.html").write_bytes(page.encode("cp1252"))
    assert read_one(db, papers)["ministers"][0]["name"] == "Zoë De Wilde"


def test_old_word_is_refused_with_advice(db, papers):
    (papers / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    assert "soffice --headless --convert-to docx" in refusal(db, papers)["reason"]
