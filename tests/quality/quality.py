#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Score the ranking on judged themes, beside baselines computed in the same run.

usage: quality.py PROGRAM

Needs the shared corpora beside the project; says so and ends well when they are
not there.  Every system gets the same texts (title, question, answer) and the same
topics, and gives at most 1000 hits a topic:

  vraagbaak             PROGRAM search --topics, default settings
  vraagbaak --plain     the same by the words alone, in their forms and parts
  vraagbaak --thorough  default settings without a lead for questions with all of the words
  FTS5 AND, FTS5 OR     SQLite FTS5, unicode61 remove_diacritics 2, bm25() with weights 1
  Xapian + Snowball     plain BM25 of Xapian (k1=1, k2=0, k3=1, b=0.5, min_normlen=0.5), any of
                        the words, lower case, Stem("dutch"), one field, no stop words

The default's weights are made of these themes (train.py, which also scores them out of fold); all else is not.

Then citizens' words: each theme that is a label of the thesaurus is asked by the first of its other names.  "not known": by
a copy of the program whose table lacks just those names.

Then marked questions (--like): of each theme the first one, two, three relevant hits of the default order are marked, and left out
of judgements and hits on both sides (residual collection).

Then known items (known_items.py): a paper is asked for by a piece of it.
"""
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

import xapian

import known_items

SHARED = Path(__file__).resolve().parents[3] / "shared"
CORPUS = SHARED / "corpora" / "kamer2017"
THEMES = SHARED / "bench" / "themes-dev"
SCORE = SHARED / "bench" / "score.py"
DEPTH = 1000
WORD = re.compile(r"\w+")


def read_records():
    with open(CORPUS / "questions.jsonl", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["id"], [record.get(key) or "" for key in ("title", "question", "answer")]


def read_topics():
    with open(THEMES / "topics.tsv", encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t", 1) for line in lines if line.strip()]


def size_of(path):
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(f.stat().st_size for f in files if f.is_file())


def timed(function, *args):
    start = time.perf_counter()
    result = function(*args)
    return result, time.perf_counter() - start


# Systems: each has a name, an index (path None: kept in memory) and a function from the topics to
# the lines of a TREC run.

class Vraagbaak:
    def __init__(self, program, folder):
        self.program, self.path = program, folder / "vraagbaak.db"

    def build(self):
        command = [self.program, "index", "--quiet", "--json", "--db", self.path, CORPUS]
        report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        if report["refused"]:
            sys.exit(f"{len(report['refused'])} records of {CORPUS} were refused")

    def run(self, *options):
        command = [self.program, "search", "--db", self.path, "--topics", THEMES / "topics.tsv",
                   "--depth", str(DEPTH), "--format", "trec", *options]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def trec(topic, hits):
    """Lines of a run from (id, score) pairs, best first."""
    return "".join(f"{topic} Q0 {doc} {rank} {score:.6f} baseline\n"
                   for rank, (doc, score) in enumerate(hits, 1))


class Fts5:
    def __init__(self, folder):
        self.path = folder / "fts5.sqlite"
        self.db = sqlite3.connect(self.path)

    def build(self):
        self.db.execute("CREATE VIRTUAL TABLE q USING fts5(id UNINDEXED, title, question, answer, "
                        "tokenize = 'unicode61 remove_diacritics 2')")
        with self.db:
            self.db.executemany("INSERT INTO q VALUES (?, ?, ?, ?)",
                                ((doc, *texts) for doc, texts in read_records()))

    def run(self, topics, operator):
        lines = []
        for topic, words in topics:
            query = operator.join(f'"{word}"' for word in WORD.findall(words))
            hits = self.db.execute("SELECT id, -bm25(q, 0, 1, 1, 1) AS score FROM q WHERE q MATCH ? "
                                   "ORDER BY score DESC, rowid LIMIT ?", (query, DEPTH))
            lines.append(trec(topic, hits))
        return "".join(lines)


class Xapian:
    def __init__(self):
        self.stem = xapian.Stem("dutch")
        self.db = xapian.WritableDatabase("", xapian.DB_BACKEND_INMEMORY)

    def terms(self, text):
        return [self.stem(word) for word in WORD.findall(text.lower()) if len(word.encode()) <= 64]

    def build(self):
        for doc_id, texts in read_records():
            doc = xapian.Document()
            doc.set_data(doc_id)
            for term in self.terms(" ".join(texts)):
                doc.add_term(term)
            self.db.add_document(doc)

    def run(self, topics):
        lines = []
        enquire = xapian.Enquire(self.db)
        enquire.set_weighting_scheme(xapian.BM25Weight(1, 0, 1, 0.5, 0.5))
        for topic, words in topics:
            enquire.set_query(xapian.Query(xapian.Query.OP_OR, self.terms(words)))
            hits = [(match.document.get_data().decode(), match.weight)
                    for match in enquire.get_mset(0, DEPTH)]
            lines.append(trec(topic, hits))
        return "".join(lines)


def score(run, folder, qrels=THEMES / "qrels.txt"):
    """MAP, R-precision, R@100 and nDCG@10 as score.py prints them."""
    path = folder / "run.txt"
    path.write_text(run, encoding="utf-8")
    out = subprocess.run([sys.executable, SCORE, qrels, path], check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    return re.findall(r"\d\.\d{4}", out)


# Citizens' words.

def first_names():
    """The best other name of each label of the thesaurus."""
    table = Path(__file__).resolve().parents[2] / "searcher" / "expand" / "eurovoc.tsv"
    rows = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    return {row[0].lower(): row[4].split("|")[0] for row in rows if row[4]}


def run_named(program, db, folder, pairs, *options):
    topics = folder / "named.tsv"
    topics.write_text("".join(f"{topic}\t{words}\n" for topic, words in pairs), encoding="utf-8")
    return subprocess.run([program, "search", "--db", db, "--topics", topics, "--depth", str(DEPTH), "--format", "trec",
                           *options], check=True, stdout=subprocess.PIPE, text=True).stdout


def fold(name):
    return "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))


def program_without(program, folder, names):
    """A copy of the program that has no concepts for the names: their numbers in its table of names are made none."""
    code = Path(program).read_bytes()
    gone = 0
    for name in names:
        line = re.compile(b"\n" + re.escape(fold(name).encode()) + b"\t([0-9 ]+)(?=\n)")
        code, found = line.subn(lambda m: m[0][:-len(m[1])] + b"!" * len(m[1]), code)
        gone += found
    print(f"{gone} of {len(names)} names taken out of the table")
    copy = folder / "vraagbaak-without"
    copy.write_bytes(code)
    copy.chmod(0o755)
    return copy


def measure_citizens(program, db, folder):
    names = first_names()
    labels = [(topic, words) for topic, words in read_topics() if words.lower() in names]
    asked = [(topic, names[words.lower()]) for topic, words in labels]
    kept = {topic for topic, _ in labels}
    qrels = folder / "qrels.txt"
    qrels.write_text("".join(line for line in open(THEMES / "qrels.txt", encoding="utf-8") if line.split()[0] in kept),
                     encoding="utf-8")
    print(f"\n{len(labels)} topics that have other names")
    without = program_without(program, folder, {name for _, name in asked})
    for name, code, pairs in [("label", program, labels), ("best other name", program, asked), ("the same, not known", without, asked)]:
        map_, r_prec, recall, ndcg = score(run_named(code, db, folder, pairs), folder, qrels)
        print(f"{name:22}{map_:>8}{r_prec:>8}{recall:>8}{ndcg:>9}", flush=True)


# Marked questions.

def read_relevant():
    relevant = {}
    for line in (THEMES / "qrels.txt").read_text(encoding="utf-8").splitlines():
        topic, _, doc, grade = line.split()
        if int(grade) > 0:
            relevant.setdefault(topic, []).append(doc)
    return relevant


def hits_of(run):
    hits = {}
    for line in run.splitlines():
        topic, _, doc, *_ = line.split()
        hits.setdefault(topic, []).append(doc)
    return hits


def score_residual(hits, marked, relevant, folder):
    """The scores without the marked questions."""
    qrels = folder / "residual.txt"
    qrels.write_text("".join(f"{topic} 0 {doc} 1\n" for topic in marked for doc in relevant[topic] if doc not in marked[topic]),
                     encoding="utf-8")
    run = "".join(trec(topic, [(doc, 0) for doc in hits.get(topic, []) if doc not in marked[topic]]) for topic in marked)
    return score(run, folder, qrels)


def measure_marked(ours, folder):
    words, relevant, default = dict(read_topics()), read_relevant(), hits_of(ours.run())
    print(f"\n{'marked':22}{'topics':>8}{'MAP':>8}{'R-prec':>8}{'R@100':>8}{'nDCG@10':>9}")
    for count in 1, 2, 3:
        marked = {topic: [doc for doc in default.get(topic, []) if doc in docs][:count] for topic, docs in relevant.items()}
        marked = {topic: docs for topic, docs in marked.items() if len(docs) == count < len(relevant[topic])}
        again = {}
        for topic, docs in marked.items():
            again |= hits_of(run_named(ours.program, ours.path, folder, [(topic, words[topic])], "--like", ",".join(docs)))
        for name, hits in ("without", default), ("with", again):
            map_, r_prec, recall, ndcg = score_residual(hits, marked, relevant, folder)
            print(f"{count} {name:20}{len(marked):>8}{map_:>8}{r_prec:>8}{recall:>8}{ndcg:>9}", flush=True)


def measure(program, folder):
    topics = read_topics()
    ours, fts5, plain = Vraagbaak(program, folder), Fts5(folder), Xapian()
    indexes = [("vraagbaak", ours, timed(ours.build)[1]), ("FTS5", fts5, timed(fts5.build)[1])]
    plain.build()
    systems = [
        ("vraagbaak", ours.run, ()),
        ("vraagbaak --plain", ours.run, ("--plain",)),
        ("vraagbaak --thorough", ours.run, ("--thorough",)),
        ("FTS5 AND", fts5.run, (topics, " AND ")),
        ("FTS5 OR", fts5.run, (topics, " OR ")),
        ("Xapian + Snowball", plain.run, (topics,)),
    ]
    print(f"{len(topics)} topics, {sum(1 for _ in read_records())} questions\n")
    print(f"{'':22}{'MAP':>8}{'R-prec':>8}{'R@100':>8}{'nDCG@10':>9}{'seconds':>9}")
    for name, run, args in systems:
        lines, seconds = timed(run, *args)
        map_, r_prec, recall, ndcg = score(lines, folder)
        print(f"{name:22}{map_:>8}{r_prec:>8}{recall:>8}{ndcg:>9}{seconds:>9.2f}", flush=True)
    print(f"\n{'index':22}{'seconds':>8}{'MB':>8}")
    for name, system, seconds in indexes:
        print(f"{name:22}{seconds:>8.2f}{size_of(system.path) / 1e6:>8.1f}")
    measure_citizens(program, ours.path, folder)
    measure_marked(ours, folder)
    known_items.measure(list(read_records()), [
        ("vraagbaak", lambda pairs: run_named(program, ours.path, folder, pairs)),
        ("vraagbaak --plain", lambda pairs: run_named(program, ours.path, folder, pairs, "--plain")),
        ("FTS5 OR", lambda pairs: fts5.run(pairs, " OR ")),
    ])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if not (CORPUS.is_dir() and THEMES.is_dir()):
        print(f"no shared corpora beside the project ({SHARED}): nothing to measure")
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(str(Path(sys.argv[1]).resolve()), Path(folder))


if __name__ == "__main__":
    main()
