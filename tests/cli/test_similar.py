# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions like a question or a draft, and references between questions."""
import json

import pytest

from conftest import USAGE, index, run, search, write_lines

FLEMISH = {"parliament": "vlaams", "kind": "schriftelijke-vraag"}


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    folder = tmp_path_factory.mktemp("similar")
    papers = [
        {"id": "fiets-1", "title": "Fietspaden langs gewestwegen", "number": "12", "date": "2021-03-01",
         "question": "Hoeveel kilometer fietspad langs gewestwegen werd aangelegd?", "answer": "Vijf kilometer fietspad."},
        {"id": "fiets-2", "title": "Veilige fietspaden", "number": "13", "date": "2021-04-01",
         "question": "Ik verwijs naar schriftelijke vraag nr. 12 van 1 maart 2021. Welke fietspaden langs gewestwegen "
                     "zijn onveilig?", "answer": "Zie vraag nr. 99 van 2 maart 2021."},
        {"id": "melk-1", "title": "Prijs van melk", "number": "14", "date": "2021-05-01",
         "question": "Wat kost een liter melk bij de boer?", "answer": "Veertig cent voor een liter melk."},
        {"id": "melk-2", "title": "Boeren en melkprijs", "number": "15", "date": "2022-05-01",
         "question": "Krijgt de boer genoeg voor zijn melk?", "answer": "De boer krijgt meer voor zijn melk."}]
    write_lines(folder / "papers.jsonl", [{**FLEMISH, **p} for p in papers])
    index(folder / "db", folder / "papers.jsonl")
    return folder / "db"


def hits(*args):
    return run(*args, "--json").json["hits"]


def test_similar_shares_terms_and_leaves_itself_out(db):
    found = hits("similar", "--db", db, "fiets-1")
    assert found[0]["id"] == "fiets-2" and {"fietspaden", "gewestwegen"} <= set(found[0]["terms"]) # as it writes them
    assert "fiets-1" not in [h["id"] for h in found] and "melk-1" not in [h["id"] for h in found]
    out = run("similar", "--db", db, "fiets-1").out
    assert "Gezocht: vragen die lijken op vraag fiets-1" in out and "fietspad" in out


def test_similar_within_a_query(db):
    assert hits("similar", "--db", db, "melk-1", "--query", "jaar:2022")[0]["id"] == "melk-2"
    assert hits("similar", "--db", db, "melk-1", "--query", "jaar:2020") == []
    assert "teken 1: " in run("similar", "--db", db, "melk-1", "--query", "jaartal:2020", code=3).err


def test_draft_from_a_file_and_from_standard_input(db, tmp_path):
    text = "Wat is de prijs van melk voor de boer?"
    (tmp_path / "draft.txt").write_text(text, encoding="utf-8")
    found = hits("asked", "--db", db, tmp_path / "draft.txt")
    assert {h["id"] for h in found} == {"melk-1", "melk-2"} and "melk" in found[0]["terms"]
    piped = run("asked", "--db", db, "--json", "-", input=text.encode()).json["hits"]
    assert [h["id"] for h in piped] == [h["id"] for h in found]
    assert "Gezocht: vragen die lijken op de tekst" in run("asked", "--db", db, tmp_path / "draft.txt").out


def test_drafts_that_cannot_be_used(db, tmp_path):
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "bytes.txt").write_bytes(b"abc\xff")
    (tmp_path / "large.txt").write_text("woord " * 200000)
    for name, message in (("empty.txt", "the file is empty"), ("bytes.txt", "byte 4 is not valid UTF-8"),
                          ("large.txt", "at most 1048576 bytes"), ("none.txt", "cannot open")):
        assert message in run("asked", "--db", db, tmp_path / name, code=1).err
    assert "give one file" in run("asked", "--db", db, code=USAGE).err
    assert "give the id" in run("similar", "--db", db, code=USAGE).err
    assert 'no question with id "none"' in run("similar", "--db", db, "none", code=1).err
    (tmp_path / "strange.txt").write_text("qwxyz zzyxw")
    assert run("asked", "--db", db, tmp_path / "strange.txt", "--json").json["hits"] == []


def test_cites(db):
    lines = [json.loads(line) for line in run("cites", "--db", db, "--json", "fiets-2").out.splitlines()]
    assert [(line["number"], line["date"]) for line in lines] == [("12", "2021-03-01"), ("99", "2021-03-02")]
    assert [q["id"] for q in lines[0]["questions"]] == ["fiets-1"] and lines[1]["questions"] == []
    out = run("cites", "--db", db, "fiets-2").out
    assert "fiets-1" in out and "nr. 99 van 2 maart 2021: niet in de index" in out
    assert run("cites", "--db", db, "melk-1").out == "Deze vraag verwijst naar geen andere.\n"


def test_cited_by(db):
    assert [h["id"] for h in hits("cites", "--db", db, "--cited-by", "fiets-1")] == ["fiets-2"]
    assert hits("cites", "--db", db, "--cited-by", "melk-1") == []
    assert 'no question with id "x"' in run("cites", "--db", db, "x", code=1).err


def test_sample_cites_itself(sample):
    """Every reference that is found leads back."""
    for question in (json.loads(line) for line in run("show", "--db", sample, "--all", "--json").out.splitlines()):
        if not question["cites"]:
            continue
        for line in run("cites", "--db", sample, "--json", question["id"]).out.splitlines():
            for cited in json.loads(line)["questions"]:
                back = hits("cites", "--db", sample, "--cited-by", cited["id"])
                assert json.loads(line)["date"] is None or question["id"] in [h["id"] for h in back]


def test_complete(db):
    found = run("search", "--db", db, "--complete", "--json", "fiets*").json["completeness"]
    assert found["questions"] == 4 and found["without_text"] == 0 and found["unanswered"] == 0
    assert "fietspad" in found["forms"] and found["indexed"] > 1_700_000_000
    assert "De index telt 4 vragen" in run("search", "--db", db, "-C", "fiets").out


def test_revision_and_repetition(db, tmp_path):
    first = run("search", "--db", db, "--revision").out
    assert int(first) > 0 and run("search", "--db", db, "--revision").out == first
    assert search(db, "fiets")["revision"] == int(first)
    assert search(db, "fiets melk") == search(db, "fiets melk")


def test_all_hits_stream_in_every_format(sample):
    ids = [h["id"] for h in search(sample, "jaar:vanaf 2015", "--all")["hits"]]
    assert len(ids) > 30
    lines = run("search", "--db", sample, "--all", "--format", "jsonl", "jaar:vanaf 2015").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    trec = run("search", "--db", sample, "--all", "--format", "trec", "jaar:vanaf 2015").out.splitlines()
    assert [line.split()[2] for line in trec] == ids
    assert len(run("search", "--db", sample, "--all", "--format", "csv", "jaar:vanaf 2015").out.splitlines()) > len(ids)
    theme = search(sample, "opvang", "--all")
    streamed = [json.loads(line)["id"] for line in
                run("search", "--db", sample, "--all", "--format", "jsonl", "opvang").out.splitlines()]
    assert streamed == [h["id"] for h in theme["hits"] if not h["related"]] and len(streamed) == theme["total"]
