"""Double braces that a spec says: to Postman a variable, which it would fill in from the user's environment.

Postman has no escape for them. JSON, XML and URLs have another way to write a brace, and stay the same to who
reads them; in other text that is sent a blank parts the braces, which is a finding.

Postman fills in again what it has filled in, so that single braces of several values may come to stand side
by side: where variables are written into a text, that of a URL, no brace of the spec is left.
"""

from __future__ import annotations

import re

from generator.findings import Finding
from generator.openapi.model import Operation
from generator.postman.types import Body, Header, SavedResponse

PARTED = "two braces in a row are a variable to Postman, so that a blank parts them"
"""What a finding says of it."""
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
    """Parts what is left of double braces in what one collection sends, and notes it."""

    def __init__(self) -> None:
        self._findings: dict[str, Finding] = {}

    @property
    def findings(self) -> list[Finding]:
        """A finding for each operation that says something in double braces."""
        return list(self._findings.values())

    def header(self, header: Header, operation: Operation) -> Header:
        """A row of the table of headers, in which nothing is ours."""
        if "{{" not in header["key"] and "{{" not in header["value"]:
            return header
        return {
            **header,
            "key": self.text(header["key"], operation),
            "value": self.text(header["value"], operation),
        }

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
        finding = Finding("braces-parted", "warning", PARTED, operation.title, operation.pointer)
        self._findings.setdefault(operation.pointer, finding)
        return parted(text)
