# SPDX-License-Identifier: GPL-3.0-or-later
"""Bits that flip in the lists of terms: an error with its cause, and a server that goes on; never a crash."""
import random
import shutil

from conftest import often, run
from webkit import serve

ID = "voorbeeld-010"
ASKED = [["similar", "--json", ID], ["search", "--json", "fietspad langs de gewestweg"]]


def flip(path, rng, bits):
    data = bytearray(path.read_bytes())
    for _ in range(bits):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


def table_of(db):
    return next(db.rglob("termlist.glass"))


def test_commands(sample, tmp_path):
    codes = []
    for seed in range(often(300, 12)):
        db = tmp_path / "damaged.db"
        shutil.copytree(sample, db)
        flip(table_of(db), random.Random(seed), 1 + seed % 3 * 200)
        for name, *rest in ASKED:
            done = run(name, "--db", db, *rest, code=None)
            codes.append(done.code)
            assert done.code in (0, 1), (seed, name, done)
            assert done.code == 0 or "damaged" in done.err or "cannot" in done.err or "terms" in done.err, done
        shutil.rmtree(db)
    assert 1 in codes


def test_server(sample, tmp_path):
    db = tmp_path / "damaged.db"
    shutil.copytree(sample, db)
    flip(table_of(db), random.Random(1), 2000)
    with serve(db) as running:
        got = {running.ask(f"/api/v1/similar/{ID}").status for _ in range(3)}
        assert got <= {200, 503}
        assert running.ask("/hulp").status == 200
