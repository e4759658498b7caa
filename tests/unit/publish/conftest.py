"""The double of the Postman API, and a publisher that talks to it without waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.double.sample import spec
from tests.double.server import Double
from tests.double.shop import Shop
from tests.double.store import Readings


@pytest.fixture
def doubles() -> Iterator[Callable[..., Double]]:
    """Starts doubles; at the end every request they got has to have been true to the description."""
    with ExitStack() as stack:
        started: list[Double] = []

        def start(readings: Readings | None = None) -> Double:
            double = Double(readings or Readings(), spec())
            stack.enter_context(double.running())
            started.append(double)
            return double

        yield start
        assert [wrong for double in started for wrong in double.violations] == []


@pytest.fixture
def double(doubles: Callable[..., Double]) -> Double:
    return doubles()


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)
