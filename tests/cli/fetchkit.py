# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of fetching share: a configuration, runs, and what should be in the spool."""
import json

import pytest

import fetchserver as srv
from conftest import run


TODAY = "2025-11-20"
QUIET = {"no_proxy": "*", "http_proxy": None, "https_proxy": None}


class Fetch:
    def __init__(self, folder, url, service, settings="", kinds=("opendata", "qrva")):
        self.folder, self.spool, self.service, self.url = folder, folder / "spool", service, url
        self.config = folder / "night.conf"
        self.configure(settings, kinds)

    def configure(self, settings="", kinds=("opendata", "qrva"), url=None):
        url = url or self.url
        sources = {"opendata": f'{{ name = "vlaams"; kind = "opendata"; search = "{url}/search"; detail = "{url}/schv"; '
                               f'document = "{url}/pfile"; }}',
                   "qrva": f'{{ name = "kamer"; kind = "qrva"; legislature = 56; list = "{url}/qrva/"; archive_days = 0; }}',
                   "archive": f'{{ name = "kamer"; kind = "qrva"; legislature = 56; list = "{url}/qrva"; archive_days = 7; }}',
                   "inqo": f'{{ name = "mondeling"; kind = "inqo"; legislature = 56; list = "{url}/inqo"; }}',
                   "vi": f'{{ name = "uitleg"; kind = "vi"; search = "{url}/search"; detail = "{url}/vi"; document = "{url}/pfile"; }}',
                   "sru": f'{{ name = "tweedekamer"; kind = "sru"; search = "{url}/sru"; document = "{url}/op"; }}'}
        defaults = {"interval_ms": 0, "retry_ms": 5, "retries": 2, "since": '"2025-11-01"'}
        for line in filter(None, settings.split(";")):
            name, value = line.split("=")
            defaults[name.strip()] = value.strip()
        settings = "".join(f"{k} = {v}; " for k, v in defaults.items())
        self.config.write_text(f'database = "vragen.db"; spool = "spool";\nfetch = {{ contact = "post@example.org"; {settings}\n'
                               f'sources = ({", ".join(sources[k] for k in kinds)}); }};\n')

    def run(self, *args, code=0, **options):
        self.last = run("fetch", "--json", "--today", TODAY, "--config", self.config, *args, code=code, env=QUIET, **options)
        return self.last.json

    def files(self):
        """What the spool holds for the index."""
        return {str(p.relative_to(self.spool)): p.read_bytes() for p in sorted(self.spool.rglob("*"))
                if p.is_file() and ".fetch" not in p.parts}

    def expected(self):
        s = self.service
        wanted = {f"schv/{n}.json": json.dumps(d, indent=1).encode() for n, d in s.details.items()}
        wanted |= {f"op/{n}": b for n, b in s.publications.items()}
        wanted |= {f"pfile/{n}.pdf": b for n, b in s.documents.items()}
        return wanted | {f"qrva/{n}.json": json.dumps({"disclaimer": "...", "items": [i]}).encode() for n, i in s.items.items()}

    def figures(self, *names, **options):
        report = self.run(**options)
        return tuple(report[name] for name in names)


@pytest.fixture
def fetch(tmp_path):
    service = srv.Service()
    with srv.serve(service) as url:
        yield Fetch(tmp_path, url, service)


def fill(service, count=7):
    service.add(*range(500, 500 + count))
    for n in range(4):
        name = f"56-B001-1-{n:04d}-202420250{n:04d}"
        service.items[name] = srv.bulletin(name)
