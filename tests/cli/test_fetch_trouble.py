# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching from a server that misbehaves in every way known of servers."""
import json
import shutil
import ssl
import subprocess

import pytest

import fetchserver as srv
from fetchkit import Fetch, fetch, fill # noqa: F401 (a fixture)
from nightkit import FINDINGS


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
    "cut": (srv.body(b"%PDF-1.4 half of it"), "cut off", 3), "half": (srv.half(srv.pdf()), "cut off before its end", 3),
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
    assert "the service asks to wait 3600 seconds" in fetch.last.err
    fetch.service.always.clear()
    assert fetch.run()["left"] == 0 and fetch.files() == fetch.expected()


def test_a_pause_between_requests(fetch):
    fetch.configure("interval_ms = 120", kinds=["opendata"])
    fetch.service.add(1, 2)
    fetch.run()
    times = [t for _, t in fetch.service.log]
    assert len(times) >= 5 and times[-1] - times[0] > 0.12 * (len(times) - 1) - 0.1 # they may be served late


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
