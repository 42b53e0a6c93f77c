# SPDX-License-Identifier: GPL-3.0-or-later
"""A night after a night: what is new, changed and gone, and which paper owns a question."""
import fcntl
import json
import os
import signal
import subprocess
import time

import pytest

from conftest import (HEADLESS, LOCKED, PAPER, PAPER_ID, RELEASE, ROOT, SAMPLE, USAGE, environment, index, made_up, run,
                      search, show)
from nightkit import FINDINGS, LOSS, Night, assert_same, dump, flemish, flemish_id


@pytest.fixture
def night(tmp_path):
    return Night(tmp_path)


def test_what_nightly_makes_is_what_index_makes(tmp_path):
    night = Night(tmp_path / "night")
    night.configure(sources=f'{{ name = "sample"; path = "{SAMPLE}"; }}')
    assert night.run(code=FINDINGS)["added"] == 80
    index(tmp_path / "plain", SAMPLE)
    ours, plain = night.dump(), dump(tmp_path / "plain")
    assert sorted(ours["documents"]) == sorted(plain["documents"])
    for name, doc in plain["documents"].items():
        own = ours["documents"][name]
        assert own["data"] == doc["data"] and own["length"] == doc["length"]
        assert {t: p for t, p in own["terms"].items() if not t.startswith(b"XU")} == doc["terms"]
        # the paths of the sources have other keys
        values = [{k: v for k, v in d["values"].items() if k != 20} for d in (own, doc)]
        assert values[0] == values[1]
    assert "maintained by vraagbaak nightly" in run("index", "--db", night.db, SAMPLE, code=1).err


def test_new_changed_gone(night):
    for n in range(1, 6):
        night.write(f"{n}.txt", flemish(n))
    assert night.figures("new", "added", "documents") == (5, 5, 5)
    revision = night.dump()
    assert night.figures("same", "read", "commits") == (5, 0, 0)
    night.write("2.txt", flemish(2, answer="Er zijn er vijftig."))
    night.write("6.txt", flemish(6))
    night.remove("4.txt")
    assert night.figures("new", "changed", "gone", "added", "replaced", "withdrawn", "documents") == (1, 1, 1, 1, 1, 1, 6)
    after = night.dump()
    for n in (1, 3, 5):
        assert after["documents"][flemish_id(n)] == revision["documents"][flemish_id(n)]
    assert "vijftig" in show(night.db, flemish_id(2))[0]["answers"][0]["text"]
    assert b"XWingetrokken" in after["documents"][flemish_id(4)]["terms"]
    assert search(night.db, "bibliotheken", "--plain")["total"] == 6


def test_nothing_is_written_when_nothing_changed(night):
    path = night.write("1.txt", flemish(1))
    os.utime(path, (time.time() - 100,) * 2)
    night.run()
    before = {p.name: p.read_bytes() for p in (night.folder / "vragen.db.1").iterdir()}
    assert night.figures("same", "read", "commits") == (1, 0, 0)
    assert before == {p.name: p.read_bytes() for p in (night.folder / "vragen.db.1").iterdir()}


def test_content_counts_not_time(night):
    path = night.write("1.txt", flemish(1))
    os.utime(path, (time.time() - 100,) * 2)
    night.run()
    os.utime(path, (time.time() - 50,) * 2)
    assert night.figures("same", "changed", "read") == (1, 0, 0)


def sum_of_papers(report):
    return report["new"] + report["changed"] + report["same"]


def test_papers_add_up(night):
    """Each file that was looked at is new, changed or the same, also where it failed or cannot be read."""
    night.configure(sources='{ name = "a"; path = "papers"; }, { name = "b"; path = "papers/x"; }, '
                            '{ name = "c"; path = "nowhere"; }')
    night.write("1.txt", flemish(1)), night.write("x/2.txt", flemish(2)), night.write("bad.txt", "niets")
    (night.papers / "dangling.txt").symlink_to("nowhere.txt")
    night.lines("a.jsonl", [ASKED]), night.lines("b.jsonl", [ANSWERED])
    first = night.run(code=FINDINGS)
    assert first["files"] == sum_of_papers(first) and first["failed"] == 3
    for change in (lambda: None, lambda: night.remove("b.jsonl"), lambda: night.write("1.txt", flemish(1, answer="Ja."))):
        change()
        again = night.run(code=FINDINGS)
        assert again["files"] == sum_of_papers(again) and again["new"] == 0
    assert again["changed"] == 1


def test_sidecar_belongs_to_the_paper(night):
    night.write("1.txt", flemish(1))
    night.run()
    night.write("1.meta.json", json.dumps({"title": "Leeszalen"}))
    assert night.figures("changed", "replaced") == (1, 1)
    assert show(night.db, flemish_id(1))[0]["title"] == "Leeszalen"
    night.remove("1.meta.json")
    assert night.figures("changed", "replaced") == (1, 1)


def test_what_returns_is_no_longer_withdrawn(night):
    night.write("1.txt", flemish(1)), night.write("2.txt", flemish(2))
    night.run()
    first = night.dump()
    night.remove("1.txt")
    assert night.run()["withdrawn"] == 1
    night.write("1.txt", flemish(1))
    assert night.figures("returned", "withdrawn", "documents") == (1, 0, 2)
    assert_same(night.dump(), first)


def test_a_moved_paper_is_not_withdrawn(night):
    night.write("1.txt", flemish(1))
    night.run()
    (night.papers / "1.txt").rename(night.papers / "een.txt")
    assert night.figures("new", "gone", "withdrawn", "documents") == (1, 1, 0, 1)
    assert show(night.db, flemish_id(1))[0]["source"].endswith("een.txt")


# ---- one question, several papers ----

ASKED = {"id": "kamer-1", "parliament": "kamer", "title": "Treinen", "question": "Hoe laat?", "date": "2020-01-02"}
ANSWERED = {**ASKED, "answer": "Op tijd.", "date_answered": "2020-02-02"}


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a"), ("ab",)])
@pytest.mark.parametrize("answer_in", ["a", "b"])
def test_an_answer_goes_before_its_question(night, order, answer_in):
    """Whatever file it stands in, and on whatever night it comes."""
    for names in order:
        for name in names:
            night.lines(f"{name}.jsonl", [ANSWERED if name == answer_in else ASKED])
        night.run()
    found = show(night.db, "--all")
    assert len(found) == 1 and found[0]["status"] == "beantwoord"
    once = Night(night.folder / "once")
    for name in "ab":
        once.lines(f"{name}.jsonl", [ANSWERED if name == answer_in else ASKED])
    once.run()
    ours, theirs = night.dump(), once.dump() # the paths differ
    assert ours["documents"]["kamer-1"]["length"] == theirs["documents"]["kamer-1"]["length"]
    night.remove(f"{answer_in}.jsonl")
    assert night.run()["withdrawn"] == 0
    assert show(night.db, "--all")[0]["status"] != "beantwoord"


@pytest.mark.parametrize("suffix", ["jsonl", "txt"])
def test_one_id_twice_in_a_file(night, suffix):
    """The later line counts, also when it is the first that changed."""
    first, second = dict(ASKED, title="Eerste"), dict(ASKED, title="Tweede")
    night.lines(f"x.{suffix}", [first, second])
    night.run()
    assert show(night.db, "--all")[0]["title"] == "Tweede"
    night.lines(f"x.{suffix}", [dict(first, title="Anders"), second])
    assert night.figures("replaced", "unchanged") == (1, 1)
    assert show(night.db, "--all")[0]["title"] == "Tweede"
    night.lines(f"x.{suffix}", [first])
    night.run()
    assert show(night.db, "--all")[0]["title"] == "Eerste"


@pytest.mark.parametrize("nights", [["full", "copy"], ["copy", "full"], ["both"]])
def test_a_copy_without_heading(night, nights):
    for names in nights:
        if names in ("full", "both"):
            night.write("b.txt", PAPER)
        if names in ("copy", "both"):
            night.write("a.txt", HEADLESS)
        night.run()
    assert night.ids() == [PAPER_ID]
    both = night.dump()
    night.remove("b.txt")
    assert night.run()["withdrawn"] == 1 # the copy is still there, and knows no number
    (copy,) = set(night.ids()) - {PAPER_ID}
    assert copy.startswith("vlaams-t-")
    night.write("b.txt", PAPER)
    night.run()
    assert_same(night.dump(), both)
    night.remove("a.txt", "b.txt")
    assert night.run()["withdrawn"] == 1 and night.ids() == [PAPER_ID]


# ---- JSON Lines ----

def test_only_new_lines_are_parsed(night):
    records = list(made_up(300))
    night.lines("all.jsonl", records)
    assert night.figures("added", "read") == (300, 300)
    first = night.dump()
    records[7]["title"] = "Een ander onderwerp"
    del records[100]
    records.insert(3, {**records[0], "id": "proef-nieuw"})
    night.lines("all.jsonl", records)
    assert night.figures("read", "added", "replaced", "withdrawn", "documents") == (2, 1, 1, 1, 301)
    after = night.dump()
    for name, doc in first["documents"].items():
        if name not in ("proef-00007", "proef-00100"):
            assert after["documents"][name] == doc
    once = Night(night.folder / "once")
    once.lines("all.jsonl", records)
    once.run()
    fresh = once.dump()["documents"]
    assert {k: d["length"] for k, d in after["documents"].items() if k != "proef-00100"} == \
        {k: d["length"] for k, d in fresh.items()}


def test_a_bad_line_withdraws_nothing(night):
    records = list(made_up(20))
    night.lines("all.jsonl", records)
    night.run()
    night.lines("all.jsonl", records[:5] + ["{bad"] + records[6:])
    assert night.figures("failed", "withdrawn", "quarantined", code=FINDINGS) == (1, 0, 1)
    night.lines("all.jsonl", records[:5] + records[6:])
    assert night.figures("recovered", "withdrawn", "quarantined") == (1, 1, 0)


# ---- loss, trouble, misuse ----

def test_sudden_loss_stops_before_anything(night):
    for n in range(1, 41):
        night.write(f"{n}.txt", flemish(n))
    night.run()
    before = night.dump()
    night.remove(*[f"{n}.txt" for n in range(1, 31)])
    night.write("99.txt", flemish(99))
    assert night.run(code=LOSS)["loss"] is True
    assert_same(night.dump(), before)
    assert night.figures("withdrawn", "added", args=["--accept-loss"]) == (30, 1)


def test_a_source_that_is_gone_withdraws_nothing(night):
    for n in range(1, 6):
        night.write(f"{n}.txt", flemish(n))
    night.run()
    night.papers.rename(night.folder / "elsewhere")
    assert night.figures("gone", "unreachable", "withdrawn", code=FINDINGS) == (0, 5, 0)
    assert len(night.ids()) == 5
    (night.folder / "elsewhere").rename(night.papers)
    assert night.figures("same", "unreachable", "quarantined") == (5, 0, 0)


def test_good_papers_that_all_fail_stop_the_run(night):
    for n in range(1, 41):
        night.write(f"{n}.txt", flemish(n))
    night.run()
    for n in range(1, 41):
        night.write(f"{n}.txt", "Storing: probeer het later opnieuw.")
    assert night.figures("loss", "new_failures", "withdrawn", code=LOSS) == (True, 40, 0)
    assert len(night.ids()) == 40


def test_withdrawn_are_removed_by_policy(night):
    night.configure('policy = { withdrawn = "remove"; withdrawn_days = 10; };')
    night.write("1.txt", flemish(1)), night.write("2.txt", flemish(2))
    night.run("--today", "2026-01-01")
    night.remove("1.txt")
    assert night.figures("withdrawn", "removed", args=["--today", "2026-01-05"]) == (1, 0)
    assert night.figures("removed", "documents", args=["--today", "2026-01-14"]) == (0, 2)
    assert night.figures("removed", "documents", args=["--today", "2026-01-15"]) == (1, 1)


def test_two_at_once(night):
    night.write("1.txt", flemish(1))
    night.run()
    with open(f"{night.db}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert "another run is using" in night.call("nightly", code=LOCKED).err


def test_an_index_of_its_own_is_adopted(night):
    night.write("1.txt", flemish(1)), night.write("2.txt", flemish(2))
    index(night.db, night.papers)
    assert night.figures("added", "unchanged", "documents") == (0, 2, 2)
    assert not night.db.is_symlink()


@pytest.mark.parametrize("text, cause", [
    ('database = 3; sources = ();', "line 1: database must be a text"),
    ('database = "x.db";', "there are no sources"),
    ('sources = ( { name = "a"; path = "a"; } );', "database is missing"),
    ('database = "x.db";\nsources = ( { name = "a"; } );', "line 2: path is missing"),
    ('database = "x.db"\nsurces = ();', 'line 2: unknown setting "surces"; did you mean "sources"?'),
    ('database = "x.db"\nsources = ( { name = "a"; path = "b"; type = "pfd"; } );', 'unknown type "pfd"'),
    ('database = "x.db"; sources = ( { name = "a"; path = "b"; }, { name = "a"; path = "c"; } );', "two sources"),
    ('database = "x.db"\nsources = ( { name = "a" path = "b" } )\nlimits = { loss_percent = 101; }', "from 0 to 100"),
    ('database = "x.db"\nsources = ( { name = "a" path = "b" } )\npolicy = { withdrawn = "burn"; }', "keep"),
    ('database = "x.db"\nsources = ( { name = "a" path = "b" } )\nsearches = ( { name = "q"; query = "x"; } )', "no feed"),
    ('database = "x.db"\n{', "line 2: syntax error"),
])
def test_bad_configuration(night, text, cause):
    night.config.write_text(text)
    done = night.call("nightly", code=1)
    assert cause in done.err and str(night.config) in done.err, done


def test_no_configuration(night):
    assert "--config FILE is missing" in run("nightly", code=USAGE).err
    assert "cannot read" in run("nightly", "--config", night.folder / "none.conf", code=1).err


def test_it_does_not_matter_where_the_command_is_given(night):
    night.write("1.txt", flemish(1))
    night.run()
    done = run("nightly", "--json", "--config", "night.conf", cwd=night.folder).json
    assert (done["same"], done["gone"], done["read"]) == (1, 0, 0)


def test_log_and_metrics(night):
    night.configure('metrics = "m.prom";')
    night.write("1.txt", flemish(1)), night.write("bad.txt", "niets")
    done = night.call("nightly", "--log-json", code=FINDINGS)
    events = [json.loads(line) for line in done.err.splitlines()]
    assert [e["event"] for e in events] == ["scanned", "paper-failed", "committed", "done"]
    assert events[1]["level"] == "warning" and events[1]["path"].endswith("bad.txt")
    metrics = (night.folder / "m.prom").read_text()
    assert "\nvraagbaak_documents 1\n" in metrics and "\nvraagbaak_papers_quarantined 1\n" in metrics
    assert not list(night.folder.glob("m.prom.*"))
    journal = night.call("nightly", env={"JOURNAL_STREAM": "8:1"})
    assert all(line.startswith("<") for line in journal.err.splitlines())


def test_metrics_that_cannot_be_written(night):
    """All was indexed: a finding, which names the setting."""
    night.configure('metrics = "nowhere/m.prom";')
    night.write("1.txt", flemish(1))
    done = night.call("nightly", "--quiet", "--json", code=FINDINGS)
    assert "metrics-failed" in done.err and 'setting \\"metrics\\"' in done.err and "nowhere/m.prom" in done.err
    assert done.json["documents"] == 1 and done.json["error"] is None


def test_the_line_for_cron(night):
    """No mail for papers in quarantine; one that says why when the run fails."""
    line = (ROOT / "doc/examples/vraagbaak.cron").read_text().splitlines()[-1]
    command = line.split("vraagbaak ", 1)[1] # what follows the name of the user
    command = command.replace("/usr/local/bin/vraagbaak", str(night.program))
    command = command.replace("/etc/vraagbaak/vraagbaak.conf", str(night.config))
    assert "%" not in command # which cron takes for a newline

    def mail():
        return subprocess.run(["sh", "-c", command], env=environment(), capture_output=True, check=False)
    night.write("1.txt", flemish(1)), night.write("bad.txt", "niets")
    done = mail()
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"") and len(night.ids()) == 1
    night.config.write_text("kapot")
    done = mail()
    assert b"vraagbaak nightly: " in done.stdout + done.stderr


# ---- what readers see of it ----

def test_withdrawn_and_history_are_shown(night):
    night.write("1.txt", flemish(1)), night.write("2.txt", flemish(2))
    night.run("--today", "2026-01-01")
    first = show(night.db, flemish_id(1))[0]
    assert "changes" not in first and "withdrawn" not in first
    night.write("1.txt", flemish(1, answer="Er zijn er vijftig."))
    night.run("--today", "2026-01-02")
    night.write("1.txt", flemish(1, answer="Er zijn er zestig."))
    night.remove("2.txt")
    night.run("--today", "2026-02-03")
    night.run("--today", "2026-02-04")
    changes = show(night.db, flemish_id(1))[0]["changes"]
    assert [c["date"] for c in changes] == ["2026-01-02", "2026-02-03"]
    assert len({c["hash_before"] for c in changes}) == 2
    text = run("show", "--db", night.db, flemish_id(1), flemish_id(2)).out
    assert "Gewijzigd     2 januari 2026\n              3 februari 2026\n" in text
    assert "Ingetrokken   3 februari 2026\n" in text
    hits = {h["id"]: h for h in search(night.db, "bibliotheken", "--plain", "--no-fold")["hits"]}
    assert hits[flemish_id(2)]["withdrawn"] == "2026-02-03" and "withdrawn" not in hits[flemish_id(1)]
    assert run("search", "--db", night.db, "bibliotheken", "--no-fold").out.count("· ingetrokken") == 1
    raw = show(night.db, "--raw", flemish_id(1))[0]
    assert "changes" not in raw


def test_a_double_or_an_answer_is_no_change(night):
    night.lines("a.jsonl", [ASKED, dict(ASKED, title="Anders")])
    night.run()
    night.lines("b.jsonl", [ANSWERED])
    night.run()
    assert "changes" not in show(night.db, "kamer-1")[0]


def test_a_signal_keeps_what_was_read(tmp_path):
    night = Night(tmp_path, program=RELEASE)
    night.configure("limits = { batch_questions = 10; };")
    night.lines("a.jsonl", made_up(600, words=12))
    child = subprocess.Popen([RELEASE, "nightly", "--json", "--config", night.config], env=environment(),
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for line in child.stderr:
        if b"committed" in line:
            child.send_signal(signal.SIGTERM)
            break
    out, _ = child.communicate(timeout=60)
    report = json.loads(out)
    assert child.returncode == LOCKED and report["interrupted"] and report["documents"] < 600
    kept = report["documents"]
    assert night.figures("added", "documents") == (600 - kept, 600)


def test_the_example_is_a_configuration(tmp_path):
    text = (ROOT / "doc" / "examples" / "vraagbaak.conf").read_text()
    night = Night(tmp_path)
    for folder in ("var/lib/vraagbaak", "var/lib/prometheus/node-exporter", "srv/papers/vlaams"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "etc/vraagbaak").mkdir(parents=True)
    (tmp_path / "etc/vraagbaak/corrections.tsv").write_text("")
    (tmp_path / "srv/papers/vlaams/1.txt").write_text(flemish(1))
    night.config.write_text(text.replace('"/', f'"{tmp_path}/'))
    report = night.run(code=FINDINGS) # two of the sources and the spool are not there
    assert (report["added"], report["failed"]) == (1, 3)
    assert (tmp_path / "var/lib/prometheus/node-exporter/vraagbaak.prom").exists()
