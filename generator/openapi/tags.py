"""The tags of a document, declared or only used."""

from __future__ import annotations

from collections.abc import Iterable

from generator.findings import Finding
from generator.openapi.document import Document
from generator.openapi.model import Operation, Tag


def read_tags(document: Document, operations: Iterable[Operation]) -> tuple[tuple[Tag, ...], list[Finding]]:
    """The tags, the declared ones first, and a finding for each that is used without that."""
    declared = {tag["name"]: tag.get("description", "") for tag in document.get("tags", [])}
    used = dict.fromkeys(tag for operation in operations for tag in operation.tags)
    findings = [
        Finding("tag-undeclared", "info", f'tag "{name}" is used but not declared', name, "/tags")
        for name in used
        if name not in declared
    ]
    return tuple(Tag(name, declared.get(name, "")) for name in dict.fromkeys([*declared, *used])), findings
