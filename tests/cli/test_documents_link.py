# SPDX-License-Identifier: GPL-3.0-or-later
"""Every link of the documents leads somewhere, and every file that they name is there."""
import re

import pytest

from conftest import ROOT

PATTERNS = ("*.md", "doc/*.md", "doc/internals/*.md", "*/README.md")
DOCUMENTS = sorted(path.relative_to(ROOT) for pattern in PATTERNS for path in ROOT.glob(pattern))
PAGES = [document for document in DOCUMENTS if document.parent.name == "internals"]
TOP = "base corpus stemming store indexer searcher web tests tools doc"
SOURCE = re.compile(r"`([\w/.-]+\.(?:c|h|cc|hh|tsv|py|sh|scd))`")
FOLDER = re.compile(r"`((?:" + TOP.replace(" ", "|") + r")(?:/[\w-]+)*/?)`")


def anchors(text):
    """The anchors that the web makes of the headings."""
    heads = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / document).parent / path if path else ROOT / document
        assert file.exists(), f"{document}: {target}"
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), f"{document}: {target}"


@pytest.mark.parametrize("document", [*PAGES, "doc/internals.md"], ids=str)
def test_files_are_there(document):
    """A bare name is a file in the folder of the path in front of it."""
    text = (ROOT / document).read_text(encoding="utf-8")
    for line in text.splitlines():
        folder = None
        for name in SOURCE.findall(line):
            path = name if "/" in name else f"{folder}/{name}" if folder else None
            if path is None: # in a sentence, or the only file of that name
                assert name == "vraagbaak.c" or list(ROOT.glob(f"*/*/{name}")) or list(ROOT.glob(f"*/{name}")), f"{document}: {name}"
                continue
            assert (ROOT / path).is_file(), f"{document}: {path}"
            folder = path.rpartition("/")[0]
        for name in FOLDER.findall(line):
            assert (ROOT / name).exists(), f"{document}: {name}"


def test_every_page_is_in_the_index():
    index = (ROOT / "doc" / "internals.md").read_text(encoding="utf-8")
    assert PAGES and not [page for page in PAGES if f"(internals/{page.name})" not in index]


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "glossary.md"], ids=str)
def test_every_page_has_the_same_parts(page):
    heads = re.findall(r"^## (.*)$", (ROOT / page).read_text(encoding="utf-8"), re.M)
    assert [head for head in heads if not head.startswith("Reversed")] == ["Problem", "Decisions", "Consequences", "Code map"]


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_bytes()) <= 6000
