"""Forms: one row per property, and per item of an array."""

from __future__ import annotations

from generator.encode import to_json
from generator.json_types import JSON
from generator.openapi.document import Document
from generator.openapi.model import MediaType, Node, Parameter
from generator.openapi.naming import is_placeholder, screaming
from generator.openapi.references import follow
from generator.openapi.sample import Sampler
from generator.postman.braces import in_json, in_xml
from generator.postman.described import described
from generator.postman.media import is_textual, language
from generator.postman.parameters import legible, serialise
from generator.postman.types import FormParam


def form_rows(
    media_type: MediaType, value: JSON, sampler: Sampler, *, is_multipart: bool, is_required: bool
) -> list[FormParam]:
    """The rows of `value`, required ones first and switched on, as are those of the spec's own example.

    Files have a source for the user to choose, and no value. Of a form that must be sent (`is_required`) the
    first field is switched on where no other is.
    """
    document = sampler.document
    fields = value if isinstance(value, dict) else {}
    known = described(media_type.node, fields, sampler)
    nodes = {
        name: known.properties.get(name, Node({}, media_type.node.pointer))
        for name in dict.fromkeys([*known.required, *sorted(known.properties), *fields])
        if name in known.properties or name in fields
    }
    targets = {name: follow(document, node) for name, node in nodes.items()}
    sent = [name for name, target in targets.items() if not target.schema.get("readOnly", False)]
    shown = set(known.required) | (fields.keys() if media_type.examples else set())
    if is_required and shown.isdisjoint(sent):
        shown.update(sent[:1])
    form: list[FormParam] = []
    for name in sent:
        node, target = nodes[name], targets[name]
        content_type = media_type.part_content_types.get(name, "")
        if is_multipart and _is_file(target, document, content_type):
            rows: list[FormParam] = [{"key": name, "type": "file", "src": []}]
        else:
            is_known = name in fields and (name in shown or name not in known.properties)
            content = fields[name] if is_known else sampler.sample(node, "request")
            if name in shown and (not isinstance(content, dict) or name in media_type.part_styles):
                content = _legible(node, content, screaming(name), sampler)
            rows = _text_rows(media_type, name, target, content, sampler)
            if is_multipart and isinstance(content, dict):
                content_type = content_type or "application/json"
        mark = "(Required) " if name in known.required else ""
        said = node.schema.get("description", target.schema.get("description", ""))
        description = (mark + said).strip()
        for row in rows:
            if is_multipart and content_type and not {"*", ","} & set(content_type):  # else the file decides
                row["contentType"] = content_type
            if description:
                row["description"] = description
            if name not in shown:
                row["disabled"] = True
        form += rows
    return form


def _legible(node: Node, value: JSON, name: str, sampler: Sampler) -> JSON:
    """`value` with its name where it is a mere placeholder: what is sent from a table says no `<string>`."""
    if isinstance(value, list):
        items = _items(node)
        return [_legible(items, item, name, sampler) for item in value]
    if isinstance(value, dict):
        properties = described(node, value, sampler).properties
        return {
            key: _legible(properties.get(key, Node({}, node.pointer)), item, screaming(key), sampler)
            for key, item in value.items()
        }
    return legible(node, value, name, sampler) if is_placeholder(value) else value


def _items(node: Node) -> Node:
    return Node(node.schema.get("items", {}), node.pointer + "/items")


def _text_rows(
    media_type: MediaType, name: str, node: Node, value: JSON, sampler: Sampler
) -> list[FormParam]:
    """The value in the style that `encoding` gives it, else an array by item, an object as JSON or XML.

    OpenAPI 3.0.3, "Encoding Object", `contentType` and `style`.
    """
    if name in media_type.part_styles:
        style, explode = media_type.part_styles[name]
        field = Parameter(name, "query", "", False, False, style, explode, media_type.node, ())
        pairs = serialise(field, value, str)
    else:
        content_type = media_type.part_content_types.get(name, "")
        place, items = (_items(node), value) if isinstance(value, list) else (node, [value])
        pairs = [(name, _text(place, item, content_type, sampler)) for item in items]
    return [{"key": key, "value": text, "type": "text"} for key, text in pairs]


def _text(node: Node, value: JSON, content_type: str, sampler: Sampler) -> str:
    """One value as the text of a field; null is empty, for want of a way to say it."""
    if value is None or isinstance(value, str):
        return value or ""
    if language(content_type) == "xml":
        from generator.postman.xml import to_xml

        return in_xml(to_xml(node, value, sampler))
    return in_json(to_json(value, indent=False).decode())


def _is_file(node: Node, document: Document, content_type: str) -> bool:
    """Whether a part is a file, or several.

    OpenAPI 3.0.3, "Considerations for File Uploads"; 3.1.0, the same, which has `contentMediaType` instead.
    """
    schema = follow(document, node).schema
    if "items" in schema:
        schema = follow(document, _items(follow(document, node))).schema
    if "contentEncoding" in schema:
        return False
    content = schema.get("contentMediaType", "" if schema.keys() & {"type", "$ref"} else content_type)
    return schema.get("format") in ("binary", "base64") or (content != "" and not is_textual(content))
