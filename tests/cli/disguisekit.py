# SPDX-License-Identifier: GPL-3.0-or-later
"""One paper written as many programs write it.  A disguise takes a text and a path without its ending, and writes the
file; those of LibreOffice and Chromium take whole folders, since starting these programs costs seconds."""
import html
import re
import shutil
import subprocess
import tempfile
import textwrap
from pathlib import Path

from conftest import index, show

BLANKS = r"[ \t\xa0\f]*"
LABEL = re.compile(r"(?m)^(\d{1,2}[.)])[ ]+(?=\S)")


def narrow(text, columns=64):
    """Lines set to fewer columns: what is longer goes on in a next line."""
    lines = []
    for line in text.split("\n"):
        indent = line[:len(line) - len(line.lstrip())]
        folded = textwrap.wrap(line.strip(), columns, break_long_words=False, break_on_hyphens=False)
        lines += [indent + folded[0]] + folded[1:] if folded else [""]
    return "\n".join(lines)


TEXTS = {
    "none": lambda text: re.sub(rf"\n(?:{BLANKS}\n)+", "\n", text),
    "double": lambda text: re.sub(rf"\n{BLANKS}\n", "\n\n\n", text),
    "every": lambda text: text.replace("\n", "\n\n"),
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "cr": lambda text: text.replace("\n", "\r"),
    "hard": lambda text: re.sub(r"(?<=[a-z]) (?=[a-z])", "\xa0", text),
    "trailing": lambda text: text.replace("\n", "  \n"),
    "tabs": lambda text: LABEL.sub("\\1\t", text),
    "narrow": narrow,
    "utf8-bom": lambda text: "\ufeff" + text,
    "utf16": lambda text: ("\ufeff" + text).encode("utf-16-le"),
    "utf16-be": lambda text: ("\ufeff" + text).encode("utf-16-be"),
    "decomposed": lambda text: __import__("unicodedata").normalize("NFD", text),
}


def windows(text):
    """In windows-1252, None where the text has letters that it does not have."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        return None


def page(text):
    """As HTML, a paragraph for each line, as programs save it."""
    body = "".join(f"<p>{html.escape(line.strip())}</p>\n" for line in text.replace("\f", "\n").split("\n") if line.strip())
    return ("<!DOCTYPE html><html lang='nl'><head><meta charset='utf-8'><title></title><style>body{font:11pt serif}"
            f"p{{margin:0 0 6pt}}</style></head><body>\n{body}</body></html>\n")


TEXTS["html"] = page


def ending(disguise):
    return "html" if disguise == "html" else "txt"


def write(disguise, papers, folder):
    """papers: {name: text}.  Leaves NAME.EXT in the folder for each that can have the disguise."""
    folder.mkdir()
    if disguise in OFFICE:
        OFFICE[disguise](papers, folder)
        return
    for name, text in papers.items():
        data = windows(text) if disguise == "windows-1252" else TEXTS[disguise](text)
        if data is not None:
            (folder / f"{name}.{ending(disguise)}").write_bytes(data if isinstance(data, bytes) else data.encode())


# ---- programs ----

def soffice(target, papers, folder, source="html"):
    with tempfile.TemporaryDirectory(prefix="disguise-") as temp:
        temp = Path(temp)
        for name, text in papers.items():
            (temp / f"{name}.{source}").write_text(page(text) if source == "html" else text, encoding="utf-8")
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{temp}/profile"]
        command += ["--infilter=Text (encoded):UTF8"] if source == "txt" else ["--writer"] if target != "pdf" else []
        done = subprocess.run(command + ["--convert-to", target, "--outdir", folder, *sorted(temp.glob(f"*.{source}"))],
                              capture_output=True, timeout=900, check=False)
        assert len(list(folder.iterdir())) == len(papers), done.stderr.decode() + done.stdout.decode()[-500:]


def chromium(papers, folder):
    program = shutil.which("chromium-headless-shell")
    for name, text in papers.items():
        with tempfile.TemporaryDirectory(prefix="disguise-") as temp:
            source = Path(temp) / "paper.html"
            source.write_text(page(text), encoding="utf-8")
            subprocess.run([program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={temp}/profile",
                            "--no-pdf-header-footer", f"--print-to-pdf={folder / name}.pdf", source.as_uri()],
                           capture_output=True, timeout=120, check=True)


OFFICE = {
    "docx": lambda papers, folder: soffice("docx:MS Word 2007 XML", papers, folder),
    "odt": lambda papers, folder: soffice("odt", papers, folder),
    "odt-lines": lambda papers, folder: soffice("odt", papers, folder, source="txt"),
    "docx-lines": lambda papers, folder: soffice("docx:MS Word 2007 XML", papers, folder, source="txt"),
    "pdf-writer": lambda papers, folder: soffice("pdf:writer_pdf_Export", papers, folder, source="txt"),
    "pdf-page": lambda papers, folder: soffice("pdf:writer_web_pdf_Export", papers, folder),
    "pdf-chromium": chromium,
}


# ---- comparing ----

def squeeze(value):
    """Without white space."""
    if isinstance(value, str):
        return "".join(value.split())
    if isinstance(value, list):
        return [squeeze(v) for v in value]
    if isinstance(value, dict):
        return {k: squeeze(v) for k, v in value.items()}
    return value


def read(folder, db, **options):
    """{name: record} of what the program reads in the folder."""
    report = index(db, folder, **options)
    without = ("source", "provenance", "content_hash")
    found = {q["source"].rsplit("/", 1)[1].rsplit(".", 1)[0]: {k: squeeze(v) for k, v in q.items() if k not in without}
             for q in show(db, "--all", "--raw", **options)}
    return found, report["refused"]


def differences(wanted, found):
    """[(name, field, wanted, found)]"""
    wrong = [(name, "record", "one", "none") for name in wanted if name not in found]
    for name in found:
        keys = set(wanted[name]) | set(found[name])
        wrong += [(name, key, wanted[name].get(key), found[name].get(key)) for key in sorted(keys)
                  if wanted[name].get(key) != found[name].get(key)]
    return wrong
