# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run of a program costs: time, cores, memory, and how soon it answers."""
import os
import statistics
import subprocess
import threading
import time
from pathlib import Path

MB = 1e6
SAMPLE_S = 0.02


class Failed(Exception):
    pass


def _family(pid):
    """The process and all below it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(child)


def _resident(pid):
    total = 0
    for member in _family(pid):
        total += int(Path(f"/proc/{member}/statm").read_text().split()[1])
    return total * os.sysconf("SC_PAGE_SIZE")


class _Watch(threading.Thread):
    """Looks at the memory of a process and all below it, until it ends."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.ended = pid, 0, threading.Event()

    def run(self):
        while not self.ended.wait(SAMPLE_S):
            try:
                self.peak = max(self.peak, _resident(self.pid))
            except (OSError, IndexError):
                pass # one of them has just ended


def run(args, **options):
    """Runs a program; returns its output and what it cost.  Pages that processes share count for each."""
    start = time.perf_counter()
    with subprocess.Popen([str(a) for a in args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          **options) as process:
        watch = _Watch(process.pid)
        watch.start()
        errors = []
        reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
        reader.start()
        try:
            out = process.stdout.read()
            reader.join()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        except BaseException:
            process.terminate()
            raise
        finally:
            watch.ended.set()
            watch.join()
    seconds = time.perf_counter() - start
    if process.returncode:
        raise Failed(f"{' '.join(map(str, args))}: exit code {process.returncode}: {errors[0].strip()[-500:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return out, {"seconds": seconds, "cpu_seconds": cpu, "cores": cpu / seconds,
                 "peak_mb": max(watch.peak, usage.ru_maxrss * 1024) / MB}


def fresh_ms(commands):
    """Milliseconds from starting a process to the first byte that it prints, for each command."""
    times = []
    for args in commands:
        start = time.perf_counter()
        with subprocess.Popen([str(a) for a in args], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              close_fds=False) as process:
            os.read(process.stdout.fileno(), 1)
            times.append((time.perf_counter() - start) * 1e3)
            process.stdout.read()
        if process.returncode:
            raise Failed(f"{' '.join(map(str, args))}: exit code {process.returncode}")
    return times


def _files(path):
    return [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file()]


def size_mb(path):
    """Bytes of a file, or of all files below a folder, in MB."""
    return sum(f.stat().st_size for f in _files(path)) / MB


def sync(path):
    for file in _files(path):
        with open(file, "rb") as f:
            os.fsync(f.fileno())


def percentiles(times):
    times = sorted(times)
    return {f"p{p}": times[min(len(times) - 1, len(times) * p // 100)] for p in (50, 95, 99)}


def medians(rounds):
    """Of several rounds over the same queries, the median of each query."""
    return [statistics.median(times) for times in zip(*rounds)]
