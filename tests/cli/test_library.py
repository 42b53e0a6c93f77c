# SPDX-License-Identifier: GPL-3.0-or-later
"""libvraagbaak: its symbols, the example in C, and answers and failures beside those of the program."""
import ctypes
import json
import os
import re
import shutil
import subprocess
import threading
from ctypes import POINTER, byref, c_char_p, c_double, c_int, c_size_t, c_void_p
from pathlib import Path

import pytest

from conftest import RELEASE, ROOT, ids, run, search, show_text

BUILD = Path(RELEASE).parent
HEADER = (ROOT / "searcher/library/vraagbaak.h").read_text(encoding="utf-8")
LIBRARY = BUILD / "libvraagbaak.so.1"
TOETS = "vlaams-2022-02-03-181-bram-de-ridder"
OK, ARGUMENT, QUERY, NOT_FOUND, CORRUPT = 0, 1, 2, 3, 5


def declared():
    return set(re.findall(r"VRAAGBAAK_API [^;]*?\b(vraagbaak_\w+)\(", HEADER))


# ---- from Python, in one process ----

class Error(ctypes.Structure):
    _fields_ = [("status", c_int), ("message", ctypes.c_char * 512)]


class Request(ctypes.Structure):
    _fields_ = [("query", c_char_p), ("order", c_char_p), ("limit", c_size_t), ("offset", c_size_t), ("facets", c_char_p)]


TYPES = {
    "library_version": (c_char_p,), "program_version": (c_char_p,),
    "open": (c_int, c_char_p, POINTER(c_void_p), POINTER(Error)), "close": (None, c_void_p),
    "search": (c_int, c_void_p, POINTER(Request), POINTER(c_void_p), POINTER(Error)), "results_free": (None, c_void_p),
    "results_total": (c_size_t, c_void_p), "results_count": (c_size_t, c_void_p),
    "results_hit": (c_void_p, c_void_p, c_size_t),
    "hit_id": (c_char_p, c_void_p), "hit_title": (c_char_p, c_void_p), "hit_day": (c_char_p, c_void_p),
    "hit_score": (c_double, c_void_p), "hit_snippet": (c_char_p, c_void_p), "hit_is_related": (c_int, c_void_p),
    "facet_size": (c_size_t, c_void_p, c_char_p), "facet_value": (c_char_p, c_void_p, c_char_p, c_size_t),
    "facet_count": (c_size_t, c_void_p, c_char_p, c_size_t),
    "read": (c_int, c_void_p, c_char_p, POINTER(c_void_p), POINTER(Error)), "question_free": (None, c_void_p),
    "question_json": (c_char_p, c_void_p), "question_field": (c_char_p, c_void_p, c_char_p, c_size_t),
}


class Library:
    """lib.hit_id(hit) is vraagbaak_hit_id; strings come back as str."""

    def __init__(self):
        loaded = ctypes.CDLL(str(LIBRARY))
        assert {f"vraagbaak_{name}" for name in TYPES} == declared()
        for name, (result, *arguments) in TYPES.items():
            function = loaded[f"vraagbaak_{name}"]
            function.restype, function.argtypes = result, arguments
            setattr(self, name, function)

    def made(self, function, *arguments):
        """What a function that can fail gives: (object, error)."""
        made, error = c_void_p(1), Error()
        status = function(*arguments, byref(made), byref(error))
        assert status == error.status and bool(made) == (status == OK)
        assert status == OK or error.message
        return made, error

    def opened(self, place):
        index, error = self.made(self.open, os.fsencode(str(place)))
        assert error.status == OK, error.message
        return index

    def found(self, index, query, **options):
        request = Request(query=query.encode() if query else None, **options)
        return self.made(self.search, index, byref(request))

    def hits(self, results):
        for i in range(self.results_count(results)):
            hit = self.results_hit(results, i)
            yield {"id": self.hit_id(hit).decode(), "heading": self.hit_title(hit).decode(),
                   "date_asked": self.hit_day(hit).decode() or None, "score": self.hit_score(hit),
                   "snippet": self.hit_snippet(hit).decode(), "related": bool(self.hit_is_related(hit))}


@pytest.fixture(scope="module")
def library():
    if not LIBRARY.exists():
        pytest.fail(f"{LIBRARY} is missing: make lib")
    return Library()


@pytest.fixture
def opened(library, sample):
    index = library.opened(sample)
    yield index
    library.close(index)


def test_exports_are_those_of_the_header():
    out = subprocess.run(["nm", "-D", "--defined-only", LIBRARY], capture_output=True, text=True, check=True).stdout
    assert {line.split()[-1] for line in out.splitlines()} == declared()


def test_versions(library):
    version = run("--version").out.split()[1]
    assert library.program_version().decode() == version
    assert library.library_version().decode() == re.search(r'LIBRARY_VERSION "(.*)"', HEADER)[1]
    assert (ROOT / "debian/changelog").read_text().startswith(f"vraagbaak ({version}) ")


@pytest.mark.parametrize("query", ["inburgering", "minister:somers", "fietspad* OF trein", "", "onzinwoordje"])
@pytest.mark.parametrize("order", [None, "date", "answered-asc"])
def test_same_hits_as_the_program(library, opened, sample, query, order):
    results, error = library.found(opened, query, order=order and order.encode(), limit=7, offset=2, facets=b"all")
    assert error.status == OK, error.message
    args = ["--no-fold", "--limit", 7, "--offset", 2, "--facets", "all", *(["--sort", order] if order else [])]
    told = search(sample, *args, *([query] if query else ["--all"]))
    assert library.results_total(results) == told["total"]
    hits = list(library.hits(results))
    assert [hit["id"] for hit in hits] == ids(told)
    for hit, other in zip(hits, told["hits"]):
        other["snippet"] = other["snippet"] or other["answer_snippet"] or ""
        assert hit.pop("score") == pytest.approx(other["score"])
        assert hit == {key: other[key] for key in hit}
    assert len(told["facets"]) == 10
    for name, facet in told["facets"].items():
        name, values = name.encode(), facet["values"]
        assert library.facet_size(results, name) == len(values)
        for i, value in enumerate(values):
            assert library.facet_value(results, name, i).decode() == value["value"]
            assert library.facet_count(results, name, i) == value["questions"]
    library.results_free(results)


def test_a_question(library, opened, sample):
    question, error = library.made(library.read, opened, TOETS.encode())
    assert error.status == OK
    text = library.question_json(question).decode()
    assert text + "\n" == show_text(sample, TOETS)
    record = json.loads(text)

    def field(key, i=0):
        value = library.question_field(question, key.encode(), i)
        return value and value.decode()
    assert field("title") == record["title"] and field("date_asked") == "2022-02-03"
    assert field("askers.name") == record["askers"][0]["name"]
    assert [field("questions.text", i) for i in range(len(record["questions"]))] == [q["text"] for q in record["questions"]]
    for key, i in (("questions.text", 99), ("title", 1), ("title.x", 0), ("nothing", 0), ("", 0), (".", 0), ("askers", 0)):
        assert field(key, i) is None, key
    library.question_free(question)


def test_results_outlive_the_index(library, sample):
    index = library.opened(sample)
    results, _ = library.found(index, "inburgering", limit=3, facets=b"minister")
    question, _ = library.made(library.read, index, TOETS.encode())
    library.close(index)
    assert len(list(library.hits(results))) == 3
    assert library.facet_value(results, b"minister", 0)
    assert library.results_hit(results, 3) is None
    assert library.facet_value(results, b"minister", 999) == b"" and library.facet_count(results, b"year", 0) == 0
    assert library.facet_size(results, b"nothing") == 0
    assert TOETS in library.question_json(question).decode()
    library.results_free(results)
    library.question_free(question)


# ---- failures: a code and a message, and the process goes on ----

def test_no_index(library, tmp_path):
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "iamglass").write_bytes(b"nonsense")
    for place, status in ((tmp_path / "none", NOT_FOUND), (damaged, None)):
        index, error = library.made(library.open, str(place).encode())
        assert error.status == status if status else error.status != OK
        assert place.name in error.message.decode()


def test_bad_requests(library, opened):
    for query, options, status, cause in (
            ("minster:somers", {}, QUERY, "minister"), ("(fiets", {}, QUERY, ""), ("\udcff".encode("utf-8", "surrogateescape"), {}, None, ""),
            ("fiets", {"order": b"backwards"}, ARGUMENT, "backwards"), ("fiets", {"facets": b"year,colour"}, ARGUMENT, "colour"),
            ("fiets", {"limit": 100001}, ARGUMENT, "limit"), ("fiets", {"offset": 1 << 40}, ARGUMENT, "offset")):
        if isinstance(query, bytes):
            results, error = library.made(library.search, opened, byref(Request(query=query, limit=1)))
        else:
            results, error = library.found(opened, query, **options)
        assert status in (None, error.status) and cause in error.message.decode()
        library.results_free(results)
    results, error = library.found(opened, "fiets") # the index can still be used
    assert error.status == OK and library.results_total(results) > 0
    library.results_free(results)


def test_missing_arguments(library, opened):
    for function, arguments in ((library.open, [None]), (library.open, [b""]), (library.read, [opened, None]),
                                (library.read, [None, b"x"]), (library.search, [opened, None]), (library.search, [None, None])):
        _, error = library.made(function, *arguments)
        assert error.status == ARGUMENT and b"missing" in error.message
    assert library.open(b"x", None, None) == library.search(opened, None, None, None) == ARGUMENT
    for free in (library.close, library.results_free, library.question_free):
        free(None)


def test_no_such_question(library, opened):
    for name in (b"nothing-1", b"", b"\xff", b"x" * 5000):
        question, error = library.made(library.read, opened, name)
        assert error.status != OK
    assert library.made(library.read, opened, b"nothing-1")[1].status == NOT_FOUND
    assert library.read(opened, b"nothing-1", byref(c_void_p()), None) == NOT_FOUND


def test_an_index_for_each_thread(library, sample):
    queries = ["inburgering", "fietspad*", "zonnepanelen", "wachtlijst"] * 2
    counts, wanted = {}, {}

    def work(i):
        index = library.opened(sample)
        for _ in range(10):
            results, _ = library.found(index, queries[i], limit=10, facets=b"all")
            counts.setdefault(i, set()).add((library.results_total(results), *(h["id"] for h in library.hits(results))))
            library.results_free(results)
        library.close(index)
    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(queries))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for query in set(queries):
        told = search(sample, "--no-fold", query)
        wanted[query] = {(told["total"], *ids(told))}
    assert [counts[i] for i in range(len(queries))] == [wanted[query] for query in queries]


# ---- the example, built as a user builds it ----

@pytest.fixture(scope="module")
def example(library, tmp_path_factory):
    """The example, compiled against an installed library; and the environment to run it in."""
    place = tmp_path_factory.mktemp("installed")
    env = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    subprocess.run(["make", "-s", "install-lib", f"PREFIX={place}", f"BUILD={os.path.relpath(BUILD, ROOT)}"], cwd=ROOT, env=env,
                   check=True, capture_output=True)
    env["PKG_CONFIG_PATH"] = f"{place}/lib/pkgconfig"
    env["LD_LIBRARY_PATH"] = f"{place}/lib"
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "vraagbaak"], env=env, check=True, capture_output=True,
                           text=True).stdout.split()
    subprocess.run(["cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o", place / "search",
                    ROOT / "doc/examples/search.c", *flags], env=env, check=True)
    version = subprocess.run(["pkg-config", "--modversion", "vraagbaak"], env=env, check=True, capture_output=True, text=True)
    assert version.stdout.split() == run("--version").out.split()[1:]
    return place / "search", env


def test_example(example, sample):
    program, env = example
    done = subprocess.run([program, sample, "inburgering"], env=env, capture_output=True, text=True, check=True)
    told = search(sample, "--no-fold", "inburgering")
    lines = done.stdout.splitlines()
    assert lines[0] == f"{told['total']} questions" and done.stderr == ""
    assert [line.split()[0] for line in lines if "(20" in line or "()" in line][:len(told["hits"])] == ids(told)
    assert json.loads(lines[-1])["id"] == ids(told)[0]
    for arguments, cause in (([sample / "none", "x"], "none"), ([sample, "minster:x"], "minster")):
        done = subprocess.run([program, *arguments], env=env, capture_output=True, text=True)
        assert done.returncode == 1 and done.stdout == "" and cause in done.stderr


@pytest.mark.skipif(not shutil.which("g++"), reason="no g++")
def test_header_in_cpp(tmp_path):
    (tmp_path / "a.cc").write_text('#include "vraagbaak.h"\nint main() { return vraagbaak_program_version() == nullptr; }\n')
    subprocess.run(["g++", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", ROOT / "searcher/library", "-c", "-o",
                    tmp_path / "a.o", tmp_path / "a.cc"], check=True)


@pytest.mark.skipif(not shutil.which("valgrind"), reason="no valgrind (package valgrind)")
@pytest.mark.parametrize("query, code", [("inburgering", 0), ("minster:x", 1)])
def test_example_under_valgrind(example, sample, query, code):
    program, env = example
    done = subprocess.run(["valgrind", "-q", "--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite",
                           program, sample, query], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == code and "==" not in done.stderr, done.stderr
