"""Postman Collection Format v2.1.0, as far as it is written here.

Source: Postman's published JSON Schema of the format, and what its app exports. Names are the format's.
"""

from typing import Literal, TypedDict

SCHEMA_URL = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


class _Described(TypedDict, total=False):
    description: str
    disabled: bool


class QueryParam(_Described):
    key: str
    value: str


class Header(_Described):
    key: str
    value: str


class FormParam(_Described, total=False):
    key: str
    type: Literal["text", "file"]
    value: str
    src: list[str]
    contentType: str


class _VariableOptions(TypedDict, total=False):
    type: Literal["string", "secret", "default"]
    description: str
    enabled: bool


class Variable(_VariableOptions):
    key: str
    value: str


class AuthAttribute(TypedDict):
    key: str
    value: str
    type: Literal["string"]


class Auth(TypedDict, total=False):
    type: Literal["noauth", "apikey", "basic", "bearer", "digest", "oauth2"]
    apikey: list[AuthAttribute]
    basic: list[AuthAttribute]
    bearer: list[AuthAttribute]
    digest: list[AuthAttribute]
    oauth2: list[AuthAttribute]


class _UrlOptions(TypedDict, total=False):
    protocol: str
    port: str
    query: list[QueryParam]
    variable: list[Variable]


class Url(_UrlOptions):
    raw: str
    host: list[str]
    path: list[str]


class RawOptions(TypedDict):
    language: Literal["json", "xml", "text"]


class BodyOptions(TypedDict):
    raw: RawOptions


class File(TypedDict, total=False):
    src: str


class Body(TypedDict, total=False):
    mode: Literal["raw", "urlencoded", "formdata", "file"]
    raw: str
    urlencoded: list[FormParam]
    formdata: list[FormParam]
    file: File
    options: BodyOptions


class _RequestOptions(TypedDict, total=False):
    auth: Auth
    body: Body
    description: str


class Request(_RequestOptions):
    method: str
    header: list[Header]
    url: Url


class _SavedResponseOptions(TypedDict, total=False):
    _postman_previewlanguage: str
    body: str


class SavedResponse(_SavedResponseOptions):
    id: str
    name: str
    originalRequest: Request
    status: str
    code: int
    header: list[Header]
    cookie: list[str]


class ProtocolProfileBehavior(TypedDict, total=False):
    disableBodyPruning: bool


class _ItemOptions(TypedDict, total=False):
    protocolProfileBehavior: ProtocolProfileBehavior


class Item(_ItemOptions):
    id: str
    name: str
    request: Request
    response: list[SavedResponse]


class ItemGroup(TypedDict):
    id: str
    name: str
    description: str
    item: list["ItemGroup | Item"]


class Info(TypedDict):
    _postman_id: str
    name: str
    description: str
    schema: str


class _CollectionOptions(TypedDict, total=False):
    auth: Auth


class Collection(_CollectionOptions):
    info: Info
    item: list["ItemGroup | Item"]
    variable: list[Variable]


class Environment(TypedDict):
    id: str
    name: str
    values: list[Variable]
    _postman_variable_scope: Literal["environment"]
