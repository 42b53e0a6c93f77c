#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Searches for the dearest query by itself.

usage: worst.py PROGRAM DB [--count 20000] [--bytes 2048] [--seed 1] [--limit-ms 100] [--json FILE]

Begins with a few queries of each kind of operator, over words of the index, and lets the dearest of them
breed: pieces are put together, taken out, negated, bracketed, moved into a field.  What counts is the processor time that
`search --queries --timing` tells, with facets and without a time limit.  Prints the dearest of each kind, and how many of all
took longer than the limit.  The same seed and index give the same queries as long as the same ones are the dearest.
"""
import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

STOPS = "de het een van in op te en dat die is zijn voor met niet aan er om ook als bij dan".split()
FIELDS = ["titel", "vraag", "antwoord"]
ROUND = 500 # queries a process
PARENTS = 40


def words_of(program, db):
    """The words of titles, the most frequent first."""
    out = subprocess.run([program, "search", "--db", db, "--all", "--format", "jsonl", "datum:vanaf 1900"], check=True,
                         capture_output=True, text=True).stdout
    counts = {}
    for line in out.splitlines()[:20000]:
        for word in re.findall(r"[a-zà-ÿ]{3,}", json.loads(line)["title"].lower()):
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], word))


class Maker:
    def __init__(self, words, seed, most_bytes):
        self.words, self.rng, self.most = words, random.Random(seed), most_bytes
        self.frequent = words[:300]
        self.starts = sorted({word[:2] for word in words[:3000]})

    def word(self):
        return self.rng.choice(self.frequent if self.rng.random() < .6 else self.words)

    def prefix(self):
        word = self.word()
        return word[:self.rng.choice((2, 2, 2, 3, 3, 4))] + "*"

    def operand(self):
        return self.rng.choice((self.word, self.prefix))()

    # Each kind: one small query of it.
    def kinds(self):
        rng = self.rng
        return {
            "word": self.word,
            "stop words": lambda: " AND ".join(rng.sample(STOPS, 3)),
            "prefix": self.prefix,
            "prefix in a field": lambda: f"{rng.choice(FIELDS)}:{self.prefix()}",
            "word in a field": lambda: f"{rng.choice(FIELDS)}:{self.word()}",
            "phrase": lambda: f'"{self.word()} {rng.choice(STOPS)} {self.word()}"',
            "phrase of stop words": lambda: '"' + " ".join(rng.sample(STOPS, rng.randint(2, 6))) + '"',
            "NEAR of words": lambda: f"({self.word()} BIJ/{rng.choice((5, 100))} {self.word()})",
            "NEAR of prefixes": lambda: f"({self.prefix()} BIJ/{rng.choice((5, 100))} {self.prefix()})",
            "NEAR of many": lambda: "(" + f" BIJ/{rng.choice((20, 100))} ".join(self.operand() for _ in range(6)) + ")",
            "NOT": lambda: f"NOT {self.operand()}",
            "theme": lambda: " ".join(self.word() for _ in range(8)),
        }

    def grow(self, query, parts):
        """The same kind, many times over."""
        joint = self.rng.choice((" OR ", " OR ", " AND ", " "))
        if " " in joint.strip() or '"' in query:
            joint = " OR "
        grown = query
        while len(grown.encode()) < self.most and parts:
            longer = grown + joint + parts.pop()
            if len(longer.encode()) > self.most or longer.count(" ") > 240:
                break
            grown = longer
        return grown

    def mutate(self, a, b):
        rng = self.rng
        changed = rng.choice((
            lambda: f"{a} OR {b}",
            lambda: f"({a}) AND ({b})",
            lambda: f"({a}) NOT ({b})",
            lambda: f"NOT ({a})",
            lambda: "(" * 5 + f"({a}) OR ({b})" + ")" * 5,
            lambda: re.sub(r"\w+\*", lambda m: self.prefix() if rng.random() < .3 else m[0], a),
            lambda: " OR ".join(rng.sample(a.split(" OR "), max(1, a.count(" OR ")))),
            lambda: re.sub("BIJ/[0-9]+", lambda m: f"BIJ/{rng.randint(1, 100)}", a),
            lambda: re.sub(r"(?<![\w:*])([a-z]{2,}\*)", lambda m: f"{rng.choice(FIELDS)}:{m[0]}" if rng.random() < .5 and
                           "BIJ/" not in a else m[0], a)))()
        return changed if len(changed.encode()) <= self.most else a

    def first(self, each):
        for kind, make in self.kinds().items():
            for i in range(each):
                query = make()
                yield kind, query if i % 2 else self.grow(query, [make() for _ in range(self.rng.choice((3, 10, 30, 60, 120)))])


def measure(program, db, queries):
    """What each query took, in milliseconds; those that are refused take nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "queries.txt"
        path.write_text("".join(f"{query}\n" for query in queries))
        out = subprocess.run([program, "search", "--db", db, "--queries", path, "--timing", "--depth", "10", "--facets", "all",
                              "--time-limit", "0"], check=True, capture_output=True, text=True).stdout
    answers = [json.loads(line) for line in out.splitlines()]
    return [0 if "error" in answer else answer["computing_ms"] for answer in answers]


def kind_of(query):
    parts = [("NOT", "NOT"), ("BIJ/", "NEAR"), ('"', "phrase"), (":", "field"), ("*", "prefix"), ("((", "brackets")]
    return "+".join(name for mark, name in parts if mark in query) or "words"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("db")
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--bytes", type=int, default=2048)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit-ms", type=float, default=100)
    parser.add_argument("--json", help="write the dearest queries here")
    parser.add_argument("--list", action="store_true", help="print the first queries and measure nothing")
    args = parser.parse_args()
    maker = Maker(words_of(args.program, args.db), args.seed, args.bytes)
    waiting = list(maker.first(max(2, args.count // 10 // len(maker.kinds()))))
    if args.list:
        print("\n".join(query for _, query in waiting[:args.count]))
        return
    best, by_kind, over, done = [], {}, [], 0
    while done < args.count:
        now, waiting = waiting[:ROUND], waiting[ROUND:]
        if not now:
            parents = [query for _, query in best[:PARENTS]]
            now = [(kind_of(query), query) for query in
                   (maker.mutate(maker.rng.choice(parents), maker.rng.choice(parents)) for _ in range(ROUND))]
        now = now[:args.count - done]
        for (kind, query), took in zip(now, measure(args.program, args.db, [query for _, query in now])):
            if took > by_kind.get(kind, (0, 0, ""))[0]:
                by_kind[kind] = (took, len(query.encode()), query)
            if took > args.limit_ms:
                over.append(query)
            best.append((took, query))
        best = sorted(set(best), reverse=True)[:PARENTS * 2]
        done += len(now)
    print(f"{'operators':32} {'bytes':>6} {'computing, ms':>14}")
    for kind, (took, size, _) in sorted(by_kind.items(), key=lambda item: -item[1][0]):
        print(f"{kind:32} {size:6} {took:14.1f}")
    print(f"{len(over)} of {done} queries over {args.limit_ms:g} ms; the dearest {best[0][0]:.0f} ms: {best[0][1][:100]}")
    if args.json:
        Path(args.json).write_text(json.dumps([{"ms": took, "query": query} for took, query in best], ensure_ascii=False, indent=1))


if __name__ == "__main__":
    sys.exit(main())
