# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching: what is asked for, in which order, and what is stored."""
import json

import fetchserver as srv
from conftest import run
from fetchkit import QUIET, TODAY, fetch, fill # noqa: F401 (a fixture)
from nightkit import FINDINGS


def test_all_is_stored_as_it_came(fetch):
    fill(fetch.service)
    report = fetch.run()
    assert fetch.files() == fetch.expected()
    assert (report["new"], report["listed"], report["doubles"], report["left"]) == (18, 11, 0, 0)
    assert fetch.service.paths("/search")[0].startswith("/search")
    assert report["requests"] == len(fetch.service.log)
    lists = fetch.spool / ".fetch" / "lists"
    assert json.loads((lists / "vlaams-1.json").read_text())["count"] == 7


def test_nothing_new_costs_no_bytes(fetch):
    fill(fetch.service)
    fetch.run()
    before = {p: p.stat().st_mtime_ns for p in fetch.spool.rglob("*.pdf")}
    report = fetch.run()
    assert (report["new"], report["changed"], report["same"]) == (0, 0, 14) # the bulletin is asked for by its list
    assert before == {p: p.stat().st_mtime_ns for p in fetch.spool.rglob("*.pdf")}
    fetch.service.validators = False # servers without: the bytes tell
    report = fetch.run()
    assert (report["new"], report["changed"], report["same"]) == (0, 0, 14)
    assert before == {p: p.stat().st_mtime_ns for p in fetch.spool.rglob("*.pdf")}


def test_what_changed_is_replaced(fetch):
    fill(fetch.service)
    fetch.run()
    fetch.service.documents[10500] = srv.pdf("Herzien")
    fetch.service.details[501]["titel"] = "Bruggen  -  Herzien"
    name = next(iter(fetch.service.items))
    fetch.service.items[name] = srv.bulletin(name, status="transmited")
    assert fetch.figures("new", "changed") == (0, 3)
    assert fetch.files() == fetch.expected()


def test_document_of_another_kind(fetch):
    fetch.service.add(1)
    fetch.run()
    fetch.service.documents[10001] = b"PK\3\4" + b"word/document.xml" * 9 + b"PK\5\6" + b"\0" * 18
    assert fetch.figures("changed") == (1,)
    assert sorted(fetch.files()) == ["pfile/10001.docx", "schv/1.json"]


def test_days_of_the_list(fetch):
    seen = []
    fetch.configure("overlap_days = 5", kinds=["opendata"])
    original = srv.Handler.do_GET

    def spy(self):
        seen.append((self.path, dict(self.headers)))
        original(self)
    srv.Handler.do_GET = spy
    try:
        fetch.run()
        run("fetch", "--config", fetch.config, "--today", "2025-11-25", env=QUIET)
        run("fetch", "--config", fetch.config, "--today", "2025-11-25", "--since", "2024-01-01", env=QUIET)
    finally:
        srv.Handler.do_GET = original
    days = [path.split("daterange:")[1].split("?")[0] for path, _ in seen]
    assert days[:2] == ["2025-11-01..2025-11-20", "2025-11-15..2025-11-25"]
    assert days[2:4] == ["2024-01-01..2024-01-30", "2024-01-31..2024-02-29"] # searches give some thousand rows at most
    assert days[-1].endswith("..2025-11-25") and len(days) == 2 + 24
    assert seen[0][1]["User-Agent"] == "vraagbaak (+post@example.org)"
    assert "requiredfields=aggregaattype:Schriftelijke%20vraag" in seen[0][0]


def test_an_answer_that_comes_late(fetch):
    """The question was listed long ago; it is asked for until it has its document."""
    fetch.configure("overlap_days = 0", kinds=["opendata"])
    fetch.service.add(1, document=False)
    fetch.run()
    fetch.service.rows = []
    fetch.service.add(1)
    fetch.run()
    assert fetch.files() == fetch.expected() and "pfile/10001.pdf" in fetch.files()
    count = len(fetch.service.log)
    fetch.run()
    assert len(fetch.service.log) == count + 1 # the list, no more


def test_the_bulletin_before_since_is_passed_over(fetch):
    fetch.configure('since = "2020-01-01"', kinds=["qrva"])
    old, new = "54-B001-1-0001-2014201500001", "56-B001-1-0001-2024202500001"
    fetch.service.items = {n: srv.bulletin(n) for n in (old, new)}
    assert fetch.figures("listed", "new") == (2, 1)
    assert list(fetch.files()) == [f"qrva/{new}.json"]
    assert fetch.run("--since", "2014-01-01")["new"] == 1


def test_days_that_were_not_wholly_listed_are_listed_again(fetch):
    """Later days are asked for all the same."""
    fetch.configure('since = "2025-08-01"', kinds=["opendata"])
    fetch.service.add(1)
    state = fetch.spool / ".fetch/vlaams.json"
    calls = []

    def short(page):
        calls.append(page)
        fetch.service.extra = 5 if 2 < len(calls) < 7 else 0 # the second part of four

    fetch.service.before_page = short
    report = fetch.run(code=FINDINGS)
    assert report["missing"] == 5 and json.loads(state.read_text())["done_until"] == "2025-08-30"
    assert fetch.run()["missing"] == 0
    assert json.loads(state.read_text())["done_until"] == TODAY
    fetch.run("--since", "2025-11-19")
    assert json.loads(state.read_text())["done_until"] == TODAY


# ---- lists ----

def test_order_that_changes_while_it_is_read(fetch):
    """What comes in first moves a row to a page that was read."""
    service = fetch.service
    service.add(*range(1, 10))
    order, calls = list(range(1, 10)), []

    def shuffle(page):
        calls.append(page)
        if len(calls) == 2: # row 4 moves to the first page, row 3 to the second
            order[2], order[3] = order[3], order[2]
        service.rows = [srv.result(n) for n in order]

    service.before_page = shuffle
    assert fetch.figures("listed", "missing", "doubles") == (9, 0, 1)
    assert fetch.files() == fetch.expected()


def test_rows_that_stand_twice(fetch):
    fetch.service.add(1, 2, 3, 4)
    fetch.service.rows = [srv.result(n) for n in (1, 2, 2, 3, 1, 4)]
    assert fetch.figures("listed", "doubles", "missing") == (4, 2, 0)
    assert fetch.files() == fetch.expected()


def test_fewer_than_counted(fetch):
    fetch.service.add(1, 2, 3, 4)
    fetch.service.extra = 2
    report = fetch.run(code=FINDINGS)
    assert report["missing"] == 4 # two in each list
    assert "fetch-list-short source=vlaams counted=6 listed=4" in fetch.last.err
    assert "pfile/10001.pdf" in fetch.files()
    assert json.loads((fetch.spool / ".fetch/vlaams.json").read_text())["done_until"] == ""


def test_pages_without_end(fetch):
    """A service that gives its last page for every page behind it."""
    fetch.configure(kinds=["opendata"])
    fetch.service.add(*range(1, 8))
    original = fetch.service.search
    fetch.service.search = lambda page, *more: original(min(page, 3), *more)
    assert fetch.figures("listed", "missing") == (7, 0)
    fetch.service.extra = 1
    assert fetch.run(code=FINDINGS)["listed"] == 7
    assert len(fetch.service.paths("/search")) < 40


def test_rows_that_name_nothing(fetch):
    fetch.service.add(1)
    fetch.service.rows = [srv.result(1), srv.result(2, opendata="https://ws.vlpar.be/e/opendata/vi/9"),
                          srv.result(3, opendata=None), {**srv.result(4, opendata=None), "id": "../../x"}]
    report = fetch.run(code=FINDINGS)
    assert (report["listed"], report["odd"], report["missing"]) == (2, 1, 0) # the second is passed over
    assert "fetch-other-row" in fetch.last.err and fetch.service.paths("/schv") == ["/schv/1", "/schv/3"]
    for name in ("../../etc/x", "56-B001-1-0001-2024202500001"):
        fetch.service.items[name] = srv.bulletin(name)
    assert fetch.run(code=FINDINGS)["odd"] == 2
