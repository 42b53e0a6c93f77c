# SPDX-License-Identifier: GPL-3.0-or-later
"""An index in shards is searched as one database, here and through stock servers; what is missing is told."""
import json
import shutil
import signal
import subprocess
import time

import pytest
from conftest import (CORPORA, PROGRAM, RELEASE, SAMPLE, environment, index, made_up, run, search, show, some,
                      write_lines)
from shardkit import Shard, place_of, served
from webkit import serve

WORDS = ["onderwijs", "fietspad", "wachtlijsten zorg", "drinkwater zonnepaneel", "fiets*", "datum:2019 spoorweg",
         "ziekenhuis datum:2021", "minister:somers", "proefvraag", "nietbestaand", "asielzoeker huurwoning ziekenhuis",
         "leraar NIET ziekenhuis", "(leraar OF fiets*) datum:2020", "nummer:12 OF fietspad"]
# what asks where words stand, and what names it in the refusal of servers
PLACED = {"\"in de loop\"": "woordgroep \"in de loop\"", "\"de minister\"": "woordgroep \"de minister\"",
          "titel:fietspad": "\"fietspad\" in één veld", "titel:fiets*": "\"fiets\" in één veld",
          "fietspad NEAR/5 huurwoning": "NEAR", "de": "stopwoorden", "leraar NIET titel:leraar": "\"leraar\" in één veld",
          "NIET \"de minister\"": "woordgroep", "(leraar OF \"dat is\") NIET antwoord:niets": "woordgroep \"dat is\""}
ORDERS = ["relevance", "date", "date-asc", "answered", "number", "minister", "asker", "days-desc"]


@pytest.fixture(scope="module")
def kinds(tmp_path_factory):
    """{name: place}: the same questions in one database, in four shards, remote shards, some of each."""
    root = tmp_path_factory.mktemp("shards")
    lines = write_lines(root / "made.jsonl", made_up(900))
    sources = [SAMPLE, lines] + ([CORPORA / "flemish"] if CORPORA.exists() else [])
    one, four = root / "one.db", root / "four.db"
    index(one, *sources, program=RELEASE)
    index(four, "--shards", 4, *sources, program=RELEASE)
    with served(four) as shards:
        yield {"one": one, "folder": four, "remote": place_of(shards),
               "mixed": f"{four}/shard.0,{shards[1].place},{four}/shard.2,{shards[3].place}"}


def rounded(value):
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items() if k not in ("revision", "indexed")}
    return [rounded(v) for v in value] if isinstance(value, list) else value


def batch(place, queries, *args):
    out = run("search", "--db", place, "--queries", queries, "--depth", 40, *args, program=RELEASE).out
    return [rounded(json.loads(line)) for line in out.splitlines()]


# The last step of ranking a theme goes by where words stand, which servers do not know.
ALIKE = {"folder": [], "remote": ["--no-latent"], "mixed": ["--no-latent"]}


@pytest.mark.parametrize("kind", ["folder", "remote", "mixed"])
@pytest.mark.parametrize("order", ORDERS)
def test_same_hits_in_the_same_order(kinds, tmp_path, kind, order):
    queries = write_lines(tmp_path / "queries", WORDS + (list(PLACED) if kind == "folder" else []))
    more = [*(["--facets", "all"] if order == "relevance" else []), *ALIKE[kind]]
    found = batch(kinds[kind], queries, "--sort", order, *more)
    for mine, expected in zip(found, batch(kinds["one"], queries, "--sort", order, *more), strict=True):
        assert mine == expected
    assert sum(f["total"] for f in found) > 100


@pytest.mark.parametrize("kind, query", [("folder", "\"dat is\""), ("folder", "titel:leraar"), *(
    (kind, query) for kind in ("folder", "remote", "mixed") for query in ("fietspad", "leraar NIET fiets*", "fietspadd"))])
@pytest.mark.parametrize("args", [["--stats", "--complete", "--facets", "all"], ["--offset", "7", "--limit", "5"], ["--explain"],
                                  ["--passages"]], ids=" ".join)
def test_same_answers(kinds, kind, query, args):
    args = [*args, *ALIKE[kind]]
    assert rounded(search(kinds[kind], query, *args, program=RELEASE)) == \
        rounded(search(kinds["one"], query, *args, program=RELEASE))


@pytest.mark.parametrize("kind", ["remote", "mixed"])
@pytest.mark.parametrize("query", PLACED)
def test_servers_do_not_know_where_words_stand(kinds, kind, query):
    for args in (["--json"], ["--sort", "date"], ["--all", "--format", "csv"], ["--facets", "all"]):
        refused = run("search", "--db", kinds[kind], *args, query, code=3, program=RELEASE).err
        assert PLACED[query] in refused and "andere machines" in refused and "op deze machine" in refused
    assert PLACED[query] in run("similar", "--db", kinds[kind], "--query", query, "proef-00017", code=3, program=RELEASE).err


@pytest.mark.parametrize("kind", ["folder", "remote"])
def test_questions_likeness_and_all(kinds, kind):
    for command in (["show", "--json", "proef-00017"], ["similar", "--json", "proef-00017"],
                    ["search", "--all", "--format", "jsonl", *ALIKE[kind], "fietspad"], ["show", "--all", "--json"]):
        out = [run(*command, "--db", kinds[k], program=RELEASE).out for k in (kind, "one")]
        a, b = [[rounded(json.loads(line)) for line in text.splitlines()] if "similar" not in command
                else rounded(json.loads(text)) for text in out]
        assert a == b, command


def test_places(kinds, tmp_path):
    four = kinds["folder"]
    stub = tmp_path / "stub"
    stub.write_text(f"# a comment\nauto {four}/shard.0\n\nglass {four}/shard.1\nauto {four}/shard.2\n"
                    f"remote {kinds['remote'].split(',')[3]}\n")
    total = search(kinds["one"], "fietspad", program=RELEASE)["total"]
    several = [arg for i in range(4) for arg in ("--db", f"{four}/shard.{i}")]
    assert search(stub, "fietspad", program=RELEASE)["total"] == total
    assert json.loads(run("search", "--json", *several, "fietspad", program=RELEASE).out)["total"] == total
    assert search(f"{four}/shard.0", "fietspad", program=RELEASE)["total"] < total
    odd = tmp_path / "with, comma"
    shutil.copytree(f"{four}/shard.0", odd)
    assert search(odd, "fietspad", program=RELEASE)["total"] > 0


@pytest.mark.parametrize("text, cause", [
    ("auto\n", "line 1: a path is missing"), ("remote :ssh host\n", "behind a program"), ("inmemory\n", "none of auto, glass, remote"),
    ("# nothing\n", "names no database"), ("auto stub\n", "stub, line 1: "), ("remote here\n", "not HOST:PORT"),
    ("auto a.db\nauto a.db\n", "is named twice"), ("auto nowhere\n", "No such file")])
def test_bad_stubs(tmp_path, text, cause):
    (tmp_path / "stub").write_text(text)
    assert cause in run("search", "--db", tmp_path / "stub", "x", code=1).err


def test_bad_places(kinds):
    assert "an empty name" in run("search", "--db", "a,,b", "x", code=1).err
    assert "named twice" in run("search", "--db", f"{kinds['one']},{kinds['one']}", "x", code=1).err
    assert "--shard-timeout" in run("search", "--db", kinds["one"], "--shard-timeout", -1, "x", code=2).err
    assert "Connection refused" in run("search", "--db", "127.0.0.1:1", "x", code=1).err
    assert "Connection refused" in run("search", "--db", "127.0.0.1:1", "--partial", "x", code=1).err


# ---- writing ----


def test_writing_again(tmp_path):
    db = tmp_path / "four.db"
    lines = write_lines(tmp_path / "a.jsonl", made_up(300))
    assert index(db, "--shards", 4, lines)["added"] == 300
    assert index(db, lines)["unchanged"] == 300
    assert "their number cannot be changed" in run("index", "--db", db, "--shards", 3, lines, code=1).err
    changed = [{**r, "title": "Anders"} for r in made_up(10)]
    assert index(db, write_lines(lines, changed))["replaced"] == 10
    assert sum(q["title"] == "Anders" for q in show(db)) == 10 and len(show(db)) == 300
    counts = [len(show(db / f"shard.{i}")) for i in range(4)]
    assert sum(counts) == 300 and min(counts) > 50
    config = tmp_path / "vraagbaak.conf"
    config.write_text(f'database = "{db}";\nsources = ( {{ name = "papers"; path = "{tmp_path}"; }} );\n')
    run("verify", "--config", config, code=None)


def test_what_keeps_only_one_database(tmp_path):
    db = tmp_path / "four.db"
    index(db, "--shards", 2, write_lines(tmp_path / "a.jsonl", made_up(3)))
    config = tmp_path / "nightly.conf"
    (tmp_path / "papers").mkdir()
    config.write_text(f'database = "{db}";\nsources = ( {{ name = "papers"; path = "{tmp_path}/papers"; }} );\n')
    assert "index in shards" in run("nightly", "--config", config, code=1).err
    assert "other machines" in run("index", "--db", "127.0.0.1:1", tmp_path / "a.jsonl", code=1).err


# ---- what is missing ----


@pytest.fixture
def shards(kinds):
    with served(kinds["folder"]) as running:
        yield running


def test_a_shard_that_is_down(kinds, shards):
    shards[2].stop()
    place = place_of(shards)
    assert shards[2].place in run("search", "--db", place, "fietspad", code=1, program=RELEASE).err
    found = run("search", "--db", place, "--json", "--partial", "fietspad", program=RELEASE)
    assert [m["part"] for m in found.json["missing"]] == [shards[2].place]
    assert "onvolledig" in found.json["notices"][0] and "1 of 4 parts" in found.err
    assert 0 < found.json["total"] < search(kinds["one"], "fietspad", program=RELEASE)["total"]
    text = run("search", "--db", place, "--partial", "fietspad", program=RELEASE)
    assert "Let op: onvolledig: 1 van de 4" in text.out
    assert "1 of 4 parts" in run("search", "--db", place, "--partial", "--format", "csv", "--all", "fietspad",
                                 program=RELEASE).err
    there = {q["id"] for q in show(place, "--all", "--partial", program=RELEASE)}
    gone = next(q["id"] for q in show(kinds["one"], program=RELEASE) if q["id"] not in there)
    assert "in what can be reached" in run("show", "--db", place, "--partial", gone, code=1, program=RELEASE).err
    shards[2].start()
    assert search(place, "fietspad", program=RELEASE)["missing"] == []


def test_a_shard_that_hangs(shards):
    shards[1].signal(signal.SIGSTOP)
    place = place_of(shards)
    for partial in ([], ["--partial"]):
        began = time.monotonic()
        done = run("search", "--db", place, "--json", "--shard-timeout", 700, *partial, "fietspad", code=None, program=RELEASE)
        assert time.monotonic() - began < 10
        assert shards[1].place in done.err
        assert done.code == (0 if partial else 1)


@pytest.mark.parametrize("how", some([signal.SIGKILL, signal.SIGSTOP]))
@pytest.mark.parametrize("partial", some([True, False], 2))
def test_under_load(kinds, shards, tmp_path, how, partial):
    """A shard goes under a run of queries and comes back: each answer is whole, marked, or an error."""
    queries = write_lines(tmp_path / "queries", ["fietspad", "huurwoning ziekenhuis", "leraar"] * 400)
    whole = [q["total"] for q in batch(kinds["one"], write_lines(tmp_path / "three", ["fietspad", "huurwoning ziekenhuis", "leraar"]))]
    args = ["search", "--db", place_of(shards), "--queries", str(queries), "--depth", "3", "--shard-timeout", "700"]
    process = subprocess.Popen([RELEASE, *args, *(["--partial"] if partial else [])], env=environment(),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    answers = []
    for line in process.stdout:
        answers.append(json.loads(line))
        if len(answers) == 20:
            shards[3].signal(how)
        if len(answers) == 200:
            shards[3].stop()
            shards[3].start()
            time.sleep(.2)
        if len(answers) > 200 and not answers[-1]["missing"]:
            process.kill() # it is back
            break
    process.wait()
    for i, answer in enumerate(answers):
        if answer["missing"]:
            assert answer["missing"][0]["part"] == shards[3].place and answer["total"] < whole[i % 3]
        else:
            assert answer["total"] == whole[i % 3]
    if partial:
        assert any(a["missing"] for a in answers) and not answers[-1]["missing"]
    else:
        assert process.returncode == 1 and shards[3].place in process.stderr.read()


def test_idle_connections_are_renewed(kinds):
    with served(kinds["folder"], "--idle-timeout", "300") as shards, serve(place_of(shards), program=PROGRAM) as server:
        for _ in range(3):
            answer = json.loads(server.ask("/api/v1/search?q=fietspad").body)
            assert answer["missing"] == [] and answer["total"]
            time.sleep(.6)


def test_a_stub_that_is_replaced(kinds, tmp_path):
    stub, four = tmp_path / "stub", kinds["folder"]
    stub.write_text(f"auto {four}/shard.0\n")
    with serve(stub, "--workers", 1, program=PROGRAM) as server:
        first = json.loads(server.ask("/api/v1/search?q=fietspad").body)["total"]
        stub.write_text("nonsense\n")
        assert json.loads(server.ask("/api/v1/search?q=fietspad").body)["total"] == first
        stub.write_text("".join(f"auto {four}/shard.{i}\n" for i in range(4)))
        assert json.loads(server.ask("/api/v1/search?q=fietspad").body)["total"] > first


def test_the_page_tells(kinds, shards):
    with serve(place_of(shards), "--partial", "--shard-timeout", 2000, program=PROGRAM) as server:
        whole = server.ask("/api/v1/search?q=fietspad")
        shards[0].stop()
        part = server.ask("/api/v1/search?q=fietspad")
        assert json.loads(part.body)["missing"] == [{"part": "deel 1", "cause": "antwoordt niet"}]
        assert part.getheader("ETag") != whole.getheader("ETag")
        assert part.getheader("Vraagbaak-Missing") == "1/4" and whole.getheader("Vraagbaak-Missing") is None
        for target in ("/?q=fietspad", "/statistiek", "/"):
            assert "onvolledig" in server.ask(target).text.lower(), target
        shards[0].start()
        time.sleep(6) # a missing part is left alone for a while
        assert json.loads(server.ask("/api/v1/search?q=fietspad").body)["missing"] == []
