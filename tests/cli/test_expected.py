# SPDX-License-Identifier: GPL-3.0-or-later
"""What the readers make of papers, field by field, against tables that people filled in."""
import json

import pytest

from conftest import CORPORA, ROOT, SAMPLE, index, show

TABLES = ROOT / "tests" / "tables"


def load(name):
    return json.loads((TABLES / f"expected-{name}.json").read_text(encoding="utf-8"))


def collapse(value):
    """The value with runs of white space made one blank."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [collapse(v) for v in value]
    if isinstance(value, dict):
        return {k: collapse(v) for k, v in value.items()}
    return value


def as_asked(field, wanted, question):
    """The question's value in the form that the table uses for the field."""
    value = question[field]
    if field in ("questions", "answers"):
        return [part["n"] for part in value]
    if field in ("askers", "ministers", "cites"):
        if all(isinstance(w, dict) for w in wanted):
            keys = wanted[0].keys() if wanted else ()
            return [{k: one.get(k) for k in keys} if keys else one for one in value]
        return [one["name"] for one in value] # names only; null is an office without a name
    return value


def in_order(field, value):
    """Citations have no order of their own."""
    return sorted(value, key=str) if field == "cites" else value


def compare(entry, question):
    """The fields that differ: [(field, wanted, found)]."""
    wrong = []
    for field, wanted in entry.items():
        if field == "file":
            continue
        found = as_asked(field, wanted, question)
        if in_order(field, collapse(found)) != in_order(field, collapse(wanted)):
            wrong.append((field, wanted, found))
    return wrong


def find(questions, file):
    found = [q for q in questions if (q["source"] or "").endswith("/" + file)]
    assert len(found) == 1, f"{len(found)} questions from {file}"
    return found[0]


def tell(file, wrong):
    return "\n".join(f"{file}: {field}\n  wanted {wanted}\n  found  {found}" for field, wanted, found in wrong)


@pytest.mark.parametrize("entry", load("sample"), ids=lambda e: e["file"])
def test_sample(entry, sample_questions):
    wrong = compare(entry, find(sample_questions, entry["file"]))
    assert not wrong, "\n" + tell(entry["file"], wrong)


def test_table_knows_every_sample_text():
    texts = {f"{p.parent.name}/{p.name}" for d in ("flemish", "tweedekamer") for p in (SAMPLE / d).glob("*.txt")}
    assert {e["file"] for e in load("sample")} == texts


@pytest.fixture(scope="module")
def corpus_questions(tmp_path_factory):
    """Questions of one of the shared corpora, which are not part of the repository."""
    known = {}

    def get(folder):
        if not (CORPORA / folder).is_dir():
            pytest.skip(f"no corpus at {CORPORA / folder}")
        if folder not in known:
            db = tmp_path_factory.mktemp(folder) / "db"
            report = index(db, CORPORA / folder)
            assert not report["refused"]
            known[folder] = show(db)
        return known[folder]

    return get


@pytest.mark.parametrize("entry", load("flemish"), ids=lambda e: e["file"])
def test_flemish(entry, corpus_questions):
    wrong = compare(entry, find(corpus_questions("flemish"), entry["file"]))
    assert not wrong, "\n" + tell(entry["file"], wrong)


def test_tweedekamer(corpus_questions, capsys):
    questions = corpus_questions("tweedekamer2024")
    values = bad = 0
    for entry in load("tweedekamer"):
        wrong = compare(entry, find(questions, entry["file"]))
        values += len(entry) - 1
        bad += len(wrong)
        if wrong:
            with capsys.disabled():
                print("\n" + tell(entry["file"], wrong))
    assert values > 500
    assert bad <= values * 0.05, f"{bad} of {values} values are wrong"


def test_letters_in_docx(corpus_questions):
    questions = corpus_questions("tweedekamer-docx")
    for entry in load("docx"):
        question = find(questions, entry["file"])
        wrong = compare(entry, question)
        assert not wrong, "\n" + tell(entry["file"], wrong)
        assert "[1]" not in question["answers"][-1]["text"] # the notes at the end belong to no answer
        assert "bureaubeke.nl" not in question["answers"][-1]["text"]
