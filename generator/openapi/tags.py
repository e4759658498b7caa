"""The tags of a document, declared or only used, and how they are nested."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from generator.findings import Finding
from generator.json_types import JSONObject
from generator.openapi.document import Document
from generator.openapi.model import Operation, Tag


def read_tags(document: Document, operations: Iterable[Operation]) -> tuple[tuple[Tag, ...], list[Finding]]:
    """The tags, the declared ones first, and a finding for each that is used without that."""
    declared = {tag["name"]: tag for tag in document.get("tags", [])}
    used = dict.fromkeys(tag for operation in operations for tag in operation.tags)
    findings = [
        Finding("tag-undeclared", "info", f'tag "{name}" is used but not declared', name, "/tags")
        for name in used
        if name not in declared
    ]
    groups = _groups(document)
    tags = []
    for name in dict.fromkeys([*declared, *used]):
        tag = declared.get(name, {"name": name})
        title, parent = tag.get("summary", "").strip() or name, tag.get("parent", "")
        tags.append(Tag(name, tag.get("description", ""), title, parent, groups.get(name, "")))
    return tuple(tags), findings


def _groups(document: Document) -> dict[str, str]:
    """The group that a tag is in, by the name of the tag: as Redoc reads `x-tagGroups`."""
    found: dict[str, str] = {}
    listed = cast(JSONObject, document).get("x-tagGroups")
    for group in listed if isinstance(listed, list) else ():
        name, tags = (group.get("name"), group.get("tags")) if isinstance(group, dict) else (None, None)
        if isinstance(name, str) and isinstance(tags, list):
            found |= {tag: name for tag in tags if isinstance(tag, str) and tag not in found}
    return found
