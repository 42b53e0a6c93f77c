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


def table(name):
    return (ROOT / "corpus" / "offices" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()


def behind_van(key, words):
    """v.d. Plas, v. Plas: the particles are short for van and van de, van der, van den."""
    short = re.match(r"(vd-|v-d-|v-)", words)
    before = "van-" if short and short[1] == "v-" else "van-(?:de|der|den)-"
    return bool(short) and re.search(f"{before}{re.escape(words[short.end():])}$", key) is not None


def written_has(key, words):
    """The name has all of the words; given names may be initials, of which the first counts."""
    has, asked = key.split("-"), words.split("-")
    if all(w in has for w in asked) or behind_van(key, words):
        return True
    rest = asked[next((i for i, w in enumerate(asked) if len(w) > 1), len(asked)):]
    if not rest or len(rest) == len(asked) or has[0] in PARTICLES or has[0][0] != asked[0][0]:
        # only initials: the last one stands for what is left
        return bool(not rest and len(asked) > 1 and has[0] not in PARTICLES and has[0][0] == asked[0][0] and asked[-1] in has[1:])
    return all(w in has[1:] for w in rest) or behind_van("-".join(has[1:]), "-".join(rest))


def split_name(name):
    """Given names, and the surname from its first particle on."""
    words = name.split(" ")
    if words[0].lower() in PARTICLES or len(words) == 1:
        return [], words
    at = next((i for i, w in enumerate(words) if i and w.lower() in PARTICLES), len(words) - 1)
    return words[:at], words[at:]


class Lists:
    """Mandates, parties and ministries, and what they make of a record."""

    def __init__(self):
        self.mandates = [line.split("\t") for line in table("mandates")]
        self.known = {}
        self.signed = {}
        for m in self.mandates:
            if m[7]:
                self.signed.setdefault(m[0], set()).add(slug(m[7]))
        self.parties = [line.split("\t") for line in table("parties")]
        self.ministries = [line.split("\t") for line in table("ministries")]

    def ministers_of(self, q):
        """Those who are counted, each once."""
        named = {}
        for name, sure in (self.person(q, m) for m in q["ministers"]):
            if name and sure:
                named.setdefault(slug(name), name)
        return list(named.values())

    def parties_of(self, q):
        named = {}
        for a in q["askers"]:
            if a["party"]:
                named.setdefault(slug(self.party(q, a["party"])), self.party(q, a["party"]))
        return list(named.values())

    # ---- the lists ----

    def holding(self, test, parliaments, day="", role="", sure=True):
        """The people with such a mandate on the day, or ever."""
        return sorted({m[1] for m in self.mandates
                       if m[5] in parliaments and not (sure and m[6]) and (not role or self.has_office(m, role))
                       and (not day or (m[3] <= day and (not m[4] or day <= m[4]))) and test(m)})

    @staticmethod
    def has_office(mandate, role):
        """All offices of a printed role are in the title, and a minister is no staatssecretaris."""
        wanted = [slug(o).split("-") for o in offices(role, False)]
        state = [t.lower().startswith("staatssecretaris") for t in (mandate[2], role)]
        return bool(wanted) and (not rank_at(role, 0) or state[0] == state[1]) and all(
            any(set(w) <= set(slug(o).split("-")) for o in offices(mandate[2], False)) for w in wanted)

    @staticmethod
    def fits(mandate, words, full):
        """All words, or the surname as it is printed."""
        for key in (mandate[0], slug(mandate[7])):
            has = key.split("-")
            if full and key and all(w in has or (len(w) == 1 and any(h[0] == w for h in has)) for w in words):
                return True
            if not full and key and (has == words or any(has[i:i + len(words)] == words for i in range(1, len(has)))):
                return True
        return False

    def listed(self, q, m, day):
        """The one person of the lists that a printed name stands for."""
        words, parliament, role = person_words(m["name"]), q["parliament"], m["role"] or m.get("department") or ""
        told = [w for w in words if w not in PARTICLES]
        if not words or not any(len(w) > 1 for w in told):
            return None
        full = len(told) > 1

        def one(parliaments, whole, **when):
            names = self.holding(lambda mandate: self.fits(mandate, words, whole), parliaments, **when)
            return names, (names[0] if len(names) == 1 else None)
        if parliament == "vlaams":
            names, name = one(("vlaams",), True, day=day) if day else ([], None)
            return name if names else one(("vlaams",), True)[1]
        if parliament not in ("kamer", "tweedekamer"):
            return one(("vlaams", "kamer"), True)[1] if full else None
        name = one((parliament,), full, day=day)[1] if day else None
        if not name and parliament == "kamer" and full:
            name = one(("vlaams", "kamer"), full)[1]
        return name or (one((parliament,), full, day=day, role=role)[1] if role else None)

    def person(self, q, m):
        """Who it is, and whether the list is sure."""
        key = (m["name"], m["role"], m.get("department"), q["parliament"], q["date_answered"] or q["date_asked"])
        if key not in self.known:
            self.known[key] = self._person(q, m)
        return self.known[key]

    def _person(self, q, m):
        day = (q["date_answered"] or q["date_asked"] or "").replace("-", "")
        if m["name"]:
            return self.listed(q, m, day) or name_of(m["name"]), True
        role = m["role"] or m.get("department") or ""
        if not day or not role:
            return None, True
        names = self.holding(lambda _: True, (q["parliament"],), day, role, sure=False)
        sure = self.holding(lambda _: True, (q["parliament"],), day, role)
        return (names[0], bool(sure)) if len(names) == 1 else (None, True)

    # ---- parties ----

    def main_names(self, row):
        return {slug(row[1]), slug(row[3]), slug(row[4].split("|")[-1])}

    def names(self, row):
        return {slug(n) for n in row[4].split("|")} | self.main_names(row)

    def anothers(self, row, key):
        return any(o[0] == row[0] and o[1] != row[1] and key in self.main_names(o) for o in self.parties)

    def party(self, q, printed):
        key = slug(printed)
        for row in self.parties:
            if row[0] == q["parliament"] and not row[2] and key and key in self.names(row) and (
                    key in self.main_names(row) or not self.anothers(row, key)):
                return row[1]
        return printed

    def party_names(self, text):
        key = slug(text)
        found = {key}
        for row in self.parties:
            main = key in self.main_names(row)
            if not main and key not in self.names(row):
                continue
            found.add(slug(row[1]))
            if main or not self.anothers(row, key):
                found |= {slug(n) for n in row[4].split("|") if not self.anothers(row, slug(n))}
        return found


class People(Lists):
    """Names and offices of all questions, each list with every slug once."""

    def __init__(self, corpus):
        self.corpus = corpus
        super().__init__()
        self.spelt = {}
        for mandate in (m for m in self.mandates if m[5] == "vlaams"):
            for office in offices(mandate[2], False):
                self.spelt.setdefault(slug(shown(office)), shown(office))
        self.ministers, self.offices, self.askers = [], [], []
        self.terms = {"person": {}, "office": {}, "asker": {}} # slug: questions
        self.shown_names = {"person": {}, "asker": {}}
        for q in corpus.questions: # Dutch ministries are known by name: with their capitals
            for m in q["ministers"] if q["parliament"] == "tweedekamer" else []:
                for office in offices(m["role"] or "", True):
                    best = self.spelt.get(slug(office), office)
                    self.spelt[slug(office)] = max(best, shown(office), key=lambda o: sum(map(str.isupper, o)))
        for number, q in enumerate(corpus.questions):
            self._add(number, q)

    def _add(self, number, q):
        persons, fields, found, others = {}, {}, set(), set()
        whole = q["parliament"] == "tweedekamer"
        for m in q["ministers"]:
            name, sure = self.person(q, m)
            if name and sure:
                persons.setdefault(slug(name), name)
            elif name:
                others.add(slug(name))
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
        for kind, slugs in (("person", persons.keys() | others), ("office", found | fields.keys()), ("asker", askers)):
            for key in slugs:
                self.terms[kind][key] = self.terms[kind].get(key, 0) | 1 << number
        for kind, names in (("person", persons), ("asker", askers)):
            for key, name in names.items():
                self.shown_names[kind].setdefault(key, name)
        self.ministers.append(list(persons.values()))
        self.offices.append(list(fields.values()))
        self.askers.append(list(askers.values()))

    # ---- queries ----

    def _match(self, kind, words):
        """Questions of those who have all of the words; None when nobody has."""
        if all(w in PARTICLES for w in words):
            return None
        found, text = None, "-".join(words)
        for key, docs in self.terms[kind].items():
            has = key.split("-")
            if all(w in has or w + "s" in has for w in words) if kind == "office" else (
                    written_has(key, text) or (len(words) > 1 and len(words[0]) == 1 and any(
                        set(words) <= set(s.split("-")) for s in self.signed.get(key, ())))):
                found = (found or 0) | docs
                if kind == "person":
                    found |= self.terms[kind].get(self.bare_surname(key), 0)
        return found

    def bare_surname(self, key):
        """Of a person of the list, when nobody else there has that surname."""
        people = {m[0]: m[1] for m in self.mandates}
        if key not in people or not split_name(people[key])[0]:
            return None
        last = slug(" ".join(split_name(people[key])[1]))
        alone = key.endswith(last) and len(key) > len(last) and all(
            slug(" ".join(split_name(n)[1])) != last for k, n in people.items() if k != key)
        return last if alone else None

    def _surname(self, kind, words):
        """The surname alone, or with initials, or joined to another with a hyphen."""
        for i, word in enumerate(words[:-1]):
            rest = "-".join(words[i + 1:])
            for key in sorted(self.terms[kind]) if word not in PARTICLES else ():
                shown_as = self.shown_names[kind].get(key, "")
                joined = key.startswith(rest + "-") and "-" in shown_as and slug(shown_as.split("-")[0]) == rest
                initials = re.fullmatch(rf"{re.escape(words[0][0])}(-[a-z0-9])*-{re.escape(rest)}", key)
                if key == rest or joined or initials:
                    return self.terms[kind][key]
        return None

    def _by_ministry(self, text):
        found, key = 0, slug(text)
        while re.match(r"(de|het|minister-van|minister-voor|ministerie-van|ministerie)-", key):
            key = re.sub(r"^(de|het|minister-van|minister-voor|ministerie-van|ministerie)-", "", key)
        for kind, parliament, fields, names in self.ministries:
            if kind == "o" and {slug(text), key} & {slug(n) for n in names.split("|")}:
                for field in fields.split(";"):
                    found |= self.terms["office"].get(slug(field), 0) & self.corpus.where(
                        lambda q, p=parliament: q["parliament"] == p)
        return found

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
        return self._minister(text) | self._apart(text) or self._by_ministry(text)

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
