# SPDX-License-Identifier: GPL-3.0-or-later
"""A rebuild on a disk that fails, killed and under power cuts: the old index or the new one is in place, whole,
and the next rebuild makes what an undisturbed one does.  So does a first night that fills the index in bulk."""
import random
import re
import subprocess

import pytest

from conftest import RELEASE, made_up
from faultkit import EIO, ENOSPC, Counts, faulty, moments, operations, room # noqa: F401 (a fixture)
from nightkit import Night, assert_same, check_tables, dump, flemish, ids_of

MOMENTS = moments(40, 8, 1) # of each kind
FAULTS = {"killed": dict(do="kill"), "power cut": dict(do="cut")}
for kind in ("write", "sync", "rename"):
    FAULTS[f"every {kind} failing"] = dict(do="fail", only=kind, errno=ENOSPC)
    FAULTS[f"a single {kind} failing"] = dict(do="fail", only=kind, errno=EIO, times=1)
TODAY = ("--today", "2026-03-01")


LIMITS = {"ordinary": "batch_questions = 40;", "bulk": "bulk_megabytes = 0;"}


def before_the_last_papers(room, how): # noqa: F811
    night = Night(room / how, program=RELEASE, settings=f"limits = {{ {LIMITS[how]} }};")
    night.how = how
    for n in range(1, 41):
        night.write(f"{n}.txt", flemish(n))
    night.lines("many.jsonl", made_up(240, words=16))
    night.age()
    night.run("--today", "2026-01-01")
    night.write("99.txt", flemish(99))
    night.remove("2.txt")
    night.age()
    night.kept = room / f"kept-{how}"
    (night.folder / "vragen.db.1").rename(night.kept)
    restore(night)
    night.old = ids_of(night.db)
    night.call("rebuild", *TODAY)
    night.new, night.rebuilt = ids_of(night.db), dump(night.db)
    return night


@pytest.fixture(scope="module")
def evenings(room): # noqa: F811
    """Indexes as they were before the last papers came; .rebuilt is what a rebuild makes of them."""
    return {how: before_the_last_papers(room, how) for how in LIMITS}


def remove(night):
    subprocess.run(["rm", "-rf", night.db, *night.folder.glob("vragen.db.*")], check=True)


def restore(night):
    remove(night)
    subprocess.run(["cp", "-r", night.kept, night.folder / "vragen.db.1"], check=True)
    night.db.symlink_to("vragen.db.1")


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("how", LIMITS)
def test_old_or_new(evenings, how, name):
    night, counts, rng, fault = evenings[how], Counts(), random.Random(20261123), FAULTS[name]
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
        assert not list(night.folder.glob("*.building*")) and not list(night.folder.glob("*.link"))
    counts.tell(f"rebuilding ({night.how}), {name} at {MOMENTS} moments", "questions")


@pytest.mark.parametrize("name", FAULTS)
def test_first_night(evenings, name):
    """In bulk: there is no index, or one that holds all that was reported."""
    night, counts, rng, fault = evenings["bulk"], Counts(), random.Random(20261123), FAULTS[name]
    command = ("nightly", "--config", night.config, *TODAY)
    remove(night)
    total = operations(night.folder, *command, **({"only": fault["only"]} if "only" in fault else {}))
    whole = dump(night.db, True)
    for moment in range(MOMENTS):
        remove(night)
        _, err = faulty(counts, night.folder, *command, after=f"{rng.randrange(total)}c", seed=rng.randrange(1 << 30),
                        **fault)
        reported = [int(n) for n in re.findall(r"committed questions=\d+ documents=(\d+)", err)]
        found = ids_of(night.db) if night.db.exists() else set()
        folder = night.folder / "vragen.db.1" # whole before the name is there
        found = ids_of(folder) if not found and folder.exists() else found
        assert len(found) in (0, len(whole["documents"])) and len(found) >= max(reported, default=0)
        counts.kept += len(found)
        night.run(*TODAY)
        assert_same(dump(night.db, True), whole)
        counts.compared += 1
        assert not list(night.folder.glob("*.bulk"))
    counts.tell(f"a first night in bulk, {name} at {MOMENTS} moments", "questions")
