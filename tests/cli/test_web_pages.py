# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages: what people see, and what robots and browsers are told."""
import json
import re
import xml.etree.ElementTree as ElementTree
from urllib.parse import quote, urlencode

import pytest

from conftest import index, run, search, write_lines
from webkit import ATOM, page, serve


def test_front_page(server):
    front = page(server, "/")
    assert "80 parlementaire vragen" in front.text
    assert len(server.ask("/").body) < 50_000
    loaded = [given for tag, given in front.elements if tag in ("script", "link") and
              (given.get("src") or given.get("rel") == "stylesheet")]
    assert len(loaded) == 2 # the style sheet and the script


def test_search_page(server, sample):
    found = search(sample, "--limit", "10", "inburgering")
    got = page(server, "/?q=inburgering")
    assert f"{found['total']} vragen" in got.text and "Gezocht: vragen met" in got.text
    assert [link for link in got.links if re.fullmatch(r"/vraag/[^?#]+\?q=inburgering&plaats=\d+", link)] == \
        [f"/vraag/{hit['id']}?q=inburgering&plaats={hit['rank']}" for hit in found["hits"]]
    assert "mark" in got.shape()


def test_related_hits_are_told(server):
    assert "verwant" in page(server, "/?q=kinderopvang").text


def test_suggestion(server):
    got = page(server, "/?q=inburgerring")
    assert "Bedoelde u inburgering ?" in got.text or "Bedoelde u inburgering?" in got.text
    assert "/?q=inburgering" in got.links


def test_bad_query_marks_the_place(server):
    got = page(server, "/?q=" + quote("fiets (water"), 400)
    assert "mark" in got.shape() and "teken 7" not in got.text # the mark is there
    assert got.text.count("Deze zoekopdracht klopt niet") > 1 and "/?q=fiets%20water" in got.links # the words alone


def test_nothing_found_helps(server):
    got = page(server, "/?q=zzzqqq")
    assert "Geen vragen gevonden" in got.text and "Geen enkele vraag voldoet aan uw zoekopdracht" in got.text


def test_facets_narrow_and_come_off(server, sample):
    counts = search(sample, "--all", "--limit", "0", "--facets", "minister")["facets"]["minister"]["values"]
    name, number = counts[0]["value"], counts[0]["questions"]
    got = page(server, "/?sort=date")
    link = "/?" + urlencode({"minister": name, "sort": "date"}).replace("+", "%20")
    assert link in got.links
    chosen = page(server, link)
    assert f"{number} vragen" in chosen.text
    assert "/?sort=date" in chosen.links # takes it out
    assert ("a", "gekozen") in [(tag, given.get("class")) for tag, given in chosen.elements]


def test_years_without_questions_have_their_place(db, tmp_path):
    days = ["2015-03-01", "2015-05-01", "2018-03-01"]
    index(db, write_lines(tmp_path / "vragen.jsonl", [{"id": f"v{i}", "parliament": "kamer", "title": f"Fietspad {i}", "date": day,
                                "question": "Waar?", "answer": "Daar."} for i, day in enumerate(days)]))
    with serve(db) as server:
        for target in ("/?q=fietspad", "/statistiek?q=fietspad"):
            assert re.findall(r"<title>(\d+: \d+ vra\w+)</title>", server.ask(target).text) == \
                ["2015: 2 vragen", "2016: 0 vragen", "2017: 0 vragen", "2018: 1 vraag"]
        rows = re.findall(r'<th scope="row">(?:<a [^>]*>)?(\d{4})(?:</a>)?</th><td class="g">(\d+)<',
                          server.ask("/statistiek").text)
        assert rows == [("2015", "2"), ("2016", "0"), ("2017", "0"), ("2018", "1")]


def test_all_values_of_a_facet(db, tmp_path):
    index(db, write_lines(tmp_path / "vragen.jsonl", [{"id": f"v{i}", "parliament": "kamer", "title": f"Fietspad {i}", "date": "2020-03-01",
                                "asker": f"Jan Vraag{chr(97 + i // 26)}{chr(97 + i % 26)}", "question": "Waar?",
                                "answer": "Daar."} for i in range(45)]))
    with serve(db) as server:
        found = page(server, "/?q=fietspad&year=2020&page=2")
        link = "/waarden/asker?q=fietspad&year=2020"
        assert link in found.links and "toon alle 45" in found.text
        got = page(server, link)
        assert "45 vraagstellers" in got.text and "/?q=fietspad&year=2020" in got.links
        assert sum("asker=" in one for one in got.links) == 45
        assert ("meta", {"name": "robots", "content": "noindex, follow"}) in got.elements
        for target in ("/waarden/vraagsteller", "/waarden/nergens", "/waarden/"):
            page(server, target, 404)
        page(server, "/waarden/asker?q=(", 400)


def test_every_state_is_a_link(server):
    first = page(server, "/?q=de&sort=date")
    assert "/?q=de&sort=date&page=2" in first.links
    second = page(server, "/?q=de&sort=date&page=2")
    assert "/?q=de&sort=date" in second.links
    hits = lambda p: {link for link in p.links if link.startswith("/vraag/") and "#" not in link}
    assert hits(first) and hits(second) and not hits(first) & hits(second)


def test_all_questions_and_their_links(server, sample_questions):
    """Each page is well-formed and leads nowhere that is not there."""
    followed = set()
    for question in sample_questions:
        got = page(server, "/vraag/" + quote(question["id"], safe=""))
        assert len(got.ids) == len(set(got.ids)), "an id twice"
        if question["title"]:
            assert " ".join(question["title"].split()) in got.text
        followed |= {link for link in got.links if re.match("/(minister|vraagsteller|thema|vraag|citaat)/", link)}
    assert {link.split("/")[1] for link in followed} >= {"minister", "vraagsteller", "vraag", "citaat"}
    for link in sorted(followed):
        assert server.ask(link).status == 200, link


def test_question_has_each_part(server, sample_questions):
    question = next(q for q in sample_questions if q["id"] == "vlaams-2022-02-03-181-bram-de-ridder")
    got = page(server, f"/vraag/{question['id']}?q=inburgeringstoets")
    for number in range(1, len(question["questions"]) + 1):
        assert f"vraag-{number}" in got.ids
    for word in ("nr", "3 februari 2022", "Yasmina El Kaddouri", "Bram De Ridder", "Vergelijkbare vragen"):
        assert word.lower() in got.text.lower()
    assert "mark" in got.shape()
    answered = next(q for q in sample_questions if q["date_asked"] and q["date_answered"])
    assert re.search(r"na \d+ dag", page(server, "/vraag/" + answered["id"]).text)


def test_citations_go_both_ways(server, sample_questions):
    for question in sample_questions:
        if question.get("cites"):
            got = page(server, "/vraag/" + question["id"])
            assert "Verwijst naar" in got.text
            section = server.ask("/vraag/" + question["id"]).text.split("Verwijst naar", 1)[1].split("</section>")[0]
            cited = re.findall(r'href="(/vraag/[^"]+)"', section)
            if cited:
                assert "Wordt genoemd in" in page(server, cited[0]).text
                return
    pytest.fail("no question of the sample cites another that is there")


def test_metadata(server):
    text = server.ask("/vraag/vlaams-2022-02-03-181-bram-de-ridder").text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)[1])
    assert data["@context"] == "https://schema.org" and data["dateCreated"] == "2022-02-03"
    assert '<meta name="DC.creator" content="Yasmina El Kaddouri">' in text
    assert f'<link rel="canonical" href="http://127.0.0.1:{server.port}/vraag/' in text


def test_people_and_figures(server):
    for link in ("/minister/bram-de-ridder", "/vraagsteller/yasmina-el-kaddouri", "/statistiek", "/statistiek?q=water"):
        got = page(server, link)
        assert "table" in got.shape(), link
    assert "Bram De Ridder" in page(server, "/minister/bram-de-ridder").text
    for link in ("/minister/niemand", "/minister/Bram-De-Ridder", "/thema/%3Cb%3E", "/vraag/niets", "/nergens", "/vraag/"):
        page(server, link, 404)


def test_citations_of_a_question(server):
    target = "/citaat/vlaams-2022-02-03-181-bram-de-ridder?format="
    assert server.ask(target + "bibtex").text == run("show", "--db", server.process.args[3], "--format", "bibtex",
                                                     "vlaams-2022-02-03-181-bram-de-ridder").out
    assert server.ask(target + "ris").text.startswith("TY  - ")
    assert server.ask(target + "docx").status == 400


def test_feed(server):
    got = server.ask("/feed?q=inburgering", headers={"Host": "vragen.example.org"})
    feed = ElementTree.fromstring(got.text)
    entries = feed.findall(ATOM + "entry")
    assert got.getheader("Content-Type").startswith("application/atom+xml") and entries
    updated = [entry.find(ATOM + "published").text for entry in entries if entry.find(ATOM + "published") is not None]
    assert updated == sorted(updated, reverse=True)
    assert all(entry.find(ATOM + "id").text.startswith("http://vragen.example.org/vraag/") for entry in entries)


def test_files_for_machines(server, sample_questions):
    parts = [one[0].text for one in ElementTree.fromstring(server.ask("/sitemap.xml").text)]
    assert [part.split("?")[1] for part in parts] == ["part=1", "part=2"] # 50,000 questions fit one; people
    urls = ElementTree.fromstring(server.ask("/sitemap.xml?part=1").text)
    days = {url[0].text.split("/vraag/")[1]: url[1].text for url in urls if len(url) > 1}
    assert len(urls) == len(sample_questions)
    for question in sample_questions:
        assert days.get(quote(question["id"], safe="")) == (max(filter(None, (question["date_asked"], question["date_answered"])), default=None))
    people = [url[0].text.split(str(server.port))[1] for url in ElementTree.fromstring(server.ask("/sitemap.xml?part=2").text)]
    assert len(people) == len(set(people)) and {"/ministers", "/minister/bram-de-ridder"} <= set(people)
    assert all(server.ask(target).status == 200 for target in people[:40])
    assert server.ask("/sitemap.xml?part=3").status == 400
    assert ElementTree.fromstring(server.ask("/opensearch.xml").text).tag.endswith("OpenSearchDescription")
    assert "Sitemap: http://127.0.0.1" in server.ask("/robots.txt").text
    closed = ("meta", {"name": "robots", "content": "noindex, follow"})
    assert closed not in page(server, "/").elements and closed not in page(server, "/?q=de").elements
    for chosen in ("/?q=de&page=2", "/?q=de&sort=date", "/?q=de&parliament=vlaams", "/?q=de&from=2020", "/?sort=date"):
        assert closed in page(server, chosen).elements, chosen
    for path, kind in (("/stijl.css", "text/css"), ("/pagina.js", "text/javascript"), ("/favicon.ico", "image/svg+xml")):
        got = server.ask(path)
        assert got.status == 200 and got.getheader("Content-Type").startswith(kind)


def test_url_given(sample):
    with serve(sample, "--url", "https://vragen.example.org") as running:
        assert "<loc>https://vragen.example.org/vraag/" in running.ask("/sitemap.xml?part=1").text
