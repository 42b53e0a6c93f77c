# SPDX-License-Identifier: GPL-3.0-or-later
"""A letter or two and a figure are one word, with a blank between them or without."""
import pytest

from conftest import ids, index, search, write_lines

RECORDS = [
    {"id": "a", "title": "Geluid", "question": "Komen er schermen langs de E 19 in Mechelen?"},
    {"id": "b", "title": "Tol", "question": "Hoeveel tol brengt de E19 op?"},
    {"id": "c", "title": "Bruggen", "question": "Kruist de E19-brug de N 8?"},
    {"id": "d", "title": "Zalen", "question": "Zijn zaal E, 19 stoelen en een tafel vrij?"},
    {"id": "e", "title": "Kaarten", "question": "Staat de N\u00a0253 op de kaart, en de E 1923?"},
]


@pytest.fixture(scope="module")
def roads(tmp_path_factory):
    folder = tmp_path_factory.mktemp("roads")
    index(folder / "db", write_lines(folder / "a.jsonl", RECORDS))
    return folder / "db"


@pytest.mark.parametrize("query, wanted", [
    ("E19", "abc"), ("E 19", "abc"), ('"E 19"', "abc"), ('"E19"', "abc"), ("e19", "abc"), ("N8", "c"), ("N 8 brug", "c"),
    ("N253", "e"), ("tol E 19", "b"), ("vraag:(E 19)", "abc"), ('"de E 19 in"', "a"), ("E 19.", "abc"), ("NIET E 19", "de"),
])
def test_written_either_way(roads, query, wanted):
    answer = search(roads, query, "--all-words")
    assert sorted(ids(answer)[:answer["total"]]) == list(wanted), answer["reading"]
