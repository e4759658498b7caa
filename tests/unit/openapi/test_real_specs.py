"""Every spec Klaviyo has published is read whole, and nearly every body of it has a valid sample."""

from __future__ import annotations

import json
from pathlib import Path

from generator.openapi.examples import Direction
from generator.openapi.model import Api, Node
from generator.openapi.read import load_api
from generator.openapi.sample import Sampler

MOST_INVALID = 15
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def bodies(api: Api) -> list[tuple[str, Direction, Node]]:
    """The bodies of requests and of successes, in each of their formats."""
    found: list[tuple[str, Direction, Node]] = []
    for operation in api.operations:
        sent = operation.body.content if operation.body else ()
        answered = [
            media for response in operation.responses if response.is_success for media in response.content
        ]
        found += [(operation.title, "request", media.node) for media in sent]
        found += [(operation.title, "response", media.node) for media in answered]
    return found


def test_a_real_spec_is_read_whole(real_spec: Path) -> None:
    content = real_spec.read_bytes()
    api, findings = load_api(content, str(real_spec))
    assert [finding for finding in findings if finding.rule == "spec-shape"] == []
    paths = json.loads(content)["paths"]
    assert len(api.operations) == sum(method in item for item in paths.values() for method in METHODS)


def test_the_bodies_of_a_real_spec_have_samples(real_spec: Path) -> None:
    api, _ = load_api(real_spec.read_bytes(), str(real_spec))
    sampler = Sampler(api.document)
    invalid: list[str] = []
    for title, direction, node in bodies(api):
        value = sampler.sample(node, direction)
        assert value is not None, title
        if not sampler.is_valid(node, value):
            invalid.append(title)
            alone = Sampler(api.document)
            assert alone.sample(node, direction) == value, title
            assert "schema-unsatisfiable" in {finding.rule for finding in alone.findings}, title
    assert len(invalid) <= MOST_INVALID, invalid


def test_a_real_spec_is_sampled_the_same_way_backwards(real_spec: Path) -> None:
    api, _ = load_api(real_spec.read_bytes(), str(real_spec))
    forwards, backwards = Sampler(api.document), Sampler(api.document)
    wanted = bodies(api)
    values = [forwards.sample(node, direction) for _, direction, node in wanted]
    again = [backwards.sample(node, direction) for _, direction, node in reversed(wanted)]
    assert values == again[::-1]
