# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the nightly batch share: a folder with papers, a configuration, and a dump of the
index that is exact: every document, term, posting and value."""
import json
import os
import struct
import time
from pathlib import Path

import pytest

from conftest import PROGRAM, run, write_lines

xapian = pytest.importorskip("xapian", reason="no xapian for Python (package python3-xapian)")
LOSS, FINDINGS = 5, 6
SLOT_GIVEN, SLOT_WITHDRAWN = 20, 21


def flemish(number, title="Bibliotheken  -  Openingsuren op zondag", minister="MARIA DE WILDE",
            question="Hoeveel bibliotheken zijn op zondag open?", answer="Er zijn er veertig."):
    """A paper of the Flemish Parliament with its own number."""
    return f"""SCHRIFTELIJKE VRAAG
nr. {number}
van KAREL VANDERZANDE
datum: 5 mei 2021
aan {minister}
VLAAMS MINISTER VAN CULTUUR EN JEUGD
{title}
Steeds meer bibliotheken gaan op zondag open.
1.
{question}
2.
Wat kost dat de gemeenten?

{minister}
VLAAMS MINISTER VAN CULTUUR EN JEUGD
ANTWOORD
op vraag nr. {number} van 5 mei 2021
van KAREL VANDERZANDE
1. {answer}
2. Dat weet ik niet.
"""


def flemish_id(number, minister="maria-de-wilde"):
    return f"vlaams-2021-05-05-{number}-{minister}"


class Night:
    """A place with sources and a database; run() is one night."""

    def __init__(self, folder, program=PROGRAM, settings=""):
        self.folder, self.program = Path(folder), program
        self.papers = self.folder / "papers"
        self.papers.mkdir(parents=True, exist_ok=True)
        self.db = self.folder / "vragen.db"
        self.config = self.folder / "night.conf"
        self.configure(settings)

    def configure(self, settings="", sources='{ name = "papers"; path = "papers"; }'):
        self.config.write_text(f'database = "vragen.db";\nsources = ( {sources} );\n{settings}\n')

    def write(self, name, text):
        path = self.papers / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def lines(self, name, records):
        self.write(name, "")
        return write_lines(self.papers / name, records)

    def age(self):
        """Makes new papers older: young ones are looked at twice."""
        for path in self.papers.rglob("*"):
            then = path.stat().st_mtime - 3600
            if then > time.time() - 5000:
                os.utime(path, (then, then))

    def remove(self, *names):
        for name in names:
            (self.papers / name).unlink()

    def call(self, command, *args, **options):
        options.setdefault("program", self.program)
        return run(command, "--config", self.config, *args, **options)

    def run(self, *args, code=0, **options):
        """One night; returns its report."""
        return self.call("nightly", "--json", *args, code=code, **options).json

    def figures(self, *names, code=0, args=(), **options):
        report = self.run(*args, code=code, **options)
        return tuple(report[name] for name in names)

    def dump(self):
        return dump(self.db)

    def ids(self):
        return sorted(dump(self.db)["documents"])


def paper_of(value):
    """Path, flags and number of questions of an entry, without what depends on the clock."""
    def varint(at):
        n = shift = 0
        while True:
            n |= (value[at] & 127) << shift
            at, shift = at + 1, shift + 7
            if value[at - 1] < 128:
                return n, at
    size, at = varint(2)
    path = value[at:at + size]
    content = value[at + size + 8:at + size + 24]
    questions, _ = varint(at + size + 32)
    return path.decode(), value[1], content.hex(), questions


def document_of(doc):
    terms = {t.term: (t.wdf, tuple(t.positer)) for t in doc.termlist()}
    values = {v.num: v.value for v in doc.values()}
    return {"terms": terms, "values": values, "data": doc.get_data()}


def dump(path, ids_too=False):
    """All that an index holds.  Documents by the question's id, for their numbers say nothing."""
    db = xapian.Database(os.path.realpath(path))
    documents, postings = {}, {}
    for posting in db.postlist(""):
        doc = db.get_document(posting.docid)
        one = document_of(doc)
        key = doc.get_value(11).decode()
        assert key not in documents, f"{key} is there twice"
        one["length"] = posting.doclength
        if ids_too:
            one["docid"] = posting.docid
        documents[key] = one
    names = {p.docid: db.get_document(p.docid).get_value(11).decode() for p in db.postlist("")}
    for term in db.allterms():
        postings[term.term] = sorted((names[p.docid], p.wdf) for p in db.postlist(term.term))
    metadata = {}
    for key in db.metadata_keys():
        if key == b"vraagbaak.indexed": # the clock
            continue
        value = db.get_metadata(key)
        metadata[key] = paper_of(value) if key.startswith(b"vraagbaak.paper.") else value
    check_whole(documents, postings)
    return {"documents": documents, "postings": postings, "metadata": metadata}


def sources_of(doc):
    """The sources of a document: key, part, whether that is a member, order, day first seen."""
    value, at, out = doc["values"].get(SLOT_GIVEN, b""), 0, []

    def varint():
        nonlocal at
        n = shift = 0
        while True:
            n |= (value[at] & 127) << shift
            at, shift = at + 1, shift + 7
            if value[at - 1] < 128:
                return n
    while at < len(value):
        flags = value[at]
        source, = struct.unpack_from("<Q", value, at + 1)
        at += 9
        part = struct.unpack_from("<Q", value, at)[0] if flags & 1 else 0
        at += 8 if flags & 1 else 0
        out.append((source, part, bool(flags & 2), varint(), varint()))
    return out


def check_whole(documents, postings):
    """Document by document and term by term say the same."""
    other = {}
    for name, doc in documents.items():
        for term, (wdf, _) in doc["terms"].items():
            other.setdefault(term, []).append((name, wdf))
        papers = {b"XU%016x" % source for source, *_ in sources_of(doc)}
        posted = {t for t in doc["terms"] if t.startswith(b"XU")}
        assert posted in (papers, set()), name # `index` keeps no books
        assert (b"XWingetrokken" in doc["terms"]) == (SLOT_WITHDRAWN in doc["values"]), name
    assert {t: sorted(p) for t, p in other.items()} == postings


def ids_of(path):
    """Terms of the ids of all questions: a fast look."""
    return {t.term for t in xapian.Database(os.path.realpath(path)).allterms("Q")}


def check_tables(path):
    """Number of faults that Xapian itself finds."""
    return xapian.Database.check(os.path.realpath(path), 0)


def assert_same(a, b):
    """Names the first difference, which is easier to read than two dumps."""
    assert sorted(a["documents"]) == sorted(b["documents"])
    for name, doc in a["documents"].items():
        for part in doc:
            assert doc[part] == b["documents"][name][part], f"{name}: {part}"
    assert a["postings"] == b["postings"]
    assert a["metadata"] == b["metadata"]


def load(text):
    return json.loads(text)
