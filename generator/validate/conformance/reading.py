"""How openapi-core is to read values off the wire, where its own ways fall short."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.parser import BytesParser
from json import loads
from typing import TYPE_CHECKING, Any, cast

from jsonschema_path import SchemaPath
from openapi_core.deserializing.media_types import MediaTypeDeserializersFactory
from openapi_core.deserializing.styles.util import deep_object_loads
from openapi_core.schema.schemas import get_properties
from werkzeug.datastructures import ImmutableMultiDict

if TYPE_CHECKING:
    from openapi_core.deserializing.media_types.deserializers import MediaTypeDeserializer
    from openapi_core.validation.schemas.validators import SchemaValidator


_CAST = {"boolean", "integer", "number"}


class Forms(MediaTypeDeserializersFactory):
    """Reads numbers and booleans in multipart bodies as such, where openapi-core leaves them text."""

    def create(
        self,
        spec: SchemaPath,
        mimetype: str,
        schema: SchemaPath | None = None,
        schema_validator: SchemaValidator | None = None,
        parameters: Mapping[str, str] | None = None,
        encoding: SchemaPath | None = None,
        extra_media_type_deserializers: Any = None,
    ) -> MediaTypeDeserializer:
        """As the base class has it; parts of these types are given the style that other forms have."""
        if schema is not None and mimetype.startswith("multipart/"):
            styled = {
                name: {"style": "form"}
                for name, part in get_properties(schema).items()
                if _CAST
                & {str(kind.read_str_or_list("")) for kind in (part / "type", part / "items" / "type")}
            }
            encoding = SchemaPath.from_dict(styled | (encoding.read_value() if encoding else {}))
        return super().create(
            spec, mimetype, schema, schema_validator, parameters, encoding, extra_media_type_deserializers
        )


def read_json(content: bytes, **_: str) -> object:
    """A body that is built on JSON, of whatever name."""
    return cast(object, loads(content))


def read_parts(content: bytes, boundary: str = "", **_: str) -> ImmutableMultiDict[str, str]:
    """A multipart body as text, files as well: their content is not judged."""
    head = f'Content-Type: multipart/form-data; boundary="{boundary}"\r\n\r\n'.encode()
    parts = cast(Any, BytesParser().parsebytes(head + content).get_payload())
    return ImmutableMultiDict(
        [
            (
                str(part.get_param("name", header="content-disposition")),
                part.get_payload(decode=True).decode("utf-8", "replace"),
            )
            for part in parts
        ]
    )


def _delimited(separator: str) -> Callable[[bool, str, str, Any], Any]:
    """A style as OpenAPI 3.0.4 has it, "Style Examples": exploded it is like `form`."""

    def read(explode: bool, name: str, type_name: str, location: Any) -> Any:
        parts = location.getlist(name) if explode else location[name].split(separator)
        return dict(zip(parts[::2], parts[1::2], strict=True)) if type_name == "object" else parts

    return read


def _deep(_: bool, name: str, type_name: str, location: Any) -> Any:
    return deep_object_loads(True, name, type_name, location)


# openapi-core expects blanks that are not decoded, does not know these styles exploded, and the last one
# only where that is said.
STYLES = {"spaceDelimited": _delimited(" "), "pipeDelimited": _delimited("|"), "deepObject": _deep}
