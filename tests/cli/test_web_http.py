# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests: caching, headers, methods, and what is too long, too slow or malformed."""
import contextlib
import http.client
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import index, made_up, write_lines
from webkit import Page, page, serve


# ---- caching ----

def test_etag(server):
    for target in ("/", "/?q=water", "/vraag/voorbeeld-010", "/feed", "/api/v1/search?q=water"):
        got = server.ask(target)
        tag = got.getheader("ETag")
        assert tag and got.getheader("Cache-Control") == "no-cache"
        for sent in (tag, "W/" + tag, f'"x", {tag}', "*"):
            again = server.ask(target, headers={"If-None-Match": sent})
            assert again.status == 304 and again.body == b"" and again.getheader("ETag") == tag
        assert server.ask(target, headers={"If-None-Match": '"x"'}).status == 200
    assert server.ask("/stijl.css").getheader("Cache-Control") == "public, max-age=3600"


def test_a_commit_changes_the_etag(tmp_path):
    db = tmp_path / "a.db"
    index(db, write_lines(tmp_path / "a.jsonl", made_up(5)))
    with serve(db) as running:
        before = running.ask("/api/v1/search")
        assert json.loads(before.text)["total"] == 5
        index(db, write_lines(tmp_path / "b.jsonl", made_up(9)))
        after = running.ask("/api/v1/search", headers={"If-None-Match": before.getheader("ETag")})
        assert after.status == 200 and json.loads(after.text)["total"] == 9


# ---- headers and methods ----

def test_headers(server):
    for target in ("/", "/vraag/voorbeeld-010", "/nergens", "/api/v1/search", "/stijl.css", "/?q=("):
        got = server.ask(target)
        policy = got.getheader("Content-Security-Policy")
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert got.getheader("X-Content-Type-Options") == "nosniff"
        assert got.getheader("Access-Control-Allow-Origin") == ("*" if "/api/" in target else None)


def test_head(server):
    for target in ("/", "/?q=water", "/api/v1/search", "/nergens"):
        whole, head = server.ask(target), server.ask(target, "HEAD")
        assert head.status == whole.status and head.body == b""
        assert head.getheader("Content-Length") == str(len(whole.body))


def test_read_only(server):
    for method in ("POST", "PUT", "DELETE", "PATCH", "FROB"):
        got = server.ask("/", method)
        assert got.status == 405 and got.getheader("Allow") == "GET, HEAD, OPTIONS", method
    assert server.ask("/", "GET", body=b"x" * 10).status == 413
    assert server.ask("/", "POST", body=b"x" * 1000).status == 405


def test_options(server):
    for target in ("/", "/api/v1/search", "/feed"):
        got = server.ask(target, "OPTIONS", headers={"Origin": "https://elders.example", "Access-Control-Request-Method": "GET"})
        assert got.status == 204 and got.getheader("Allow") == "GET, HEAD, OPTIONS" and got.body == b""
        assert got.getheader("Access-Control-Allow-Methods") == (None if target == "/" else "GET, HEAD, OPTIONS")


def test_a_page_that_is_not_there_is_no_304(server):
    for target in ("/vraag/niets", "/nergens", "/?q=(", "/api/v1/question/niets"):
        got = server.ask(target, headers={"If-None-Match": "*"})
        assert got.status in (400, 404) and got.getheader("ETag") is None


def test_an_etag_tells_answers_apart(server, sample):
    targets = ("/", "/?q=water", "/api/v1/search?q=water", "/api/v1/search?q=brood", "/api/v1/export", "/stijl.css")
    tags = [server.ask(target).getheader("ETag") for target in targets]
    assert len(set(tags)) == len(targets) and all(tags)
    with serve(sample) as other: # another process, another day: the same bytes
        again = other.ask("/api/v1/search?q=water", headers={"If-None-Match": tags[2]})
        assert again.status == 304 and again.body == b""


def test_head_of_an_export_has_no_length(server):
    got = server.ask("/api/v1/export", "HEAD")
    assert got.status == 200 and got.getheader("Content-Length") is None and got.body == b""
    assert got.getheader("Content-Disposition") == 'attachment; filename="vragen.jsonl"'


def test_connections_stay(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with contextlib.closing(connection):
        sockets = set()
        for target, status in (("/hulp", 200), ("/?q=water", 200), ("/nergens", 404), ("/?q=(", 400), ("/?q=water", 200)):
            connection.request("GET", target)
            got = connection.getresponse()
            assert got.status == status and got.read() and got.getheader("Connection") is None
            sockets.add(connection.sock)
        assert len(sockets) == 1


# ---- bounds ----

def raw(server, data, timeout=20):
    """Whatever comes back for some bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=timeout) as s:
        got = b""
        try:
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
            while more := s.recv(65536):
                got += more
        except OSError: # it may well hang up in the middle
            pass
        return got


def test_long_urls(server):
    assert server.ask("/?q=" + "a" * 4000).status == 200
    assert server.ask("/?q=" + "a" * 8200).status == 414
    assert server.ask("/api/v1/search?q=" + "a" * 9000).status == 414
    assert raw(server, b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")[:12] in (b"HTTP/1.1 414", b"")
    assert server.ask("/?" + "&".join(f"x={i}" for i in range(200))).status in (400, 414)
    assert server.ask("/?" + "&".join(f"year={i}" for i in range(1900, 1990))).status in (400, 414)
    many = b"".join(b"X-%d: y\r\n" % i for i in range(20000))
    assert raw(server, b"GET / HTTP/1.1\r\nHost: x\r\n" + many + b"\r\n")[:10] in (b"HTTP/1.1 4", b"")
    assert server.ask("/").status == 200


MALFORMED = [b"\r\n\r\n", b"GET\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
             b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"\x00" * 100, b"\x16\x03\x01\x02\x00\x01",
             b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
             b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
             b"GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n", b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
             b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: \"><script>\r\n\r\n",
             b"GET / HTTP/1.1\r\n: x\r\n\r\n", b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", b"A" * 70000]


@pytest.mark.parametrize("data", MALFORMED, ids=range(len(MALFORMED)))
def test_malformed_requests(server, data):
    got = raw(server, data)
    assert b"<script>" not in got
    if got.startswith(b"HTTP/1.1 200"): # what is merely odd may be answered
        Page(got.split(b"\r\n\r\n", 1)[1].decode())
    assert server.ask("/api/v1/health").status == 200


@pytest.mark.parametrize("target", ["/%", "/%zz", "/?q=%", "/?q=%ff", "/%00", "/?q=a%00b", "/?q=%c3%28", "/%ed%a0%80"])
def test_broken_addresses(server, target):
    page(server, target, 400)


def test_slow_clients_do_not_hold_others(sample):
    with serve(sample, "--timeout", 1, "--workers", 2, "--connections", 64) as running:
        slow = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(40)]
        for s in slow:
            s.sendall(b"GET / HTTP/1.1\r\n")
        begin = time.monotonic()
        assert running.ask("/?q=water").status == 200
        assert time.monotonic() - begin < 5
        end = time.monotonic() + 6 # a byte now and then does not help
        alive = slow
        while alive and time.monotonic() < end:
            time.sleep(0.3)
            still = []
            for s in alive:
                try:
                    s.sendall(b"X")
                    s.setblocking(False)
                    try:
                        if s.recv(100) == b"":
                            continue
                    except BlockingIOError:
                        pass
                    still.append(s)
                except OSError:
                    pass
            alive = still
        assert not alive
        for s in slow:
            s.close()


def test_full_queue_says_come_back(sample):
    with serve(sample, "--workers", 1, "--queue", 1) as running, ThreadPoolExecutor(24) as threads:
        answers = list(threads.map(lambda i: running.ask(f"/?q=water+{i}&sort=date"), range(96)))
        assert {a.status for a in answers} <= {200, 503}
        assert all(a.getheader("Retry-After") for a in answers if a.status == 503)
        assert running.ask("/").status == 200


def test_a_client_that_leaves_an_export(tmp_path):
    db = tmp_path / "many.db"
    index(db, write_lines(tmp_path / "many.jsonl", made_up(3000, 60)))
    with serve(db, "--workers", 2) as running:
        for _ in range(3):
            s = socket.create_connection(("127.0.0.1", running.port))
            s.sendall(b"GET /api/v1/export HTTP/1.1\r\nHost: x\r\n\r\n")
            assert s.recv(1000).startswith(b"HTTP/1.1 ")
            s.close()
            end = time.monotonic() + 20
            while "vraagbaak_exports 0" not in running.ask("/api/v1/metrics").text:
                assert time.monotonic() < end
                time.sleep(0.05)
        assert len(running.ask("/api/v1/export").text.splitlines()) == 3000
