#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks two builds of the program the same and prints every difference: - what OLD answers, + what NEW answers.

Each builds its own index of the same papers.  Compared are every question that they read, random queries through
the API, in batches and one by one on the command line, and the tables of the tests.  Ends with 0 when nothing
differs, 1 when something does, 2 when there is nothing to compare.
"""
import argparse
import sys
import tempfile
import time
from pathlib import Path

import records
from asked import ROOT, Asker, analyzed_texts, table_queries
from builds import Build, Pair, Trouble
from differ import Tally

PARTS = ("index", "records", "tables", "api", "batches", "commands")
BATCH = 100    # queries that share their options
COMMANDS = 25  # one query of so many also as a command of its own
PAGES = 25     # and as a page
SOURCES = (ROOT / "corpus" / "sample", ROOT.parent / "shared" / "corpora")
STARTED = time.monotonic()


def say(text):
    print(f"{time.monotonic() - STARTED:6.0f} s  {text}", file=sys.stderr, flush=True)


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("old", metavar="OLD", help="a program, as build/vraagbaak of another checkout")
    p.add_argument("new", metavar="NEW", help="the program that should do the same")
    p.add_argument("--queries", type=int, default=1000, help="random queries (1000)")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--sources", type=Path, nargs="+", default=[s for s in SOURCES if s.exists()],
                   help="papers to index (the sample, and the shared corpora where they are)")
    p.add_argument("--drawn-from", type=int, default=2000, metavar="N", help="questions that queries are made from (2000)")
    p.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="only these")
    p.add_argument("--one-index", action="store_true", help="NEW reads the index of OLD")
    p.add_argument("--index-options", default="", help="of `index`, such as '--shards 3'")
    p.add_argument("--ignore", nargs="+", default=[], metavar="PATH",
                   help="differences to pass over, as the summary names them: hits.snippet, 'provenance.*'")
    p.add_argument("--most", type=int, default=20, help="differing answers to print in each part, 0 for all (20)")
    p.add_argument("--work", type=Path, help="folder to keep the indexes and the queries in")
    return p.parse_args()


# ---- the parts ----

def compare_indexes(args, pair, tally):
    old, new = pair.builds
    extra = args.index_options.split()
    if args.one_index:
        old.index(args.sources, extra)
        new.db = old.db
        return
    told = pair.both(lambda build: build.index(args.sources, extra))
    if "index" in args.parts:
        tally.note("index", "the report", *told)


def compare_records(pair, tally):
    for part, more in (("records", ()), ("records, raw", ("--raw",))):
        records.compare(tally, part, *pair.both(lambda build: records.records(build.program, build.db, *more)))


def compare_tables(pair, tally):
    pair.both(lambda build: build.serve())
    for options, query in table_queries():
        line = ["--limit", "50", *options, "--", query]
        tally.note("tables", " ".join(line), *pair.both(lambda build: build.search(*line)))
        if options:
            tally.note("tables", " ".join(["--json", *line]), *pair.both(lambda build: build.search("--json", *line)))
        else: # one process for all of them
            parameters = [("q", query), ("limit", 50), ("explain", 1)]
            tally.note("tables, api", query, *pair.both(lambda build: build.ask("/api/v1/search", parameters)))
    pair.both(lambda build: build.stop())
    texts = analyzed_texts()
    tally.note("tables", "analyze", *pair.both(lambda build: build.run("analyze", "-", stdin=texts)))


def compare_api(asker, queries, pair, tally):
    pair.both(lambda build: build.serve())
    for number, query in enumerate(queries):
        addresses = [("/api/v1/search", asker.parameters(query))]
        if number % PAGES == 0:
            addresses += [("/", [("q", query)]), ("/statistiek", [("q", query)]), ("/feed", [("q", query)]),
                          ("/waarden/minister", [("q", query)]), (f"/vraag/{asker.id()}", []),
                          (f"/api/v1/similar/{asker.id()}", [("limit", 20), ("explain", 1)]),
                          ("/api/v1/suggest", [("q", query[:asker.rng.randint(1, 12)])])]
        for path, parameters in addresses:
            told = " ".join(f"{name}={value}" for name, value in parameters)
            tally.note(f"api {kind_of(path)}", f"{path} {told}", *pair.both(lambda build: build.ask(path, parameters)))
    pair.both(lambda build: build.stop())


def kind_of(path):
    """/api/v1/similar/ID is one kind of address."""
    parts = path.split("/")
    return "/".join(parts[:4] if parts[1] == "api" else parts[:2])


def compare_batches(asker, queries, folder, pair, tally):
    path = folder / "queries.txt"
    for first in range(0, len(queries), BATCH):
        batch, given = queries[first:first + BATCH], asker.batch_options()
        path.write_text("".join(query + "\n" for query in batch), encoding="utf-8")
        old, new = pair.both(lambda build: build.search("--queries", path, *given))
        lines = [answer.pop("out").splitlines() for answer in (old, new)]
        told = " ".join(given)
        tally.note("batches, ends", told, {**old, "lines": len(lines[0])}, {**new, "lines": len(lines[1])})
        for query, a, b in zip(batch, *lines):
            tally.note("batches", f"{told} -- {query}", {"out": a}, {"out": b})


def compare_commands(asker, queries, pair, tally):
    for query in queries[::COMMANDS]:
        for command, *arguments in (["search", *asker.command_line(query)], asker.other()):
            tally.note(f"command {command}", " ".join(arguments),
                       *pair.both(lambda build: build.search(*arguments, command=command)))


def compare(args, folder, pair, tally):
    compare_indexes(args, pair, tally)
    say("indexed")
    if "records" in args.parts:
        compare_records(pair, tally)
        say("records compared")
    if "tables" in args.parts:
        compare_tables(pair, tally)
        say("tables compared")
    if not args.queries or not {"api", "batches", "commands"} & set(args.parts):
        return
    old = pair.builds[0]
    asker = Asker(old.program, old.db, args.seed, args.drawn_from)
    queries = [asker.query() for _ in range(args.queries)]
    say(f"{len(queries)} queries made")
    for part, function in (("api", lambda: compare_api(asker, queries, pair, tally)),
                           ("batches", lambda: compare_batches(asker, queries, folder, pair, tally)),
                           ("commands", lambda: compare_commands(asker, queries, pair, tally))):
        if part in args.parts:
            asker.rng.seed(f"{args.seed} {part}") # each part asks the same, whichever others run
            function()
            say(f"{part} compared")


def main():
    args = options()
    tally = Tally(args.most, args.ignore)
    with tempfile.TemporaryDirectory(prefix="vraagbaak-compare-") as temporary:
        folder = (args.work or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        old = Build("OLD", Path(args.old).resolve(), folder / "old.db")
        new = Build("NEW", Path(args.new).resolve(), folder / "new.db")
        try:
            with Pair(old, new) as pair:
                compare(args, folder, pair, tally)
        except (Trouble, OSError) as trouble:
            print(f"compare: {trouble}", file=sys.stderr)
            return 2
    return 1 if tally.summary() else 0


if __name__ == "__main__":
    sys.exit(main())
