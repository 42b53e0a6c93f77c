# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that answers like the services questions are fetched from, as far as their structure is
known, and that can be told to misbehave."""
import contextlib
import hashlib
import io
import json
import re
import socket
import struct
import threading
import time
import urllib.parse
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def detail(number, document=None, **more):
    """A question of the Flemish open data."""
    files = [{"URL": f"https://docs.vlaamsparlement.be/files/pfile?id={document}"}] if document else []
    return {"id": number, "vraagnummer": number % 1000, "titel": f"Bruggen  -  Brug {number}",
            "onderwerp": f"Bruggen  -  Brug {number}", "zittingsjaar": "2025-2026", "thema": ["Mobiliteit"],
            "vraagsteller": {"id": 1, "voornaam": "Karel", "naam": "Vanderzande"},
            "minister": {"id": 2, "voornaam": "Maria", "naam": "De Wilde"},
            "procedureverloop": [{"status": "Vraag gesteld aan de minister", "datum": "2025-10-05T00:00:00+0200"}],
            "bestand-ordered": files, **more}


def result(number, **tags):
    """A row of a search."""
    tags = {"soort": "SCHV", "aggregaattype": "Schriftelijke vraag", "titel": f"Brug {number}",
            "opendata": f"https://ws.vlpar.be/e/opendata/schv/{number}", **tags}
    return {"id": f"http://be.vlp.feed/{number}/pfls", "title": f"Brug {number}", "mimetype": "application/pdf",
            "metatags": {"metatag": [{"name": k, "value": v} for k, v in tags.items() if v is not None]}}


def bulletin(name, status="answerReceived", **more):
    """An item of the Chamber's bulletin."""
    return {"SDOCNAME": name, "ID": int("".join(filter(str.isdigit, name))[-6:] or 1), "STATUSQ": status, "LEGISL": 56, "DOCNAME": name.split("-")[-1],
            "DEPOTDAT": "20251005", "AUT": "Nahima\n   Peeters,\n  CD&V", "LANG": "N", "QUESTNUM": 7,
            "DEPTN": "Minister van Mobiliteit", "DEPTF": "Ministre de la Mobilite", "TITN": "Treinen.",
            "TITF": "Trains.", "TEXTQN": {"br": ["1. Rijden de treinen?"]}, "TEXTQF": {"br": ["1. Oui?"]}, **more}


def is_oral(item):
    return item["DOCNAME"][-1] in "CP"


def pdf(text="Brug"):
    """What passes for a PDF from afar."""
    return b"%PDF-1.4\n" + text.encode() * 50 + b"\nstartxref\n0\n%%EOF\n"


def oral_detail(number, **more):
    """A vraag om uitleg of the Flemish open data."""
    return {"id": number, "nummer": number % 1000, "objecttype": {"naam": "Vraag om uitleg"}, "titel": f"Sluis {number}",
            "onderwerp": f"Sluis {number}", "zittingsjaar": "2025-2026", "vraagsteller": [{"voornaam": "An", "naam": "Peeters"}],
            "minister": [{"voornaam": "Maria", "naam": "De Wilde"}],
            "procedureverloop": [{"status": "Vraag ingediend", "datum": "2025-10-05T00:00:00+0200"}], **more}


def bulletin_xml(item, element="QRVADOC"):
    """The same item as it lies in the archive."""
    def text(value):
        value = "<br/>".join(value["br"]) if isinstance(value, dict) else str(value).replace("&", "&amp;")
        return value
    members = "".join(f"<{k}>{text(v)}</{k}>" for k, v in item.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{element}>{members}</{element}>\n'.encode()


def zipped(members):
    """A zip of {name: bytes}, the same for the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def publication(name, title="de sluis"):
    """An answer or questions among the official publications."""
    number = name.split("-")[-1]
    answer = "<antwoord><nr>Antwoord 1</nr><al>Ja.</al></antwoord>" if name.startswith("ah") else ""
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<officiele-publicatie><metadata><meta name="DC.identifier" content="{name}"/>'
            f'<meta name="OVERHEIDop.vergaderjaar" content="2024-2025"/></metadata><kamervragen><kamervraagnummer>{number}'
            f'</kamervraagnummer><kamervraagomschrijving type="vraag">Vragen van het lid <naam><achternaam>Jansen</achternaam></naam> '
            f'(VVD) aan de Minister van Infrastructuur en Waterstaat over <kamervraagonderwerp>{title}</kamervraagonderwerp> '
            f'(ingezonden <datum isodatum="2024-12-11">11 december 2024</datum>).</kamervraagomschrijving>'
            f'<vraag><nr>Vraag 1</nr><al>Is de sluis dicht?</al></vraag>{answer}</kamervragen></officiele-publicatie>\n').encode()


def record(name, modified="2025-11-05"):
    """A record of the search for official publications."""
    return (f'<sru:record><sru:recordData><gzd:gzd xmlns:gzd="http://standaarden.overheid.nl/sru"><gzd:originalData>'
            f'<o:meta xmlns:o="http://standaarden.overheid.nl/wetgeving/" xmlns:dcterms="http://purl.org/dc/terms/"><o:owmskern>'
            f'<dcterms:identifier>{name}</dcterms:identifier><dcterms:title>Over {name}</dcterms:title>'
            f'<dcterms:modified>{modified}</dcterms:modified></o:owmskern></o:meta></gzd:originalData><gzd:enrichedData>'
            f'<gzd:itemUrl manifestation="xml">http://elders.example/{name}.xml</gzd:itemUrl></gzd:enrichedData></gzd:gzd>'
            f'</sru:recordData></sru:record>') if name else "<sru:record/>"


DIAGNOSTICS = """<sru:searchRetrieveResponse xmlns:sru="x"><sru:numberOfRecords>0</sru:numberOfRecords><sru:diagnostics>
<d:diagnostic xmlns:d="y"><d:uri>info:srw/diagnostic/1/10</d:uri><d:message>WORDS</d:message></d:diagnostic>
</sru:diagnostics></sru:searchRetrieveResponse>"""


class Service:
    """What the server has: questions, documents, items of the bulletin; and its faults.

    A fault is a function(handler) that answers in place of the service; `faults` has lists of them by
    path with query, of which each is used once; `always` has one that stays."""

    def __init__(self, page=3):
        self.page, self.details, self.documents, self.items = page, {}, {}, {}
        self.faults, self.always, self.log, self.validators = {}, {}, [], True
        self.extra, self.rows, self.before_page = 0, None, None
        self.oral, self.dated, self.count_of = {}, {}, None # vi; days of rows; what a search of two days counts
        self.archives = {} # zips by "qrva" or "inqo"
        self.publications, self.modified = {}, {} # "ah-tk-1.xml" -> bytes; by name without ending
        self.lock = threading.Lock()

    def add(self, *numbers, document=True):
        for n in numbers:
            self.details[n] = detail(n, n + 10000 if document else None)
            if document:
                self.documents[n + 10000] = pdf(f"Brug {n} ")

    def paths(self, prefix=""):
        return [path for path, _ in self.log if path.startswith(prefix)]

    # ---- replies ----

    def within(self, numbers, days):
        return [n for n in numbers if not self.dated or days[0] <= self.dated[n] <= days[1]]

    def search(self, page, days=("", ""), oral=False):
        if self.before_page:
            self.before_page(page)
        if oral:
            rows = [result(n, soort="VI", opendata=f"http://ws.vlpar.be/e/opendata/vi/{n}") for n in self.oral]
        else:
            rows = self.rows if self.rows is not None else [result(n) for n in self.within(self.details, days)]
        if self.count_of:
            self.extra = self.count_of(days, len(rows)) - len(rows)
        part = rows[(page - 1) * self.page:page * self.page]
        return {"count": len(rows) + self.extra, "firstindex": (page - 1) * self.page + 1, "lastindex": page * self.page,
                "result": part}

    def sru(self, query):
        days = re.findall(r'dt\.modified[<>]="([0-9-]*)"', query["query"][0])
        names = [n.rsplit(".", 1)[0] for n in self.publications]
        names = [n for n in dict.fromkeys(names) if days[0] <= self.modified.get(n, "2025-11-05") <= days[1]]
        start = int(query["startRecord"][0])
        if start > max(1, len(names) + self.extra):
            return DIAGNOSTICS.replace("WORDS", "First record position out of range")
        rows = "".join(record(n, self.modified.get(n, "2025-11-05")) for n in names[start - 1:start - 1 + self.page])
        return (f'<?xml version="1.0"?><sru:searchRetrieveResponse xmlns:sru="http://docs.oasis-open.org/ns/search-ws/sruResponse">'
                f'<sru:version>2.0</sru:version><sru:numberOfRecords>{len(names) + self.extra}</sru:numberOfRecords>'
                f'<sru:records>{rows}</sru:records></sru:searchRetrieveResponse>')

    def list(self, start, oral=False):
        short = ("SDOCNAME", "TITN", "TITF", "AUT", "STATUSQ", "DEPTN", "DEPTF")
        rows = [{k: item[k] for k in short} for item in self.items.values() if is_oral(item) == oral]
        return {"disclaimer": "...", "start": start, "total": len(rows) + self.extra,
                "items": rows[start:start + self.page]}

    def answer(self, path, query):
        """The body, or None for 404."""
        if path.startswith("/search/"):
            days = path.split("daterange:")[1].split("..")
            return json.dumps(self.search(int(query["page"][0]), days, "soort:VI" in query["requiredfields"][0])).encode()
        if path == "/sru":
            return self.sru(query).encode()
        if path.startswith("/op/"):
            return self.publications.get(path[4:])
        if path.startswith("/vi/"):
            found = self.oral.get(int(path[4:]))
            return json.dumps(found).encode() if found else None
        if path in ("/qrva/archive", "/inqo/archive"):
            return self.archives.get(path[1:5])
        if path.startswith("/schv/"):
            found = self.details.get(int(path[6:]))
            return json.dumps(found, indent=1).encode() if found else None
        if path == "/pfile":
            return self.documents.get(int(query["id"][0]))
        if path in ("/qrva", "/inqo"):
            return json.dumps(self.list(int(query["start"][0]), path == "/inqo")).encode()
        if path.startswith(("/qrva/", "/inqo/")):
            found = self.items.get(path[6:])
            return json.dumps({"disclaimer": "...", "items": [found] if found else []}).encode()
        return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    service = None

    def log_message(self, *args):
        pass

    def do_GET(self):
        service = self.service
        url = urllib.parse.urlsplit(self.path)
        short = re.sub(r"/search/[^?]*\?.*(page=\d+).*", r"/search?\1", self.path)
        short = re.sub(r"/sru\?.*(startRecord=\d+).*", r"/sru?\1", short)
        with service.lock:
            service.log.append((short, time.monotonic()))
            faults = service.faults.get(short, [])
            fault = faults.pop(0) if faults else service.always.get(short)
        if fault:
            return fault(self)
        with service.lock:
            body = service.answer(url.path, urllib.parse.parse_qs(url.query))
        if body is None:
            return self.send(404, b"<html><body>Niet gevonden</body></html>")
        tag = '"%s"' % hashlib.md5(body).hexdigest()
        if service.validators and self.headers.get("If-None-Match") == tag:
            return self.send(304, None)
        self.send(200, body, ETag=tag if service.validators else None)

    def send(self, code, body, length=None, **headers):
        self.send_response(code)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), value)
        if body is not None:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if body is not None:
            self.wfile.write(body)

    # ---- faults ----

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
        self.rfile, self.wfile = open("/dev/null", "rb"), open("/dev/null", "wb")


def status(code, body=b"<html>Oeps</html>", **headers):
    return lambda h: h.send(code, body, **headers)


def body(data, **headers):
    return lambda h: h.send(200, data, **headers)


def half(data):
    """Half of what the length says, then the end of the connection."""
    def fault(h):
        h.send(200, data[:len(data) // 2], length=len(data))
        h.close_connection = True
    return fault


def without_length(data):
    """No length: the end of the connection is the end."""
    def fault(h):
        h.send_response(200)
        h.send_header("Connection", "close")
        h.end_headers()
        h.wfile.write(data)
        h.close_connection = True
    return fault


def reset(h):
    h.reset()


def silent(seconds):
    def fault(h):
        time.sleep(seconds)
        h.close_connection = True
    return fault


def endless(h):
    """Bytes without end."""
    h.send_response(200)
    h.send_header("Connection", "close")
    h.end_headers()
    with contextlib.suppress(OSError):
        while True:
            h.wfile.write(b"x" * 65536)
    h.close_connection = True


def redirect(to, code=302):
    return lambda h: h.send(code, b"", Location=to)


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass # clients that leave are part of the tests


@contextlib.contextmanager
def serve(service, wrap=None):
    handler = type("Bound", (Handler,), {"service": service})
    server = QuietServer(("127.0.0.1", 0), handler)
    if wrap:
        server.socket = wrap(server.socket)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http{'s' if wrap else ''}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
