"""A sampled value to XML, as the `xml` objects of its schema say (OpenAPI 3.0.3, "XML Object")."""

from __future__ import annotations

import re
from typing import cast
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from generator.encode import to_json
from generator.json_types import JSON, JSONObject
from generator.openapi.model import Node
from generator.openapi.references import follow, parts_of
from generator.openapi.sample import Sampler
from generator.openapi.schema import effective
from generator.postman.described import described

_ROOT = "root"  # where neither the schema nor its place has a name
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2, `Char`


def to_xml(node: Node, value: JSON, sampler: Sampler) -> str:
    """`value`, an instance of the schema at `node`, as the text of an XML document."""
    return _Writer(sampler).document(node, value)


class _Writer:
    def __init__(self, sampler: Sampler) -> None:
        self._sampler = sampler

    def document(self, node: Node, value: JSON) -> str:
        place = follow(self._sampler.document, node).pointer
        component = (
            place.removeprefix("/components/schemas/") if place.startswith("/components/schemas/") else ""
        )
        said = self._said(node)
        name = _name(said, component if component and "/" not in component else _ROOT)
        root = Element(name)
        _declare(root, said)
        if isinstance(value, list):  # a document has one root, wrapped or not
            self._items(root, node, value, name)
        else:
            self._fill(root, node, value)
        indent(root)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}'

    def _said(self, node: Node) -> JSONObject:
        """The `xml` object of a schema or of what it refers to."""
        for part in parts_of(self._sampler.document, node):
            said = cast(JSONObject, part.schema).get("xml")
            if isinstance(said, dict):
                return said
        return {}

    def _fill(self, element: Element, node: Node, value: JSON) -> None:
        if isinstance(value, dict):
            children = described(node, value, self._sampler).properties
            # Elements come in the order of the schema, on which readers of sequences may rely.
            for key in (
                *filter(value.__contains__, children),
                *filter(lambda key: key not in children, value),
            ):
                self._property(element, key, children.get(key, Node({}, node.pointer)), value[key])
        else:
            element.text = _text(value)

    def _property(self, parent: Element, key: str, node: Node, value: JSON) -> None:
        said = self._said(node)
        if isinstance(value, list):
            self._array(parent, key, node, value, said)
        elif said.get("attribute") is True:
            parent.set(_name(said, key), _text(value))
            _declare(parent, {**said, "namespace": said.get("namespace") if said.get("prefix") else None})
        else:
            element = SubElement(parent, _name(said, key))
            _declare(element, said)
            self._fill(element, node, value)

    def _array(self, parent: Element, key: str, node: Node, value: list[JSON], said: JSONObject) -> None:
        if said.get("wrapped") is not True:
            self._items(parent, node, value, key)
            return
        name = _name(said, key)
        wrapper = SubElement(parent, name)
        _declare(wrapper, said)
        self._items(wrapper, node, value, name)

    def _items(self, parent: Element, node: Node, value: list[JSON], name: str) -> None:
        """One element per item: its name is the items' own, else that of the array."""
        document = self._sampler.document
        items = effective(document, follow(document, node)).items or Node({}, node.pointer + "/items")
        for item in value:
            if isinstance(item, list):
                self._items(SubElement(parent, _name(self._said(items), name)), items, item, name)
            else:
                self._property(parent, name, items, item)


def _name(said: JSONObject, default: str) -> str:
    local = said.get("name")
    prefix = said.get("prefix")
    name = _legal(local if isinstance(local, str) and local else default)
    return f"{_legal(prefix)}:{name}" if isinstance(prefix, str) and prefix else name


def _legal(name: str) -> str:
    """The name without what no name may hold: XML 1.0, section 2.3, a bit stricter."""
    legal = re.sub(r"[^\w.-]", "_", name)
    return legal if re.match(r"[^\W\d]", legal) else f"_{legal}"


def _declare(element: Element, said: JSONObject) -> None:
    namespace, prefix = said.get("namespace"), said.get("prefix")
    if isinstance(namespace, str) and namespace:
        element.set(f"xmlns:{_legal(prefix)}" if isinstance(prefix, str) and prefix else "xmlns", namespace)


def _text(value: JSON) -> str:
    if value is None:
        return ""
    return _NOT_XML.sub("", value if isinstance(value, str) else to_json(value, indent=False).decode())
