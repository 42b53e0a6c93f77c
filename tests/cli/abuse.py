#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a hostile network does to `serve`: malformed, endless, slow, half-open and piled-up requests.

usage: abuse.py PROGRAM DB [SCALE]

Runs each attack, at full scale 100,000 malformed requests and 500 slow connections, while somebody else asks
for a page over and over.  Fails when the server ends, when that somebody waits for a second or gets
an error, and when the memory does not come back.  The tests run it at a small scale.
"""
import random
import re
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

VALID = [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /?q=water&year=2021 HTTP/1.1\r\nHost: x:8080\r\nAccept: text/html\r\n\r\n",
         b"GET /vraag/voorbeeld-010 HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"x\", W/\"y\"\r\nConnection: close\r\n\r\n",
         b"HEAD /api/v1/search?q=fiets HTTP/1.0\r\n\r\n", b"GET /api/v1/export?format=csv HTTP/1.1\r\nHost: x\r\n\r\n",
         b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", b"GET /hulp HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"]
PIECES = [b"\r\n", b"\n", b"\r", b"\0", b"\xff\xfe", b" ", b"\t", b":", b"%", b"%00", b"%ff", b"../", b"//", b"?", b"&&&&", b"=", b"#", b"HTTP/9.9", b"HTTP/1.",
          b"GET", b"Host: y\r\n", b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n", b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n",
          b"Connection: Upgrade\r\nUpgrade: h2c\r\n", b"Range: bytes=0-,0-,0-\r\n", b"A" * 5000, b"\x16\x03\x01", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b": x\r\n", b" folded\r\n"]


def malformed(rng):
    """A request that was right once."""
    data = bytearray(rng.choice(VALID))
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        how = rng.random()
        if how < .4:
            data[at:at] = rng.choice(PIECES)
        elif how < .6:
            del data[at:at + rng.randint(1, 20)]
        elif how < .8 and data:
            data[at % len(data)] = rng.randrange(256)
        else:
            data += rng.choice(VALID)
    return bytes(data)


def connect(port, timeout=30):
    return socket.create_connection(("127.0.0.1", port), timeout=timeout)


def exchange(port, data, read_all=True):
    try:
        with connect(port) as s:
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
            while read_all and s.recv(65536):
                pass
    except OSError: # it may well hang up in the middle
        pass


# ---- attacks: (port, scale) ----

def malformed_requests(port, scale):
    seeds = range(16)
    each = int(100_000 * scale / len(seeds)) or 1

    def some(seed):
        rng = random.Random(seed)
        for i in range(each):
            exchange(port, malformed(rng), read_all=i % 4 > 0)
    with ThreadPoolExecutor(len(seeds)) as threads:
        list(threads.map(some, seeds))


def slow_headers(port, scale, seconds=14):
    slow = [connect(port) for _ in range(int(500 * scale) or 1)]
    for s in slow:
        s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
    end = time.monotonic() + seconds
    while slow and time.monotonic() < end:
        time.sleep(1)
        alive = []
        for s in slow:
            try:
                s.sendall(b"X")
                alive.append(s)
            except OSError:
                s.close()
        slow = alive
    for s in slow:
        s.close()


def long_urls(port, scale):
    data = b"GET /?q=" + b"a" * 10_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: exchange(port, data), range(int(100 * scale) or 2)))


def header_floods(port, scale):
    many = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % i for i in range(100_000)) + b"\r\n"
    large = b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 10_000_000 + b"\r\n\r\n"
    endless = b"GET / HTTP/1.1\r\nHost: x\r\nX: y\r\n" + b" folded\r\n" * 200_000 + b"\r\n"
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda data: exchange(port, data), [many, large, endless] * (int(30 * scale) or 1)))


def pipelining(port, scale):
    count = int(2000 * scale) or 20
    one = b"GET /hulp HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /hulp HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with connect(port, 60) as s: # all of them are answered, in order
        threading.Thread(target=s.sendall, args=(one * (count - 1) + last,), daemon=True).start()
        got = b""
        while more := s.recv(1 << 20):
            got += more
    assert got.count(b"HTTP/1.1 200") == count
    unread = [connect(port) for _ in range(int(100 * scale) or 2)] # and those that read nothing
    for s in unread:
        s.setblocking(False)
        try:
            s.send(b"GET /?q=water HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
        except BlockingIOError:
            pass
    time.sleep(3)
    for s in unread:
        s.close()


def half_open(port, scale):
    quiet = []
    for i in range(int(300 * scale) or 3):
        s = connect(port)
        s.sendall((b"", b"GET", b"GET /?q=water HTTP/1.1\r\nHost", b"GET /api/v1/export HTTP/1.1\r\nHost: x\r\n\r\n")[i % 4 if i % 40 < 37 else 3])
        if i % 3 == 0:
            s.shutdown(socket.SHUT_WR)
        quiet.append(s)
    time.sleep(12)
    for s in quiet:
        s.close()


ATTACKS = [malformed_requests, slow_headers, long_urls, header_floods, pipelining, half_open]


# ---- somebody else meanwhile ----

class Bystander:
    """Asks for a page four times a second; `worst` is the longest wait in seconds."""

    def __init__(self, server):
        self.server, self.worst, self.asked, self.refused = server, 0, 0, []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def _run(self):
        while not self.stopping.wait(.25):
            begin = time.monotonic()
            try:
                got = self.server.ask(f"/?q=water+{self.asked}", timeout=60)
                if got.status != 200:
                    self.refused.append(got.status)
            except OSError as error:
                self.refused.append(str(error))
            self.worst = max(self.worst, time.monotonic() - begin)
            self.asked += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.thread.join()


def memory(server):
    from conftest import worker_of # on this path when this runs
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{worker_of(server.process)}/status").read_text())[1]) // 1024


def run(server, attack, scale):
    """What somebody else saw meanwhile."""
    with Bystander(server) as other:
        attack(server.port, scale)
        time.sleep(.5)
    assert server.process.poll() is None, f"{attack.__name__}: the server ended"
    return other


def main():
    from webkit import Server
    program, db = sys.argv[1], sys.argv[2]
    scale = float(sys.argv[3]) if len(sys.argv) > 3 else 1
    server, fine = Server(db, program=program), True
    for i in range(40):
        server.ask(f"/?q=fiets+{i}")
    before = memory(server)
    for attack in ATTACKS:
        begin = time.monotonic()
        other = run(server, attack, scale)
        print(f"{attack.__name__}: {time.monotonic() - begin:.0f} s; somebody else asked {other.asked} times, "
              f"waited at most {1000 * other.worst:.0f} ms, was refused {len(other.refused)} times; memory {memory(server)} MB", flush=True)
        fine = fine and other.worst < 1 and not other.refused
    time.sleep(15)
    after = memory(server)
    print(f"memory before {before} MB, after {after} MB")
    code, err = server.stop()
    return 0 if fine and code == 0 and not err and after < before + 32 else 1


if __name__ == "__main__":
    sys.exit(main())
