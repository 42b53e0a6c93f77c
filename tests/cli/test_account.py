# SPDX-License-Identifier: GPL-3.0-or-later
"""Where every word of a paper went: into a field, into the rest, or out by a rule.

Run as a program, it prints the shares for each format:  python3 tests/cli/test_account.py
"""
import json
import re
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import ALL_TESTS, CORPORA, FIXTURES, RELEASE, SAMPLE, index, show

FOLDERS = [SAMPLE / "flemish", SAMPLE / "tweedekamer", SAMPLE / "kamer", FIXTURES / "officieel", FIXTURES / "qrva",
           CORPORA / "flemish", CORPORA / "tweedekamer2024", CORPORA / "tweedekamer-docx", CORPORA / "qrva",
           CORPORA / "kamer2017", CORPORA / "kamer2020"]
LARGE = ("kamer2017", "kamer2020")
IN_FIELDS, IN_REST, IN_REST_OF_ONE, TWICE = .99, .005, .05, .001
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TITLES = r"(VLAAMSE? |VICE-?)*MINISTERS?(-PRESIDENT)?\b|STAATSSECRETARIS\b"

# What is left out, by the lines that it stands in.  A heading goes on up to the day in brackets that closes it.
LINES = {
    "page": re.compile(r"Tweede Kamer(,| der Staten)|Vergaderjaar |ISSN |(ah|kv)-tk-|[’']s-Gravenhage 20|"
                       r"Vragen gesteld door de leden der|regering gegeven antwoorden|Pagina \d|Bladzijde "),
    "number": re.compile(r"(AH )?\d+$|\d{4}Z\d+$|nr\. \d+$|\(ingezonden .*\)\.?$"),
    "heading": re.compile(r"SCHRIFTELIJKE VRAAG|(van|aan) [A-ZÀ-Ž’' -]+$|datum: |op vraag nr\.|" + TITLES),
}
OPENS_HEADING = re.compile(r"((Schriftelijke |Mondelinge )?[Vv]ra(gen|ag) (van|lid|leden)|Antwoord van|Mededeling van|Uitstelbericht van) ")
LABEL = re.compile(r"((Gezamenlijk|Gecoördineerd|Aanvullend)? ?(Vra(ag|gen)|Antwoord(en)?|Beantwoording|ANTWOORD|VRAAG|Toelichting|"
                   r"Mededeling|BIJLAGEN?|Bijlagen?)( (op|bij|van|de|vra(ag|gen)|en|t/m|tot|met|\d+[a-z]?,?|EN))*)\b[:.]?")


def words(text):
    text = text.replace("Toelichting", "")
    return re.findall(r"[^\W\d_]{2,}", re.sub("[\xad\xb9\xb2\xb3\u2070-\u2079]", " ", text))


def squeeze(text):
    return "".join(text.split())


def text_of(path):
    """What the paper says, and of a letter what stands behind its letterhead."""
    if path.suffix == ".txt":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as file:
        body = ElementTree.fromstring(file.read("word/document.xml"))
        notes = ElementTree.fromstring(file.read("word/footnotes.xml")) if "word/footnotes.xml" in file.namelist() else []
    lines = ["".join(t.text or " " for t in p.iter() if t.tag in (f"{W}t", f"{W}tab", f"{W}br"))
             for part in (body, notes) if len(part) for p in part.iter(f"{W}p")]
    return "\n".join(lines)


def sort_lines(text, title="", letterhead=False):
    """({rule: words that it leaves out}, the other lines).  The heading of a question ends with its title or its day, that
    of an answer with its day."""
    out, kept, heading = Counter(), [], ""
    flemish = re.search(r"(?m)^\s*(SCHRIFTELIJKE VRAAG|ANTWOORD)", text) is not None
    for line in text.replace("\f", "\n").split("\n"):
        line = line.strip()
        rule = next((name for name, pattern in LINES.items() if pattern.match(line)), None)
        capitals = flemish and line.isupper()
        letterhead = letterhead and not re.match(r"(Vraag|VRAAG) 1\b", line)
        if heading or OPENS_HEADING.match(line):
            heading += line
        if letterhead or heading or rule or capitals:
            out["letterhead" if letterhead else rule or "heading"] += len(words(line))
            if re.search(r"\d{4}\)\.?", heading) or len(heading) > 900 or (title and squeeze(title) in squeeze(heading)):
                heading = ""
            continue
        label = LABEL.match(line) if not line.startswith("Toelichting") else None
        if label:
            out["label"] += len(words(label.group()))
            line = line[label.end():]
        kept.append(line)
    return out, "\n".join(kept)


def fields_of(question):
    yield from (question[f] or "" for f in ("title", "intro", "answer_intro"))
    yield from (p["text"] or "" for f in ("questions", "answers", "notes") for p in question[f])
    yield from (a["title"] or "" for a in question["annexes"])


def account(out, body, question):
    """The words of a body: those in fields, in the rest, in none, and those that more places have than it has.  A remark
    (Toelichting) is known for what it is, and kept in the rest."""
    there, rest, named = Counter(words(body)), Counter(words(question["rest"] or "")), Counter()
    for text in fields_of(question):
        named.update(words(sort_lines(text)[1]))
    title = Counter(words(question["title"] or ""))
    remark = re.search(r"(?ms)^\s*Toelichting:?(.*)", body)
    remark = Counter(words(remark.group(1))) if remark else Counter()
    return {"words": sum(there.values()), "fields": sum((there & (named + (remark & rest))).values()),
            "rest": sum(((there - named - remark) & rest).values()), "left out": out,
            "lost": there - named - rest, "twice": named + rest - there - title}


def bodies_of_json(path):
    """{id: text} of questions, one a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        parts = [one.get("question"), one.get("answer"), *one.get("questions", []), *one.get("answers", [])]
        texts = [p["text"] if isinstance(p, dict) else p for p in parts if p]
        yield one.get("id"), "\n".join(texts)


def bodies_of_xml(path):
    """What the elements of questions, answers and remarks hold, of the Chamber's what is Dutch."""
    root = ElementTree.parse(path).getroot()
    names = ("vraag", "antwoord", "toelichting", "toelicht", "kamervraagopmerking", "TEXTQN", "TEXTA1N")
    skipped = {e for e in root.iter() if e.tag in ("nr", "nummer", "noot.nr", "li.nr", "tussenkop") or e.text == "Mededeling"}
    for element in root.iter():
        if element.tag in names:
            yield " ".join(t for e in element.iter() if e not in skipped for t in (e.text, e.tail if e is not element else "") if t)


def accounts(folder, db):
    """{name: account} of what can be compared in the folder."""
    found, records = {}, {}
    index(db, folder, program=RELEASE)
    for question in show(db, "--all", "--raw", program=RELEASE):
        records.setdefault(Path(question["source"]).name, {})[question["id"]] = question
    for path in sorted(folder.iterdir()):
        questions = records.get(path.name, {})
        if path.suffix in (".txt", ".docx") and questions:
            (question,) = questions.values()
            out, body = sort_lines(text_of(path), question["title"] or "", path.suffix == ".docx")
            found[path.name] = account(out, body, question)
        elif path.suffix == ".jsonl":
            found.update((key, account(Counter(), body, questions[key])) for key, body in bodies_of_json(path) if key in questions)
        elif path.suffix == ".xml" and len(questions) == 1 and "".join(bodies_of_xml(path)).strip():
            (question,) = questions.values()
            text = "\n".join(bodies_of_xml(path))
            found[path.name] = account(Counter(), mend(text), question)
    return found


def mend(text):
    """Text that was encoded twice."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def shares(found):
    total = sum(a["words"] for a in found.values())
    return total, sum(a["fields"] for a in found.values()) / total, sum(a["rest"] for a in found.values()) / total


def tell(found):
    return "\n".join(f"{name}: {a['words']} words, lost {dict(a['lost'].most_common(12))}, twice "
                     f"{dict(a['twice'].most_common(12))}" for name, a in found.items() if a["lost"] or a["twice"])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f"{f.parent.name}-{f.name}")
def test_no_word_vanishes(tmp_path, folder):
    if not folder.is_dir():
        pytest.skip(f"no papers at {folder}")
    if folder.name in LARGE and not ALL_TESTS:
        pytest.skip("make check-all runs it")
    found = accounts(folder, tmp_path / "db")
    if not found:
        pytest.skip(f"nothing to compare in {folder}")
    total, fields, rest = shares(found)
    assert fields >= IN_FIELDS and rest <= IN_REST, tell(found)
    assert max(a["rest"] / a["words"] for a in found.values() if a["words"]) <= IN_REST_OF_ONE
    assert sum(sum(a["twice"].values()) for a in found.values()) <= TWICE * total, tell(found)


def main():
    for folder in filter(Path.is_dir, FOLDERS):
        with tempfile.TemporaryDirectory() as temp:
            found = accounts(folder, Path(temp) / "db")
        if not found:
            continue
        total, fields, rest = shares(found)
        left_out = sum((a["left out"] for a in found.values()), Counter())
        print(f"{folder.parent.name}/{folder.name}: {len(found)} papers, {total} words, {fields:.2%} in fields, {rest:.2%} in "
              f"the rest; left out: " + ", ".join(f"{n} {rule}" for rule, n in left_out.most_common()))
        if "--verbose" in sys.argv:
            print(tell(found))


if __name__ == "__main__":
    main()
