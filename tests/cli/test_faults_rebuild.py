# SPDX-License-Identifier: GPL-3.0-or-later
"""A rebuild on a disk that fails, killed and under power cuts: the old index or the new one is in place, whole,
and the next rebuild makes what an undisturbed one does."""
import random
import subprocess

import pytest

from conftest import RELEASE, made_up
from faultkit import EIO, ENOSPC, FULL, Counts, faulty, operations, room # noqa: F401 (a fixture)
from nightkit import Night, assert_same, check_tables, dump, flemish, ids_of

MOMENTS = 40 if FULL else 8 # of each kind
FAULTS = {"killed": dict(do="kill"), "power cut": dict(do="cut")}
for kind in ("write", "sync", "rename"):
    FAULTS[f"every {kind} failing"] = dict(do="fail", only=kind, errno=ENOSPC)
    FAULTS[f"a single {kind} failing"] = dict(do="fail", only=kind, errno=EIO, times=1)
TODAY = ("--today", "2026-03-01")


@pytest.fixture(scope="module")
def evening(room): # noqa: F811
    """An index as it was before the last papers came; .rebuilt is what a rebuild makes of it."""
    night = Night(room / "rebuild", program=RELEASE, settings="limits = { batch_questions = 40; };")
    for n in range(1, 41):
        night.write(f"{n}.txt", flemish(n))
    night.lines("many.jsonl", made_up(240, words=16))
    night.age()
    night.run("--today", "2026-01-01")
    night.write("99.txt", flemish(99))
    night.remove("2.txt")
    night.age()
    night.kept = room / "kept"
    (night.folder / "vragen.db.1").rename(night.kept)
    restore(night)
    night.old = ids_of(night.db)
    night.call("rebuild", *TODAY)
    night.new, night.rebuilt = ids_of(night.db), dump(night.db)
    return night


def restore(night):
    subprocess.run(["rm", "-rf", night.db, *night.folder.glob("vragen.db.*")], check=True)
    subprocess.run(["cp", "-r", night.kept, night.folder / "vragen.db.1"], check=True)
    night.db.symlink_to("vragen.db.1")


@pytest.mark.parametrize("name", FAULTS)
def test_old_or_new(evening, name):
    night, counts, rng, fault = evening, Counts(), random.Random(20261123), FAULTS[name]
    command = ("rebuild", "--config", night.config, *TODAY)
    restore(night)
    total = operations(night.folder, *command, **({"only": fault["only"]} if "only" in fault else {}))
    for moment in range(MOMENTS):
        restore(night)
        # the last calls are those that put it in place
        after = max(0, total - 1 - moment) if moment % 2 else rng.randrange(total)
        faulty(counts, night.folder, *command, after=f"{after}c", seed=rng.randrange(1 << 30), **fault)
        found = ids_of(night.db)
        assert found in (night.old, night.new) and check_tables(night.db) == 0
        counts.kept += len(found)
        night.call("rebuild", *TODAY)
        assert_same(dump(night.db), night.rebuilt)
        counts.compared += 1
        assert not list(night.folder.glob("*.building")) and not list(night.folder.glob("*.link"))
    counts.tell(f"rebuilding, {name} at {MOMENTS} moments", "questions")
