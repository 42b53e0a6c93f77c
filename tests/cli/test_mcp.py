# SPDX-License-Identifier: GPL-3.0-or-later
"""The Model Context Protocol: messages, tools whose quotes are literal, resources."""
import contextlib
import json
import subprocess

import pytest

from conftest import PROGRAM, ROOT, environment, look_over, search, show

REVISION = "2025-11-25"


class Client:
    def __init__(self, db, *args):
        self.process = subprocess.Popen([PROGRAM, "mcp", "--db", str(db), *args], cwd=ROOT, env=environment(), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.count = 0

    def send(self, line):
        self.process.stdin.write(line if isinstance(line, bytes) else line.encode())
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def read(self):
        return json.loads(self.process.stdout.readline())

    def ask(self, method, **params):
        self.count += 1
        self.send(json.dumps({"jsonrpc": "2.0", "id": self.count, "method": method, "params": params}))
        got = self.read()
        assert got["jsonrpc"] == "2.0" and got["id"] == self.count
        return got

    def call(self, tool, **arguments):
        result = self.ask("tools/call", name=tool, arguments=arguments)["result"]
        if result["isError"]:
            return result["content"][0]["text"]
        assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
        return result["structuredContent"]


@contextlib.contextmanager
def client(db, *args):
    one = Client(db, *args)
    try:
        yield one
    finally:
        one.process.stdin.close()
        code = one.process.wait(40)
        look_over(code, one.process.stderr.read().decode())
        assert code == 0


def flat(text):
    return " ".join((text or "").split())


def test_initialize(sample):
    with client(sample) as one:
        for asked, given in ((REVISION, REVISION), ("2025-06-18", "2025-06-18"), ("1999-01-01", REVISION)):
            result = one.ask("initialize", protocolVersion=asked, capabilities={}, clientInfo={"name": "t", "version": "1"})["result"]
            assert result["protocolVersion"] == given and set(result["capabilities"]) == {"tools", "resources"}
        one.send('{"jsonrpc":"2.0","method":"notifications/initialized"}') # has no answer
        assert one.ask("ping")["result"] == {}
        tools = one.ask("tools/list")["result"]["tools"]
        assert [tool["name"] for tool in tools] == ["search", "question", "similar", "asked", "figures", "suggest"]
        for tool in tools:
            assert tool["inputSchema"]["type"] == "object" and tool["annotations"]["readOnlyHint"] is True
            assert tool["name"] in ("figures", "suggest") or "Cite" in tool["description"]


@pytest.mark.parametrize("line, code, id", [
    ("{", -32700, None), ("[]", -32600, None), ('"x"', -32600, None), ('{"jsonrpc":"2.0","id":1}', -32600, 1),
    ('{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600, 1), ('{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600, None),
    ('{"jsonrpc":"2.0","id":"a","method":"nope"}', -32601, "a"), ('{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}', -32600, 1),
    ('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nope"}}', -32602, 1),
    ('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":3}}', -32602, 1),
    ('{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}', -32002, 1),
    (b"\xff\xfe", -32700, None), (b'{"jsonrpc":"2.0","id":1,"method":"ping","id":2}', -32700, None), ("x" * 3_000_000, -32700, None)], ids=range(14))
def test_bad_messages(sample, line, code, id):
    with client(sample) as one:
        one.send(line)
        got = one.read()
        assert got["error"]["code"] == code and got["id"] == id
        assert one.ask("ping")["result"] == {} # it goes on


def test_search_and_read(sample):
    questions = {q["id"]: q for q in show(sample)}
    with client(sample, "--url", "https://vragen.example.org") as one:
        found = one.call("search", query="inburgering", limit=20)
        assert found["total"] == search(sample, "inburgering")["total"] and found["hits"]
        for hit in found["hits"]:
            whole = one.call("question", id=hit["id"])
            texts = flat(json.dumps(whole, ensure_ascii=False).replace("\\n", " ").replace('\\"', '"'))
            assert hit["address"] == whole["address"] == f"https://vragen.example.org/vraag/{hit['id']}"
            for quote in (hit["quote"], hit["answer_quote"]):
                assert not quote or flat(quote) in texts, quote # letter for letter
            assert whole["questions"] == questions[hit["id"]]["questions"] and "source" not in whole
        narrowed = one.call("search", query="inburgering", minister="de ridder", **{"from": "2022", "to": "2022"})
        assert 0 < narrowed["total"] < found["total"]
        assert one.call("search", minister="qxyzzy")["notices"]


def test_the_other_tools(sample):
    question = next(q for q in show(sample) if len(q["questions"]) > 1 and q["title"])
    with client(sample) as one:
        assert one.call("similar", id=question["id"], limit=3)["hits"]
        draft = "\n".join(f"{i}. {part['text']}" for i, part in enumerate(question["questions"], 1))
        asked = one.call("asked", text=draft, limit=5)
        assert question["id"] in [hit["id"] for hit in asked["hits"]] and asked["hits"][0]["draft_part"]
        figures = one.call("figures", query="inburgering")
        assert figures["statistics"]["total"] == figures["total"] and "coverage" in figures["statistics"]
        assert {"minister"} <= {s["kind"] for s in one.call("suggest", text="de ridd")["suggestions"]}
        for tool, arguments in (("question", {"id": "niets"}), ("similar", {"id": "niets"}), ("similar", {}), ("asked", {}),
                                ("search", {"query": "("}), ("search", {"nope": 1}), ("search", {"query": 3}),
                                ("search", {"limit": 1000}), ("search", {"from": "morgen"}), ("search", {"parliament": "mars"}),
                                ("search", {"sort": "x"}), ("asked", {"text": "a" * 70_000})):
            assert isinstance(one.call(tool, **arguments), str), (tool, arguments) # told to the model, not to the client


def test_resources(sample):
    with client(sample) as one:
        listed = one.ask("resources/list")["result"]["resources"]
        assert listed and one.ask("resources/templates/list")["result"]["resourceTemplates"][0]["uriTemplate"] == "vraagbaak://vraag/{id}"
        for resource in listed[:5]:
            (content,) = one.ask("resources/read", uri=resource["uri"])["result"]["contents"]
            assert content["uri"] == resource["uri"] and content["text"]
        for uri in ("vraagbaak://vraag/niets", "vraagbaak://vraag/", "x", ""):
            assert one.ask("resources/read", uri=uri)["error"]["code"] == -32002
