# SPDX-License-Identifier: GPL-3.0-or-later
"""One paper in several disguises, as files are made by many programs: the same record."""
import shutil

import pytest

from conftest import ALL_TESTS, CORPORA, FIXTURES, SAMPLE, only_in_check_all
from disguisekit import OFFICE, TEXTS, differences, read, write

FOLDERS = [SAMPLE / "flemish", SAMPLE / "tweedekamer", FIXTURES / "papers",
           CORPORA / "flemish", CORPORA / "tweedekamer2024"]
WRAPPED = [folder for folder in FOLDERS if folder.parent != FIXTURES] # set to the width of a page
COMMON = ("none", "double", "every", "crlf", "hard")
PAIRS = [(folder, disguise) for folder in FOLDERS for disguise in [*TEXTS, "windows-1252"]
         if ALL_TESTS or disguise in COMMON or folder not in WRAPPED]


def named(folder):
    return f"{folder.parent.name}-{folder.name}"


def compare(tmp_path, folder, disguise, without=()):
    if not folder.is_dir():
        pytest.skip(f"no corpus at {folder}")
    papers = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))
              if path.stem not in without}
    (tmp_path / "plain").mkdir()
    for name, text in papers.items():
        (tmp_path / "plain" / f"{name}.txt").write_text(text, encoding="utf-8")
    write(disguise, papers, tmp_path / "other")
    wanted, _ = read(tmp_path / "plain", tmp_path / "a")
    found, refused = read(tmp_path / "other", tmp_path / "b")
    assert not refused
    written = {path.stem for path in (tmp_path / "other").iterdir()}
    assert not differences({name: record for name, record in wanted.items() if name in written}, found)


@pytest.mark.parametrize("folder, disguise", PAIRS, ids=lambda v: named(v) if hasattr(v, "parent") else v)
def test_texts(tmp_path, folder, disguise):
    if disguise == "narrow" and folder in WRAPPED:
        pytest.skip("its lines are as narrow as a page")
    compare(tmp_path, folder, disguise)


@only_in_check_all
@pytest.mark.parametrize("disguise", OFFICE)
@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_programs(tmp_path, folder, disguise):
    program = "chromium-headless-shell" if disguise == "pdf-chromium" else "soffice"
    if not shutil.which(program):
        pytest.skip(f"no {program} here")
    if disguise.startswith("pdf") and folder in WRAPPED:
        pytest.skip("its lines would be wrapped twice")
    compare(tmp_path, folder, disguise)
