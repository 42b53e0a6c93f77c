# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers during the night: processes that search all the time, one that stays open over all commits and others
that come and go, see no error and no result that is half of one state and half of another.

VRAAGBAAK_READERS=100000 is how many searches are made during the fifty commits (eight in `make check`)."""
import json
import os
import subprocess
import threading
from itertools import cycle, islice

from conftest import RELEASE, environment, made_up, notes, often
from nightkit import Night

SEARCHES = int(os.environ.get("VRAAGBAAK_READERS", often(4000, 400)))
COMMITS, BATCH, CHUNK = often(50, 8), 20, 40
QUERIES = ("titel:teller", "proefvraag", "titel:proefvraag NIET fietspad*")


def counters(night_number):
    """Questions that all change in every night: their year tells which."""
    return [{"id": f"teller-{i:02d}", "title": f"Teller {i}", "date": f"{1950 + night_number}-01-{1 + i:02d}",
             "question": f"Wat is de stand in ronde {night_number}?", "answer": "Dat weet ik."} for i in range(BATCH)]


def prepare(night, number):
    """One commit: questions that are new, and all counters anew."""
    night.lines(f"b{number:03d}.jsonl", [{**r, "id": f"{r['id']}-{number}"} for r in made_up(BATCH, words=16)])
    night.lines("teller.jsonl", counters(number))


def command(night, queries):
    return [RELEASE, "search", "--db", night.db, "--plain", "--all-words", "--depth", "200", "--facets", "year",
            "--queries", queries]


class Seen:
    """What the readers saw."""

    def __init__(self):
        self.searches, self.states, self.last_year = 0, set(), {}

    def take(self, reader, lines):
        """Results of one reader, in their order."""
        for line in lines:
            found = json.loads(line)
            assert "error" not in found, line
            years = {f["value"]: f["questions"] for f in found["facets"]["year"]["values"]}
            assert sum(years.values()) == found["total"] and len(found["ids"]) == min(200, found["total"])
            if found["query"] == QUERIES[0]:
                assert len(years) == 1 and found["total"] == BATCH, line # one night, and all of it
                year = int(next(iter(years)))
                assert year >= self.last_year.get(reader, 0), "a reader never goes back"
                self.last_year[reader] = year
                self.states.add(year)
            elif found["query"] == QUERIES[1]:
                assert found["total"] % BATCH == 0, line
            self.searches += 1


class Open:
    """A reader that stays open: it is given queries through a pipe."""

    def __init__(self, night, folder):
        self.pipe, self.out = folder / "queries", folder / "results"
        os.mkfifo(self.pipe)
        with open(self.out, "wb") as out:
            self.child = subprocess.Popen(command(night, self.pipe), env=environment(), stdout=out, stderr=subprocess.PIPE)
        self.input = open(self.pipe, "w")

    def ask(self, count):
        self.input.write("".join(f"{q}\n" for q in islice(cycle(QUERIES), count)))
        self.input.flush()

    def end(self):
        self.input.close()
        err = self.child.communicate(timeout=600)[1]
        assert self.child.returncode == 0 and not err, err
        return self.out.read_bytes().splitlines()


def ask_fresh(night, some, seen):
    """The same queries in a process of their own."""
    done = subprocess.run(command(night, some), env=environment(), capture_output=True, timeout=120)
    assert done.returncode == 0 and not done.stderr, done.stderr
    seen.take("fresh", done.stdout.splitlines())


def test_readers_during_commits(tmp_path):
    night = Night(tmp_path / "night", program=RELEASE)
    prepare(night, 0)
    night.run()
    some = tmp_path / "some"
    some.write_text("".join(f"{q}\n" for q in islice(cycle(QUERIES), CHUNK)))
    seen, given, commits = Seen(), 0, 0
    reader = Open(night, tmp_path)
    for number in range(1, COMMITS + 1):
        prepare(night, number)
        reports = []
        writer = threading.Thread(target=lambda: reports.append(night.run()))
        writer.start()
        asked = 0
        while writer.is_alive() or asked < SEARCHES / COMMITS:
            reader.ask(CHUNK)
            ask_fresh(night, some, seen)
            given += CHUNK
            asked += 2 * CHUNK
        writer.join()
        commits += reports[0]["commits"]
    reader.ask(CHUNK) # behind the last commit
    ask_fresh(night, some, seen)
    seen.take("open", reader.end())
    assert commits == COMMITS and seen.searches == 2 * (given + CHUNK) >= SEARCHES
    assert seen.last_year["fresh"] == 1950 + COMMITS
    assert seen.last_year["open"] >= 1950 # it moves on when what it reads was overwritten: any state is whole
    notes.append(f"readers: {seen.searches} searches during {commits} commits, {len(seen.states)} states seen; "
                 "no error, no half-updated result")
