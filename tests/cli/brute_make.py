# SPDX-License-Identifier: GPL-3.0-or-later
"""Random queries over a set of questions: what is asked for is mostly taken from one question, so that
mostly something is found.  Also makes a failing query small."""
import datetime
import re

from brute_corpus import fold
from brute_people import slug
from brute_query import FACETS, Node, written

AND, OR, NOT = (" EN ", " AND "), (" OF ", " OR "), ("-", "NIET ", "NOT ")
QUOTES = ('""', "„”", "“”", "«»", '""', '""')
TEXTS = {"titel": ("titel", "title", "Titel"), "vraag": ("vraag", "question"), "antwoord": ("antwoord", "answer")}
FIELDS = {"minister": ("minister", "MINISTER"), "asker": ("vraagsteller", "asker", "door"), "party": ("partij", "party"),
          "theme": ("thema", "theme"), "number": ("nr", "nummer", "number"), "asked": ("datum", "date"),
          "answered": ("beantwoord", "answered"), "session": ("zittingsjaar", "session"),
          "parliament": ("parlement", "parliament"), "status": ("status",), "kind": ("soort", "kind", "type"),
          "cites": ("citeert", "cites")}
OTHER_NAMES = {"vlaams": ('"Vlaams Parlement"', "vlaanderen"), "kamer": ('"de Kamer"',), "tweedekamer": ('"Tweede Kamer"', "tweede-kamer"),
               "beantwoord": ("answered",), "onbeantwoord": ("unanswered", '"niet beantwoord"'), "uitgesteld": ("postponed",),
               "onbekend": ("unknown",), "schriftelijke-vraag": ('"schriftelijke vraag"', "schriftelijk", "written"),
               "mondelinge-vraag": ("mondeling", "oral"), "mededeling": ()}
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
# words that make something else of what stands beside them
STEERING = {"nr", "nrs", "nummer", "nummers", "no", "tot", "to", "until", "tem", "t.e.m", "t.e.m.", "vraag", "kamervraag", "met"}
PLAIN = re.compile(r"[^\W_](?:[\w’'.-]*[\w])?\.?", re.UNICODE)


def usable(raw):
    return (PLAIN.fullmatch(raw) and raw.lower() not in STEERING and len(raw) < 60 and raw != "qqmarkqq"
            and not re.search(r"\d{4}[Zz]\d{5}", raw) and "_" not in raw and not re.fullmatch("[A-Za-z]{1,2}", raw))


def last_day(year, month):
    return (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(1)).day


class Maker:
    def __init__(self, corpus, people, rng):
        self.corpus, self.people, self.rng = corpus, people, rng
        self.today = datetime.date.today()
        self.every = range(len(corpus.questions))
        # questions with something rare are taken more often than their share
        self.rare = [i for i, q in enumerate(corpus.questions)
                     if q["numbers"] or q["themes"] or q["date_answered"] or q["cites"] or q["meetings"]]

    def pick(self, list_):
        return self.rng.choice(list_)

    def one_in(self, n):
        return self.rng.randrange(n) == 0

    def question(self):
        return self.pick(self.rare) if self.rare and self.one_in(3) else self.pick(self.every)

    # ---- words ----

    def tokens(self, number, scope):
        runs = [t for s, t in self.corpus.texts[number] if t and scope in ("", s)]
        return self.pick(runs) if runs else []

    def raw(self, number, scope):
        for _ in range(20):
            run = self.tokens(number, scope)
            if not run:
                number, scope = self.question(), ""
                continue
            token = self.pick(run)
            if usable(token.raw) and (not token.stop or self.one_in(6)):
                return self.cased(token.raw)
        return "vraag"

    def cased(self, raw):
        if raw in ("EN", "OF", "NIET", "AND", "OR", "NOT", "NEAR", "BIJ"):
            return raw.lower()
        styles = (raw, raw, raw.lower(), raw.capitalize(), fold(raw))
        new = self.pick(styles)
        return new if usable(new) and new not in ("EN", "OF", "NIET", "AND", "OR", "NOT", "NEAR", "BIJ") else raw

    def word(self, number, scope):
        text = self.raw(number, scope)
        if self.one_in(15) and text.isalpha():
            other = self.raw(number, scope)
            text = f"{text}/{other}" if other.isalpha() and text.lower() not in ("near", "bij") else text
        return Node("word", text=text, scope=scope)

    def prefix(self, number, scope):
        least = 4 if scope and not self.one_in(20) else 2 # wide ones in fields take seconds
        for _ in range(20):
            text = re.sub(r"\.$", "", self.raw(number, scope))
            if self.one_in(2):
                text = text[:self.rng.randint(least, max(least, len(text)))]
            if len(text) >= least and re.fullmatch(r"[^\W_]+", text):
                return Node("prefix", text=text + "*", scope=scope)
        return Node("prefix", text="inburg*", scope=scope)

    def phrase(self, number, scope):
        run = self.tokens(number, scope) or self.tokens(self.question(), "")
        if not run:
            return self.word(number, scope)
        start, count = self.rng.randrange(len(run)), self.pick((1, 2, 2, 3, 3, 4, 6))
        words = [t.raw for t in run[start:start + count]]
        if self.one_in(6):
            self.rng.shuffle(words)
        marks = self.pick(QUOTES)
        return Node("phrase", text=marks[0] + " ".join(words) + marks[1], scope=scope)

    def near(self, number, scope):
        run = [t for t in self.tokens(number, scope)]
        distance = self.pick((1, 2, 3, 5, 10, 10, 30, 100))
        at = self.rng.randrange(len(run)) if run else 0
        close = [t.raw for t in run[max(0, at - distance):at + distance + 1] if usable(t.raw) and (not t.stop or self.one_in(3))]
        count = self.pick((2, 2, 2, 3, 4))
        if len(close) < count:
            return self.word(number, scope)
        operands = [Node("word", text=self.cased(raw), scope=scope) for raw in self.rng.sample(close, count)]
        for i, operand in enumerate(operands):
            if self.one_in(6):
                stem = operand.text[:self.rng.randint(4, 12)]
                if re.fullmatch(r"[^\W_]{4,}", stem):
                    operands[i] = Node("prefix", text=stem + "*", scope=scope)
            if self.one_in(6):
                other = Node("word", text=self.raw(self.question(), scope), scope=scope)
                operands[i] = Node("or", [operands[i], other], scope=scope, op=self.pick(OR))
        op = self.pick(("BIJ", "NEAR"))
        shown = op if distance == 10 and self.one_in(2) else f"{op}/{distance}"
        return Node("near", operands, scope=scope, op=f" {shown} ", distance=distance)

    def text(self, number, scope):
        kinds = (self.word,) * 5 + (self.phrase,) * 2 + (self.prefix,) * 2 + (self.near,) * 2
        return self.pick(kinds)(number, scope)

    def in_field(self, number):
        """titel:fiets, titel:(fiets OF -"openbaar vervoer")"""
        scope = self.pick(list(TEXTS))
        node = self.text(number, scope) if self.one_in(2) else self.group(number, 1, lambda n: self.text(n, scope), scope)
        name = self.pick(TEXTS[scope])
        if node.children or not node.name:
            for n in node.walk():
                n.name = name
        return node

    # ---- dates ----

    def unit(self, day):
        """A day, month or year as written, and its first and last day."""
        y, m, d = day.year, day.month, day.day
        kind = self.pick("ddmmyyy")
        if kind == "y":
            return str(y), (datetime.date(y, 1, 1), datetime.date(y, 12, 31))
        if kind == "m":
            text = self.pick((f"{y}-{m:02}", f"{m}/{y}", f"{m:02}-{y}", f"{MONTHS[m - 1]} {y}", f"{MONTHS[m - 1].upper()} {y}"))
            return text, (datetime.date(y, m, 1), datetime.date(y, m, last_day(y, m)))
        text = self.pick((f"{y}-{m:02}-{d:02}", f"{d}/{m}/{y}", f"{d:02}-{m:02}-{y}", f"{d}.{m}.{y}", f"{d} {MONTHS[m - 1]} {y}"))
        return text, (day, day)

    def period(self, day):
        """A period as written, with first and last day as numbers, 0 when open."""
        away = datetime.timedelta(self.rng.randrange(400) if self.one_in(3) else self.rng.randrange(30))
        one = datetime.timedelta(1)
        x, (a, b) = self.unit(day - away)
        y, (c, d) = self.unit(day + away)
        if d < a:
            x, a, b, y, c, d = y, c, d, x, a, b
        years = self.rng.randint(1, 12)
        back = (self.today.replace(day=min(self.today.day, 28), year=self.today.year - years)
                if (self.today.month, self.today.day) == (2, 29) else self.today.replace(year=self.today.year - years))
        text, low, high = self.pick((
            (x, a, b), (x, a, b), (x, a, b), (f"{x}..{y}", a, d), (f"{x}..{y}", a, d), (f"{x} tot {y}", a, d),
            (f"{x} t/m {y}", a, d), (f"van {x} tot {y}", a, d), (f"tussen {x} en {y}", a, d),
            (f"from {x} to {y}", a, d), (f"between {x} and {y}", a, d), (f"vanaf {x} tot {y}", a, d),
            (f"{x}..", a, None), (f"vanaf {x}", a, None), (f"sinds {x}", a, None), (f"since {x}", a, None),
            (f">={x}", a, None), (f"..{y}", None, d), (f"tot {y}", None, d), (f"tot en met {y}", None, d),
            (f"t/m {y}", None, d), (f"uiterlijk {y}", None, d), (f"until {y}", None, d), (f"<={y}", None, d),
            (f"na {x}", b + one, None), (f"after {x}", b + one, None), (f">{x}", b + one, None),
            (f"voor {y}", None, c - one), (f"before {y}", None, c - one), (f"<{y}", None, c - one),
            (f"{a.year}-{d.year}", datetime.date(a.year, 1, 1), datetime.date(d.year, 12, 31)),
            (f"laatste {years} jaar", back + one, self.today), (f"last {years} years", back + one, self.today)))
        return text, int(f"{low:%Y%m%d}") if low else 0, int(f"{high:%Y%m%d}") if high else 0

    def dated(self, what, number):
        evaluated = self.corpus.questions[number]["date_asked" if what == "asked" else "date_answered"]
        day = datetime.date.fromisoformat(evaluated or "2017-05-17")
        text, low, high = self.period(day)
        name = self.pick(FIELDS[what])
        if what == "asked" and self.one_in(4):
            years = (day.year, day.year + self.rng.randint(0, 2))
            text, low, high = self.pick(((f"{years[0]}", years[0] * 10000 + 101, years[0] * 10000 + 1231),
                                         (f"{years[0]}..{years[1]}", years[0] * 10000 + 101, years[1] * 10000 + 1231),
                                         (f"vanaf {years[0]}", years[0] * 10000 + 101, 0)))
            name = self.pick(("jaar", "year"))
        if self.one_in(3):
            text = f'"{text}"'
        return Node("cond", text=text, name=name, ask=(what, (low, high)))

    # ---- other conditions ----

    def minister_text(self, number):
        q = self.corpus.questions[number]
        offices, people = self.people.offices[number], self.people.ministers[number]
        texts = [m["role"] for m in q["ministers"] if m["role"]] + [m["department"] for m in q["ministers"] if m.get("department")]
        for office in offices:
            texts += [office, f"minister van {office}", office.upper(), self.pick(office.split())]
        if len(offices) > 1:
            texts += [", ".join(self.rng.sample(offices, 2)), " en ".join(self.rng.sample(offices, 2))]
        for name in people:
            first, _, rest = name.partition(" ")
            texts += [name, rest or name, name.split()[-1], f"{rest}, {first}", f"minister {name}", name.upper(), fold(name)]
            texts += [f"{name.split()[-1]} {self.pick(o.split())}" for o in offices]
            texts += [f"{first[0]}. {rest}", *self.people.signed.get(slug(name), ())] if rest else []
        if q["ministers"] and self.one_in(4): # what a ministry is called
            texts = [n for kind, parliament, _, names in self.people.ministries for n in names.split("|")
                     if kind == "o" and parliament == q["parliament"]]
        return self.pick(texts) if texts else "minister-president"

    def asker_text(self, number):
        names = self.people.askers[number]
        if not names:
            return "nergensgezien"
        name = self.pick(names)
        first, _, rest = name.partition(" ")
        return self.pick((name, name, rest or name, name.split()[-1], f"{rest}, {first}", f"de heer {name}", first, fold(name).lower()))

    def quoted(self, text):
        text = text.replace('"', " ")
        if re.fullmatch(r"[A-Za-z0-9](?:[\w&.-]*\w)?", text) and text not in ("EN", "OF", "NIET", "AND", "OR", "NOT"):
            return self.pick((text, f'"{text}"')) if "BIJ" not in text else f'"{text}"'
        return f'"{text}"'

    def valued(self, what, number):
        """A condition that the question meets, as (text, value); None when it has nothing of the kind."""
        q = self.corpus.questions[number]
        if what == "minister":
            text = self.minister_text(number)
            return (self.quoted(text), text) if re.search(r"\w", text) else None
        if what == "asker":
            text = self.asker_text(number)
            return (self.quoted(text), text) if re.search(r"\w", text) else None
        if what == "party":
            names = [n for a in q["askers"] if a["party"] for n in [a["party"], *sorted(self.people.party_names(a["party"]))]]
        elif what == "theme":
            names = q["themes"]
        elif what == "session":
            if not q["session"]:
                return None
            return self.pick((q["session"], q["session"].replace("-", "/"), q["session"][:4])), q["session"]
        elif what in ("number", "cites"):
            return self.reference(what, q)
        else:
            return self.pick((q[what], q[what], q[what].upper(), *OTHER_NAMES[q[what]])), q[what]
        name = self.pick(names) if names else None
        return (self.quoted(self.pick((name, name.lower()))), name) if name else None

    def other_number(self, q, number):
        """The spellings that papers and addresses have."""
        session, docname = q["session"], re.search(r"\d{13}$", q["id"])
        forms = [(q["id"], q["id"]), (f'"{q["id"]}"', q["id"])] if q["id"][0].isalpha() and re.search(r"\d", q["id"]) and \
            re.match("(vlaams|kamer|tweedekamer)-", q["id"]) else []
        if docname:
            forms += [(docname[0], docname[0]), (f'"DO {docname[0]}"', docname[0])]
        if number.isdigit() and len(number) < 6:
            forms += [(f"0{number}", number), (f'"SV {number}"', number), (f'"AH {number}"', f"AH {number}"),
                      (f'"Aanhangsel nr. {number}"', f"AH {number}")]
            if session:
                forms += [(f"{number}/{session}", f"{number}/{session}"), (f'"nr. {number} ({session})"', f"{number}/{session}"),
                          (f"ah-tk-{session.replace('-', '')}-{number}", f"AH {number}/{session}")]
        if "Z" in number:
            forms += [(f"kv-tk-{number}", number), (f'"{number[:4]}z {number[5:]}"', number)]
        if not forms:
            return number, (number, 0)
        text, means = self.pick(forms)
        return text, (means, 0)

    def reference(self, what, q):
        day = 0
        if what == "number" and q["numbers"]:
            number, date = self.pick(q["numbers"]), q["date_asked"]
        elif what == "cites" and q["cites"]:
            cite = self.pick(q["cites"])
            number, date = cite["number"], cite["date"]
        else:
            return None
        if not re.fullmatch(r"\d{1,9}|\d{4}Z\d{5}", number):
            return None
        if what == "number" and not self.one_in(3):
            return self.other_number(q, number)
        text = self.pick((number, f'"{number}"', f'"nr. {number}"', number.lower()))
        if date and self.one_in(2):
            day, when = int(date.replace("-", "")), datetime.date.fromisoformat(date)
            text = f'"{number} van {when.day} {MONTHS[when.month - 1]} {when.year}"'
        return text, (number, day)

    def condition(self, number):
        what = self.pick(("minister", "minister", "asker", "party", "asked", "asked", "theme", "number", "answered",
                          "session", "parliament", "status", "kind", "cites"))
        if what in ("asked", "answered"):
            return self.dated(what, number)
        made = self.valued(what, number)
        if not made:
            return self.dated("asked", number)
        if what == "number" and self.one_in(4) and made[0].isalnum():
            return Node("cond", text=f"nr. {made[0]}", ask=(what, made[1]))
        node = Node("cond", text=made[0], name=self.pick(FIELDS[what]), ask=(what, made[1]))
        return self.value_group(what, node) if self.one_in(4) else node

    def value_group(self, what, node):
        """partij:(groen OF "n-va")"""
        others = [self.valued(what, self.question()) for _ in range(self.rng.randint(1, 2))]
        nodes = [node] + [Node("cond", text=o[0], name=node.name, ask=(what, o[1])) for o in others if o]
        if len(nodes) < 2:
            return node
        if self.one_in(5):
            nodes[-1] = Node("not", [nodes[-1]], name=node.name, op=self.pick(("NIET ", "NOT ")))
        kind = self.pick(("or", "or", "or", "and"))
        return Node(kind, nodes, name=node.name, op=self.pick(OR if kind == "or" else AND))

    # ---- trees ----

    def leaf(self, number):
        return self.pick((lambda n: self.text(n, ""),) * 3 + (self.in_field, self.condition, self.condition))(number)

    def group(self, number, depth, leaf, scope=""):
        """What a question meets: all of its leaves, or others beside them, or without what others have."""
        kind = self.pick(("seq", "seq", "seq", "and", "or", "or", "not"))
        if kind == "not":
            return Node("not", [self.tree(self.question(), depth - 1, leaf, scope)], scope=scope, op=self.pick(NOT))
        children = []
        for _ in range(self.pick((2, 2, 2, 3, 4))):
            about = self.question() if kind == "or" and children and self.one_in(2) else number
            child = self.tree(about, depth - 1, leaf, scope)
            if kind != "or" and self.one_in(6):
                child = Node("not", [self.tree(self.question(), depth - 1, leaf, scope)], scope=scope, op=self.pick(NOT))
            children.append(child)
        op = {"seq": " ", "and": self.pick(AND), "or": self.pick(OR)}[kind]
        return Node(kind, children, scope=scope, op=op)

    def tree(self, number, depth, leaf=None, scope=""):
        leaf = leaf or self.leaf
        if depth <= 0 or self.one_in(3):
            return leaf(number)
        return self.group(number, depth, leaf, scope)

    def query(self):
        number = self.question()
        if self.one_in(40):
            numbers = [n for n in self.corpus.questions[number]["numbers"] if n.isdigit()] or ["181"]
            text = self.pick(numbers) # a bare number: of a question, or a word
            return Node("or", [Node("cond", text="", ask=("number", (text, 0))), Node("word", text=text)], op="")
        return self.tree(number, self.pick((1, 1, 2, 2, 3, 4)))

    def choices(self, facets):
        """Values of facets to choose; facets: {name: values of each question}."""
        chosen = []
        for _ in range(self.pick((1, 2, 2, 3))):
            facet, number = self.pick(FACETS), self.question()
            values = facets[facet]
            for _ in range(self.pick((1, 1, 2))):
                options = values[number] or [v for i in self.every[:50] for v in values[i]]
                if options:
                    chosen.append((facet, self.pick(options)))
                number = self.question()
        return list(dict.fromkeys(chosen))


def is_number(text):
    """As a whole the text would be the number of a question."""
    return re.fullmatch(r"\s*(?:(?:de|op|antwoord|ah|uw|mijn|schriftelijke|mondelinge|parlementaire)\s+)*\d+[CP]?\s*", text, re.I)


def text_of(node):
    text = written(node)
    return f"({text})" if is_number(text) and node.op != "" else text


# ---- making it small ----

def smaller(node):
    """Trees with one thing less."""
    for i, child in enumerate(node.children):
        if child.name == node.name and node.kind != "near":
            yield child
        elif not node.name:
            yield child
        if len(node.children) > 2 or (len(node.children) > 1 and node.kind == "not"):
            yield node.with_children(node.children[:i] + node.children[i + 1:])
        for less in smaller(child):
            if node.kind != "near" or less.kind in ("word", "prefix", "or"):
                yield node.with_children(node.children[:i] + [less] + node.children[i + 1:])
    if node.kind == "phrase" and " " in node.text:
        words = node.text[1:-1].split(" ")
        for i in range(len(words)):
            less = " ".join(words[:i] + words[i + 1:])
            yield Node("phrase", text=node.text[0] + less + node.text[-1], scope=node.scope, name=node.name)


def shrink(node, fails):
    """The smallest tree found that still fails."""
    again = True
    while again:
        again = False
        for less in smaller(node):
            if fails(less):
                node, again = less, True
                break
    return node
