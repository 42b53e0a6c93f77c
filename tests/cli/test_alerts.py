# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved searches: each hit is told once, whatever happens in between."""
import email
import email.policy
import json
import os
import re
import stat
import subprocess
import xml.etree.ElementTree as ET

import pytest

from conftest import (BAD_QUERY, FAILIO, HEADLESS, LOCKED, PAPER, PAPER_ID, RELEASE, USAGE, environment, index, run,
                      write_lines)
from nightkit import FINDINGS, Night, flemish, flemish_id

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"


class Place:
    """An index, a configuration with searches, and what they write."""

    def __init__(self, folder, program=None):
        self.folder, self.more = folder, {"program": program} if program else {}
        self.config = folder / "alerts.conf"
        (folder / "papers").mkdir()

    def index(self, *records):
        write_lines(self.folder / "new.jsonl", records)
        index(self.folder / "v.db", self.folder / "new.jsonl", **self.more)

    def searches(self, *searches, settings=""):
        self.config.write_text('database = "v.db"; sources = ( { name = "p"; path = "papers"; } );\n'
                               f'{settings}\nsearches = ( {", ".join(searches)} );\n', encoding="utf-8")

    def call(self, *args, **options):
        return run("alerts", "--config", self.config, *args, **{**self.more, **options})

    def run(self, *args, **options):
        """{name of the search: its report}"""
        return {s["name"]: s for s in self.call("--json", *args, **options).json["searches"]}

    def new(self, name="a", **options):
        return [hit["id"] for hit in self.run(**options)[name]["hits"]]

    def feed(self, name="a.xml"):
        return ET.parse(self.folder / name).getroot()

    def told(self, name="a.xml"):
        """Titles of the entries, newest first."""
        return [e.find(f"{ATOM}title").text for e in self.feed(name).findall(f"{ATOM}entry")]

    def mail(self, name="a.eml"):
        return email.message_from_bytes((self.folder / name).read_bytes(), policy=email.policy.default)

    def script(self, name, text):
        path = self.folder / name
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path


def question(number, title="Fietspaden langs gewestwegen", **more):
    return {"id": f"vraag-{number}", "title": f"{title} {number}", "date": f"2024-01-{number:02d}", "asker": "Jan Lid",
            "minister": "Maria De Wilde", "question": "Hoeveel kilometer fietspad komt er?", **more}


FEED = '{ name = "a"; query = "fietspad"; feed = "a.xml"; }'
MAIL = '{ name = "a"; query = "fietspad"; feed = "a.xml"; digest = "a.eml"; to = "lijst@voorbeeld.be"; }'


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def check_atom(feed):
    """What RFC 4287 requires."""
    assert feed.tag == f"{ATOM}feed"
    for where in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(where.findall(f"{ATOM}{name}")) == 1 and where.find(f"{ATOM}{name}").text
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", where.find(f"{ATOM}id").text)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", where.find(f"{ATOM}updated").text)
        assert len(where.findall(f"{ATOM}link[@rel='alternate']")) <= 1
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    for entry in feed.findall(f"{ATOM}entry"):
        content = entry.find(f"{ATOM}content")
        assert content.get("type") == "xhtml" and [c.tag for c in content] == [f"{XHTML}div"]
    ids = [e.find(f"{ATOM}id").text for e in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    return ids


# ---- each hit once ----

def test_new_hits_are_told_once(place):
    place.searches(MAIL)
    place.index(question(1), question(2), question(3, title="Melkprijs", question="Wat kost melk?"))
    first = place.run()["a"]
    assert [h["id"] for h in first["hits"]] == ["vraag-2", "vraag-1"] and first["first"]
    assert first["hits"][0]["words"] == ["Fietspaden", "fietspad"]
    ids = check_atom(place.feed())
    before = (place.folder / "a.xml").stat()
    (place.folder / "a.eml").unlink()
    assert place.new() == []
    after = (place.folder / "a.xml").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns) # not even written again
    assert not (place.folder / "a.eml").exists()
    place.index(question(4))
    assert place.new() == ["vraag-4"]
    assert check_atom(place.feed())[1:] == ids
    assert place.mail()["Subject"] == "Vraagbaak: 1 nieuwe vraag: a"


def test_a_feed_that_went_is_made_again(place):
    place.searches(FEED)
    place.index(question(1))
    place.run()
    ids = check_atom(place.feed())
    (place.folder / "a.xml").unlink()
    assert place.new() == []
    assert check_atom(place.feed()) == ids


def test_two_searches(place):
    place.searches(FEED, '{ name = "é/../b"; query = "melk*"; feed = "b.xml"; }')
    place.index(question(1), question(2, title="Melkprijs", question="Wat kost melk?"))
    report = place.run()
    assert (report["a"]["new"], report["é/../b"]["new"]) == (1, 1)
    assert place.told("b.xml") == ["Melkprijs 2"]
    assert len(list((place.folder / "v.db.alerts").glob("*.json"))) == 2 # no name leaves the folder
    place.index(question(3))
    done = place.run("--search", "é/../b")
    assert list(done) == ["é/../b"] and done["é/../b"]["new"] == 0
    assert place.run()["a"]["new"] == 1


def test_dry_run_touches_nothing(place):
    place.searches(MAIL)
    place.index(question(1))
    before = sorted(os.listdir(place.folder))
    assert place.run("--dry-run")["a"]["new"] == 1
    assert sorted(os.listdir(place.folder)) == before
    assert place.run()["a"]["new"] == 1


def test_a_new_search_may_start_with_nothing(place):
    place.searches(FEED.replace("feed", 'start = "nothing"; feed'))
    place.index(question(1))
    report = place.run()["a"]
    assert (report["new"], report["matches"]) == (0, 1)
    assert check_atom(place.feed()) == []
    place.index(question(2))
    assert place.new() == ["vraag-2"]


@pytest.mark.parametrize("start, new", [("everything", ["vraag-2"]), ("nothing", [])])
def test_a_query_that_changed(place, start, new):
    place.searches(FEED)
    place.index(question(1), question(2, title="Melkprijs", question="Wat kost melk?"))
    place.run()
    place.searches(FEED.replace('"fietspad"', '"fietspad OR melk"').replace("feed", f'start = "{start}"; feed'))
    report = place.run()["a"]
    assert report["first"] and [h["id"] for h in report["hits"]] == new # vraag-1 was told before
    place.index(question(3, title="Melk"))
    assert place.new() == ["vraag-3"]


def test_the_feed_is_bounded(place):
    place.searches(FEED, settings="alerts = { entries = 3; };")
    place.index(*(question(i) for i in range(1, 9)))
    place.run()
    assert place.told() == [f"Fietspaden langs gewestwegen {i}" for i in (8, 7, 6)]
    place.index(question(9))
    place.run()
    assert len(check_atom(place.feed())) == 3 and place.told()[0].endswith("9")


# ---- answers ----

def test_an_answer_counts_again_when_asked(place):
    place.searches(FEED.replace("feed", 'again = "answered"; feed'), FEED.replace('"a"', '"b"').replace("a.xml", "b.xml"))
    place.index(question(1, status="onbeantwoord"))
    assert place.new() == ["vraag-1"]
    place.index(question(1, answer="Tien kilometer.", status="beantwoord"))
    report = place.run()
    assert [(h["id"], h["again"]) for h in report["a"]["hits"]] == [("vraag-1", True)] and not report["b"]["new"]
    assert place.told()[0].startswith("Beantwoord: ") and len(check_atom(place.feed())) == 2
    assert place.new() == []


def test_waiting_for_an_answer(place):
    place.searches('{ name = "a"; answered = "vraag-1"; feed = "a.xml"; digest = "a.eml"; }',
                   '{ name = "b"; query = "titel:fietspaden status:beantwoord"; feed = "b.xml"; }')
    place.index(question(2))
    assert place.run()["a"]["unknown"]
    place.index(question(1, status="onbeantwoord"))
    report = place.run()
    assert (report["a"]["unknown"], report["a"]["new"], report["b"]["new"]) == (False, 0, 0)
    place.index(question(1, answer="Tien kilometer.", status="beantwoord"))
    report = place.run()
    assert (report["a"]["new"], report["b"]["new"]) == (1, 1)
    assert place.mail()["Subject"] == "Vraagbaak: beantwoord: a"
    assert place.run()["a"]["new"] == 0


# ---- what strangers write ----

HOSTILE = 'Bcc: x@y\r\nSubject: \x01gekaapt</title><script>alert(1)</script> &amp; ]]> \u202e"fietspad" \ufffe'


def test_hostile_texts(place):
    place.searches(MAIL.replace('"fietspad"', '"\\"fietspad\\""').replace('name = "a"', 'name = "a <b> & \u20ac ünïcode"'),
                   settings='alerts = { base_url = "https://vragen.example/x/"; from = "vraagbaak@voorbeeld.be"; };')
    place.index(question(1, title=HOSTILE, url="javascript:alert(1)", asker="Eve\r\nTo: z@z <i>"),
                question(2, title="fietspad " + "é" * 300 + " .\n.\nFrom x", url="https://a.example/?q=1&r=2"))
    place.run()
    check_atom(place.feed())
    feed = place.feed()
    assert feed.find(f"{ATOM}title").text == "a <b> & \u20ac ünïcode"
    links = [e.find(f"{ATOM}link").get("href") for e in feed.findall(f"{ATOM}entry")]
    assert links == ["https://a.example/?q=1&r=2", "https://vragen.example/x/vraag/vraag-1"]
    assert "<script>alert(1)</script>" in place.told()[1] and "\u202e" not in place.told()[1]
    raw = (place.folder / "a.eml").read_bytes()
    head, body = raw.decode().split("\n\n", 1)
    names = [line.split(":")[0] for line in head.splitlines() if not line.startswith(" ")]
    assert names == ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
                     "Content-Transfer-Encoding", "Content-Language", "Auto-Submitted"]
    mail = place.mail()
    assert mail["Subject"] == "Vraagbaak: 2 nieuwe vragen: a <b> & \u20ac ünïcode"
    assert not mail.defects and not mail["Message-ID"].defects and head.isascii()
    assert mail["Date"].datetime and mail["To"] == "lijst@voorbeeld.be"
    assert all(len(line) <= 72 for line in body.splitlines() if "://" not in line)
    assert all(len(line) <= 78 for line in head.splitlines())
    texts = body.split("\n1.", 1)[1].splitlines()[1:]
    assert all(not line or line.startswith("    ") or re.match(r"\d+\. ", line) for line in texts)


# ---- hooks ----

def hooked(hook, seconds=60):
    return (MAIL.replace("to =", f"hook = {hook}; to ="), f"alerts = {{ hook_seconds = {seconds}; }};")


def test_a_hook_is_run(place):
    hook = place.script("hook", 'echo "$1|$VRAAGBAAK_SEARCH|$VRAAGBAAK_NEW|$VRAAGBAAK_FEED|$VRAAGBAAK_DIGEST" >> "$0.out"\n'
                                'cat > "$0.in"; echo "dit is de haak"; echo "fout" >&2')
    search, settings = hooked('["hook", "$(touch x); een woord"]')
    place.searches(search, settings=settings)
    place.index(question(1), question(2))
    done = place.call()
    assert "hook says: dit is de haak\n" in done.err and "hook says: fout\n" in done.err
    assert place.run()["a"]["hook"] is None # nothing new
    out = (place.folder / "hook.out").read_text()
    assert out == f"$(touch x); een woord|a|2|{place.folder}/a.xml|{place.folder}/a.eml\n"
    assert (place.folder / "hook.in").read_bytes() == (place.folder / "a.eml").read_bytes()
    assert hook.exists() and not (place.folder / "x").exists()


@pytest.mark.parametrize("script, cause", [("exit 3", "ended with 3"), ("sleep 100", "longer than 1 seconds"),
                                           ("kill -9 $$", "ended by signal 9"), (None, "code 127")])
def test_a_hook_that_fails_gets_its_hits_again(place, script, cause):
    if script:
        place.script("hook", script)
    search, settings = hooked('"hook"', 1)
    place.searches(search, FEED.replace('"a"', '"b"').replace("a.xml", "b.xml"), settings=settings)
    place.index(question(1))
    report = place.run(code=FINDINGS)
    assert report["a"]["hook"] == "failed" and cause in report["a"]["error"]
    assert report["b"]["new"] == 1 # the others go on
    place.script("hook", 'echo $VRAAGBAAK_NEW > "$0.out"')
    place.index(question(2))
    report = place.run()["a"]
    assert (report["waiting"], report["new"], report["hook"]) == (1, 1, "done")
    assert (place.folder / "hook.out").read_text() == "2\n"
    assert place.mail().get_content().count("Gevonden woorden:") == 2
    assert len(check_atom(place.feed())) == 2
    assert place.run()["a"]["hook"] is None


def test_what_a_hook_leaves_running_holds_nothing_up(place):
    place.script("hook", "sleep 30 &")
    search, settings = hooked('"hook"', 20)
    place.searches(search, settings=settings)
    place.index(question(1))
    assert place.run()["a"]["hook"] == "done"


# ---- killed ----

def test_killed_at_every_moment(tmp_path):
    """Killed before each thing that it does to a file: nothing is lost, and nothing twice in the feed."""
    place = Place(tmp_path, RELEASE)
    place.script("hook", 'echo $VRAAGBAAK_BATCH >> "$0.out"; cat > /dev/null')
    search, settings = hooked('"hook"')
    place.searches(search, settings=settings)
    place.index(question(1))
    place.run()
    state, told, moments = tmp_path / "v.db.alerts" / "a.json", 1, 0
    for moment in range(100):
        place.index(question(1 + told))
        batches = (tmp_path / "hook.out").read_text().splitlines()
        done = kill(place, moment)
        json.loads(state.read_text())
        check_atom(place.feed())
        place.run()
        told += 1
        ids = check_atom(place.feed())
        assert len(ids) == told and len(set(place.told())) == told, f"moment {moment}"
        after = (tmp_path / "hook.out").read_text().splitlines()[len(batches):]
        assert len(after) in (1, 2) and len(set(after)) == 1, "the hook is repeated at most, as the same batch"
        if done == 0:
            break
        moments += 1
    assert moments > 8 and done == 0


def kill(place, moment):
    env = environment(LD_PRELOAD=FAILIO, FAILIO_PATH=str(place.folder), FAILIO_DO="kill", FAILIO_AFTER=f"{moment}c")
    return subprocess.run([RELEASE, "alerts", "--config", place.config], env=env, capture_output=True,
                          check=False).returncode


# ---- what is wrong is told ----

@pytest.mark.parametrize("search, settings, cause", [
    ('{ name = "a"; feed = "a.xml"; }', "", "needs either a query or an id"),
    ('{ name = "a"; query = "x"; answered = "y"; feed = "a.xml"; }', "", "needs either a query or an id"),
    ('{ name = "a\\nb"; query = "x"; feed = "a.xml"; }', "", "name has a control character"),
    ('{ name = "a"; query = "x"; digest = "d"; to = "a@b\\r\\nBcc: c@d"; }', "", "must be a plain address"),
    ('{ name = "a"; query = "x"; digest = "d"; feed = "d"; }', "", "are the same file"),
    (FEED + ', { name = "b"; query = "x"; digest = "a.xml"; }', "", "write the same file"),
    ('{ name = "a"; query = "x"; feed = "f"; start = "now"; }', "", '"everything" or "nothing", not "now"'),
    ('{ name = "a"; query = "x"; feed = "f"; again = "always"; }', "", '"never" or "answered"'),
    ('{ name = "a"; query = "x"; hook = { x = 1; }; }', "", "hook must be a program"),
    ('{ name = "a"; query = "x"; hook = [ ]; }', "", "hook is empty"),
    (FEED, 'alerts = { base_url = "javascript:x"; };', "must begin with https://"),
    (FEED, "alerts = { entries = 0; };", "entries must be from 1 to 1000"),
    (FEED, 'alerts = { form = "x"; };', 'unknown setting "form"'),
])
def test_bad_configuration(place, search, settings, cause):
    place.searches(search, settings=settings)
    err = place.call(code=1).err
    assert cause in err and f"{place.config}, line " in err


def test_bad_query(place):
    place.searches(FEED, '{ name = "b"; query = "minster:jan"; feed = "b.xml"; }')
    place.index(question(1))
    err = place.call(code=BAD_QUERY).err
    assert f'{place.config}, line 3: search "b": teken 1: onbekend veld "minster"' in err
    assert not (place.folder / "a.xml").exists() # before anything is done


def test_usage(place):
    place.searches(FEED)
    place.index(question(1))
    assert "--config FILE is missing" in run("alerts", code=USAGE).err
    assert 'has no search "x"' in place.call("--search", "x", code=USAGE).err
    assert "is not a valid date" in place.call("--today", "x", code=USAGE).err
    assert 'unexpected argument "x"' in place.call("x", code=USAGE).err


@pytest.mark.parametrize("text, cause", [("", "a.json, line"), ("{}", "not a valid state of a saved search"), ("[1, 2", "a.json, line"),
                                         ('{"schema": 99}', "newer program")])
def test_a_damaged_state_is_not_taken_for_an_empty_one(place, text, cause):
    place.searches(FEED)
    place.index(question(1))
    place.run()
    feed = (place.folder / "a.xml").read_bytes()
    (place.folder / "v.db.alerts" / "a.json").write_text(text)
    assert cause in place.call(code=FINDINGS).err
    assert (place.folder / "a.xml").read_bytes() == feed


def test_a_feed_that_cannot_be_written(place):
    place.searches(FEED.replace("a.xml", "feeds/a.xml"))
    place.index(question(1))
    assert "cannot open" in place.call(code=FINDINGS).err
    (place.folder / "feeds").mkdir()
    place.run()
    assert place.told("feeds/a.xml") == ["Fietspaden langs gewestwegen 1"]


def test_one_at_a_time(place):
    place.script("hook", f'"{RELEASE}" alerts --config "{place.config}"; echo "code $?"')
    search, settings = hooked('"hook"')
    place.searches(search, settings=settings)
    place.index(question(1))
    assert f"hook says: code {LOCKED}" in place.call().err


# ---- the night ----

@pytest.fixture
def night(tmp_path):
    return Night(tmp_path)


def test_the_night_runs_them(night):
    night.configure('searches = ( { name = "a"; query = "bibliotheken"; feed = "a.xml"; hook = "/bin/false"; } );')
    night.write("1.txt", flemish(1))
    done = night.call("nightly", "--json", "--log-json", code=FINDINGS)
    assert done.json["alerts_failed"] and done.json["added"] == 1 and night.ids() == [flemish_id(1)]
    events = {json.loads(line)["event"] for line in done.err.splitlines()}
    assert {"alerts", "alerts-failed", "done"} <= events
    check_atom(ET.parse(night.folder / "a.xml").getroot())
    night.configure('searches = ( { name = "a"; query = "bibliotheken"; feed = "a.xml"; hook = "/bin/true"; } );')
    assert not night.run()["alerts_failed"]


def test_told_before_and_after_a_rebuild(tmp_path):
    night = Night(tmp_path, RELEASE) # libxapian's check frees with another size than it asked for
    night.configure('searches = ( { name = "a"; query = "bibliotheken"; feed = "a.xml"; } );')
    night.write("1.txt", flemish(1))
    night.run()
    before = (night.folder / "a.xml").read_bytes()
    night.call("rebuild")
    night.run()
    assert (night.folder / "a.xml").read_bytes() == before


def test_a_question_that_gets_its_number(night):
    """Told under the id made of its text, it is not new under its own."""
    night.configure('searches = ( { name = "a"; query = "bibliotheken"; feed = "a.xml"; } );')
    night.write("1.txt", HEADLESS)
    night.run()
    before = (night.folder / "a.xml").read_bytes()
    assert "-t-" in night.ids()[0]
    night.write("1.txt", PAPER)
    night.run()
    assert PAPER_ID in night.ids() and (night.folder / "a.xml").read_bytes() == before
