#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures this program beside that of an earlier commit, in one run, and prints one table with their ratios.

Where time counts, old and new take turns, so that what else the machine does meets both; the fastest of several
builds counts, and of each query the fastest of its rounds.
"""
import argparse
import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import baseline
import measure
import report
import texts
from engines import Ours

sys.path.insert(0, str(texts.ROOT / "tests" / "quality"))
import quality # noqa: E402

CASES = texts.SHARED / "cases"
PARTS = ("speed", "quality", "counts", "cases", "lines")
RUNS = (("default", ()), ("--plain", ("--plain",)), ("--thorough", ("--thorough",)))
SCORES = "MAP R-prec R@100 nDCG@10"
FAULT = "fault: "
FRESH = 30
BUILDS_S, KIND_S = 120, 45 # that builds, and searches of one kind, should take
STARTED = time.monotonic()


def say(text):
    print(f"{time.monotonic() - STARTED:6.0f} s  {text}", file=sys.stderr, flush=True)


def options():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--build", type=Path, default=texts.ROOT / "build", help="where program and drivers are")
    p.add_argument("--old", type=Path, help=f"a checkout to measure against (default: {baseline.COMMIT}, from the history)")
    p.add_argument("--size", type=int, default=40000, help="questions (40000)")
    p.add_argument("--queries", type=int, default=1000, help="of each kind (1000)")
    p.add_argument("--rounds", type=int, default=5, help="of searches (5)")
    p.add_argument("--builds", type=int, default=2, help="of each (2)")
    p.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="only these")
    return p.parse_args()


class Side:
    """One of the two programs."""

    def __init__(self, name, tree, build, folder):
        self.name, self.tree, self.program, self.folder = name, tree, build / "vraagbaak", folder / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.engine = Ours(self.folder, build / "speed", self.program)
        self.found = {} # figure: value

    def run(self, *args):
        done = subprocess.run([str(a) for a in args], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr


# ---- time ----

def turns(rounds, least, seconds, what):
    """Numbers of rounds, fewer on a machine so busy that all would take too long."""
    start = time.monotonic()
    for turn in range(rounds):
        if turn >= least and time.monotonic() - start > seconds * turn / rounds:
            say(f"{what}: {turn} of {rounds} rounds, the machine is busy")
            return
        yield turn


def measure_builds(sides, corpus, rounds):
    costs = {side.name: [] for side in sides}
    for turn in turns(rounds, 1, BUILDS_S, "builds"):
        for side in sides if turn % 2 == 0 else sides[::-1]:
            side.engine.clear()
            costs[side.name].append(side.engine.build(corpus))
            measure.sync(side.engine.index)
            say(f"built, {side.name}: {costs[side.name][-1]['seconds']:.1f} s")
    text_mb = texts.text_bytes(corpus) / measure.MB
    for side in sides: # the least disturbed one
        least = {key: min(c[key] for c in costs[side.name]) for key in ("seconds", "cpu_seconds", "peak_mb")}
        side.found |= {"build, MB a second, a cpu second": [text_mb / least["seconds"], text_mb / least["cpu_seconds"]],
                       "build, peak MB": [least["peak_mb"]], "index, MB": [side.engine.size_mb()]}


def measure_searches(sides, queries, rounds):
    for kind in texts.KINDS:
        times = {side.name: [] for side in sides}
        for turn in turns(rounds, 3, KIND_S, kind):
            for side in sides if turn % 2 == 0 else sides[::-1]:
                times[side.name].append(side.engine.times(kind, queries))
        for side in sides:
            found = measure.percentiles([min(of_query) for of_query in zip(*times[side.name])]) # the least disturbed
            side.found[f"{report.KINDS[kind]}, ms p50 p99"] = [found["p50"], found["p99"]]
        say(f"searched: {kind}")


def measure_fresh(sides, queries):
    words = [line.split("\t")[1] for line in queries["any"].read_text(encoding="utf-8").splitlines()][:FRESH]
    times = {side.name: [] for side in sides}
    for number, text in enumerate([*words[:2], *words]):
        for side in sides:
            took = measure.fresh_ms([side.engine.fresh(number, text)])
            times[side.name] += took if number >= 2 else [] # the first ones warm up
    for side in sides:
        side.found["fresh process, ms p50"] = [statistics.median(times[side.name])]


def measure_speed(args, sides, folder):
    if texts.shared_is_there():
        corpus = texts.make_corpus(folder.parent / "bench", args.size)
    else:
        say("no shared corpora beside the project: the sample is used, which is too small to measure speed")
        subprocess.run(["rm", "-rf", folder / "sample.db"], check=True)
        corpus = texts.make_sample(folder, sides[-1].program)
    queries = texts.write_queries(folder, corpus, args.queries)
    try:
        measure_builds(sides, corpus, args.builds)
        measure_searches(sides, queries, args.rounds)
        measure_fresh(sides, queries)
    finally:
        for side in sides:
            side.engine.clear()


# ---- what does not depend on the hour ----

def quality_of(side, folder):
    system = quality.Vraagbaak(side.program, folder)
    system.build()
    for name, more in RUNS:
        yield f"{SCORES}, {name}", [float(score) for score in quality.score(system.run(*more), folder)]


def counts_of(side, folder):
    """As cases/counts.py counts over the questions of the Chamber, for its own list of compounds."""
    code, _, err = side.run(side.program, "index", "--quiet", "--db", folder / "counts.db", *texts.SOURCES)
    if code:
        raise measure.Failed(err)
    code, out, err = side.run(sys.executable, CASES / "counts.py", side.program, folder / "counts.db", folder / "counts.jsonl",
                              "--sample", CASES / "counts.words")
    found = re.search(r"counted true ([\d.]+) of (\d+); found of those with the word ([\d.]+), "
                      r"of those clearly written apart ([\d.]+)", out)
    if not found:
        raise measure.Failed(f"counts.py: {err or out}")
    true, counted, word, apart = map(float, found.groups())
    yield "counts: true, found as word, apart", [true, word, apart]
    yield "counts: counted", [counted]


def cases_of(side, folder):
    """Cases right: in all, and by fault."""
    _, out, err = side.run(sys.executable, CASES / "run.py", side.program, "--by-fault")
    total = re.search(r"(\d+) of (\d+) cases right \(papers (\d+)/(\d+), searches (\d+)/(\d+)\)", out)
    if not total:
        raise measure.Failed(f"run.py: {err or out}")
    right, every, *kinds = map(int, total.groups())
    yield f"cases right, of {every}", [right]
    yield f"papers of {kinds[1]}, searches of {kinds[3]}", [kinds[0], kinds[2]]
    for line in re.finditer(r"^(\S.*?) +(\d+)/(\d+)$", out, re.M):
        yield f"{FAULT}{line[1]}, of {line[3]}", [int(line[2])]


def lines_of(side, folder):
    yield "lines of code", [baseline.lines_of_code(side.tree)]


STEADY = {"quality": (quality_of, (quality.CORPUS, quality.THEMES)),
          "counts": (counts_of, (CASES / "counts.py", CASES / "counts.words", *texts.SOURCES)),
          "cases": (cases_of, (CASES / "run.py", CASES / "papers", CASES / "searches")), "lines": (lines_of, ())}


def fingerprint(side, paths):
    """Of a program and all files that it is measured with."""
    files = sorted(f for p in (Path(__file__), *paths) for f in ([p] if p.is_file() else p.rglob("*")) if f.is_file())
    told = [f"{f} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in (side.program, *files)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def measure_steady(part, side):
    """(figures, what went wrong) of what changes with the program only: the figures of the old one are kept."""
    function, paths = STEADY[part]
    lacking = [str(p) for p in paths if not p.exists()]
    if lacking:
        say(f"{part}: skipped, {lacking[0]} is not there")
        return {}, None
    kept = side.folder / f"{part}.json"
    key = fingerprint(side, paths)
    known = json.loads(kept.read_text()) if side.name == "old" and kept.exists() else {}
    try:
        if known.get("key") != key:
            with tempfile.TemporaryDirectory() as folder:
                known = {"key": key, "found": dict(function(side, Path(folder)))}
            kept.write_text(json.dumps(known))
    except (measure.Failed, subprocess.CalledProcessError) as failure: # the other figures are worth having
        return {}, f"{part}, {side.name}: {getattr(failure, 'stderr', None) or failure}"
    say(f"{part}, {side.name}")
    return known["found"], None


def measure_all_steady(parts, sides):
    """Several at the same time, for no time is measured here; returns what went wrong."""
    tasks = [(part, side) for part in STEADY if part in parts for side in sides]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda task: measure_steady(*task), tasks))
    for (_, side), (found, _) in zip(tasks, results):
        side.found |= found
    return [wrong for _, wrong in results if wrong]


# ---- the table ----

def cell(values):
    return " ".join(f"{v:,}" if isinstance(v, int) else f"{v:.4f}" if v < 1 else f"{v:.2f}" if v < 1000 else f"{v:,.0f}"
                    for v in values) if values else "-"


def ratio(old, new):
    """How many times as much."""
    return " ".join(f"{b / a:.2f}" if a else "-" for a, b in zip(old or (), new or ()))


def print_table(args, sides, load):
    names = list(dict.fromkeys(name for side in sides for name in side.found))
    olds, news = (sides[0].found, sides[1].found) if len(sides) == 2 else ({}, sides[0].found)
    print(f"\n{baseline.described()} beside {args.old or baseline.COMMIT}, {args.size:,} questions; {os.cpu_count()} cores, "
          f"load {load:.1f} at the start, {(time.monotonic() - STARTED) / 60:.1f} minutes\n")
    print(f"{'':38} {'old':>27} {'new':>27}   new/old")
    for name in (n for n in names if not n.startswith(FAULT)):
        old, new = olds.get(name), news.get(name)
        print(f"{name:38} {cell(old):>27} {cell(new):>27}   {ratio(old, new)}".rstrip())
    faults = [n for n in names if n.startswith(FAULT)]
    rows = [f"{n.removeprefix(FAULT):32} {cell(olds.get(n)):>4} {cell(news.get(n)):>4}" for n in faults]
    half = -(-len(rows) // 2)
    if rows:
        print("\ncases right by fault: old, new")
    for left, right in zip(rows[:half], [*rows[half:], ""]):
        print(f"{left}      {right}".rstrip())


def find_sides(args, folder):
    new = Side("new", texts.ROOT, args.build, folder)
    try:
        tree = baseline.tree((args.old or folder / baseline.COMMIT).resolve())
    except baseline.Absent as absent:
        print(f"ledger: {absent}", file=sys.stderr)
        return [new]
    return [Side("old", tree, tree / "build", folder), new]


def main():
    args = options()
    folder, load = (args.build / "ledger").resolve(), os.getloadavg()[0]
    (folder.parent / "bench").mkdir(parents=True, exist_ok=True)
    try:
        sides = find_sides(args, folder)
        say(f"measured: {', '.join(side.name for side in sides)}")
        if "speed" in args.parts:
            measure_speed(args, sides, folder)
    except (measure.Failed, subprocess.CalledProcessError) as failure:
        sys.exit(f"ledger: {getattr(failure, 'stderr', None) or failure}")
    wrong = measure_all_steady(args.parts, sides)
    print_table(args, sides, load)
    if wrong:
        sys.exit("\n".join(["", *wrong]))


if __name__ == "__main__":
    main()
