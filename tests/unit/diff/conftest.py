"""The two sample revisions, compared once."""

from __future__ import annotations

import pytest

from generator.diff.compare import Facts, compare_apis
from generator.diff.diff import Diff, diff_apis
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.model import Api
from generator.openapi.read import load_api
from generator.resources import bundled


def sample(revision: str) -> Api:
    path = bundled("specs/sample") / revision / "openapi/stable.yaml"
    return load_api(path.read_bytes(), path.name)[0]


@pytest.fixture(scope="session")
def old() -> Api:
    return sample("2025-04-15")


@pytest.fixture(scope="session")
def new() -> Api:
    return sample("2025-07-15")


@pytest.fixture(scope="session")
def facts(old: Api, new: Api) -> Facts:
    return compare_apis(old, new, klaviyo_profile())


@pytest.fixture(scope="session")
def diff(old: Api, new: Api) -> Diff:
    return diff_apis(old, new, klaviyo_profile())
