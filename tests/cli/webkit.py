# SPDX-License-Identifier: GPL-3.0-or-later
"""A running `vraagbaak serve` for the tests, and a look at HTML as a browser reads it."""
import contextlib
import http.client
import json
import re
import signal
import subprocess
from html.parser import HTMLParser
from urllib.parse import urlencode

from conftest import PROGRAM, ROOT, environment, look_over

ATOM = "{http://www.w3.org/2005/Atom}"


class Server:
    def __init__(self, db, *args, program=PROGRAM):
        self.process = subprocess.Popen([program, "serve", "--db", str(db), "--listen", "127.0.0.1:0", *map(str, args)],
                                        cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stdout.readline().decode()
        found = re.fullmatch(r"listening on http://127\.0\.0\.1:(\d+)/\n", line)
        assert found, line + self.process.stderr.read().decode()
        self.port = int(found[1])

    def ask(self, target, method="GET", headers=None, body=None, timeout=60):
        """(response with .body)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, target, body=body, headers=headers or {})
            response = connection.getresponse()
            response.body = response.read()
            response.text = response.body.decode("utf-8") # everything it sends is UTF-8
            return response

    def stop(self, sign=signal.SIGTERM, timeout=40):
        if self.process.poll() is None:
            self.process.send_signal(sign)
        out, err = self.process.communicate(timeout=timeout)
        look_over(self.process.returncode, err.decode("utf-8", "replace"))
        return self.process.returncode, err.decode("utf-8", "replace")


@contextlib.contextmanager
def serve(db, *args, **options):
    server = Server(db, *args, **options)
    try:
        yield server
    finally:
        code, err = server.stop()
        assert code == 0, err


VOID = {"meta", "link", "input", "br", "hr", "img"}
CODE = re.compile(r"^\s*(javascript|data|vbscript):", re.I)


class Page(HTMLParser):
    """Elements, text and links; complains of what could run code and of tags that do not match."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.links, self.ids, self.words = [], [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute twice: {tag} {attrs}"
        assert tag not in ("iframe", "object", "embed", "base", "style", "img"), tag
        for name, value in attrs:
            assert not name.startswith("on") and name not in ("style", "srcdoc"), f"{tag} {name}"
            if name in ("href", "src", "action"):
                assert not CODE.match(value), value
        if tag == "script":
            assert re.fullmatch(r"/pagina\.js\?v=[0-9a-f]{8}", given.get("src", "")) or given.get("type") == "application/ld+json", attrs
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        self.elements.append((tag, given))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> in {self.open}"
        self.open.pop()

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    def shape(self):
        """The elements in their order, without what texts of others may change."""
        return [tag for tag, _ in self.elements]


def page(server, target, status=200):
    got = server.ask(target)
    assert got.status == status, got.text
    assert got.getheader("Content-Type") == "text/html; charset=utf-8"
    return Page(got.text)


def without_addresses(found):
    """Results of the API as the command line has them: without the next page and official papers."""
    assert "next" in found
    hits = [{k: v for k, v in hit.items() if k != "paper"} for hit in found["hits"]]
    return {k: v for k, v in found.items() if k != "next"} | {"hits": hits}


def api(server, path, status=200, **parameters):
    got = server.ask(f"/api/v1/{path}?{urlencode(parameters, doseq=True)}")
    assert got.status == status, got.text
    return json.loads(got.text)
