# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of strangers, in questions and in documents, stay texts."""
import json
import random
import re
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from conftest import index, often, write_lines
from webkit import Page, serve


HOSTILE = ['<script>alert(1)</script>', '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", '</title><script>',
           '</textarea>', '<!--', '-->', ']]>', '<![CDATA[', '&lt;script&gt;', '&#60;script&#62;', '%3Cscript%3E',
           '" onmouseover="alert(1)', "' onfocus='alert(1)' autofocus='", '`', '${alert(1)}', '{{7*7}}', 'javascript:alert(1)',
           '\u202e\u2066<b>', '\ufeff<b>', '\u2028</script>', '</script><script>alert(1)//', '\\u003cscript\\u003e', '<svg/onload=alert(1)>',
           '\x01\x02<b>\x7f', '<a href="javascript:x">', '&amp;quot;', '" style="x', '//example.org', '\\"><b>', "<b\nid=x>", '\t<b>']


def generated(count):
    rng = random.Random(20260401)
    parts = HOSTILE + ["<", ">", '"', "'", "&", "/", "=", "script", "on", "\u00e9", "\U0001f600", " ", "\n", "a", "(", ")", "*", ":", "-", "\\"]
    return ["".join(rng.choice(parts) for _ in range(rng.randint(1, 8))) for _ in range(count)]


def test_hostile_queries(server):
    """Whatever is asked, nothing of it becomes a tag or an attribute."""
    with ThreadPoolExecutor(4) as threads:
        strings = HOSTILE + generated(often(1000, 100))
        targets = [("/statistiek?q=" if i % 10 == 9 else "/?q=") + quote(s, safe="") for i, s in enumerate(strings)]
        for s, got in zip(strings, threads.map(server.ask, targets)):
            assert got.status in (200, 400, 414), s
            Page(got.text) # fails for anything that could run, and for tags of the string
            assert got.text.count("<script") == 1, s


def test_hostile_elsewhere(server):
    for s in HOSTILE:
        q = quote(s, safe="")
        for target in (f"/vraag/voorbeeld-010?q={q}", f"/vraag/{q}", f"/minister/{q}", f"/thema/{q}", f"/?minister={q}",
                       f"/?theme={q}&sort=date", f"/?sort={q}", f"/?page={q}", f"/{q}"):
            got = server.ask(target)
            assert got.status in (200, 400, 404), target
            Page(got.text)
        feed = server.ask(f"/feed?q={q}")
        if feed.status == 200:
            ElementTree.fromstring(feed.text)
        for target in (f"/api/v1/search?q={q}", f"/api/v1/suggest?q={q}", f"/api/v1/question/{q}"):
            json.loads(server.ask(target).text)


def test_hostile_documents(tmp_path):
    """Every field of a question may hold anything."""
    db = tmp_path / "hostile.db"
    records = [{"id": f"x{i}-{s}", "parliament": "vlaams", "title": f"Titel {s}", "number": f"1{i}", "date": "2021-03-04",
                "date_answered": "2021-04-05", "asker": f"Jan {s}", "party": s, "minister": f"Piet {s}", "role": f"Minister van {s}",
                "themes": [f"thema {s}"], "url": s if i % 2 else f"https://x/{s}", "question": f"1. Wat is water {s}? 2. En {s}?",
                "answer": f"1. Water is {s}. 2. Nee {s}."} for i, s in enumerate(HOSTILE)]
    report = index(db, write_lines(tmp_path / "h.jsonl", [json.dumps(r) for r in records]))
    assert report["added"] >= len(HOSTILE) - 3, report
    with serve(db) as running:
        for target in ["/", "/?q=water&sort=date", "/?q=titel", "/statistiek", "/?sort=date&page=2"]:
            Page(running.ask(target).text)
        links = set()
        for hit in json.loads(running.ask("/api/v1/search?limit=100").text)["hits"]:
            got = running.ask("/vraag/" + quote(hit["id"], safe="") + "?q=water")
            assert got.status == 200, hit["id"]
            parsed = Page(got.text)
            assert got.text.count("<script") == 2
            json.loads(re.search(r'ld\+json">(.*?)</script>', got.text, re.S)[1])
            links |= {link for link in parsed.links if re.match("/(minister|vraagsteller|thema)/", link)}
        for link in links:
            Page(running.ask(link).text)
        ElementTree.fromstring(running.ask("/feed").text)
        ElementTree.fromstring(running.ask("/sitemap.xml").text)
