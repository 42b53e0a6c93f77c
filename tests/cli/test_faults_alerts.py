# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved searches on a disk that fails and under power cuts, at every single call (in `make check` at each tenth): each hit is told, and stands
once in the feed."""
import json

import pytest

from conftest import RELEASE, often
from faultkit import EIO, ENOSPC, FINDINGS, Counts, faulty
from test_alerts import Place, check_atom, hooked, question

FAULTS = {"a power cut": dict(do="cut"), "a power cut, otherwise": dict(do="cut", seed=7)}
for kind in ("write", "sync", "rename"):
    FAULTS[f"every {kind} failing"] = dict(only=kind, errno=ENOSPC)
    FAULTS[f"a single {kind} failing"] = dict(only=kind, errno=EIO, times=1)


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path, RELEASE)
    place.script("hook", 'echo $VRAAGBAAK_BATCH >> "$0.out"; cat > /dev/null')
    search, settings = hooked('"hook"')
    place.searches(search, settings=settings)
    place.index(question(1))
    place.run()
    return place


@pytest.mark.parametrize("name", FAULTS)
def test_each_hit_is_told_once(place, name):
    counts, told = Counts(), 1
    state, hooks = place.folder / "v.db.alerts" / "a.json", place.folder / "hook.out"
    for moment in range(0, 100, often(1, 10)):
        place.index(question(told + 1))
        before = hooks.read_text().splitlines()
        code, err = faulty(counts, place.folder, "alerts", "--config", place.config, after=f"{moment}c", **FAULTS[name])
        json.loads(state.read_text())
        check_atom(place.feed()) # whole, whatever it tells
        if code == FINDINGS:
            assert "a: " in err or "search \"a\"" in err, err
        place.run()
        told += 1
        titles = place.told()
        counts.kept += 1
        counts.lost += told - len(set(titles))
        assert len(titles) == len(set(titles)) == told == len(check_atom(place.feed())), f"moment {moment}"
        after = hooks.read_text().splitlines()[len(before):]
        assert after and len(set(after)) == 1, "the hook is repeated at most, as the same batch"
        counts.compared += 1
        if code == 0:
            break
    assert code == 0 and moment > 1
    counts.tell(f"saved searches, {name} at each of {moment // often(1, 10)} calls", "hits told")
