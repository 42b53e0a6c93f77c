# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever names a question on paper, on a screen or in an address names it in a search."""
import pytest

from conftest import ids, index, run, search, write_lines

RECORDS = [
    {"id": "vlaams-2021-11-09-77-els-hamers", "parliament": "vlaams", "date": "2021-11-09", "title": "Bruggen",
     "question": "Hoeveel bruggen?", "number": "77", "session": "2021-2022"},
    {"id": "vlaams-2023-01-17-77-els-hamers", "parliament": "vlaams", "date": "2023-01-17", "title": "Sluizen",
     "question": "Hoeveel sluizen?", "number": "77", "session": "2022-2023",
     "url": "https://docs.vlaamsparlement.be/files/pfile?id=1700001"},
    {"id": "tweedekamer-2023Z04567", "parliament": "tweedekamer", "date": "2023-03-14", "title": "Veren",
     "question": "Hoeveel veren?", "number": "2023Z04567", "numbers": ["2023Z04567", "1802"], "session": "2022-2023"},
    {"id": "kamer-55-2021202212345", "parliament": "kamer", "date": "2022-01-10", "title": "Perrons",
     "question": "Hoeveel perrons?", "number": "412"},
    {"id": "uit-de-krant-9", "parliament": "kamer", "title": "Wissels", "question": "Hoeveel wissels?",
     "source": "http://data.dekamer.be/v0/qrva/55-B071-12-0077-2021202254321"},
    {"id": "los", "parliament": "vlaams", "date": "2023-05-02", "title": "Tarieven", "question": "Waarom 77 euro?"},
]
SHORT = {r["title"].lower(): r["id"] for r in RECORDS}


@pytest.fixture(scope="module")
def numbers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("numbers")
    index(folder / "db", write_lines(folder / "a.jsonl", RECORDS))
    return folder / "db"


@pytest.mark.parametrize("query, titles", [
    ("77 (2021-2022)", "bruggen"), ("nr. 77 (2021-2022)", "bruggen"), ("77/2022-2023", "sluizen"),
    ("vraag nr. 77 van 9 november 2021", "bruggen"), ("SV 77", "bruggen sluizen wissels"),
    ("#77", "bruggen sluizen wissels"), ("n° 77", "bruggen sluizen wissels"), ("nr:0077", "bruggen sluizen wissels"),
    ("nr. 077 sluizen", "sluizen"), ("nrs. 76-77 sluizen", "sluizen"), ("nrs. 412 en 1802", "veren perrons"),
    ("77", "bruggen sluizen wissels tarieven"),
    ("vlaams-2021-11-09-77-els-hamers", "bruggen"), ("uit-de-krant-9", "wissels"),
    ("https://docs.vlaamsparlement.be/files/pfile?id=1700001", "sluizen"),
    ("2023Z04567", "veren"), ("2023z 04567", "veren"), ("Z04567", "veren"), ("kv-tk-2023Z04567", "veren"),
    ("tweedekamer-2023Z04567", "veren"), ("AH 1802", "veren"), ("Aanhangsel 1802", "veren"), ("AH 412", ""),
    ("ah-tk-20222023-1802", "veren"), ("ah-tk-20212022-1802", ""),
    ("Aanhangsel van de Handelingen, vergaderjaar 2022-2023, nr. 1802", "veren"),
    ("https://zoek.officielebekendmakingen.nl/ah-tk-20222023-1802.html", "veren"),
    ("https://zoek.officielebekendmakingen.nl/kv-tk-2023Z04567.pdf", "veren"),
    ("2021202212345", "perrons"), ("DO 2021202212345", "perrons"), ("0412-2021202212345", "perrons"),
    ("55-B066-5-0412-2021202212345", "perrons"), ("0413-2021202212345", ""),
    ("2021202254321", "wissels"), ("0077-2021202254321", "wissels"), ("B071", "wissels"),
    ("http://data.dekamer.be/v0/qrva/55-B071-12-0077-2021202254321", "wissels"),
    ("https://www.dekamer.be/kvvcr/showpage.cfm?section=qrva&dossierID=55-b071-12-0077-2021202254321.xml", "wissels"),
])
def test_a_name_of_a_question(numbers, query, titles):
    answer = search(numbers, query, "--all-words")
    assert set(ids(answer)[:answer["total"]]) == {SHORT[t] for t in titles.split()}, answer["reading"]


def test_what_is_an_id_too_is_told(numbers):
    assert "uit-de-krant-9 is ook de id van een vraag" in str(search(numbers, "uit-de-krant-9")["notices"])


def test_an_answer_says_what_it_looked_for(numbers):
    assert search(numbers, "ah-tk-20222023-1802")["reading"] == \
        "vragen met nummer 1802 van het Aanhangsel van het zittingsjaar 2022-2023"
    assert "geen vraag heeft nummer 9999" in str(search(numbers, "nr:9999")["notices"])
    done = run("search", "--db", numbers, 'citeert:"77 (2021-2022)"', code=3)
    assert "hoogstens met de dag" in done.err


@pytest.mark.parametrize("first, last, titles", [
    ("november 2021", "november 2021", "bruggen"), ("10/1/2022", "10 januari 2022", "perrons"),
    ("2023", "maart 2023", "sluizen veren"), ("vanaf 17 januari 2023", "14 maart 2023", "sluizen veren"),
])
def test_from_and_to_know_what_the_language_knows(numbers, first, last, titles):
    assert set(ids(search(numbers, "--from", first, "--to", last, "hoeveel"))) == {SHORT[t] for t in titles.split()}
