"""The body of a request as Postman sends it.

Source: postman-runtime 7.56, `core-body-builder` and `getRequestBody`; postman-request, `Request.form`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, urlencode

from generator.encode import to_json
from generator.json_types import JSON, JSONObject

BOUNDARY = "--------------------------postman"
A_FILE = b"the file that the user chooses"

_BODYLESS = ("GET", "COPY", "HEAD", "PURGE", "UNLOCK")
_BY_LANGUAGE = {
    "html": "text/html",
    "json": "application/json",
    "javascript": "application/javascript",
    "xml": "application/xml",
}
_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)

Resolve = Callable[[JSON], str]


def switched_on(rows: object, *, everything: bool = False) -> list[JSONObject]:
    """The rows of one of Postman's tables that are not disabled; with `everything`, all of them."""
    listed = rows if isinstance(rows, list) else []
    return [row for row in listed if isinstance(row, dict) and (everything or not row.get("disabled"))]


def text_of(value: JSON) -> str:
    """A value as text: null is empty, what is no string is written as JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else to_json(value, indent=False).decode()


def sent_body(body: JSON, method: str, keeps_body: bool, resolve: Resolve) -> tuple[bytes | None, str]:
    """The bytes and the Content-Type that Postman gives them where no header row does.

    A file that the user has yet to choose counts as chosen. `keeps_body` is `disableBodyPruning`.
    """
    if not isinstance(body, dict) or body.get("disabled") or (method in _BODYLESS and not keeps_body):
        return None, ""
    match body.get("mode"):
        case "raw":
            return _raw(body, resolve)
        case "urlencoded":
            pairs = [
                (resolve(row.get("key")), resolve(row.get("value")))
                for row in switched_on(body.get("urlencoded"))
            ]
            form = urlencode(pairs, quote_via=quote).encode()
            return (form, "application/x-www-form-urlencoded") if pairs else (None, "")
        case "formdata":
            rows = switched_on(body.get("formdata"))
            return (
                (_multipart(rows, resolve), f"multipart/form-data; boundary={BOUNDARY}")
                if rows
                else (None, "")
            )
        case "file":
            return A_FILE, ""
        case "graphql":
            return _graphql(body.get("graphql"), resolve)
    return None, ""


def _raw(body: JSONObject, resolve: Resolve) -> tuple[bytes | None, str]:
    options = body.get("options")
    raw = options.get("raw") if isinstance(options, dict) else None
    language = str(raw.get("language")) if isinstance(raw, dict) else ""
    text = resolve(body.get("raw"))
    if language == "json" and ("//" in text or "/*" in text):
        text = _COMMENT.sub(lambda match: match[1] or "", text)
    return (text.encode(), _BY_LANGUAGE.get(language, "text/plain")) if text else (None, "")


def _graphql(content: JSON, resolve: Resolve) -> tuple[bytes | None, str]:
    if not isinstance(content, dict) or not content:
        return None, ""
    variables = content.get("variables")
    given = {key: content[key] for key in ("query", "operationName", "variables") if key in content}
    written = to_json(given, indent=False).decode()
    if isinstance(variables, str):  # is JSON already, and nothing where it is empty
        given.pop("variables")
        written = to_json(given, indent=False).decode()
        written = f'{written[:-1]},"variables":{variables}}}' if variables else written
    return resolve(written).encode(), "application/json"


def _multipart(rows: list[JSONObject], resolve: Resolve) -> bytes:
    parts = []
    for row in rows:
        is_file = row.get("type") == "file"
        lines = f'Content-Disposition: form-data; name="{resolve(row.get("key"))}"'
        if is_file:
            lines += '; filename="file"'
        if row.get("contentType"):
            lines += f"\r\nContent-Type: {resolve(row['contentType'])}"
        content = A_FILE if is_file else resolve(row.get("value")).encode()
        parts.append(f"--{BOUNDARY}\r\n{lines}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
