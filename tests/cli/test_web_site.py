# SPDX-License-Identifier: GPL-3.0-or-later
"""A site of one's own: name, colours, texts, a path below another site, a box to embed, compression."""
import contextlib
import gzip
import http.client
import json
import os
import re
import socket
import subprocess

import pytest

from conftest import PROGRAM, ROOT, USAGE, environment, run
from webkit import page, serve

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


def site_file(folder, text):
    path = folder / "vragen.site"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_name_of_its_own(sample, tmp_path):
    (tmp_path / "over.txt").write_text("Wij zijn een krant.\nSchrijf <ons>.\n", encoding="utf-8")
    (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
    file = site_file(tmp_path, "# van ons\nname = Vragen & antwoorden\naccent = #7a1f3d\naccent-dark=#ffb0c0\nabout = over.txt\n"
                               "logo = logo.svg\nlink = Onze krant | https://krant.example/\nembed = https://krant.example\n")
    with serve(sample, "--site", file) as server:
        text = server.ask("/").text
        assert "Vragen &amp; antwoorden</a>" in text and "<title>Vragen &amp; antwoorden: " in text and "Vraagbaak" not in text
        assert 'href="https://krant.example/">Onze krant</a>' in text and "/privacy" not in text
        assert "Schrijf &lt;ons&gt;." in server.ask("/over").text and server.ask("/privacy").status == 404
        assert server.ask("/logo.svg").text == LOGO and 'src="/logo.svg"' in text
        style = server.ask(re.search(r'href="(/stijl\.css\?v=\w+)"', text)[1])
        assert "--accent:#7a1f3d;--accent-inkt:#ffffff" in style.text and style.getheader("Cache-Control") == "public, max-age=31536000"
        for target in ("/feed", "/opensearch.xml", "/vraag/niets", "/?q=water"):
            assert "Vragen &amp; " in server.ask(target).text and "Vraagbaak" not in server.ask(target).text, target
        box = server.ask("/zoekvak")
        assert "frame-ancestors https://krant.example" in box.getheader("Content-Security-Policy") and not box.getheader("X-Frame-Options")
        assert "frame-ancestors 'none'" in server.ask("/").getheader("Content-Security-Policy")
    with serve(sample) as plain:
        assert "Over deze site" in page(plain, "/over").text and plain.ask("/logo.svg").status == 404
        assert plain.ask("/zoekvak").getheader("X-Frame-Options") == "DENY"


@pytest.mark.parametrize("text, reason", [
    ("naam = x", 'unknown setting "naam"'), ("accent = rood", "accent must be a colour"), ("name", "not of the form KEY = VALUE"),
    ("about = nergens.txt", "cannot read"), ("link = x", "is not a valid link"), ("link = x | javascript:alert(1)", "is not a valid link"),
    ("embed = https://a.example; script-src *", "is not a valid embed"), ("name = ", "is not a valid name")])
def test_a_site_file_that_is_wrong(sample, tmp_path, text, reason):
    got = run("serve", "--db", sample, "--listen", "127.0.0.1:0", "--site", site_file(tmp_path, text), code=None)
    assert got.code in (1, USAGE) and reason in got.err and "line 1" in got.err or "cannot read" in got.err


def test_the_example_is_right(sample):
    with serve(sample, "--site", ROOT / "doc" / "examples" / "vraagbaak.site") as server:
        assert "Vragen aan de macht" in page(server, "/").text


def test_below_a_path(sample):
    with serve(sample, "--url", "https://krant.example/vragen") as server:
        for prefix in ("", "/vragen"): # the proxy may take the path off
            for target in ("/", "/?q=water", "/vraag/voorbeeld-010?q=water&plaats=1", "/ministers", "/statistiek", "/nergens", "/gevraagd"):
                got = server.ask(prefix + target)
                assert got.status == (404 if target == "/nergens" else 200), target
                for link in re.findall(r' (?:href|src|action)="([^"]*)"', got.text):
                    assert re.match(r"/vragen/|#|https?://|mailto:", link), (target, link)
            assert json.loads(server.ask(prefix + "/api/v1/search?q=de&limit=2").text)["next"].startswith("/vragen/api/v1/search?q=de")
            assert server.ask(prefix + "/api/v1/x").getheader("Content-Type").startswith("application/problem+json")
        assert server.ask("/vragen").status == 200 and server.ask("/vragenlijst").status == 404
        assert 'value="/vragenuurtje"' in server.ask("/?q=/vragenuurtje").text # what a reader types is left alone
        assert "https://krant.example/vragen/vraag/" in server.ask("/sitemap.xml?part=1").text
        assert "Disallow: /vragen/api/" in server.ask("/robots.txt").text
        draft = server.ask("/vragen/gevraagd", "POST", headers={"Content-Type": "text/plain"}, body="Hoe zit het met de inburgering?".encode())
        assert draft.status == 200


def test_compression_when_asked(sample):
    with serve(sample, "--compress") as server, serve(sample) as plain:
        for target in ("/", "/?q=water", "/api/v1/search?q=water&limit=50", "/feed", "/stijl.css"):
            bare = server.ask(target)
            packed = packed_answer(server, target)
            assert packed.getheader("Content-Encoding") == "gzip" and packed.getheader("Vary") == "Accept-Encoding", target
            assert gzip.decompress(packed.body) == bare.body and len(packed.body) < len(bare.body) * 0.6, target
            tag = packed.getheader("ETag")
            assert tag == "W/" + bare.getheader("ETag")
            assert server.ask(target, headers={"If-None-Match": tag, "Accept-Encoding": "gzip"}).status == 304
            assert bare.getheader("Content-Encoding") is None and bare.getheader("Vary") == "Accept-Encoding"
        assert packed_answer(plain, "/").getheader("Content-Encoding") is None
        assert packed_answer(server, "/", "gzip;q=0, identity").getheader("Content-Encoding") is None
        assert packed_answer(server, "/api/v1/health").getheader("Content-Encoding") is None # too small


def test_a_socket_that_is_handed_over(sample):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        process = subprocess.Popen([PROGRAM, "serve", "--db", str(sample), "--listen", "systemd"], cwd=ROOT, pass_fds=[3],
                                   env=environment(LISTEN_FDS="1"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=lambda: os.dup2(listening.fileno(), 3))
        port = listening.getsockname()[1]
        assert process.stdout.readline() == f"listening on http://127.0.0.1:{port}/\n".encode()
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            connection.request("GET", "/api/v1/health")
            assert connection.getresponse().status == 200
        process.terminate()
        assert process.wait(40) == 0, process.stderr.read()
    assert "LISTEN_FDS" in run("serve", "--db", sample, "--listen", "systemd", code=USAGE).err


def packed_answer(server, target, accept="br, gzip;q=0.8"):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", target, headers={"Accept-Encoding": accept})
        response = connection.getresponse()
        response.body = response.read()
        return response
