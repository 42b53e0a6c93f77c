# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of fetching: how they end, what they are told, and the night."""
import json
import signal
import subprocess
import time

import pytest

import fetchserver as srv
from make_pdf import text_pdf
from conftest import LOCKED, PAPER, PROGRAM, USAGE, environment, run, show
from fetchkit import QUIET, TODAY, fetch, fill # noqa: F401 (a fixture)
from nightkit import FINDINGS


# ---- the end of a run ----

def started(fetch, requests, **options):
    """A run in the middle: the server has seen so many requests."""
    child = subprocess.Popen([PROGRAM, "fetch", "--today", TODAY, "--config", str(fetch.config)], env=environment(**QUIET),
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + 30
    while len(fetch.service.log) < requests and child.poll() is None and time.monotonic() < end:
        time.sleep(0.001)
    return child


@pytest.mark.parametrize("moment", [1, 2, 3, 5, 6, 8, 11, 14, 17, 20])
def test_killed_in_the_middle(fetch, moment):
    fill(fetch.service)
    child = started(fetch, moment)
    child.kill()
    child.communicate()
    killed_at = len(fetch.service.log) # later than asked, on a busy machine
    got = {name: data for name, data in fetch.files().items()}
    assert all(fetch.expected()[name] == data for name, data in got.items()) # nothing by halves
    asked = [p for p in fetch.service.paths() if p.startswith(("/schv", "/pfile", "/qrva/"))]
    fetch.run()
    assert fetch.files() == fetch.expected()
    again = [p for p in fetch.service.paths() if p.startswith(("/schv", "/pfile", "/qrva/"))][len(asked):]
    assert killed_at > 16 or len(set(asked) & set(again)) <= 1 # the one that was under way; later the source was done


def test_a_signal_ends_it_in_good_order(fetch):
    fill(fetch.service)
    fetch.configure("interval_ms = 100")
    child = started(fetch, 6)
    child.send_signal(signal.SIGTERM)
    _, err = child.communicate(timeout=20)
    assert child.returncode == LOCKED, err
    fetch.configure()
    fetch.run()
    assert fetch.files() == fetch.expected()


def test_one_run_at_a_time(fetch):
    fetch.service.add(1)
    fetch.service.faults["/search?page=1"] = [srv.silent(2)]
    child = started(fetch, 1)
    assert "another run is fetching" in run("fetch", "--config", fetch.config, code=LOCKED, env=QUIET).err
    child.kill()
    child.communicate()


def test_a_damaged_state_is_told(fetch):
    fetch.run()
    (fetch.spool / ".fetch/vlaams.json").write_text("{")
    done = run("fetch", "--config", fetch.config, code=1, env=QUIET)
    assert ".fetch/vlaams.json, line 1" in done.err


@pytest.mark.parametrize("change,words", [
    (('contact = "post@example.org";', ""), "contact is missing"),
    (('"post@example.org"', '"a\\r\\nX-Evil: 1"'), "plain characters"),
    (('kind = "qrva"', 'kind = "gopher"'), 'kind must be "opendata", "vi", "qrva", "inqo" or "sru"'),
    (("legislature = 56;", ""), "legislature is missing"),
    (('list = "http', 'list = "file'), "is not a valid address"),
    (('spool = "spool";', 'sources = ({ name = "a"; path = "a"; });'), "needs a spool"),
    (('name = "kamer"', 'name = "../x"'), "is not a valid name"),
    (('since = "2025-11-01"', 'since = "soon"'), "is not a valid date"),
])
def test_settings_that_make_no_sense(fetch, change, words):
    text = fetch.config.read_text()
    assert change[0] in text
    fetch.config.write_text(text.replace(*change))
    assert words in run("fetch", "--config", fetch.config, code=1).err


def test_command_lines_that_make_no_sense(fetch):
    assert "--config FILE is missing" in run("fetch", code=USAGE).err
    assert "is not a valid date" in run("fetch", "--config", fetch.config, "--since", "ooit", code=USAGE).err
    assert 'no source "x"' in run("fetch", "--config", fetch.config, "--source", "x", code=USAGE).err
    fetch.config.write_text(fetch.config.read_text().replace('since = "2025-11-01";', ""))
    assert "the first day to fetch is unknown" in run("fetch", "--config", fetch.config, code=USAGE).err


# ---- the night ----

def nightly(fetch, *args, code=0):
    return run("nightly", "--json", "--config", fetch.config, "--today", TODAY, *args, code=code, env=QUIET).json


def test_a_night_fetches_first(fetch):
    fetch.configure(kinds=["qrva"])
    fill(fetch.service)
    fetch.config.write_text(fetch.config.read_text() + 'metrics = "vraagbaak.prom";\n')
    report = nightly(fetch)
    assert report["fetch"]["new"] == 4 and report["documents"] == 4
    prom = (fetch.folder / "vraagbaak.prom").read_text()
    assert "\nvraagbaak_fetch_new 4\n" in prom
    success = [line for line in prom.splitlines() if line.startswith("vraagbaak_fetch_last_success")]
    assert len(success) == 1 and not success[0].endswith(" 0")
    fetch.service.always["/qrva?leg=56&start=0"] = srv.status(500)
    (fetch.spool / "qrva" / next(iter(fetch.files())).split("/")[1]).unlink()
    report = nightly(fetch, code=FINDINGS)
    assert report["fetch"]["broken"] == 1 and report["gone"] == 1 # what is there was indexed
    assert success[0] in (fetch.folder / "vraagbaak.prom").read_text()
    assert "fetch" not in nightly(fetch, "--no-fetch")


def test_a_document_that_comes_a_night_later(fetch):
    """The question is read again with it, although the detail is as it was."""
    text_pdf(fetch.folder / "x.pdf", PAPER)
    fetch.configure(kinds=["opendata"])
    fetch.service.add(321)
    fetch.service.documents[10321] = (fetch.folder / "x.pdf").read_bytes()
    fetch.service.always["/pfile?id=10321"] = srv.status(500)
    nightly(fetch, code=FINDINGS)
    assert show(fetch.folder / "vragen.db")[0]["questions"] == []
    fetch.service.always.clear()
    assert nightly(fetch)["replaced"] == 1
    assert len(show(fetch.folder / "vragen.db")[0]["questions"]) == 2
    text_pdf(fetch.folder / "x.pdf", PAPER.replace("veertig", "zestig"))
    fetch.service.documents[10321] = (fetch.folder / "x.pdf").read_bytes()
    assert nightly(fetch)["replaced"] == 1
    assert "zestig" in json.dumps(show(fetch.folder / "vragen.db")[0])
