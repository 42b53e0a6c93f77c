# SPDX-License-Identifier: GPL-3.0-or-later
"""Input that cannot be used: refused by name with the reason, while the rest is indexed."""
import json
import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from conftest import (PAPER, PAPER_ID, PROGRAM, RELEASE, SAMPLE, environment, index, made_up, peak_memory, reasons, run, search,
                      show, some, write_lines)
from nightkit import FINDINGS, Night


@pytest.fixture
def folder(papers):
    """A folder with one good paper, to which the test adds a bad one."""
    (papers / "m-good.txt").write_text(PAPER)
    return papers


def index_beside_good(db, folder, **options):
    """Indexes; the good paper must come through.  Returns {file: reason}."""
    report = index(db, folder, **options)
    assert report["documents"] == 1 and report["read"] == 1
    assert [q["id"] for q in show(db)] == [PAPER_ID]
    return reasons(report)


BAD_BYTES = {
    "empty": (b"", "the file is empty"),
    "white": (b" \n\t\r\n \n", "the file is empty"),
    "white-utf8": ("\ufeff\u00a0\n".encode(), "the file is empty"),
    "binary": (bytes(range(256)) * 20, "binary data, no text"),
    "zeros": (b"\0" * 5000, "binary data, no text"),
    "utf32-unmarked": (PAPER.encode("utf-32-le"), "binary data, no text"),
    "elf": (b"\x7fELF\x02\x01\x01" + b"\0" * 50, "binary data, no text"),
    "escapes": (b"\x1b[31m" * 400, "binary data, no text"),
    "broken-utf8": ("Één vraag\nover café\n".encode() + b"en dan \xc3(\xff\n", "line 3, byte 30: invalid UTF-8"),
    "surrogate": ("café\n".encode() + b"\xed\xa0\x80", "line 2, byte 6: invalid UTF-8"),
    "overlong": ("café\n".encode() + b"\xc0\xaf", "line 2, byte 6: invalid UTF-8"),
    "cut-utf8": (PAPER.encode() + "Brieven uit café".encode()[:-1], None), # Latin-1 by all signs
    "prose": (b"Dit is geen parlementair stuk.\nHet is een brief.\n", "fits no known layout"),
    "one-letter": (b"x", "fits no known layout"),
    "brace": (b"{", "fits no known layout"),
}


@pytest.mark.parametrize("name", [n for n, (_, why) in BAD_BYTES.items() if why])
@pytest.mark.parametrize("place", ["a", "z"]) # read before or behind the good one
def test_bad_bytes(db, folder, name, place):
    data, why = BAD_BYTES[name]
    (folder / f"{place}.txt").write_bytes(data)
    refused = index_beside_good(db, folder)
    assert list(refused) == [f"{place}.txt"] and refused[f"{place}.txt"].startswith(why)


def test_refusal_as_text_names_file_and_cause(db, folder):
    (folder / "leeg.txt").write_bytes(b"")
    done = run("index", "--db", db, folder)
    assert done.out.splitlines()[0] == f"refused {folder}/leeg.txt: the file is empty"


def test_damaged_sample(db, folder):
    shutil.copy(SAMPLE / "damaged" / "beschadigd.txt", folder)
    assert index_beside_good(db, folder)["beschadigd.txt"].startswith("fits no known layout")


def test_latin1(db, papers):
    text = PAPER.replace("MARIA DE WILDE", "ZOË VAN CAFÉ").replace("veertig", "één à twee reële")
    (papers / "a.txt").write_bytes(text.encode("latin-1"))
    report = index(db, papers)
    assert not report["refused"]
    (question,) = show(db)
    assert question["ministers"][0]["name"] == "Zoë Van Café"
    assert question["answers"][0]["text"] == "Er zijn er één à twee reële."
    assert question["provenance"]["intro"]["confidence"] == 0.8 # a guess at the encoding
    assert search(db, "reële")["total"] == 1


def test_windows_line_ends_and_byte_order_mark(db, papers):
    (papers / "a.txt").write_bytes(b"\xef\xbb\xbf" + PAPER.replace("\n", "\r\n").encode())
    assert not index(db, papers)["refused"]
    (question,) = show(db, PAPER_ID)
    assert question["answers"][1]["text"] == "Dat weet ik niet."


def test_too_large_text(db, folder):
    with open(folder / "groot.txt", "w", encoding="utf-8") as file:
        for _ in range(50):
            file.write("Dit is een regel van een lang stuk.\n" * 29128) # 1 MB
    assert index_beside_good(db, folder, program=RELEASE)["groot.txt"] == "larger than 16 MB: no single paper"


def test_json_lines_larger_than_memory_allowed(db, papers):
    path = papers / "groot.jsonl"
    with open(path, "w", encoding="utf-8") as file:
        for record in made_up(500):
            record["ballast"] = "bijlage " * 13107 # 100 kB that no reader asks for
            file.write(json.dumps(record) + "\n")
    assert path.stat().st_size > 50_000_000
    assert peak_memory("index", "--db", db, path) < 300_000
    assert run("show", "--db", db, "--all", "--json", program=RELEASE).out.count("\n") == 500


def test_json_line_too_long(db, papers):
    records = [json.dumps(r) for r in made_up(2)]
    write_lines(papers / "a.jsonl", [records[0], '{"title": "' + "x" * (17 << 20) + '"}', records[1]])
    report = index(db, papers, program=RELEASE)
    assert report["documents"] == 2
    assert [(r["line"], r["reason"]) for r in report["refused"]] == [(2, "line longer than 16 MB")]


@pytest.mark.parametrize("unit", some(["ab-", "a", "ë", "1", "💧", "a\u0301"], 2))
def test_word_of_a_megabyte(db, papers, unit):
    long = unit * ((1 << 20) // len(unit.encode()))
    (papers / "a.txt").write_text(PAPER.replace("veertig", long + " uitleenbalies"))
    write_lines(papers / "b.jsonl", [{"id": "b", "title": long, "question": f"Wat is {long} dan?", "answer": long,
                                      "asker": long, "minister": long, "themes": [long], "number": long[:4000],
                                      "cites": [{"number": long, "date": None}], "session": long}])
    report = index(db, papers)
    assert report["documents"] + len(report["refused"]) == 2 and report["documents"] >= 1
    assert search(db, "uitleenbalies")["total"] == 1
    run("search", "--db", db, long[:20_000], code=None) # finds or does not, but stands


def test_many_labels_and_deep_json(db, papers):
    numbered = "".join(f"{i}. Wat is er met {i}?\n" for i in range(1, 3000))
    (papers / "a.txt").write_text(PAPER.replace("1.\nHoeveel", numbered + "1.\nHoeveel"))
    write_lines(papers / "b.jsonl", ['{"title": ' + "[" * 100_000 + "]" * 100_000 + "}",
                                     '{"title": "' + "\\u0041" * 1000 + '"}',
                                     json.dumps({"title": "t", "themes": [f"t{i}" for i in range(500)] * 9}),
                                     '{"title": 1e999}', '{"number": -9223372036854775808, "title": "x"}'])
    report = index(db, papers)
    assert report["documents"] == 4 and {r["line"] for r in report["refused"]} == {1, 4}


# ---- places that cannot be read ----

def unprivileged(folder):
    """Options to run as someone whom permissions bind: the program is copied to where they may go."""
    if os.geteuid() != 0:
        return {}
    program = shutil.copy(PROGRAM, folder / "vraagbaak-copy")
    os.chmod(program, 0o755)
    someone = {"user": 65534, "group": 65534, "extra_groups": []}
    probe = subprocess.run([program, "--version"], capture_output=True, check=False, cwd="/",
                           env=environment(), **someone)
    if probe.returncode:
        pytest.skip("root reads everything, and the program cannot be run as nobody")
    return {"program": program, "cwd": "/", **someone}


@pytest.fixture
def open_folder():
    """A folder that anyone may enter and write; pytest's own are closed to other users."""
    path = Path(tempfile.mkdtemp(prefix="vraagbaak-"))
    path.chmod(0o777)
    yield path
    shutil.rmtree(path)


def test_no_read_permission(open_folder):
    options = unprivileged(open_folder)
    papers = open_folder / "papers"
    shut = papers / "shut"
    shut.mkdir(parents=True)
    (papers / "m-good.txt").write_text(PAPER)
    (papers / "dicht.txt").write_text(PAPER)
    (papers / "dicht.txt").chmod(0)
    shut.chmod(0)
    try:
        report = index(open_folder / "db", papers, **options)
    finally:
        shut.chmod(0o700)
    assert report["documents"] == 1
    assert reasons(report) == {"dicht.txt": "cannot open: Permission denied", "shut": "Permission denied"}


def test_index_in_unwritable_place(open_folder):
    options = unprivileged(open_folder)
    open_folder.chmod(0o555)
    done = run("index", "--db", open_folder / "db", SAMPLE, code=1, **options)
    assert str(open_folder / "db") in done.err and "Permission denied" in done.err


def test_links_fifos_and_missing_paths(db, folder):
    (folder / "a-dangling.txt").symlink_to("nowhere")
    (folder / "b-loop").symlink_to(folder)
    (folder / "c-self").symlink_to("c-self")
    os.mkfifo(folder / "d-fifo.txt")
    (folder / "n-alone.meta.json").write_text("{}")
    report = index(db, folder, folder / "missing.txt", folder / "d-fifo.txt", code=1)
    assert report["read"] == 1 and report["documents"] == 1
    refused = reasons(report)
    assert refused["a-dangling.txt"] == "dangling link"
    assert "loop" in refused["b-loop"]
    assert refused["c-self"] in ("dangling link", "Too many levels of symbolic links")
    assert refused["d-fifo.txt"] == "no regular file"
    assert refused["n-alone.meta.json"] == "sidecar without its text"
    assert refused["missing.txt"] == "No such file or directory"


def test_paths_that_are_not_there(db, folder):
    """They were given by a person, who should hear of it; the other paths are indexed."""
    done = run("index", "--db", db, folder / "nope", code=1)
    assert done.err == f"vraagbaak index: cannot read {folder}/nope: No such file or directory; nothing was indexed\n"
    assert not db.exists() and done.out == ""
    done = run("index", "--json", "--db", db, folder / "nope", folder, folder / "neither", "--bulk", "yes", code=1)
    assert f"cannot read {folder}/nope: No such file or directory (and 1 more of the paths given); the other" in done.err
    assert done.json["documents"] == 1 and "nope" in done.json["error"]
    assert sorted(reasons(done.json)) == ["neither", "nope"]


def test_links_are_followed_and_hidden_files_passed_over(db, folder, tmp_path):
    target = tmp_path / "elsewhere.txt"
    target.write_text(PAPER.replace("321", "322").replace("zondag", "maandag"))
    (folder / "link.txt").symlink_to(target)
    (folder / ".hidden.txt").write_text("niets")
    (folder / ".git").mkdir()
    (folder / ".git" / "a.txt").write_text("niets")
    report = index(db, folder)
    assert report["documents"] == 2 and not report["refused"]


def test_nothing_usable_is_no_failure(db, tmp_path):
    (tmp_path / "brief.txt").write_text("niets")
    report = index(db, tmp_path / "brief.txt")
    assert report["read"] == report["documents"] == 0 and len(report["refused"]) == 1
    assert search(db, "iets")["total"] == 0


def test_hostile_names_and_causes_do_not_reach_the_terminal(db, folder):
    (folder / "a\x1b[31mb\nc.txt").write_text("niets")
    write_lines(folder / "b.jsonl", ['{"title": \x1b]0;x\x07}', '{"title": "\u009b31m}'])
    done = run("index", "--db", db, folder)
    assert "\x1b" not in done.out and "\x07" not in done.out and "\u009b" not in done.out
    assert len(done.out.splitlines()) == 4 # three refusals and the report
    (folder / os.fsdecode(b"d\xff.txt")).write_text("niets")
    refused = index(db, folder)["refused"] # a name that is no UTF-8 breaks no JSON
    assert len(refused) == 4 and str(folder / "d\\xff.txt") in [r["path"] for r in refused]
    assert "d\\xff.txt: fits" in run("index", "--db", db, folder).out


def test_names_that_are_no_utf8_are_escaped(tmp_path):
    """In text for people; a terminal and a log get nothing else."""
    night = Night(tmp_path)
    name = os.fsdecode(b"w\xff.txt")
    night.write(name, PAPER)
    night.write(os.fsdecode(b"q\xfe.txt"), "niets")
    seen = [night.call("nightly", code=FINDINGS), night.call("verify", "--quick", code=FINDINGS), night.call("quarantine", "list"),
            night.call("quarantine", "show", night.papers / os.fsdecode(b"q\xfe.txt")),
            run("show", "--db", night.db, "--all"), run("index", "--db", tmp_path / "x.db", night.papers / os.fsdecode(b"\xfd"),
                                                       code=1)]
    night.remove(name)
    seen.append(night.call("nightly", "--accept-loss"))
    for result in seen:
        assert not any("\udc80" <= c <= "\udcff" for c in result.out + result.err)
        assert any(f"\\x{byte}" in result.out + result.err for byte in ("ff", "fe", "fd"))


def test_file_that_grows_too_many_open_files(db, folder):
    """A low limit on open files is an error with a name, not a crash."""
    done = run("index", "--db", db, folder, code=None,
               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (6, 6)))
    assert done.code in (0, 1)
    assert done.code == 0 or done.err.startswith("vraagbaak index: ")
