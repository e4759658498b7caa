"""Reads `profile.yaml` and `amendments.yaml` into the `Profile` that the converter asks."""

import json
from functools import cache
from pathlib import Path
from typing import Literal, Required, TypedDict, cast

from generator.encode import from_json, to_json_text
from generator.json_types import JSON, JSONObject
from generator.klaviyo.filters import PARAMETER as FILTER_PARAMETER
from generator.klaviyo.filters import fault_of, filters_of, introduction, mended, uses_of
from generator.klaviyo.lifecycle import dates_of
from generator.klaviyo.prose import exclusive_fields, parameter_prose, prose_of
from generator.openapi.amend import Amendment
from generator.openapi.load import load_document
from generator.postman.profile import (
    Channel,
    ErrorExample,
    FilterGrammar,
    ParameterRule,
    Profile,
    RateLimitHeaders,
    SubfolderRule,
    UserVariable,
    Waiver,
    Wording,
)
from generator.resources import compiled

_FILE = Path(__file__).with_name("profile.yaml")
_AMENDMENTS = "amendments.yaml"
COMPILED = "profile.json"
"""The same as JSON, made when the wheel is built: to read and to check YAML takes a tenth of a conversion."""


class _ErrorData(TypedDict, total=False):
    status: int
    name: str
    needs: list[str]
    headers: dict[str, str]
    body: JSON
    at: list[str]
    method: str


class _ChannelData(TypedDict):
    name: str
    label: str
    version_suffix: str


class _VariableData(TypedDict, total=False):
    key: Required[str]
    type: Required[Literal["secret", "default"]]
    enabled: bool


class _ParameterData(TypedDict, total=False):
    name: Required[str]
    location: Required[str]
    value: str
    enabled: bool
    first: bool
    only_public: bool


class _SubfolderData(TypedDict):
    method: str
    path_contains: str
    name: str


class _RateLimitData(TypedDict):
    extension: str
    window: str
    headers: dict[str, str]


class _WaiverData(TypedDict, total=False):
    rule: Required[str]
    schema: Required[str]
    reason: Required[str]
    since: str
    until: str


class _AmendmentData(TypedDict, total=False):
    at: Required[list[str]]
    reason: Required[str]
    since: str
    until: str
    put: JSONObject
    drop: list[str]
    must: JSONObject


class _WordingData(TypedDict):
    collection: str
    overviews: str
    groups: list[str]
    operation_url: str
    public: str
    site: str


class _ProfileData(TypedDict):
    """What `profile.schema.json` holds the file to."""

    name: str
    file_stem: str
    collection_name: str
    id_namespace: str
    output_folder: str
    channels: list[_ChannelData]
    auth_variable: str
    credential_pattern_key: str
    user_variables: list[_VariableData]
    parameters: list[_ParameterData]
    subfolder_key: str
    subfolder_rules: list[_SubfolderData]
    required_mark: str
    scopes_key: str
    aliases_key: str
    property_order: list[str]
    is_json_api: bool
    rate_limit: _RateLimitData
    wording: _WordingData
    errors: list[_ErrorData]
    waivers: list[_WaiverData]
    amendments: list[_AmendmentData]


@cache
def klaviyo_profile() -> Profile:
    """Klaviyo's profile. Raises jsonschema_rs.ValidationError if the file was broken by an edit."""
    made = compiled(COMPILED)
    return _profile(cast(_ProfileData, from_json(made.read_bytes()) if made else profile_data()))


def profile_data() -> JSON:
    """What both files say. Raises jsonschema_rs.ValidationError if their schema refuses it."""
    import jsonschema_rs

    files = (_FILE, _FILE.with_name(_AMENDMENTS))
    data = {
        key: value for file in files for key, value in load_document(file.read_bytes(), file.name).items()
    }
    jsonschema_rs.validate(json.loads(_FILE.with_name("profile.schema.json").read_bytes()), data)
    return data


def _profile(data: _ProfileData) -> Profile:
    return Profile(
        name=data["name"],
        file_stem=data["file_stem"],
        collection_name=data["collection_name"],
        id_namespace=data["id_namespace"],
        output_folder=data["output_folder"],
        channels=tuple(Channel(**row) for row in data["channels"]),
        auth_variable=data["auth_variable"],
        credential_pattern_key=data["credential_pattern_key"],
        user_variables=tuple(UserVariable(**row) for row in data["user_variables"]),
        parameters=tuple(ParameterRule(**row) for row in data["parameters"]),
        subfolder_key=data["subfolder_key"],
        subfolder_rules=tuple(SubfolderRule(**row) for row in data["subfolder_rules"]),
        required_mark=data["required_mark"],
        scopes_key=data["scopes_key"],
        aliases_key=data["aliases_key"],
        property_order=tuple(data["property_order"]),
        is_json_api=data["is_json_api"],
        filters=FilterGrammar(FILTER_PARAMETER, filters_of, introduction, uses_of, fault_of, mended),
        exclusive_fields=exclusive_fields,
        rate_limit=RateLimitHeaders(**data["rate_limit"]),
        wording=Wording(
            collection=data["wording"]["collection"],
            overviews=data["wording"]["overviews"],
            groups=frozenset(data["wording"]["groups"]),
            operation_url=data["wording"]["operation_url"],
            public=data["wording"]["public"],
            site=data["wording"]["site"],
            prose=prose_of,
            parameter_prose=parameter_prose,
            dates=dates_of,
        ),
        errors=tuple(
            ErrorExample(
                status=row["status"],
                name=row["name"],
                needs=frozenset(row["needs"]),
                headers=row.get("headers", {}),
                body=to_json_text(row["body"]),
                at=tuple(row.get("at", ())),
                method=row.get("method", ""),
            )
            for row in data["errors"]
        ),
        waivers=tuple(Waiver(**row) for row in data["waivers"]),
        amendments=tuple(Amendment(**row) for row in data["amendments"]),
    )
