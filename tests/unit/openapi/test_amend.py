"""What is known of schemas beyond what they say: where it counts, and what it leaves alone."""

from __future__ import annotations

from typing import Any, cast

import pytest

from generator.openapi.amend import Amendment, Demands, amended
from generator.openapi.document import Document

PLACE = "/components/schemas/Tea/properties/leaf"


def document() -> Any:
    leaf = {"type": "string", "example": "green", "default": "black"}
    return {
        "paths": {},
        "components": {
            "schemas": {"Tea": {"properties": {"leaf": leaf, "water": {}}}, "Tisane": {"properties": {}}}
        },
    }


def changed(*amendments: Amendment, version: str = "2025-07-15") -> Any:
    return amended(cast(Document, document()), amendments, version)


def test_keywords_are_put_and_dropped_at_a_place() -> None:
    found = changed(Amendment([PLACE], "", put={"example": "oolong"}, drop=["default"]))
    schemas = found["components"]["schemas"]
    assert schemas["Tea"]["properties"]["leaf"] == {"type": "string", "example": "oolong"}


def test_what_is_not_amended_is_shared_and_nothing_is_changed_in_place() -> None:
    given = document()
    found = cast(Any, amended(given, [Amendment([PLACE], "", put={"example": "oolong"})], "1"))
    assert given == document()
    assert found["paths"] is given["paths"]
    assert found["components"]["schemas"]["Tisane"] is given["components"]["schemas"]["Tisane"]


@pytest.mark.parametrize(
    "place", ["/components/schemas/T*/properties/l*f", "/components/schemas/Tea/properties/*"]
)
def test_a_star_stands_for_anything_within_a_name(place: str) -> None:
    found = changed(Amendment([place], "", drop=["example", "default"]))
    assert found["components"]["schemas"]["Tea"]["properties"]["leaf"] == {"type": "string"}


@pytest.mark.parametrize(
    "place", ["/components/schemas/*", "/components/schemas/Tee/properties/leaf", PLACE + "/x"]
)
def test_a_place_that_there_is_not_changes_nothing(place: str) -> None:
    assert changed(Amendment([place], "", drop=["example"])) == document()


def test_it_counts_in_its_versions() -> None:
    amendment = Amendment([PLACE], "", since="2025-01-15", until="2025-07-15", drop=["default"])
    versions = ["2024-10-15", "2025-01-15", "2025-07-15", "2025-07-15.pre", "2025-10-15"]
    assert [changed(amendment, version=one) != document() for one in versions] == [0, 1, 1, 0, 0]


def test_demands_are_found_by_place() -> None:
    exact, wide = (
        Amendment([PLACE], "", must={"const": 1}),
        Amendment(["/*/*/T*/*/leaf"], "", must={"const": 1}),
    )
    others = [Amendment([PLACE], "", put={"example": 1}), exact._replace(until="2024-10-15")]
    demands = Demands([exact, wide, *others], "2025-07-15")
    assert demands.at(PLACE) == [exact, wide]
    assert demands.at("/components/schemas/Tisane/properties/leaf") == [wide]
    assert demands.at(PLACE + "/items") == []
