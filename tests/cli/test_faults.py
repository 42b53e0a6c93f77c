# SPDX-License-Identifier: GPL-3.0-or-later
"""The nightly run over 2,000 papers (200 in `make check`) is killed, starved of disk and of memory and cut off from power, again
and again; each time the index opens, is whole and holds what was reported, and in the end it equals that of
an undisturbed run in every document, term, posting and value.

What was counted is printed at the end."""
import random
import re
import subprocess
import tempfile
from pathlib import Path

import pytest

from conftest import RELEASE, made_up, often
from faultkit import EIO, ENOSPC, FULL, Counts, faulty, least_memory, moments, operations, room # noqa: F401 (a fixture)
from nightkit import FINDINGS, Night, assert_same, check_tables, dump, flemish, ids_of

PAPERS, BATCH = moments(2000, 2000, 200), 25
KILLS = moments(200, 100, 6)  # random moments of each night, of which there are two
FAULTS = moments(50, 20, 2)   # of each kind
PROGRESS = 16                 # of a run's calls some (1/16) go well at most: so many runs make an index
THOROUGH = 5 if FULL else 25  # every n-th index is looked at document by document
SETTINGS = f'limits = {{ batch_questions = {BATCH}; loss_percent = 100; }}; metrics = "m.prom";'
TODAY = ("--today", "2026-03-01")


def in_letters(n):
    """Digits take no part in telling papers apart."""
    return "".join("abcdefghij"[int(d)] for d in str(n))


def title(n):
    """One in ten asks what another asks too."""
    return f"Bibliotheken  -  Zondag {in_letters(n // 10 * 10 if n % 10 == 1 else n)}"


def first_night(night):
    """Papers of all sorts: texts, JSON Lines, questions with their answer elsewhere, copies, bad ones."""
    half = PAPERS // 2
    for n in range(1, half + 1):
        night.write(f"texts/{n:05d}.txt", flemish(n, title=title(n),
                                                  question=f"Hoeveel zijn er open in {n}?"))
        if n % 20 == 0: # a copy that lost its heading
            night.write(f"copies/{n}.txt", f""" {title(n)}

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
        night.write(f"texts/{n:05d}.txt", flemish(n, title=title(n), answer=f"Nu {n}."))
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
        self.counts, self.round, self.looks = Counts(), 0, 0
        self.fresh()

    def fresh(self):
        self.round += 1
        self.night = Night(self.folder / str(self.round), program=RELEASE)
        self.night.configure(SETTINGS, sources=f'{{ name = "p"; path = "{self.reference.papers}"; }}')
        self.prepare(self.night)
        self.held = ids_of(self.night.db) if self.night.db.exists() else set()

    @property
    def command(self):
        return ("nightly", "--config", self.night.config, *TODAY)

    def attempt(self, path=None, **fault):
        """One run with a fault; True when it ended well all the same."""
        code, err = faulty(self.counts, path or self.night.folder, *self.command, **fault)
        if code == 1:
            assert re.search(r"^vraagbaak(?: nightly)?: .+", err, re.M), err
        self.look(err)
        if code in (0, FINDINGS):
            self.finish()
            return True
        return False

    def look(self, err):
        """Opens, is whole, and holds what was reported as committed and what it held before."""
        reported = [int(n) for n in re.findall(r"committed questions=\d+ documents=(\d+)", err)]
        if not self.night.db.exists():
            assert not reported and not self.held
            return
        assert check_tables(self.night.db) == 0
        found = ids_of(self.night.db)
        assert len(found) >= max(reported, default=0)
        # a copy that lost its heading makes way for the paper that has one
        lost = {name for name in self.held - found if not name.startswith(b"Qvlaams-t-")}
        self.counts.kept += len(self.held & found) + len(found - self.held)
        self.counts.lost += len(lost)
        assert not lost
        self.held = found
        self.looks += 1
        if self.looks % THOROUGH == 0:
            dump(self.night.db)

    def finish(self):
        self.counts.compared += 1
        assert_same(dump(self.night.db, True), self.reference.as_it_should_be)
        subprocess.run(["rm", "-rf", self.night.folder], check=True)
        self.fresh()

    def rest(self):
        """What was left in the middle is finished undisturbed."""
        self.night.run(*TODAY, code=None)
        self.finish()

    def report(self, what):
        assert not self.counts.lost
        self.counts.tell(f"{PAPERS} papers, {what}", "questions reported as committed")


@pytest.fixture(scope="module")
def nights(room):
    """[(undisturbed night, how a trial gets to its evening)]: from nothing, and from the night before."""
    settings = dict(program=RELEASE, settings=SETTINGS)
    first = Night(room / "first", **settings)
    first_night(first)
    first.age()
    first.run(*TODAY, code=FINDINGS)
    second = Night(room / "second", **settings)
    first_night(second)
    second.age()
    second.configure(SETTINGS)
    second.run("--today", "2026-02-01", code=FINDINGS)
    evening = room / "evening.db"
    subprocess.run(["cp", "-r", second.folder / "vragen.db.1", evening], check=True)
    second_night(second)
    second.age()
    second.run(*TODAY, code=None)
    for night in (first, second):
        night.as_it_should_be = dump(night.db, True)
    assert len(first.as_it_should_be["documents"]) == PAPERS

    def go_on(night):
        subprocess.run(["cp", "-r", evening, night.folder / "vragen.db.1"], check=True)
        night.db.symlink_to("vragen.db.1")

    return [(first, lambda night: None), (second, go_on)]


@pytest.fixture(params=[0, 1], ids=["from-nothing", "second-night"])
def trial(request, nights, room):
    reference, prepare = nights[request.param]
    with tempfile.TemporaryDirectory(dir=room) as folder:
        yield Trial(Path(folder), reference, prepare)


def calls_of(trial, **only):
    """How many calls an undisturbed run makes; afterwards the trial stands at its evening again."""
    total = operations(trial.night.folder, *trial.command, **only)
    trial.finish()
    return total


def test_killed_at_every_commit(trial):
    """Before and behind each exchange of the version file.  Where a run has to make more than one to get on (a new
    index, a new latent space) it is let go further after a while."""
    commits, still, most = calls_of(trial, only="rename"), 0, 0
    done = False
    while not done:
        after = f"{still // 12}c"
        done = trial.attempt(only="rename", after=after, do="kill") or \
            trial.attempt(only="rename", after=after, do="killed")
        still = 0 if len(trial.held) > most else still + 1
        most = max(most, len(trial.held))
    assert trial.counts.killed >= 2 * commits and trial.counts.kept
    trial.report(f"before and behind each of {commits} exchanges of names")


def chaos(trial, moments, **fault):
    """Each fault comes somewhere in what is left to do, rather soon, so that it takes many to get through."""
    rng = random.Random(20261123)
    total = calls_of(trial, **{k: v for k, v in fault.items() if k == "only"})
    until = trial.counts.disturbed + moments
    while trial.counts.disturbed < until:
        trial.attempt(after=f"{rng.randrange(max(2, total // PROGRESS))}c", seed=rng.randrange(1 << 30), **fault)
    trial.rest()


def test_killed_at_random_moments(trial):
    chaos(trial, KILLS, do="kill")
    trial.report("at random moments")


def test_power_cut_at_random_moments(trial):
    """Of the writes that were not synced some reach the disk and some do not."""
    chaos(trial, KILLS, do="cut")
    trial.report("power cut at random moments")


@pytest.mark.parametrize("only", ["write", "sync", "rename"])
def test_disk_fails_at_random_moments(trial, only):
    for number in (ENOSPC, EIO):
        chaos(trial, FAULTS, do="fail", only=only, errno=number)
    trial.report(f"every {only} failing from a random moment on, with ENOSPC and with EIO")


@pytest.mark.parametrize("only", ["write", "sync", "rename"])
def test_disk_fails_once_at_random_moments(trial, only):
    """Where a commit fails Xapian commits what was there before, which must not do harm either."""
    chaos(trial, FAULTS, do="fail", only=only, errno=ENOSPC, times=1)
    trial.report(f"a single {only} failing at random moments")


def test_mmap_is_not_needed(trial):
    """No file is mapped, neither papers nor index: a run in which none can be is as any other."""
    assert trial.attempt(path="/", only="mmap", after="0c")


def test_memory_runs_out(trial):
    """What cannot be mapped for want of memory ends the run, and nothing else."""
    rng, least = random.Random(20261123), least_memory() << 20
    enough = least + (256 << 20)
    for _ in range(FAULTS):
        memory = rng.randrange(least + (1 << 20), enough)
        if trial.attempt(memory=memory):
            enough = memory
    trial.rest()
    trial.report("memory running out")
