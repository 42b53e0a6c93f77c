# SPDX-License-Identifier: GPL-3.0-or-later
"""Damaged copies of every kind of file: whatever comes of them, the program stands, ends soon, and
tells of each file: a question read, or a refusal with its reason.

VRAAGBAAK_MUTATIONS=100 is how many copies are made of each file, those of the shared corpora included; without
it they get fewer, for they are many, and in `make check` each file gets a tenth.  VRAAGBAAK_SEED makes other copies."""
import os
import random
import zlib

import pytest

import make_pdf
from conftest import CORPORA, FIXTURES, PAPER, SAMPLE, notes, often, run
from formatkit import make_tar, make_zip

MUTATIONS = int(os.environ.get("VRAAGBAAK_MUTATIONS", often(100, 10))) # of each fixture
SLICE = 60_000 # bytes of a large corpus file


def pick(rng, data):
    return rng.randrange(len(data)) if data else 0


def truncate(rng, data):
    return data[:pick(rng, data)]


def flip_bytes(rng, data):
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 10, 100))):
        if data:
            data[pick(rng, data)] = rng.choice((0, 255, rng.randrange(256), ord(rng.choice("<>&\"'{}[]()0%!;:,\n"))))
    return bytes(data)


def cut_out(rng, data):
    a, b = sorted((pick(rng, data), pick(rng, data)))
    return data[:a] + data[b:]


def repeat(rng, data):
    a = pick(rng, data)
    return data[:a] + data[a:a + rng.randrange(1, 2000)] * rng.choice((2, 5, 40)) + data[a:]


def insert(rng, data):
    a = pick(rng, data)
    pieces = (b"<!ENTITY x 'y'>", b"]]>", b"\xff\xfe", b"\xef\xbf\xbf", b"\0" * 9, b"<vraag>" * 300, b"[" * 3000,
              b"999999999999999999999", b"-1", b"\xc3", "\u202e".encode(), b"%PDF-1.7 ", b"1. 2. 3. ", b"\f")
    return data[:a] + rng.choice(pieces) + data[a:]


def other_encoding(rng, data):
    text = data.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-16-be", "latin-1", "utf-8-sig", "cp1252")), "replace")


def encode_twice(rng, data):
    return data.decode("latin-1").encode("utf-8")


MUTATORS = (truncate, flip_bytes, flip_bytes, flip_bytes, cut_out, repeat, insert, insert, other_encoding, encode_twice)


def mutations(name, data, count):
    """The same ones each time."""
    rng = random.Random(zlib.crc32(name.encode()) + int(os.environ.get("VRAAGBAAK_SEED", "0")))
    for _ in range(count):
        mutant = rng.choice(MUTATORS)(rng, data)
        yield rng.choice(MUTATORS)(rng, mutant) if rng.random() < 0.3 else mutant


def feed(folder, *kinds):
    """Indexes mutants of (name, data, count) in one run; each must have left a trace."""
    folder.mkdir()
    written = 0
    for name, data, count in kinds:
        for mutant in mutations(name, data, count):
            (folder / f"m{written:04d}").write_bytes(mutant)
            written += 1
    report = run("index", "--json", "--quiet", "--db", folder.parent / "db", folder, timeout=120 + 3 * written).json
    refused = {r["path"].split("!")[0] for r in report["refused"]}
    assert report["files"] == written
    assert report["read"] >= written - len(refused)
    assert all(r["reason"] and r["cause"] for r in report["refused"])
    counted["copies"] += written
    counted["refused, wholly or in part"] += len(refused)
    counted["questions read"] += report["read"]
    run("show", "--db", folder.parent / "db", "--all", "--json", code=None, timeout=120 + 3 * written)


counted = {"copies": 0, "refused, wholly or in part": 0, "questions read": 0}


@pytest.fixture(scope="module", autouse=True)
def tell():
    yield
    notes.append("damaged copies: " + ", ".join(f"{n} {what}" for what, n in counted.items()) + "; none without a trace")


def own_fixtures():
    yield from sorted(p for p in FIXTURES.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc"))
    yield SAMPLE / "flemish" / "fl-2022-nr181-fietssnelwegen.txt"
    yield SAMPLE / "tweedekamer" / "ah-667.txt"
    yield SAMPLE / "kamer" / "kamer.jsonl"


@pytest.mark.parametrize("path", own_fixtures(), ids=lambda p: p.name)
def test_fixture(path, tmp_path):
    feed(tmp_path / "stukken", (path.name, path.read_bytes()[:SLICE], MUTATIONS))


HTML = "<!doctype html><html><body><ol>" + "".join(f"<li>{line}" for line in PAPER.splitlines()) + "</ol></body></html>"


@pytest.mark.parametrize("kind", ["pdf", "html", "zip", "tar", "tgz"])
def test_made(kind, tmp_path):
    path = tmp_path / f"a.{kind}"
    if kind == "pdf":
        make_pdf.text_pdf(path, PAPER)
    elif kind == "html":
        path.write_text(HTML)
    elif kind == "zip":
        make_zip(path, {"a.txt": PAPER, "b.docx": (FIXTURES / "office" / "brief.docx").read_bytes()})
    else:
        make_tar(path, {"a.txt": PAPER, "b.json": (FIXTURES / "qrva" / "item.json").read_bytes()},
                 "w:gz" if kind == "tgz" else "w")
    feed(tmp_path / "stukken", (kind, path.read_bytes(), MUTATIONS))


def corpus_files():
    if not CORPORA.is_dir():
        return []
    return sorted(p for p in CORPORA.rglob("*") if p.is_file())


def copies_of(path):
    return MUTATIONS if "VRAAGBAAK_MUTATIONS" in os.environ else often(4, 1) if path.suffix == ".txt" else often(12, 2)


@pytest.mark.skipif(not CORPORA.is_dir(), reason="no shared corpora")
@pytest.mark.parametrize("part", range(4))
def test_corpora(tmp_path, part):
    mutants = []
    for path in corpus_files()[part::4]:
        with open(path, "rb") as file:
            mutants.append((path.name, file.read(200_000 if path.suffix == ".docx" else SLICE), copies_of(path)))
    feed(tmp_path / "stukken", *mutants)
