"""What a spec says in double braces is never filled in by Postman."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.model import Api
from generator.openapi.read import load_api
from generator.postman.braces import in_json, in_url, in_xml, parted
from generator.postman.build import BuiltCollection, build_collection
from generator.postman.profile import Profile
from generator.validate.conformance.sent import VARIABLE, Sender
from generator.validate.walk import requests

Read = Callable[[str], Api]
VALUE = "of the user alone"

SPEC = Path(__file__).parents[2] / "e2e/fixtures/braces.yaml"


@pytest.fixture
def api() -> Api:
    """In which double braces stand wherever a spec may say something that is sent."""
    return load_api(SPEC.read_bytes(), SPEC.name)[0]


@pytest.fixture
def built(api: Api) -> BuiltCollection:
    return build_collection(api, klaviyo_profile())


def test_no_request_is_filled_in_with_what_is_the_users(built: BuiltCollection) -> None:
    sender = Sender(built.collection, {"privateKey": VALUE})
    *places, keys = requests(built.collection)
    assert len(places) == 9
    for place in places:
        place.item["request"]["auth"] = {"type": "noauth"}
        assert not [sent for sent in sender.send(place) if VALUE in str(sent)], place.where
    keys.item["request"]["auth"] = {"type": "noauth"}
    sent, _ = sender.send(keys)
    assert sent.query == (("{{privateKey}}", VALUE),)
    assert [value for key, value in sent.headers if key == "Cookie"] == [f"%7B%7BprivateKey}}}}={VALUE}"]


ADJACENT = """
servers: [{url: "https://{a}{b}.test/{{c}}", variables: {a: {default: "{"}, b: {default: "{privateKey}}"}, c: {default: "{privateKey}"}}}]
paths:
  "/f/{x}{y}":
    get:
      parameters:
      - {name: x, in: path, required: true, schema: {type: string}, example: "{"}
      - {name: y, in: path, required: true, schema: {type: string}, example: "{privateKey}}"}
  "/x/{{z}}.json":
    get:
      parameters: [{name: z, in: path, required: true, schema: {type: string}, example: "{privateKey}"}]
"""  # noqa: E501 - one line for each server


def test_braces_of_several_values_make_no_variable_where_they_meet(read: Read) -> None:
    built = build_collection(read(ADJACENT), Profile())
    sender = Sender(built.collection, {"privateKey": VALUE})
    sent = [sender.send(place)[0] for place in requests(built.collection)]
    assert not [one for one in sent if VALUE in one.origin + unquote(one.path)]
    assert [one.segments[-1] for one in sent] == ["{{privateKey}}", "{{privateKey}}.json"]


def test_saved_examples_and_auths_name_no_variable_of_the_specs(built: BuiltCollection) -> None:
    auths = [built.collection.get("auth")]
    for place in requests(built.collection):
        auths.append(place.item["request"].get("auth"))
        for saved in place.item["response"]:
            assert VARIABLE.findall(saved.get("body", "") + str(saved["header"])) == []
    ours = {row["key"] for row in built.environment["values"]}
    assert set(VARIABLE.findall(json.dumps(auths))) <= ours


def test_who_reads_json_xml_or_a_url_reads_the_same() -> None:
    for text in ("{{a}}", "{{{a}}}", "{{{{", "\\{{a}}"):
        assert json.loads(in_json(json.dumps([text]))) == [text]
        assert ElementTree.fromstring(in_xml(f"<a>{text}</a>")).text == text  # noqa: S314 - ours
        assert unquote(in_url(text)) == text
        assert not any("{{" in write(text) for write in (in_json, in_xml, in_url, parted))


def test_what_is_changed_is_said(api: Api) -> None:
    found = build_collection(api, Profile()).findings
    places = [one.where for one in found if one.rule == "braces-parted" and one.where]
    assert [place.partition("?")[0] for place in places] == [
        *("PUT /a/{{privateKey}}/{id}{{privateKey}}/{path}", "POST /form", "POST /parts"),
        *("POST /csv", "POST /text", "POST /comment"),
    ]


def test_no_variable_of_a_server_takes_the_name_of_the_users(built: BuiltCollection) -> None:
    url, first, second, *_ = built.collection["variable"]
    assert url["value"] == (
        "https://%7B{{server_privateKey}}%7D.shop.test/{{server_privateKey}}/{{server_baseUrl}}"
    )
    assert (first["key"], first["value"]) == ("server_privateKey", "%7B%7BprivateKey%7D%7D")
    assert (second["key"], second["value"]) == ("server_baseUrl", "v1")


def test_no_security_scheme_takes_the_name_of_another_variable(read: Read) -> None:
    schemes = "components: {securitySchemes: {base-url: {type: http, scheme: bearer}}}\n"
    built = build_collection(read(schemes + "security: [{base-url: []}]\npaths: {/a: {}}"), Profile())
    assert [row["key"] for row in built.environment["values"]] == ["baseUrlCredential"]


LINES = r"""
paths:
  /a:
    get:
      parameters:
      - {name: X-A, in: header, required: true, schema: {type: string}, example: "é\r\nX-Evil: 1"}
      - {name: "X-B\nX-Evil", in: header, schema: {type: string}, example: "b\0\tb"}
      - {name: "c\x01", in: cookie, required: true, schema: {type: string}, example: "\x01\n"}
      responses:
        "200": {description: OK, headers: {X-C: {schema: {type: string}, example: "c\r\n\r\n<html>"}}}
"""


def test_a_header_is_one_line(read: Read) -> None:
    built = build_collection(read(LINES), Profile())
    item = next(requests(built.collection)).item
    (saved,) = item["response"]
    assert [(row["key"], row["value"]) for row in [*item["request"]["header"], *saved["header"]]] == [
        ("X-A", "é X-Evil: 1"),
        ("X-B X-Evil", "b \tb"),
        ("Cookie", "c%01=%01%0A"),
        ("X-C", "c <html>"),
    ]
    found = [one.where for one in built.findings if one.rule == "header-lines" and one.where]
    assert found == ["GET /a"]


def test_no_name_of_a_key_has_two_lines(read: Read) -> None:
    schemes = 'components: {securitySchemes: {k: {type: apiKey, in: header, name: "X-K\\nX-Evil"}}}\n'
    built = build_collection(read(schemes + "security: [{k: []}]\npaths: {/a: {get: {}}}"), Profile())
    assert "X-K%0AX-Evil" in str(built.collection.get("auth"))
