# SPDX-License-Identifier: GPL-3.0-or-later
"""--time-limit: what takes longer ends in time and says so; what there is of an answer claims to be no more."""
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from conftest import RELEASE, index, made_up, run, write_lines
from webkit import Server, serve

LETTERS = "bdghkmnoprstvw"


def dear(seed, count=40):
    rng = random.Random(seed)
    return " OR ".join(f"({rng.choice(LETTERS)}{rng.choice('aeiou')}* BIJ/100 {rng.choice(LETTERS)}{rng.choice('aeiou')}*)"
                       for _ in range(count))


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    db = folder / "a.db"
    index(db, write_lines(folder / "a.jsonl", made_up(1500)), program=RELEASE)
    return db


def test_whole_or_partial_or_nothing(sample):
    """Whatever the limit: the answer is the one without it, or partial and without figures, or an error; never another."""
    asked = ["search", "--db", sample, "--json", "--facets", "all", "--stats", dear(1)]
    whole = run(*asked, program=RELEASE).json
    assert "partial" not in whole and whole["total_exact"] and whole["facets"]
    seen = set()
    for limit in [1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 200, 1000, 60000]:
        got = run(*asked, "--time-limit", limit, code=None, program=RELEASE)
        seen.add(got.code)
        assert got.code in (0, 7), got
        if got.code == 0:
            assert got.json == whole and not got.err
            continue
        assert "--time-limit" in got.err
        if got.out:
            partial = got.json
            assert partial["partial"] is True and not partial["total_exact"] and not partial["facets"]
            assert "statistics" not in partial and partial["notices"][0].startswith("onvolledig")
            assert partial["hits"] == whole["hits"][:len(partial["hits"])]
    assert 7 in seen and 0 in seen


def test_other_ways_of_asking(sample, tmp_path):
    for way in (["similar", "--db", sample, "voorbeeld-010", "--query", dear(2)],
                ["search", "--db", sample, "--all", "--format", "csv", dear(3)],
                ["search", "--db", sample, "--passages", dear(4)]):
        got = run(*way, "--time-limit", 1, code=None, program=RELEASE)
        assert got.code == 7 and "--time-limit" in got.err, (way[0], got)
    queries = tmp_path / "q.txt"
    queries.write_text(f"{dear(5)}\nwater\n")
    answers = [json.loads(line) for line in run("search", "--db", sample, "--queries", queries, "--time-limit", 3,
                                                program=RELEASE).out.splitlines()]
    assert len(answers) == 2 and ("error" in answers[0] or answers[0].get("partial"))
    assert "--time-limit" in run("search", "--db", sample, "--time-limit", -1, "x", code=2).err


def test_serve_says_so_and_goes_on(sample):
    with serve(sample, "--time-limit", 1, "--workers", 2, program=RELEASE) as running:
        refused = 0
        for i in range(20):
            page = running.ask("/?q=" + quote(dear(i, 100)))
            refused += page.status == 503
            assert page.status == 503 and "rekentijd" in page.text and page.getheader("Retry-After") or "onvolledig" in page.text
            problem = running.ask("/api/v1/search?facets=all&q=" + quote(dear(100 + i, 100)))
            answer = json.loads(problem.text)
            refused += problem.status == 503
            assert problem.status == answer.get("status") == 503 or answer["partial"] and not answer["facets"]
            facets = running.ask("/api/v1/facets?q=" + quote(dear(200 + i, 100)))
            refused += facets.status == 503
            assert facets.status == 503
        assert refused >= 20
        assert running.ask("/hulp").status == 200 and running.ask("/api/v1/question/voorbeeld-010").status == 200
        assert f"vraagbaak_time_limit_total {refused}\n" in running.ask("/api/v1/metrics").text


def test_end_is_soon(many):
    """With SIGTERM what waits is refused and what runs is ended, however long it would take."""
    running = Server(many, "--time-limit", 0, "--workers", 2, program=RELEASE)
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(running.ask, "/?q=" + quote(dear(i, 80))) for i in range(24)]
        while not any(one.done() for one in asked):
            time.sleep(.01)
        start = time.monotonic()
        code, err = running.stop()
        took = time.monotonic() - start
        statuses = [one.result().status for one in asked if not one.exception()]
    assert code == 0, err
    assert took < 20 # 2 s, on a machine that is not busy
    assert set(statuses) <= {200, 503}


def test_somebody_else_is_served(many):
    """One client has more of the dearest requests waiting than there are workers; another's page comes between."""
    with serve(many, "--workers", 2, program=RELEASE) as running, ThreadPoolExecutor(16) as threads:
        hold = [threads.submit(running.ask, f"/api/v1/search?q={quote(dear(i, 80))}", headers={"X-Forwarded-For": "192.0.2.1"})
                for i in range(32)]
        for _ in range(10):
            page = running.ask("/?q=fietspad", headers={"X-Forwarded-For": "192.0.2.2"})
            assert page.status == 200
        for one in hold:
            assert one.result().status in (200, 503)
