"""Specs to test with: the bundled sample ones, and Klaviyo's own where a folder of them is at hand.

A test that takes `sample_spec` or `real_spec` runs once for each of them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn, cast

import pytest

from generator.resources import bundled

SAMPLE_SPECS = sorted(bundled("specs/sample").glob("*/openapi/*.yaml"))


def real_specs() -> list[Path]:
    """The files `<branch>/openapi/<channel>.json` below the folder that KLAVIYO_SPECS names."""
    folder = os.environ.get("KLAVIYO_SPECS")
    return sorted(Path(folder).glob("*/openapi/*.json")) if folder else []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "sample_spec" in metafunc.fixturenames:
        metafunc.parametrize("sample_spec", SAMPLE_SPECS, ids=_name)
    if "real_spec" in metafunc.fixturenames:
        metafunc.parametrize("real_spec", real_specs() or [None], ids=_name, indirect=True)


@pytest.fixture
def real_spec(request: pytest.FixtureRequest) -> Path:
    """One of the real specs; skips where there are none, fails where there should be."""
    return cast(Path | None, request.param) or _none()


@pytest.fixture
def all_real_specs() -> list[Path]:
    """All of them, for what holds only across revisions."""
    return real_specs() or [_none()]


def _none() -> NoReturn:
    reason = "needs Klaviyo's specs: let KLAVIYO_SPECS name a folder of <branch>/openapi/<channel>.json"
    if os.environ.get("KLAVIYO_SPECS") or os.environ.get("REQUIRE_REAL_SPECS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _name(path: Path | None) -> str:
    return f"{path.parts[-3]}-{path.stem}" if path else "none"
