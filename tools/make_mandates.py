#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes corpus/offices/mandates.tsv from a list of mandates of the Flemish Government.

    tools/make_mandates.py flemish-ministers.csv > corpus/offices/mandates.tsv

The list (CSV: name, title, role, government, start, end) is published as open data at
themis.vlaanderen.be.  It repeats a government as a whole each time one member changes; mandates
that run on are joined here.  What is mended:
  - an end that is missing or lies on the day that the next composition begins: the day before;
  - the composition of 10 October 2007, whose year is given as 2009;
  - a mandate without title and role: the list gives these to a minister who has another mandate
    too, where other governments have the vice-minister-president;
  - a title that names a person and no office, and a minister without title: left out.
Output: slug, name, title, first day, last day (empty: still in office), sorted bytewise.
"""
import csv
import datetime
import re
import sys
import unicodedata

TYPING_ERRORS = {"2009-10-09": "2007-10-09", "2009-10-10": "2007-10-10"}


def slug(name):
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


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
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()


def read(path):
    rows = []
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            start = TYPING_ERRORS.get(row["start"], row["start"])
            end = TYPING_ERRORS.get(row["end"], row["end"])
            title = title_of(row)
            if title:
                rows.append([" ".join(row["name"].split()), title, start, end])
    return rows


def main():
    rows = read(sys.argv[1])
    starts = sorted({start for _, _, start, _ in rows})
    for row in rows:
        later = [s for s in starts if s > row[2]]
        if later and (not row[3] or row[3] in later):
            row[3] = day_before(later[0] if not row[3] else row[3])
        assert not row[3] or row[2] <= row[3], row
    runs = []
    for name, title, start, end in sorted(rows):
        last = runs[-1] if runs else None
        if last and last[:2] == [name, title] and (not last[3] or start <= last[3] or day_before(start) == last[3]):
            last[3] = "" if not end or not last[3] else max(last[3], end)
        else:
            runs.append([name, title, start, end])
    lines = ["\t".join([slug(name), name, title, start.replace("-", ""), end.replace("-", "")])
             for name, title, start, end in runs]
    for line in sorted(lines, key=lambda line: (line.split("\t")[0], line.split("\t")[3], line)):
        print(line)


main()
