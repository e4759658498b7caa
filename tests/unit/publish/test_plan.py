"""What is planned where ids and keys do not go together, without any server."""

from __future__ import annotations

import copy
from typing import cast

from generator.json_types import JSON, JSONObject
from generator.publish.document import index
from generator.publish.plan import plan
from tests.double.sample import collection, find
from tests.double.store import ids


def test_an_id_of_ours_that_stands_for_something_else_is_not_sent_twice() -> None:
    """Others gave the request another path; nothing is remembered; what they made is kept."""
    created = plan(collection(), None, None, "stop", "w/o").document
    theirs = copy.deepcopy(created)
    request = cast(JSONObject, find(theirs, "Get Shop")["request"])
    cast(JSONObject, request["url"])["path"] = cast(JSON, ["api", "stores"])
    planned = plan(collection(), theirs, None, "keep", "w/o")
    sent = ids(planned.document)
    assert len(sent) == len(set(sent))
    assert planned.expected["get /api/stores"].id == index(created)["get /api/shops/{}"].id
