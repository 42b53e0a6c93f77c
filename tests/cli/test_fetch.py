# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching, from a server that misbehaves in every way known of servers."""
import json
import shutil
import signal
import ssl
import subprocess
import time

import pytest

import fetchserver as srv
from conftest import LOCKED, PROGRAM, USAGE, environment, run, show
from nightkit import FINDINGS

TODAY = "2025-11-20"
QUIET = {"no_proxy": "*", "http_proxy": None, "https_proxy": None}


class Fetch:
    def __init__(self, folder, url, service, settings="", kinds=("opendata", "qrva")):
        self.folder, self.spool, self.service, self.url = folder, folder / "spool", service, url
        self.config = folder / "night.conf"
        self.configure(settings, kinds)

    def configure(self, settings="", kinds=("opendata", "qrva"), url=None):
        url = url or self.url
        sources = {"opendata": f'{{ name = "vlaams"; kind = "opendata"; search = "{url}/search"; detail = "{url}/schv"; '
                               f'document = "{url}/pfile"; }}',
                   "qrva": f'{{ name = "kamer"; kind = "qrva"; legislature = 56; list = "{url}/qrva/"; }}'}
        defaults = {"interval_ms": 0, "retry_ms": 5, "retries": 2, "since": '"2025-11-01"'}
        for line in filter(None, settings.split(";")):
            name, value = line.split("=")
            defaults[name.strip()] = value.strip()
        settings = "".join(f"{k} = {v}; " for k, v in defaults.items())
        self.config.write_text(f'database = "vragen.db"; spool = "spool";\nfetch = {{ contact = "post@example.org"; {settings}\n'
                               f'sources = ({", ".join(sources[k] for k in kinds)}); }};\n')

    def run(self, *args, code=0, **options):
        self.last = run("fetch", "--json", "--today", TODAY, "--config", self.config, *args, code=code, env=QUIET, **options)
        return self.last.json

    def files(self):
        """What the spool holds for the index."""
        return {str(p.relative_to(self.spool)): p.read_bytes() for p in sorted(self.spool.rglob("*"))
                if p.is_file() and ".fetch" not in p.parts}

    def expected(self):
        s = self.service
        wanted = {f"schv/{n}.json": json.dumps(d, indent=1).encode() for n, d in s.details.items()}
        wanted |= {f"pfile/{n}.pdf": b for n, b in s.documents.items()}
        return wanted | {f"qrva/{n}.json": json.dumps({"disclaimer": "...", "items": [i]}).encode() for n, i in s.items.items()}

    def figures(self, *names, **options):
        report = self.run(**options)
        return tuple(report[name] for name in names)


@pytest.fixture
def fetch(tmp_path):
    service = srv.Service()
    with srv.serve(service) as url:
        yield Fetch(tmp_path, url, service)


def fill(service, count=7):
    service.add(*range(500, 500 + count))
    for n in range(4):
        name = f"56-B001-1-{n:04d}-202420250{n:04d}"
        service.items[name] = srv.bulletin(name)


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
    fetch.service.search = lambda page: original(min(page, 3))
    assert fetch.figures("listed", "missing") == (7, 0)
    fetch.service.extra = 1
    assert fetch.run(code=FINDINGS)["listed"] == 7
    assert len(fetch.service.paths("/search")) < 40


def test_rows_that_name_nothing(fetch):
    fetch.service.add(1)
    fetch.service.rows = [srv.result(1), srv.result(2, opendata="https://ws.vlpar.be/e/opendata/vi/9"),
                          srv.result(3, opendata=None), {**srv.result(4, opendata=None), "id": "../../x"}]
    report = fetch.run(code=FINDINGS)
    assert (report["listed"], report["odd"], report["missing"]) == (1, 3, 0)
    name = "../../etc/x"
    fetch.service.items[name] = srv.bulletin(name)
    assert fetch.run(code=FINDINGS)["odd"] == 4


# ---- faults ----

PASSING = {
    "500": srv.status(500), "503": srv.status(503, Retry_After="1"), "429": srv.status(429, Retry_After="1"),
    "reset": srv.reset, "half": srv.half(b'{"vraagnummer": 1, "vraagsteller": {}}'), "html": srv.body(b"<html>Onderhoud</html>"),
    "cut": srv.without_length(b'{"vraagnummer": 1, "vraagste'), "empty": srv.body(b""), "other": srv.body(b"[1, 2]"),
    "gzip": srv.body(b"\x1f\x8b", Content_Encoding="gzip"), "timeout": srv.silent(3),
}


@pytest.mark.parametrize("name", PASSING)
@pytest.mark.parametrize("path", ["/search?page=1", "/schv/1", "/pfile?id=10001"])
def test_trouble_that_passes(fetch, path, name):
    fetch.configure("stall_seconds = 1", kinds=["opendata"])
    fetch.service.add(1, 2)
    fetch.service.faults[path] = [PASSING[name]]
    report = fetch.run()
    assert report["retries"] == (1 if name != "reset" or path.startswith("/search") else 0) # libcurl asks again on a new connection
    assert report["failed"] == report["broken"] == 0
    assert fetch.files() == fetch.expected()
    times = [t for p, t in fetch.service.log if p == path]
    if name in ("429", "503"):
        assert times[1] - times[0] >= 0.99


LASTING = {
    "404": (srv.status(404), "HTTP status 404", 1), "403": (srv.status(403), "HTTP status 403", 1),
    "500": (srv.status(500), "HTTP status 500", 3), "html": (srv.body(b"<html>"), "HTML", 3),
    "cut": (srv.body(b"%PDF-1.4 half of it"), "cut off", 3), "half": (srv.half(srv.pdf()), "transfer closed", 3),
    "huge": (srv.body(b"%PDF-1.4" + b"x" * (1 << 21)), "", 1), "endless": (srv.endless, "larger than 1 MB", 1),
    "liar": (lambda h: h.send(200, srv.pdf(), length=1 << 40), "", 1),
    "loop": (srv.redirect("/pfile?id=10001"), "redirected more than 5 times", 1),
    "file": (srv.redirect("file:///etc/passwd"), "file", 1), "ftp": (srv.redirect("ftp://127.0.0.1/x"), "ftp", 1),
}


@pytest.mark.parametrize("name", LASTING)
def test_trouble_that_stays(fetch, name):
    """It is told, nothing of it is stored, the others are had; it is asked for again by the next run."""
    fault, words, tries = LASTING[name]
    fetch.configure("max_megabytes = 1", kinds=["opendata"])
    fetch.service.add(1, 2)
    fetch.service.always["/pfile?id=10001"] = fault
    report = fetch.run(code=FINDINGS)
    assert (report["failed"], report["new"]) == (1, 3)
    assert report["retries"] == tries - 1
    assert "item=pfile/10001" in fetch.last.err and words in fetch.last.err
    wanted = fetch.expected()
    lacking = wanted.pop("pfile/10001.pdf")
    assert fetch.files() == wanted
    del fetch.service.always["/pfile?id=10001"]
    assert fetch.figures("failed", "new") == (0, 1)
    assert fetch.files()["pfile/10001.pdf"] == lacking


def test_what_was_stored_outlives_a_failure(fetch):
    fetch.service.add(1)
    fetch.run()
    before = fetch.files()
    fetch.service.documents.clear()
    fetch.service.always["/schv/1"] = srv.body(b'{"vraagnummer"')
    assert fetch.run(code=FINDINGS)["failed"] == 1
    assert fetch.files() == before
    assert (fetch.spool / ".fetch/aside/schv-1").read_bytes() == b'{"vraagnummer"'


def test_given_up_after_many_runs(fetch):
    fetch.configure("retries = 0", kinds=["opendata"])
    fetch.service.add(1)
    fetch.service.always["/schv/1"] = srv.status(404)
    fetch.run(code=FINDINGS)
    journal = fetch.spool / ".fetch/vlaams.journal"
    line = json.loads(journal.read_text().splitlines()[-1])
    journal.write_text(json.dumps({**line, "tries": 19}) + "\n" + '{"key": "schv/9", "sta')
    assert fetch.run(code=FINDINGS)["given_up"] == 1
    count = len(fetch.service.paths("/schv"))
    fetch.run()
    assert len(fetch.service.paths("/schv")) == count
    fetch.service.always.clear()
    assert fetch.run("--retry")["new"] == 2


def test_redirects_are_followed(fetch):
    fetch.service.add(1)
    fetch.service.faults["/schv/1"] = [srv.redirect("/schv/1", code=c) for c in (301, 302, 303, 307, 308)]
    assert fetch.figures("new", "requests")[0] == 2
    assert fetch.files() == fetch.expected()


def test_a_service_that_is_down(fetch):
    """The other one is asked all the same."""
    fill(fetch.service)
    fetch.service.always["/search?page=1"] = srv.status(502)
    report = fetch.run(code=FINDINGS)
    assert (report["broken"], report["new"]) == (1, 4)
    fetch.service.always = {f"/schv/{n}": srv.reset for n in range(500, 507)}
    report = fetch.run(code=FINDINGS)
    assert (report["broken"], report["failed"], report["left"]) == (1, 5, 2)
    fetch.service.always.clear()
    fetch.run()
    assert fetch.files() == fetch.expected()


def test_told_to_wait_too_long(fetch):
    fetch.configure("wait_seconds = 5", kinds=["opendata"])
    fetch.service.add(1, 2, 3)
    fetch.service.always["/schv/2"] = srv.status(429, Retry_After="3600")
    report = fetch.run(code=FINDINGS)
    assert (report["broken"], report["failed"], report["left"]) == (1, 0, 3)
    assert "told to wait 3600 seconds" in fetch.last.err
    fetch.service.always.clear()
    assert fetch.run()["left"] == 0 and fetch.files() == fetch.expected()


def test_a_pause_between_requests(fetch):
    fetch.configure("interval_ms = 120", kinds=["opendata"])
    fetch.service.add(1, 2)
    fetch.run()
    times = [t for _, t in fetch.service.log]
    assert len(times) >= 5 and min(b - a for a, b in zip(times, times[1:])) > 0.1


def test_certificates_are_checked(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                    "2", "-keyout", tmp_path / "key", "-out", tmp_path / "cert", "-subj", "/CN=127.0.0.1"],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    service = srv.Service()
    with srv.serve(service, lambda s: context.wrap_socket(s, server_side=True)) as url:
        fetch = Fetch(tmp_path, url, service, kinds=["opendata"])
        assert fetch.run(code=FINDINGS)["broken"] == 1
        assert "certificate" in fetch.last.err and not service.log


# ---- the end of a run ----

def started(fetch, requests, **options):
    """A run in the middle: the server has seen so many requests."""
    child = subprocess.Popen([PROGRAM, "fetch", "--today", TODAY, "--config", str(fetch.config)], env=environment(**QUIET),
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + 30
    while len(fetch.service.log) < requests and child.poll() is None and time.monotonic() < end:
        time.sleep(0.001)
    return child


@pytest.mark.parametrize("moment", [1, 2, 3, 5, 6, 8, 11, 14, 17, 20])
def test_killed_in_the_middle(fetch, moment):
    fill(fetch.service)
    child = started(fetch, moment)
    child.kill()
    child.communicate()
    killed_at = len(fetch.service.log) # later than asked, on a busy machine
    got = {name: data for name, data in fetch.files().items()}
    assert all(fetch.expected()[name] == data for name, data in got.items()) # nothing by halves
    asked = [p for p in fetch.service.paths() if p.startswith(("/schv", "/pfile", "/qrva/"))]
    fetch.run()
    assert fetch.files() == fetch.expected()
    again = [p for p in fetch.service.paths() if p.startswith(("/schv", "/pfile", "/qrva/"))][len(asked):]
    assert killed_at > 16 or len(set(asked) & set(again)) <= 1 # the one that was under way; later the source was done


def test_a_signal_ends_it_in_good_order(fetch):
    fill(fetch.service)
    fetch.configure("interval_ms = 100")
    child = started(fetch, 6)
    child.send_signal(signal.SIGTERM)
    _, err = child.communicate(timeout=20)
    assert child.returncode == LOCKED, err
    fetch.configure()
    fetch.run()
    assert fetch.files() == fetch.expected()


def test_one_run_at_a_time(fetch):
    fetch.service.add(1)
    fetch.service.faults["/search?page=1"] = [srv.silent(2)]
    child = started(fetch, 1)
    assert "another run is fetching" in run("fetch", "--config", fetch.config, code=LOCKED, env=QUIET).err
    child.kill()
    child.communicate()


def test_a_damaged_state_is_told(fetch):
    fetch.run()
    (fetch.spool / ".fetch/vlaams.json").write_text("{")
    done = run("fetch", "--config", fetch.config, code=1, env=QUIET)
    assert ".fetch/vlaams.json, line 1" in done.err


@pytest.mark.parametrize("change,words", [
    (('contact = "post@example.org";', ""), "contact is missing"),
    (('"post@example.org"', '"a\\r\\nX-Evil: 1"'), "plain characters"),
    (('kind = "qrva"', 'kind = "gopher"'), 'kind must be "opendata" or "qrva"'),
    (("legislature = 56;", ""), "legislature is missing"),
    (('list = "http', 'list = "file'), "is no address"),
    (('spool = "spool";', 'sources = ({ name = "a"; path = "a"; });'), "needs a spool"),
    (('name = "kamer"', 'name = "../x"'), "is no name"),
    (('since = "2025-11-01"', 'since = "soon"'), "is no date"),
])
def test_settings_that_make_no_sense(fetch, change, words):
    text = fetch.config.read_text()
    assert change[0] in text
    fetch.config.write_text(text.replace(*change))
    assert words in run("fetch", "--config", fetch.config, code=1).err


def test_command_lines_that_make_no_sense(fetch):
    assert "--config FILE is missing" in run("fetch", code=USAGE).err
    assert "is no date" in run("fetch", "--config", fetch.config, "--since", "ooit", code=USAGE).err
    assert 'no source "x"' in run("fetch", "--config", fetch.config, "--source", "x", code=USAGE).err
    fetch.config.write_text(fetch.config.read_text().replace('since = "2025-11-01";', ""))
    assert "no day to begin with" in run("fetch", "--config", fetch.config, code=USAGE).err


# ---- the night ----

def nightly(fetch, *args, code=0):
    return run("nightly", "--json", "--config", fetch.config, "--today", TODAY, *args, code=code, env=QUIET).json


def test_a_night_fetches_first(fetch):
    fetch.configure(kinds=["qrva"])
    fill(fetch.service)
    fetch.config.write_text(fetch.config.read_text() + 'metrics = "vraagbaak.prom";\n')
    report = nightly(fetch)
    assert report["fetch"]["new"] == 4 and report["documents"] == 4
    prom = (fetch.folder / "vraagbaak.prom").read_text()
    assert "\nvraagbaak_fetch_new 4\n" in prom
    success = [line for line in prom.splitlines() if line.startswith("vraagbaak_fetch_last_success")]
    assert len(success) == 1 and not success[0].endswith(" 0")
    fetch.service.always["/qrva?leg=56&start=0"] = srv.status(500)
    (fetch.spool / "qrva" / next(iter(fetch.files())).split("/")[1]).unlink()
    report = nightly(fetch, code=FINDINGS)
    assert report["fetch"]["broken"] == 1 and report["gone"] == 1 # what is there was indexed
    assert success[0] in (fetch.folder / "vraagbaak.prom").read_text()
    assert "fetch" not in nightly(fetch, "--no-fetch")


def test_a_document_that_comes_a_night_later(fetch):
    """The question is read again with it, although the detail is as it was."""
    from make_pdf import text_pdf
    from conftest import PAPER
    text_pdf(fetch.folder / "x.pdf", PAPER)
    fetch.configure(kinds=["opendata"])
    fetch.service.add(321)
    fetch.service.documents[10321] = (fetch.folder / "x.pdf").read_bytes()
    fetch.service.always["/pfile?id=10321"] = srv.status(500)
    nightly(fetch, code=FINDINGS)
    assert show(fetch.folder / "vragen.db")[0]["questions"] == []
    fetch.service.always.clear()
    assert nightly(fetch)["replaced"] == 1
    assert len(show(fetch.folder / "vragen.db")[0]["questions"]) == 2
    text_pdf(fetch.folder / "x.pdf", PAPER.replace("veertig", "zestig"))
    fetch.service.documents[10321] = (fetch.folder / "x.pdf").read_bytes()
    assert nightly(fetch)["replaced"] == 1
    assert "zestig" in json.dumps(show(fetch.folder / "vragen.db")[0])
