"""Small specs for the tests of the converter: what is not said in a test stands nowhere."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from generator.openapi.model import Api
from generator.openapi.read import load_api

HEAD = "openapi: 3.0.3\ninfo: {title: Shop, version: '1.0'}\n"


@pytest.fixture
def read() -> Callable[[str], Api]:
    """Reads an API from YAML that says everything but its title and version."""

    def read_api(yaml: str) -> Api:
        api, findings = load_api((HEAD + dedent(yaml)).encode(), "spec.yaml")
        assert not [finding for finding in findings if finding.rule == "spec-shape"], "a test with a typo"
        return api

    return read_api
