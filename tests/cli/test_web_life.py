# SPDX-License-Identifier: GPL-3.0-or-later
"""The server over time: many clients, commits, an index that goes and comes, its end."""
import json
import os
import shutil
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import RELEASE, USAGE, index, made_up, run, worker_of, write_lines
from webkit import Server, serve


def test_many_at_once(server):
    targets = ["/?q=water", "/vraag/voorbeeld-010", "/api/v1/search?q=fiets", "/statistiek", "/api/v1/export"] * 8
    alone = {target: server.ask(target).body for target in set(targets)}
    with ThreadPoolExecutor(12) as threads:
        for target, got in zip(targets, threads.map(server.ask, targets)):
            assert got.status == 503 or got.body == alone[target]


def test_loss_and_return(tmp_path):
    db, away = tmp_path / "a.db", tmp_path / "away"
    index(db, write_lines(tmp_path / "a.jsonl", made_up(5)))
    with serve(db) as running:
        assert running.ask("/?q=fietspad").status == 200
        shutil.move(db, away)
        got = running.ask("/?q=fietspad")
        assert got.status == 503 and "De index is op dit ogenblik niet te lezen" in got.text
        assert got.getheader("Retry-After")
        problem = running.ask("/api/v1/search?q=fietspad")
        assert problem.status == 503 and json.loads(problem.text)["status"] == 503
        assert running.ask("/hulp").status == 200
        assert running.ask("/api/v1/health").status == 503
        shutil.move(away, db)
        assert running.ask("/?q=fietspad").status == 200
        shutil.rmtree(db) # another one in its place
        index(db, write_lines(tmp_path / "b.jsonl", made_up(7)))
        assert json.loads(running.ask("/api/v1/search").text)["total"] == 7


def test_commits_under_way(tmp_path):
    db = tmp_path / "a.db"
    index(db, write_lines(tmp_path / "0.jsonl", made_up(50)))
    with serve(db) as running:
        seen, stop = [], threading.Event()

        def ask():
            while not stop.is_set():
                seen.append(running.ask("/?q=fietspad").status)
        threads = [threading.Thread(target=ask) for _ in range(3)]
        for t in threads:
            t.start()
        for i in range(1, 5):
            index(db, write_lines(tmp_path / f"{i}.jsonl", made_up(50 + 10 * i)))
        stop.set()
        for t in threads:
            t.join()
        assert seen and set(seen) <= {200, 503} and seen.count(200) > len(seen) * 0.9


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_shutdown_finishes_what_runs(tmp_path, sign):
    db = tmp_path / "many.db"
    index(db, write_lines(tmp_path / "many.jsonl", made_up(1500, 40)))
    running = Server(db, program=RELEASE) # two seconds are enough for the rest
    s = socket.create_connection(("127.0.0.1", running.port))
    s.sendall(b"GET /api/v1/export HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    first = s.recv(1000)
    running.process.send_signal(sign)
    got = first
    while more := s.recv(65536):
        got += more
    s.close()
    assert got.endswith(b"0\r\n\r\n") # the last chunk: it is whole
    assert running.stop(sign)[0] == 0
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", running.port), timeout=1)


def test_bad_options(sample, tmp_path):
    for args, message in ((("--listen", "x"), "is not ADDRESS:PORT"), (("--listen", "example.org:80"), "is no address"),
                          (("--listen", "127.0.0.1:99999"), "is not ADDRESS:PORT"), (("--workers", "0"), "--workers must be"),
                          (("--url", "ftp://x"), "--url"), (("--url", "https://x/"), "--url"), (("x",), "takes no arguments")):
        assert message in run("serve", "--db", sample, *args, code=USAGE).err
    assert "--db DIR is missing" in run("serve", code=USAGE).err
    assert "nowhere" in run("serve", "--db", tmp_path / "nowhere", code=1).err


def test_address_in_use(server, sample):
    err = run("serve", "--db", sample, "--listen", f"127.0.0.1:{server.port}", code=1).err
    assert "cannot listen" in err and "in use" in err


def kill_worker(running):
    """Waits until another has taken its place, or the whole has ended."""
    before = worker_of(running.process)
    os.kill(before, signal.SIGKILL)
    while running.process.poll() is None:
        try:
            if worker_of(running.process) != before:
                return
        except (IndexError, FileNotFoundError):
            pass
        time.sleep(.01)


def test_server_survives_its_worker(sample):
    running = Server(sample)
    assert running.ask("/?q=fietspad").status == 200
    kill_worker(running)
    assert running.ask("/?q=fietspad").status == 200 # connections wait meanwhile
    running.process.terminate()
    err = running.process.communicate(timeout=40)[1].decode()
    assert running.process.returncode == 0, err
    assert "signal 9" in err and "started again" in err and "verify" in err


def test_server_gives_up_when_it_cannot_live(sample):
    running = Server(sample)
    for _ in range(5):
        kill_worker(running)
    err = running.process.communicate(timeout=60)[1].decode()
    assert running.process.returncode == 1 and err.count("started again") == 4, err
