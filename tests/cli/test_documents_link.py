# SPDX-License-Identifier: GPL-3.0-or-later
"""Every link of the documents leads somewhere."""
import re

import pytest

from conftest import ROOT

DOCUMENTS = sorted(path.relative_to(ROOT) for path in [*ROOT.glob("*.md"), *ROOT.glob("doc/*.md"), *ROOT.glob("*/README.md")])


def anchors(text):
    """Of its headings, as they are made from them on the web."""
    heads = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (ROOT / document).parent / path if path else ROOT / document
        assert place.exists(), f"{document}: {target}"
        assert not anchor or anchor in anchors(place.read_text(encoding="utf-8")), f"{document}: {target}"


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_bytes()) <= 6000
