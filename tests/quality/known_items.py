# SPDX-License-Identifier: GPL-3.0-or-later
"""Known items: somebody has a piece of one paper and wants that paper.

The pieces are taken from every fiftieth question: its title, the first sentence of its text, its first sub-question, and twelve
words in a row from the middle of its answer.  A system is scored by the mean of 1/rank of the paper among the first hundred
hits (MRR).  Queries are words in lower case: nothing in them is an operator.
"""
import re

EVERY, DEPTH, PASSAGE, LEAST = 50, 100, 12, 3
WORD = re.compile(r"\w+")
SENTENCE_END = re.compile(r"[.?!](?=\s|[A-Z]|$)")
SUBQUESTION = re.compile(r"(?:^|[\s.?!])1[.)]\s*([^?]+)\?")


def first_sentence(text):
    return SENTENCE_END.split(text, 1)[0]


def first_subquestion(text):
    found = SUBQUESTION.search(text)
    return found[1] if found else ""


def passage(text):
    words = WORD.findall(text)
    start = max(0, (len(words) - PASSAGE) // 2)
    return " ".join(words[start:start + PASSAGE])


PIECES = {"title": lambda title, question, answer: title,
          "first sentence": lambda title, question, answer: first_sentence(question),
          "sub-question": lambda title, question, answer: first_subquestion(question),
          "passage of the answer": lambda title, question, answer: passage(answer)}


def read_pieces(records, piece):
    """(id of the paper, query) of every fiftieth paper that has such a piece of three words or more."""
    pairs = []
    for number, (doc, texts) in enumerate(records):
        words = WORD.findall(PIECES[piece](*texts).lower())
        if number % EVERY == 0 and len(words) >= LEAST:
            pairs.append((doc, " ".join(words)))
    return pairs


def mean_reciprocal_rank(run, wanted):
    """Of a TREC run whose topics are the papers wanted."""
    total = 0.
    for line in run.splitlines():
        topic, _, doc, rank, *_ = line.split()
        if topic == doc and int(rank) <= DEPTH:
            total += 1 / int(rank)
    return total / len(wanted)


def measure(records, systems):
    """Prints a table; systems are pairs of a name and a function from (paper, query) pairs to the lines of a TREC run."""
    print(f"\n{'known items, MRR':24}{'queries':>8}" + "".join(f"{name:>20}" for name, _ in systems))
    for piece in PIECES:
        pairs = read_pieces(records, piece)
        scores = [mean_reciprocal_rank(run(pairs), pairs) for _, run in systems]
        print(f"{piece:24}{len(pairs):>8}" + "".join(f"{score:>20.4f}" for score in scores), flush=True)
