# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching from each service: archives, searches that stop, official publications, oral questions, unknown shapes."""
import json
import random

import pytest

import fetchserver as srv
from conftest import run, show
from fetchkit import QUIET, fetch # noqa: F401 (a fixture)
from nightkit import FINDINGS


def names(count, legislature=56):
    return [f"{legislature}-B001-1-{n:04d}-202420250{n:04d}" for n in range(1, count + 1)]


def packed(service, members, kind="qrva", **more):
    service.archives[kind] = srv.zipped({f"x/{n}.xml": srv.bulletin_xml(service.items.get(n) or srv.bulletin(n))
                                         for n in members} | more)


def next_run(fetch, day, **options): # noqa: F811
    return run("fetch", "--json", "--today", day, "--config", fetch.config, env=QUIET, **options).json


# ---- the archive of the Chamber ----

def test_the_archive_comes_first_and_the_list_brings_what_is_new(fetch): # noqa: F811
    """Of seven questions the list shows four: one of them is not in the archive yet, one was answered meanwhile."""
    fetch.configure(kinds=["archive"])
    seven = names(7)
    for n in seven[4:]:
        fetch.service.items[n] = srv.bulletin(n, status="transmited")
    packed(fetch.service, seven[:6])
    fetch.service.items[seven[3]] = srv.bulletin(seven[3])
    fetch.service.items[seven[5]] = srv.bulletin(seven[5], status="answerReceived")
    report = fetch.run()
    assert fetch.service.log[0][0] == "/qrva/archive?leg=56"
    asked = [path.split("/")[-1] for path in fetch.service.paths("/qrva/56")]
    assert asked == seven[5:] and (report["new"], report["changed"], report["listed"]) == (7, 1, 4)
    assert sorted(fetch.files()) == sorted([f"qrva/{n}.xml" for n in seven[:5]] + [f"qrva/{n}.json" for n in seven[5:]])
    assert fetch.files()[f"qrva/{seven[0]}.xml"] == srv.bulletin_xml(srv.bulletin(seven[0]))


def test_an_archive_is_asked_for_again_after_some_days(fetch): # noqa: F811
    fetch.configure(kinds=["archive"])
    packed(fetch.service, names(3))
    fetch.run()
    fetch.run()
    assert len(fetch.service.paths("/qrva/archive")) == 1
    assert next_run(fetch, "2025-11-27")["bytes"] < 200 and len(fetch.service.paths("/qrva/archive")) == 2 # as it was
    fetch.service.items[names(1)[0]] = srv.bulletin(names(1)[0], TITN="Bussen.")
    packed(fetch.service, names(4))
    fetch.service.items.clear()
    report = next_run(fetch, "2025-12-04")
    assert (report["new"], report["changed"], report["failed"]) == (1, 1, 0)
    assert b"Bussen" in fetch.files()[f"qrva/{names(1)[0]}.xml"]


def test_what_was_asked_for_by_itself_outlives_an_older_archive(fetch): # noqa: F811
    fetch.configure(kinds=["archive"])
    (name,) = names(1)
    fetch.service.items[name] = srv.bulletin(name, status="transmited")
    packed(fetch.service, [name])
    fetch.run()
    fetch.service.items[name] = srv.bulletin(name)
    fetch.run()
    assert list(fetch.files()) == [f"qrva/{name}.json"]
    packed(fetch.service, [name], noot=b"<QRVADOC><SDOCNAME>56-B001-1-0002-2024202500002</SDOCNAME></QRVADOC>")
    fetch.service.items.clear() # the list has it no longer; the archive's entry changed, so it is asked for
    fetch.service.items[name] = srv.bulletin(name, TITN="Bussen.")
    fetch.service.list = lambda start, oral=False: {"total": 0, "items": []}
    next_run(fetch, "2025-11-28")
    assert b"Bussen" in fetch.files()[f"qrva/{name}.json"] and len(fetch.files()) == 2


ARCHIVES = {
    "404": (None, "HTTP status 404"), "html": (b"<html>Onderhoud</html>", "a page of HTML or XML"),
    "cut": (srv.zipped({"a.xml": b"<QRVADOC/>" * 99})[:-30], "cut off"),
    "other": (srv.zipped({"a.xml": b"<rss/>", "b.xml": b"<rss/>"}), "none of its 2 members is a question"),
    "damaged": (b"PK\3\4" + b"x" * 3000 + b"PK\5\6" + b"\0" * 18, "none of its 0 members"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_is_no_use(fetch, name): # noqa: F811
    """It is told and kept, and the list is read all the same."""
    fetch.configure("retries = 0", kinds=["archive"])
    data, words = ARCHIVES[name]
    if data:
        fetch.service.archives["qrva"] = data
    for n in names(2):
        fetch.service.items[n] = srv.bulletin(n)
    report = fetch.run(code=FINDINGS)
    assert words in fetch.last.err and "fetch-archive-failed" in fetch.last.err
    assert (report["failed"], report["new"]) == (1, 2)
    aside = fetch.spool / ".fetch/aside/archive-qrva-56"
    assert aside.read_bytes() == data if data else not aside.exists()
    packed(fetch.service, names(3))
    assert fetch.figures("failed", "new") == (0, 1)


def test_odd_and_old_members_of_an_archive(fetch): # noqa: F811
    fetch.configure('since = "2020-01-01"', kinds=["archive"])
    fetch.service.archives["qrva"] = srv.zipped({
        "a.xml": srv.bulletin_xml(srv.bulletin(names(1)[0])), "b.xml": b"geen xml", "c.txt": b"<QRVADOC><TITN>x</TITN></QRVADOC>",
        "d.xml": srv.bulletin_xml(srv.bulletin("../../etc/x")), "map/": b"",
        "e.xml": srv.bulletin_xml(srv.bulletin("54-B001-1-0001-2014201500001"))})
    report = fetch.run(code=FINDINGS)
    assert (report["new"], report["odd"], report["left"]) == (1, 3, 0)
    assert list(fetch.files()) == [f"qrva/{names(1)[0]}.xml"]


def test_an_archive_larger_than_the_bound(fetch): # noqa: F811
    fetch.configure("max_megabytes = 1; archive_megabytes = 2", kinds=["archive"])
    fetch.service.archives["qrva"] = srv.zipped({"a.xml": srv.bulletin_xml(srv.bulletin(names(1)[0]))}) # below both
    fetch.run()
    rng = random.Random(7)
    fetch.service.archives["qrva"] = srv.zipped({"a.bin": rng.randbytes(1500000)})
    assert "none of its 1 members" in run("fetch", "--today", "2025-12-01", "--config", fetch.config, env=QUIET, code=FINDINGS).err
    fetch.service.archives["qrva"] = srv.zipped({"a.bin": rng.randbytes(3 << 20)})
    assert "larger than 2 MB" in run("fetch", "--today", "2025-12-01", "--config", fetch.config, env=QUIET, code=FINDINGS).err
    assert len(fetch.files()) == 1


# ---- searches that stop at ten thousand ----

def test_days_are_parted_until_a_search_gives_all(fetch): # noqa: F811
    fetch.configure(kinds=["opendata"])
    fetch.service.add(*range(1, 21))
    fetch.service.dated = {n: f"2025-11-{n:02d}" for n in range(1, 21)}
    seen = []

    def count(days, rows):
        seen.append(days)
        wide = int(days[1][8:]) - int(days[0][8:]) >= 5
        return 12000 if wide else rows
    fetch.service.count_of = count
    report = fetch.run()
    assert (report["listed"], report["missing"], report["new"]) == (20, 0, 40) and fetch.files() == fetch.expected()
    assert seen[0] == ["2025-11-01", "2025-11-20"] and seen[1] == ["2025-11-01", "2025-11-10"]
    assert json.loads((fetch.spool / ".fetch/vlaams.json").read_text())["done_until"] == "2025-11-20"
    assert len(fetch.service.paths("/schv/")) == 20 # each once


def test_a_day_with_more_than_a_search_gives_is_told(fetch): # noqa: F811
    fetch.configure(kinds=["opendata"])
    fetch.service.add(1, 2)
    fetch.service.dated = {1: "2025-11-03", 2: "2025-11-09"}
    fetch.service.count_of = lambda days, rows: 10000 if days[0] <= "2025-11-09" <= days[1] else rows
    report = fetch.run(code=FINDINGS)
    assert "fetch-search-cut-off" in fetch.last.err and report["missing"] == 9999 and report["listed"] == 2
    assert fetch.files() == fetch.expected()


def test_results_that_name_their_detail_by_id_only(fetch): # noqa: F811
    fetch.configure(kinds=["opendata"])
    fetch.service.add(7)
    fetch.service.rows = [srv.result(7, opendata=None)]
    assert fetch.figures("odd", "new") == (0, 2) and fetch.files() == fetch.expected()


# ---- official publications ----

def dutch(fetch, *names, ending="xml"): # noqa: F811
    for n in names:
        fetch.service.publications[f"{n}.{ending}"] = srv.publication(n) if ending == "xml" else srv.pdf(n)


FIVE = ["ah-tk-20242025-594", "kv-tk-2024Z18775", "ah-tk-20242025-595", "kv-tk-2024Z18776", "ah-tk-20242025-596"]


def test_official_publications_are_stored_as_they_came(fetch): # noqa: F811
    fetch.configure(kinds=["sru"])
    dutch(fetch, *FIVE)
    report = fetch.run()
    assert fetch.files() == {f"op/{n}": data for n, data in fetch.service.publications.items()}
    assert (report["listed"], report["new"], report["missing"]) == (5, 5, 0)
    assert fetch.service.paths("/sru") == ["/sru?startRecord=1", "/sru?startRecord=4"]
    report = fetch.run() # the records are as they were
    assert (report["new"], report["changed"], report["same"]) == (0, 0, 0) and len(fetch.service.paths("/op")) == 5
    fetch.service.modified[FIVE[0]] = "2025-11-19"
    fetch.service.publications[f"{FIVE[0]}.xml"] = srv.publication(FIVE[0], "de brug")
    assert fetch.figures("new", "changed") == (0, 1)
    assert b"de brug" in fetch.files()[f"op/{FIVE[0]}.xml"]
    fetch.service.modified[FIVE[0]] = "2025-11-20" # changed, says the record; its paper did not
    report = fetch.run()
    assert (report["changed"], report["same"]) == (0, 1) and len(fetch.service.paths("/op")) == 7


def test_what_the_search_for_publications_says(fetch): # noqa: F811
    seen = []
    fetch.configure(kinds=["sru"])
    original = fetch.service.sru
    fetch.service.sru = lambda query: seen.append(query) or original(query)
    fetch.run()
    (query,) = seen
    assert query["query"] == ['c.product-area==officielepublicaties and (w.publicatienaam=="Kamervragen (Aanhangsel)" or '
                              'w.publicatienaam=="Kamervragen zonder antwoord") and dt.modified>="2025-11-01" and '
                              'dt.modified<="2025-11-20"']
    assert query["version"] == ["2.0"] and query["maximumRecords"] == ["100"] and query["operation"] == ["searchRetrieve"]


def test_an_old_paper_that_is_pdf_only(fetch): # noqa: F811
    fetch.configure(kinds=["sru"])
    dutch(fetch, "ah-tk-20022003-100", ending="pdf")
    assert fetch.figures("new", "failed") == (1, 0)
    assert list(fetch.files()) == ["op/ah-tk-20022003-100.pdf"]
    dutch(fetch, "ah-tk-20022003-100")
    fetch.service.modified["ah-tk-20022003-100"] = "2025-11-12"
    fetch.run()
    assert list(fetch.files()) == ["op/ah-tk-20022003-100.xml"]


def test_records_that_are_no_questions(fetch): # noqa: F811
    fetch.configure(kinds=["sru"])
    dutch(fetch, FIVE[0], "blg-1184123", "kst-36180-133")
    report = fetch.run()
    assert (report["listed"], report["odd"], report["missing"]) == (1, 0, 0) and list(fetch.files()) == [f"op/{FIVE[0]}.xml"]
    dutch(fetch, "", "ah-tk-20242025-597")
    fetch.service.modified = {"": "2025-11-15", "ah-tk-20242025-597": "2025-11-15"}
    assert fetch.run(code=FINDINGS)["odd"] == 1


PASSING = {"500": srv.status(500), "429": srv.status(429, Retry_After="1"), "reset": srv.half(b"<a>" * 9), "html": srv.body(b"<html>Oeps"),
           "cut": srv.without_length(b"<sru:searchRetrieveResponse><sru:numberOf"), "empty": srv.body(b""),
           "timeout": srv.silent(3), "refused": srv.body(srv.DIAGNOSTICS.encode())}


@pytest.mark.parametrize("name", PASSING)
@pytest.mark.parametrize("path", ["/sru?startRecord=1", f"/op/{FIVE[1]}.xml"])
def test_trouble_that_passes(fetch, path, name): # noqa: F811
    fetch.configure("stall_seconds = 1", kinds=["sru"])
    dutch(fetch, *FIVE)
    fetch.service.faults[path] = [PASSING[name]]
    report = fetch.run()
    assert report["retries"] == 1 and report["failed"] == report["broken"] == 0
    assert len(fetch.files()) == 5


def test_trouble_that_stays(fetch): # noqa: F811
    fetch.configure(kinds=["sru"])
    dutch(fetch, *FIVE)
    fetch.service.always[f"/op/{FIVE[1]}.xml"] = srv.body(b"<rss><channel/></rss>")
    report = fetch.run(code=FINDINGS)
    assert (report["failed"], report["new"]) == (1, 4) and "its root element is <rss>" in fetch.last.err
    assert (fetch.spool / f".fetch/aside/op-{FIVE[1]}").read_bytes() == b"<rss><channel/></rss>"
    fetch.service.always.clear()
    assert fetch.figures("failed", "new") == (0, 1)


# ---- oral questions ----

def test_oral_questions_of_the_chamber(fetch): # noqa: F811
    fetch.configure(kinds=["inqo", "qrva"])
    oral = "56-C010-1-0001-56000007C"
    for n in (oral, names(1)[0]):
        fetch.service.items[n] = srv.bulletin(n)
    packed(fetch.service, ["56-C010-1-0002-56000008P"], kind="inqo")
    report = fetch.run()
    assert report["new"] == 3
    assert sorted(fetch.files()) == sorted([f"inqo/{oral}.json", "inqo/56-C010-1-0002-56000008P.xml", f"qrva/{names(1)[0]}.json"])


def test_vragen_om_uitleg(fetch): # noqa: F811
    fetch.configure(kinds=["vi", "opendata"])
    fetch.service.add(3)
    fetch.service.oral[3] = srv.oral_detail(3)
    assert fetch.figures("new", "listed") == (3, 2)
    assert sorted(fetch.files()) == ["pfile/10003.pdf", "schv/3.json", "vi/3.json"]
    run("index", "--db", fetch.folder / "v.db", fetch.spool / "vi")
    (question,) = show(fetch.folder / "v.db")
    assert (question["id"], question["kind"], question["number"]) == ("vlaams-vi-3", "mondelinge-vraag", "3")


# ---- shapes that nobody knows ----

STRANGE = {
    "opendata": ("/search?page=1", b'{"count": 2, "result": [{"uri": "x", "metatags": {"a": 1}}, {"uri": "y"}]}'),
    "qrva": ("/qrva?leg=56&start=0", b'{"total": 2, "items": [{"DOCNAME": "a"}, {"DOCNAME": "b"}]}'),
    "sru": ("/sru?startRecord=1", b"<r:searchRetrieveResponse xmlns:r='x'><r:numberOfRecords>2</r:numberOfRecords><r:records>"
                                  b"<r:record><r:id>1</r:id></r:record><r:record/></r:records></r:searchRetrieveResponse>"),
    "vi": ("/search?page=1", b'{"resultaten": []}'),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_a_list_of_a_shape_that_nobody_knows(fetch, kind): # noqa: F811
    path, data = STRANGE[kind]
    fetch.configure("retries = 0", kinds=[kind])
    fetch.service.always[path] = srv.body(data)
    report = fetch.run(code=FINDINGS)
    assert report["broken"] == 1 and "fetch-list-failed" in fetch.last.err and not fetch.files()
    (aside,) = (fetch.spool / ".fetch/aside").iterdir()
    assert aside.name.endswith("-list") and aside.read_bytes() == data


def test_items_of_a_shape_that_nobody_knows(fetch): # noqa: F811
    """Five in a row are enough to know that it is the service."""
    fetch.configure("retries = 0", kinds=["opendata"])
    fetch.service.add(*range(1, 31))
    fetch.service.always = {f"/schv/{n}": srv.body(b'{"vraag": {}}') for n in range(1, 31)}
    report = fetch.run(code=FINDINGS)
    assert (report["failed"], report["broken"], report["left"]) == (5, 1, 25) and "fetch-source-strange" in fetch.last.err
    assert (fetch.spool / ".fetch/aside/schv-1").exists()
    fetch.service.always = {f"/schv/{n}": srv.body(b'{"vraag": {}}') for n in range(1, 6)}
    report = fetch.run(code=FINDINGS) # what failed before says nothing of the others
    assert (report["failed"], report["broken"], report["left"]) == (5, 0, 0)
