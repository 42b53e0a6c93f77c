# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of the official paper, and questions that were asked orally."""
import json

import pytest

from conftest import PAPER, index, run, search, show
from fetchserver import bulletin, bulletin_xml, oral_detail, publication, result, zipped

OFFICIAL = "https://zoek.officielebekendmakingen.nl/"
CHAMBER = "https://data.lachambre.be/v0/"

LETTER = """Aanhangsel van de Handelingen

{number}

{z}
Vragen van het lid Jansen (VVD) aan de Minister van Infrastructuur en Waterstaat over de sluis (ingezonden 11 december 2024).
{answer}
Vraag 1
Is de sluis dicht?
{text}
"""


def dutch(number="", z="", answered=False):
    return LETTER.format(number=number, z=z, text="Antwoord 1\nJa.\n" if answered else "",
                         answer="Antwoord van Minister Madlener (Infrastructuur en Waterstaat) (ontvangen 20 januari 2025). Zie ook "
                                "Aanhangsel Handelingen, vergaderjaar 2024-2025, nr. 811.\n" if answered else "")


def addresses(db, papers):
    index(db, papers)
    return {q["id"]: q["url"] for q in show(db)}


def test_addresses_by_the_numbers_of_a_paper(db, papers):
    (papers / "een.txt").write_text(dutch(z="2024Z20771"))
    (papers / "twee.jsonl").write_text(json.dumps({
        "parliament": "tweedekamer", "numbers": ["2024Z20772", "1204"], "session": "2024-2025", "title": "Over de brug",
        "question": "Is de brug dicht?", "answer": "Ja."}) + "\n")
    assert addresses(db, papers) == {"tweedekamer-2024Z20771": OFFICIAL + "kv-tk-2024Z20771.html",
                                     "tweedekamer-2024Z20772": OFFICIAL + "ah-tk-20242025-1204.html"}


def test_addresses_by_the_id(db, papers):
    ids = {"tweedekamer-ah-2024-2025-594": OFFICIAL + "ah-tk-20242025-594.html", "tweedekamer-2024Z00009": OFFICIAL + "kv-tk-2024Z00009.html",
           "56-B001-7-0219-2024202502468": CHAMBER + "qrva/56-B001-7-0219-2024202502468", "tweedekamer-ah-2024": None, "kamer-1": None,
           "tweedekamer-ah-2024-2025-x": None}
    (papers / "a.jsonl").write_text("".join(json.dumps({
        "id": i, "parliament": i.split("-")[0] if i[0] in "kt" else "kamer", "title": f"Brug {i}"}) + "\n" for i in ids))
    assert addresses(db, papers) == ids


@pytest.mark.parametrize("packed", [False, True])
def test_addresses_by_the_name_of_the_file(db, papers, packed):
    files = {"ah-tk-20242025-900.txt": dutch("900", answered=True), "pfile/1690001.txt": PAPER,
             "qrva/56-B001-7-0219-2024202502468.xml": bulletin_xml(bulletin("56-B001-7-0219-2024202502468")).decode()}
    if packed:
        (papers / "alles.zip").write_bytes(zipped({name: text.encode() for name, text in files.items()}))
    else:
        for name, text in files.items():
            (papers / name).parent.mkdir(exist_ok=True)
            (papers / name).write_text(text)
    assert sorted(addresses(db, papers).values()) == [
        CHAMBER + "qrva/56-B001-7-0219-2024202502468", "https://docs.vlaamsparlement.be/files/pfile?id=1690001",
        OFFICIAL + "ah-tk-20242025-900.html"]


def test_the_answer_goes_before_the_question(db, papers):
    for name in ("kv-tk-2024Z18775", "ah-tk-20242025-594"):
        (papers / f"{name}.xml").write_bytes(publication(name).replace(b"</metadata>",
                                             b'<meta name="OVERHEIDop.vraagnummer" content="2024Z18775"/></metadata>'))
    assert addresses(db, papers) == {"tweedekamer-2024Z18775": OFFICIAL + "ah-tk-20242025-594.html"}


def test_what_a_source_gives_goes_before_what_is_built(db, papers):
    (papers / "pfile").mkdir()
    (papers / "pfile" / "5.txt").write_text(PAPER)
    (papers / "pfile" / "5.meta.json").write_text('{"url": "https://voorbeeld.be/5"}')
    assert list(addresses(db, papers).values()) == ["https://voorbeeld.be/5"]


def test_the_address_is_in_what_is_shown(db, papers):
    (papers / "kv-tk-2024Z00001.jsonl").write_text(json.dumps({"parliament": "tweedekamer", "number": "2024Z00001", "title": "Brug",
                                                               "question": "Is de brug dicht?"}) + "\n")
    index(db, papers)
    address = OFFICIAL + "kv-tk-2024Z00001.html"
    assert search(db, "brug")["hits"][0]["url"] == address
    for command in (["show", "tweedekamer-2024Z00001"], ["search", "--format", "csv", "brug"], ["search", "--format", "ris", "brug"]):
        out = run(command[0], "--db", db, *command[1:]).out
        assert address in out and str(papers) not in out, command


@pytest.mark.parametrize("path", ["/srv/papers/x.pdf", "file:///srv/x.pdf", "../x.pdf", "C:\\papers\\x.pdf"])
def test_a_path_is_no_address(db, papers, path):
    rows = [{"id": "k-1", "title": "Fietspad", "url": path, "document": path},
            {"parliament": "tweedekamer", "number": "2024Z00001", "title": "Brug", "url": path}]
    (papers / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    index(db, papers)
    first, second = show(db)
    assert (first["url"], first["document"], "url" in first["provenance"]) == (None, None, False)
    assert second["url"] == OFFICIAL + "kv-tk-2024Z00001.html"


def test_nothing_is_built_from_what_says_nothing(db, papers):
    (papers / "1234.txt").write_text(PAPER)
    (papers / "a.jsonl").write_text(json.dumps({"parliament": "kamer", "id": "kamer-1", "title": "Trein"}) + "\n" +
                                    json.dumps({"parliament": "tweedekamer", "number": "2080912340", "session": "2008-2009",
                                                "title": "Bank"}) + "\n")
    assert set(addresses(db, papers).values()) == {None}


# ---- oral questions ----

ORAL = "56-C010-7-0219-56001234C"


def test_an_oral_question_of_the_chamber(db, papers):
    """By its element, its address or its DOCNAME; nothing of it is taken for the written one of the same number."""
    (papers / "a.xml").write_bytes(bulletin_xml(bulletin("56-B001-7-0219-2024202501234", ID=7), "INQODOC"))
    (papers / "b.json").write_text(json.dumps({"items": [
        bulletin("56-B002-7-0219-2024202501299", ID=8, link={"href": CHAMBER + "inqo/56-B002-7-0219-2024202501299"}),
        bulletin(ORAL, ID=9), bulletin("56-B001-7-0219-2024202501234", ID=7)]}, indent=1))
    report = index(db, papers)
    assert report["added"] == 4 and not report["refused"]
    found = {q["id"]: (q["kind"], q["url"]) for q in show(db)}
    assert found == {
        "kamer-inqo-56-7-219-2024202501234": ("mondelinge-vraag", CHAMBER + "inqo/56-B001-7-0219-2024202501234"),
        "kamer-inqo-56-7-219-2024202501299": ("mondelinge-vraag", CHAMBER + "inqo/56-B002-7-0219-2024202501299"),
        "kamer-inqo-56-7-219-56001234C": ("mondelinge-vraag", CHAMBER + "inqo/" + ORAL),
        "kamer-56-7-219-2024202501234": ("schriftelijke-vraag", CHAMBER + "qrva/56-B001-7-0219-2024202501234")}
    aliases = [a for q in show(db) for a in q["aliases"]]
    assert len(aliases) == len(set(aliases)) and "kamer-inqo-7" in aliases and "kamer-qrva-7" in aliases


def test_a_vraag_om_uitleg(db, papers):
    """It has a number, day and minister as a written question may have them, and other oral questions too."""
    (papers / "vi").mkdir()
    (papers / "vi" / "1001.json").write_text(json.dumps(oral_detail(1001, nummer=321), indent=1))
    (papers / "vi" / "1002.json").write_text(json.dumps(oral_detail(1002, nummer=321, objecttype={"naam": "Actuele vraag"})))
    (papers / "paper.txt").write_text(PAPER)
    (papers / "heads.txt").write_text(PAPER.replace("SCHRIFTELIJKE VRAAG", "VRAAG OM UITLEG", 1))
    report = index(db, papers)
    assert report["added"] == 4, (report, [q["id"] for q in show(db)])
    found = {q["id"]: (q["kind"], q["number"]) for q in show(db)}
    assert found["vlaams-vi-1001"] == found["vlaams-vi-1002"] == ("mondelinge-vraag", "321")
    assert found["vlaams-mondeling-2021-05-05-321-maria-de-wilde"] == ("mondelinge-vraag", "321")
    assert found["vlaams-2021-05-05-321-maria-de-wilde"] == ("schriftelijke-vraag", "321")
    for value in ("mondelinge-vraag", "mondeling", '"vraag om uitleg"', "vou", '"actuele vraag"'):
        assert search(db, f"soort:{value}")["total"] == 3
    assert search(db, "soort:schriftelijk")["total"] == 1


def test_a_vraag_om_uitleg_with_its_document(db, papers):
    for name in ("vi", "pfile"):
        (papers / name).mkdir()
    files = [{"URL": "https://docs.vlaamsparlement.be/files/pfile?id=77"}]
    (papers / "vi" / "1001.json").write_text(json.dumps(oral_detail(1001, **{"bestand-ordered": files}), indent=1))
    (papers / "pfile" / "77.txt").write_text(PAPER.replace("SCHRIFTELIJKE VRAAG", "VRAAG OM UITLEG", 1))
    assert index(db, papers)["files"] == 1
    (question,) = show(db)
    assert question["id"] == "vlaams-vi-1001" and question["url"] == files[0]["URL"] and len(question["questions"]) == 2


def test_a_search_for_vragen_om_uitleg(db, papers):
    rows = [result(7, soort="VI", opendata="http://ws.vlpar.be/e/opendata/vi/7", nummer="12"),
            result(8, soort="VI", opendata=None, nummer="12"), result(9, soort="SCHV", opendata=None, nummer="12")]
    (papers / "a.json").write_text(json.dumps({"count": 3, "result": rows}, indent=1))
    index(db, papers)
    kinds = {q["id"]: q["kind"] for q in show(db)}
    assert kinds.pop("vlaams-vi-7") == kinds.pop("vlaams-vi-8") == "mondelinge-vraag"
    assert list(kinds.values()) == ["schriftelijke-vraag"]


def test_an_oral_question_is_found_by_its_address(db, papers):
    (papers / "a.json").write_text(json.dumps({"items": [bulletin(ORAL)]}, indent=1))
    index(db, papers)
    (question,) = show(db, CHAMBER + "inqo/" + ORAL)
    assert question["id"] == "kamer-inqo-56-7-219-56001234C"
