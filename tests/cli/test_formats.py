# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources that are no plain texts: each told by its content and read into the same fields."""
import gzip
import io
import json
import tarfile
import time
import zipfile

import pytest

import make_office
import make_pdf
from conftest import (CORPORA, FIXTURES, HEADLESS, PAPER, PAPER_ID, RELEASE, SAMPLE, index, reasons, search,
                      show)
from test_expected import compare, tell



def read_one(db, path):
    """The only question of the file."""
    report = index(db, path)
    assert not report["refused"]
    (question,) = show(db, "--all", "--raw")
    return question


def expect(question, **wanted):
    wrong = compare(wanted, question)
    assert not wrong, "\n" + tell(question["source"], wrong)


def refusal(db, path, **options):
    """The reason why nothing in the file could be used."""
    report = index(db, path, **options)
    assert report["read"] == 0
    (refused,) = report["refused"]
    return refused


# ---- the bulletin of the Belgian Chamber ----

def test_qrva_item(db):
    question = read_one(db, FIXTURES / "qrva" / "item.json")
    expect(question, id="kamer-54-2015201602468", number="219", session="2015-2016", status="beantwoord",
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
    expect(question, id="kamer-54-2016201703313", number="77", session="2016-2017", status="onbeantwoord",
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
    expect(first, id="kamer-54-2016201709900", number="300", session="2016-2017", status="beantwoord",
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
    item = questions["kamer-54-0000201400004"]
    expect(item, number="1", date_asked="2014-07-18", questions=["1", "2", "3"], answers=[[]], session=None,
           askers=[{"name": "Nahima Lanjri", "party": "CD&V"}])
    assert item["themes"][0] == "buitenlands beleid" and "schijnhuwelijk" in item["themes"]
    assert item["intro"].endswith("aan te leveren.") # the first part is glued to it
    other = questions["kamer-54-2015201609402"]
    expect(other, number="138", date_asked="2016-05-13", date_due="2016-06-17", status="onbeantwoord",
           ministers=[{"role": "Eerste minister"}])
    assert other["other_language"]["title"] == "Les lanceurs d'alerte dans le secteur numérique."
    assert questions["kamer-54-2016201716126"]["askers"] == [{"name": "Sabien Lahaye-Battheu", "party": "Open Vld"}]


def test_round_trip_keeps_the_new_fields(db, papers, tmp_path):
    first = read_one(db, FIXTURES / "qrva" / "item.json")
    (papers / "a.jsonl").write_text(json.dumps(first) + "\n")
    assert read_one(tmp_path / "again.db", papers) == first


# ---- XML ----

BOMB = """<?xml version="1.0"?>
<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<result><items><QRVADOC><TITN>&c;</TITN></QRVADOC></items></result>"""
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
        assert parts(question) == parts(same), question["source"]


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


# ---- archives ----

def make_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)


def make_tar(path, members, mode="w"):
    with tarfile.open(path, mode) as file:
        for name, data in members.items():
            data = data.encode() if isinstance(data, str) else data
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))


def renumbered(n):
    return PAPER.replace("nr. 321", f"nr. {n}")


def members():
    return {"stukken/": "", "stukken/één.txt": renumbered(1), "stukken/.verborgen.txt": "x", "__MACOSX/x": "x",
            "brief.docx": (FIXTURES / "office" / "brief.docx").read_bytes(), "slecht.txt": "Geen stuk.",
            "kamer.jsonl": (SAMPLE / "kamer" / "kamer.jsonl").read_bytes() + b"{oei}\n",
            "qrva.xml": (FIXTURES / "qrva" / "item.xml").read_bytes()}


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz"])
def test_archive(db, papers, name):
    if name == "a.zip":
        make_zip(papers / name, members())
    else:
        make_tar(papers / name, {k: v for k, v in members().items() if v}, "w:gz" if name == "a.tgz" else "w")
    (papers / name).rename(papers / "zonder-naam") # the content tells
    report = index(db, papers)
    assert report["read"] == 33 and report["files"] == 1
    where = f"{papers}/zonder-naam!"
    assert [(r["path"], r["line"]) for r in report["refused"]] in (
        [(where + "slecht.txt", None), (where + "kamer.jsonl", 31)],)
    sources = {q["source"] for q in show(db)}
    assert sources == {where + m for m in ("stukken/één.txt", "brief.docx", "kamer.jsonl", "qrva.xml")}


def test_gzip_of_one_file(db, papers):
    (papers / "kamer.jsonl.gz").write_bytes(gzip.compress((SAMPLE / "kamer" / "kamer.jsonl").read_bytes()))
    make_pdf.text_pdf(papers / "x.pdf", PAPER)
    (papers / "y.pdf.gz").write_bytes(gzip.compress((papers / "x.pdf").read_bytes()))
    (papers / "x.pdf").unlink()
    report = index(db, papers)
    assert report["read"] == 31 and not report["refused"]
    assert {q["source"].split("/")[-1] for q in show(db)} == {"kamer.jsonl.gz!kamer.jsonl", "y.pdf.gz!y.pdf"}


def test_archives_in_archives(db, papers, tmp_path):
    inner, middle = tmp_path / "binnen.zip", tmp_path / "midden.tgz"
    make_zip(inner, {"a.txt": renumbered(1)})
    make_tar(middle, {"binnen.zip": inner.read_bytes(), "b.txt": renumbered(2)}, "w:gz")
    make_zip(papers / "buiten.zip", {"midden.tgz": middle.read_bytes(), "binnen.zip": inner.read_bytes()})
    report = index(db, papers)
    assert {q["source"][len(str(papers)) + 1:] for q in show(db)} == {"buiten.zip!midden.tgz!b.txt",
                                                                    "buiten.zip!binnen.zip!a.txt"}
    (refused,) = report["refused"]
    assert refused["path"].endswith("buiten.zip!midden.tgz!binnen.zip") and refused["cause"] == "limit"


def test_damaged_archives(db, papers):
    make_zip(papers / "heel.zip", {f"{n}.txt": renumbered(n) for n in range(30)})
    whole = (papers / "heel.zip").read_bytes()
    (papers / "leeg.zip").write_bytes(b"PK\5\6" + bytes(18))
    (papers / "kort.zip").write_bytes(whole[:2000])
    (papers / "kort.gz").write_bytes(gzip.compress(PAPER.encode())[:60])
    (papers / "los.meta.json.zip").unlink(missing_ok=True)
    make_zip(papers / "sidecar.zip", {"a.meta.json": "{}"})
    report = index(db, papers)
    assert report["documents"] == 30
    why = {r["path"][len(str(papers)) + 1:]: r["reason"] for r in report["refused"]}
    assert why["sidecar.zip!a.meta.json"].startswith("a sidecar, which is not read inside an archive")
    assert any(k.startswith("kort.zip") and "damaged archive" in v for k, v in why.items())
    assert any(k.startswith("kort.gz") for k in why)
    assert why["leeg.zip"].startswith("an archive without members")


def test_archive_bombs(db, papers):
    with gzip.open(papers / "a.jsonl.gz", "wb", 9) as file:
        for _ in range(40):
            file.write(b" " * (1 << 20))
    make_zip(papers / "b.zip", {"a.txt": b"a" * (40 << 20)})
    make_zip(papers / "c.zip", {f"{i}.jsonl": b"\n" * (6 << 20) for i in range(9)})
    report = index(db, papers, program=RELEASE)
    why = {r["path"].split("/")[-1]: (r["cause"], r["reason"]) for r in report["refused"]}
    assert why["a.jsonl.gz"] == ("limit", "the archive unpacks to more than 250 times its size, as no texts do")
    assert why["b.zip"][0] == "limit" and why["c.zip"][0] == "limit"


# ---- official publications of the Tweede Kamer ----

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


# ---- the open data of the Flemish Parliament ----

OPENDATA = FIXTURES / "opendata"


@pytest.fixture
def spool(papers):
    """A detail with its document, as they are fetched."""
    for name in ("schv", "pfile"):
        (papers / name).mkdir()
    (papers / "schv" / "1650321.json").write_bytes((OPENDATA / "schv" / "1650321.json").read_bytes())
    return papers


def test_opendata_search(db):
    report = index(db, OPENDATA / "zoeken.json")
    assert report["read"] == 2
    (refused,) = report["refused"]
    assert refused["reason"] == 'item 3: "ONTWERP VAN DECREET" is no kind of question'
    first, second = show(db)
    expect(first, id="vlaams-2022-02-01-41-karel-de-smet", number="41", session="2021-2022", status="beantwoord",
           title="Laadpalen - Spreiding", askers=[{"name": "Jef Roelants", "party": None}],
           ministers=[{"name": "Karel De Smet"}], themes=["Mobiliteit", "Energie"], date_answered="2022-03-01",
           url="https://docs.vlaamsparlement.be/files/pfile?id=1700041", questions=[], answers=[])
    expect(second, id="vlaams-2022-02-14-42-maria-de-wilde", status="onbeantwoord", date_asked="2022-02-14",
           askers=[{"name": "An Van den Heuvel", "party": None}])


@pytest.mark.parametrize("ending", ["pdf", "txt", "html", "docx"])
def test_opendata_detail_with_document(db, spool, ending):
    text = PAPER.replace("van KAREL", "van CAREL").replace("nr. 321 van 5 mei", "nr. 321 van 6 mei")
    path = spool / "pfile" / f"1690001.{ending}"
    if ending == "pdf":
        make_pdf.text_pdf(path, text)
    elif ending == "docx":
        make_office.docx(path, [make_office.para(line) for line in text.splitlines()])
    elif ending == "html":
        path.write_text("<html><body>" + "".join(f"<p>{line}</p>" for line in text.splitlines()) + "</body></html>")
    else:
        path.write_text(text)
    report = index(db, spool)
    assert report["files"] == 1 and report["read"] == 1 and not report["refused"] # the document is no paper of its own
    (question,) = show(db)
    expect(question, id=PAPER_ID, number="321", session="2020-2021", status="beantwoord", date_asked="2021-05-05",
           date_answered="2021-06-03", themes=["Cultuur", "Lokale besturen"], questions=["1", "2"],
           answers=[["1"], ["2"]], askers=[{"name": "Karel Vanderzande", "party": None}],
           ministers=[{"name": "Maria De Wilde", "role": "VLAAMS MINISTER VAN CULTUUR EN JEUGD"}])
    origin = question["provenance"]
    assert origin["askers"]["from"] == "sidecar" and origin["questions"]["from"] == "text"
    again = index(db, spool)
    assert again["unchanged"] == 1 and again["replaced"] == 0


def test_opendata_detail_without_document(db, spool):
    make_pdf.scanned_pdf(spool / "pfile" / "9.pdf")
    (spool / "schv" / "1650777.json").write_bytes((OPENDATA / "schv" / "1650777.json").read_bytes())
    make_pdf.scanned_pdf(spool / "pfile" / "1690777.pdf")
    report = index(db, spool)
    why = {r["path"][len(str(spool)) + 1:]: (r["cause"], r["reason"]) for r in report["refused"]}
    assert why.pop("pfile/9.pdf")[0] == "no text" # nobody's, so a paper of its own
    cause, reason = why.pop("schv/1650321.json")
    assert cause == "not found" and reason.startswith("its document 1690001 is not there")
    ((path, (cause, reason)),) = why.items()
    assert path.endswith("pfile/1690777.pdf") and cause == "no text" and reason.endswith("kept without text")
    first, second = show(db)
    expect(first, number="321", status="beantwoord", questions=[], answers=[], title="Bibliotheken - Openingsuren op zondag")
    expect(second, number="777", themes=["Sport"])


def test_opendata_documents_in_the_same_folder_or_asked_for(db, papers, spool, tmp_path):
    (spool / "pfile" / "1690001.txt").write_text(PAPER)
    assert index(tmp_path / "documents.db", spool / "pfile")["read"] == 1 # asked for by name
    flat = tmp_path / "plat"
    flat.mkdir()
    for source in ("schv/1650321.json", "pfile/1690001.txt"):
        (flat / source.split("/")[1]).write_bytes((spool / source).read_bytes())
    assert index(db, flat)["files"] == 1
    assert len(show(db)[0]["questions"]) == 2


def test_opendata_detail_in_xml(db, papers):
    (papers / "1.xml").write_text("""<?xml version="1.0"?>
<schv><id>5</id><vraagnummer>9</vraagnummer><titel>Trams  -  Vertraging</titel><themas><thema>Mobiliteit</thema><thema>Steden</thema></themas>
<vraagsteller><voornaam>An</voornaam><naam>Peeters</naam></vraagsteller><minister><voornaam>Jo</voornaam><naam>Maes</naam></minister>
<procedureverloop><status>Vraag gesteld aan de minister</status><datum>2023-01-09T00:00:00</datum></procedureverloop></schv>""")
    expect(read_one(db, papers), id="vlaams-2023-01-09-9-jo-maes", status="onbeantwoord", themes=["Mobiliteit", "Steden"],
           askers=[{"name": "An Peeters", "party": None}])


def test_opendata_metadata_does_not_replace_texts(db, spool, tmp_path):
    (spool / "pfile" / "1690001.txt").write_text(PAPER)
    index(db, spool)
    result = json.loads((OPENDATA / "zoeken.json").read_text())
    tags = {"soort": "SCHV", "nummer": "321", "themadatum": "2021-05-05", "minister": "De Wilde, Maria", "titel": "Bibliotheken"}
    result["result"] = [dict(result["result"][0], metatags={"metatag": [{"name": k, "value": v} for k, v in tags.items()]})]
    (tmp_path / "zoeken.json").write_text(json.dumps(result))
    report = index(db, tmp_path / "zoeken.json")
    assert report["unchanged"] == 1 and report["replaced"] == 0
    assert len(show(db)[0]["questions"]) == 2


def test_opendata_bad_day(db, papers):
    detail = json.loads((OPENDATA / "schv" / "1650321.json").read_text())
    detail["procedureverloop"][0]["datum"] = "31/02/2021"
    (papers / "1.json").write_text(json.dumps(detail, indent=1))
    assert [r["reason"] for r in index(db, papers)["refused"]][-1] == 'key "datum": "31/02/2021" is no day'


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
