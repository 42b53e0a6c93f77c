#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time searches with all facets, beside SQLite FTS5 doing the same.

usage: facets.py PROGRAM [QUESTIONS.jsonl]

Runs 1,000 themes (labels of EuroVoc) over an index of the questions (default: the shared
kamer2017), each with a top ten, an exact total and the counts of year, asker, party, minister, status,
kind, parliament and parliamentary year; once as a theme of the program, once as FTS5 with all of
the words (unicode61) and GROUP BY.  One process, one core, warm.  Prints milliseconds and ratios; it
never fails for being slow.
"""
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared"
LABELS = Path(__file__).resolve().parents[2] / "searcher" / "expand" / "eurovoc.tsv"
CORPUS = SHARED / "corpora" / "kamer2017" / "questions.jsonl"
COLUMNS = ("year", "asker", "party", "minister", "status", "kind", "parliament", "session")


def themes(count):
    labels = [line.split("\t")[0] for line in LABELS.read_text(encoding="utf-8").splitlines()]
    plain = [l for l in labels if l and all(c.isalnum() or c == " " for c in l)]
    return random.Random(1).sample(plain, count)


def first(value, key):
    if isinstance(value, list):
        value = value[0] if value else ""
    return (value.get(key) or "") if isinstance(value, dict) else value or ""


def make_fts(records):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE texts USING fts5(title, question, answer, tokenize='unicode61 remove_diacritics 2')")
    db.execute(f"CREATE TABLE facts (rowid INTEGER PRIMARY KEY, {', '.join(COLUMNS)})")
    for number, r in enumerate(records, 1):
        texts = [r.get(k) if isinstance(r.get(k), str) else json.dumps(r.get(k) or "", ensure_ascii=False)
                 for k in ("title", "question", "answer")]
        db.execute("INSERT INTO texts(rowid, title, question, answer) VALUES (?,?,?,?)", (number, *texts))
        date = str(r.get("date") or r.get("date_asked") or "")
        db.execute(f"INSERT INTO facts VALUES (?{',?' * len(COLUMNS)})",
                   (number, date[:4], first(r.get("asker") or r.get("askers"), "name"),
                    first(r.get("party") or r.get("askers"), "party"),
                    first(r.get("minister") or r.get("ministers"), "role"), str(r.get("status") or ""),
                    str(r.get("kind") or ""), str(r.get("parliament") or ""), str(r.get("session") or "")))
    db.commit()
    return db


def time_fts(db, queries):
    times = []
    for query in queries:
        match = " ".join(f'"{word}"' for word in query.split())
        start = time.perf_counter()
        db.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 10", (match,)).fetchall()
        db.execute("CREATE TEMP TABLE hits AS SELECT rowid AS id FROM texts WHERE texts MATCH ?", (match,))
        db.execute("SELECT count(*) FROM hits").fetchone()
        for column in COLUMNS:
            db.execute(f"SELECT {column}, count(*) FROM hits JOIN facts ON facts.rowid = hits.id "
                       f"GROUP BY 1 ORDER BY 2 DESC").fetchall()
        db.execute("DROP TABLE hits")
        times.append((time.perf_counter() - start) * 1000)
    return times


def time_ours(program, index, queries, folder):
    path = folder / "queries.txt"
    path.write_text("\n".join(queries) + "\n", encoding="utf-8")
    args = [program, "search", "--db", index, "--queries", path, "--depth", "10", "--facets", "all", "--timing"]
    subprocess.run(args, check=True, stdout=subprocess.DEVNULL) # warm
    out = subprocess.run(args, check=True, capture_output=True, text=True).stdout
    return [json.loads(line)["ms"] for line in out.splitlines()]


def percentiles(times):
    times = sorted(times)
    return [times[min(len(times) - 1, int(len(times) * p))] for p in (.5, .95, .99)]


def main():
    source = Path(sys.argv[2]) if len(sys.argv) > 2 else CORPUS
    if not source.exists():
        print(f"skipped: no questions at {source}")
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})
    queries = themes(1000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.argv[1], "index", "--quiet", "--db", folder / "db", source], check=True,
                       stdout=subprocess.DEVNULL)
        ours = percentiles(time_ours(sys.argv[1], folder / "db", queries, folder))
        with open(source, encoding="utf-8") as lines:
            fts = make_fts(json.loads(line) for line in lines)
        peer = percentiles(time_fts(fts, queries))
    print(f"{'1,000 themes with all facets, ms':36} {'p50':>8} {'p95':>8} {'p99':>8}")
    for label, row in (("vraagbaak", ours), ("FTS5, all words, in memory", peer)):
        print(f"{label:36} " + " ".join(f"{value:8.2f}" for value in row))
    print(f"{'ratio':36} " + " ".join(f"{a / b:8.2f}" for a, b in zip(ours, peer)))


main()
