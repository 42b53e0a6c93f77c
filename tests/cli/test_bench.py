# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark runs and finds with every engine what it should.  What is fast or slow decides nothing here."""
import json
import os
import subprocess
import sys

import pytest

from conftest import CORPORA, RELEASE, ROOT

BENCH = ROOT / "tests" / "speed" / "bench.py"
OURS, FTS_OURS = "vraagbaak", "FTS5 our analyzer"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    if not (ROOT / os.path.dirname(RELEASE) / "speed" / "fts").exists():
        pytest.skip("the driver of FTS5 was not built (package libsqlite3-dev)")
    out = tmp_path_factory.mktemp("bench")
    run = subprocess.run([sys.executable, BENCH, "--build", os.path.dirname(RELEASE), "--out", out, "--sizes", "100 300",
                          "--queries", "24", "--rounds", "1", "--peers", "fts fts-ours"],
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout, json.loads((out / "results.json").read_text())


def test_all_kinds_of_all_engines_have_figures(outcome):
    for size in outcome[1]["sizes"]:
        assert list(size["build"]) == [OURS, "FTS5 unicode61", FTS_OURS]
        assert list(size["search"]) == ["any", "all", "phrase", "facets", "page"]
        for cost in size["build"].values():
            assert all(cost[key] > 0 for key in ("mb_per_second", "cores", "peak_mb", "index_mb"))
        for by_engine in size["search"].values():
            for result in by_engine.values():
                assert 0 < result["p50"] <= result["p95"] <= result["p99"]


def test_engines_find_the_same_phrases(outcome):
    size = outcome[1]["sizes"][-1]
    assert size["search"]["phrase"][OURS]["matches"] > 0
    assert size["search"]["phrase"][FTS_OURS]["same_count"] >= 0.9


def test_filtered_matches_are_alike(outcome):
    """Ours may find more, by compounds as all of their parts."""
    facets = outcome[1]["sizes"][-1]["search"]["facets"]
    assert facets[OURS]["matches"] >= facets[FTS_OURS]["matches"] > 0


def test_the_bar_is_printed(outcome):
    for text in ("build MB/s / FTS5 unicode61", "p99 of any word / FTS5 unicode61", "fresh process"):
        assert text in outcome[0]


def test_growth_is_told_for_several_sizes(outcome):
    if not CORPORA.is_dir():
        pytest.skip("no shared corpora: one size only")
    assert "build time / size, 100 to 300" in outcome[0]
