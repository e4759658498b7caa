"""Double braces that a spec says: to Postman a variable, which it would fill in from the user's environment.

Postman has no escape for them. JSON, XML and URLs have another way to write a brace, and stay the same to who
reads them; in other text that is sent a blank parts the braces, which is a finding.

Postman fills in again what it has filled in, so that single braces of several values may come to stand side
by side: where variables are written into a text, that of a URL, no brace of the spec is left.

A header is one line as well: what a spec says behind a line break would be a header of its own.
"""

from __future__ import annotations

import re

from generator.findings import Finding
from generator.openapi.model import Operation
from generator.postman.types import Body, Header, SavedResponse

PARTED = "two braces in a row are a variable to Postman, so that a blank parts them"
"""What a finding says of it."""
_JOINED = "a header is one line of text, so that a blank stands for line breaks and other control characters"
_NOT_IN_HEADER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")  # RFC 9110, section 5.5
_FIRST = re.compile(r"\{(?=\{)")
_IN_URL = {ord("{"): "%7B", ord("}"): "%7D"}


def in_json(text: str) -> str:
    """JSON of the same value; it has two braces in a row within strings only."""
    return _FIRST.sub(r"\\u007b", text) if "{{" in text else text


def in_xml(text: str) -> str:
    """XML of the same content."""
    return _FIRST.sub("&#123;", text) if "{{" in text else text


def in_url(text: str) -> str:
    """A URL, or a part of one, that a server decodes to the same."""
    return text.translate(_IN_URL)


def parted(text: str) -> str:
    """Another text, with a blank between."""
    return _FIRST.sub("{ ", text) if "{{" in text else text


class Braces:
    """Parts what is left of double braces in what one collection sends, joins lines of headers; notes it."""

    def __init__(self) -> None:
        self._findings: dict[tuple[str, str], Finding] = {}

    @property
    def findings(self) -> list[Finding]:
        """A finding for each operation that says something in double braces, or lines in a header."""
        return list(self._findings.values())

    def header(self, header: Header, operation: Operation) -> Header:
        """A row of the table of headers, in which nothing is ours."""
        key, value = header["key"], header["value"]
        if all(part.isprintable() and "{{" not in part for part in (key, value)):  # as nearly always
            return header
        key, value = (self._line(self.text(part, operation), operation) for part in (key, value))
        return {**header, "key": key, "value": value}

    def body(self, body: Body, operation: Operation) -> Body:
        """The body of a request."""
        if "raw" in body:
            body["raw"] = self.text(body["raw"], operation)
        for row in [*body.get("urlencoded", []), *body.get("formdata", [])]:
            row["key"] = self.text(row["key"], operation)
            if "value" in row:
                row["value"] = self.text(row["value"], operation)
            if "contentType" in row:
                row["contentType"] = self.text(row["contentType"], operation)
        return body

    def saved(self, example: SavedResponse, operation: Operation) -> SavedResponse:
        """A saved example, which a mock server of Postman's answers with."""
        example["header"] = [self.header(row, operation) for row in example["header"]]
        if "body" in example:
            example["body"] = self.text(example["body"], operation)
        return example

    def text(self, text: str, operation: Operation) -> str:
        """Any text that is sent."""
        if "{{" not in text:
            return text
        self._note("braces-parted", PARTED, operation)
        return parted(text)

    def _line(self, text: str, operation: Operation) -> str:
        if not _NOT_IN_HEADER.search(text):
            return text
        self._note("header-lines", _JOINED, operation)
        return _NOT_IN_HEADER.sub(" ", text).strip()

    def _note(self, rule: str, message: str, operation: Operation) -> None:
        finding = Finding(rule, "warning", message, operation.title, operation.pointer)
        self._findings.setdefault((rule, operation.pointer), finding)
