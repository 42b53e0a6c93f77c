# SPDX-License-Identifier: GPL-3.0-or-later
"""The command index on input that is as it should be: what is counted, replaced and joined."""
import json
import re
import shutil

import pytest

from conftest import (HEADLESS, PAPER, PAPER_ID, SAMPLE, USAGE, index, made_up, reasons, run, search, show,
                      show_text, write_lines)

REPORT_KEYS = {"schema", "files", "read", "added", "replaced", "merged", "unchanged", "untaken", "documents",
               "committed", "error", "interrupted", "seconds", "refused", "replaced_questions", "merged_questions", "split",
               "joined", "split_questions", "joined_questions",
               "balanced"}


def counts(report):
    assert report["balanced"]
    assert report["read"] == sum(report[k] for k in ("added", "replaced", "merged", "unchanged", "untaken"))
    return [report[k] for k in ("read", "added", "replaced", "unchanged", "documents")]


# ---- the report ----

def test_report_json(db):
    report = index(db, SAMPLE)
    assert set(report) == REPORT_KEYS
    assert report["schema"] == 2 and report["interrupted"] is False and report["seconds"] >= 0
    assert counts(report) == [80, 80, 0, 0, 80]
    assert report["files"] == 53 # 30 + 20 texts, one JSON Lines, the damaged one and the README
    assert {k: v[:21] for k, v in reasons(report).items()} == {
        "README.md": "fits no known layout:", "beschadigd.txt": "fits no known layout:"}
    assert all(set(r) == {"path", "line", "cause", "reason"} and r["line"] is None for r in report["refused"])


def test_report_text(db):
    done = run("index", "--db", db, SAMPLE)
    lines = done.out.splitlines()
    assert re.fullmatch(r"53 files, 80 questions read: 80 added, 0 replaced, 0 merged, 0 unchanged, 2 refused; "
                        r"80 in the index \(\d+\.\d s\)", lines[-1])
    assert re.fullmatch(r"refused .*/corpus/sample/damaged/beschadigd\.txt: fits no known layout: .*", lines[-2])
    assert len(lines) == 3


def test_progress_is_quiet_off_a_terminal(db):
    assert run("index", "--db", db, SAMPLE).err == "committed 80\n"


def test_progress_for_every_batch(db):
    err = run("index", "--db", db, "--commit-every", "30", SAMPLE).err
    assert err == "committed 30\ncommitted 60\ncommitted 80\n"


def test_quiet(db):
    assert run("index", "--quiet", "--db", db, SAMPLE).err == ""


# ---- once more ----

def test_second_run_changes_nothing(db):
    index(db, SAMPLE)
    before = show_text(db)
    done = run("index", "--db", db, SAMPLE)
    assert "80 questions read: 0 added, 0 replaced, 0 merged, 80 unchanged" in done.out
    assert done.err == ""
    assert show_text(db) == before


def test_changed_paper_replaces(db, papers):
    paper = papers / "a.txt"
    paper.write_text(PAPER)
    assert counts(index(db, papers)) == [1, 1, 0, 0, 1]
    paper.write_text(PAPER.replace("veertig", "vijftig uitleenbalies"))
    assert counts(index(db, papers)) == [1, 0, 1, 0, 1]
    assert show(db, PAPER_ID)[0]["answers"][0]["text"] == "Er zijn er vijftig uitleenbalies."
    assert search(db, "uitleenbalie")["total"] == 1
    assert search(db, "veertig")["total"] == 0


def test_only_new_papers_are_added(db, papers):
    (papers / "a.txt").write_text(PAPER)
    index(db, papers)
    (papers / "b.txt").write_text(PAPER.replace("321", "322").replace("zondag", "maandag"))
    assert counts(index(db, papers)) == [2, 1, 0, 1, 2]


def test_a_moved_paper_is_another_source(db, papers):
    (papers / "a.txt").write_text(PAPER)
    index(db, papers)
    before = show(db)
    (papers / "a.txt").rename(papers / "b.txt")
    report = index(db, papers)
    assert counts(report) == [1, 0, 0, 0, 1]
    assert report["merged_questions"] == [{"id": PAPER_ID, "reason": "another source gives it too"}]
    assert [dict(q, source=None) for q in show(db)] == [dict(q, source=None) for q in before]


def test_a_source_is_a_path_below_its_root(db, papers, tmp_path):
    (papers / "a.txt").write_text(PAPER)
    index(db, papers)
    elsewhere = tmp_path / "elders" / papers.name
    shutil.copytree(papers, elsewhere)
    (elsewhere / "a.txt").write_text(PAPER.replace("veertig", "vijftig"))
    report = index(db, f"{elsewhere}/")
    assert counts(report) == [1, 0, 1, 0, 1]
    assert report["replaced_questions"] == [{"id": PAPER_ID, "reason": "its source gives another version"}]
    assert "vijftig" in show(db)[0]["answers"][0]["text"]


# ---- one paper, several copies ----

def test_two_files_of_one_paper(db, papers):
    (papers / "a.txt").write_text(PAPER)
    shutil.copy(papers / "a.txt", papers / "b.txt")
    report = index(db, papers)
    assert counts(report) == [2, 1, 0, 0, 1] and report["merged"] == 1


@pytest.mark.parametrize("names", [("headless", "full"), ("full", "headless")])
def test_headless_copy_is_the_same_question(db, papers, names):
    texts = {"headless": HEADLESS, "full": PAPER}
    for i, name in enumerate(names): # read in the order of their names
        (papers / f"{i}-{name}.txt").write_text(texts[name])
    report = index(db, papers)
    assert report["read"] == 2 and report["documents"] == 1
    assert [report[k] for k in ("added", "replaced", "merged", "unchanged")] == [1, 0, 1, 0]
    (question,) = show(db)
    assert question["id"] == PAPER_ID and re.fullmatch("vlaams-t-[0-9a-f]{16}", question["aliases"][0])
    assert counts(index(db, papers)) == [2, 0, 0, 2, 1]


def test_headless_copy_alone(db, papers):
    (papers / "a.txt").write_text(HEADLESS)
    index(db, papers)
    (question,) = show(db)
    assert re.fullmatch(r"vlaams-t-[0-9a-f]{16}", question["id"])
    assert question["title"] == "Bibliotheken - Openingsuren op zondag"
    assert [a["n"] for a in question["answers"]] == [["1"], ["2"]]


def test_papers_without_questions_stay_apart(db, papers):
    write_lines(papers / "a.jsonl", [{"answer": "Over honden."}, {"answer": "Over katten."},
                                     {"title": "2021", "answer": "Een."}, {"title": "2022", "answer": "Twee."}])
    assert counts(index(db, papers)) == [4, 4, 0, 0, 4]


# ---- sidecars ----

def test_sidecar_fills_and_corrects(db, papers):
    (papers / "a.txt").write_text(PAPER)
    (papers / "a.meta.json").write_text(json.dumps({
        "date_answered": "2021-06-01", "themes": ["cultuur", "vrije tijd"], "number": "999",
        "askers": [{"name": "Karel Vanderzande", "party": "Groen"}]}))
    report = index(db, papers)
    assert counts(report) == [1, 1, 0, 0, 1] and not report["refused"] and report["files"] == 1
    (question,) = show(db)
    assert question["date_answered"] == "2021-06-01" and question["themes"] == ["cultuur", "vrije tijd"]
    assert question["number"] == "999" and question["numbers"] == ["999"]
    assert question["askers"] == [{"name": "Karel Vanderzande", "party": "Groen"}]
    assert question["title"] == "Bibliotheken - Openingsuren op zondag" # the paper's own stays
    assert question["provenance"]["number"]["from"] == "sidecar"
    assert question["provenance"]["title"]["from"] == "text"


def test_sidecar_that_contradicts_the_date_is_less_sure(db, papers):
    (papers / "a.txt").write_text(PAPER)
    (papers / "a.meta.json").write_text('{"date_asked": "2021-05-06"}')
    index(db, papers)
    (question,) = show(db)
    assert question["date_asked"] == "2021-05-06"
    assert question["provenance"]["date_asked"] == {"from": "sidecar", "confidence": 0.8}


def test_sidecar_with_full_name(db, papers):
    (papers / "a.txt").write_text(PAPER)
    (papers / "a.txt.meta.json").write_text('{"themes": ["x"]}')
    assert not index(db, papers)["refused"]
    assert show(db)[0]["themes"] == ["x"]


@pytest.mark.parametrize("text, cause", [
    ("{\n\"number\": 5,\n", "line 3: "), ('{"date_asked": "gisteren"}', 'sidecar: key "date_asked": '),
    ("[1]", "sidecar: a JSON object expected"), ('{"number": 1, "number": 2}', "duplicate object key"),
])
def test_broken_sidecar_is_refused(db, papers, text, cause):
    (papers / "a.txt").write_text(PAPER)
    (papers / "b.txt").write_text(PAPER.replace("321", "322").replace("zondag", "maandag"))
    (papers / "a.meta.json").write_text(text)
    report = index(db, papers)
    assert report["documents"] == 1 # b
    assert "sidecar" in reasons(report)["a.txt"] and cause in reasons(report)["a.txt"]


# ---- kinds of source ----

def test_type_override(db, papers):
    text = PAPER.replace("SCHRIFTELIJKE VRAAG", "Vragen van het lid Janssens (X) aan de Minister van Defensie")
    (papers / "a.txt").write_text(text)
    index(db, "--type", "flemish", papers)
    assert show(db)[0]["parliament"] == "vlaams"


def test_type_override_that_does_not_fit(db, papers):
    write_lines(papers / "a.jsonl", [{"title": "Iets"}])
    report = index(db, "--type", "tweedekamer", papers)
    assert report["read"] == 0 and list(reasons(report)) == ["a.jsonl"]
    (papers / "a.jsonl").unlink()
    (papers / "b.txt").write_text(PAPER)
    report = index(db, "--type", "jsonl", papers)
    assert report["read"] == 0
    assert [r["line"] for r in report["refused"]] == [n for n, line in enumerate(PAPER.splitlines(), 1) if line]


def test_json_lines_with_broken_lines(db, papers):
    good = [json.dumps(r) for r in made_up(4)]
    lines = [good[0], "{not json}", good[1], '["a list"]', "", '{"id": "leeg"}', '{"title": 7}',
             '{"title": "x", "date": "31 februari 2020"}', '{"title": "x", "title": "y"}', '{"title": "nul\0byte"}',
             good[2], '{"title": "x", "schema": 99}', good[3]]
    write_lines(papers / "a.jsonl", lines)
    report = index(db, papers)
    assert report["read"] == 4 and report["documents"] == 4
    refused = {r["line"]: r["reason"] for r in report["refused"]}
    assert sorted(refused) == [2, 4, 6, 7, 8, 9, 10, 12]
    assert refused[2].startswith("column 4: ")
    assert refused[4] == "a JSON object expected"
    assert refused[6].startswith("no \"title\"")
    assert refused[7] == 'key "title": a string expected'
    assert refused[8].startswith('key "date": a date')
    assert "duplicate" in refused[9] and "control character" in refused[10] and '"schema"' in refused[12]
    assert all(r["path"].endswith("a.jsonl") for r in report["refused"])
    assert "a.jsonl, line 2: column 4: " in run("index", "--db", db, papers).out


def test_json_lines_without_last_newline_and_with_mark(db, papers):
    text = "\ufeff" + "\r\n".join(json.dumps(r) for r in made_up(3))
    (papers / "a.jsonl").write_bytes(text.encode())
    report = index(db, papers)
    assert report["read"] == 3 and not report["refused"]


# ---- there and back ----

def test_round_trip_is_exact(sample, tmp_path, db):
    lines = tmp_path / "all.jsonl"
    lines.write_text(show_text(sample, "--all", "--raw"))
    report = index(db, lines)
    assert counts(report) == [80, 80, 0, 0, 80] and not report["refused"]
    assert show_text(db, "--all", "--raw") == show_text(sample, "--all", "--raw")
    assert show_text(db) == show_text(sample)
    assert counts(index(sample, lines)) == [80, 0, 0, 0, 80] # another source, which says the same
    assert show_text(db) == show_text(sample)


def test_round_trip_of_repaired_text(sample, tmp_path, db):
    """Without --raw the texts come as one reads them; all the rest is exact."""
    lines = tmp_path / "all.jsonl"
    lines.write_text(show_text(sample))
    index(db, lines)
    texts = ("title", "intro", "questions", "answer_intro", "answers")
    for before, after in zip(show(sample), show(db)):
        assert {k: v for k, v in before.items() if k not in texts} == {k: v for k, v in after.items() if k not in texts}
        for k in ("questions", "answers"):
            assert [part["n"] for part in before[k]] == [part["n"] for part in after[k]]


# ---- options ----

@pytest.mark.parametrize("args, cause", [
    ([SAMPLE], "--db DIR is missing"), (["--db", "x"], "give the files and folders"),
    (["--db", "x", "--type", "belgisch", SAMPLE], "must be one of flemish, tweedekamer, kamerbrief, jsonl"),
    (["--db", "x", "--commit-every", "0", SAMPLE], "at least 1"),
    (["--db", "x", "--commit-every", "many", SAMPLE], "many: invalid numeric value"),
    (["--db", "x", "--frobnicate", SAMPLE], "--frobnicate: unknown option"),
    (["--db"], "missing argument"),
])
def test_bad_options(tmp_path, args, cause):
    done = run("index", *args, code=USAGE, cwd=tmp_path)
    assert cause in done.err and done.out == ""
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("args, code", [([], USAGE), (["frobnicate"], USAGE), (["--help"], 0), (["help"], 0),
                                        (["--version"], 0), (["index", "--help"], 0), (["search", "-h"], 0),
                                        (["show", "--help"], 0)])
def test_help(args, code):
    done = run(*args, code=code)
    assert bool(done.out) == (code == 0) and bool(done.err) == (code != 0)
