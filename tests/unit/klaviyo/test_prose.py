"""What Klaviyo appends to descriptions, told apart. The texts are invented; their form is the real one."""

from __future__ import annotations

import pytest

from generator.klaviyo.prose import exclusive_fields, parameter_prose, prose_of
from generator.openapi.model import Node, Operation, Parameter
from generator.openapi.read import load_api
from generator.postman.profile import Prose

VERSION = "2026-07-15"
SPEC = "https://example.com/get_teas.json"


def operation(description: str, *parameters: str) -> Operation:
    import json

    spec = {
        "openapi": "3.0.3",
        "info": {"title": "Tea", "version": VERSION},
        "paths": {
            "/teas": {
                "get": {
                    "description": description,
                    "parameters": [{"name": name, "in": "query", "schema": {}} for name in parameters],
                    "responses": {},
                }
            }
        },
    }
    return load_api(json.dumps(spec).encode(), "spec.json")[0].operations[0]


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("All teas.", Prose("All teas.")),
        (
            "All teas.<br><br>*Rate limits*:<br>Burst: `3/s`<br>Steady: `60/m`<br>Daily: `100/d`\n\n"
            f"**Scopes:**\n`teas:read`\n`shops:read`\n\n[OpenAPI Spec]({SPEC})",
            Prose("All teas.<br><br>", ("3/s", "60/m", "100/d"), ("teas:read", "shops:read"), {}, SPEC),
        ),
        (
            "*Rate limits*:<br>Burst: `3/s`<br>Steady: `60/m`\n\n**Scopes:**\n`teas:read`",
            Prose("", ("3/s", "60/m"), ("teas:read",)),
        ),
        (
            "All teas.<br><br>*Rate limits*:<br>Burst: `75/s`<br>Steady: `750/m`<br><br>"
            "Rate limits when using the `additional-fields[tea]=taste` parameter in your API request:<br>"
            "Burst: `1/s`<br>Steady: `15/m`<br><br>Rate limits when using the `include=shop` parameter in "
            "your API request:<br>Burst: `2/s`<br>Steady: `20/m`<br><br>To learn more about how the "
            "`additional-fields` parameter impacts rate limits, check out our [page](https://x.y).\n\n"
            "**Scopes:**\n`teas:read`",
            Prose(
                "All teas.<br><br>",
                ("75/s", "750/m"),
                ("teas:read",),
                {"additional-fields[tea]=taste": ("1/s", "15/m"), "include=shop": ("2/s", "20/m")},
            ),
        ),
        ("All teas.*Rate limits*: as usual", Prose("All teas.as usual")),
        (
            "> Beta.\n            >\n            > May change.\n\nAll teas.",
            Prose("> Beta.\n>\n> May change.\n\nAll teas."),
        ),
        (
            "See [paging](https://developers.klaviyo.com/en/v2022-10-17/reference/api_overview#paging).",
            Prose(
                f"See [paging](https://developers.klaviyo.com/en/v{VERSION}/reference/api_overview#paging)."
            ),
        ),
    ],
)
def test_a_description_is_taken_apart(description: str, expected: Prose) -> None:
    assert prose_of(operation(description), VERSION) == expected


def test_what_parameters_list_is_not_said_again() -> None:
    said = (
        "All teas.\n\nTeas can be sorted by the following fields, in ascending and descending order:\n"
        "`name`, `age`\n\nFilter to request a subset of all teas. Teas can be filtered by `name`, `id`, and "
        "`age` fields.\n\nReturns a maximum of 10 teas."
    )
    assert prose_of(operation(said), VERSION).text == said
    once = prose_of(operation(said, "sort"), VERSION).text
    assert once.split() == [*said[:9].split(), *said[said.index("Filter") :].split()]
    both = prose_of(operation(said, "sort", "filter"), VERSION).text
    assert both.split() == ["All", "teas.", "Returns", "a", "maximum", "of", "10", "teas."]


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("", ""),
        ("The tea.", "The tea."),
        (
            "For more information please visit https://developers.klaviyo.com/en/v2022-10-17/reference/x#y-z",
            f"[About y z](https://developers.klaviyo.com/en/v{VERSION}/reference/x#y-z)",
        ),
        (
            "For more information please visit https://developers.klaviyo.com/en/reference/x<br>",
            "[Read more](https://developers.klaviyo.com/en/reference/x)",
        ),
        ("Default: 20. Min: 1. Max: 100.", ""),
        (
            "Request additional fields not included by default in the response. Supported values: 'taste'",
            "Request additional fields not included by default in the response.",
        ),
    ],
)
def test_a_parameter_does_not_repeat_its_schema(description: str, expected: str) -> None:
    assert parameter_prose(description, VERSION) == expected


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        (
            "One of `email`, `phone_number`, or `id`. If multiple identifiers are provided, it is an error.",
            ("email", "phone_number", "id"),
        ),
        (
            "For one of the following keys: `a` or `b`<br>If multiple keys are sent we return an error",
            ("a", "b"),
        ),
        ("One of `email` or `id`. Sending both is fine.", ()),
        ("One of `email`. If multiple are provided, it is an error.", ()),
        ("", ()),
    ],
)
def test_fields_that_exclude_each_other(description: str, expected: tuple[str, ...]) -> None:
    assert exclusive_fields(operation(description)) == expected


def test_figures_of_pages_are_left_to_the_parameter_that_has_them() -> None:
    said = "All.<br>Returns a maximum of 50 teas per request, which can be paginated with offset pagination."
    alone = operation(said)
    size = Parameter(
        "page[size]", "query", "", False, False, "form", True, Node({"type": "integer", "maximum": 9}, ""), ()
    )
    assert prose_of(alone, VERSION).text == said
    assert prose_of(alone._replace(parameters=(size,)), VERSION).text == "All.<br>"
    misnamed = alone._replace(path="/api/flows/{id}/flow-actions", description="At most 5 flows per page.")
    assert prose_of(misnamed, VERSION).text == "At most 5 actions per page."
