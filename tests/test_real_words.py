"""Every folder and every request of every published spec of Klaviyo is documented, and nothing false is said.

Needs the specs: KLAVIYO_SPECS names a folder of <branch>/openapi/<channel>.json.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generator.findings import Finding
from generator.klaviyo.filters import filters_of
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.read import load_api
from generator.postman.build import build_collection
from generator.validate.rules import rule_findings
from generator.validate.walk import described

FEWEST, MOST = 120, 400
METHODS = {"get", "put", "post", "patch", "delete"}


@dataclass(frozen=True)
class Facts:
    """What is asked of one collection's words."""

    version: str
    missing: list[Finding]
    faults: list[Finding]
    overviews: dict[str, int]
    """Words outside of tables, by the folder."""
    folders: dict[str, str]
    """Every folder's description, without tables."""
    requests: dict[str, str]
    filterable: int
    filtered: int


@cache
def facts(path: Path) -> Facts:
    profile = klaviyo_profile()
    api, _ = load_api(path.read_bytes(), path.name)
    built = build_collection(api, profile)
    texts = list(described(built.collection))
    groups = profile.wording.groups
    return Facts(
        version=api.version,
        missing=[finding for finding in built.findings if finding.rule == "overview-missing"],
        faults=[
            finding
            for finding in rule_findings(built.collection, profile)
            if finding.rule.startswith("words-")
        ],
        overviews={
            where: len(prose(text).split())
            for text, where, place, is_request in texts
            if not is_request
            and place != "/info/description"
            and (" > " not in where or where.partition(" > ")[0] in groups)
        },
        folders={
            where: prose(text)
            for text, where, place, is_request in texts
            if not is_request and place != "/info/description"
        },
        requests={where: text for text, where, _, is_request in texts if is_request},
        filterable=sum(
            any(parameter.name == "filter" for parameter in operation.parameters)
            for operation in api.operations
        ),
        filtered=sum(bool(filters_of(operation)) for operation in api.operations),
    )


def prose(text: str) -> str:
    """The text without tables, whose length is for the spec to say."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("|"))


def test_every_api_has_an_overview_of_a_readable_length(real_spec: Path) -> None:
    found = facts(real_spec)
    assert found.missing == []
    assert {where: count for where, count in found.overviews.items() if not FEWEST <= count <= MOST} == {}


def test_nothing_is_wrong_with_the_words(real_spec: Path) -> None:
    assert facts(real_spec).faults == []


def test_every_request_is_documented(real_spec: Path) -> None:
    document = json.loads(real_spec.read_bytes())
    operations = [item[method] for item in document["paths"].values() for method in item if method in METHODS]
    texts = facts(real_spec).requests
    version = facts(real_spec).version
    assert len(texts) == len(operations)
    all_texts = "\n".join(texts.values())
    for operation in operations:
        page = f"https://developers.klaviyo.com/en/v{version}/reference/{operation['operationId']})"
        assert page in all_texts
    for where, text in texts.items():
        assert "### Access and limits" in text, where


def test_no_fact_is_told_twice(real_spec: Path) -> None:
    for where, text in facts(real_spec).requests.items():
        assert "*Rate limits*" not in text, where
        assert "**Scopes:**" not in text, where
        assert text.count("Rate limits:") <= 1, where
        assert "<br>" not in text, where


def test_every_filter_is_read(real_spec: Path) -> None:
    found = facts(real_spec)
    assert found.filtered == found.filterable
    with_filters = [where for where, text in found.requests.items() if "\n### Filters\n" in text]
    assert len(with_filters) == found.filterable


def test_an_older_revision_names_no_request_that_it_lacks(real_spec: Path) -> None:
    """Requests are named in bold in overviews; each is one of this collection."""
    found = facts(real_spec)
    names = {where.rpartition(" > ")[2] for where in found.requests}
    for where, text in found.folders.items():
        for name in re.findall(r"\*\*([A-Z][^*.]+)\*\*", text):
            assert any(known == name or known.startswith(f"{name} (") for known in names), (where, name)
