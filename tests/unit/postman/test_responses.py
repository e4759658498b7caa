"""Saved examples: the successes an operation declares, and the errors it may answer with."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from generator.openapi.model import Api
from generator.openapi.sample import Sampler
from generator.postman.ids import Ids
from generator.postman.profile import ErrorExample, Profile, RateLimitHeaders
from generator.postman.responses import saved_responses, sent_request
from generator.postman.types import Request, SavedResponse

Read = Callable[[str], Api]

REQUEST: Request = {
    "method": "GET",
    "header": [{"key": "Accept", "value": "application/json"}],
    "url": {"raw": "{{baseUrl}}/shops", "host": ["{{baseUrl}}"], "path": ["shops"]},
}
JSON_ = "content: {application/json: {schema: {type: object, properties: {n: {type: integer}}}}}"


def saved(
    read: Read, operation: str, profile: Profile | None = None, path: str = "/shops", method: str = "get"
) -> list[SavedResponse]:
    api = read(f"security: [{{key: []}}]\npaths: {{'{path}': {{{method}: {{{operation}}}}}}}")
    sampler, ids = Sampler(api.document), Ids("stable/1")
    return saved_responses(api.operations[0], {"": REQUEST}, sampler, profile or Profile(), ids)


def names(examples: list[SavedResponse]) -> list[str]:
    return [example["name"] for example in examples]


# Successes


def test_a_success_is_saved_whole(read: Read) -> None:
    (example,) = saved(read, f"responses: {{'200': {{description: Success, {JSON_}}}}}")
    assert example == {
        "id": Ids("stable/1").make("example", "get /shops", "200"),
        "name": "200 OK",
        "originalRequest": REQUEST,
        "status": "OK",
        "code": 200,
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "cookie": [],
        "_postman_previewlanguage": "json",
        "body": '{\n  "n": 1\n}',
    }


def test_each_declared_success_is_saved(read: Read) -> None:
    examples = saved(read, f"responses: {{'200': {{{JSON_}}}, '201': {{{JSON_}}}}}")
    assert names(examples) == ["200 OK", "201 Created"]
    assert [example["code"] for example in examples] == [200, 201]


@pytest.mark.parametrize(("status", "content"), [("204", ""), ("204", JSON_), ("202", "")])
def test_without_content_there_is_neither_body_nor_language(read: Read, status: str, content: str) -> None:
    (example,) = saved(read, f"responses: {{'{status}': {{{content}}}}}")
    assert not {"body", "_postman_previewlanguage"} & example.keys()
    assert example["header"] == []


@pytest.mark.parametrize(
    ("description", "name"),
    [
        ("Success", "200 OK"),
        ("OK", "200 OK"),
        ("''", "200 OK"),
        ("All the shops.", "200 All the shops."),
        ("'  over\n\n two  lines '", "200 over two lines"),
        ("x" * 81, "200 OK"),
    ],
)
def test_names_say_what_the_spec_says_if_it_says_anything(read: Read, description: str, name: str) -> None:
    assert names(saved(read, f"responses: {{'200': {{description: {description}}}}}")) == [name]


@pytest.mark.parametrize(
    ("status", "code", "phrase"), [("2XX", 200, "OK"), ("default", 200, "OK"), ("299", 299, "Response")]
)
def test_ranges_and_odd_codes(read: Read, status: str, code: int, phrase: str) -> None:
    (example,) = saved(read, f"responses: {{'{status}': {{}}}}")
    assert (example["code"], example["status"]) == (code, phrase)


def test_declared_errors_are_saved_unless_the_profile_has_its_own(read: Read) -> None:
    declared = "responses: {'404': {}, default: {description: Error}, '4XX': {}, '200': {}}"
    assert names(saved(read, declared)) == ["200 OK", "404 Not Found", "default Error", "4XX Bad Request"]
    assert names(saved(read, declared, Profile(errors=(error(418, "Teapot"),)))) == ["200 OK", "418 Teapot"]


def test_without_any_response_nothing_is_saved(read: Read) -> None:
    assert saved(read, "") == []


@pytest.mark.parametrize(
    ("media_type", "schema", "language", "body"),
    [
        ("text/csv", "{type: string, example: 'a,b'}", "text", "a,b"),
        ("application/xml", "{type: string, example: <a/>}", "xml", "<a/>"),
        ("application/vnd.api+json", "{type: string, example: a}", "json", '"a"'),
    ],
)
def test_bodies_are_shown_by_their_kind(
    read: Read, media_type: str, schema: str, language: str, body: str
) -> None:
    (example,) = saved(read, f"responses: {{'200': {{content: {{{media_type}: {{schema: {schema}}}}}}}}}")
    assert (example["_postman_previewlanguage"], example["body"]) == (language, body)


def test_bodies_are_sampled_as_responses(read: Read) -> None:
    schema = """{type: object, properties: {
        id: {type: string, readOnly: true}, key: {type: string, writeOnly: true}}}"""
    (example,) = saved(read, f"responses: {{'200': {{content: {{application/json: {{schema: {schema}}}}}}}}}")
    assert json.loads(example["body"]) == {"id": "ID"}


def test_declared_headers_are_saved(read: Read) -> None:
    headers = """headers: {
        Content-Type: {schema: {type: string}},
        X-Ids: {example: [1, 2], schema: {}},
        X-Total: {schema: {type: integer}}}"""
    (example,) = saved(read, f"responses: {{'200': {{{headers}, {JSON_}}}}}")
    assert [(header["key"], header["value"]) for header in example["header"]] == [
        ("Content-Type", "application/json"),
        ("X-Ids", "1,2"),
        ("X-Total", "1"),
    ]


# The original request


def test_the_original_request_is_what_is_sent() -> None:
    request: Request = {
        "method": "POST",
        "description": "Adds a shop.",
        "auth": {"type": "noauth"},
        "header": [
            {"key": "revision", "value": "1", "description": "(Required)"},
            {"key": "X-Odd", "value": "", "disabled": True},
        ],
        "url": {
            "raw": "{{baseUrl}}/shops",
            "host": ["{{baseUrl}}"],
            "path": ["shops"],
            "query": [{"key": "a", "value": "1", "disabled": True}],
        },
        "body": {
            "mode": "formdata",
            "formdata": [
                {"key": "file", "type": "file", "src": [], "description": "A picture."},
                {"key": "name", "value": "", "type": "text", "disabled": True},
            ],
        },
    }
    before = json.dumps(request)
    assert sent_request(request) == {
        "method": "POST",
        "header": [{"key": "revision", "value": "1"}],
        "url": {"raw": "{{baseUrl}}/shops", "host": ["{{baseUrl}}"], "path": ["shops"]},
        "body": {
            "mode": "formdata",
            "formdata": [{"key": "file", "type": "file", "src": [], "description": "A picture."}],
        },
    }
    assert json.dumps(request) == before


def test_rows_of_an_urlencoded_body_that_are_off_are_not_sent() -> None:
    sent = sent_request(
        REQUEST
        | {
            "body": {
                "mode": "urlencoded",
                "urlencoded": [{"key": "a", "value": "1"}, {"key": "b", "value": "2", "disabled": True}],
            }
        }
    )
    assert sent["body"] == {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "1"}]}


# Errors


def error(status: int, name: str = "Bad", *needs: str, headers: dict[str, str] | None = None) -> ErrorExample:
    return ErrorExample(
        status, name, frozenset(needs), headers or {}, json.dumps({"errors": [{"detail": name}]})
    )


ANY = "'4XX': {content: {application/problem+json: {}}}"


def test_errors_follow_the_successes_with_the_body_of_the_profile(read: Read) -> None:
    profile = Profile(errors=(error(429, "Slow down", headers={"Retry-After": "12"}),))
    examples = saved(read, f"responses: {{{ANY}, '200': {{}}}}", profile)
    assert names(examples) == ["200 OK", "429 Slow down"]
    assert examples[1] == {
        "id": Ids("stable/1").make("example", "get /shops", "429"),
        "name": "429 Slow down",
        "originalRequest": REQUEST,
        "status": "Too Many Requests",
        "code": 429,
        "header": [
            {"key": "Content-Type", "value": "application/problem+json"},
            {"key": "Retry-After", "value": "12"},
        ],
        "cookie": [],
        "_postman_previewlanguage": "json",
        "body": '{"errors": [{"detail": "Slow down"}]}',
    }


@pytest.mark.parametrize(
    ("declared", "statuses"),
    [
        ("'4XX': {}", [400, 404]),
        ("'4xx': {}", [400, 404]),
        ("'404': {}", [404]),
        ("default: {}, '200': {}", [200, 400, 404, 503]),
        ("'5XX': {}", [503]),
        ("'200': {}", [200]),
        ("", []),
    ],
)
def test_errors_are_saved_only_where_the_spec_declares_them(
    read: Read, declared: str, statuses: list[int]
) -> None:
    profile = Profile(errors=(error(400), error(404), error(503)))
    examples = saved(read, f"responses: {{{declared}}}", profile)
    assert [example["code"] for example in examples] == statuses


def test_an_error_without_declared_content_has_no_content_type(read: Read) -> None:
    (example,) = saved(read, "responses: {'4XX': {}}", Profile(errors=(error(404),)))
    assert example["header"] == []


@pytest.mark.parametrize(
    ("needs", "operation", "path", "method"),
    [
        ("private", "", "/shops", "get"),
        ("scopes", "x-scopes: [shops], ", "/shops", "get"),
        ("path id", "", "/shops/{id}", "get"),
        ("path id", "", "/shops/{shop_id}/doors", "get"),
        ("creates", "", "/shops", "post"),
        ("include", "parameters: [{name: include, in: query, schema: {}}], ", "/shops", "get"),
        ("body", "requestBody: {content: {application/json: {}}}, ", "/shops", "get"),
    ],
)
def test_errors_are_saved_where_the_operation_has_what_they_need(
    read: Read, needs: str, operation: str, path: str, method: str
) -> None:
    profile = Profile(errors=(error(400, "Bad", needs),), scopes_key="x-scopes")
    responses = f"responses: {{{ANY}, '201': {{}}}}"
    assert "400 Bad" in names(saved(read, operation + responses, profile, path, method))
    plain = f"security: [], responses: {{{ANY}, '200': {{}}}}"
    assert names(saved(read, plain, profile, "/shops/{place}")) == ["200 OK"]


def test_a_post_that_creates_nothing_has_no_conflict(read: Read) -> None:
    profile = Profile(errors=(error(409, "Taken", "creates"),))
    assert names(saved(read, f"responses: {{{ANY}, '202': {{}}}}", profile, method="post")) == [
        "202 Accepted"
    ]


def test_of_a_status_the_first_example_that_fits_is_saved(read: Read) -> None:
    profile = Profile(
        errors=(error(400, "Body", "body"), error(400, "Include", "include"), error(400, "Any"))
    )
    include = "parameters: [{name: include, in: query, schema: {}}], "
    body = "requestBody: {content: {application/json: {}}}, "
    responses = f"responses: {{{ANY}}}"
    assert names(saved(read, include + body + responses, profile)) == ["400 Body"]
    assert names(saved(read, include + responses, profile)) == ["400 Include"]
    assert names(saved(read, responses, profile)) == ["400 Any"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/profiles/{id}", "Profile"),
        ("/api/catalog-items/{id}/relationships/categories", "Catalog item"),
        ("/api/catalog-item-bulk-create-jobs/{job_id}", "Catalog item bulk create job"),
        ("/api/lists", "List"),
        ("/{id}", "{id}"),
        ("/", ""),
    ],
)
def test_errors_name_the_resource(read: Read, path: str, said: str) -> None:
    examples = saved(
        read, f"responses: {{{ANY}}}", Profile(errors=(error(404, "{Resource}|{resource}"),)), path
    )
    lower = said[:1].lower() + said[1:]
    assert names(examples) == [f"404 {said}|{lower}"]
    assert json.loads(examples[0]["body"]) == {"errors": [{"detail": f"{said}|{lower}"}]}


def test_errors_name_the_scopes(read: Read) -> None:
    profile = Profile(errors=(error(403, "Lacks {scopes}"),), scopes_key="x-scopes")
    operation = f"x-scopes: ['lists:read', 'profiles:read'], responses: {{{ANY}}}"
    assert names(saved(read, operation, profile)) == ["403 Lacks lists:read, profiles:read"]


def test_words_in_a_body_are_escaped(read: Read) -> None:
    profile = Profile(errors=(error(404, "{Resource} gone"),))
    (example,) = saved(read, f"responses: {{{ANY}}}", profile, '/sh"ops\\/{id}')
    assert json.loads(example["body"]) == {"errors": [{"detail": 'Sh"ops\\ gone'}]}


# Rate limits

LIMITS = RateLimitHeaders(
    "x-limit", "steady", {"Limit": "{limit}", "Remaining": "{remaining}", "Reset": "{reset}"}
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{burst: 10/s, steady: 150/m}", ["150", "149", "60"]),
        ("{steady: 1/s}", ["1", "0", "1"]),
        ("{steady: 100/h}", ["100", "99", "3600"]),
        ("{steady: 225/d}", ["225", "224", "86400"]),
        ("{steady: 5/fortnight}", ["5", "4", "60"]),
        ("{burst: 10/s}", []),
        ("{steady: many}", []),
        ("{steady: 7}", []),
        ("often", []),
    ],
)
def test_answers_tell_the_state_of_the_rate_limit(read: Read, written: str, expected: list[str]) -> None:
    (example,) = saved(read, f"x-limit: {written}, responses: {{'200': {{}}}}", Profile(rate_limit=LIMITS))
    assert [header["value"] for header in example["header"]] == expected


def test_all_but_a_429_tell_it(read: Read) -> None:
    profile = Profile(rate_limit=LIMITS, errors=(error(404), error(429, headers={"Retry-After": "12"})))
    examples = saved(read, "x-limit: {steady: 9/m}, responses: {'200': {}, '4XX': {}}", profile)
    told = {example["code"]: [header["key"] for header in example["header"]] for example in examples}
    limits = ["Limit", "Remaining", "Reset"]
    assert told == {200: limits, 404: limits, 429: ["Retry-After"]}


def test_an_error_may_be_that_of_some_operations_alone(read: Read) -> None:
    taken = error(409, "{A resource} is taken")._replace(at=("GET /teas", "GET /ales/*"))
    said = f"responses: {{{ANY}}}"
    assert names(saved(read, said, Profile(errors=(taken,)), "/teas/")) == ["409 A tea is taken"]
    assert names(saved(read, said, Profile(errors=(taken,)), "/ales/{id}")) == ["409 An ale is taken"]
    assert names(saved(read, said, Profile(errors=(taken,)), "/cups")) == []


def test_an_error_may_be_the_answer_to_another_method(read: Read) -> None:
    (example,) = saved(read, f"responses: {{{ANY}}}", Profile(errors=(error(405)._replace(method="DELETE"),)))
    assert (example["code"], example["originalRequest"]["method"]) == (405, "DELETE")
