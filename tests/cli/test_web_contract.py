# SPDX-License-Identifier: GPL-3.0-or-later
"""What programs and publishers count on: true numbers, strict parameters, no path of the server, links that lead somewhere."""
import csv
import io
import json
import random
import re
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta
from urllib.parse import quote, urlencode, urljoin

import pytest

from conftest import CORPORA, SAMPLE, index, often, run, show, write_lines
from test_web_api import fits, follow, members
from webkit import ATOM, Page, api, page, serve


def all_hits(server, **parameters):
    """Every hit, by following `next` to the end."""
    got = api(server, "search", limit=7, **parameters)
    hits = list(got["hits"])
    while got["next"]:
        answer = server.ask(got["next"])
        assert answer.status == 200, answer.text
        got = json.loads(answer.text)
        hits += got["hits"]
    return hits


# ---- numbers ----

@pytest.mark.parametrize("query", ["inburgering", "water", "de", "kinderopvang", "jaar:2022", "school fiets"])
def test_paging_gives_the_total(server, query):
    total = api(server, "search", q=query, limit=0)["total"]
    for related in (0, 1):
        for fold in (0, 1):
            assert api(server, "search", q=query, related=related, fold=fold)["total"] == total
    hits = all_hits(server, q=query, related=0, fold=0)
    assert len(hits) == total and len({hit["id"] for hit in hits}) == total
    assert [hit["rank"] for hit in hits] == list(range(1, total + 1)) and not any(hit["related"] for hit in hits)
    folded = all_hits(server, q=query, related=0)
    assert sum(1 + hit.get("folded", {"count": 0})["count"] for hit in folded) == total


def some_queries(questions, count):
    chance = random.Random(7)
    words = sorted({word for q in questions for word in re.findall(r"[a-z]{5,}", (q["title"] or "").lower())})
    makers = [lambda: chance.choice(words), lambda: " ".join(chance.sample(words, 2)), lambda: f"titel:{chance.choice(words)}",
              lambda: f"{chance.choice(words)} jaar:{chance.randrange(2019, 2024)}", lambda: chance.choice(words)[:4] + "*"]
    return [chance.choice(makers)() for _ in range(count)]


def test_roads_to_the_same_list_agree(server, sample_questions):
    """Paging, the exports and the feed have the same questions in the same order."""
    for query in some_queries(sample_questions, often(200, 25)):
        ids = [hit["id"] for hit in all_hits(server, q=query, related=0, fold=0)]
        lines = [json.loads(line)["id"] for line in server.ask("/api/v1/export?" + urlencode({"q": query})).text.splitlines()]
        rows = csv.DictReader(io.StringIO(server.ask("/api/v1/export?" + urlencode({"q": query, "format": "csv"})).text))
        assert ids == lines == [row["id"] for row in rows], query
        dated = [hit["id"] for hit in all_hits(server, q=query, sort="date") if hit["date_asked"] or hit["date_answered"]]
        feed = ElementTree.fromstring(server.ask("/feed?" + urlencode({"q": query})).text)
        assert [entry.find(ATOM + "id").text.split("/vraag/")[1] for entry in feed.findall(ATOM + "entry")] == \
            [quote(one, safe="") for one in dated[:30]], query


def test_marks_count_characters(server):
    for hit in api(server, "search", q="inburgering", limit=50)["hits"]:
        for name in ("snippet", "answer_snippet"):
            text, marks, html = hit[name], hit[name + "_marks"], hit[name + "_html"]
            assert (text is None) == (html is None)
            if text is not None:
                assert re.findall("<mark>(.*?)</mark>", html) == [text[a:b].replace("&", "&amp;") for a, b in marks]


def test_figures_by_two_facets(server, sample_questions):
    got = api(server, "facets", group="year,minister")["group"]
    assert got["by"] == "year" and got["across"] == "minister"
    counted = {(row["value"], one["value"]): one["questions"] for row in got["rows"] for one in row["counts"]}
    expected = {}
    for question in sample_questions:
        for minister in question["ministers"]:
            if question["date_asked"] and minister["name"]:
                key = question["date_asked"][:4], minister["name"]
                expected[key] = expected.get(key, 0) + 1
    assert counted.items() >= {k: v for k, v in expected.items() if k in counted}.items() and counted
    narrowed = api(server, "facets", group="minister,year", year="2022")["group"]
    assert {one["value"] for row in narrowed["rows"] for one in row["counts"]} == {"2022"}
    for bad in ("year", "year,year", "year,x", ","):
        assert api(server, "facets", 400, group=bad)["code"] == "bad-parameter"


# ---- parameters ----

def test_parameters_are_strict(server):
    for target, code in (("search?nope=1", "unknown-parameter"), ("search?q=a&q=b", "repeated-parameter"),
                         ("search?format=csv", "unknown-parameter"), ("search?from=morgen", "bad-parameter"),
                         ("search?from=2022-13-45", "bad-parameter"), ("search?from=2023&to=2022", "bad-parameter"),
                         ("search?limit=5&limit=5", "repeated-parameter"), ("search?related=x", "bad-parameter"),
                         ("search?fold=2", "bad-parameter"), ("search?page=2&offset=3", "bad-parameter"),
                         ("search?parliament=mars", "bad-parameter"), ("search?status=zoek", "bad-parameter"),
                         ("question/x?q=1", "unknown-parameter"), ("health?x=1", "unknown-parameter"),
                         ("export?fields=source", "bad-parameter"), ("export?format=csv&fields=id", "bad-parameter"),
                         ("search?nope=", "unknown-parameter"), ("search?q=%zz", "bad-request"), ("search?q=(", "bad-query")):
        got = server.ask("/api/v1/" + target)
        assert got.status == 400 and got.getheader("Content-Type").startswith("application/problem+json"), target
        assert json.loads(got.text)["code"] == code, target
    assert server.ask("/?q=water&utm_source=brief").status == 200 # pages are for people


def test_a_query_error_tells_its_span(server):
    query = "h\u00e9\u00e9l (water"
    problem = api(server, "search", 400, q=query)
    assert problem["code"] == "bad-query" and query[problem["span"]["start"]:problem["span"]["end"]].startswith("(")


def test_a_minister_by_surname(server):
    whole = api(server, "search", minister="Bram De Ridder")
    assert whole["total"] and api(server, "search", minister="de ridder")["total"] == whole["total"]
    assert "Bram De Ridder" in page(server, "/?minister=de+ridder").text


@pytest.mark.parametrize("facet", ["minister", "asker", "party", "theme", "office"])
def test_a_name_that_nobody_has_is_told(server, facet):
    found = api(server, "search", **{facet: "Qxyzzy Nergenshuizen"})
    assert found["total"] == 0 and found["notices"]
    assert "Qxyzzy" in page(server, f"/?{facet}=Qxyzzy+Nergenshuizen").text


def test_a_period(server, sample_questions):
    filed = [max([q["date_asked"] or "", *q["meetings"]]) for q in sample_questions] # of a communiqué its newest meeting
    days = [day for day in filed if day]
    for low, high in (("2022", "2022"), ("2021-03", "2022-02-03"), ("2020", None)):
        expected = sum((not low or day >= low) and (not high or day <= high + "-99") for day in days)
        period = {name: value for name, value in (("from", low), ("to", high)) if value}
        assert api(server, "search", **period)["total"] == expected, period
    assert "from=2022-01-01" in server.ask("/?q=de&from=2022&to=2022").text


def test_export_of_whole_questions(server, sample):
    shown = {q["id"]: q for q in show(sample)}
    lines = [json.loads(line) for line in server.ask("/api/v1/export?fields=id,title,questions,answers,paper").text.splitlines()]
    assert len(lines) == len(shown)
    for line in lines:
        assert list(line) == ["id", "title", "questions", "answers", "paper"]
        assert line["answers"] == shown[line["id"]]["answers"]
    whole = json.loads(server.ask("/api/v1/export?fields=all").text.splitlines()[0])
    assert whole == api(server, "question/" + quote(whole["id"], safe=""))


# ---- paths and papers ----

def test_no_path_of_the_server(db, tmp_path):
    folder = tmp_path / "geheime-map"
    folder.mkdir()
    index(db, write_lines(folder / "geheim-bestand.jsonl", [{"id": "v1", "parliament": "kamer", "title": "Fietspad", "date": "2020-03-01",
                                                             "question": "Waar?", "answer": "Daar."}]))
    with serve(db) as server:
        for target in ("/", "/?q=fietspad", "/vraag/v1", "/api/v1/question/v1", "/api/v1/question/v1?raw=1", "/api/v1/search?q=fietspad",
                       "/api/v1/export", "/api/v1/export?format=csv", "/api/v1/export?fields=all", "/feed", "/sitemap.xml",
                       "/statistiek", "/citaat/v1?format=ris", "/citaat/v1"):
            got = server.ask(target)
            assert got.status == 200 and "geheim" not in got.text and str(tmp_path) not in got.text, target


def test_the_official_paper(db, tmp_path):
    index(db, write_lines(tmp_path / "vragen.jsonl", [
        {"id": "met", "parliament": "kamer", "title": "Fietspad met adres", "date": "2020-03-01", "question": "Waar?",
         "url": "https://stukken.example/1"},
        {"id": "zaak", "parliament": "tweedekamer", "title": "Fietspad van een zaak", "date": "2024-03-01", "question": "Waar?",
         "number": "2024Z01234"},
        {"id": "zonder", "parliament": "kamer", "title": "Fietspad zonder adres", "date": "2020-03-01", "question": "Waar?"}]))
    papers = {"met": "https://stukken.example/1", "zaak": "https://zoek.officielebekendmakingen.nl/kv-tk-2024Z01234.html", "zonder": None}
    with serve(db) as server:
        assert {hit["id"]: hit["paper"] for hit in api(server, "search", q="fietspad")["hits"]} == papers
        found = page(server, "/?q=fietspad").links
        for one, paper in papers.items():
            got = page(server, "/vraag/" + one)
            assert api(server, "question/" + one)["paper"] == paper
            assert paper in got.links and paper in found if paper else "geen adres van het offici\u00eble stuk" in got.text


# ---- pages ----

def test_folded_hits_can_be_reached(db, tmp_path):
    index(db, write_lines(tmp_path / "vragen.jsonl", [{"id": f"v{i:02}", "parliament": "kamer", "title": "Laadpaal", "date": "2020-03-01",
                                "question": "Hoeveel laadpalen zijn er?", "minister": f"Jan Minister{chr(97 + i)}"} for i in range(18)]))
    with serve(db) as server:
        got = page(server, "/?q=laadpaal")
        assert "18 vragen" in got.text and "Ook gesteld aan 17 andere ministers" in got.text
        assert got.shape().count("article") == 1
        assert {link.split("?")[0] for link in got.links} >= {f"/vraag/v{i:02}" for i in range(18)}
        assert not any("page=" in link for link in got.links)


def test_what_is_chosen_stays_on_top(db, tmp_path):
    index(db, write_lines(tmp_path / "vragen.jsonl", [{"id": f"v{i}", "parliament": "kamer", "title": f"Fietspad {i}", "date": "2020-03-01",
                                "asker": f"Jan Vraag{chr(97 + i // 26)}{chr(97 + i % 26)}", "question": f"Waar is {i}?"} for i in range(45)]))
    with serve(db) as server:
        text = server.ask("/?q=fietspad&asker=Jan+Vraagbs").text
        values = re.findall(r"<span>(Jan Vraag\w\w)</span>", text.split('id="verfijnen"')[1])
        assert values[0] == "Jan Vraagbs"


def test_back_and_on(server):
    ids = [hit["id"] for hit in api(server, "search", q="de", sort="date", limit=15)["hits"]]
    got = page(server, f"/vraag/{quote(ids[11], safe='')}?q=de&sort=date&plaats=12")
    assert "/?q=de&sort=date&page=2" in got.links
    assert f"/vraag/{quote(ids[10], safe='')}?q=de&sort=date&plaats=11" in got.links
    assert f"/vraag/{quote(ids[12], safe='')}?q=de&sort=date&plaats=13" in got.links


def test_feed_follows_answers(server):
    feed = ElementTree.fromstring(server.ask("/feed?sort=answered").text)
    days = [entry.find(ATOM + "updated").text for entry in feed.findall(ATOM + "entry")]
    assert days and days == sorted(days, reverse=True) and not any(day.startswith("1970") for day in days)
    assert "antwoorden" in feed.find(ATOM + "title").text
    named = ElementTree.fromstring(server.ask("/feed?q=water&year=2022").text)
    assert "water" in named.find(ATOM + "title").text and "2022" in named.find(ATOM + "title").text


def links_of(got, target):
    return {urljoin(target, link).split("#")[0] for link in got.links if not re.match(r"https?:|mailto:", link)}


def test_every_link_of_every_page(server, sample_questions):
    """From the start page on, and whatever those pages link to; so far as a visitor would go."""
    seen, todo = set(), ["/", "/?q=inburgering", "/?q=zzzqqq", "/?q=de&sort=date&year=2022", "/statistiek?q=water", "/hulp"]
    todo += ["/vraag/" + quote(q["id"], safe="") for q in sample_questions[:often(80, 10)]]
    first = set(todo)
    while todo:
        target = todo.pop()
        if target in seen or len(seen) > often(5000, 700):
            continue
        seen.add(target)
        got = server.ask(target)
        assert got.status == 200, target
        kind = got.getheader("Content-Type")
        assert ("format=csv" in target) == kind.startswith("text/csv"), target
        if kind.startswith("text/html") and target in first:
            todo += sorted(links_of(page(server, target), target) - seen)


# ---- ministers, members, parties, themes, what is unanswered, what was asked ----

def test_browsing(server, sample):
    for target, facet, path in (("/ministers", "minister", "/minister/"), ("/kamerleden", "asker", "/vraagsteller/"),
                                ("/partijen", "party", "/partij/"), ("/themas", "theme", "/thema/")):
        values = api(server, "facets", facets=facet)["facets"][facet]["values"]
        got = page(server, target)
        links = [link for link in got.links if link.startswith(path)]
        assert len(links) == len(values) and len(set(links)) == len(links), target
        for link in links[:often(1000, 5)]:
            assert server.ask(link).status == 200, link
        assert target in page(server, "/").links


def test_unanswered_and_overdue(db, tmp_path):
    today = date.today()
    asked = {"kamer-oud": ("kamer", today - timedelta(days=200)), "kamer-nieuw": ("kamer", today - timedelta(days=3)),
             "tk-oud": ("tweedekamer", today - timedelta(days=23)), "tk-nieuw": ("tweedekamer", today - timedelta(days=20))}
    common = {"title": "Fietspad", "question": "Waar?"}
    index(db, write_lines(tmp_path / "vragen.jsonl",
        [{"id": one, "parliament": parliament, "date": str(day), "status": "onbeantwoord", **common, "question": f"Waar is {one}?"}
         for one, (parliament, day) in asked.items()] +
        [{"id": "uitgesteld", "parliament": "kamer", "date": "2019-01-01", "status": "uitgesteld", **common},
         {"id": "onbekend", "parliament": "kamer", "date": "2019-01-01", "status": "onbekend", **common}]))
    with serve(db) as server:
        got = page(server, "/onbeantwoord")
        assert got.text.count("2 vragen wachten op een antwoord") == 2 and got.text.count("1 vraag is over de termijn") == 2
        late = [link for link in got.links if link.startswith("/?") and "to=" in link]
        found = {hit["id"] for link in late for hit in json.loads(server.ask("/api/v1/search" + link[1:]).text)["hits"]}
        assert found == {"kamer-oud", "tk-oud"}


def test_twenty_working_days(db, tmp_path):
    """Of the Chamber: a question of 1 April 2024, Easter Monday, is due on 29 April."""
    index(db, write_lines(tmp_path / "vragen.jsonl", [{"id": "v", "parliament": "kamer", "date": "2024-04-01", "status": "onbeantwoord",
                                                       "title": "Fietspad", "question": "Waar?"}]))
    with serve(db) as server:
        assert "29 april 2024" in page(server, "/vraag/v").text


def post(server, target, text, kind="application/x-www-form-urlencoded"):
    body = urlencode({"tekst": text}) if kind != "text/plain" else text
    return server.ask(target, "POST", headers={"Content-Type": kind}, body=body.encode())


def test_was_it_asked_before(server, sample_questions):
    question = next(q for q in sample_questions if len(q["questions"]) > 1 and q["title"])
    draft = "Geachte minister,\n" + "\n".join(f"{i}. {one['text']}" for i, one in enumerate(question["questions"], 1))
    got = post(server, "/gevraagd", draft)
    assert got.status == 200 and got.getheader("ETag") is None and got.getheader("Cache-Control") == "no-store"
    shown = Page(got.text)
    assert f"/vraag/{quote(question['id'], safe='')}" in shown.links and "Gemeenschappelijk" in shown.text and "mark" in shown.shape()
    for kind in ("application/x-www-form-urlencoded", "text/plain"):
        found = json.loads(post(server, "/api/v1/asked?limit=3", draft, kind).text)
        assert question["id"] in [hit["id"] for hit in found["hits"]] and found["hits"][0]["draft_part"]
    told = json.loads(server.ask("/api/v1/openapi.json").text)
    schema = told["paths"]["/api/v1/asked"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    fits(found, schema, told)


def test_drafts_are_bounded(server):
    page(server, "/gevraagd")
    assert post(server, "/gevraagd", "a" * 65_000).status == 200
    assert post(server, "/gevraagd", "a" * 66_000).status in (413, 414)
    assert post(server, "/gevraagd", "a" * 500_000).status == 413
    assert post(server, "/api/v1/asked", "").status == 400 and server.ask("/api/v1/asked").status == 400
    assert post(server, "/", "x").status == 405 and post(server, "/gevraagd", "\x00").status == 400
    for hostile in ("<script>alert(1)</script>", "</textarea><b>", "&amp;" * 50, "(" * 100, '"' * 100):
        got = post(server, "/gevraagd", hostile)
        assert got.status == 200
        Page(got.text)


# ---- whatever is asked fits the description ----

def random_value(chance, parameter, root, words):
    schema = parameter["schema"]
    schema = schema.get("items", schema)
    pools = {"facets": ["all", "minister", "year,party", "x"], "group": ["year,minister", "party,year", "theme"], "from": ["2021", "2022-03", "x"],
             "to": ["2022", "2023-01-05"], "fields": ["id", "id,title", "all", "x"], "id": words["ids"] + ["niets"]}
    if parameter["name"] in pools:
        return chance.choice(pools[parameter["name"]])
    if "enum" in schema:
        return chance.choice(schema["enum"] + (["fout"] if chance.random() < 0.1 else []))
    if schema.get("type") == "integer":
        return chance.choice([schema.get("minimum", 0), 3, 7, schema.get("maximum", 10), -1, "x"])
    return chance.choice(words["any"])


def test_random_requests_fit_the_description(server, sample_questions):
    chance = random.Random(11)
    told = json.loads(server.ask("/api/v1/openapi.json").text)
    words = {"ids": [q["id"] for q in sample_questions],
             "any": ["water", "inburgering", "2022", "(", '"de', "minister:somers", "n-va", "Bram De Ridder", "zzz", "a" * 300, "fiets*", "\u00e9"]}
    for _ in range(often(5000, 400)):
        path, item = chance.choice(sorted(told["paths"].items()))
        if "get" not in item:
            continue
        parameters = [follow(p, told) for p in item["get"].get("parameters", [])]
        query = []
        for parameter in parameters:
            value = random_value(chance, parameter, told, words)
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", quote(value, safe=""))
            elif chance.random() < 0.25:
                query.append((parameter["name"], value))
        got = server.ask(path + ("?" + urlencode(query) if query else ""))
        described = item["get"]["responses"].get(str(got.status))
        assert described, (path, query, got.status, got.text[:300])
        content = follow(described, told)["content"]
        kind = got.getheader("Content-Type").split(";")[0]
        assert kind in content, (path, query, kind)
        if "json" in kind and "ndjson" not in kind and "oneOf" not in content[kind]["schema"]:
            value = json.loads(got.text)
            fits(value, content[kind]["schema"], told)
            assert not members(value, content[kind]["schema"], told), (path, query)
