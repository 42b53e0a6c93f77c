# SPDX-License-Identifier: GPL-3.0-or-later
"""Shards served by xapian-tcpsrv on the loopback interface."""
import contextlib
import os
import signal
import socket
import subprocess
import time


def free_port():
    with contextlib.closing(socket.socket()) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Shard:
    """A server of one database.  It has a group of its own, which ends with it."""

    def __init__(self, folder, *args):
        self.folder, self.args, self.port, self.process = folder, args, free_port(), None
        self.start()

    def start(self):
        self.process = subprocess.Popen(["xapian-tcpsrv", "--quiet", "--interface", "127.0.0.1", "--port", str(self.port),
                                         *self.args, str(self.folder)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(.05)
        raise AssertionError(f"no server on port {self.port}")

    def signal(self, sign):
        os.killpg(self.process.pid, sign)

    def stop(self):
        if self.process.poll() is None:
            self.signal(signal.SIGKILL) # also one that was stopped
            self.process.wait(timeout=20)

    @property
    def place(self):
        return f"127.0.0.1:{self.port}"


@contextlib.contextmanager
def served(index, *args):
    """The servers of all shards of an index."""
    shards = []
    try:
        for folder in sorted(index.glob("shard.*")):
            shards.append(Shard(folder, *args))
        yield shards
    finally:
        for shard in shards:
            shard.stop()


def place_of(shards):
    return ",".join(shard.place for shard in shards)
