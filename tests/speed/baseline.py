# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that later ones are measured against, made from the history of the project."""
import os
import subprocess
from pathlib import Path

from texts import ROOT

COMMIT = "4cc04e4"
SOURCES = ("*.c", "*.h", "*.cc", "*.hh")


class Absent(Exception):
    """There is no such program here, and why."""


def git(*args):
    try:
        return subprocess.run(["git", "-C", str(ROOT), *args], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def described():
    """The commit that is measured, for the head of a table."""
    return (git("describe", "--always", "--dirty") or b"this copy").decode().strip()


def unpack(folder, commit):
    if git("cat-file", "-e", f"{commit}^{{commit}}") is None:
        raise Absent(f"there is no commit {commit} here (a copy without its history?), so nothing to compare with; "
                     "--old FOLDER takes a checkout of it")
    folder.mkdir(parents=True)
    try:
        subprocess.run(["tar", "-x", "-C", folder], input=git("archive", commit), check=True)
    except BaseException:
        subprocess.run(["rm", "-rf", folder], check=False)
        raise


def tree(folder, commit=COMMIT):
    """The folder of that commit with its program and the driver of its searches, built the first time."""
    if not folder.exists():
        unpack(folder, commit)
    # Variables of the make that runs this, such as CC, hold here too.  A later compiler may warn of what was no warning then.
    given = os.environ.get("MAKEFLAGS", "").partition(" -- ")[2]
    env = {**{k: v for k, v in os.environ.items() if k != "MAKELEVEL"}, "MAKEFLAGS": f" -- {given}" if given else ""}
    subprocess.run(["make", "-s", "-C", folder, "-j", str(os.cpu_count()), "WARN=-w", "BUILD=build", "build/vraagbaak",
                    "build/speed/ours"], check=True, stdout=subprocess.DEVNULL, env=env)
    return folder


def lines_of_code(folder):
    """Of all sources but those of the tests."""
    total = 0
    for pattern in SOURCES:
        for path in Path(folder).rglob(pattern):
            if path.relative_to(folder).parts[0] not in ("tests", "build"):
                total += path.read_bytes().count(b"\n")
    return total
