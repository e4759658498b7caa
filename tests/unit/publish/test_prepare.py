"""What is known before a publish: the calls that are left this month."""

from __future__ import annotations

from typing import cast

import pytest

from generator.json_types import JSON, JSONObject
from generator.publish.prepare import Quota, quota

OTHER: JSON = {"name": "mock_usage", "usage": 7, "limit": 10}


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([OTHER, {"name": "api_usage", "usage": 12, "limit": 1000}], Quota(12, 1000)),
        ([{"name": "api_usage", "usage": 12.0, "limit": "unlimited"}], Quota(12, None)),
        ([{"name": "api_usage"}], Quota(None, None)),
        ([OTHER], Quota()),
        ([], Quota()),
        (None, Quota()),
    ],
)
def test_the_calls_of_the_month_as_far_as_they_are_told(operations: JSON, expected: Quota) -> None:
    assert quota(cast(JSONObject, {"operations": operations})) == expected
