# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers in zip, tar and gzip."""
import gzip

import pytest

import make_pdf
from conftest import FIXTURES, PAPER, RELEASE, SAMPLE, index, show
from formatkit import make_tar, make_zip, renumbered


def members():
    return {"stukken/": "", "stukken/één.txt": renumbered(1), "stukken/.verborgen.txt": "x", "__MACOSX/x": "x",
            "brief.docx": (FIXTURES / "office" / "brief.docx").read_bytes(), "slecht.txt": "Geen stuk.",
            "kamer.jsonl": (SAMPLE / "kamer" / "kamer.jsonl").read_bytes() + b"{oei}\n",
            "qrva.xml": (FIXTURES / "qrva" / "item.xml").read_bytes()}


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz"])
def test_archive(db, papers, name):
    if name == "a.zip":
        make_zip(papers / name, members())
    else:
        make_tar(papers / name, {k: v for k, v in members().items() if v}, "w:gz" if name == "a.tgz" else "w")
    (papers / name).rename(papers / "zonder-naam") # the content tells
    report = index(db, papers)
    assert report["read"] == 33 and report["files"] == 1
    where = f"{papers}/zonder-naam!"
    assert [(r["path"], r["line"]) for r in report["refused"]] in (
        [(where + "slecht.txt", None), (where + "kamer.jsonl", 31)],)
    sources = {q["source"] for q in show(db)}
    assert sources == {where + m for m in ("stukken/één.txt", "brief.docx", "kamer.jsonl", "qrva.xml")}


def test_gzip_of_one_file(db, papers):
    (papers / "kamer.jsonl.gz").write_bytes(gzip.compress((SAMPLE / "kamer" / "kamer.jsonl").read_bytes()))
    make_pdf.text_pdf(papers / "x.pdf", PAPER)
    (papers / "y.pdf.gz").write_bytes(gzip.compress((papers / "x.pdf").read_bytes()))
    (papers / "x.pdf").unlink()
    report = index(db, papers)
    assert report["read"] == 31 and not report["refused"]
    assert {q["source"].split("/")[-1] for q in show(db)} == {"kamer.jsonl.gz!kamer.jsonl", "y.pdf.gz!y.pdf"}


def test_archives_in_archives(db, papers, tmp_path):
    inner, middle = tmp_path / "binnen.zip", tmp_path / "midden.tgz"
    make_zip(inner, {"a.txt": renumbered(1)})
    make_tar(middle, {"binnen.zip": inner.read_bytes(), "b.txt": renumbered(2)}, "w:gz")
    make_zip(papers / "buiten.zip", {"midden.tgz": middle.read_bytes(), "binnen.zip": inner.read_bytes()})
    report = index(db, papers)
    assert {q["source"][len(str(papers)) + 1:] for q in show(db)} == {"buiten.zip!midden.tgz!b.txt",
                                                                    "buiten.zip!binnen.zip!a.txt"}
    (refused,) = report["refused"]
    assert refused["path"].endswith("buiten.zip!midden.tgz!binnen.zip") and refused["cause"] == "limit"


def test_damaged_archives(db, papers):
    make_zip(papers / "heel.zip", {f"{n}.txt": renumbered(n) for n in range(30)})
    whole = (papers / "heel.zip").read_bytes()
    (papers / "leeg.zip").write_bytes(b"PK\5\6" + bytes(18))
    (papers / "kort.zip").write_bytes(whole[:2000])
    (papers / "kort.gz").write_bytes(gzip.compress(PAPER.encode())[:60])
    (papers / "los.meta.json.zip").unlink(missing_ok=True)
    make_zip(papers / "sidecar.zip", {"a.meta.json": "{}"})
    report = index(db, papers)
    assert report["documents"] == 30
    why = {r["path"][len(str(papers)) + 1:]: r["reason"] for r in report["refused"]}
    assert why["sidecar.zip!a.meta.json"].startswith("a sidecar, which is not read inside an archive")
    assert any(k.startswith("kort.zip") and "damaged archive" in v for k, v in why.items())
    assert any(k.startswith("kort.gz") for k in why)
    assert why["leeg.zip"].startswith("an archive without members")


def test_archive_bombs(db, papers):
    with gzip.open(papers / "a.jsonl.gz", "wb", 9) as file:
        for _ in range(40):
            file.write(b" " * (1 << 20))
    make_zip(papers / "b.zip", {"a.txt": b"a" * (40 << 20)})
    make_zip(papers / "c.zip", {f"{i}.jsonl": b"\n" * (6 << 20) for i in range(9)})
    report = index(db, papers, program=RELEASE)
    why = {r["path"].split("/")[-1]: (r["cause"], r["reason"]) for r in report["refused"]}
    assert why["a.jsonl.gz"] == ("limit", "the archive unpacks to more than 250 times its size, as no texts do")
    assert why["b.zip"][0] == "limit" and why["c.zip"][0] == "limit"
