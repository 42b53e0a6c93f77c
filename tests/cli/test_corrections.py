# SPDX-License-Identifier: GPL-3.0-or-later
"""What is uncertain is listed, and what is put right by hand stays right."""
import json

import pytest

from conftest import HEADLESS, RELEASE, USAGE, run, search, show
from nightkit import FINDINGS, Night, assert_same, flemish, flemish_id

ID = flemish_id(1)


@pytest.fixture
def night(tmp_path):
    night = Night(tmp_path, settings='corrections = "corrections.tsv";')
    night.write("1.txt", flemish(1)), night.write("2.txt", flemish(2))
    return night


def correct(night, *rows):
    (night.folder / "corrections.tsv").write_text("# id\tfield\tvalue\n\n" + "".join("\t".join(r) + "\n" for r in rows))


def test_applied_changed_and_lifted(night):
    correct(night)
    night.run()
    plain = night.dump()
    correct(night, (ID, "title", "Openingsuren"), (ID, "minister", "Jan Jansen"))
    assert night.figures("read", "replaced", "corrections_needless") == (0, 0, 0) # no paper is read for it
    q = show(night.db, ID)[0]
    assert q["title"] == "Openingsuren" and q["ministers"][0]["name"] == "Jan Jansen"
    assert search(night.db, "--minister", "Jansen")["total"] == 1
    assert q["provenance"]["title"]["from"] == "sidecar"
    assert night.figures("read", "replaced") == (0, 0)
    correct(night, (ID, "title", "Nog anders"))
    assert night.run()["commits"] == 1
    q = show(night.db, ID)[0]
    assert q["title"] == "Nog anders" and q["ministers"][0]["name"] == "MARIA DE WILDE" or \
        q["ministers"][0]["name"].lower() == "maria de wilde"
    correct(night)
    assert night.run()["commits"] == 1
    lifted = night.dump()
    assert lifted["documents"] == plain["documents"]


def test_outlives_changes_and_rebuilds(night):
    correct(night, (ID, "title", "Openingsuren"))
    night.run()
    night.write("1.txt", flemish(1, answer="Anders."))
    night.run()
    assert show(night.db, ID)[0]["title"] == "Openingsuren"
    before = night.dump()
    night.call("rebuild", program=RELEASE)
    after = night.dump()
    assert after["documents"] == before["documents"]
    assert show(night.db, ID)[0]["title"] == "Openingsuren"


def test_reported_when_they_no_longer_apply(night):
    correct(night, ("kamer-77", "title", "Weg"), (ID, "title", show_title(night)))
    report = night.run()
    assert (report["corrections_unknown"], report["corrections_needless"]) == (1, 1)
    err = night.call("nightly").err
    assert "correction-of-unknown-question id=kamer-77" in err and f"correction-needless id={ID}" in err


def show_title(night):
    correct(night)
    night.run()
    return show(night.db, "--raw", ID)[0]["title"]


def test_in_json_lines(night):
    correct(night, ("k-2", "date", "2020-02-02"), ("k-2", "askers", '[{"name": "An"}, {"name": "Bo", "party": "X"}]'))
    night.lines("a.jsonl", [{"id": f"k-{n}", "title": f"T{n}", "question": "Ja?"} for n in range(4)])
    night.run()
    q = show(night.db, "k-2")[0]
    assert q["date_asked"] == "2020-02-02" and [a["name"] for a in q["askers"]] == ["An", "Bo"]
    correct(night, ("k-3", "date", "2020-02-03"))
    assert night.figures("read", "commits") == (0, 1)
    assert show(night.db, "k-3")[0]["date_asked"] == "2020-02-03"
    assert show(night.db, "k-2")[0]["date_asked"] is None


@pytest.mark.parametrize("row, cause", [
    (("x", "title"), "line 3: not ID<tab>FIELD<tab>VALUE"), (("x", "id", "y"), 'unknown field "id"'),
    (("x", "titel", "y"), 'unknown field "titel"'), (("x", "date", "ooit"), "line 3: "), (("", "title", "x"), "the id is empty"),
    (("x", "askers", "[kapot"), "not valid JSON")])
def test_bad_corrections(night, row, cause):
    """They are reported as findings; the other lines are applied, and the night goes on."""
    correct(night, row, (ID, "title", "Openingsuren"))
    done = night.call("nightly", "--json", code=FINDINGS)
    assert "corrections.tsv" in done.err and cause in done.err.replace('\\"', '"') and "correction-refused" in done.err
    assert done.json["corrections_refused"] == 1 and done.json["documents"] == 2
    assert show(night.db, ID)[0]["title"] == "Openingsuren"
    (night.folder / "corrections.tsv").unlink()
    assert "corrections.tsv" in night.call("nightly", code=1).err


def test_corrected_twice(night):
    """The first line counts."""
    correct(night, (ID, "title", "Eerst"), (ID, "title", "Daarna"), (ID, "title", "Nog eens"))
    done = night.call("nightly", "--json", code=FINDINGS)
    assert done.json["corrections_refused"] == 2
    assert "line 4: title of " in done.err and "is corrected already in line 3" in done.err
    assert show(night.db, ID)[0]["title"] == "Eerst"


def test_review(night):
    correct(night)
    night.write("3.txt", HEADLESS.replace("zondag", "maandag"))
    night.lines("a.jsonl", [{"id": "k-1", "title": "Iets", "question": "Ja?", "parliament": "kamer"}])
    night.run()
    listed = [json.loads(line) for line in night.call("review", "--json").out.splitlines()]
    assert not [f for f in listed if f["id"] == ID]
    assert {f["field"] for f in listed if f["id"] == "k-1" and f["confidence"] is None} == \
        {"askers", "ministers", "date_asked"}
    makeshift = [f for f in listed if f["id"].startswith("vlaams-t-")]
    assert {"id", "date_asked"} <= {f["field"] for f in makeshift} and makeshift[0]["source"].endswith("3.txt")
    assert "k-1\taskers\tmissing\t" in night.call("review").out
    assert len(night.call("review", "--below", "0").out.splitlines()) < len(listed)
    assert "from 0 to 100" in night.call("review", "--below", "101", code=USAGE).err
    assert "--config FILE is missing" in run("review", code=USAGE).err
