# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that ask the same are one hit: one question to many ministers, copies, and what only looks like one."""
import json

import pytest

from conftest import RELEASE, SAMPLE, index, run, search, write_lines
from shardkit import place_of, served
from webkit import without_addresses, ATOM, api, serve
import xml.etree.ElementTree as ElementTree

MINISTERS = [f"Minister Proef{c}" for c in "abcdefghijklmnopqr"] # eighteen
ORDERS = ["relevance", "date", "date-asc", "answered", "answered-asc", "number", "minister", "asker", "days", "days-desc"]
ASKED = "1. Hoeveel laadpalen staan er bij uw diensten?\n2. Wat kost een laadpaal?"


def paper(id, minister, number, day, question=ASKED, **more):
    return {"id": id, "parliament": "kamer", "kind": "schriftelijke-vraag", "title": "Laadpalen bij de diensten", "number": str(number),
            "asker": "Els Vrager", "minister": minister, "date": day, "question": question, **more}


def papers():
    """All about charging points: eighteen copies with three answers and others unanswered, one asked three times, and lone ones."""
    made = []
    for i, name in enumerate(MINISTERS):
        answer = {"answer": f"Er staan {i % 3} laadpalen bij mijn diensten.", "date_answered": f"2021-05-{i + 1:02}"} if i < 15 else \
            {"status": "onbeantwoord"}
        made.append(paper(f"elk-{i}", name, 100 + i, f"2021-03-{i + 1:02}", **answer))
    for i in range(3):
        made.append(paper(f"weer-{i}", "Minister Proefa", 200 + i, f"202{i}-01-05", "Betaalt u de laadpaal van uw chauffeur?",
                          title="Laadpaal van de chauffeur"))
    # the same title and other text; the same title and no text; the same text under another title
    made += [paper(f"anders-{i}", "Minister Proefb", 300 + i, "2021-04-01", f"Hoeveel laadpalen {word} er?")
             for i, word in enumerate(["komen", "verdwijnen", "branden"])]
    made += [paper(f"leeg-{i}", "Minister Proefc", 400 + i, "2021-04-02", None, answer=f"Laadpalen komen er, {word}.")
             for i, word in enumerate(["ja", "nee"])]
    made += [paper(f"jaar-{year}", "Minister Proefc", 450 + year % 10, "2021-04-02", f"Hoeveel laadpalen kwamen er in {year}?",
                   title="Laadpalen ieder jaar") for year in (2019, 2020)]
    made += [paper(f"inleiding-{town}", "Minister Proefc", 460 + len(town), "2021-04-02", title="Laadpaal in een stad",
                   question=f"In {town} kwam een laadpaal.\n1. Wat kostte dat?\n2. Wie betaalde het?") for town in ("Aalter", "Beerzel")]
    made.append(paper("titel", "Minister Proefd", 500, "2021-04-03", title="Wat laadpalen kosten"))
    return made + [paper(f"los-{i}", "Minister Proefe", 600 + i, f"2022-02-{i + 1:02}", f"Staat er een laadpaal in straat {'abcdefghij'[i] * 4}?",
                         title=f"Straat {'abcdefghij'[i] * 4}") for i in range(10)]


PAPERS = papers()
FOLDS = len(PAPERS) - 17 - 2


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    folder = tmp_path_factory.mktemp("folds")
    write_lines(folder / "papers.jsonl", PAPERS)
    index(folder / "db", folder / "papers.jsonl")
    return folder / "db"


def under(hit):
    return [q["id"] for q in hit.get("folded", {"questions": []})["questions"]]


def everything(hits):
    return [id for hit in hits for id in [hit["id"], *under(hit)]]


def pages(ask, size):
    """The hits of all pages, the first to the last, which is not full."""
    hits = []
    while True:
        page = ask(size, len(hits))["hits"]
        hits += page
        if len(page) < size:
            return hits


def test_one_question_to_eighteen_ministers_is_one_hit(db):
    found = search(db, "--limit", "100", "laadpaal")
    hits = {hit["id"]: hit for hit in found["hits"]}
    assert found["total"] == len(PAPERS) and len(hits) == FOLDS and found["folded"] == 19
    (one,) = [hit for hit in hits.values() if hit["id"].startswith("elk-")]
    assert one["folded"]["count"] == 17 and {one["id"], *under(one)} == {f"elk-{i}" for i in range(18)}
    for q in one["folded"]["questions"]:
        whole = json.loads(run("show", "--json", "--db", db, q["id"]).out)
        assert all(whole[key] == q[key] for key in ("ministers", "number", "date_asked", "date_answered", "status", "askers"))
        assert q["same_answer"] == (q["status"] == one["status"] == "beantwoord" and
                                    (int(q["id"][4:]) - int(one["id"][4:])) % 3 == 0)
    assert [hit["rank"] for hit in found["hits"]] == list(range(1, FOLDS + 1))


def test_what_asks_something_else_stands_alone(db):
    for hit in search(db, "--limit", "100", "laadpaal")["hits"]:
        if not hit["id"].startswith(("elk-", "weer-")):
            assert "folded" not in hit


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("query", ["laadpaal", "laadpaal OF zonnebloem"]) # a theme, and another query
def test_pages_follow_each_other_in_every_order(db, order, query):
    def ask(limit, offset, *more):
        return search(db, "--sort", order, "--limit", limit, "--offset", offset, *more, query, program=RELEASE)
    plain = [hit["id"] for hit in ask(100, 0, "--no-fold")["hits"]]
    whole = ask(100, 0)["hits"]
    assert sorted(everything(whole)) == sorted(plain) == sorted(p["id"] for p in PAPERS)
    for hit in whole: # the first is the one that is shown, the others follow in the order asked for
        fold = [hit["id"], *under(hit)]
        assert fold == [id for id in plain if id in fold]
    assert [hit["id"] for hit in whole] == [id for id in plain if id in {hit["id"] for hit in whole}]
    for size in (1, 3, 7):
        assert pages(ask, size) == whole


def test_each_by_itself(db):
    found = search(db, "--no-fold", "--limit", "100", "laadpaal")
    assert found["folded"] == 0 and len(found["hits"]) == found["total"] == len(PAPERS)
    assert all("folded" not in hit for hit in found["hits"])
    assert "gesteld aan" not in run("search", "--db", db, "--no-fold", "laadpaal").out


def test_conditions_choose_the_copy_that_is_shown(db):
    for i in (2, 9, 17):
        found = search(db, f'minister:"{MINISTERS[i]}" titel:laadpalen diensten hoeveel')
        assert f"elk-{i}" in everything(found["hits"])
        assert not {f"elk-{k}" for k in range(18) if k != i} & set(everything(found["hits"]))
    (one,) = search(db, "nummer:112 OF nummer:115")["hits"]
    assert {one["id"], *under(one)} == {"elk-12", "elk-15"}


def test_a_match_is_shown_before_what_is_only_related(tmp_path):
    """The answer alone tells a match from its copy."""
    lines = [paper(f"paar-{i}", name, 10 + i, "2021-01-01", answer=answer)
             for i, (name, answer) in enumerate(zip(MINISTERS, ["Laadpalen, laadpalen en nog eens laadpalen.", "Met subsidie."]))]
    index(tmp_path / "db", write_lines(tmp_path / "a.jsonl", lines))
    found = search(tmp_path / "db", "laadpalen subsidie")
    assert found["total"] == 1 and [hit["id"] for hit in found["hits"]] == ["paar-1"]
    assert not found["hits"][0]["related"] and [(q["id"], q["related"]) for q in found["hits"][0]["folded"]["questions"]] == \
        [("paar-0", True)]


def test_line_below_the_hit(db, tmp_path):
    out = run("search", "--db", db, "--limit", "100", "laadpaal").out
    assert "     Ook gesteld aan 17 andere ministers · 14 beantwoord, 4 met dit antwoord · 3 niet beantwoord\n" in out
    assert "     Nog 2 keer gesteld · weer-" in out
    assert f"{len(PAPERS)} vragen gevonden, getoond: 1 tot {FOLDS}, met 19 die hetzelfde vragen (apart met --no-fold)." in out
    lines = [paper(f"drie-{i}", MINISTERS[i % 3], 10 + i, "2021-01-01") for i in range(4)]
    index(tmp_path / "db", write_lines(tmp_path / "a.jsonl", lines))
    out = run("search", "--db", tmp_path / "db", "--sort", "number", "laadpaal").out
    assert "     Ook gesteld aan Minister Proefb en Minister Proefc, en nog 1 keer · drie-1, drie-2, drie-3\n" in out


def test_what_counts_and_lists_is_unfolded(db, tmp_path):
    for name in ("jsonl", "csv", "trec", "bibtex", "ris"):
        out = run("search", "--db", db, "--format", name, "--limit", "100", "laadpaal").out
        assert all(p["id"] in out for p in PAPERS)
    (tmp_path / "q").write_text("laadpaal\n", encoding="utf-8")
    (line,) = run("search", "--db", db, "--queries", tmp_path / "q").out.splitlines()
    assert len(json.loads(line)["ids"]) == len(PAPERS)
    (tmp_path / "t").write_text("1\tlaadpaal\n", encoding="utf-8")
    assert len(run("search", "--db", db, "--topics", tmp_path / "t").out.splitlines()) == len(PAPERS)
    found = search(db, "--facets", "minister", "--stats", "laadpaal")
    assert sum(v["questions"] for v in found["facets"]["minister"]["values"]) == len(PAPERS)
    assert {**found, "hits": 0, "folded": 0} == {**search(db, "--facets", "minister", "--stats", "--no-fold", "laadpaal"), "hits": 0}
    assert search(db, "--passages", "laadpaal")["folded"] == 0
    assert len(search(db, "--limit", "0", "laadpaal")["hits"]) == 0


def test_similar_questions_are_folded_too(db):
    found = run("similar", "--db", db, "--json", "weer-0").json
    assert found["folded"] == 1 and everything(found["hits"][:1]) == ["weer-1", "weer-2"]
    plain = run("similar", "--db", db, "--json", "--no-fold", "weer-0").json
    assert plain["folded"] == 0 and len(plain["hits"]) == len(found["hits"]) + 1 and plain["total"] == found["total"]


def test_behind_the_thousandth_nothing_is_folded(tmp_path):
    """Of 1,101: a copy before the thousandth, one behind it, and two that are both behind it."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    made = [paper(f"v-{i:04}", "Minister Proefa", i, "2021-01-01",
                  f"Laadpaal {letters[i // 676]}{letters[i // 26 % 26]}{letters[i % 26]}?") for i in range(1, 1102)]
    for i, twin in ((500, 1), (1050, 2), (1060, 1055)):
        made[i - 1]["question"] = made[twin - 1]["question"]
    index(tmp_path / "db", write_lines(tmp_path / "a.jsonl", made), program=RELEASE)
    found = search(tmp_path / "db", "--sort", "number", "--limit", "2000", "laadpaal", program=RELEASE)["hits"]
    assert [(hit["id"], under(hit)) for hit in found if under(hit)] == [("v-0001", ["v-0500"])]
    assert everything(found)[2:] == [f"v-{i:04}" for i in range(2, 1102) if i != 500]

    def ask(limit, offset):
        return search(tmp_path / "db", "--sort", "number", "--limit", limit, "--offset", offset, "laadpaal", program=RELEASE)
    assert pages(ask, 333) == found
    assert [hit["rank"] for hit in found] == list(range(1, 1101))


def test_papers_with_another_fingerprint_are_not_the_same(tmp_path):
    """A document has the fingerprints of all its papers: a notice of delay with the same words joins no questions."""
    delay = "De vraag wordt later beantwoord wat de laadpaal betreft."
    for i, text in enumerate(["Staat er een laadpaal?", "Werkt de laadpaal?"]):
        for part, lines in (("later", {"question": None, "intro": delay, "status": "uitgesteld"}), ("vraag", {"question": text})):
            index(tmp_path / "db", write_lines(tmp_path / f"{part}-{i}.jsonl", [{**paper(f"uit-{i}", "Minister Proefa", i, "2021-01-01"), **lines}]))
    found = search(tmp_path / "db", "laadpaal")
    assert [len(found["hits"]), found["folded"]] == [2, 0]


def test_shards_and_servers_fold_alike(tmp_path):
    lines = write_lines(tmp_path / "papers.jsonl", PAPERS)
    index(tmp_path / "one", lines, program=RELEASE)
    index(tmp_path / "two", "--shards", "2", lines, program=RELEASE)
    with served(tmp_path / "two") as shards:
        for query in ("laadpaal OF zonnebloem", "laadpaal"):
            seen = [[(hit["id"], under(hit)) for hit in search(place, "--sort", "number", "--limit", "8", query, program=RELEASE)["hits"]]
                    for place in (tmp_path / "one", tmp_path / "two", place_of(shards))]
            assert seen[0] == seen[1] == seen[2] and len(seen[0][0][1]) == 17


def test_api_and_feed(db):
    with serve(db) as server:
        assert without_addresses(api(server, "search", q="laadpaal")) == search(db, "laadpaal")
        assert without_addresses(api(server, "search", q="laadpaal", fold=0, limit=50)) == search(db, "--no-fold", "--limit", "50", "laadpaal")
        assert api(server, "similar/weer-0", fold=0)["folded"] == 0 and api(server, "similar/weer-0")["folded"] == 1
        assert pages(lambda limit, offset: without_addresses(api(server, "search", q="laadpaal", limit=limit, offset=offset)), 4) == \
            search(db, "--limit", "100", "laadpaal")["hits"]
        assert without_addresses(api(server, "search", q="laadpaal", limit=4, page=2)) == search(db, "--limit", "4", "--offset", "4", "laadpaal")
        entries = ElementTree.fromstring(server.ask("/feed?q=laadpaal").body).findall(f"{ATOM}entry")
        assert len(entries) == FOLDS
        (one,) = [e for e in entries if "/vraag/elk-" in e.find(f"{ATOM}id").text]
        assert "(Ook gesteld aan 17 andere ministers" in one.find(f"{ATOM}summary").text
        assert one.find(f"{ATOM}updated").text == "2021-05-15T00:00:00Z" # the newest answer under it
        assert len(server.ask("/api/v1/export?q=laadpaal").text.splitlines()) == len(PAPERS)


def test_a_sample_pages_to_the_end(tmp_path):
    index(tmp_path / "db", SAMPLE, program=RELEASE)
    plain = search(tmp_path / "db", "--no-fold", "--limit", "1000", "onderwijs", program=RELEASE)["hits"]
    hits = pages(lambda limit, offset: search(tmp_path / "db", "--limit", limit, "--offset", offset, "onderwijs", program=RELEASE), 9)
    assert sorted(everything(hits)) == sorted(hit["id"] for hit in plain)
