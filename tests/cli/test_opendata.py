# SPDX-License-Identifier: GPL-3.0-or-later
"""The open data of the Flemish Parliament, with its documents."""
import json

import pytest

import make_office
import make_pdf
from conftest import FIXTURES, PAPER, PAPER_ID, index, show
from formatkit import expect, read_one


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
    assert report["merged"] == 1 and report["replaced"] == 0
    assert len(show(db)[0]["questions"]) == 2


def test_opendata_bad_day(db, papers):
    detail = json.loads((OPENDATA / "schv" / "1650321.json").read_text())
    detail["procedureverloop"][0]["datum"] = "31/02/2021"
    (papers / "1.json").write_text(json.dumps(detail, indent=1))
    assert [r["reason"] for r in index(db, papers)["refused"]][-1] == 'key "datum": "31/02/2021" is no day'
