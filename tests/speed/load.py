#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load on `serve`: 32 connections that ask as fast as they are answered, for a minute.

usage: load.py PROGRAM [QUESTIONS.jsonl...]

The index has the given questions (default: the shared kamer2017 and kamer2020).  Of the requests seven in ten
are search pages with all facets, for labels of EuroVoc drawn as people ask, the n-th most asked 1/n as often;
half of them with a year, a party or a status chosen, in another order, or on the second page.  The others are
questions, the API, completions and feeds.  It is run twice, with the memory for answers and without;
a third, short run asks for search pages one after another.  Needs wrk.  Prints figures;
fails for an answer that is not 200, and for memory that grows.
"""
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
CONNECTIONS, SECONDS = 32, int(os.environ.get("LOAD_SECONDS", "60"))
CHOICES = ("&year=2017", "&year=2020", "&status=beantwoord", "&party=N-VA", "&party=PS", "&year=2017&party=CD%26V")
CHANGES = ("&sort=date", "&sort=date-asc", "&page=2", "&sort=date&page=2")


def ids_of(program, db):
    found = subprocess.run([program, "search", "--db", db, "--all", "--format", "csv"], check=True,
                           stdout=subprocess.PIPE).stdout.decode()
    return re.findall(r"^(\S+?),", found, re.M)[1:]


def addresses(ids, count):
    rng = random.Random(20260403)
    labels = [line.split("\t")[0] for line in (ROOT / "searcher" / "expand" / "eurovoc.tsv").read_text(encoding="utf-8").splitlines()]
    rng.shuffle(labels)
    drawn = iter(rng.choices(labels, [1 / n for n in range(1, len(labels) + 1)], k=count))
    for label in drawn:
        q, kind = quote(label), rng.random()
        if kind < .35:
            yield f"/?q={q}"
        elif kind < .70:
            yield f"/?q={q}{rng.choice(CHOICES if rng.random() < .6 else CHANGES)}"
        elif kind < .82:
            yield f"/vraag/{quote(rng.choice(ids))}?q={q}"
        elif kind < .90:
            yield f"/api/v1/search?q={q}&facets=all"
        elif kind < .96:
            yield f"/api/v1/suggest?q={quote(label[:rng.randint(2, 6)])}"
        else:
            yield f"/feed?q={q}"


class Serve:
    def __init__(self, program, db, *args):
        self.process = subprocess.Popen([program, "serve", "--db", db, "--listen", "127.0.0.1:0", *args],
                                        stdout=subprocess.PIPE)
        self.port = int(re.search(rb":(\d+)/", self.process.stdout.readline())[1])

    def ask(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        return connection.getresponse().read().decode()

    def worker(self):
        """The process that answers; the one that was started waits for it."""
        pid = self.process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])

    def memory(self):
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.worker()}/status").read_text())[1]) // 1024

    def cpu(self):
        fields = Path(f"/proc/{self.worker()}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def counters(self):
        return {k: float(v) for k, v in re.findall(r"^(\w+) ([0-9.]+)$", self.ask("/api/v1/metrics"), re.M)}

    def stop(self):
        self.process.terminate()
        assert self.process.wait(60) == 0


def load(serve, file):
    """wrk's figures, and the memory after each sixth of the time."""
    wrk = subprocess.Popen(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "30s", "-s",
                            str(ROOT / "tests" / "speed" / "load.lua"), f"http://127.0.0.1:{serve.port}"],
                           env=os.environ | {"ADDRESSES": file}, stdout=subprocess.PIPE)
    memory = []
    while wrk.poll() is None:
        time.sleep(SECONDS / 6)
        memory.append(serve.memory())
    result = re.search(r"RESULT (.*)", wrk.stdout.read().decode())[1].split()
    return [float(x) for x in result], memory


def run(program, db, file, megabytes):
    serve = Serve(program, db, "--cache", str(megabytes))
    (asked, _, errors, median, ninety, last, most), memory = load(serve, file)
    counts, cpu = serve.counters(), serve.cpu()
    looked = counts["vraagbaak_cache_hits_total"] + counts["vraagbaak_cache_misses_total"]
    serve.stop()
    print(f"  {f'answers kept in {megabytes} MB' if megabytes else 'no answers kept'}: {asked:.0f} answers, {asked / SECONDS:.0f} a second, {errors:.0f} errors; "
          f"median {median:.1f} ms, 90 % {ninety:.1f}, 99 % {last:.1f}, most {most:.1f}; "
          f"{1000 * cpu / asked:.2f} ms of the processor each; "
          f"{100 * counts['vraagbaak_cache_hits_total'] / looked if looked else 0:.0f} % kept before; memory {', '.join(map(str, memory))} MB")
    return errors == 0 and memory[-1] <= memory[len(memory) // 2] * 1.1 + 8


def one_by_one(program, db):
    serve = Serve(program, db, "--cache", "0")
    times = []
    labels = [line.split("\t")[0] for line in (ROOT / "searcher" / "expand" / "eurovoc.tsv").read_text(encoding="utf-8").splitlines()]
    for label in random.Random(7).sample(labels, 400):
        begin = time.monotonic()
        serve.ask(f"/?q={quote(label)}")
        times.append(1000 * (time.monotonic() - begin))
    serve.stop()
    times = sorted(times[100:])
    print(f"  search pages one by one: median {times[len(times) // 2]:.1f} ms, 99 % {times[len(times) * 99 // 100]:.1f}")


def main():
    program, papers = sys.argv[1], sys.argv[2:] or [str(CORPORA / name) for name in ("kamer2017", "kamer2020")]
    with tempfile.TemporaryDirectory() as folder:
        db, file = f"{folder}/db", f"{folder}/addresses"
        subprocess.run([program, "index", "--quiet", "--db", db, *papers], check=True, stdout=subprocess.DEVNULL)
        Path(file).write_text("\n".join(addresses(ids_of(program, db), 60000)) + "\n", encoding="utf-8")
        serve = Serve(program, db)
        print(f"{json.loads(serve.ask('/api/v1/health'))['questions']} questions, {CONNECTIONS} connections, {SECONDS} seconds")
        serve.stop()
        fine = [run(program, db, file, 64), run(program, db, file, 0)]
        one_by_one(program, db)
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
