"""A `$ref` that leads nowhere costs the object that it stands in, and what cannot be without that."""

from __future__ import annotations

from typing import cast

from generator.findings import Finding
from generator.json_types import JSONObject
from generator.openapi.document import Document
from generator.openapi.keywords import ANNOTATIONS, LISTED
from generator.openapi.references import resolve_reference
from generator.openapi.shape import fits
from generator.openapi.structure import FIELDS, Place, walk

RULE = "reference-dangling"


HOME = "#/components/schemas/"
_HOMES = {kind: f"#/components/{field}/" for field, (_, kind) in FIELDS["components"].items()}
_KINDS = {*_HOMES, "operation"}  # what a reference may stand for
_MOST_HOPS = 100


def leads_nowhere(document: Document, kind: str, reference: str) -> bool:
    """Whether no object of that kind stands where `reference` says, or where one that stands there leads.

    Where objects of a kind are at home they have been looked at; elsewhere anything may stand.
    """
    for _ in range(_MOST_HOPS):
        try:
            found, _ = resolve_reference(document, reference)
        except KeyError:
            return True
        if not isinstance(found, dict):
            return True
        home = _HOMES.get(kind, "")
        is_at_home = bool(home) and reference.startswith(home) and "/" not in reference[len(home) :]
        if kind in _KINDS and not is_at_home:
            if not fits(kind, found):
                return True
            if kind != "schema" and isinstance(found.get("$ref"), str):
                reference = str(found["$ref"])
                continue
        return False
    return False  # a ring, of which others tell


def drop_dangling(document: Document, name: str) -> list[Finding]:
    """Leave out of `document`, in place, each object whose `$ref` leads nowhere; one finding each.

    What referred to an object left out is left out as well. Beside other keywords only the `$ref` goes.
    """
    findings: list[Finding] = []
    while dangling := _dangling(document):
        for place in reversed(dangling):  # so that the elements of a list do not shift
            holder, node = place.holder, cast(JSONObject, place.value)
            if "$ref" not in node:  # an alias of YAML: it stands elsewhere as well, and was mended there
                continue
            text = f"left out, {node['$ref']!r} leads nowhere{_advice(str(node['$ref']))}"
            findings.append(Finding(RULE, "warning", text, name, place.pointer))
            if place.kind == "schema" and node.keys() - ANNOTATIONS != {"$ref"}:
                del node["$ref"]
            else:
                del holder[place.key]  # type: ignore[arg-type] # a key of this very holder
        _drop_empty_lists(document)
    return sorted(findings, key=lambda finding: finding.pointer)


def _advice(reference: str) -> str:
    return "" if reference.startswith("#") else ": no such file was followed"


def _dangling(document: Document) -> list[Place]:
    verdicts: dict[tuple[str, str], bool] = {}
    found: dict[tuple[int, str | int], Place] = {}  # aliases of YAML make one holder stand in several places
    for place in walk(document, into_schemas=True):
        node = place.value
        if isinstance(node, dict) and "$ref" in node:
            said = (place.kind, str(node["$ref"]))
            if said not in verdicts:
                verdicts[said] = leads_nowhere(document, *said)
            if verdicts[said]:
                found.setdefault((id(place.holder), place.key), place)
    return [*found.values()]


def _drop_empty_lists(document: Document) -> None:
    """A combination of no schemas would be none that JSON Schema knows."""
    for place in walk(document, into_schemas=True):
        node = place.value
        if place.kind == "schema" and isinstance(node, dict):
            for key in [key for key in LISTED if node.get(key) == []]:
                del node[key]
