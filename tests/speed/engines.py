# SPDX-License-Identifier: GPL-3.0-or-later
"""The engines that are compared.  Each builds an index of a corpus and is timed on the same queries.

An engine has a name, `most` questions that it is given (None: all), `kinds` of queries that it can run, and: absent() (why it cannot run here, or None),
build(corpus) (what that cost), size_mb(), times(kind, queries) (milliseconds a query), counts(kind, queries)
and
fresh(number, words) (a command that runs one search and prints when it is done).
"""
import shutil
import subprocess

import measure
from texts import KINDS, records


class Engine:
    kinds = KINDS
    most = None
    stem = None   # of what it writes, in the folder
    suffix = ""   # of its index

    def __init__(self, folder, drivers, program):
        self.folder, self.drivers, self.program = folder, drivers, program
        self.index = folder / (self.stem + self.suffix)

    def absent(self):
        return None

    def clear(self):
        for path in self.folder.glob(self.stem + "*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def size_mb(self):
        return measure.size_mb(self.index)

    def drive(self, mode, queries):
        return subprocess.run([*self.driver(mode), queries], check=True, capture_output=True, text=True).stdout

    def times(self, kind, queries):
        return [float(line) for line in self.drive("time", queries[kind]).split()]

    def counts(self, kind, queries):
        return [int(line) for line in self.drive("count", queries[kind]).split()]

    def close(self):
        pass


class Ours(Engine):
    name = "vraagbaak"
    stem = "ours.db"

    def driver(self, mode):
        return [self.drivers / "ours", mode, self.index]

    def build(self, corpus):
        return measure.run([self.program, "index", "--quiet", "--db", self.index, corpus])[1]

    def fresh(self, number, words):
        return [self.program, "search", "--db", self.index, words]


class Fts(Engine):
    name = "FTS5 unicode61"
    stem = "fts.sqlite"
    tokenizer = "unicode61 remove_diacritics 2"

    def driver(self, mode):
        return [self.drivers / "fts", mode, self.tokenizer, self.index]

    def build(self, corpus):
        out, cost = measure.run([*self.driver("build"), corpus])
        return {**cost, "parse_seconds": float(out)}

    def fresh(self, number, words):
        path = self.folder / f"fresh-{number}.tsv"
        path.write_text(f"page\t{words}\t\t\t\trelevance\n", encoding="utf-8")
        return [*self.driver("once"), path]


class FtsOurWords(Fts):
    name = "FTS5 our analyzer"
    stem = "fts-ours.sqlite"
    tokenizer = "vraagbaak"


class Omega(Engine):
    """Xapian's own indexer, with a script that has the same fields; built, not searched.  It is given the first
    questions only: all would take minutes, and its rate falls with the size, so that favours it."""
    name = "omega scriptindex"
    most = 10000
    stem, suffix = "omega", ".db"
    kinds = ()
    SCRIPT = ("id : field boolean=Q unique=Q\ntitle : field index index=S\nquestion : field index\n"
              "answer : field index\ndate : field value=0\nasker : field boolean=A value=1\n"
              "party : field boolean=P value=2\nminister_role : field boolean=M value=3\n")

    def absent(self):
        return None if shutil.which("scriptindex") else "package xapian-omega is not installed"

    def build(self, corpus):
        script, dump = self.folder / "omega.script", self.folder / "omega.dump"
        script.write_text(self.SCRIPT)
        fields = [line.split(" :")[0] for line in self.SCRIPT.splitlines()]
        with open(dump, "w", encoding="utf-8") as out:
            for r in records(corpus):
                for field in fields:
                    out.write(f"{field}={str(r.get(field, '')).replace(chr(10), chr(10) + '=')}\n")
                out.write("\n")
        return measure.run(["scriptindex", "--overwrite", "-s", "dutch", self.index, script, dump])[1]
