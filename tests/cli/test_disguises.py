# SPDX-License-Identifier: GPL-3.0-or-later
"""One paper in several disguises, as files are made by many programs: the same record."""
import re

import pytest

from conftest import CORPORA, SAMPLE, index, show

DISGUISES = {
    "none": lambda text: re.sub(r"\n([ \t\xa0]*\n)+", "\n", text),
    "double": lambda text: re.sub(r"\n[ \t\xa0]*\n", "\n\n\n", text),
    "every": lambda text: text.replace("\n", "\n\n"),
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "hard": lambda text: re.sub(r"(?<=[a-z]) (?=[a-z])", "\xa0", text),
}


def squeeze(value):
    """Without white space."""
    if isinstance(value, str):
        return "".join(value.split())
    if isinstance(value, list):
        return [squeeze(v) for v in value]
    if isinstance(value, dict):
        return {k: squeeze(v) for k, v in value.items()}
    return value


def read(folder, db):
    report = index(db, folder)
    assert not report["refused"]
    without = ("source", "provenance", "content_hash")
    return {q["source"].rsplit("/", 1)[1]: {k: squeeze(v) for k, v in q.items() if k not in without}
            for q in show(db, "--all", "--raw")}


def folders():
    yield from ((SAMPLE / d) for d in ("flemish", "tweedekamer"))
    yield from ((CORPORA / d) for d in ("flemish", "tweedekamer2024"))


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("folder", folders(), ids=lambda f: f"{f.parent.name}-{f.name}")
def test_blank_lines_and_line_ends(tmp_path, folder, disguise):
    if not folder.is_dir():
        pytest.skip(f"no corpus at {folder}")
    plain, other = tmp_path / "plain", tmp_path / "other"
    plain.mkdir()
    other.mkdir()
    for path in folder.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        (plain / path.name).write_text(text, encoding="utf-8")
        (other / path.name).write_bytes(DISGUISES[disguise](text).encode())
    wanted, found = read(plain, tmp_path / "a"), read(other, tmp_path / "b")
    assert wanted.keys() == found.keys()
    wrong = {(name, key): (value, found[name][key]) for name, question in wanted.items()
             for key, value in question.items() if found[name][key] != value}
    assert not wrong
