"""The parts of an OpenAPI 3.0, 3.1 or 3.2 document that are read, as types.

`shape.py` makes a document true to these types, so that the rest of the package need not ask again.
Vendor keys (`x-…`) are not listed; `read.py` collects them into `extensions`.
"""

from typing import TypedDict

from generator.json_types import JSON, JSONObject

# A schema in the JSON Schema 2020-12 dialect, into which `dialect.py` brings those of OpenAPI 3.0.
SchemaObject = TypedDict(
    "SchemaObject",
    {
        "$ref": str,
        "type": str | list[str],
        "description": str,
        "properties": dict[str, "SchemaObject"],
        "patternProperties": dict[str, "SchemaObject"],
        "additionalProperties": "SchemaObject",
        "required": list[str],
        "items": "SchemaObject",
        "prefixItems": list["SchemaObject"],
        "allOf": list["SchemaObject"],
        "oneOf": list["SchemaObject"],
        "anyOf": list["SchemaObject"],
        "not": "SchemaObject",
        "if": "SchemaObject",
        "then": "SchemaObject",
        "else": "SchemaObject",
        "dependentSchemas": dict[str, "SchemaObject"],
        "dependentRequired": dict[str, list[str]],
        "contains": "SchemaObject",
        "minContains": int,
        "propertyNames": "SchemaObject",
        "enum": list[JSON],
        "const": JSON,
        "default": JSON,
        "example": JSON,
        "examples": list[JSON],
        "format": str,
        "contentEncoding": str,
        "contentMediaType": str,
        "pattern": str,
        "minimum": float,
        "maximum": float,
        "exclusiveMinimum": float,
        "exclusiveMaximum": float,
        "multipleOf": float,
        "minLength": int,
        "maxLength": int,
        "minItems": int,
        "maxItems": int,
        "uniqueItems": bool,
        "minProperties": int,
        "maxProperties": int,
        "readOnly": bool,
        "writeOnly": bool,
        "nullable": bool,
        "deprecated": bool,
    },
    total=False,
)

ExampleObject = TypedDict(
    "ExampleObject", {"$ref": str, "summary": str, "value": JSON, "externalValue": str}, total=False
)


class EncodingObject(TypedDict, total=False):
    contentType: str
    style: str
    explode: bool


MediaTypeObject = TypedDict(
    "MediaTypeObject",
    {
        "$ref": str,
        "schema": SchemaObject,
        "itemSchema": SchemaObject,
        "example": JSON,
        "examples": dict[str, ExampleObject],
        "encoding": dict[str, EncodingObject],
    },
    total=False,
)


ParameterObject = TypedDict(
    "ParameterObject",
    {
        "$ref": str,
        "name": str,
        "in": str,
        "description": str,
        "required": bool,
        "deprecated": bool,
        "style": str,
        "explode": bool,
        "allowReserved": bool,
        "schema": SchemaObject,
        "example": JSON,
        "examples": dict[str, ExampleObject],
        "content": dict[str, MediaTypeObject],
    },
    total=False,
)

RequestBodyObject = TypedDict(
    "RequestBodyObject",
    {"$ref": str, "description": str, "required": bool, "content": dict[str, MediaTypeObject]},
    total=False,
)

ResponseObject = TypedDict(
    "ResponseObject",
    {
        "$ref": str,
        "description": str,
        "headers": dict[str, ParameterObject],
        "content": dict[str, MediaTypeObject],
        "links": JSONObject,
    },
    total=False,
)


class ServerVariableObject(TypedDict, total=False):
    default: str
    enum: list[str]
    description: str


class ServerObject(TypedDict, total=False):
    url: str
    name: str
    description: str
    variables: dict[str, ServerVariableObject]


class OperationObject(TypedDict, total=False):
    operationId: str
    summary: str
    description: str
    tags: list[str]
    parameters: list[ParameterObject]
    requestBody: RequestBodyObject
    responses: dict[str, ResponseObject]
    callbacks: JSONObject
    security: list[dict[str, list[str]]]
    servers: list[ServerObject]
    deprecated: bool


class PathItemObject(TypedDict, total=False):
    summary: str
    description: str
    parameters: list[ParameterObject]
    servers: list[ServerObject]
    additionalOperations: dict[str, OperationObject]


class OAuthFlowObject(TypedDict, total=False):
    authorizationUrl: str
    tokenUrl: str
    refreshUrl: str
    scopes: dict[str, str]


SecuritySchemeObject = TypedDict(
    "SecuritySchemeObject",
    {
        "$ref": str,
        "type": str,
        "name": str,
        "in": str,
        "scheme": str,
        "description": str,
        "flows": dict[str, OAuthFlowObject],
        "openIdConnectUrl": str,
    },
    total=False,
)


class TagObject(TypedDict, total=False):
    name: str
    summary: str
    parent: str
    kind: str
    description: str


class InfoObject(TypedDict, total=False):
    title: str
    version: str
    description: str


class ComponentsObject(TypedDict, total=False):
    schemas: dict[str, SchemaObject]
    securitySchemes: dict[str, SecuritySchemeObject]


class Document(TypedDict, total=False):
    openapi: str
    info: InfoObject
    servers: list[ServerObject]
    paths: dict[str, JSONObject]
    webhooks: JSONObject
    components: ComponentsObject
    tags: list[TagObject]
    security: list[dict[str, list[str]]]
