#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the tables of corpus/offices/ from lists of ministers, parties and ministries.

    tools/make_lists.py mandates LISTS > corpus/offices/mandates.tsv
    tools/make_lists.py parties LISTS > corpus/offices/parties.tsv
    tools/make_lists.py ministries LISTS > corpus/offices/ministries.tsv

LISTS is a folder with flemish-ministers.csv (name, title, role, government, start, end: open data of
themis.vlaanderen.be), flemish-changes-2022.csv, be-federal-ministers.csv, nl-ministers.csv, parties.csv and
ministries.csv.  A row whose source is `own knowledge` gets a question mark: it may help to find, and joins nobody.

Mandates: slug, name, title, first day, last day (empty: still in office), parliament, "?" or nothing, name as it is
signed; sorted bytewise.  The Flemish list repeats a government as a whole each time one member changes; mandates that
run on are joined here.  What is mended in it:
  - an end that is missing or lies on the day that the next composition begins: the day before;
  - the composition of 10 October 2007, whose year is given as 2009;
  - a mandate without title and role: the list gives these to a minister who has another mandate
    too, where other governments have the vice-minister-president;
  - a title that names a person and no office, and a minister without title: left out;
  - the change of May 2022, which it lacks: mandates end where flemish-changes-2022.csv ends them.
The other lists give the day on which the successor starts as the end.

Parties: parliament, the name that is counted, "?" or nothing, all names joined by "|".
Ministries: "o" for an office or "a" for an agency, parliament, offices joined by ";", names joined by "|".
"""
import csv
import datetime
import re
import sys
import unicodedata
from pathlib import Path

TYPING_ERRORS = {"2009-10-09": "2007-10-09", "2009-10-10": "2007-10-10"}
OWN = "own knowledge"

# What those who answer for a federal service are called in titles, where its name has none of it.
FEDERAL = {"FOD Kanselarij": "Eerste minister", "FOD BOSA": "Ambtenarenzaken", "FOD WASO": "Werk", "FOD SZ": "Sociale Zaken",
           "Defensie": "Defensie;Landsverdediging", "POD MI": "Maatschappelijke Integratie"}
FLEMISH = {"KBBJ": "Bestuurszaken;Bestuur", "WSE": "Werk", "WEWIS": "Werk", "Zorg": "Welzijn"}


def slug(name):
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub("['’]", "", plain)).strip("-")


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# ---- mandates ----

def title_of(row):
    title = " ".join(row["title"].split()).rstrip(",")
    title = re.sub(r"^Vlaamse minister", "Vlaams minister", title)
    title = title.replace("Gemeenschapsminister van Minister van", "Gemeenschapsminister van")
    if title:
        return title if row["name"] not in title else None
    if row["role"] in ("Minister-president", "Viceminister-president"):
        return row["role"] + " van de Vlaamse Regering"
    return None if row["role"] else "Viceminister-president van de Vlaamse Regering"


def day_before(day):
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat() if day else ""


def flemish(path):
    rows = []
    for row in rows_of(path):
        start = TYPING_ERRORS.get(row["start"], row["start"])
        end = TYPING_ERRORS.get(row["end"], row["end"])
        title = title_of(row)
        if title:
            rows.append([" ".join(row["name"].split()), title, start, end, "vlaams", "", ""])
    starts = sorted({row[2] for row in rows})
    for row in rows:
        later = [s for s in starts if s > row[2]]
        if later and (not row[3] or row[3] in later):
            row[3] = day_before(later[0] if not row[3] else row[3])
        assert not row[3] or row[2] <= row[3], row
    return rows


def changes(path, rows):
    """Adds mandates that the list lacks, and ends those that ended within a composition."""
    given = rows_of(path)
    for row in given:
        for title in row["title"].split("; "):
            if any(r["name"] == row["name"] and r["start"] == row["end"] and title in r["title"].split("; ") for r in given):
                continue # it goes on
            same = [r for r in rows if r[0] == row["name"] and slug(r[1]) == slug(title)]
            last = day_before(row["end"])
            if any(r[2] <= row["start"] for r in same): # known from its first day
                for r in same:
                    if r[2] == row["start"] and r[3] > last:
                        r[3] = last
            elif same:
                rows.append([row["name"], same[0][1], row["start"], day_before(same[0][2]), "vlaams", "?", ""])


def others(path, parliament):
    return [[row["name"], row["title"], row["start"], day_before(row["end"]), parliament,
             "?" if row["source"].strip() == OWN else "", row.get("initials_name", "")] for row in rows_of(path)]


def mandates(lists):
    rows = flemish(lists / "flemish-ministers.csv")
    runs = []
    changes(lists / "flemish-changes-2022.csv", rows)
    rows += others(lists / "be-federal-ministers.csv", "kamer") + others(lists / "nl-ministers.csv", "tweedekamer")
    for name, title, start, end, *rest in sorted(rows, key=lambda r: (r[:2], r[4:], r[2:4])):
        last = runs[-1] if runs else None
        if last and last[:2] == [name, title] and last[4:] == rest and (
                not last[3] or start <= last[3] or day_before(start) == last[3]):
            last[3] = "" if not end or not last[3] else max(last[3], end)
        else:
            runs.append([name, title, start, end, *rest])
    lines = ["\t".join([slug(name), name, title, start.replace("-", ""), end.replace("-", ""), *rest])
             for name, title, start, end, *rest in runs]
    return sorted(lines, key=lambda line: (line.split("\t")[0], line.split("\t")[3], line))


# ---- parties ----

def parties(lists):
    rows = rows_of(lists / "parties.csv")
    lines, counted = [], {}
    for row in rows:
        names = [n for n in dict.fromkeys([*row["aliases"].split("|"), row["abbreviation"], row["name"]]) if slug(n)]
        country = "nl" if row["parliament"] == "tweedekamer" else "be"
        shown = counted.setdefault((country, row["name"]), names[0])
        lines.append("\t".join([row["parliament"], shown, "?" if row["source"].strip() == OWN else "", row["abbreviation"],
                                "|".join(names)]))
    return lines


# ---- ministries ----

def office_of(text, parliament):
    """What a title has of it: ministries of the Netherlands keep their names, others become a field of policy."""
    text = re.sub(r"^(Ministerie van|[Mm]inister (van|voor)|FOD|POD|Departement) ", "", text)
    return text if parliament == "tweedekamer" else re.split(r", | en (?!Ruimtelijke)", text)[0]


def ministries(lists):
    for row in rows_of(lists / "ministries.csv"):
        parliament, names = row["parliament"], [row["name"], row["abbreviation"], *row["aliases"].split("|")]
        names = list(dict.fromkeys(n for n in names if n))
        if row["kind"] == "agency":
            yield "\t".join(["a", parliament, "", "|".join(names)])
            continue
        own = (FEDERAL if parliament == "kamer" else FLEMISH).get(row["abbreviation"]) if parliament != "tweedekamer" else None
        offices = own or office_of(row["name"], parliament)
        if row["kind"] == "office":
            offices = re.sub(" van de Vlaamse Regering$", "", row["name"])
        if parliament == "tweedekamer": # what the ministry was called before
            full = [office_of(n, parliament) for n in names[1:] if " " in n and len(n) > 12]
            offices = ";".join(dict.fromkeys([offices, *full]))
            if row["abbreviation"] == "AZ":
                offices = "Algemene Zaken;Minister-president"
        yield "\t".join(["o", parliament, offices, "|".join(names)])


def main():
    table = {"mandates": mandates, "parties": parties, "ministries": ministries}[sys.argv[1]]
    for line in table(Path(sys.argv[2])):
        print(line)


main()
