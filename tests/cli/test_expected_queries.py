# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/tables/search-expected.tsv: queries that find what reading the papers says they should."""
import json
import shlex

import pytest

from conftest import CORPORA, RELEASE, ROOT, SAMPLE, run

TABLE = ROOT / "tests" / "tables" / "search-expected.tsv"
SOURCES = {"sample": SAMPLE, "flemish": CORPORA / "flemish", "tweedekamer2024": CORPORA / "tweedekamer2024",
           "kamer2017": CORPORA / "kamer2017"}
LONG = {"v:": "vlaams-", "t:": "tweedekamer-", "b:": "voorbeeld-", "k:": "kamer-"}


def rows():
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            yield number, line.split("\t")


def long_id(short):
    return LONG[short[:2]] + short[2:]


@pytest.fixture(scope="module", params=SOURCES)
def corpus(request, tmp_path_factory):
    source = SOURCES[request.param]
    if not source.exists():
        pytest.skip(f"no shared corpus {request.param}")
    folder = tmp_path_factory.mktemp(request.param)
    run("index", "--quiet", "--db", folder / "vragen.db", source, program=RELEASE)
    return request.param, folder


def answers(folder, options, queries):
    """Answers to all queries that have the same options, in one process."""
    db = folder / "vragen.db"
    if "--passages" in options:
        found = [run("search", "--json", "--limit", "1", "--db", db, *options, q, program=RELEASE).json["hits"]
                 for q in queries]
        return [[f"{h['id']}#{h['snippet_question'] or ''}" for h in hits] for hits in found]
    path = folder / "queries.txt"
    path.write_text("".join(q + "\n" for q in queries), encoding="utf-8")
    out = run("search", "--db", db, "--queries", path, "--depth", "100000", "--no-abbreviations", *options,
              program=RELEASE).out
    return [a.get("ids", a.get("error")) for a in map(json.loads, out.splitlines())]


def mistake(expected, found):
    """What is wrong; "" when nothing is."""
    if isinstance(found, str):
        return f"refused: {found}"
    if expected.startswith("="):
        return "" if len(found) == int(expected[1:]) else f"{len(found)} found, not {expected[1:]}"
    wanted = [long_id(short) for short in expected.lstrip("> ").split()] if expected != "-" else []
    if (found == wanted) if expected.startswith(">") else (sorted(found) == sorted(wanted)):
        return ""
    if sorted(found) == sorted(wanted):
        return f"order {' '.join(found)}"
    return f"not found {sorted(set(wanted) - set(found))}, found too {sorted(set(found) - set(wanted))[:8]}"


def test_expected(corpus):
    name, folder = corpus
    table, wrong = {}, []
    for number, (where, query, options, expected) in rows():
        if where == name:
            table.setdefault(options, []).append((number, query, expected))
    for options, group in table.items():
        words = [] if options == "-" else shlex.split(options)
        found = answers(folder, words, [query for _, query, _ in group])
        for (number, query, expected), ids in zip(group, found, strict=True):
            problem = mistake(expected, ids)
            if problem:
                wrong.append(f"line {number}: {query}: {problem}")
    assert not wrong, "\n".join(wrong)


def test_table_is_sound():
    seen = [tuple(row[:3]) for _, row in rows()]
    assert len(seen) >= 150 and len(seen) == len(set(seen))
    assert {row[0] for _, row in rows()} == set(SOURCES)
