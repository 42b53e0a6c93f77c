# SPDX-License-Identifier: GPL-3.0-or-later
"""What the index has is a function of the set of sources, whatever their order, the command, the number of
nights and the interruptions.  VRAAGBAAK_SETS=2000 is how many sets are tried, VRAAGBAAK_SEED the first of them."""
import json
import os
import random
import signal
import time

import pytest

import setkit
from conftest import CORPORA, RELEASE, index, often, only_in_check_all, run, show, start
from nightkit import FINDINGS, Night

SETS = int(os.environ.get("VRAAGBAAK_SETS", often(60, 20)))
SEED = int(os.environ.get("VRAAGBAAK_SEED", 1))
DAY = ("--today", time.strftime("%Y-%m-%d"))


def shown(db):
    """What `show --all --json` prints, without where the papers lie."""
    found = [json.loads(line) for line in run("show", "--db", db, "--all", "--json", program=RELEASE).out.splitlines()]
    for question in found:
        question["source"] = os.path.basename(question["source"].replace("!", "/"))
    return "\n".join(json.dumps(q, sort_keys=True, ensure_ascii=False) for q in found)


def balanced(report):
    assert report["balanced"]
    assert report["read"] == sum(report[k] for k in ("added", "replaced", "merged", "unchanged", "untaken"))
    return report


def write(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def at_once(rng, files, place):
    folder = write(place / "papers", files)
    report = balanced(index(place / "a.db", folder, "--bulk", "no", program=RELEASE))
    assert report["replaced"] == 0, "in a fresh index nothing has been there before"
    return place / "a.db"


def in_bulk(rng, files, place):
    report = balanced(index(place / "a.db", write(place / "papers", files), "--bulk", "yes", program=RELEASE))
    assert report["replaced"] == 0
    return place / "a.db"


def one_by_one(rng, files, place):
    write(place / "papers", files)
    for name in rng.sample(sorted(files), len(files)):
        for _ in range(rng.choice([1, 1, 2])):
            balanced(index(place / "a.db", place / "papers" / name, program=RELEASE))
    return place / "a.db"


def split(rng, files):
    """The names in parts, for nights."""
    names = rng.sample(sorted(files), len(files))
    cuts = sorted(rng.sample(range(1, len(names)), min(len(names) - 1, rng.randrange(3)))) if len(names) > 1 else []
    return [names[a:b] for a, b in zip([0, *cuts], [*cuts, len(names)])]


def in_nights(rng, files, place, kill=False):
    night = Night(place, program=RELEASE, settings="limits = { loss_percent = 100; };")
    for names in split(rng, files):
        for name in names:
            night.write(name, files[name])
        if kill:
            process = start("nightly", "--quiet", "--config", night.config, *DAY, program=RELEASE)
            time.sleep(rng.random() * 0.1)
            process.send_signal(rng.choice([signal.SIGKILL, signal.SIGTERM]))
            process.communicate()
        balanced(night.call("nightly", "--json", *DAY, code=None).json)
    return night


def by_night(rng, files, place):
    return in_nights(rng, files, place).db


def by_nights_cut_short(rng, files, place):
    return in_nights(rng, files, place, kill=True).db


def in_a_bulk_night(rng, files, place):
    night = Night(place, program=RELEASE, settings="limits = { bulk_megabytes = 0; };")
    for name, text in files.items():
        night.write(name, text)
    assert balanced(night.call("nightly", "--json", *DAY, code=None).json)["replaced"] == 0
    return night.db


def rebuilt(rng, files, place):
    night = in_nights(rng, files, place)
    night.call("rebuild", *DAY, code=None)
    return night.db


def with_guests(rng, files, place):
    """Other papers were there for a night, and went."""
    night = in_nights(rng, files, place / "own")
    guests = {f"gast-{n}": text for n, text in setkit.make(rng.random()).items() if n not in files}
    for name, text in guests.items():
        night.write(name, text)
    night.call("nightly", "--quiet", *DAY, code=None)
    night.remove(*guests)
    night.configure('limits = { loss_percent = 100; }; policy = { withdrawn = "remove"; withdrawn_days = 0; };')
    night.call("nightly", "--quiet", "--accept-loss", *DAY, code=None)
    return night.db


WAYS = (in_bulk, one_by_one, by_night, by_nights_cut_short, in_a_bulk_night, rebuilt, with_guests)


@pytest.mark.parametrize("seed", range(SEED, SEED + SETS))
def test_the_set_decides(tmp_path, seed):
    rng, files = random.Random(seed), setkit.make(seed)
    expected = shown(at_once(rng, files, tmp_path / "at_once"))
    for way in rng.sample(WAYS, 3):
        found = shown(way(rng, files, tmp_path / way.__name__))
        assert found == expected, f"{way.__name__} of {sorted(files)}"


# ---- one question, one id ----

@pytest.mark.skipif(not (CORPORA / "kamer2020").is_dir(), reason="no shared corpora")
@only_in_check_all
def test_every_question_of_2020_as_an_item(tmp_path):
    """One DOCNAME may be put to twenty ministers; each of them has a question."""
    with open(CORPORA / "kamer2020" / "questions.jsonl", encoding="utf-8") as lines, open(
            tmp_path / "items.jsonl", "w", encoding="utf-8") as out:
        for line in lines:
            record = json.loads(line)
            sdocname = record["source"].rsplit("/", 1)[1]
            json.dump({"SDOCNAME": sdocname, "TEXTQN": record["question"], "TITN": ""}, out)
            out.write("\n")
    for bulk in ("no", "yes"):
        report = balanced(index(tmp_path / f"{bulk}.db", tmp_path / "items.jsonl", "--bulk", bulk, program=RELEASE))
        assert (report["documents"], report["added"], report["merged"]) == (6059, 6059, 0)
    found = json.loads(run("show", "--json", "--db", tmp_path / "no.db", sdocname).out)
    assert found["id"].split("-")[-1] == sdocname.split("-")[-1]


# ---- the account ----

def test_what_was_replaced_and_merged_is_named(db, papers):
    first = {"id": "k-1", "title": "Een", "question": "Waarom?"}
    (papers / "a.jsonl").write_text(json.dumps(first) + "\n")
    assert balanced(index(db, papers))["merged_questions"] == []
    (papers / "a.jsonl").write_text(json.dumps(dict(first, title="Twee")) + "\n")
    (papers / "b.jsonl").write_text(json.dumps(dict(first, answer="Daarom.")) + "\n" + json.dumps(
        dict(first, themes=["x"])) + "\n")
    report = balanced(index(db, papers))
    assert report["replaced_questions"] == [{"id": "k-1", "reason": "its source gives another version"}]
    assert report["merged_questions"] == [{"id": "k-1", "reason": "another source gives it too"},
                                          {"id": "k-1", "reason": "its source gives it more than once"}]
    question, = show(db)
    assert question["answers"][0]["text"] == "Daarom." and question["themes"] == ["x"]


def test_documents_that_are_split_and_joined_are_named(tmp_path):
    """A paper that makes two questions one comes and goes."""
    night = Night(tmp_path, program=RELEASE, settings="limits = { loss_percent = 100; };")
    night.lines("a.jsonl", [{"id": "k-1", "title": "Een", "question": "Waarom?"}])
    night.lines("b.jsonl", [{"id": "k-2", "title": "Twee", "question": "Daarom?"}])
    report = balanced(night.run())
    assert (report["documents"], report["split"], report["joined"]) == (2, 0, 0)
    night.lines("c.jsonl", [{"id": "k-1", "title": "Een", "aliases": ["k-2"]}])
    report = balanced(night.run())
    assert (report["documents"], report["merged"], report["joined"]) == (1, 1, 1)
    assert report["joined_questions"] == [{"id": "k-2", "reason": "another paper makes it one with another question"}]
    night.remove("c.jsonl")
    report = balanced(night.run("--accept-loss"))
    assert (report["documents"], report["split"], len(report["split_questions"])) == (2, 1, 1)
