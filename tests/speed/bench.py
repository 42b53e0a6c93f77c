#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds and searches the same texts with this program and with other engines, in one run.

Engines take turns, kind by kind and round by round, so that what else the machine does meets all of them; a
query's time is the median of its rounds.  Times decide nothing here: the run fails only when an engine does.
"""
import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import measure
import report
import texts
from engines import Fts, FtsOurWords, Omega, Ours
from sphinx import Sphinx

PEERS = {"fts": Fts, "fts-ours": FtsOurWords, "omega": Omega, "sphinx": Sphinx}
SLOW = ("omega", "sphinx") # not beyond --slow-max questions
FRESH = 30
STARTED = time.monotonic()


def say(text):
    print(f"{time.monotonic() - STARTED:6.0f} s  {text}", file=sys.stderr, flush=True)


def options():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--build", type=Path, default=texts.ROOT / "build", help="where program and drivers are")
    p.add_argument("--out", type=Path, help="where corpora, indexes and results go (default: bench in --build)")
    p.add_argument("--sizes", default="40000", help="numbers of questions, blanks between them")
    p.add_argument("--queries", type=int, default=1000, help="of each kind")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--peers", default=" ".join(PEERS), help=f"of {', '.join(PEERS)}; blanks between them")
    p.add_argument("--slow-max", type=int, default=40000, help=f"largest size for {' and '.join(SLOW)}")
    p.add_argument("--keep", action="store_true", help="keep the indexes")
    p.add_argument("--plots", type=Path, help="folder for the plots (default: --out)")
    args = p.parse_args()
    args.out = args.out or args.build / "bench"
    args.plots = args.plots or args.out
    args.sizes = sorted({int(size) for size in args.sizes.split()})
    return args


# ---- one size ----

def engines_for(args, size, folder):
    """The engines of this size; those that cannot run are told."""
    wanted = [PEERS[name] for name in args.peers.split() if name not in SLOW or size <= args.slow_max]
    for kind in [Ours, *wanted]:
        engine = kind(folder, args.build / "speed", args.build / "vraagbaak")
        reason = engine.absent()
        if reason:
            say(f"without {engine.name}: {reason}")
        else:
            yield engine


def measure_build(engine, corpus, size, text_mb):
    engine.clear()
    if engine.most and size > engine.most:
        corpus = texts.make_corpus(corpus.parent, engine.most)
        size, text_mb = engine.most, texts.text_bytes(corpus) / measure.MB
    cost = engine.build(corpus)
    measure.sync(engine.index) # what one leaves to be written, the next does not pay for
    say(f"built by {engine.name}: {cost['seconds']:.1f} s")
    return {**cost, "questions": size, "text_mb": text_mb, "mb_per_second": text_mb / cost["seconds"],
            "mb_per_cpu_second": text_mb / cost["cpu_seconds"], "index_mb": engine.size_mb()}


def measure_kind(engines, kind, queries, rounds):
    """{engine: percentiles and total of matches} of those that run this kind."""
    able = [e for e in engines if kind in e.kinds]
    times = {e.name: [] for e in able}
    for _ in range(rounds):
        for engine in able:
            times[engine.name].append(engine.times(kind, queries))
    say(f"searched: {kind}")
    return {e.name: {**measure.percentiles(measure.medians(times[e.name])),
                     "matches": e.counts(kind, queries)} for e in able}


def measure_fresh(engine, queries):
    words = [line.split("\t")[1] for line in queries["any"].read_text(encoding="utf-8").splitlines()]
    commands = [engine.fresh(number, w) for number, w in enumerate(words[:min(FRESH, len(words) // 4)])]
    measure.fresh_ms(commands[:3])
    return measure.percentiles(measure.fresh_ms(commands))


def agreement(kinds):
    """How far the engines find the same: matches of all queries together, beside ours."""
    for by_engine in kinds.values():
        ours = by_engine[Ours.name]["matches"]
        for result in by_engine.values():
            theirs = result.pop("matches")
            result["matches"] = sum(theirs)
            result["same_count"] = sum(a == b for a, b in zip(ours, theirs)) / max(1, len(ours))
    return kinds


def measure_size(args, size, corpus):
    folder = args.out / f"size-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    queries = texts.write_queries(folder, corpus, args.queries)
    text_mb = texts.text_bytes(corpus) / measure.MB
    say(f"{size} questions, {text_mb:.1f} MB of text")
    engines = list(engines_for(args, size, folder))
    try:
        builds = {e.name: measure_build(e, corpus, size, text_mb) for e in engines}
        kinds = agreement({kind: measure_kind(engines, kind, queries, args.rounds) for kind in texts.KINDS})
        fresh = {e.name: measure_fresh(e, queries) for e in engines if hasattr(e, "fresh")}
    finally:
        for engine in engines:
            engine.close()
            if not args.keep:
                engine.clear()
    return {"questions": size, "text_mb": text_mb, "build": builds, "search": kinds, "fresh": fresh}


# ---- the run ----

def described():
    commit = None # where there is no git, or no history
    if shutil.which("git"):
        commit = subprocess.run(["git", "-C", texts.ROOT, "describe", "--always", "--dirty"], capture_output=True,
                                text=True, check=False).stdout.strip() or None
    return {"commit": commit, "machine": platform.machine(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}


def corpora(args):
    if texts.shared_is_there():
        for size in reversed(args.sizes): # smaller ones are the beginning of the largest
            texts.make_corpus(args.out, size)
        return [(size, texts.make_corpus(args.out, size)) for size in args.sizes]
    say("no shared corpora beside the project: the sample of the program is used, which is too small to tell speed")
    path = texts.make_sample(args.out, args.build / "vraagbaak")
    return [(sum(1 for _ in texts.records(path)), path)]


def main():
    args = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143)) # what was started is stopped on the way out
    args.out.mkdir(parents=True, exist_ok=True)
    results = {**described(), "queries": args.queries, "rounds": args.rounds, "sizes": []}
    try:
        for size, corpus in corpora(args):
            results["sizes"].append(measure_size(args, size, corpus))
            (args.out / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    except (measure.Failed, subprocess.CalledProcessError) as failure:
        sys.exit(f"bench: {getattr(failure, 'stderr', None) or failure}")
    report.print_tables(results)
    report.draw_plots(results, args.plots)


if __name__ == "__main__":
    main()
