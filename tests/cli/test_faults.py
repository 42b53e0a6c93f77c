# SPDX-License-Identifier: GPL-3.0-or-later
"""The nightly run is killed, starved of disk and cut off from power, again and again; each time the index
opens and is whole, and in the end it equals that of an undisturbed run in every document, term, posting
and value.

VRAAGBAAK_FAULTS=full does it with 2000 papers and 200 moments.  What was counted is printed at the end.
"""
import json
import os
import random
import re
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

from conftest import FAILIO, RELEASE, decode, environment, made_up, notes
from nightkit import FINDINGS, Night, assert_same, dump, flemish

FULL = os.environ.get("VRAAGBAAK_FAULTS") == "full"
PAPERS, MOMENTS, BATCH = (2000, 200, 25) if FULL else (160, 40, 12)
SETTINGS = f'limits = {{ batch_questions = {BATCH}; loss_percent = 100; }}; metrics = "m.prom";'
TOPICS = 200
TODAY = ("--today", "2026-03-01")


def first_night(night):
    """Papers of all sorts: texts, JSON Lines, questions with their answer elsewhere, copies, bad ones."""
    half = PAPERS // 2
    for n in range(1, half + 1):
        night.write(f"texts/{n:05d}.txt", flemish(n, title=f"Bibliotheken  -  Zondag {n}",
                                                  question=f"Hoeveel zijn er open in {n}?"))
        if n % 20 == 0: # a copy that lost its heading
            night.write(f"copies/{n}.txt", f""" Bibliotheken  -  Zondag {n}

Steeds meer bibliotheken gaan op zondag open.

1. Hoeveel zijn er open in {n}?

2. Wat kost dat de gemeenten?


 1. Er zijn er veertig.

2. Dat weet ik niet.
""")
    lines = list(made_up(half, words=16))
    night.lines("lines/a.jsonl", lines[:half // 2] + ["{bad"])
    night.lines("lines/b.jsonl", lines[half // 2:])
    night.lines("later/answers.jsonl", [{**r, "answer": "Later: ja.", "date_answered": "2026-01-01"} for r in lines[::9]])
    night.write("bad.txt", "Storing.")


def second_night(night):
    half = PAPERS // 2
    for n in range(3, half, 10):
        night.write(f"texts/{n:05d}.txt", flemish(n, title=f"Bibliotheken  -  Zondag {n}", answer=f"Nu {n}."))
    night.remove(*[f"texts/{n:05d}.txt" for n in range(20, half, 20)])
    for n in range(half + 1, half + half // 10):
        night.write(f"texts/{n:05d}.txt", flemish(n))
    lines = list(made_up(half, words=16))
    night.lines("lines/b.jsonl", lines[half // 2 + 3:] + [{**lines[0], "title": "Verbeterd"}])
    night.remove("later/answers.jsonl")
    night.write("bad.txt", flemish(90001))


class Trial:
    """Runs that are disturbed, until one ends well; then the index is compared with what it should be."""

    def __init__(self, folder, reference, prepare):
        self.folder, self.reference, self.prepare = folder, reference, prepare
        self.disturbed = self.completed = self.round = self.ended = 0
        self.fresh()

    def fresh(self):
        self.round += 1
        self.night = Night(self.folder / str(self.round), program=RELEASE)
        self.night.configure(SETTINGS, sources=f'{{ name = "p"; path = "{self.reference.papers}"; }}')
        self.prepare(self.night)

    def attempt(self, **fault):
        """One run with a fault; True when it ended well all the same."""
        env = environment(LD_PRELOAD=FAILIO, FAILIO_PATH=str(self.night.folder), **fault)
        done = subprocess.run([RELEASE, "nightly", "--config", self.night.config, *TODAY], env=env,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        err = decode(done.stderr)
        assert done.returncode in (0, 1, FINDINGS, -signal.SIGKILL), f"{done.returncode}\n{err}"
        if done.returncode == 1: # Xapian itself ends the process where certain writes of a commit fail
            self.ended += "terminate called" in err
            assert re.search(r"^vraagbaak(?: nightly)?: .+", err, re.M), err
        self.look(err)
        if done.returncode in (0, FINDINGS):
            self.finish()
            return True
        self.disturbed += 1
        return False

    def look(self, err):
        """Opens, is whole, and holds what was reported as committed."""
        reported = [int(n) for n in re.findall(r"committed questions=\d+ documents=(\d+)", err)]
        if self.night.db.exists():
            found = dump(self.night.db)
            assert len(found["documents"]) >= max(reported, default=0)
        else:
            assert not reported

    def finish(self):
        self.completed += 1
        assert_same(dump(self.night.db, True), dump(self.reference.db, True))
        self.fresh()

    def rest(self):
        """What was left in the middle is finished undisturbed."""
        self.night.run(*TODAY, code=None)
        self.finish()

    def report(self, what):
        notes.append(f"{what}: {PAPERS} papers, {self.disturbed} runs disturbed, {self.completed} indexes "
                     "compared, all equal to the undisturbed one" +
                     (f"; ended by Xapian {self.ended} times" if self.ended else ""))


@pytest.fixture(scope="module")
def room():
    """In memory: fsync costs nothing there, and nothing of the sort is tested."""
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="vraagbaak-faults-", dir=base) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def nights(room):
    """[(undisturbed night, how a trial gets to its evening)]: from nothing, and from the night before."""
    settings = dict(program=RELEASE, settings=SETTINGS)
    first = Night(room / "first", **settings)
    first_night(first)
    first.run(*TODAY, code=FINDINGS)
    second = Night(room / "second", **settings)
    first_night(second)
    second.configure(SETTINGS)
    second.run("--today", "2026-02-01", code=FINDINGS)
    evening = room / "evening.db"
    subprocess.run(["cp", "-r", second.folder / "vragen.db.1", evening], check=True)
    second_night(second)
    second.run(*TODAY, code=None)

    def go_on(night):
        subprocess.run(["cp", "-r", evening, night.folder / "vragen.db.1"], check=True)
        night.db.symlink_to("vragen.db.1")

    return [(first, lambda night: None), (second, go_on)]


@pytest.fixture(params=[0, 1], ids=["from-nothing", "second-night"])
def trial(request, nights, room):
    reference, prepare = nights[request.param]
    with tempfile.TemporaryDirectory(dir=room) as folder:
        yield Trial(Path(folder), reference, prepare)


def operations(trial, only=None):
    """How many calls an undisturbed run makes."""
    count = trial.folder / "count"
    assert trial.attempt(FAILIO_COUNT=str(count), **({"FAILIO_ONLY": only} if only else {}))
    return int(count.read_text())


def test_killed_at_every_commit(trial):
    """Before and behind each exchange of the version file."""
    commits = operations(trial, "rename")
    for _ in range(commits + 2): # one further by every pair
        if trial.attempt(FAILIO_ONLY="rename", FAILIO_AFTER="0c", FAILIO_DO="kill"):
            break
        if trial.attempt(FAILIO_ONLY="rename", FAILIO_AFTER="0c", FAILIO_DO="killed"):
            break
    trial.rest()
    assert trial.disturbed >= commits
    trial.report(f"killed at each of {commits} exchanges of names")


def chaos(trial, what, moments, **fault):
    rng = random.Random(20261123)
    total = operations(trial, fault.get("FAILIO_ONLY"))
    while trial.disturbed < moments:
        trial.attempt(FAILIO_AFTER=f"{rng.randrange(max(1, total // 3))}c", FAILIO_SEED=str(rng.randrange(1 << 30)),
                      **fault)
    trial.rest()
    trial.report(what)


def test_killed_at_random_moments(trial):
    chaos(trial, "killed at random", MOMENTS, FAILIO_DO="kill")


def test_power_cut_at_random_moments(trial):
    """Of the writes that were not synced some reach the disk and some do not."""
    chaos(trial, "power cut at random", MOMENTS, FAILIO_DO="cut")


@pytest.mark.parametrize("only", ["write", "sync", "rename"])
def test_disk_fails_at_random_moments(trial, only):
    for number in (28, 5): # ENOSPC, EIO
        chaos(trial, f"{only} failed with error {number}", MOMENTS // 4 * (1 if number == 28 else 2),
              FAILIO_DO="fail", FAILIO_ONLY=only, FAILIO_ERRNO=str(number))


def test_mmap_is_not_needed(trial):
    """Nothing of the index is mapped; were it so, failing to would show here."""
    assert operations(trial, "mmap") == 0
    assert trial.attempt(FAILIO_ONLY="mmap", FAILIO_AFTER="0c")


def test_readers_during_commits(room):
    """A process that searches all the time sees no error, and only whole batches."""
    batch, commits = 20, 50
    night = Night(room / "readers", program=RELEASE)
    night.configure(f"limits = {{ batch_questions = {batch}; }};")
    night.lines("a.jsonl", list(made_up(batch, words=16)))
    night.run()
    for n in range(1, commits + 1):
        night.lines(f"b{n:03d}.jsonl", [{**r, "id": f"{r['id']}-{n}"} for r in made_up(batch, words=16)])
    topics = room / "topics.tsv"
    topics.write_text("".join(f"{i}\tproefvraag\n" for i in range(1, TOPICS + 1)))
    command = [RELEASE, "search", "--db", night.db, "--plain", "--topics", topics, "--depth", "5000"]
    writer = subprocess.Popen([RELEASE, "nightly", "--json", "--config", night.config], env=environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    states, searches = set(), 0
    while writer.poll() is None:
        done = subprocess.run(command, env=environment(), capture_output=True, timeout=120)
        assert done.returncode == 0 and not done.stderr, done.stderr
        seen = {}
        for line in done.stdout.splitlines():
            topic = line.split(b" ", 1)[0]
            seen[topic] = seen.get(topic, 0) + 1
        assert len(seen) == TOPICS
        searches += TOPICS
        states.update(seen.values())
    report = json.loads(writer.stdout.read())
    assert report["commits"] >= commits and writer.returncode == 0
    assert states and all(n % batch == 0 for n in states)
    notes.append(f"readers: {searches} searches during {commits} commits, {len(states)} states seen, "
                 "no error, no half batch")
