# SPDX-License-Identifier: GPL-3.0-or-later
"""Who the ministers and askers of the records are, and whom a name in a query means: written after the
descriptions in corpus/offices/offices.h, corpus/offices/mandates.h and searcher/people/ministers.h."""
import re
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTICLES = set("van de den der het ten ter te op in t la le du von zu el".split())
ADDRESS = {"minister", "vlaams", "vlaamse", "viceminister", "president", "vice", "staatssecretaris", "heer",
           "mevrouw", "dhr", "mevr", "mw"}
RANKS = (("viceminister-president", "Viceminister-president"), ("vice-minister-president", "Viceminister-president"),
         ("minister-president", "Minister-president"), ("vice-eersteminister", "Vice-eersteminister"),
         ("vice-eerste minister", "Vice-eersteminister"), ("vice-premier", "Vice-eersteminister"),
         ("eerste minister", "Eerste minister"), ("eersteminister", "Eerste minister"),
         ("staatssecretarissen", "Staatssecretaris"), ("staatssecretaris", "Staatssecretaris"),
         ("gemeenschapsminister", None), ("vlaams minister", None), ("vlaamse minister", None),
         ("ministers", None), ("minister", None))
END = r"(?![a-z\-\u0080-\uffff])"
RANK = re.compile("|".join(f"(?P<r{i}>{re.escape(w)}){END}" for i, (w, _) in enumerate(RANKS)), re.I)
JOINTS = re.compile(rf"\s*(?:(?:van de vlaamse regering|van de regering|belast met|van|voor|en|de|het){END}\s*)*",
                    re.I)


def slug(text):
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", re.sub("['’]", "", plain)).strip("-")


def person_words(text):
    """The words of a name without what stands before it."""
    words = slug(text).split("-")
    while words and (words[0] in ADDRESS or words[:2] == ["de", "heer"]):
        words = words[1:]
    return [w for w in words if w]


def name_of(text):
    """A name without what stands before it."""
    words = text.split()
    while words and not person_words(" ".join(words[:1])):
        words = words[1:]
    return " ".join(words) if words else text


def rank_at(text, at):
    found = RANK.match(text, at)
    return (found.end(), RANKS[int(found.lastgroup[1:])][1]) if found else None


def offices(title, whole):
    """The fields of policy and ranks of a title; whole: Dutch ministries keep their commas."""
    at = 0
    while at < len(title):
        if title[at] in " ,\n\t":
            at += 1
            continue
        at = JOINTS.match(title, at).end()
        rank = rank_at(title, at)
        if re.compile(rf"toegevoegd aan{END}", re.I).match(title, at):
            return
        if rank:
            at = JOINTS.match(title, rank[0]).end()
            if rank[1]:
                yield rank[1]
            continue
        end = field_end(title, at, whole)
        field = title[at:end].strip()
        at = end
        if field.rstrip("."):
            yield field[:-1] if field.endswith(".") else field


def field_end(title, at, whole):
    for i in range(at, len(title)):
        space = i > at and title[i - 1].isspace()
        if space and re.compile(rf"(belast met|toegevoegd aan){END}", re.I).match(title, i):
            return i
        joint = space and re.compile(rf"en{END}", re.I).match(title, i) and title[i - 2] != "-"
        if title[i] != "," and not joint:
            continue
        behind = i + (1 if title[i] == "," else 2)
        behind += len(title[behind:]) - len(title[behind:].lstrip())
        if not whole or rank_at(title, behind):
            return i
    return len(title)


def shown(office):
    """First letter a capital, all capitals undone."""
    capitals = len(office.encode()) > 4 and office.upper() == office
    return office[:1].upper() + (office[1:].lower() if capitals else office[1:])


class People:
    """Names and offices of all questions, each list with every slug once."""

    def __init__(self, corpus):
        self.corpus = corpus
        self.mandates = [line.split("\t") for line in
                         (ROOT / "corpus" / "offices" / "mandates.tsv").read_text().splitlines() if line[:1] not in ("#", "")]
        self.spelt = {}
        for mandate in self.mandates:
            for office in offices(mandate[2], False):
                self.spelt.setdefault(slug(shown(office)), shown(office))
        self.ministers, self.offices, self.askers = [], [], []
        self.terms = {"person": {}, "office": {}, "asker": {}} # slug: questions
        for q in corpus.questions: # Dutch ministries are known by name: with their capitals
            for m in q["ministers"] if q["parliament"] == "tweedekamer" else []:
                for office in offices(m["role"] or "", True):
                    best = self.spelt.get(slug(office), office)
                    self.spelt[slug(office)] = max(best, shown(office), key=lambda o: sum(map(str.isupper, o)))
        for number, q in enumerate(corpus.questions):
            self._add(number, q)

    def _add(self, number, q):
        persons, fields, found = {}, {}, set()
        whole = q["parliament"] == "tweedekamer"
        for m in q["ministers"]:
            name = self.person(q, m)
            if name:
                persons.setdefault(slug(name), name)
            for title in [*m.get("offices", []), m["role"] or m.get("department") or ""]:
                for office in offices(title, whole):
                    key = slug(shown(office))
                    if key:
                        fields.setdefault(key, self.spelt.get(key, shown(office)))
            if m["role"]:
                found |= {slug(o) for o in offices(m.get("department") or "", whole)}
        askers = {}
        for a in q["askers"]:
            askers.setdefault(slug(name_of(a["name"])), name_of(a["name"]))
        for kind, slugs in (("person", persons), ("office", found | fields.keys()), ("asker", askers)):
            for key in slugs:
                self.terms[kind][key] = self.terms[kind].get(key, 0) | 1 << number
        self.ministers.append(list(persons.values()))
        self.offices.append(list(fields.values()))
        self.askers.append(list(askers.values()))

    # ---- the list of mandates ----

    def holding(self, test, day):
        return sorted({m[1] for m in self.mandates
                       if test(m) and (not day or (m[3] <= day and (not m[4] or m[4] == "0" or day <= m[4])))})

    def person(self, q, m):
        day = (q["date_answered"] or q["date_asked"] or "").replace("-", "")
        flemish = q["parliament"] == "vlaams"
        if m["name"]:
            words = set(person_words(m["name"]))
            names = []
            if q["parliament"] != "tweedekamer" and (flemish or len(words - PARTICLES) > 1):
                def fits(mandate):
                    return words <= set(mandate[0].split("-"))
                names = (flemish and day and self.holding(fits, day)) or self.holding(fits, "")
            return names[0] if len(names) == 1 else name_of(m["name"])
        if not flemish or not day or not m["role"]:
            return None
        wanted = [slug(o).split("-") for o in offices(m["role"], False)]
        names = self.holding(lambda mandate: all(any(set(w) <= set(slug(o).split("-"))
                                                     for o in offices(mandate[2], False)) for w in wanted), day)
        return names[0] if wanted and len(names) == 1 else None

    # ---- queries ----

    def _match(self, kind, words):
        """Questions of those who have all of the words; None when nobody has."""
        if all(w in PARTICLES for w in words):
            return None
        found = None
        for key, docs in self.terms[kind].items():
            has = key.split("-")
            if all(w in has or (kind == "office" and w + "s" in has) for w in words):
                found = (found or 0) | docs
        return found

    def _surname(self, kind, words):
        for i, word in enumerate(words[:-1]):
            if word not in PARTICLES and "-".join(words[i + 1:]) in self.terms[kind]:
                return self.terms[kind]["-".join(words[i + 1:])]
        return None

    def _by_office(self, text, whole):
        docs, groups = self.corpus.all, [slug(o).split("-") for o in offices(text, whole)]
        for words in groups:
            found = self._match("office", words)
            if found is None:
                return None
            docs &= found
        return docs if groups else None

    def asker(self, text):
        words = person_words(text)
        return self._match("asker", words) or self._surname("asker", words) or 0

    def minister(self, text):
        return self._minister(text) | self._apart(text)

    def _apart(self, text):
        """A title that is one office as a whole may also be several fields."""
        if len(list(offices(text, False))) <= len(list(offices(text, True))) or self._by_office(text, True) is None:
            return 0
        return self._by_office(text, False) or 0

    def _minister(self, text):
        words = person_words(text)
        rank = rank_at(text, 0)
        ministry = rank and re.match(rf"\s*(van|voor){END}", text[rank[0]:], re.I)
        person = None if ministry else self._match("person", words)
        office = self._by_office(text, True)
        if office is None and person is None:
            office = self._by_office(text, False)
        if office is None and ministry:
            person = self._match("person", words)
        if office is None and person is None:
            person = self._surname("person", words)
        if office is None and person is None:
            return self._each_word(words)
        return (office or 0) | (person or 0) if office is None or person is None else self._beside(office, person, text)

    def _beside(self, office, person, text):
        """Persons and the first office of the text are one choice, further offices narrow it."""
        groups = [slug(o).split("-") for o in offices(text, True)]
        docs = (self._match("office", groups[0]) or 0) | person
        for words in groups[1:]:
            docs &= self._match("office", words) or 0
        return docs

    def _each_word(self, words):
        docs, any_ = self.corpus.all, False
        for word in words:
            if word in PARTICLES or word in ("en", "voor"):
                continue
            found = [d for d in (self._match("person", [word]), self._match("office", [word])) if d is not None]
            if not found:
                return 0
            any_ = True
            docs &= found[0] | found[-1]
        return docs if any_ else 0
