"""Every published spec of Klaviyo becomes a collection that can be trusted without looking.

Needs the specs: KLAVIYO_SPECS names a folder of <branch>/openapi/<channel>.json. With POSTMAN_SCHEMA, the
path of a copy of Postman's own schema of collections, they are held to that as well.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generator.encode import to_json
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.read import load_api
from generator.postman.build import build_collection
from generator.postman.types import Collection, Request
from generator.validate.check import check_collection
from generator.validate.schema import Schema, load_schema
from generator.validate.walk import folders, requests

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
PLACEHOLDER = re.compile(r"<[^<>]*>|%3C[^%]*%3E")


@cache
def official_schema() -> Schema | None:
    path = os.environ.get("POSTMAN_SCHEMA")
    return load_schema(Path(path).read_bytes(), path) if path else None


def known_by(request: Request) -> tuple[str, str]:
    """Method and path as the spec writes them."""
    segments = (f"{{{part[1:]}}}" if part.startswith(":") else part for part in request["url"]["path"])
    return request["method"].lower(), "/" + "/".join(segments)


def sent(request: Request) -> Iterator[str]:
    yield request["url"]["raw"]
    rows = [*request["url"].get("query", []), *request["header"]]
    yield from (row["value"] for row in rows if not row.get("disabled", False))
    yield from (variable["value"] for variable in request["url"].get("variable", []))


def ids(collection: Collection) -> Iterator[str]:
    yield collection["info"]["_postman_id"]
    for folder in folders(collection):
        yield from (node["id"] for node in folder.children)
    for place in requests(collection):
        yield from (saved["id"] for saved in place.item["response"])


def test_a_real_spec_becomes_a_collection_to_trust(real_spec: Path) -> None:
    # One test for all of it: to make a collection takes longer than to look at it.
    content, profile = real_spec.read_bytes(), klaviyo_profile()
    api, _ = load_api(content, real_spec.name)
    built = build_collection(api, profile)
    places = list(requests(built.collection))

    paths = json.loads(content)["paths"]
    operations = Counter((method, path) for path in paths for method in paths[path] if method in METHODS)
    assert Counter(known_by(place.item["request"]) for place in places) == operations, "one request each"
    assert built.requests == operations.total()

    findings = check_collection(built.collection, profile, official_schema())
    assert [finding for finding in findings if finding.severity == "error"] == []

    to_fill_in = [
        text for place in places for text in sent(place.item["request"]) if PLACEHOLDER.search(text)
    ]
    assert to_fill_in == [], "nothing is sent that is still to be filled in"

    again = build_collection(api, profile)
    assert to_json(again.collection) == to_json(built.collection), "the same bytes when built again"
    assert to_json(again.environment) == to_json(built.environment)


def test_no_id_stands_for_two_things(all_real_specs: list[Path]) -> None:
    """Not even in two collections: Postman refuses an id that another collection holds."""
    by_version: dict[str, list[str]] = {}  # the branch `main` repeats the newest
    for path in all_real_specs:
        api, _ = load_api(path.read_bytes(), path.name)
        if api.version not in by_version:
            by_version[api.version] = list(ids(build_collection(api, klaviyo_profile()).collection))
    taken = Counter(id_ for found in by_version.values() for id_ in found)
    assert [id_ for id_, count in taken.items() if count > 1] == []
