# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of faults share: runs of the release build under a library that fails, kills or cuts power
(tests/shim/failio.c), and the figures that are printed at the end.

`make check` tries each kind of fault at a few moments, `make check-all` at many; VRAAGBAAK_FAULTS=full takes more
still, and looks at every index document by document."""
import os
import re
import resource
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

from conftest import FAILIO, RELEASE, decode, environment, notes, often
from nightkit import FINDINGS

FULL = os.environ.get("VRAAGBAAK_FAULTS") == "full"
ENOSPC, EIO = 28, 5
KILLED = -signal.SIGKILL
QUIET = {"no_proxy": "*", "http_proxy": None, "https_proxy": None}


def moments(most, much, little):
    """How many moments are taken: `most` of a full run."""
    return most if FULL else often(much, little)


class Counts:
    """What happened to the runs of one test."""

    def __init__(self):
        self.killed = self.failed = self.well = self.ended = 0
        self.kept = self.lost = self.compared = 0

    @property
    def disturbed(self):
        return self.killed + self.failed

    def tell(self, what, unit):
        notes.append(f"{what}: {self.killed} killed, {self.failed} failed"
                     + (f" ({self.ended} ended by Xapian)" if self.ended else "")
                     + f", {self.well} ended well; {self.kept} {unit} kept, {self.lost} lost; {self.compared} results "
                     "compared with the undisturbed one, all equal")


def faulty(counts, folder, *command, memory=None, **fault):
    """One run with a fault on the files below a folder; returns (code, standard error).  `memory`: bytes of
    address space that it may have."""
    settings = {f"FAILIO_{name.upper()}": str(value) for name, value in fault.items()}
    env = environment(**QUIET, **({"LD_PRELOAD": FAILIO, "FAILIO_PATH": str(folder), **settings} if fault else {}))
    done = start(command, env, memory)
    code, err = done.returncode, decode(done.stderr)
    if code == 1 and "ended by signal 9 (" in err: # the process that does the work was killed
        code = KILLED
    # without memory OpenBLAS ends with a segmentation fault
    crashed = re.search(r"ended by signal (?!9 )", err)
    assert code in (0, 1, FINDINGS, KILLED) and (memory or not crashed), f"{code}\n{err}"
    if code == 1: # Xapian itself ends the process where certain writes of a commit fail
        assert "vraagbaak" in err, err
        counts.ended += "ended by libxapian" in err
    counts.killed += code == KILLED
    counts.failed += code == 1
    counts.well += code in (0, FINDINGS)
    return code, err


def start(command, env, memory=None):
    limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory))) if memory else None
    return subprocess.run([RELEASE, *map(str, command)], env=env, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=120, preexec_fn=limit)


def least_memory():
    """The least address space, in megabytes, in which the program starts at all."""
    low, high = 1, 2048
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if start(["help"], environment(), middle << 20).returncode == 0 else (middle, high)
    return high


def operations(folder, *command, **only):
    """How many calls an undisturbed run makes."""
    count = Path(f"{folder}.count")
    code, err = faulty(Counts(), folder, *command, count=count, **only)
    assert code in (0, FINDINGS), err
    return int(count.read_text())


@pytest.fixture(scope="module")
def room():
    """In memory: fsync costs nothing there, and nothing of the sort is tested."""
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="vraagbaak-faults-", dir=base) as folder:
        yield Path(folder)
