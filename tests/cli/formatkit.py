# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of formats share."""
import io
import tarfile
import zipfile

from conftest import PAPER, index, show
from test_expected import compare, tell


BOMB = """<?xml version="1.0"?>
<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<result><items><QRVADOC><TITN>&c;</TITN></QRVADOC></items></result>"""


def read_one(db, path):
    """The only question of the file."""
    report = index(db, path)
    assert not report["refused"]
    (question,) = show(db, "--all", "--raw")
    return question


def expect(question, **wanted):
    wrong = compare(wanted, question)
    assert not wrong, "\n" + tell(question["source"], wrong)


def refusal(db, path, **options):
    """The reason why nothing in the file could be used."""
    report = index(db, path, **options)
    assert report["read"] == 0
    (refused,) = report["refused"]
    return refused


def make_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)


def make_tar(path, members, mode="w"):
    with tarfile.open(path, mode) as file:
        for name, data in members.items():
            data = data.encode() if isinstance(data, str) else data
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))


def renumbered(n):
    return PAPER.replace("nr. 321", f"nr. {n}")
