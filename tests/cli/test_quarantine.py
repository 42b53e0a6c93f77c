# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers that could not be read: why, how often tried, and when they are tried again."""
import json

import pytest

from conftest import USAGE, run
from nightkit import FINDINGS, Night, flemish


@pytest.fixture
def night(tmp_path):
    night = Night(tmp_path)
    night.write("good.txt", flemish(1))
    night.write("bad.txt", "Storing.")
    night.lines("half.jsonl", ['{"title": "Ja", "question": "Ja?"}', "{kapot", '{"id": "x"}'])
    night.run(code=FINDINGS)
    return night


def listed(night):
    return {p["path"].rsplit("/", 1)[1]: p for p in
            map(json.loads, night.call("quarantine", "--json", "list").out.splitlines())}


def test_list_and_show(night):
    papers = listed(night)
    assert sorted(papers) == ["bad.txt", "half.jsonl"]
    assert papers["bad.txt"]["whole"] and "fits no known layout" in papers["bad.txt"]["refusals"][0]["reason"]
    assert [r["line"] for r in papers["half.jsonl"]["refusals"]] == [2, 3]
    assert papers["half.jsonl"]["questions"] == 1 and not papers["half.jsonl"]["whole"]
    text = night.call("quarantine", "list").out
    assert "half.jsonl\t1\tline 2: " in text and len(text.splitlines()) == 2
    text = night.call("quarantine", "show", papers["half.jsonl"]["path"]).out
    assert "read in part; tried 1 times" in text and "line 3: " in text


def test_tried_again_when_it_changed(night):
    night.run()
    assert listed(night)["bad.txt"]["tries"] == 1
    night.write("bad.txt", "Nog steeds storing.")
    night.run(code=FINDINGS)
    assert listed(night)["bad.txt"]["tries"] == 2
    night.write("bad.txt", flemish(2))
    assert night.figures("recovered", "added", "quarantined") == (1, 1, 1)
    assert sorted(listed(night)) == ["half.jsonl"]


def test_retry(night):
    bad = listed(night)["bad.txt"]["path"]
    assert "1 papers" in night.call("quarantine", "retry", bad).out
    assert listed(night)["bad.txt"]["due"]
    assert night.figures("failed", "quarantined", code=FINDINGS) == (1, 2)
    assert listed(night)["bad.txt"]["tries"] == 2 and not listed(night)["bad.txt"]["due"]
    night.call("quarantine", "--all", "retry")
    assert night.figures("files", "new", "changed", "same", "failed", code=FINDINGS) == (3, 0, 0, 3, 2)


def test_gone_from_the_source_is_gone_from_quarantine(night):
    night.remove("bad.txt", "half.jsonl")
    assert night.figures("gone", "quarantined", "withdrawn") == (2, 0, 1)
    assert listed(night) == {}


def test_a_paper_that_fails_keeps_what_it_gave(night):
    night.write("good.txt", "Storing.")
    assert night.figures("new_failures", "documents", code=FINDINGS) == (1, 2)
    assert listed(night)["good.txt"]["questions"] == 1
    night.write("good.txt", flemish(1))
    assert night.figures("recovered", "unchanged") == (1, 1)


def test_unreadable_and_dangling(night):
    (night.papers / "loop.txt").symlink_to("nowhere.txt")
    night.run(code=FINDINGS)
    assert listed(night)["loop.txt"]["refusals"][0]["reason"] == "dangling link"
    night.write("nowhere.txt", flemish(7))
    assert night.run()["recovered"] == 1


@pytest.mark.parametrize("words, cause", [(["list", "x"], "takes no paths"), (["show"], "give the paths"),
                                          ([], "must be list"), (["burn", "x"], "must be list")])
def test_misuse(night, words, cause):
    assert cause in night.call("quarantine", *words, code=USAGE).err


def test_not_in_quarantine(night):
    for verb in ("show", "retry"):
        assert "good.txt is not in quarantine" in \
            night.call("quarantine", verb, night.papers / "good.txt", code=1).err
    assert "--config FILE is missing" in run("quarantine", "list", code=USAGE).err
