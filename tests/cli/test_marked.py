# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that a reader marks as good (--like): on the command line, in the API, on the page and as a tool."""
import json
import re
from urllib.parse import urlencode

import pytest

from conftest import USAGE, index, run, search, write_lines
from test_mcp import client
from test_web_contract import all_hits
from webkit import api, page, serve

PARK = ["De stoelen en bloemen van het stadspark worden door de groendienst vervangen. Wie onderhoudt de bank?",
        "Welke bloemen plant de groendienst in het stadspark, en waar staat een bank of stoelen?",
        "Hoeveel stoelen en bloemen heeft de groendienst in het stadspark, naast elke bank?"]
MONEY = ["De rente op spaarboekjes en leningen daalt bij elke bank. Wat doet de toezichthouder?",
         "Welke bank verlaagt de rente op leningen en spaarboekjes zonder de toezichthouder?",
         "Kent de toezichthouder de rente op spaarboekjes bij deze bank, en die op leningen?",
         "Moet een bank de rente op leningen aan de toezichthouder melden, en op spaarboekjes?"]
GREEN = "De groendienst plant bloemen in het stadspark en zet er stoelen."
FILLERS = ["wegen", "haven", "verpleegkundigen", "nachtdienst", "wachtlijsten", "onderwijs", "treinen", "zondag", "stikstof", "boeren",
           "asiel", "opvang", "huurwoningen", "energie", "zonnepanelen", "vliegtuigen", "drugs", "kerken", "tandartsen", "paspoorten", "dieren", "tabak", "water", "taxi",
           "bussen", "ambtenaren", "rechters", "gevangenissen", "belastingen", "douane", "visa", "kernenergie", "adoptie", "politie", "brandweer", "bibliotheken", "sport", "musea", "vissers", "mest"]
TEXTS = {**{f"park-{i}": text for i, text in enumerate(PARK)}, **{f"geld-{i}": text for i, text in enumerate(MONEY)}, "groen": GREEN,
         # words that mark few of all questions are what feedback takes
         **{f"rest-{i}-{k}": f"Wat doet u aan {one}, en aan {other}?" for i, one in enumerate(FILLERS) for k, other in enumerate(FILLERS[:i])}}


@pytest.fixture(scope="module")
def banks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("marked")
    write_lines(folder / "vragen.jsonl", [{"id": name, "parliament": "vlaams", "title": name.capitalize(), "date": "2021-03-01", "question": text,
                                           "answer": "Het antwoord volgt."} for name, text in TEXTS.items()])
    index(folder / "db", folder / "vragen.jsonl")
    return folder / "db"


@pytest.fixture(scope="module")
def site(banks):
    with serve(banks) as running:
        yield running


def found(db, *args):
    got = search(db, *args)
    return [hit["id"] for hit in got["hits"]], got


@pytest.mark.parametrize("mark, kin", [("park-1", "park"), ("geld-1", "geld")])
def test_what_is_like_it_rises(banks, mark, kin):
    ids, got = found(banks, "bank", "--like", mark)
    assert {one.split("-")[0] for one in ids[:2]} == {kin} and got["like"] == [mark]
    assert got["total"] == search(banks, "bank")["total"] == len(PARK) + len(MONEY)


def test_the_marked_question_comes_last(banks):
    for marks in (["park-0"], ["park-0", "geld-2"], ["groen"]):
        ids, got = found(banks, "bank", *[arg for mark in marks for arg in ("--like", mark)])
        plain, before = found(banks, "bank")
        assert set(ids[-len(marks):]) == set(marks) and got["total"] == before["total"]
        assert set(plain) <= set(ids) and [hit["rank"] for hit in got["hits"]] == list(range(1, len(ids) + 1))
        scores = [hit["score"] for hit in got["hits"]]
        assert scores == sorted(scores, reverse=True)


def test_it_lends_what_is_related(banks):
    assert "groen" not in found(banks, "bank", "--no-feedback")[0] # it has none of the words
    ids, got = found(banks, "bank", "--no-feedback", "--like", "park-1")
    assert "groen" in ids and got["hits"][ids.index("groen")]["related"]


@pytest.mark.parametrize("options", [["--plain"], ["--no-latent", "--no-feedback"], ["--no-thesaurus"], ["--thorough"],
                                     ["--explain"]])
def test_with_other_options(banks, options):
    ids = found(banks, "bank", "--like", "park-1", *options)[0]
    assert ids[0].startswith("park") and ids[-1] == "park-1"
    assert search(banks, "bank", "--like", "park-1", "--passages", *options)["hits"]


def test_a_long_theme(banks):
    words = ["bank", "groendienst", "rente", "stadspark", "toezichthouder"]
    assert found(banks, *words, "--like", "geld-0")[0][0].startswith("geld")
    assert found(banks, *words, "--like", "park-0")[0][0].startswith("park")


def test_pages_and_streams_agree(banks):
    marks = ["--like", "park-1,geld-0"]
    whole = [hit["id"] for hit in search(banks, "bank", *marks, "--no-fold")["hits"]]
    paged = [hit["id"] for at in range(len(whole)) for hit in search(banks, "bank", *marks, "--no-fold", "--limit", "1", "--offset", str(at))["hits"]]
    assert paged == whole
    lines = run("search", "--db", banks, "bank", *marks, "--all", "--format", "jsonl").out.splitlines()
    matches = [one for one in whole if not one == "groen" and "bank" in TEXTS[one]]
    assert [json.loads(line)["id"] for line in lines] == matches and set(matches[-2:]) == {"park-1", "geld-0"}


def test_where_marks_have_no_say(banks):
    for query in (["bank", "--sort", "date"], ['"deze bank"'], ["bank", "--all-words"], ["soort:schriftelijk"]):
        got = search(banks, *query, "--like", "park-1", *(["--limit", "3"]))
        plain = search(banks, *query, *(["--limit", "3"]))
        assert got["hits"] == plain["hits"] and "like" not in got
        assert any("aangeduide vragen" in notice for notice in got["notices"])


def test_how_they_are_given(banks):
    both = found(banks, "bank", "--like", "park-1", "--like", "geld-0")[0]
    assert both == found(banks, "bank", "--like", " park-1, geld-0,,park-1")[0]
    assert found(banks, "bank", "--like", "")[0] == found(banks, "bank")[0]
    out = run("search", "--db", banks, "bank", "--like", "park-1,geld-0").out
    assert "Meer zoals: park-1, geld-0\n" in out
    err = run("search", "--db", banks, "bank", "--like", "park-1,niets,park-0,nergens", code=1).err
    assert '"niets", "nergens"' in err and "park" not in err
    assert "at most 5" in run("search", "--db", banks, "bank", "--like", "a,b,c,d,e,f", code=USAGE).err


# ---- the API ----

def test_api(site, banks):
    got = api(site, "search", q="bank", like="park-1")
    assert [hit["id"] for hit in got["hits"]] == found(banks, "bank", "--like", "park-1")[0] and got["like"] == ["park-1"]
    repeated = json.loads(site.ask("/api/v1/search?q=bank&like=park-1&like=geld-0").text)
    assert repeated["hits"] == api(site, "search", q="bank", like="park-1,geld-0")["hits"]
    hits = all_hits(site, q="bank", like="park-1", related=0, fold=0)
    assert [hit["rank"] for hit in hits] == list(range(1, got["total"] + 1)) and hits[-1]["id"] == "park-1"
    lines = site.ask("/api/v1/export?" + urlencode({"q": "bank", "like": "park-1"})).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [hit["id"] for hit in hits]


def test_api_errors(site):
    for like, part in (("niets,park-1,nergens", '"niets", "nergens"'), ("a,b,c,d,e,f", "5 vragen")):
        for name in "search", "export":
            problem = api(site, name, 400, q="bank", like=like)
            assert problem["code"] == "bad-parameter" and part in problem["detail"]
    assert api(site, "facets", 400, q="bank", like="park-1")["code"] == "unknown-parameter"
    assert api(site, "similar/park-1", 400, like="park-2")["code"] == "unknown-parameter"


def test_tool(banks):
    with client(banks) as mcp:
        mcp.ask("initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo={"name": "t", "version": "1"})
        got = mcp.call("search", query="bank", like="park-1")
        assert [hit["id"] for hit in got["hits"]] == found(banks, "bank", "--like", "park-1")[0]
        assert '"niets"' in mcp.call("search", query="bank", like="niets")


# ---- the page ----

def html(site, target):
    page(site, target) # which looks it over
    return site.ask(target).text


def links_of(text, name):
    return [link.replace("&amp;", "&") for link in re.findall(rf'<p class="{name}"><a rel="nofollow" href="([^"]*)"', text)]


def test_page(site):
    text = html(site, "/?q=bank&year=2021&sort=relevance")
    links = links_of(text, "zoals")
    assert len(links) == text.count('class="vondst"') and all("q=bank" in link and "year=2021" in link for link in links)
    link = next(link for link in links if "like=park-1" in link)
    marked = html(site, link)
    assert "meer zoals:" in marked and "Park-1" in marked and 'content="noindex, follow"' in marked
    assert not any(one.endswith("like=park-1") for one in links_of(marked, "zoals"))
    off = re.search(r'<a class="zoals" rel="nofollow" href="([^"]*)"', marked)[1]
    assert "like" not in off and html(site, off.replace("&amp;", "&")) == html(site, "/?q=bank&year=2021")
    for name in "/feed", "/statistiek":
        assert all("like" not in one for one in re.findall(rf'href="({name}[^"]*)"', marked))
    assert "like=park-1" in re.search(r'href="(/api/v1/export[^"]*)"', marked)[1]
    assert 'name="like"' not in marked # new words begin without marks


def test_at_most_five_on_the_page(site):
    five = "".join(f"&like={one}" for one in list(TEXTS)[:5])
    assert not links_of(html(site, "/?q=bank" + five), "zoals")
    assert site.ask("/?q=bank&like=x" + five).status == 400


def test_an_id_with_a_comma_has_no_link(db, tmp_path):
    write_lines(tmp_path / "v.jsonl", [{"id": one, "parliament": "kamer", "question": f"Waar staat bank {one}?"} for one in ("a,b", "c")])
    index(db, tmp_path / "v.jsonl")
    with serve(db) as one:
        assert [link.split("like=")[1] for link in links_of(html(one, "/?q=bank"), "zoals")] == ["c"]


def test_page_without_a_say(site):
    assert "aangeduide vragen" in html(site, "/?q=bank&like=park-1&sort=date")
    assert not links_of(html(site, "/?q=bank&sort=date"), "zoals")
    answer = site.ask("/?q=bank&like=nergens")
    assert answer.status == 400 and "nergens" in answer.text
    html(site, "/?like=park-1")


def test_the_way_back_keeps_the_marks(site):
    text = html(site, "/?q=bank&like=park-1")
    href = re.search(r'<h3><a href="(/vraag/[^"]*)"', text)[1].replace("&amp;", "&")
    assert "like=park-1" in href
    back = re.search(r'class="terug"[^>]*><a href="([^"]*)"', html(site, href))[1]
    assert back.replace("&amp;", "&") == "/?q=bank&like=park-1"
