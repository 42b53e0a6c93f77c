# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of sources that have to do with each other in every way: lists and details, questions and answers, doubles,
corrections, copies without number.  Every source is one file of a night; the same seed makes the same set."""
import json
import random

from conftest import FIXTURES, PAPER

TK_QUESTION = """Tweede Kamer der Staten-Generaal2
Vergaderjaar 2024–2025 Vragen gesteld door de leden der Kamer

{z}
Vragen van het lid Brinkhorst (ChristenUnie) aan de Minister van Infrastructuur en Waterstaat over
de sluizen bij {place} (ingezonden 14 oktober 2024).
Vraag 1
Kunt u bevestigen dat de sluizen bij {place} niet meer sluiten?
Vraag 2
Wanneer worden zij hersteld?

kv-tk-{z}
"""

TK_ANSWER = """AH {ah}
{z}
Antwoord van minister {name} ({ministry}) (ontvangen {day} 2024)

Vraag 1
Kunt u bevestigen dat de sluizen bij {place} niet meer sluiten?

Antwoord op vraag 1
{first}

Vraag 2
Wanneer worden zij hersteld?

Antwoord op vraag 2
{second}
"""

TK_DELAY = """AH {ah}
{z}
Mededeling van minister Kwakernaak (Infrastructuur en Waterstaat) (ontvangen 30 oktober 2024)

Hierbij deel ik mee dat de vragen van het lid Brinkhorst (ChristenUnie) over de sluizen bij {place} niet binnen de
gebruikelijke termijn kunnen worden beantwoord.
"""


def flemish(rng, n):
    """Papers about one question of the Flemish Parliament: names and texts."""
    text = PAPER.replace("321", str(320 + n)).replace("zondag", rng.choice(["zondag", "maandag"]))
    head, _, answer = text.partition("\nMARIA DE WILDE\nVLAAMS MINISTER VAN CULTUUR EN JEUGD\nANTWOORD")
    other = text.replace("MARIA DE WILDE", "BART SOMERS").replace(str(320 + n), str(420 + n))
    title, body = text.split("JEUGD\n")[1].split("\n", 1)
    asked, replies = body.split("\nMARIA")[0], answer.split("ZANDERZUID")[0].split("\n1. ")[1]
    copy = f" {title}\n\n" + asked.replace("1.\n", "\n1. ").replace("2.\n", "\n2. ") + f"\n\n 1. {replies}"
    return {f"v{n}-vol.txt": text, f"v{n}-vraag.txt": head, f"v{n}-kop.txt": copy,
            f"v{n}-beter.txt": text.replace("veertig", "vijftig"), f"v{n}-somers.txt": other}


def second_chamber(rng, n):
    z, place = f"2024Z155{10 + n}", rng.choice(["Oudewaarde", "Nieuwenrode"])
    one = dict(z=z, place=place, name="Kwakernaak", ministry="Infrastructuur en Waterstaat", day="4 november")
    two = dict(z=z, place=place, name="Madlener", ministry="Verkeer", day="20 december")
    return {f"t{n}-vraag.txt": TK_QUESTION.format(z=z, place=place),
            f"t{n}-antwoord.txt": TK_ANSWER.format(ah=500 + n, first="Ja.", second="In het voorjaar.", **one),
            f"t{n}-beter.txt": TK_ANSWER.format(ah=500 + n, first="Ja, zeker.", second="In mei.", **one),
            f"t{n}-nader.txt": TK_ANSWER.format(ah=700 + n, first="Nee.", second="In de zomer.", **two),
            f"t{n}-uitstel.txt": TK_DELAY.format(ah=450 + n, **one)}


def chamber(rng, n):
    """Items and entries of lists under one DOCNAME, for several departments."""
    docname = f"20252026069{10 + n}"

    def item(department, number, **more):
        return dict({"SDOCNAME": f"56-B04{department}-{department}-{number:04}-{docname}", "LEGISL": "56",
                     "DOCNAME": docname, "DEPOTDAT": "20260310", "AUT": "Tine Voorbeeld (07772)",
                     "TITN": "Controles op ziekteverzuim.", "TITF": "Contrôles.", "QUESTNUM": number,
                     "DEPTN": f"Minister van {['Justitie', 'Financiën', 'Werk'][department % 3]}", "ID": 100 * n + number,
                     "TEXTQN": {"br": ["1. Hoeveel controles waren er?", "2. Met welk gevolg?"]}}, **more)

    def entry(department, number):
        keys = ("SDOCNAME", "TITN", "TITF", "AUT", "DEPTN")
        return dict({k: v for k, v in item(department, number).items() if k in keys}, STATUSQ="answerReceived")
    answer = {"TEXTA1N": {"br": ["1. Er waren er 412.", "2. Geen."]}, "STATUSQ": "answerReceived"}
    put = lambda *items: json.dumps({"items": list(items)}, indent=1)
    return {f"k{n}-een.json": put(item(1, 53)), f"k{n}-een-antwoord.json": put(item(1, 53, **answer)),
            f"k{n}-twee.json": put(item(2, 30, **answer)), f"k{n}-verhuisd.json": put(dict(item(2, 77), ID=100 * n + 53)),
            f"k{n}-lijst.json": put(entry(1, 53), entry(2, 30)), f"k{n}-lijst2.json": put(entry(2, 77))}


def lines(rng, n):
    """A question as lines of JSON: whole, listed, answered, corrected, twice in a file."""
    whole = {"id": f"proef-{n}", "parliament": "kamer", "title": "Fietspaden", "date": "2020-01-02",
             "asker": "Jan Peeters", "question": "1. Hoeveel?\n2. Waar?"}
    answered = dict(whole, answer="1. Veertig.\n2. Overal.", date_answered="2020-02-02", party="Groen")
    listed = {k: v for k, v in dict(whole, status="beantwoord", themes=["fiets"]).items() if k != "question"}
    better = dict(answered, answer="1. Vijftig.\n2. Nergens.", date_answered=rng.choice(["2020-02-02", "2020-03-01"]))
    nameless = {k: v for k, v in answered.items() if k not in ("id", "date", "parliament")}
    text = lambda *records: "".join(json.dumps(r) + "\n" for r in records)
    return {f"j{n}-a.jsonl": text(whole), f"j{n}-b.jsonl": text(answered), f"j{n}-c.jsonl": text(listed),
            f"j{n}-d.jsonl": text(better), f"j{n}-e.jsonl": text(listed, answered, whole),
            f"j{n}-f.jsonl": text(nameless), f"j{n}-g.jsonl": text(dict(nameless, parliament="kamer"))}


def official(rng, n):
    return {f"o-{p.name}": p.read_text(encoding="utf-8") for p in sorted((FIXTURES / "officieel").glob("ah-*.xml"))}


def make(seed):
    """{name: text} of a set: a handful of files, most of them about the same few questions."""
    rng = random.Random(seed)
    found = {}
    for family in rng.sample([flemish, second_chamber, chamber, lines, official], rng.randrange(1, 4)):
        for n in range(1, rng.randrange(2, 4)):
            files = family(rng, n)
            for name in rng.sample(sorted(files), rng.randrange(1, min(6, len(files)) + 1)):
                found[name] = files[name]
    return found
