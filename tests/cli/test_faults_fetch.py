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
    name = list(service.publications)[round_number % len(service.publications)]
    service.publications[name] = srv.publication(name[:-4], f"sluis {round_number}")
    service.modified[name[:-4]] = f"2025-11-{5 + round_number % 12:02d}"


@pytest.mark.parametrize("name", FAULTS)
def test_whole_and_nothing_lost(fetch, name): # noqa: F811
    rng, counts = random.Random(20261123), Counts()
    command = ("fetch", "--today", TODAY, "--config", fetch.config)
    fault = FAULTS[name]
    fill(fetch.service)
    fetch.configure(kinds=["opendata", "qrva", "sru", "inqo"])
    for n in range(4):
        fetch.service.publications[f"ah-tk-20242025-{n}.xml"] = srv.publication(f"ah-tk-20242025-{n}")
    members = {f"56-C010-1-{n:04d}-5600000{n}C": srv.bulletin(f"56-C010-1-{n:04d}-5600000{n}C") for n in range(4)}
    fetch.service.archives["inqo"] = srv.zipped({f"{n}.xml": srv.bulletin_xml(item) for n, item in members.items()})
    total = operations(fetch.spool, *command, **({"only": fault["only"]} if "only" in fault else {}))
    archived = {f"inqo/{n}.xml": srv.bulletin_xml(item) for n, item in members.items()}
    expected = lambda: fetch.expected() | archived
    versions = {path: {data} for path, data in expected().items()}
    disturbed = moment = 0
    while disturbed < MOMENTS:
        moment += 1
        if moment % 3 == 1: # now and then there is something new to be had
            change(fetch.service, moment)
            for path, data in expected().items():
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
    assert fetch.files() == expected()
    counts.compared += 1
    counts.tell(f"fetching, {name} at random moments", "files whole after a run")
