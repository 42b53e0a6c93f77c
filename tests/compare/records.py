# SPDX-License-Identifier: GPL-3.0-or-later
"""Every question of two indexes as `show --all --json` prints it, compared by id and field."""
import difflib
import json
import subprocess

from builds import Trouble, environment
from differ import json_differences


def records(program, db, *options):
    """{id: (line, question)}"""
    done = subprocess.run([program, "show", "--db", str(db), "--all", "--json", *options], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=environment(), check=False)
    if done.returncode:
        raise Trouble(f"{program} shows nothing: {done.stderr.decode()}")
    return by_id(done.stdout.decode("utf-8", "surrogateescape").splitlines())


def by_id(lines):
    found = {}
    for line in lines:
        question = json.loads(line)
        found[question["id"]] = (line, question)
    return found


def named(question):
    return f"{question['number'] or '-'} of {question['date_asked'] or '-'}: {question['title'] or '(no title)'} [{question['source']}]"


def words_changed(old, new):
    """Two texts cut down to the words that only one of them has, each with a few words around it."""
    a, b = old.split(" "), new.split(" ")
    if len(a) + len(b) > 40000:
        return old, new
    gone, come = [], []
    for kind, i, j, k, l in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            gone.append(" ".join([*a[max(0, i - 3):i], "[", *a[i:j], "]"]))
            come.append(" ".join([*b[max(0, k - 3):k], "[", *b[k:l], "]"]))
    return " … ".join(gone), " … ".join(come)


def field_differences(old, new):
    for path, a, b in json_differences(old, new):
        if isinstance(a, str) and isinstance(b, str) and "(absent)" not in (a, b):
            a, b = words_changed(a, b)
        yield path, a, b


def compare(tally, part, old, new):
    """old, new: as records() gives them."""
    for id_ in [*old, *(i for i in new if i not in old)]:
        (a, before), (b, after) = old.get(id_, ("", None)), new.get(id_, ("", None))
        tally.compared[part] += 1
        if before is None:
            tally.add(part, f"{id_} came", [("(id that came)", "(absent)", named(after))])
        elif after is None:
            tally.add(part, f"{id_} went away", [("(id that went away)", named(before), "(absent)")])
        elif a != b:
            tally.add(part, id_, list(field_differences(before, after)) or [("bytes", a, b)])
