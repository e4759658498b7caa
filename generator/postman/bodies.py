"""Request bodies: JSON sampled from the schema, forms as rows, files as files."""

from __future__ import annotations

from generator.encode import to_json, to_json_text
from generator.json_types import JSON
from generator.openapi.document import Document
from generator.openapi.model import MediaType, Node, Operation
from generator.openapi.sample import Sampler, UnsatisfiableError
from generator.openapi.schema import effective, follow
from generator.postman.types import Body, FormParam

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"


def preferred(content: tuple[MediaType, ...]) -> MediaType | None:
    """The media type to show: JSON where there is any, else the first."""
    return next(
        (media_type for media_type in content if is_json(media_type.name)), content[0] if content else None
    )


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON or built on it (RFC 6839, `+json`)."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence.endswith(("/json", "+json"))


def language(media_type: str) -> str:
    """Postman's name for how a text is to be shown."""
    return (
        "json" if is_json(media_type) else "xml" if media_type.lower().endswith(("/xml", "+xml")) else "text"
    )


def sampled(media_type: MediaType, sampler: Sampler, direction: str) -> JSON:
    """The example the media type gives, if it is valid, else a sample of its schema."""
    for _, example in media_type.examples:
        try:
            return sampler.repaired(media_type.node, example)
        except UnsatisfiableError:
            continue
    return sampler.sample(media_type.node, "request" if direction == "request" else "response")


def as_text(media_type: str, value: JSON) -> str:
    """A sampled value as the text of a body."""
    return value if isinstance(value, str) and not is_json(media_type) else to_json_text(value)


def request_body(operation: Operation, sampler: Sampler) -> Body | None:
    """The body of a request, or None where the operation takes none."""
    media_type = preferred(operation.body.content) if operation.body else None
    if media_type is None:
        return None
    if media_type.name == MULTIPART:
        return {"mode": "formdata", "formdata": _form(media_type, sampler, files=True)}
    if media_type.name == URLENCODED:
        return {"mode": "urlencoded", "urlencoded": _form(media_type, sampler, files=False)}
    if _is_binary(media_type, sampler.document):
        return {"mode": "file", "file": {}}
    text = as_text(media_type.name, sampled(media_type, sampler, "request"))
    kind = language(media_type.name)
    return {
        "mode": "raw",
        "raw": text,
        "options": {"raw": {"language": "json" if kind == "json" else "xml" if kind == "xml" else "text"}},
    }


def _is_binary(media_type: MediaType, document: Document) -> bool:
    textual = media_type.name.startswith("text/") or language(media_type.name) != "text"
    schema = follow(document, media_type.node).schema
    return schema.get("format") == "binary" or (not textual and not schema)


def _is_file(node: Node, document: Document) -> bool:
    """Whether a part is a file, or several: OpenAPI 3.0.3, "Considerations for File Uploads"."""
    schema = follow(document, node).schema
    if "items" in schema:
        return _is_file(Node(schema["items"], node.pointer + "/items"), document)
    return schema.get("format") in ("binary", "base64")


def _form(media_type: MediaType, sampler: Sampler, *, files: bool) -> list[FormParam]:
    """One row per property, required ones first and switched on."""
    merged = effective(sampler.document, follow(sampler.document, media_type.node))
    names = [*merged.required, *(name for name in merged.properties if name not in merged.required)]
    form: list[FormParam] = []
    for name in names:
        if name not in merged.properties:
            continue
        node = follow(sampler.document, merged.properties[name])
        if node.schema.get("readOnly", False):
            continue
        row: FormParam = {"key": name}
        if files and _is_file(node, sampler.document):
            row["type"], row["src"] = "file", []
        else:
            value = sampler.sample(merged.properties[name], "request")
            row["value"] = value if isinstance(value, str) else to_json(value, indent=False).decode()
            row["type"] = "text"
        if name in media_type.part_content_types:
            row["contentType"] = media_type.part_content_types[name]
        mark = "(Required) " if name in merged.required else ""
        description = mark + merged.properties[name].schema.get(
            "description", node.schema.get("description", "")
        )
        if description:
            row["description"] = description
        if name not in merged.required:
            row["disabled"] = True
        form.append(row)
    return form
