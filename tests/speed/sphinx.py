# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx, built by its indexer and searched through its server, on a port of this machine."""
import re
import shutil
import socket
import subprocess
import time

import measure
from engines import Engine
from texts import records

CONFIG = """
source questions {{
    type = tsvpipe
    tsvpipe_command = cat {folder}/sphinx.tsv
    tsvpipe_field_string = title
    tsvpipe_field_string = question
    tsvpipe_field_string = answer
    tsvpipe_attr_uint = day
    tsvpipe_attr_uint = year
    tsvpipe_attr_string = asker
    tsvpipe_attr_string = party
    tsvpipe_attr_string = office
}}
index questions {{
    source = questions
    path = {folder}/sphinx.db/questions
    morphology = libstemmer_nl
}}
indexer {{
    mem_limit = 256M
}}
searchd {{
    listen = 127.0.0.1:{port}:mysql41
    log = {folder}/sphinx.log
    pid_file = {folder}/sphinx.pid
    binlog_path =
    workers = threads
}}
"""
FACETS = ("year", "asker", "party", "office")


def _free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Sphinx(Engine):
    name = "Sphinx, Dutch stems"
    stem, suffix = "sphinx", ".db"
    kinds = ("any", "all", "phrase", "facets")

    def __init__(self, *args):
        super().__init__(*args)
        self.config = self.folder / "sphinx.conf"
        self.port, self.server = None, None

    def absent(self):
        if not shutil.which("searchd") or not shutil.which("indexer"):
            return "package sphinxsearch is not installed"
        if not (self.drivers / "sphinx").exists():
            return "package libmariadb-dev is not installed"
        return None

    def build(self, corpus):
        self.port = _free_port()
        self.index.mkdir()
        self.config.write_text(CONFIG.format(folder=self.folder.resolve(), port=self.port))
        with open(self.folder / "sphinx.tsv", "w", encoding="utf-8") as out:
            for number, r in enumerate(records(corpus), 1):
                day = r["date"].replace("-", "")
                cells = (number, r["title"], r["question"], r["answer"], day, day[:4], r["asker"], r["party"],
                         r["minister_role"])
                out.write("\t".join(re.sub(r"\s+", " ", str(c)) for c in cells) + "\n")
        return measure.run(["indexer", "--quiet", "--config", self.config, "questions"])[1]

    def driver(self, mode):
        self._serve()
        return [self.drivers / "sphinx", mode, str(self.port)]

    def _serve(self):
        if self.server:
            return
        self.server = subprocess.Popen(["searchd", "--nodetach", "--config", self.config],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise measure.Failed("searchd does not answer")

    def close(self):
        if self.server:
            self.server.terminate()
            self.server.wait()
            self.server = None
