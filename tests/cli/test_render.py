# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats for other programs: JSON Lines, CSV, BibTeX and RIS."""
import csv
import io
import json
import re

import pytest

from conftest import PROGRAM, index, run, search, show, start, write_lines

COLUMNS = ("id number date_asked date_answered parliament kind status session title askers parties ministers offices "
           "themes days url score snippet").split()
TOETS = "vlaams-2022-02-03-181-bram-de-ridder"


def formatted(db, form, *args, command="search"):
    return run(command, "--db", db, "--format", form, *args).out


def rows(db, *args):
    return list(csv.DictReader(io.StringIO(formatted(db, "csv", *args), newline="")))


def one_question(db, tmp_path, **fields):
    index(db, write_lines(tmp_path / "a.jsonl", [{"id": "x1", "parliament": "kamer", "title": "Kwaadaardig", **fields}]))


# ---- JSON Lines ----

def test_jsonl_has_the_hits_of_json(sample):
    lines = [json.loads(line) for line in formatted(sample, "jsonl", "fietsen", "--explain").splitlines()]
    assert lines == search(sample, "fietsen", "--explain")["hits"]
    assert formatted(sample, "jsonl", "xyzzyplugh") == ""


def test_json_is_laid_out_as_one_object(sample):
    out = formatted(sample, "json", "fietsen", "--limit", "2")
    assert out == json.dumps(json.loads(out), indent=2, ensure_ascii=False) + "\n"
    nothing = formatted(sample, "json", "xyzzyplugh")
    assert nothing.endswith('  "hits": []\n}\n')


# ---- CSV ----

def test_csv(sample):
    out = formatted(sample, "csv", "--limit", "80", "--from", "2010")
    lines = out.split("\r\n")
    assert lines[0].split(",") == COLUMNS and lines[-1] == "" and "\n" not in out.replace("\r\n", "")
    found = search(sample, "--limit", "80", "--from", "2010")["hits"]
    table = rows(sample, "--limit", "80", "--from", "2010")
    assert len(table) == len(found) > 50
    for row, hit in zip(table, found):
        for key in ("id", "number", "date_asked", "date_answered", "parliament", "kind", "status", "title", "snippet"):
            assert row[key].lstrip("'") == (hit[key] or ""), key
        assert row["askers"] == " | ".join(a["name"] for a in hit["askers"])
        assert row["ministers"] == " | ".join(m["name"] or m["role"] for m in hit["ministers"])
        assert float(row["score"]) == pytest.approx(hit["score"], abs=1e-6)
        assert bool(row["days"]) == bool(hit["date_asked"] and hit["date_answered"])
    assert formatted(sample, "csv", "xyzzyplugh") == ",".join(COLUMNS) + "\r\n"


def test_csv_days_and_lists(db, tmp_path):
    one_question(db, tmp_path, date_asked="2020-02-20", date_answered="2020-03-01", session="2019-2020",
                 themes=["wonen", "energie"], url="https://voorbeeld.be/?a=1,2",
                 askers=[{"name": "Jan Peeters", "party": "Groen"}, {"name": "An Smet", "party": None}],
                 ministers=[{"name": "Piet Maes", "role": "Minister van Justitie"}])
    row = rows(db, "kwaadaardig")[0]
    assert row["days"] == "10" and row["themes"] == "wonen | energie" and row["url"] == "https://voorbeeld.be/?a=1,2"
    assert row["askers"] == "Jan Peeters | An Smet" and row["parties"] == "Groen" and row["session"] == "2019-2020"
    assert row["ministers"] == "Piet Maes" and row["offices"] == "Minister van Justitie"


def test_csv_days_may_be_negative(db, tmp_path):
    one_question(db, tmp_path, date_asked="2020-03-03", date_answered="2020-03-01")
    assert rows(db, "kwaadaardig")[0]["days"] == "-2" # a number that the program made is no formula


@pytest.mark.parametrize("title", ["=1+1", "+32 2 000", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1", "\u3000+1",
                                   "\u200b=1", "\u202e=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20A", "\x1b=1",
                                   "\ufeff=1", "\u2212" "1"])
def test_csv_cells_are_no_formulas(db, tmp_path, title):
    one_question(db, tmp_path, title=title + " kwaadaardig", number="=2", url="=HYPERLINK(1)", themes=["@t"],
                 askers=[{"name": "+Jan", "party": "=P"}], ministers=[{"name": "-Piet", "role": "=rol"}])
    row = rows(db, "kwaadaardig")[0]
    for key in ("title", "url", "themes", "askers", "parties", "ministers", "offices"):
        assert row[key].startswith("'"), (key, row[key])


def test_csv_quotes(db, tmp_path):
    one_question(db, tmp_path, title='Kwaadaardig "aan", of;\nniet - = +')
    assert '"Kwaadaardig ""aan"", of; niet - = +",' in formatted(db, "csv", "kwaadaardig")
    assert rows(db, "kwaadaardig")[0]["title"] == 'Kwaadaardig "aan", of; niet - = +'


# ---- BibTeX ----

ENTRY = re.compile(r"@techreport\{([^,{}\s]+),\n(.*?)\n\}\n", re.S)


def entries(text):
    """{key: {field: value}}, read as strictly as BibTeX does: braces balanced, a comma behind each field."""
    found = {}
    for key, body in ENTRY.findall(text):
        assert key not in found
        found[key] = {}
        for line in body.split("\n"):
            name, value = re.fullmatch(r"  (\w+) = (\{.*\}|[a-z]{3}),?", line).groups()
            depth = [value[:i].count("{") - value[:i].count("}") for i in range(1, len(value))]
            assert value[0] != "{" or (min(depth) > 0 and value.count("{") == value.count("}")), value
            found[key][name] = value[1:-1] if value[0] == "{" else value
    assert text.count("@techreport{") == len(found)
    return found


def test_bibtex(sample):
    entry = entries(formatted(sample, "bibtex", TOETS, command="show"))[TOETS]
    assert entry == {
        "author": "{El Kaddouri}, Yasmina", "title": "{Inburgeringstoets - Slaagcijfers en vrijstellingen}",
        "year": "2022", "month": "feb", "day": "3", "institution": "Vlaams Parlement", "type": "Schriftelijke vraag",
        "number": "181", "language": "dutch", "note": entry["note"]}
    assert entry["note"].startswith("Aan Bram De Ridder")
    all_of_them = entries(formatted(sample, "bibtex", "--all", command="show"))
    assert set(all_of_them) == {q["id"] for q in show(sample)}
    assert formatted(sample, "bibtex", "nr. 181", "--limit", "1").startswith("@techreport{")


SPECIAL = r'100% & $5 #1 a_b {c} \d ~e ^f <g> |h| "i"'
LATEX = (r"100\% \& \$5 \#1 a\_b \textbraceleft{}c\textbraceright{} \textbackslash{}d \textasciitilde{}e "
         r"\textasciicircum{}f \textless{}g\textgreater{} \textbar{}h\textbar{} {\char34}i{\char34}")


def test_bibtex_escapes(db, tmp_path):
    one_question(db, tmp_path, title="Kwaadaardig } " + SPECIAL, url="https://x.be/a b?{c}&d=100%25\\\u00e9",
                 askers=[{"name": "Jan and Piet {", "party": None}])
    entry = entries(formatted(db, "bibtex", "kwaadaardig"))["x1"]
    assert entry["title"] == "{Kwaadaardig \\textbraceright{} " + LATEX + "}"
    assert entry["url"] == "https://x.be/a%20b?%7Bc%7D&d=100%25%5C%C3%A9"
    assert " and " not in re.sub(r"\{[^{}]*\}", "", entry["author"]) or entry["author"].count(" and ") == 1


def test_bibtex_keys_are_unique(db, tmp_path):
    ids = ["a b", "a_b", "a,b", "a{b", "a-b", "a\u00e9b", "a_20b", "ab"]
    index(db, write_lines(tmp_path / "a.jsonl", [{"id": i, "parliament": "kamer", "title": f"Titel {n}",
                                                  "question": f"Vraag {n}?"} for n, i in enumerate(ids)]))
    first = list(entries(formatted(db, "bibtex", "--all", command="show")))
    assert len(set(first)) == len(ids) and "a-b" in first and "a_20b" in first and "a_5f20b" in first
    assert first == list(entries(formatted(db, "bibtex", "--all", command="show")))


# ---- RIS ----

def records(text):
    assert text.endswith("ER  - \r\n\r\n") or text == ""
    found = []
    for part in text.split("\r\n\r\n")[:-1]:
        lines = part.split("\r\n")
        assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line) for line in lines), lines
        assert lines[0] == "TY  - GOVDOC" and lines[-1] == "ER  - "
        found.append([tuple(line.split("  - ", 1)) for line in lines[1:-1]])
    return found


def test_ris(sample):
    fields = dict(records(formatted(sample, "ris", TOETS, command="show"))[0])
    assert fields["ID"] == TOETS and fields["AU"] == "El Kaddouri, Yasmina" and fields["PY"] == "2022"
    assert fields["DA"] == "2022/02/03" and fields["PB"] == "Vlaams Parlement" and fields["IS"] == "181"
    assert fields["M3"] == "Schriftelijke vraag" and fields["LA"] == "nl"
    assert len(records(formatted(sample, "ris", "--all", command="show"))) == 80
    assert formatted(sample, "ris", "xyzzyplugh") == ""


def test_ris_lines(db, tmp_path):
    one_question(db, tmp_path, title="Kwaadaardig\nER  - \r\nTY  - BOOK", themes=["een*twee", "drie"],
                 askers=[{"name": "Jan, *Piet*", "party": None}, {"name": "Van Dijk", "party": None}])
    fields = records(formatted(db, "ris", "kwaadaardig"))[0]
    assert [v for k, v in fields if k == "KW"] == ["een+twee", "drie"]
    assert all("*" not in v and v.count(",") <= 1 for k, v in fields if k == "AU") and ("AU", "Van Dijk") in fields
    assert sum(k == "TI" for k, _ in fields) == 1


# ---- choosing ----

def test_formats_are_refused_clearly(sample):
    for command, names, word in (("search", "text, json, jsonl, csv, trec, bibtex, ris", "x"),
                                 ("show", "text, json, bibtex, ris", TOETS)):
        done = run(command, "--db", sample, "--format", "xml", word, code=2)
        assert done.err == f'vraagbaak {command}: --format must be one of {names}, not "xml"\n'
        done = run(command, "--db", sample, "--format", "bibtex", "--json", word, code=2)
        assert "--json and --format bibtex cannot be combined" in done.err
        assert run(command, "--db", sample, "--format", "", word, code=2).err
    assert show(sample, TOETS) == [json.loads(formatted(sample, "json", TOETS, command="show"))]
    assert run("search", "--db", sample, "--format", "csv", "--exit-code", "xyzzyplugh", code=4).out


def test_output_is_written_as_it_comes(sample):
    """A reader that leaves ends the command: it does not go on for nobody."""
    child = start("show", "--db", sample, "--all", "--format", "bibtex", program=PROGRAM)
    assert child.stdout.readline().startswith(b"@techreport{")
    child.stdout.close()
    assert child.wait(60) in (0, 1) and child.stderr.read() == b""
    child.stderr.close()
