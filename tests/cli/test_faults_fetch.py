# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching onto a disk that fails, killed and under power cuts: what stands in the spool is whole at any moment,
and nothing is missing in the end."""
import random

import pytest

import fetchserver as srv
from faultkit import EIO, ENOSPC, Counts, faulty, moments, operations
from fetchkit import TODAY, fetch, fill # noqa: F401 (a fixture)

MOMENTS = moments(60, 12, 2) # of each kind
FAULTS = {"killed": dict(do="kill"), "power cut": dict(do="cut")}
for kind in ("write", "sync", "rename"):
    FAULTS[f"every {kind} failing"] = dict(only=kind, errno=ENOSPC)
    FAULTS[f"a single {kind} failing"] = dict(only=kind, errno=EIO, times=1)


def change(service, round_number):
    """Some documents, details and items have another content from now on."""
    for n in list(service.documents)[round_number % 3::3]:
        service.documents[n] = srv.pdf(f"Versie {round_number} van {n} ")
    for n in list(service.details)[round_number % 2::2]:
        service.details[n]["titel"] = f"Bruggen  -  Versie {round_number}"
    name = list(service.items)[round_number % len(service.items)]
    service.items[name] = srv.bulletin(name, TITN=f"Treinen {round_number}.", STATUSQ=f"ronde{round_number}")


@pytest.mark.parametrize("name", FAULTS)
def test_whole_and_nothing_lost(fetch, name): # noqa: F811
    rng, counts = random.Random(20261123), Counts()
    command = ("fetch", "--today", TODAY, "--config", fetch.config)
    fault = FAULTS[name]
    fill(fetch.service)
    total = operations(fetch.spool, *command, **({"only": fault["only"]} if "only" in fault else {}))
    versions = {path: {data} for path, data in fetch.expected().items()}
    disturbed = moment = 0
    while disturbed < MOMENTS:
        moment += 1
        if moment % 3 == 1: # now and then there is something new to be had
            change(fetch.service, moment)
            for path, data in fetch.expected().items():
                versions[path].add(data)
        code, _ = faulty(counts, fetch.spool, *command, after=f"{rng.randrange(max(2, total // 4))}c",
                         seed=rng.randrange(1 << 30), **fault)
        disturbed += code != 0
        found = fetch.files()
        torn = [path for path, data in found.items() if data not in versions[path]]
        lost = set(versions) - set(found) if moment > 1 else set()
        assert not torn and not lost
        counts.kept += len(found)
    fetch.run() # goes on in a list that was begun: what changed on its first pages is seen by the next run
    fetch.run()
    assert fetch.files() == fetch.expected()
    counts.compared += 1
    counts.tell(f"fetching, {name} at random moments", "files whole after a run")
