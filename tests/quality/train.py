#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the weights of searcher/rank/rerank.c from judged themes, and score them by cross-validation.

usage: train.py PROGRAM

Needs python3-numpy and the shared corpora beside the project; says so and ends well when they are not there.  Every
candidate of a theme has a list of features (search --queries --explain).  The model is linear; it is fitted so that the
softmax of the scores puts the mass on the relevant candidates of each theme (cross entropy, a little ridge, Adam).
Prints the means over themes of what five folds give, each theme scored with weights that were made without it, and then the
weights made of all themes, as lines for the source.
"""
import json
import math
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from quality import CORPUS, DEPTH, THEMES, SHARED, Vraagbaak, read_topics

try:
    import numpy
except ImportError:
    numpy = None

NAMES = ["MATCH", "WORDS", "TOTAL", "LIKENESS", "ROOT_WORDS", "ROOT_LIKENESS", "RANK_TOTAL", "RANK_LIKENESS", "LENGTH",
         "TITLE_WORDS", "TITLE_NAME", "QUESTION_WORDS", "QUESTION_NAME"]
FOLDS, EPOCHS, STEP, RIDGE = 5, 100, .1, 1e-3


class Theme:
    def __init__(self, relevant, found):
        self.relevant = relevant
        rows = {doc: row for doc, row in found["features"].items() if len(row) == len(NAMES)}
        self.plain = found["ids"] + found["related"] if not rows else []
        self.docs = list(rows)
        self.features = numpy.array(list(rows.values())) if rows else None
        hits = numpy.array([doc in relevant for doc in self.docs], float)
        self.target = hits / hits.sum() if hits.sum() else None

    def score(self, weights):
        """MAP, R@100 and nDCG@10 as score.py has them."""
        docs = self.plain
        if self.features is not None:
            docs = [self.docs[i] for i in numpy.argsort(-(self.features @ weights), kind="stable")]
        hits = [doc in self.relevant for doc in docs[:DEPTH]]
        n, seen, precision = len(self.relevant), 0, 0.
        for i, hit in enumerate(hits, 1):
            seen += hit
            precision += hit * seen / i
        ideal = sum(1 / math.log2(i + 1) for i in range(1, min(10, n) + 1))
        gain = sum(hit / math.log2(i + 1) for i, hit in enumerate(hits[:10], 1))
        return precision / n, sum(hits[:100]) / min(100, n), gain / ideal


def read_themes(program, folder):
    ours = Vraagbaak(program, folder)
    ours.build()
    relevant = defaultdict(set)
    for line in (THEMES / "qrels.txt").read_text(encoding="utf-8").splitlines():
        topic, _, doc, grade = line.split()
        if int(grade) > 0:
            relevant[topic].add(doc)
    topics = read_topics()
    queries = folder / "queries.txt"
    queries.write_text("".join(words + "\n" for _, words in topics), encoding="utf-8")
    out = subprocess.run([program, "search", "--db", ours.path, "--queries", queries, "--depth", str(DEPTH), "--explain"],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    return [Theme(relevant[topic], json.loads(line)) for (topic, _), line in zip(topics, out.splitlines())]


def fit(themes):
    """Weights of the features as they are; inside they are brought to the same scale."""
    themes = [theme for theme in themes if theme.target is not None]
    rows = numpy.concatenate([theme.features for theme in themes])
    scale = rows.std(0) + 1e-9
    parts = [(theme.features / scale, theme.target) for theme in themes]
    weights, first, second = (numpy.zeros(len(NAMES)) for _ in range(3))
    for epoch in range(1, EPOCHS + 1):
        slope = RIDGE * weights
        for features, target in parts:
            scores = features @ weights
            shares = numpy.exp(scores - scores.max())
            slope += features.T @ (shares / shares.sum() - target) / len(parts)
        first, second = .9 * first + .1 * slope, .999 * second + .001 * slope * slope
        weights -= STEP * first / (1 - .9 ** epoch) / (numpy.sqrt(second / (1 - .999 ** epoch)) + 1e-9)
    return weights / scale


def cross_validate(themes):
    order = numpy.random.RandomState(1).permutation(len(themes))
    scores = []
    for fold in range(FOLDS):
        left_out = set(order[fold::FOLDS])
        weights = fit([theme for i, theme in enumerate(themes) if i not in left_out])
        scores += [themes[i].score(weights) for i in left_out]
    return numpy.mean(scores, axis=0)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if numpy is None or not (CORPUS.is_dir() and THEMES.is_dir()):
        print(f"no numpy, or no shared corpora beside the project ({SHARED}): nothing to train on")
        return
    with tempfile.TemporaryDirectory() as folder:
        themes = read_themes(str(Path(sys.argv[1]).resolve()), Path(folder))
    print("out of fold: MAP %.4f  R@100 %.4f  nDCG@10 %.4f" % tuple(cross_validate(themes)), flush=True)
    for name, weight in zip(NAMES, fit(themes)):
        print(f"\t[FEATURE_{name}] = {weight:.3f},")


if __name__ == "__main__":
    main()
