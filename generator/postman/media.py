"""Media types: which of several is shown, what kind of text they are, what stands for a wildcard."""

from __future__ import annotations

from generator.openapi.model import MediaType

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"

# What is sent where any media type of a kind may be.
_FOR_WILDCARDS = {
    "*/*": "application/json",
    "application/*": "application/json",
    "text/*": "text/plain",
    "image/*": "image/png",
    "audio/*": "audio/mpeg",
    "video/*": "video/mp4",
    "multipart/*": MULTIPART,
}
_FILES = ("image/", "audio/", "video/", "font/")
_JSON_LINES = frozenset(
    ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
)
_FILE_TYPES = frozenset(
    (
        "application/octet-stream",
        "application/pdf",
        "application/zip",
        "application/gzip",
        "application/x-tar",
    )
)


def preferred(content: tuple[MediaType, ...]) -> MediaType | None:
    """The media type to show: JSON where there is any, else the first; never a wildcard."""
    if len(content) == 1 and "*" not in content[0].name:  # as nearly always
        return content[0]
    offered = [_concrete(media_type) if "*" in media_type.name else media_type for media_type in content]
    return next(
        (media_type for media_type in offered if is_json(media_type.name)), offered[0] if offered else None
    )


def _concrete(media_type: MediaType) -> MediaType:
    name = _FOR_WILDCARDS.get(essence(media_type.name), media_type.name)
    if media_type.node.schema.get("format") == "binary" and is_json(name):
        name = "application/octet-stream"
    return media_type._replace(name=name)


def essence(media_type: str) -> str:
    """Type and subtype, in lower case, without parameters such as `charset`."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON or built on it (RFC 6839, `+json`)."""
    return essence(media_type).endswith(("/json", "+json"))


def is_json_lines(media_type: str) -> bool:
    """Whether a body is JSON texts, each on a line of its own (ndjson.org, jsonlines.org)."""
    return essence(media_type) in _JSON_LINES


def language(media_type: str) -> str:
    """Postman's name for how a text is to be shown."""
    if is_json(media_type):
        return "json"
    return "xml" if essence(media_type).endswith(("/xml", "+xml")) else "text"


def is_textual(media_type: str) -> bool:
    """Whether it is text by its name alone."""
    return essence(media_type).startswith("text/") or language(media_type) != "text"


def is_file(media_type: str) -> bool:
    """Whether it is no text by its name alone."""
    return not is_textual(media_type) and (
        essence(media_type).startswith(_FILES) or essence(media_type) in _FILE_TYPES
    )
