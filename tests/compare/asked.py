# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of both builds: random queries with random options, and the tables of the tests."""
import random
import re
import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "cli"))
from brute_corpus import Corpus # noqa: E402
from brute_make import Maker, text_of # noqa: E402
from brute_people import People # noqa: E402
from brute_query import FACETS, Evaluator # noqa: E402

ORDERS = ("relevance", "date", "date-asc", "answered", "answered-asc", "number", "minister", "asker", "days", "days-desc")
FORMATS = ("text", "json", "jsonl", "csv", "trec", "bibtex", "ris")
SWITCHES = ("--all-words", "--thorough", "--plain", "--no-thesaurus", "--no-feedback", "--no-latent",
            "--no-abbreviations", "--no-parts")
TABLES = ROOT / "tests" / "tables"


class Asker:
    """Draws queries from the questions of an index; the same ones for the same seed and index."""

    def __init__(self, program, db, seed, most):
        self.rng = random.Random(seed)
        self.corpus = Corpus(program, db, most)
        people = People(self.corpus)
        self.facets = Evaluator(self.corpus, people).facets
        self.maker = Maker(self.corpus, people, self.rng)
        self.ids = [q["id"] for q in self.corpus.questions]

    def one_in(self, n):
        return self.rng.randrange(n) == 0

    def query(self):
        return self.theme() if self.one_in(4) else text_of(self.maker.query())

    def theme(self):
        """Loose words of one question: what is scored, and has related questions."""
        number = self.maker.question()
        return " ".join(self.maker.raw(number, "") for _ in range(self.rng.randint(1, 5)))

    def choices(self):
        return self.maker.choices(self.facets) if self.one_in(3) else []

    def id(self):
        return self.rng.choice(self.ids)

    def facet_list(self):
        return "all" if self.one_in(2) else ",".join(self.rng.sample(FACETS, self.rng.randint(1, 4)))

    def batch_options(self):
        """Options of `search --queries` for one batch."""
        options = ["--depth", self.rng.choice(("10", "100", "1000", "100000"))]
        options += [o for facet, value in self.choices() for o in ("--choose", f"{facet}={value}")]
        options += [switch for switch in SWITCHES if self.one_in(7)]
        if self.one_in(2):
            options += ["--facets", self.facet_list()]
        return options + self.narrowed() + (["--sort", self.rng.choice(ORDERS)] if self.one_in(3) else [])

    def narrowed(self):
        q = self.rng.choice(self.corpus.questions)
        day = q["date_asked"] or "2017-05-17"
        names = [a["name"] for a in q["askers"]] + [""]
        offices = [m["name"] or m["role"] or "" for m in q["ministers"]] + [""]
        drawn = self.rng.randrange(16) # mostly nothing
        return {0: ["--from", day], 1: ["--to", day], 2: ["--parliament", q["parliament"]], 3: ["--minister", offices[0]],
                4: ["--asker", names[0]]}.get(drawn, []) if q["parliament"] != "onbekend" else []

    def parameters(self, query):
        """Parameters of /api/v1/search."""
        limit = self.rng.choice((0, 1, 10, 10, 10, 10, 10, 10, 10, 50))
        given = [("q", query), ("limit", limit), *self.choices()]
        if self.one_in(2):
            given.append(("sort", self.rng.choice(ORDERS)))
        if self.one_in(4):
            given.append(("offset", self.rng.choice((1, 7, 10, 50, 300, 2000))))
        if self.one_in(3):
            given.append(("facets", self.facet_list()))
        given += [(name, 1) for name in ("statistics", "explain") if self.one_in(4)]
        return given

    def command_line(self, query):
        """Arguments of one `search`: what neither a batch nor the API has."""
        args = ["--format", self.rng.choice(FORMATS), "--limit", self.rng.choice(("0", "1", "10", "30"))]
        args += [o for o in ("--passages", "--complete", "--stats", "--explain", "--exit-code", "--all-words") if self.one_in(3)]
        if self.one_in(3):
            args += ["--facets", self.facet_list()]
        if self.one_in(4):
            args += ["--offset", self.rng.choice(("1", "10", "200"))]
        return [*args, *self.batch_options()[2:], "--", query]

    def other(self):
        """Arguments of another command that searches."""
        id_ = self.id()
        return self.rng.choice((["similar", "--json", "--limit", "20", id_],
                                ["similar", "--json", "--query", self.query(), id_],
                                ["cites", "--json", id_], ["cites", "--cited-by", "--json", id_],
                                ["show", id_], ["show", "--format", "bibtex", id_],
                                ["show", "--json", "--raw", id_]))


# ---- the tables ----

def unescaped(field):
    """As tests/unit/table.h reads a field."""
    plain = {"n": "\n", "t": "\t", "f": "\f", "s": " ", "\\": "\\"}
    bytes_ = re.sub(rb"\\(x([0-9a-fA-F]{2})|.)", lambda m: bytes([int(m[2], 16)]) if m[2] else
                    plain.get(m[1].decode("latin-1"), "").encode(), field.encode())
    return bytes_.decode("utf-8", "surrogateescape")


def rows(name):
    for line in (TABLES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [unescaped(field) for field in line.split("\t")]


def table_queries():
    """(options, query) for each row of the tables of queries."""
    texts = [(row[1], []) for name in ("queries.tsv", "query-errors.tsv") for row in rows(name)]
    texts += [(f'datum:"{row[1]}"', []) for row in rows("query-dates.tsv") if row[0] == "date"]
    texts += [(row[1], shlex.split(row[2]) if row[2] != "-" else []) for row in rows("search-expected.tsv")]
    for text, options in dict.fromkeys((t, tuple(o)) for t, o in texts):
        if "\0" not in text:
            yield options, text


def analyzed_texts():
    """What the tables of words and names have, as one text."""
    fields = [row[1] for name in ("tokens.tsv", "gold-stems.tsv", "gold-compounds.tsv", "names.tsv", "references.tsv")
              for row in rows(name) if len(row) > 1]
    return "\n".join(fields).encode("utf-8", "surrogateescape")
