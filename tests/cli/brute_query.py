# SPDX-License-Identifier: GPL-3.0-or-later
"""Query trees: how they are written, and what they find by walking the questions."""
import json
import re
import subprocess

from brute_corpus import STOP, fold
from brute_people import slug

ASKING = {"hoelang", "hoeveel", "hoeveelste", "hoever", "wanneer", "waarheen"} # no text needs to have them
FACETS = ("minister", "office", "asker", "party", "year", "session", "parliament", "status", "theme", "kind")


class Node:
    """kind: seq (side by side), and, or, not, near, word, prefix, phrase, cond.

    scope is the text field ("" anywhere), name the field as it is written, text what is behind it;
    op the operator as written; ask, of a condition, (what, value) for Evaluator.condition.
    """

    def __init__(self, kind, children=(), text="", scope="", name="", op="", distance=0, ask=None):
        self.kind, self.children, self.text, self.scope = kind, list(children), text, scope
        self.name, self.op, self.distance, self.ask = name, op, distance, ask

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def with_children(self, children):
        return Node(self.kind, children, self.text, self.scope, self.name, self.op, self.distance, self.ask)


# ---- writing ----

def brackets(parent, child):
    """A child stands in brackets unless its operator binds tighter."""
    if child.name and child.name != parent.name:
        return False # its field brings them
    return {"seq": ("seq", "and", "or"), "and": ("and", "or"), "or": ("or",),
            "not": ("seq", "and", "or", "near", "not"),
            "near": ("or",)}[parent.kind].count(child.kind) > 0


def written(node, field=""):
    if not node.children:
        body = node.text
    else:
        parts = [f"({written(c, node.name)})" if brackets(node, c) else written(c, node.name)
                 for c in node.children]
        body = node.op + parts[0] if node.kind == "not" else node.op.join(parts)
    if node.name == field or not node.name:
        return body
    return f"{node.name}:({body})" if node.children else f"{node.name}:{body}"


# ---- what they find ----

PREPOSITIONS = [STOP + w for w in "aan bij in met naar op over tegen tot uit van voor".split()]
ARTICLES = [STOP + w for w in "de deze dit die een haar het hun onze ons zijn".split()]


def seams_of(word, parts):
    """(left, right, the word in the other spelling or None) at each seam of a folded word with these parts."""
    at, ends, starts = 0, [], []
    for part in parts:
        at = word.index(part, at)
        starts.append(at)
        at += len(part)
        ends.append(at)
    found = []
    for end, start in zip(ends, starts[1:]):
        variant = None
        if word[start] == "s" and word[end:start] in ("", "s"):
            variant = word[:end] + ("" if end < start else "s") + word[start:]
        elif word[start] == "s" and word[start - 1] == "s":
            variant = word[:start - 1] + word[start:]
        found.append((word[:end], word[start:], variant))
    return found


class Evaluator:
    def __init__(self, corpus, people):
        self.corpus, self.people = corpus, people
        self.tokens, self.kept, self.seams = {}, {}, {}
        qs = corpus.questions
        self.asked = [int((q["date_asked"] or max(q["meetings"], default=None) or "0").replace("-", "")) for q in qs]
        self.answered = [int((q["date_answered"] or "0").replace("-", "")) for q in qs]
        self.parties = [unique(people.party(q, a["party"]) for a in q["askers"] if a["party"]) for q in qs]
        self.themes = [unique(q["themes"]) for q in qs]
        self.facets = {"minister": people.ministers, "office": people.offices, "asker": people.askers,
                       "party": self.parties, "theme": self.themes,
                       "year": [[str(d)[:4]] if d else [] for d in self.asked],
                       **{f: [[q[f]] if q[f] else [] for q in qs] for f in ("session", "parliament", "status", "kind")}}
        self.ids = {} # words that are the id of a question name it
        for number, q in enumerate(qs):
            for name in (q["id"], *q.get("aliases", [])):
                if re.search(r"\d", name) and not name.isdigit():
                    self.ids[name] = self.ids.get(name, 0) | 1 << number
        self.values = {}
        for facet, lists in self.facets.items():
            table = self.values[facet] = {}
            for number, values in enumerate(lists):
                for value in values: # spellings of one name are one value
                    key = key_of(facet, value)
                    table[key] = table.get(key, 0) | 1 << number

    def analyze(self, nodes):
        """Has the texts of all these trees analysed at once."""
        texts = {n.text for node in nodes for n in node.walk() if n.kind in ("word", "phrase")}
        texts = sorted(texts - self.tokens.keys())
        if texts:
            for text, found in zip(texts, self.corpus.analyzer.texts([t.strip('"„”«»') for t in texts])):
                self.tokens[text] = found

    # ---- texts ----

    def word(self, node):
        tokens = [t for t, _ in self.tokens[node.text] if t.terms]
        tokens = [t for t in tokens if not t.stop] or tokens
        docs = self.corpus.all if tokens else 0
        for token in tokens:
            docs &= self.forms(token, node.scope)
        return docs | (0 if node.scope else self.ids.get(node.text, 0))

    def forms(self, token, scope):
        """The whole, alone or in a longer compound; or its halves as words that stand together."""
        cased = token.first(("cased",))
        if cased and self.corpus.having(cased):
            return self.corpus.having(cased, scope)
        whole, tail = token.whole, self.tail(token)
        docs = 0
        if whole and not (tail and whole == token.first(("stop",))):
            docs = self.corpus.having(whole, scope)
        if tail:
            docs |= self.corpus.having(tail, scope)
        for left, right, variant in self.cuts(token):
            docs |= self.corpus.placed([[left], [right]], scope)
            docs |= self.corpus.placed([[right], PREPOSITIONS, [left]], scope)
            docs |= self.corpus.placed([[right], PREPOSITIONS, ARTICLES, [left]], scope)
            if variant:
                docs |= self.corpus.having(variant, scope)
        if token.hyphenated and len(self.cuts(token)) != 1:
            spots = [(token.first(("part", "accent", "stop"), i), i) for i in range(len(token.raw.split("-")))]
            spots = [(term, i) for term, i in spots if term]
            if len(spots) > 1:
                docs |= self.corpus.phrase(spots, scope)
        return docs

    @staticmethod
    def tail(token):
        """What stands behind the apostrophe of "l'emploi"."""
        head, _, tail = token.raw.replace("’", "'").partition("'")
        return token.first(("part",)) if 0 < len(head) <= 2 < len(tail) else None

    def cuts(self, token):
        """The terms of both halves at each seam or hyphen, and of the word with one s for two there, or two for one."""
        if token.raw not in self.seams:
            self.seams[token.raw] = self._cuts(token)
        return self.seams[token.raw]

    def _cuts(self, token):
        raw = token.raw.replace("’", "'")
        raw = raw[:-2] if raw[-2:].lower() == "'s" else raw
        if token.stop or "'" in raw or not token.first(("part",)):
            return []
        if token.hyphenated:
            pieces = raw.split("-")
            halves = [("".join(pieces[:i]), "".join(pieces[i:]), None) for i in range(1, len(pieces))]
        else:
            halves = seams_of(fold(raw), self.corpus.analyzer.parts([raw])[0])
        terms = [self.term_of(left) for left, _, _ in halves], [self.term_of(right) for _, right, _ in halves]
        return [(left, right, variant and self.term_of(variant))
                for left, right, (_, _, variant) in zip(*terms, halves) if left and right]

    def term_of(self, word):
        token = self.corpus.analyzer.texts([word])[0][0][0]
        return None if token.stop else token.first(("word",))

    def phrase(self, node):
        spots = []
        alone = re.fullmatch(r"\s*([A-Z]{1,2})(?:[ \t\n]+|\u00a0)(\d{1,3})\s*", node.text.strip('"„”“«»'))
        if alone and not self.tokens[node.text][0][0].stop: # E 40 is the word E40
            return self.corpus.phrase([((alone[1] + alone[2]).lower(), 0)], node.scope)
        for token, at in self.tokens[node.text]:
            places = range(len(token.raw.split("-"))) if token.hyphenated else [0]
            for offset in places:
                cased = token.first(("cased",)) if not token.hyphenated else None
                term = token.first(("part", "accent", "stop"), offset) if token.hyphenated else token.whole
                term = cased if cased and self.corpus.having(cased) else term
                if term:
                    spots.append((term, at + offset))
        return self.corpus.phrase(spots, node.scope)

    def spot(self, node):
        if node.kind == "or":
            return [term for c in node.children for term in self.spot(c)]
        if node.kind == "prefix":
            return self.corpus.expand(node.text[:-1])
        return [t.whole for t, _ in self.tokens[node.text][:1] if t.whole]

    def prefix(self, node):
        docs = 0
        for term in self.corpus.expand(node.text[:-1]):
            docs |= self.corpus.having(term, node.scope)
        return docs

    # ---- groups ----

    def stop(self, node):
        return node.kind == "word" and all(t.stop or t.raw.lower() in ASKING for t, _ in self.tokens[node.text])

    def content(self, node):
        if node.kind in ("prefix", "phrase", "near"):
            return True
        if node.kind == "word":
            return not self.stop(node)
        return node.kind != "not" and any(self.content(c) for c in node.children)

    def find(self, node):
        kind, every = node.kind, self.corpus.all
        if kind in ("word", "phrase", "prefix"):
            return getattr(self, kind)(node)
        if kind == "cond":
            return self.condition(*node.ask)
        if kind == "near":
            return self.corpus.near([self.spot(c) for c in node.children], node.distance, node.scope)
        if kind == "not":
            return every & ~self.find(node.children[0])
        found = [self.find(c) for c in node.children
                 if not (kind == "seq" and self.stop(c) and c.scope == node.scope and self.content(node))]
        if kind == "or":
            docs = 0
            for f in found:
                docs |= f
            return docs
        for f in found:
            every &= f
        return every

    # ---- conditions ----

    def condition(self, what, value):
        key = what, value
        if key not in self.kept:
            self.kept[key] = self._condition(what, value)
        return self.kept[key]

    def _condition(self, what, value):
        where, qs = self.corpus.where, self.corpus.questions
        if what in ("minister", "asker"):
            return getattr(self.people, what)(value)
        if what == "party":
            names = self.people.party_names(value)
            return sum(1 << i for i, values in enumerate(self.parties) if names & set(map(slug, values)))
        if what == "theme":
            return sum(1 << i for i, values in enumerate(self.themes) if slug(value) in map(slug, values))
        if what in ("asked", "answered"):
            days = self.asked if what == "asked" else self.answered
            low, high = value
            return sum(1 << i for i, d in enumerate(days) if d and low <= d <= (high or 99999999))
        if what == "number":
            number, day = value
            return sum(1 << i for i, q in enumerate(qs) if (not day or self.asked[i] == day)
                       and has_number(q, number))
        if what == "cites":
            number, day = value
            return where(lambda q: any(c["number"] == number and (not day or (c["date"] or "").replace("-", "") == str(day))
                                       for c in q["cites"]))
        return where(lambda q: q[what] == value) # session, parliament, status, kind

    # ---- facets ----

    def counts(self, docs, choices=()):
        """{facet: {value: questions}} under choices (facet, value); and the questions left."""
        chosen = {}
        for facet, value in choices:
            chosen[facet] = chosen.get(facet, 0) | self.chosen(facet, value)
        result = {}
        for facet in FACETS:
            left = docs
            for other, bits in chosen.items():
                left &= bits if other != facet else self.corpus.all
            counts = {value: (bits & left).bit_count() for value, bits in self.values[facet].items() if bits & left}
            for _, value in (c for c in choices if c[0] == facet):
                counts.setdefault(key_of(facet, value), 0)
            result[facet] = counts
        for bits in chosen.values():
            docs &= bits
        return docs, result

    def chosen(self, facet, value):
        return self.values[facet].get(key_of(facet, value), 0)


# ---- numbers ----

def plain_number(text):
    """Without leading zeros, where it is short enough to have any."""
    return str(int(text)) if text.isdigit() and len(text) <= 6 else text.lower()


def numbers_of(q):
    """What names a question besides its id: its numbers, and those that its addresses have."""
    found = {plain_number(n) for n in q["numbers"]}
    for address in (q.get("url") or "", q.get("document") or ""):
        bulletin = re.search(r"\d+-([bB]?\d*)-\d+-(\d+)-(\d{13})(?!\w)", address)
        paper = re.search(r"(pfile\?id=|schv/|schriftelijke-vragen/)(\d+)(?!\w)", address)
        published = re.search(r"(?<!\w)(?:kv-tk-|)(\d{4}Z\d{5})(?!\w)|(?<!\w)ah-tk-\d{8}-(\d+)(?!\w)", address)
        if bulletin:
            found |= {bulletin[1].lower(), plain_number(bulletin[2]), bulletin[3]} - {""}
        elif paper:
            found.add(("pfile-" if paper[1][0] == "p" else "schv-") + paper[2])
        elif published and not q["numbers"]:
            found.add((published[1] or published[2]).lower())
    return found


def has_number(q, text):
    """As `nr:` has it: AH 594/2024-2025, 181/2021-2022, 0138, a DOCNAME, an id."""
    paper = re.fullmatch(r"(AH )?(.*?)(?:/(\d{4}-\d{4}))?", text)
    if paper[1] and q["parliament"] != "tweedekamer" or paper[3] and q["session"] != paper[3]:
        return False
    number, ids = paper[2], [q["id"], *q.get("aliases", [])]
    if number in ids or plain_number(number) in numbers_of(q):
        return True
    return re.fullmatch(r"(19|20)\d{11}", number) is not None and any(
        re.fullmatch(rf"kamer-\d\d-{number}", i) for i in ids)


def key_of(facet, value):
    return slug(value) if facet in ("minister", "office", "asker", "party", "theme") else value


def unique(names):
    found = {}
    for name in names:
        if name and slug(name):
            found.setdefault(slug(name), name)
    return list(found.values())


# ---- the program ----

def run_queries(program, db, texts, path, choices=()):
    """The program's answers, one for each query."""
    path.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    options = [o for facet, value in choices for o in ("--choose", f"{facet}={value}")]
    done = subprocess.run([program, "search", "--db", str(db), "--queries", str(path), "--depth", "100000",
                           "--facets", "all", "--no-abbreviations", *options], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def difference(evaluator, node, answer, choices=()):
    """What the program and the evaluation disagree on; "" when nothing."""
    if "error" in answer:
        return f"refused: {answer['error']}"
    docs = evaluator.find(node)
    if node.kind == "word" and node.text.isdigit(): # a bare number also names the question that has it
        docs |= evaluator.condition("number", (node.text, 0))
    docs, counts = evaluator.counts(docs, choices)
    expected, found = evaluator.corpus.ids(docs), answer["ids"]
    if set(found) != expected or len(found) != len(expected):
        return (f"expected {len(expected)} questions, found {len(found)}; "
                f"missing {sorted(expected - set(found))[:5]}, too many {sorted(set(found) - expected)[:5]}, "
                f"twice {len(found) - len(set(found))}")
    if answer["total"] != len(expected) or not answer["total_exact"]:
        return f"total {answer['total']} of {len(expected)}"
    for facet in FACETS:
        values = answer["facets"][facet]["values"]
        theirs = {key_of(facet, v["value"]): v["questions"] for v in values}
        chosen = {key_of(facet, value) for f, value in choices if f == facet}
        if theirs != counts[facet] or len(values) != len(theirs) or not answer["facets"][facet]["exact"]:
            wrong = {v: (counts[facet].get(v), theirs.get(v)) for v in theirs.keys() | counts[facet].keys()
                     if theirs.get(v) != counts[facet].get(v)}
            return f"facet {facet}: {{value: (expected, counted)}} {dict(list(wrong.items())[:5])}"
        if {key_of(facet, v["value"]) for v in values if v["chosen"]} != chosen:
            return f"facet {facet}: chosen {[v for v in values if v['chosen']]}"
    return ""
