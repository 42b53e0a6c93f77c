# SPDX-License-Identifier: GPL-3.0-or-later
"""The API: the JSON of the command line, and its own description."""
import csv
import io
import json
import re
from urllib.parse import urlencode

from conftest import ROOT, run, search
from webkit import api, without_addresses


# ---- API ----

def test_api_says_what_the_command_line_says(server, sample):
    assert without_addresses(api(server, "search", q="inburgering", limit=5)) == search(sample, "--limit", "5", "inburgering")
    one = "vlaams-2022-02-03-181-bram-de-ridder"
    given, printed = api(server, "question/" + one), json.loads(run("show", "--json", "--db", sample, one).out)
    assert given.pop("paper", "") is None and printed.pop("source") and given == printed
    counted = api(server, "facets", q="inburgering")
    assert counted["facets"] == search(sample, "--facets", "all", "--limit", "0", "inburgering")["facets"]
    assert api(server, "search", year=["2021", "2022"])["total"] == \
        search(sample, "--all", "--choose", "year=2021", "--choose", "year=2022")["total"]


def test_api_similar(server):
    found = api(server, "similar/vlaams-2022-02-03-181-bram-de-ridder", limit=3)
    assert len(found["hits"]) == 3 and all(hit["id"] != "vlaams-2022-02-03-181-bram-de-ridder" for hit in found["hits"])
    assert api(server, "similar/niets", 404)["status"] == 404


def test_api_export(server, sample):
    lines = [json.loads(line) for line in server.ask("/api/v1/export").text.splitlines()]
    assert len(lines) == 80
    got = server.ask("/api/v1/export?q=inburgering&format=csv")
    rows = list(csv.reader(io.StringIO(got.text)))
    assert len(rows) == 1 + search(sample, "inburgering")["total"]
    assert got.text == run("search", "--db", sample, "--all", "--format", "csv", "inburgering").out
    assert got.getheader("Content-Disposition") == 'attachment; filename="vragen.csv"'
    assert server.ask("/api/v1/export", "HEAD").body == b""


def test_api_suggest(server, sample):
    kinds = {(one["kind"], one["text"]) for one in api(server, "suggest", q="de ridd")["suggestions"]}
    assert ("minister", "Bram De Ridder") in kinds
    found = api(server, "suggest", q="inburg")["suggestions"]
    assert {one["kind"] for one in found} >= {"title", "word"}
    for one in found: # what is suggested can be searched
        assert api(server, "search", q=one["query"])["total"] > 0, one
    for typed, wanted in (("n-va", "party"), ("inburgerring", "word"), ("de ridderr", "minister")): # also with a slip
        found = api(server, "suggest", q=typed)["suggestions"]
        assert wanted in {one["kind"] for one in found}, (typed, found)
        assert all(api(server, "search", q=one["query"])["total"] for one in found), found
    for one in api(server, "suggest", q="inburgeringst")["suggestions"]:
        assert ("id" in one) == (one["kind"] == "title")
        assert "id" not in one or api(server, "question/" + one["id"])["title"]
    texts = run("show", "--db", sample, "--all", "--json").out.casefold()
    for typed in ("inburg", "spoorw", "ziekenh", "school", "vluchtel"): # words as texts have them, no stems
        for one in api(server, "suggest", q=typed)["suggestions"]:
            assert one["kind"] != "word" or re.search(rf"\b{re.escape(one['text'].casefold())}\b", texts), one
    assert api(server, "suggest", q="de ridd", format="opensearch")[0] == "de ridd"
    assert api(server, "suggest", q="x")["suggestions"] == []
    for typed in ('"', "(a", "*", "\\", "x" * 3000, "a:b", "minister:", "é", "'; --"):
        api(server, "suggest", q=typed)


def test_health_and_metrics(server):
    assert api(server, "health") == {"status": "ok", "questions": 80, "revision": api(server, "search")["revision"]}
    text = server.ask("/api/v1/metrics").text
    counts = dict(re.findall(r"^(\w+(?:{[^}]*})?) ([0-9.]+)$", text, re.M))
    assert int(counts['vraagbaak_answers_total{class="2xx"}']) > 0
    assert counts['vraagbaak_request_seconds_bucket{le="+Inf"}'] == counts["vraagbaak_request_seconds_count"]


def test_problems(server):
    for target, status in (("search?q=(", 400), ("search?limit=1000", 400), ("search?sort=x", 400), ("nope", 404),
                           ("question/nope", 404), ("search?page=0", 400), ("search?facets=x", 400),
                           ("export?format=pdf", 400), ("export?q=(", 400), ("search?year=20x1", 400),
                           ("search?limit=-1", 400), ("search?limit=99999999999", 400)):
        got = server.ask("/api/v1/" + target)
        assert got.status == status, target
        assert got.getheader("Content-Type") == "application/problem+json; charset=utf-8"
        assert json.loads(got.text)["status"] == status and json.loads(got.text)["detail"]


# ---- the description ----

def follow(part, root):
    """The part of the description, or what it refers to."""
    while "$ref" in part:
        path = part["$ref"].split("/")[1:]
        part = root
        for name in path:
            part = part[name]
    return part


def fits(value, schema, root):
    """What of JSON Schema the description uses."""
    schema = follow(schema, root)
    for part in schema.get("allOf", []):
        fits(value, part, root)
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list,
             "null": type(None)}
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    assert not wanted or any(isinstance(value, kinds[kind]) for kind in wanted), (value, schema)
    assert "enum" not in schema or value in schema["enum"]
    for name in schema.get("required", []):
        assert name in value, name
    for name, part in schema.get("properties", {}).items():
        if isinstance(value, dict) and name in value:
            fits(value[name], part, root)
    if "additionalProperties" in schema and isinstance(value, dict):
        for part in value.values():
            fits(part, schema["additionalProperties"], root)
    for item in value if isinstance(value, list) else []:
        fits(item, schema.get("items", {}), root)


def members(value, schema, root):
    """Members that the description does not have."""
    schema = follow(schema, root)
    parts = [follow(part, root) for part in schema.get("allOf", [schema])]
    known = {}
    for part in parts:
        known |= part.get("properties", {})
    unknown = []
    if isinstance(value, dict) and known:
        unknown += [name for name in value if name not in known]
        for name, part in known.items():
            unknown += members(value[name], part, root) if name in value else []
    for item in value if isinstance(value, list) else []:
        unknown += members(item, schema.get("items", {}), root)
    return unknown


def test_openapi_is_true(server):
    told = json.loads(server.ask("/api/v1/openapi.json").text)
    source = (ROOT / "web" / "server" / "routes.c").read_text(encoding="utf-8")
    routes = {path + ("{id}" if path.endswith("/") else "") for path in re.findall(r'"(/api/[^"]+)"', source)}
    assert set(told["paths"]) == routes
    values = {"id": "vlaams-2022-02-03-181-bram-de-ridder", "q": "inburgering"}
    for path, item in told["paths"].items():
        if "get" not in item: # a text is sent to it
            continue
        for name in re.findall(r"{(\w+)}", path):
            path = path.replace("{" + name + "}", values[name])
        query = {p["name"]: values.get(p["name"]) or p["schema"].get("enum", [None])[0] or p["schema"].get("default")
                 for p in (follow(p, told) for p in item["get"].get("parameters", [])) if p["in"] == "query"}
        for parameters in ({}, {k: v for k, v in query.items() if v and k != "format"}):
            got = server.ask(path + "?" + urlencode(parameters))
            assert str(got.status) in item["get"]["responses"], (path, got.text)
            kind, content = next(iter(item["get"]["responses"]["200"]["content"].items()))
            assert got.status == 200 and got.getheader("Content-Type").startswith(kind)
            if kind == "application/json" and "oneOf" not in content["schema"]:
                fits(json.loads(got.text), content["schema"], told)
                assert not members(json.loads(got.text), content["schema"], told), path
