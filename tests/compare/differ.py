# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between two answers, and a tally of it."""
import difflib
import fnmatch
import json
from collections import Counter

SHOWN = 160     # characters of a value on one line
PER_ANSWER = 6  # differences of one answer that are printed
# The time at which each index was built differs always.
ALWAYS_IGNORED = ("completeness.indexed",)


def short(value):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.replace("\n", "⏎")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


def json_differences(old, new, path=""):
    """(path, old, new) of each place where two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(k for k in new if k not in old)]:
            here = f"{path}.{key}" if path else key
            if key not in old:
                yield here, "(absent)", new[key]
            elif key not in new:
                yield here, old[key], "(absent)"
            else:
                yield from json_differences(old[key], new[key], here)
        if list(old) != list(new) and old.keys() == new.keys():
            yield f"{path}(order of keys)", list(old), list(new)
    elif isinstance(old, list) and isinstance(new, list):
        yield from list_differences(old, new, path)
    elif old != new or type(old) is not type(new):
        yield path, old, new


def list_differences(old, new, path):
    if all(isinstance(v, str) for v in old + new):
        if old != new:
            yield path, *changed_part(old, new)
        return
    if len(old) != len(new):
        yield f"{path}(length)", len(old), len(new)
    for i, (a, b) in enumerate(zip(old, new)):
        yield from json_differences(a, b, f"{path}[{i}]")


def changed_part(old, new):
    """Two lists of texts, such as ids, in words: what only one of them has, or where their order parts."""
    here, there = set(old), set(new)
    gone, come = [v for v in old if v not in there], [v for v in new if v not in here]
    if gone or come:
        return f"{len(old)}, only here: {gone}", f"{len(new)}, only here: {come}"
    first = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    return f"from {first}: {old[first:first + 5]}", f"from {first}: {new[first:first + 5]}"


def text_differences(old, new):
    """The lines that only one text has."""
    for line in difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0):
        if not line.startswith(("---", "+++", "@@")):
            yield ("text", line[1:], "(absent)") if line[0] == "-" else ("text", "(absent)", line[1:])


def parsed(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def differences(old, new):
    """(path, old, new) of two texts that are not the same: by key where both are JSON, else by line."""
    a, b = parsed(old), parsed(new)
    if a is None or b is None:
        found = list(text_differences(old, new))
    else:
        found = list(json_differences(a, b))
    return found or [("bytes", old, new)] # the same to a reader of JSON or of lines, written in another way


class Tally:
    """Prints differences up to `most` answers a part, and counts all of them."""

    def __init__(self, most, ignored):
        self.most, self.ignored = most, [*ALWAYS_IGNORED, *ignored]
        self.compared, self.differing, self.kinds = Counter(), Counter(), Counter()

    def ignores(self, path):
        return any(fnmatch.fnmatchcase(path, pattern) for pattern in self.ignored)

    def note(self, part, about, old, new):
        """Compares two answers, each a dictionary of texts and numbers; True when they are the same."""
        self.compared[part] += 1
        if old == new:
            return True
        found = []
        for key in old.keys() | new.keys():
            a, b = old.get(key, ""), new.get(key, "")
            if a != b and isinstance(a, str) and isinstance(b, str):
                found += [(f"{key}: {path}" if key != "out" else path, x, y) for path, x, y in differences(a, b)]
            elif a != b:
                found.append((key, a, b))
        return self.add(part, about, found)

    def add(self, part, about, found):
        found = [(path, a, b) for path, a, b in found if not self.ignores(general(path))]
        if not found:
            return True
        self.differing[part] += 1
        for path in {general(path) for path, _, _ in found}:
            self.kinds[part, path] += 1
        if self.most == 0 or self.differing[part] <= self.most:
            print(f"\n{part}: {about}")
            for path, a, b in found[:PER_ANSWER]:
                print(f"  {path}\n    - {short(a)}\n    + {short(b)}")
            if len(found) > PER_ANSWER:
                print(f"  and {len(found) - PER_ANSWER} more differences")
        elif self.differing[part] == self.most + 1:
            print(f"\n{part}: further differences are counted only (--most 0 prints all)")
        return False

    def summary(self):
        print()
        for part, count in self.compared.items():
            print(f"{part}: {count} compared, {self.differing[part]} differ")
            for (where, path), number in sorted(self.kinds.items(), key=lambda item: -item[1]):
                if where == part:
                    print(f"    {number:6} {path}")
        return sum(self.differing.values())


def general(path):
    """hits[3].score is one kind with hits[4].score."""
    head, *rest = path.split("[")
    return head + "".join(part.partition("]")[2] for part in rest)
