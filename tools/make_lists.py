#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the tables of corpus/offices/ and searcher/expand/ from lists of ministers, parties, ministries and concepts.

    tools/make_lists.py mandates LISTS > corpus/offices/mandates.tsv
    tools/make_lists.py parties LISTS > corpus/offices/parties.tsv
    tools/make_lists.py ministries LISTS > corpus/offices/ministries.tsv
    tools/make_lists.py concepts LISTS > searcher/expand/eurovoc.tsv
    tools/make_lists.py names LISTS > searcher/expand/names.tsv

LISTS is a folder with flemish-ministers.csv (name, title, role, government, start, end: open data of
themis.vlaanderen.be), flemish-changes-2022.csv, be-federal-ministers.csv, nl-ministers.csv, parties.csv,
ministries.csv, eurovoc-nl.csv (labels and relations) and eurovoc-alt.tsv (id, label, other names, best first).  A row whose source is `own knowledge` gets a question mark: it may help to find, and joins nobody.

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
Concepts: label, then the numbers (from 0) of the lines of broader, narrower and related concepts, then other names joined
by "|"; sorted bytewise by folded label.
Names: each label and other name folded, then the numbers of its concepts, those that it is the label of first; sorted bytewise.
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


# ---- concepts ----

def folded(name):
    """As fold_plain of stemming/fold.h has it."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name).casefold())
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.category(c).startswith("M")))


def read_concepts(lists):
    """Rows of (id, label, relations as lists of ids, other names) in the order of the table."""
    others = {}
    for line in (lists / "eurovoc-alt.tsv").read_text(encoding="utf-8").splitlines():
        concept, _, names = line.split("\t")
        others[concept] = [name.strip() for name in names.split("|") if name.strip()]
    rows = []
    for row in rows_of(lists / "eurovoc-nl.csv"):
        label = row["label_nl"].strip()
        seen, names = {folded(label)}, []
        for name in others.get(row["eurovoc_id"], []):
            if folded(name) not in seen:
                names.append(name)
                seen.add(folded(name))
        rows.append((row["eurovoc_id"], label, [row[key].split() for key in ("broader", "narrower", "related")], names))
    return sorted(rows, key=lambda row: (folded(row[1]).encode(), row[1], row[0]))


def concepts(lists):
    rows = read_concepts(lists)
    number = {row[0]: str(i) for i, row in enumerate(rows)}
    for _, label, relations, names in rows:
        lines = [" ".join(number[other] for other in ids if other in number) for ids in relations]
        yield "\t".join([label, *lines, "|".join(names)])


def names(lists):
    labels, others = {}, {}
    for i, (_, label, _, alternatives) in enumerate(read_concepts(lists)):
        labels.setdefault(folded(label), []).append(i)
        for name in alternatives:
            others.setdefault(folded(name), []).append(i)
    for name in sorted({*labels, *others}, key=str.encode):
        numbers = dict.fromkeys([*labels.get(name, []), *others.get(name, [])])
        yield name + "\t" + " ".join(map(str, numbers))


def main():
    table = {"mandates": mandates, "parties": parties, "ministries": ministries, "concepts": concepts,
             "names": names}[sys.argv[1]]
    for line in table(Path(sys.argv[2])):
        print(line)


main()
