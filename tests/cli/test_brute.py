# SPDX-License-Identifier: GPL-3.0-or-later
"""Random queries: what the program finds and counts is what walking all questions finds and counts.

BRUTE_QUERIES sets how many queries (500, in `make check` 100), BRUTE_SEED from where (1).  From 2000 queries on the whole
of the shared corpus is taken, else a part of it; without shared corpora the sample corpus only.
"""
import os
import random

import pytest

from brute_corpus import Corpus
from brute_make import Maker, shrink, text_of
from brute_people import People
from brute_query import Evaluator, Node, difference, run_queries
from conftest import CORPORA, RELEASE, SAMPLE, often, run

QUERIES = int(os.environ.get("BRUTE_QUERIES", often(500, 100)))
SEED = int(os.environ.get("BRUTE_SEED", "1"))
WHOLE = 2000 # queries from which on the whole corpus is taken
EACH = often(7, 28) # else one question of so many


class World:
    """An index, and everything that is needed to do without it."""

    def __init__(self, folder, sources):
        self.db, self.path = folder / "vragen.db", folder / "queries.txt"
        run("index", "--quiet", "--db", self.db, *sources, program=RELEASE)
        self.corpus = Corpus(RELEASE, self.db)
        self.evaluator = Evaluator(self.corpus, People(self.corpus))

    def maker(self, seed):
        return Maker(self.corpus, self.evaluator.people, random.Random(seed))

    def answers(self, nodes, choices=()):
        self.evaluator.analyze(nodes)
        return run_queries(RELEASE, self.db, [text_of(n) for n in nodes], self.path, choices)

    def check(self, nodes, choices=()):
        """Fails with the first query that goes wrong, made small."""
        for node, answer in zip(nodes, self.answers(nodes, choices), strict=True):
            wrong = difference(self.evaluator, node, answer, choices)
            if wrong:
                small = shrink(node, lambda n: self.wrong(n, choices))
                pytest.fail(f"{text_of(node)}\n{wrong}\nmade small: {text_of(small)} {list(choices)}\n"
                            f"{self.wrong(small, choices)}", pytrace=False)

    def wrong(self, node, choices):
        answer = self.answers([node], choices)[0]
        # what is refused only because it was made small tells nothing
        return "" if "error" in answer else difference(self.evaluator, node, answer, choices)


def part_of(source, folder):
    part = folder / "part.jsonl"
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    part.write_text("".join(lines[::EACH]), encoding="utf-8")
    return part


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("brute")
    chamber = CORPORA / "kamer2017" / "questions.jsonl"
    sources = [SAMPLE]
    if chamber.exists():
        sources += [chamber if QUERIES >= WHOLE else part_of(chamber, folder), CORPORA / "flemish",
                    CORPORA / "tweedekamer2024"]
    return World(folder, sources)


def test_random_queries(world):
    maker = world.maker(SEED)
    nodes = [maker.query() for _ in range(QUERIES)]
    world.check(nodes)
    found = sum(world.evaluator.find(node) != 0 for node in nodes)
    assert found > QUERIES * 0.7 # else the queries test little


def test_random_choices(world):
    maker = world.maker(SEED + 1)
    for _ in range(max(4, QUERIES // 60)):
        world.check([maker.query() for _ in range(12)], maker.choices(world.evaluator.facets))


def test_a_difference_is_seen_and_made_small(world):
    """The test itself: an evaluation that forgets something is caught, and the query cut to the point."""
    maker = world.maker(SEED + 2)
    node = Node("seq", [Node("word", text="vraag"), Node("word", text="minister"),
                        Node("not", [Node("word", text="antwoord")], op="-")], op=" ")
    world.evaluator.analyze([node])
    kept, world.evaluator.word = world.evaluator.word, lambda n: world.corpus.all
    try:
        answer = world.answers([node])[0]
        assert "expected" in difference(world.evaluator, node, answer)
        small = shrink(node, lambda n: world.wrong(n, ()))
        assert text_of(small) in ("vraag", "minister", "antwoord")
    finally:
        world.evaluator.word = kept
    assert maker.query()
