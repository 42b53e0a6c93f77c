# SPDX-License-Identifier: GPL-3.0-or-later
"""Corpora and queries of the benchmark.  The same size gives the same texts and the same queries."""
import collections
import csv
import json
import random
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
MAKER = SHARED / "bench" / "make_corpus.py"
SOURCES = [SHARED / "corpora" / name / "questions.jsonl" for name in ("kamer2017", "kamer2020")]
LABELS = SHARED / "lists" / "eurovoc-nl.csv"
OWN_LABELS = ROOT / "searcher" / "expand" / "eurovoc.tsv"
KINDS = ("any", "all", "phrase", "facets", "page")
SEED = 1848
SAMPLED = 20000  # questions of which words are drawn
COMMON = 60      # the most frequent words are nobody's query
WORD = re.compile(r"[^\W\d_]+")
PLAIN = re.compile(r"[^\W\d_]+( [^\W\d_]+)*")


# ---- corpora ----

def shared_is_there():
    return MAKER.exists() and all(s.exists() for s in SOURCES)


def _larger(folder, size):
    """A corpus that begins with this one, or None."""
    made = [(int(p.stem.split("-")[1]), p) for p in folder.glob("corpus-*.jsonl")]
    return min((m for m in made if m[0] > size), default=(0, None))[1]


def make_corpus(folder, size):
    """The path of a corpus of that many questions; made when it is not there."""
    path = folder / f"corpus-{size}.jsonl"
    if path.exists():
        return path
    larger = _larger(folder, size)
    command = (["head", "-n", str(size), str(larger)] if larger
               else [sys.executable, str(MAKER), str(size), *map(str, SOURCES)])
    part = path.with_suffix(".part")
    with open(part, "wb") as out:
        subprocess.run(command, stdout=out, check=True)
    part.rename(path)
    return path


def make_sample(folder, program):
    """The invented papers that come with the program, as a corpus, for where the shared ones are not."""
    path, index = folder / "sample.jsonl", folder / "sample.db"
    subprocess.run([program, "index", "--quiet", "--db", index, ROOT / "corpus" / "sample"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    out = subprocess.run([program, "show", "--db", index, "--all", "--json", "--raw"], check=True,
                         capture_output=True, text=True).stdout
    path.write_text("".join(json.dumps(_flat(json.loads(line)), ensure_ascii=False) + "\n"
                            for line in out.splitlines()), encoding="utf-8")
    return path


def _flat(record):
    """A question of our own JSON, with the members that the shared corpora have."""
    asker = (record.get("askers") or [{}])[0]
    flat = {"id": record["id"], "parliament": record["parliament"], "title": record.get("title"),
            "question": "\n".join(q["text"] or "" for q in record.get("questions") or []),
            "answer": "\n".join(a["text"] or "" for a in record.get("answers") or []),
            "date": record.get("date_asked") or "2020-01-01", "asker": asker.get("name"),
            "party": asker.get("party"), "minister_role": "Minister van Justitie"}
    return {key: value or "" for key, value in flat.items()}


def records(path, limit=None):
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number == limit:
                return
            yield json.loads(line)


def text_bytes(path):
    """Bytes of titles, questions and answers."""
    return sum(len(r.get(key, "").encode()) for r in records(path) for key in ("title", "question", "answer"))


# ---- queries ----

class Drawer:
    """Draws queries from the words of a corpus and the labels of EuroVoc."""

    def __init__(self, path):
        self.random = random.Random(SEED)
        self.records = list(records(path, SAMPLED))
        counts = collections.Counter()
        for r in self.records[:2000]:
            counts.update(w.lower() for w in WORD.findall(r["question"]))
        self.common = {w for w, _ in counts.most_common(COMMON)}
        self.labels = [label for label in _labels() if not self.common & set(label.split())]

    def _content(self, text):
        return [w for w in dict.fromkeys(w.lower() for w in WORD.findall(text))
                if len(w) > 3 and w not in self.common]

    def words(self, least, most):
        """Words of one question, in half of all draws of its title."""
        while True:
            r = self.random.choice(self.records)
            found = self._content(r["title"] if self.random.random() < 0.5 else r["question"])
            if len(found) >= least:
                return " ".join(self.random.sample(found, self.random.randint(least, min(most, len(found)))))

    def theme(self):
        if self.random.random() < 0.3:
            return self.random.choice(self.labels)
        return self.words(1, 4)

    def phrase(self):
        """Two or three words that follow each other; the outer ones say something."""
        while True:
            r = self.random.choice(self.records)
            pieces = [p for p in re.split(r"[^\w ]|\d|_|  ", r["question"]) if p.strip()]
            words = self.random.choice(pieces).lower().split() if pieces else []
            length = self.random.choice((2, 3))
            if len(words) < length:
                continue
            start = self.random.randint(0, len(words) - length)
            phrase = words[start:start + length]
            if all(len(w) > 3 and w not in self.common for w in (phrase[0], phrase[-1])):
                return " ".join(phrase)

    def filter(self):
        """A period of one to fifteen years; for one in three, a party."""
        dates = [int(self.random.choice(self.records)["date"].replace("-", "")) for _ in range(2)]
        party = self.random.choice(self.records).get("party", "") if self.random.random() < 0.33 else ""
        return f"{min(dates)}\t{max(dates)}\t{party}"

    def line(self, kind):
        if kind in ("any", "page"):
            return f"{kind}\t{self.theme()}\t\t\t\trelevance"
        if kind == "all":
            return f"{kind}\t{self.words(2, 3)}\t\t\t\trelevance"
        if kind == "phrase":
            return f"{kind}\t{self.phrase()}\t\t\t\trelevance"
        order = self.random.choice(("date", "relevance"))
        return f"{kind}\t{self.words(1, 2)}\t{self.filter()}\t{order}"


def _labels():
    if LABELS.exists():
        with open(LABELS, encoding="utf-8", newline="") as file:
            labels = [row["label_nl"] for row in csv.DictReader(file)]
    else:
        labels = [line.split("\t")[0] for line in OWN_LABELS.read_text(encoding="utf-8").splitlines()]
    return sorted({label.lower() for label in labels if PLAIN.fullmatch(label)})


def write_queries(folder, corpus, count):
    """Files of `count` queries, one a kind; of pages, on which no bar stands, a quarter."""
    drawer = Drawer(corpus)
    paths = {}
    for kind in KINDS:
        lines = [drawer.line(kind) + "\n" for _ in range(count // 4 if kind == "page" else count)]
        paths[kind] = folder / f"queries-{kind}.tsv"
        paths[kind].write_text("".join(lines), encoding="utf-8")
    return paths
