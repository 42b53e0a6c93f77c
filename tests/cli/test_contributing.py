# SPDX-License-Identifier: GPL-3.0-or-later
"""CONTRIBUTING.md names files, tables and functions that there are."""
import re

from conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_files_and_tables_exist():
    for name in re.findall(r"`((?:corpus|tests|doc)/[\w./-]+)`", TEXT):
        assert "NAME" in name or (ROOT / name).exists(), name
    for table, file in re.findall(r"`(\w+)` (?:in|of) `(corpus/[\w./]+)`", TEXT):
        assert re.search(rf"\b{table}\[\]", (ROOT / file).read_text(encoding="utf-8")), f"{table} in {file}"
    for link in re.findall(r"\]\(([\w./]+)\)", TEXT):
        assert (ROOT / link).exists(), link


def test_functions_exist():
    headers = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "corpus").glob("*/*.h"))
    for name in ("turns_read", "split_questions", "notes_lift", "heading_question"):
        assert f"`{name}`" in TEXT and f"{name}(" in headers


def test_targets_exist():
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "cli").glob("test_*.py")}
    units = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "unit").glob("test_*.c")}
    for kind, name in re.findall(r"`make (cli|unit) T=(\w+)`", TEXT):
        assert name in (tests if kind == "cli" else units), name
