"""The words of a collection: what is said of an API, its folders and its requests, and what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from markdown_it import MarkdownIt

from generator.findings import Finding
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.model import Api
from generator.openapi.read import load_api
from generator.postman.build import build_collection
from generator.postman.filters import filter_words
from generator.postman.folders import arrange
from generator.postman.profile import Filter, Profile, Wording
from generator.postman.reference import ReferenceReader, RequestWords
from generator.postman.types import ItemGroup
from generator.postman.variables import TEMPLATES, pattern_of, variables
from generator.postman.words import ApiWords, slug
from generator.render import Templates
from generator.resources import bundled
from generator.validate.walk import described

Read = Callable[[str], Api]
PROFILE = klaviyo_profile()
TEAS = """
    security: [{key: []}]
    tags: [{name: Teas, description: teas}]
    paths:
      /api/teas/:
        get:
          tags: [Teas]
          operationId: get_teas
          summary: Get Teas
          description: "All | teas.<br>Accepts up to 5 teas. Fine."
          x-klaviyo-scopes: ['teas:read']
          x-klaviyo-ratelimit: {steady: 60/m, burst: 3/s, note: 7}
          x-klaviyo-filters: {name: {operators: {single: [contains]}, value: {type: string}}}
          parameters:
            - {name: filter, in: query, description: How., schema: {type: string}}
            - {name: sort, in: query, schema: {type: string, enum: [name, -name]}}
            - {name: 'page[size]', in: query, schema: {type: integer, default: 20, minimum: 1, maximum: 100}}
            - {name: 'fields[tea]', in: query, schema: {type: array, items: {type: string, enum: [a, a.b, a.c]}}}
            - {name: revision, in: header, required: true, schema: {type: string}}
          responses:
            '200':
              description: OK
              content:
                application/json:
                  schema: {type: object, properties: {data: {type: array, items: {type: object, properties: {
                    id: {type: string}, attributes: {type: object, properties: {
                      age: {type: integer, nullable: true}, kind: {type: string, enum: [green, black]},
                      picked: {type: string, format: date}, organic: {type: boolean}, brewed: {type: string}}}}}}}}
        post:
          tags: [Teas]
          operationId: create_tea
          description: "One more.<br><br>*Rate limits*:<br>Burst: `1/s`<br>Steady: `9/m`\\n\\n**Scopes:**\\n`teas:write`"
          x-klaviyo-ratelimit: {burst: 3/s, steady: 60/m}
          requestBody:
            description: The tea.
            content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}
          responses: {'201': {description: Created}}
      /client/teas:
        get: {tags: [Teas], security: [], responses: {}}
"""  # noqa: E501 - as it would be written


def words(api: Api, profile: Profile = PROFILE) -> ApiWords:
    folders, _ = arrange(api, profile)
    return ApiWords(api, profile, folders, ReferenceReader(api, profile))


def request(api: Api, index: int = 0, profile: Profile = PROFILE) -> RequestWords:
    return ReferenceReader(api, profile).request(api.operations[index])


def said(api: Api, *path: int, profile: Profile = PROFILE, templates: Templates | None = None) -> str:
    """The description of the collection, or of what stands at these places in it."""
    collection = build_collection(api, profile, templates).collection
    if not path:
        return collection["info"]["description"]
    node: Any = collection
    for index in path:
        node = node["item"][index]
    return cast(str, (node if "item" in node else node["request"])["description"])


def sample() -> Api:
    path = bundled("specs/sample") / "2025-07-15/openapi/stable.yaml"
    return load_api(path.read_bytes(), path.name)[0]


# ---------------------------------------------------------------------------------------- requests


def test_a_request_lists_what_postman_would_hide(read: Read) -> None:
    found = request(read(TEAS))
    assert found.description == "All | teas.\n\nAccepts up to 5 teas. Fine."
    assert found.scopes == ("teas:read",)
    assert found.limits == ("3/s", "60/m")
    assert [(one.name, one.location, one.required, one.description) for one in found.parameters] == [
        ("`filter`", "query", False, "How. One of the filters below, or several."),
        ("`sort`", "query", False, "One of `name`; with a minus sign in front, in reverse order."),
        ("`page[size]`", "query", False, "At most 100; `20` unless asked for."),
        ("`fields[tea]`", "query", False, "Any of `a`, or 2 parts of these such as `a.b`."),
    ]
    assert [tuple(one) for one in found.filters] == [
        ("`name`", "`contains`", "string", '`contains(name,"Summer")`', 'contains(name,"Summer")')
    ]
    assert found.page == "https://developers.klaviyo.com/en/v1.0/reference/get_teas"


def test_limits_of_the_text_are_told_where_they_differ(read: Read) -> None:
    found = request(read(TEAS), 1)
    assert (found.limits, found.other_limits) == (("3/s", "60/m"), ("1/s", "9/m"))
    assert found.description == "One more."
    assert found.scopes == ("teas:write",)
    assert found.body == "application/json"
    text = said(read(TEAS), 0, 1)
    assert "Rate limits: `3/s`, `60/m`. The text of the spec says `1/s`, `9/m` instead." in text
    assert "- **`name`** string" in text
    assert "\n\n\n" not in text.replace("\n\n\n- ", "")


def test_a_public_request_says_that_it_needs_no_key(read: Read) -> None:
    assert "No private key" in said(read(TEAS), 0, 2)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: string, enum: [a, b]}", "One of `a`, `b`."),
        ("{type: string, enum: [a]}", "Always `a`."),
        ("{type: array, items: {type: string, enum: [a]}}", "Only `a`."),
        ("{type: string, enum: [a, a.b]}", "One of `a`, or `a.b`."),
        ("{type: integer, maximum: 9}", "At most 9."),
        ("{type: string, default: x}", "Default `x`."),
        ("{type: string}", ""),
    ],
)
def test_what_a_parameter_may_be_is_said_in_sentences(read: Read, schema: str, expected: str) -> None:
    api = read(f"""
        paths: {{/a: {{get: {{responses: {{}}, parameters: [{{name: x, in: query, schema: {schema}}}]}}}}}}
    """)
    assert request(api).parameters[0].description == expected


def test_many_values_are_counted(read: Read) -> None:
    values = [f"v{index}" for index in range(70)]
    api = read(f"""
        paths: {{/a: {{get: {{responses: {{}}, parameters: [
          {{name: x, in: query, schema: {{type: string, enum: {values}}}}}]}}}}}}
    """)
    assert request(api).parameters[0].description.endswith("`v59` and 10 more.")


def test_what_a_parameter_costs_stands_with_it(read: Read) -> None:
    api = read("""
        paths:
          /a:
            get:
              description: "All.<br><br>*Rate limits*:<br>Burst: `9/s`<br><br>Rate limits when using the
                `more[a]=b` parameter in your API request:<br>Burst: `1/s`<br>Steady: `2/m`"
              parameters: [{name: 'more[a]', in: query, description: Costly, schema: {type: string}}]
              responses: {}
    """)
    found = request(api)
    assert found.parameters[0].description == "Costly. With `b` the rate limits are `1/s`, `2/m`."
    assert found.limits == ("9/s",)


def test_without_a_profile_a_request_is_documented_all_the_same(read: Read) -> None:
    text = said(read(TEAS), 0, 0, profile=Profile())
    assert text.startswith("All | teas.\n\nAccepts up to 5 teas.")
    assert "| `page[size]` | query | no | At most 100; `20` unless asked for. |" in text
    assert "| `revision` | header | yes |  |" in text
    assert "klaviyo" not in text.lower()


# ---------------------------------------------------------------------------------------- filters


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        ("x", Filter(("equals",), "boolean"), ("boolean", "equals(x,true)")),
        ("x", Filter(("equals",), "integer"), ("integer", "equals(x,10)")),
        ("x", Filter(("equals", "any"), "string", ("a", "b")), ("`a`, `b`", 'equals(x,"a")')),
        ("x", Filter(("any",), "string", list_operators=("any",)), ("string", 'any(x,["X"])')),
        (
            "x",
            Filter(("any", "equals"), "string", list_operators=("any", "equals")),
            ("string", 'any(x,["X"])'),
        ),
        ("x", Filter(("equals",), "string", list_operators=("equals",)), ("string", 'equals(x,"X")')),
        ("x", Filter(("in",), "string", list_operators=("in",)), ("string", 'in(x,["X"])')),
        ("timestamp", Filter(("less-than",), "number"), ("number", "less-than(timestamp,1738281600)")),
        ("x", Filter(("has",)), ("", "has(x)")),
        (
            "x",
            Filter(("less-than",), "string", format="date-time"),
            ("string (date-time)", "less-than(x,2025-01-31T00:00:00Z)"),
        ),
        ("a.email", Filter(("equals",), "string"), ("string", 'equals(a.email,"ada@example.com")')),
        # No type is given: that of the answer, else what name and operators suggest.
        ("age", Filter(("less-than",)), ("integer", "less-than(age,10)")),
        ("kind", Filter(("equals",)), ("`green`, `black`", 'equals(kind,"green")')),
        ("picked", Filter(("less-than",)), ("string (date)", "less-than(picked,2025-01-31)")),
        ("organic", Filter(("equals",)), ("boolean", "equals(organic,true)")),
        ("id", Filter(("any",)), ("string", 'any(id,["ID"])')),
        ("sent_at", Filter(("lesser",)), ("string (date-time)", "lesser(sent_at,2025-01-31T00:00:00Z)")),
        ("brewed", Filter(("less-than",)), ("number", "less-than(brewed,10)")),
        ("made_at", Filter(("lesser",)), ("string (date-time)", "lesser(made_at,2025-01-31T00:00:00Z)")),
        ("timestamp", Filter(("less-than",)), ("number", "less-than(timestamp,1738281600)")),
        ("size", Filter(("greater-than",)), ("number", "greater-than(size,10)")),
        ("what", Filter(("equals",)), ("string", 'equals(what,"WHAT")')),
        (
            "x",
            Filter(("equals",), "string", tuple(f"v{index}" for index in range(42))),
            (", ".join(f"`v{index}`" for index in range(40)) + " and 2 more", 'equals(x,"v0")'),
        ),
    ],
)  # fmt: skip
def test_a_filter_has_a_type_and_an_example_that_works(
    read: Read, field: str, given: Filter, expected: tuple[str, str]
) -> None:
    api = read(TEAS)
    operation, reader = api.operations[0], ReferenceReader(api, PROFILE)
    found = filter_words(field, given, operation, "", api.document, reader.fields)
    assert (found.value, found.example) == (expected[0], f"`{expected[1]}`")


@pytest.mark.parametrize(
    ("example", "shown"),
    [
        ("any(name,['Assam'])", "any(name,['Assam'])"),
        ("equals(name,'example')", 'equals(name,"Summer")'),
        ("equals(other,'Assam')", 'equals(name,"Summer")'),
        ("nonsense", 'equals(name,"Summer")'),
    ],
)
def test_an_example_of_the_spec_is_taken_if_it_tells_something(read: Read, example: str, shown: str) -> None:
    api = read(f"""
        paths: {{/a: {{get: {{responses: {{}}, parameters: [
          {{name: filter, in: query, schema: {{type: string, example: "{example}"}},
            description: "Allowed field(s)/operator(s):<br>`name`: `equals`, `any`"}}]}}}}}}
    """)
    assert request(api).filters[0].example == f"`{shown}`"


# ---------------------------------------------------------------------------------------- folders


def test_an_api_can_be_asked_what_it_has(read: Read) -> None:
    api = words(read(TEAS))
    assert api.has("GET /api/teas")
    assert not api.has("GET /api/teas/{id}")
    assert api.name("GET /api/teas") == "Get Teas"
    with pytest.raises(KeyError):
        api.name("GET /nothing")
    assert api.filters("GET /api/teas") == ("name",)
    assert api.filters("GET /nothing") == ()
    assert api.offers("GET /api/teas", "sort")
    assert not api.offers("GET /nothing", "sort")
    assert api.requires("GET /api/teas", "revision")
    assert not api.requires("GET /api/teas", "sort")
    assert not api.requires("GET /nothing", "sort")
    assert api.takes("POST /api/teas", "name")
    assert not api.takes("POST /api/teas", "age")
    assert not api.takes("GET /nothing", "age")
    assert api.gives("GET /api/teas", "age")
    assert not api.gives("GET /api/teas", "name")
    assert not api.gives("GET /nothing", "age")
    assert api.related("Shops", "Teas") == ["Teas"]
    assert api.scopes == ("teas:read",)


def test_a_folder_lists_its_requests_limits_and_filters(read: Read) -> None:
    folder = words(read(TEAS)).folders[0]
    assert folder.description == ""
    assert [(limit.text, limit.requests) for limit in folder.limits] == [
        ("Accepts up to 5 teas.", ("Get Teas",))
    ]
    line = folder.requests[0]
    assert (line.method, line.scopes, line.limits) == ("GET", ("teas:read",), ("3/s", "60/m"))
    assert (line.filters, line.sorts, line.page) == (("name",), ("name",), "20, at most 100")


@pytest.mark.parametrize(
    ("schema", "page"),
    [("{default: 9, maximum: 9}", "at most 9"), ("{default: 9}", "9"), ("{maximum: 9}", "")],
)
def test_the_size_of_a_page_is_told_once(read: Read, schema: str, page: str) -> None:
    api = read(f"""
        paths: {{/a: {{get: {{tags: [A], responses: {{}}, parameters: [
          {{name: 'page[size]', in: query, schema: {schema}}}]}}}}}}
    """)
    assert words(api).folders[0].requests[0].page == page


def test_a_folder_without_an_overview_gets_the_default_and_a_finding(read: Read) -> None:
    built = build_collection(read(TEAS), PROFILE)
    text = cast(ItemGroup, built.collection["item"][0])["description"]
    assert text.startswith("The 3 requests of the Teas API in revision 1.0.")
    assert "| GET | Get Teas | `teas:read` | `3/s`, `60/m` |" in text
    message = "no overview is written for it: overviews/teas.md.j2 is missing, the default stands in"
    assert Finding("overview-missing", "info", message, "Teas", "/tags") in built.findings


def test_without_a_profile_no_overview_is_missed(read: Read) -> None:
    built = build_collection(read(TEAS.replace("description: teas", "description: Hot <drinks>.")), Profile())
    assert not [finding for finding in built.findings if finding.rule == "overview-missing"]
    text = cast(ItemGroup, built.collection["item"][0])["description"]
    assert "Hot &lt;drinks>." in text
    assert "| GET | Get Teas | `/api/teas/` |" in text
    assert "klaviyo" not in (text + built.collection["info"]["description"]).lower()


def test_sub_folders_of_a_group_are_apis_of_their_own(read: Read) -> None:
    api = read("""
        tags: [{name: Beta APIs}, {name: Tags}]
        paths:
          /api/tags: {get: {tags: [Beta APIs], x-klaviyo-subtag: Tags, responses: {}}}
          /api/teas: {get: {tags: [Beta APIs], x-klaviyo-subtag: Teas, responses: {}}}
          /api/tag-groups: {get: {tags: [Tags], x-klaviyo-subtag: Tag Groups, responses: {}}}
          /api/tag-x: {get: {tags: [Tags], x-klaviyo-subtag: Odd Ones, responses: {}}}
          /api/tag-y: {get: {tags: [Tags], responses: {}}}
          /api/tag-z: {get: {tags: [Tags], x-klaviyo-subtag: Relationships, responses: {}}}
    """)
    assert said(api, 0).startswith("These are the APIs")
    assert "## Use cases" in said(api, 0, 0)
    assert said(api, 0, 1).startswith("The ")
    assert "what the Tags API offers" in said(api, 1, 0)
    assert "exclusive group" in said(api, 1, 1)
    assert said(api, 1, 2) == "The Odd Ones requests of the Tags API."
    assert "related" in said(api, 1, 3)
    assert words(api).related("Teas", "Tags", "Tag Groups") == ["Teas", "Tags"]


@pytest.mark.parametrize(("name", "expected"), [("Data Privacy", "data-privacy"), ("../A & B", "a-b")])
def test_names_become_names_of_files(name: str, expected: str) -> None:
    assert slug(name) == expected


# ------------------------------------------------------------------------------------- collections


@pytest.mark.parametrize(
    ("version", "there", "missing"),
    [
        ("2026-07-15", ["| Deprecated from | 2027-07-15 |", "| Retired from | 2028-07-15 |"], "beta"),
        ("2026-07-15.pre", ["This is a beta revision"], "Deprecated from"),
        ("next", ["in revision next"], "Deprecated from"),
    ],
)
def test_a_collection_tells_where_its_revision_stands(
    read: Read, version: str, there: list[str], missing: str
) -> None:
    text = said(read(TEAS)._replace(version=version))
    for expected in there:
        assert expected in text.replace("of revision", "in revision")
    assert missing not in text


def test_a_collection_explains_set_up_and_errors(read: Read) -> None:
    text = said(read(TEAS))
    for expected in (
        "`{{privateKey}}`",
        "`{{companyId}}`",
        "Fork",
        "| 403 | `permission_denied` |",
        "Retry-After",
    ):
        assert expected in text
    assert "required scopes: teas:read" in text
    assert "Get Accounts" not in text
    assert "Choose a request that only reads" in text


def test_the_sample_is_worded_throughout() -> None:
    built = build_collection(sample(), PROFILE)
    assert not [finding for finding in built.findings if finding.rule == "overview-missing"]
    assert "Get Profiles" in built.collection["info"]["description"]


# ---------------------------------------------------------------------------------------- templates


def test_the_templates_of_a_folder_stand_in(read: Read, tmp_path: Path) -> None:
    (tmp_path / "overviews").mkdir()
    (tmp_path / "overviews" / "teas.md.j2").write_text("{{ folder.name }}: {{ folder.requests | length }}")
    (tmp_path / "request.md.j2").write_text("{{ request.name }}")
    built = build_collection(read(TEAS), PROFILE, Templates(tmp_path))
    folder = cast(ItemGroup, built.collection["item"][0])
    assert folder["description"] == "Teas: 3"
    assert [finding for finding in built.findings if finding.rule == "overview-missing"] == []
    assert said(read(TEAS), 0, 1, templates=Templates(tmp_path)) == "create_tea"


def test_every_bundled_template_of_words_is_listed() -> None:
    listed = {name: pattern_of(name) for name in Templates().names() if name.endswith(".md.j2")}
    assert "" not in listed.values()
    assert set(listed.values()) == set(TEMPLATES)


def test_every_variable_that_templates_are_given_is_explained() -> None:
    explained = {variable.name: variable for variable in variables()}
    given = {name for _, names in TEMPLATES.values() for name in names}
    assert given <= explained.keys()
    assert (
        'has("…"): Whether there is such an operation, as `GET /api/profiles/{id}`.'
        in explained["api"].attributes
    )
    assert "scopes: tuple[str, ...]" in explained["request"].attributes


def test_the_default_wording_takes_everything_as_it_is(read: Read) -> None:
    operation = read(TEAS).operations[0]
    wording = Wording()
    assert wording.prose(operation, "1").text == operation.description
    assert wording.parameter_prose("a", "1") == "a"
    assert wording.dates("1") is None


TRAP = "a<img src=x> [b](https://c.test) `d` | @e\n\n# f"


@pytest.mark.parametrize("profile", [Profile(), klaviyo_profile()])
def test_names_of_a_spec_are_no_markup(read: Read, profile: Profile) -> None:
    trap = json.dumps(TRAP)
    api = read(
        f"""
        tags: [{{name: {trap}, description: What it is.}}]
        paths:
          {json.dumps("/x" + TRAP)}:
            post:
              operationId: {trap}
              tags: [{trap}]
              summary: {trap}
              parameters: [{{name: {trap}, in: query, schema: {{enum: [{trap}, b], default: {trap}}}}}]
              requestBody:
                content:
                  {trap}:
                    schema: {{properties: {{{trap}: {{format: {trap}, default: {trap}}}}}}}
              responses: {{}}
        """
    )._replace(title=TRAP, version=TRAP)
    collection = build_collection(api, profile).collection
    reader = MarkdownIt("commonmark").enable("table")
    texts = [words.text for words in described(collection)]
    assert len(texts) == 3
    for text in texts:
        assert "\n# f" not in text
        for token in reader.parse(text):
            kinds = [child.type for child in token.children or []]
            links = [child.attrs.get("href") for child in token.children or [] if child.type == "link_open"]
            assert not {"image", "html_inline"} & set(kinds)
            assert "https://c.test" not in links
            assert token.type != "html_block"
