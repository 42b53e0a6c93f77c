# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of output: JSON, TREC, text in a pipe and on a terminal; and output that goes nowhere."""
import json
import os
import re
import subprocess

import pytest

from conftest import (PAPER, PROGRAM, ROOT, Result, environment, ids, index, on_terminal, open_terminal, read_terminal, run, search, show,
                      write_lines)

HIT_KEYS = {"rank", "id", "score", "title", "heading", "number", "date_asked", "date_answered", "parliament", "kind", "status",
            "url", "askers", "ministers", "related", "snippet_question", "snippet", "snippet_marks", "snippet_html", "answer_snippet",
            "answer_snippet_marks", "answer_snippet_html"}
SEARCH_KEYS = {"schema", "query", "canonical", "reading", "notices", "suggestion", "abbreviations", "names", "people", "revision",
               "total", "total_exact", "related_total", "related_exact", "folded", "facets", "missing", "hits"}
QUESTION_KEYS = {"schema", "id", "source", "url", "document", "aliases", "parliament", "kind", "number", "numbers", "session", "title",
                 "askers", "ministers", "date_asked", "date_answered", "date_due", "other_language", "status", "themes", "intro", "questions",
                 "answer_intro", "answers", "cites", "references", "notes", "annexes", "rest", "meetings", "provenance"}
TOETS = "vlaams-2022-02-03-181-bram-de-ridder"


# ---- JSON ----

def test_search_json(sample):
    found = search(sample, "inburgeringstoets cursisten")
    assert set(found) == SEARCH_KEYS and found["facets"] == {} and found["notices"] == found["people"] == []
    assert found["schema"] == 3 and found["query"] == found["canonical"] == "inburgeringstoets cursisten" and found["total_exact"] is True
    assert found["reading"] == "vragen met 'inburgeringstoets' (ook als losse woorden) en 'cursisten'"
    assert found["total"] == sum(not hit["related"] for hit in found["hits"]) == 1 and len(found["hits"]) == 10
    for rank, hit in enumerate(found["hits"], 1):
        assert set(hit) == HIT_KEYS and hit["rank"] == rank and hit["score"] > 0
        for asker in hit["askers"]:
            assert set(asker) == {"name", "party"}
        for minister in hit["ministers"]:
            assert set(minister) >= {"name", "role"}
        for key in ("snippet", "answer_snippet"):
            snippet, at = (hit[key] or "").encode(), 0
            for start, end in hit[f"{key}_marks"]:
                assert at <= start < end <= len(snippet) and snippet[start:end].decode().strip()
                at = end
    best = found["hits"][0]
    assert best["id"] == TOETS and best["number"] == "181" and best["date_asked"] == "2022-02-03"
    assert best["parliament"] == "vlaams" and best["kind"] == "schriftelijke-vraag" and best["status"] == "beantwoord"
    assert best["askers"] == [{"name": "Yasmina El Kaddouri", "party": None}]
    assert best["title"] == "Inburgeringstoets - Slaagcijfers en vrijstellingen"
    assert search(sample, "inburgeringstoets", "cursisten", "--format", "json") == found


def keys_in(value):
    """All keys of a JSON value, but names of facets."""
    if isinstance(value, list):
        return set().union(*map(keys_in, value))
    if isinstance(value, dict):
        return set(value).union(*map(keys_in, value.values()))
    return set()


def test_every_key_is_documented(sample, tmp_path):
    text = (ROOT / "doc" / "interchange.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"[`\"]([a-z0-9_]+)[`\"]", text))
    draft = ROOT / "corpus" / "sample" / "README.md"
    for args in (["DVZ", "minister:ridder OF a", "--stats"], ["inburgering", "--explain", "--facets", "all", "--stats"],
                 ["DVZ", "--explain"], ["minister:riddr"], ["vraagsteller:verdonckt", "--passages"],
                 ["inburger*", "--complete"]):
        keys = keys_in(search(sample, *args))
        assert "schema" in keys and not keys - documented
    queries = write_lines(tmp_path / "queries.txt", ["fiets", "(a"])
    for args in (["similar", "--json", TOETS], ["asked", "--json", draft], ["cites", "--json", "--cited-by", TOETS],
                 ["cites", "--json", TOETS], ["show", "--json", TOETS], ["search", "--queries", queries, "--timing"]):
        out = run(args[0], "--db", sample, *args[1:]).out
        found = [json.loads(out)] if "\n " in out else [json.loads(line) for line in out.splitlines()]
        assert found and not keys_in(found) - documented


def test_show_json(sample):
    questions = show(sample)
    assert len(questions) == 80 and [q["id"] for q in questions] == sorted(q["id"] for q in questions)
    for q in questions:
        assert set(q) == QUESTION_KEYS and q["schema"] == 1
        assert all(set(p) == {"n", "text"} for p in q["questions"] + q["answers"])
        assert all(set(p) == {"from", "confidence"} and 0 <= p["confidence"] <= 1 for p in q["provenance"].values())
        assert all(set(c) - {"session"} == {"number", "date"} for c in q["cites"])


def test_show_by_id(sample):
    two = show(sample, "voorbeeld-021", TOETS)
    assert [q["id"] for q in two] == ["voorbeeld-021", TOETS] # in the order asked for
    assert two[0]["numbers"] == ["437"] and two[0]["themes"] == ["openbaar vervoer", "spoorwegen"]
    raw = show(sample, "--raw", "voorbeeld-001")[0]
    assert "herhalen.Vooral" in raw["intro"] and "herhalen. Vooral" in show(sample, "voorbeeld-001")[0]["intro"]


def test_show_text(sample):
    out = run("show", "--db", sample, TOETS).out
    lines = out.splitlines()
    assert lines[0] == "Inburgeringstoets - Slaagcijfers en vrijstellingen"
    fields = dict(re.split(r"\s{2,}| (?=nr\.)", line, maxsplit=1) for line in lines[1:10] if "  " in line)
    assert fields["Id"] == TOETS and fields["Nummer"] == "181" and fields["Zittingsjaar"] == "2021-2022"
    assert fields["Gesteld"] == "3 februari 2022" and fields["Door"] == "Yasmina El Kaddouri"
    places = [out.index(f"{part} {n}\n") for n in (1, 2, 3) for part in ("Vraag", "Antwoord")]
    assert places == sorted(places) # every answer behind its question
    assert "Verwijst naar nr. 129 van 4 december 2020" in out


def test_unknown_id(sample):
    done = run("show", "--db", sample, "vlaams-9999", code=1)
    assert 'no question with id "vlaams-9999"' in done.err and done.out == ""
    done = run("show", "--json", "--db", sample, TOETS, "vlaams-9999", code=1)
    assert done.json["id"] == TOETS # what was there is printed
    assert run("show", "--db", sample, "x" * 5000, code=1).err and run("show", "--db", sample, "", code=1).err
    assert "give the id" in run("show", "--db", sample, code=2).err


# ---- TREC ----

def test_trec(sample):
    wanted = search(sample, "fietsen", "--limit", "5")
    lines = run("search", "--db", sample, "--format", "trec", "--limit", "5", "fietsen").out.splitlines()
    assert len(lines) == 5
    for line, hit in zip(lines, wanted["hits"]):
        topic, q0, name, rank, score, tag = line.split(" ")
        assert (topic, q0, name, int(rank), tag) == ("1", "Q0", hit["id"], hit["rank"], "vraagbaak")
        assert abs(float(score) - hit["score"]) < 1e-5


def test_topics(sample, tmp_path):
    topics = tmp_path / "topics.tsv"
    topics.write_text("7\tinburgering\n\nX1\ttreinen en stations\r\n8\txyzzyplugh\n9\t...\n10\t\tfietsen \n")
    args = ("search", "--db", sample, "--topics", topics)
    lines = [line.split() for line in run(*args).out.splitlines()]
    assert list(dict.fromkeys(line[0] for line in lines)) == ["7", "X1", "10"] # topics without hits have no lines
    for topic, query in (("7", "inburgering"), ("X1", "treinen en stations"), ("10", "fietsen")):
        assert [line[2] for line in lines if line[0] == topic] == ids(search(sample, query, "--limit", "1000"))
    assert run(*args, "--format", "trec").out == run(*args).out
    signs = topics.with_name("signs.tsv") # which mean nothing here
    signs.write_text('7\t-inburgering* ("\n')
    assert run(*args[:-1], signs).out == "\n".join(
        line for line in run(*args).out.splitlines() if line.startswith("7 ")) + "\n"
    shallow = [line.split()[0] for line in run(*args, "--depth", "2").out.splitlines()]
    assert shallow == ["7", "7", "X1", "X1", "10", "10"]
    topics.write_text("7\tinburgering\nno tab here\n")
    assert f"{topics}, line 2: no tab" in run(*args, code=1).err
    assert "nowhere.tsv" in run("search", "--db", sample, "--topics", tmp_path / "nowhere.tsv", code=1).err


# ---- terminals ----

def plain(text):
    return re.sub(r"\033\[[0-9;]*m", "", text)


def test_no_colour_in_a_pipe(sample):
    for args in (("search", "--db", sample, "inburgering"), ("show", "--db", sample, "--all"), ("search", "--help")):
        assert "\033" not in run(*args, env={"TERM": "xterm"}).out


def test_colour_and_marks_on_a_terminal(sample):
    out = on_terminal("search", "--db", sample, "fietssnelwegen", columns=100)
    marked = re.findall(r"\033\[1;33m(.*?)\033\[0m", out)
    assert "fietssnelwegen" in marked # parts of the word are marked too
    assert all(re.search("fiets|snel|weg", m.lower()) for m in marked)
    assert out.count("\033[0m") == len(re.findall(r"\033\[[1-9][0-9;]*m", out)) # each colour is ended
    assert plain(out) == run("search", "--db", sample, "fietssnelwegen").out


def test_show_on_a_terminal(sample):
    out = on_terminal("show", "--db", sample, TOETS, columns=100)
    assert out.startswith("\033[1mInburgeringstoets")
    assert plain(out) == run("show", "--db", sample, TOETS).out


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_when_told(sample, env):
    out = on_terminal("search", "--db", sample, "fietssnelwegen", columns=100, **env)
    assert out == run("search", "--db", sample, "fietssnelwegen").out


def test_empty_no_color_counts_as_unset(sample):
    assert "\033[1m" in on_terminal("search", "--db", sample, "fietsen", NO_COLOR="")


@pytest.mark.parametrize("columns", [1, 40, 60, 80, 120, 5000])
def test_texts_keep_to_the_width(sample, columns):
    out = on_terminal("show", "--db", sample, TOETS, columns=columns, NO_COLOR="1")
    body = out.split("\n\n", 1)[1]
    assert max(map(len, body.splitlines())) <= min(max(columns, 40), 120)


def test_json_on_a_terminal_has_no_colour(sample):
    assert "\033" not in on_terminal("search", "--json", "--db", sample, "fietsen")


HOSTILE = "\033]0;naam\007\033[31m\u009b31m\u0085\u202e\x7f\b"


def hostile_index(db, tmp_path):
    def bad(text):
        return HOSTILE + text + HOSTILE
    index(db, write_lines(tmp_path / "a.jsonl", [{
        "id": "x\033[31m\n1", "title": bad("kwaadaardig"), "asker": {"name": bad("Jan"), "party": bad("P")},
        "minister": {"name": bad("Piet"), "role": bad("rol")}, "number": "12\033[1m", "session": bad("s"),
        "themes": [bad("t")], "cites": [{"number": bad("1"), "date": None, "session": bad("s")}],
        "intro": bad("kwaadaardig vooraf"), "questions": [{"n": bad("1"), "text": bad("kwaadaardig gevraagd")}],
        "answer_intro": bad("zo"), "answers": [{"n": [bad("1")], "text": bad("kwaadaardig geantwoord")}],
        "url": "http://" + bad("x"), "source": bad("bron")}]))


@pytest.mark.parametrize("args", [("search", "kwaadaardig"), ("show", "--all"),
                                  ("search", "--format", "trec", "kwaadaardig"),
                                  ("search", "--format", "csv", "kwaadaardig"),
                                  ("search", "--format", "bibtex", "kwaadaardig"),
                                  ("show", "--format", "ris", "--all")])
@pytest.mark.parametrize("colour", [False, True])
def test_hostile_text_does_not_reach_the_terminal(db, tmp_path, args, colour):
    hostile_index(db, tmp_path)
    out = on_terminal(*args, "--db", db, columns=100, **({} if colour else {"NO_COLOR": "1"}))
    out = re.sub(r"\033\[(0|1|2|36|1;33)m", "", out) if colour else out # the program's own
    out = out.replace("\r\n", "\n") # as CSV and RIS end lines
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u0080-\u009f\u202a-\u202e]", out), ascii(out)
    if "trec" in args:
        assert len(out.splitlines()) == 1 and len(out.split()) == 6


def test_hostile_text_in_json_is_escaped(db, tmp_path):
    hostile_index(db, tmp_path)
    for args in (("search", "--json", "kwaadaardig"), ("show", "--json", "--all"),
                 ("search", "--format", "jsonl", "kwaadaardig")):
        done = run(*args, "--db", db)
        assert "\033" not in done.out and "\007" not in done.out and done.json["id" if "jsonl" in args or "show" in args else "schema"]


def test_progress_on_a_terminal(db, papers):
    """Standard error is the terminal: one line that is wiped out in the end."""
    (papers / "a\033[31m.txt").write_text(PAPER)
    terminal, end = open_terminal()
    done = subprocess.run([PROGRAM, "index", "--db", db, papers], env=environment(TERM="xterm"), stderr=end,
                          stdout=subprocess.PIPE, check=False)
    os.close(end)
    result = Result(done.returncode, done.stdout, read_terminal(terminal))
    assert result.code == 0 and "1 added" in result.out
    assert "1 questions, 0 refused" in result.err and result.err.endswith("\r\033[K")
    assert "\033[31m" not in result.err


# ---- output that goes nowhere ----

WRITERS = [("search", "--limit", "80", "--from", "2018"), ("search", "--json", "fietsen"), ("show", "--all"),
           ("show", "--all", "--json"), ("search", "--format", "csv", "fietsen"), ("show", "--all", "--format", "ris"), ("search", "--format", "trec", "fietsen"), ("search", "xyzzyplugh")]


@pytest.mark.parametrize("args", WRITERS)
def test_full_disk(sample, args):
    with open("/dev/full", "wb") as full:
        done = run(*args, "--db", sample, code=1, stdout=full)
    assert done.err == f"vraagbaak {args[0]}: cannot write output: No space left on device\n"


@pytest.mark.parametrize("args", WRITERS)
def test_closed_pipe(sample, args):
    end, pipe = os.pipe()
    os.close(end)
    with os.fdopen(pipe, "wb") as file:
        done = run(*args, "--db", sample, code=1, stdout=file)
    assert done.err == "" # head(1) got what it wanted


@pytest.mark.parametrize("args", WRITERS[:2])
def test_standard_output_is_closed(sample, args):
    done = run(*args, "--db", sample, code=1, preexec_fn=lambda: os.close(1))
    assert "cannot write output: Bad file descriptor" in done.err
