"""Bodies and answers of Klaviyo's real specs, judged without a line of the package: by JSON Schema.

What is judged are the files that the command line wrote; the judge reads the spec as it stands, and knows no
more of it than OpenAPI 3.0 says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
import yaml
from click.testing import CliRunner

from generator.cli import cli
from generator.resources import bundled

PLACEHOLDER = re.compile(r"<[A-Za-z]+>_*")
_TEXT = r"(?:\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*')"
_TIME = r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|(?:\+|%2B|-)\d\d:\d\d)?)?"
_ONE = rf"(?:{_TEXT}|{_TIME}|-?\d+(?:\.\d+)?|true|false)"
_COMPARED = rf"[a-z-]+\([\w.$]+(?:,(?:{_ONE}|\[{_ONE}(?:, ?{_ONE})*\]))?\)"
FILTER = re.compile(rf"(?:{_COMPARED}|and\({_COMPARED}(?:,{_COMPARED})+\))(?:,{_COMPARED})*")
"""What a filter of a row or of a body is by the look of it, as far as the specs go."""
MOST_ALIKE = 20
"""Bodies and answers of one revision that a oneOf of schemas which are alike makes invalid as it stands."""


class Judge:
    """The schemas of one spec: strict as they stand, lenient with anyOf for oneOf, and null for a page."""

    def __init__(self, spec: Any) -> None:
        self.spec = spec
        plain = _modern(spec["components"], is_lenient=False)
        lenient = _modern(spec["components"], is_lenient=True)
        for name in ("next", "prev"):
            links = lenient["schemas"].get("CollectionLinks", {"properties": {}})
            links["properties"][name] = {"type": ["string", "null"]}
        self._registries = [
            jsonschema_rs.Registry(
                [("urn:spec", {"components": components})], draft=jsonschema_rs.Draft202012
            )
            for components in (plain, lenient)
        ]

    def accepts(self, schema: Any, value: Any, *, is_lenient: bool = False) -> bool:
        """Whether a value is valid."""
        validator = jsonschema_rs.Draft202012Validator(
            _modern(schema, is_lenient=is_lenient),
            registry=self._registries[is_lenient],
            validate_formats=True,
        )
        return validator.is_valid(value)


def _modern(node: Any, *, is_lenient: bool) -> Any:
    """A schema of OpenAPI 3.0 in the spelling of JSON Schema 2020-12."""
    if isinstance(node, list):
        return [_modern(item, is_lenient=is_lenient) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        return {"$ref": f"urn:spec{node['$ref']}"}
    if node.get("type") == "object" or "properties" in node or "oneOf" in node or "type" in node:
        node = {key: value for key, value in node.items() if key not in ("example", "default")}
    found = {key: _modern(value, is_lenient=is_lenient) for key, value in node.items()}
    if is_lenient and isinstance(found.get("oneOf"), list):
        found["anyOf"] = found.pop("oneOf")
    if found.pop("nullable", False) is True:
        found = {"anyOf": [found, {"type": "null"}]}
    return found


class Sent(NamedTuple):
    """A request of the collection, with the operation of the spec that it calls."""

    name: str
    item: Any
    operation: Any
    url: str


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("output")


def items(node: Any) -> Iterator[Any]:
    for child in node["item"]:
        if "item" in child:
            yield from items(child)
        else:
            yield child


def sent(collection: Any, spec: Any) -> Iterator[Sent]:
    for item in items(collection):
        request, url = item["request"], item["request"]["url"]
        path = "/" + "/".join(re.sub(r"^:(.*)$", r"{\1}", part) for part in url["path"])
        values = {variable["key"]: variable["value"] for variable in url.get("variable", [])}
        filled = "/" + "/".join(
            values.get(part[1:], part) if part[:1] == ":" else part for part in url["path"]
        )
        query = url["raw"].partition("?")[2].replace("{{companyId}}", "COMPANY_ID")
        address = spec["servers"][0]["url"] + filled + (f"?{query}" if query else "")
        yield Sent(item["name"], item, spec["paths"][path][request["method"].lower()], address)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from strings(child)


def filters_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        said = value.get("filter")
        yield from (text for text in (said if isinstance(said, list) else [said]) if isinstance(text, str))
        for child in value.values():
            yield from filters_in(child)
    elif isinstance(value, list):
        for child in value:
            yield from filters_in(child)


def resources(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("type"), str) and isinstance(value.get("id"), str):
            yield value["type"], value["id"]
        for child in value.values():
            yield from resources(child)
    elif isinstance(value, list):
        for child in value:
            yield from resources(child)


def test_bodies_and_answers_are_what_the_spec_asks_for(real_spec: Path, output: Path) -> None:
    folder = output / f"{real_spec.parts[-3]}-{real_spec.stem}"
    done = CliRunner().invoke(cli, ["generate", str(real_spec), "--output", str(folder)])
    assert done.exit_code == 0, done.output
    (file,) = folder.glob("*/klaviyo.postman_collection.json")
    spec = json.loads(real_spec.read_bytes())
    judge, alike = Judge(spec), 0
    for request in sent(json.loads(file.read_bytes()), spec):
        raw = request.item["request"].get("body", {}).get("raw")
        path = request.item["request"]["url"]["path"]
        filters = [
            row["value"] for row in request.item["request"]["url"].get("query", []) if row["key"] == "filter"
        ]
        assert [text for text in filters if not FILTER.fullmatch(text)] == [], request.name
        given = [variable["value"] for variable in request.item["request"]["url"].get("variable", [])]
        is_entry = (path[-1] or path[-2]) == ":id"
        if raw is not None:
            body = json.loads(raw)
            (content,) = request.operation["requestBody"]["content"].values()
            assert judge.accepts(content["schema"], body, is_lenient=True), f"{request.name}: {raw}"
            alike += not judge.accepts(content["schema"], body)
            assert not [text for text in strings(body) if PLACEHOLDER.fullmatch(text)], request.name
            for text in filters_in(body):
                assert FILTER.fullmatch(text), text
            if is_entry and isinstance(body["data"], dict):
                assert body["data"]["id"] == given[-1], request.name
        for saved in request.item["response"]:
            declared = request.operation["responses"].get(str(saved["code"]))
            if saved["code"] >= 300 or not saved.get("body") or declared is None:
                continue
            answer = json.loads(saved["body"])
            (content,) = declared["content"].values()
            said = f"{request.name} > {saved['name']}: {saved['body']}"
            assert judge.accepts(content["schema"], answer, is_lenient=True), said
            no_pages = json.loads(json.dumps(answer))
            for name in ("next", "prev"):
                if isinstance(no_pages.get("links"), dict) and no_pages["links"].get(name, "") is None:
                    del no_pages["links"][name]
            alike += not judge.accepts(content["schema"], no_pages)
            assert not [text for text in strings(answer) if PLACEHOLDER.fullmatch(text)], request.name
            if isinstance(answer.get("links"), dict) and "self" in answer["links"]:
                assert answer["links"]["self"] == request.url, request.name
            if is_entry and isinstance(answer.get("data"), dict) and "id" in answer["data"]:
                assert answer["data"]["id"] == given[-1], request.name
    print(f"{real_spec.parts[-3]}/{real_spec.stem}: {alike} alike")
    assert alike <= MOST_ALIKE


def test_a_spec_in_another_order_is_the_same_collection(output: Path) -> None:
    """The properties of every schema the other way round, which says nothing else."""
    spec = yaml.safe_load((bundled("specs/sample") / "2025-07-15/openapi/stable.yaml").read_bytes())
    said = []
    for name, document in (("as-it-is", spec), ("turned", turned(spec))):
        (output / f"{name}.json").write_text(json.dumps(document))
        arguments = ["generate", str(output / f"{name}.json"), "--output", str(output / name)]
        assert CliRunner().invoke(cli, arguments).exit_code == 0
        said.append((output / name / "2025-07-15/klaviyo.postman_collection.json").read_bytes())
    assert said[0] == said[1]


def turned(node: Any, *, is_named: bool = False) -> Any:
    if isinstance(node, list):
        return [turned(item) for item in node]
    if not isinstance(node, dict):
        return node
    names = reversed(node) if is_named else node
    return {
        name: node[name]
        if name in ("example", "default")
        else turned(node[name], is_named=name == "properties")
        for name in names
    }
