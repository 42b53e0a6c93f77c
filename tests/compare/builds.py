# SPDX-License-Identifier: GPL-3.0-or-later
"""Two builds of the program, each with an index of its own, asked at the same time."""
import http.client
import os
import re
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

UPDATED = re.compile(r"laatst (?:aangevuld|bijgewerkt): [\d: -]+\d") # when the index was built differs always


class Trouble(Exception):
    """Something that leaves nothing to compare."""


def environment():
    without = ("NO_COLOR", "TERM", "PAGER", "LESS", "VRAAGBAAK_PAGER")
    return {**{k: v for k, v in os.environ.items() if k not in without}, "LC_ALL": "C.UTF-8"}


class Build:
    def __init__(self, name, program, db):
        self.name, self.program, self.db, self.server = name, program, db, None

    def run(self, *args, stdin=None):
        """{out, err, code}; messages are compared without the paths of program and index."""
        done = subprocess.run([self.program, *map(str, args)], input=stdin, stdin=None if stdin else subprocess.DEVNULL,
                              capture_output=True, env=environment(), check=False)
        return {"out": self.neutral(done.stdout), "err": self.neutral(done.stderr), "code": done.returncode}

    def neutral(self, data):
        text = data.decode("utf-8", "surrogateescape").replace(str(self.db), "INDEX").replace(str(self.program), "vraagbaak")
        return UPDATED.sub("laatst: TIME", text)

    def index(self, sources, options):
        done = self.run("index", "--quiet", "--db", self.db, *options, *sources)
        if done["code"] not in (0, 6):
            raise Trouble(f"{self.name} builds no index: {done['err']}")
        return {**done, "out": re.sub(r"\([\d.]+ s\)", "(TIME)", done["out"])}

    def search(self, *args, command="search"):
        return self.run(command, "--db", self.db, *args)

    # ---- over HTTP: one process for many queries ----

    def serve(self):
        self.server = subprocess.Popen([self.program, "serve", "--db", str(self.db), "--listen", "127.0.0.1:0",
                                        "--cache", "0", "--url", "http://site"], # the port is not compared
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       env=environment())
        found = re.search(rb":(\d+)/", self.server.stdout.readline())
        if not found:
            raise Trouble(f"{self.name} does not serve: {self.server.stderr.read().decode()}")
        self.connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=120)

    def ask(self, path, parameters):
        """{status, out}; a server that broke off is started again."""
        try:
            self.connection.request("GET", f"{path}?{urlencode(parameters)}")
            response = self.connection.getresponse()
            body = response.read().decode("utf-8", "surrogateescape")
            return {"status": response.status, "out": UPDATED.sub("laatst: TIME", body)}
        except (OSError, http.client.HTTPException) as failure:
            code = self.server.poll()
            self.stop()
            self.serve()
            return {"status": 0, "out": f"no answer: {failure}; exit code of the server: {code}"}

    def stop(self):
        if self.server:
            self.connection.close()
            if self.server.poll() is None:
                self.server.send_signal(signal.SIGTERM)
            self.server.communicate(timeout=60)
            self.server = None


class Pair:
    """OLD and NEW."""

    def __init__(self, old, new):
        self.builds, self.pool = (old, new), ThreadPoolExecutor(2)

    def both(self, function):
        """function(build) of each, at the same time."""
        return list(self.pool.map(function, self.builds))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.pool.shutdown()
        for build in self.builds:
            build.stop()
