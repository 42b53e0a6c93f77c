# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions as a brute-force evaluation sees them: the records that the program shows, and the terms
and positions that the analyzer gives for their texts.  The index is never asked.

A set of questions is an int with a bit for each of them.
"""
import array
import bisect
import datetime
import json
import os
import re
import subprocess
import tempfile
import unicodedata

MARK = b"qqmarkqq" # a word between two texts: dates and phrases do not run over it
SCOPES = {"titel": (1, 9999), "vraag": (10000, 999999), "antwoord": (1000000, 2999999), "rest": (3000000, 1 << 22)}
GAP = 200          # positions between two texts; more than NEAR can reach
PREFIX_TERMS = 1000
SHIFT = 22         # bits of a position beside the number of the question

TOKEN = re.compile(rb"^ *(\d+)-(\d+) +position (\d+) +(.*)\n((?: {9,}[a-z]+ +.*\n)*)", re.M)
TERM = re.compile(rb"^ +([a-z]+) +(.*)$", re.M)


def session_of(q):
    """The parliamentary year of the day, where none is printed."""
    asked = q["date_asked"] or max(q["meetings"], default=None)
    rules = {"vlaams": (9, 0, 4), "tweedekamer": (9, 1, 3), "kamer": (10, 1, 2)} # month, weekday, which of them
    if not asked or q["parliament"] not in rules:
        return None
    day = datetime.date.fromisoformat(asked)
    month, weekday, nth = rules[q["parliament"]]
    begins = [d for d in (datetime.date(day.year, month, n) for n in range(1, 31)) if d.weekday() == weekday][nth - 1]
    year = day.year - (day < begins)
    return f"{year}-{year + 1}"


def fold(text):
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))


STOP = "\1"


class Token:
    """What one word gives: (kind, term, offset) each, the date that ends here apart."""
    __slots__ = ("raw", "terms", "date", "hyphenated")

    def __init__(self, raw, terms, date, hyphenated):
        self.raw, self.terms, self.date, self.hyphenated = raw, terms, date, hyphenated

    @property
    def stop(self):
        return all(kind == "stop" for kind, _, _ in self.terms)

    def first(self, kinds, offset=0):
        for kind in kinds:
            for k, term, at in self.terms:
                if k == kind and at == offset:
                    return term
        return None

    @property
    def whole(self):
        return self.first(("word", "accent", "date", "stop"))

    @property
    def width(self):
        return 1 + max((at for _, _, at in self.terms), default=0)


class Analyzer:
    """Runs `vraagbaak analyze` on many texts at once."""

    def __init__(self, program):
        self.program, self.blocks, self.pieces = program, {}, {}

    def _run(self, texts):
        data = b"".join(text.encode() + b"\n" + MARK + b"\n" for text in texts)
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            out = subprocess.run([self.program, "analyze", "-"], stdin=file, stdout=subprocess.PIPE,
                                 check=True, env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout
        return out

    def texts(self, texts):
        """For each text its tokens as (Token, position from 0)."""
        found, current, base, hyphens = [], [], 1, set()
        for match in TOKEN.finditer(self._run(texts)):
            raw = match[4]
            if raw == MARK:
                found.append(current)
                current, base = [], int(match[3]) + 1
                continue
            key = (raw, match[5])
            token = self.blocks.get(key)
            if token is None:
                token = self.blocks[key] = self._token(*key)
                if token.hyphenated:
                    hyphens.add(token)
            current.append((token, int(match[3]) - base))
        assert len(found) == len(texts)
        if hyphens:
            self._place_pieces(hyphens)
        return found

    def parts(self, words):
        """For each word its parts as they stand in it, folded; of one that is no compound none."""
        out = subprocess.run([self.program, "analyze", "--format", "tsv", "-"], input="".join(w + "\n" for w in words),
                             capture_output=True, text=True, check=True).stdout
        rows = [line.split("\t") for line in out.splitlines()]
        assert [row[0] for row in rows] == words
        return [row[2].split("+") if "+" in row[2] else [] for row in rows]

    @staticmethod
    def _token(raw, block):
        raw = raw.decode()
        terms = [(m[1].decode(), m[2].decode(), 0) for m in TERM.finditer(block)]
        # a stop word is another term than a word or part with the same letters
        terms = [(kind, STOP + term if kind == "stop" else term, at) for kind, term, at in terms]
        hyphenated = "-" in raw and not re.fullmatch(r"[\d-]+", raw)
        date = None
        if len(terms) > 1 and terms[-1][0] == "date":
            date = terms.pop()[1]
        return Token(raw, terms, date, hyphenated)

    def _place_pieces(self, tokens):
        """The pieces of hyphenated words stand at positions of their own; the output tells not which."""
        wanted = {plain_piece(p) for t in tokens for p in t.raw.split("-")} - self.pieces.keys()
        wanted = sorted(wanted)
        if wanted:
            for piece, found in zip(wanted, self.texts(wanted)):
                self.pieces[piece] = [("part" if kind == "word" else kind, term)
                                      for token, _ in found for kind, term, _ in token.terms]
        for token in tokens:
            placed = [token.terms[0]]
            for offset, piece in enumerate(token.raw.split("-")[:16]):
                placed += [(kind, term, offset) for kind, term in self.pieces[plain_piece(piece)]]
            if len(token.terms) < 24: # the most that a word may have
                assert [t[:2] for t in placed] == [t[:2] for t in token.terms], (token.raw, placed, token.terms)
            token.terms = placed[:len(token.terms)]


def letters_and_figures(text, tokens):
    """E 40 is the word E40 too, where its letters stand: (term, position) each."""
    behind, before = 0, None
    for token, where in tokens:
        start = text.index(token.raw, behind)
        if before and re.fullmatch(r"\d{1,3}", token.raw) and re.fullmatch(r"[ \t\n\r\f\v]+|\u00a0", text[behind:start]):
            yield before[0].lower() + token.raw, before[1]
        behind = start + len(token.raw)
        before = (token.raw, where) if re.fullmatch("[A-Z]{1,2}", token.raw) else None


class Corpus:
    def __init__(self, program, db, most=None):
        """most: only so many questions, spread over all of them."""
        out = subprocess.run([program, "show", "--db", str(db), "--all", "--json"], stdout=subprocess.PIPE,
                             check=True).stdout
        lines = out.splitlines()
        self.questions = [json.loads(line) for line in lines[::-(-len(lines) // most) if most else 1]]
        for q in self.questions:
            q["session"] = q["session"] or session_of(q)
        self.all = (1 << len(self.questions)) - 1
        self.analyzer = Analyzer(program)
        self.postings, self.parts, self.decoded, self.known = {}, {}, {}, {} # parts: of compounds, in no phrase
        self.texts = [[] for _ in self.questions] # (scope, tokens) of each question
        self._post(*self._collect())
        self.terms = sorted(self.postings.keys() | self.parts.keys())

    # ---- building ----

    def _collect(self):
        places, texts = [], []
        for number, q in enumerate(self.questions):
            question = [q["intro"], *(s["text"] for s in q["questions"])]
            answer = [q["answer_intro"], *(a["text"] for a in q["answers"])]
            rest = [*(n["text"] for n in q["notes"]), *(a["title"] for a in q["annexes"]), q["rest"]]
            for scope, parts in (("titel", [q["title"], *q["themes"]]), ("vraag", question),
                                 ("antwoord", answer), ("rest", rest)): # no field names the rest
                for part in parts:
                    if part:
                        places.append((number, scope))
                        texts.append(part)
        return places, texts

    def _post(self, places, texts):
        postings, at = self.postings, {}
        for place, text, tokens in zip(places, texts, self.analyzer.texts(texts)):
            number, scope = place
            first = at.get(place, SCOPES[scope][0])
            self.texts[number].append((scope, [token for token, _ in tokens]))
            position = first
            for token, where in tokens:
                position = first + where
                pieces = set()
                for kind, term, offset in token.terms:
                    part = kind == "joint" or kind == "part" and not (token.hyphenated and offset not in pieces)
                    if kind == "part":
                        pieces.add(offset)
                    self._add(self.parts if part else postings, term, number, position + offset)
                if token.date: # stands where its day does
                    self._add(postings, token.date, number, position - 2)
            for term, where in letters_and_figures(text, tokens):
                self._add(postings, term, number, first + where)
            at[place] = position + GAP

    @staticmethod
    def _add(postings, term, number, position):
        list_ = postings.get(term)
        if list_ is None:
            list_ = postings[term] = array.array("Q")
        list_.append(number << SHIFT | position)

    # ---- looking up ----

    def positions(self, term, parts=False):
        """{question: sorted positions} of the word; or where it is a part of a compound."""
        found = self.decoded.get((term, parts))
        if found is None:
            if len(self.decoded) > 3000:
                self.decoded.clear()
            found = self.decoded[term, parts] = {}
            for value in sorted(set((self.parts if parts else self.postings).get(term, ()))):
                found.setdefault(value >> SHIFT, []).append(value & (1 << SHIFT) - 1)
        return found

    def having(self, term, scope=""):
        """The questions with the term, in that scope."""
        key = term, scope
        if key not in self.known:
            first, last = SCOPES.get(scope, (0, 1 << SHIFT))
            bits = 0
            for parts in (False, True):
                for number, places in self.positions(term, parts).items():
                    if any(first <= p <= last for p in places):
                        bits |= 1 << number
            self.known[key] = bits
        return self.known[key]

    def expand(self, prefix):
        """The terms that a prefix stands for: no stop words."""
        begin = re.sub("[-'’]", "", fold(prefix))
        found = []
        for i in range(bisect.bisect_left(self.terms, begin), len(self.terms)):
            term = self.terms[i]
            if not term.startswith(begin):
                break
            if not re.fullmatch(r"....-..-..", term) and fold(term) == term:
                found.append(term)
        if len(found) > PREFIX_TERMS:
            found.sort(key=lambda t: (-self.having(t).bit_count(), t))
        return found[:PREFIX_TERMS]

    def where(self, test):
        return sum(1 << i for i, q in enumerate(self.questions) if test(q))

    def ids(self, bits):
        return {q["id"] for i, q in enumerate(self.questions) if bits >> i & 1}

    # ---- words that belong together ----

    def _candidates(self, spots, scope):
        docs = self.all
        for spot in spots:
            any_ = 0
            for term in spot:
                any_ |= self.having(term, scope)
            docs &= any_
        return docs

    def _places(self, spot, number, scope):
        first, last = SCOPES.get(scope, (0, 1 << SHIFT))
        return {p for term in spot for p in self.positions(term).get(number, ()) if first <= p <= last}

    def phrase(self, spots, scope):
        """spots: (term, offset)"""
        if not spots:
            return 0
        found, docs = 0, self._candidates([[term] for term, _ in spots], scope)
        for number in bits_of(docs):
            places = [self._places([term], number, scope) for term, _ in spots]
            start = spots[0][1]
            if any(all(p + offset - start in at for at, (_, offset) in zip(places, spots)) for p in places[0]):
                found |= 1 << number
        return found

    def placed(self, spots, scope):
        """As phrase, where one of several terms may stand at each: spots are lists of them, one behind the other."""
        found = 0
        for number in bits_of(self._candidates(spots, scope)):
            places = [self._places(spot, number, scope) for spot in spots]
            if any(all(p + i in at for i, at in enumerate(places)) for p in places[0]):
                found |= 1 << number
        return found

    def near(self, spots, distance, scope):
        """spots: lists of terms"""
        found, docs = 0, self._candidates(spots, scope)
        for number in bits_of(docs):
            places = [sorted(self._places(spot, number, scope)) for spot in spots]
            if any(distinct([[p for p in at if low <= p <= low + distance] for at in places])
                   for low in sorted(set().union(*places))):
                found |= 1 << number
        return found


def plain_piece(piece):
    """The 16's of F-16's is 16, which alone would be a number and an s."""
    return re.sub(r"(?<=..)['’][sS]$", "", piece)


def distinct(lists, used=()):
    """True when one can be taken of each list without taking one twice."""
    if not lists:
        return True
    return any(distinct(lists[1:], (*used, p)) for p in lists[0] if p not in used)


def bits_of(bits):
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
