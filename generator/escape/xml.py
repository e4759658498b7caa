"""Text for XML: escaped by the standard library, and without what XML 1.0 has no way to write."""

from __future__ import annotations

from typing import NewType
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from generator.escape import Printable
from generator.escape.lines import line, visible

Xml = NewType("Xml", Printable)


def element(tag: str, parent: Element | None = None, text: str = "", /, **attributes: str) -> Element:
    """A new element, the last of its parent; `text` may have several lines."""
    given = {key: visible(value) for key, value in attributes.items()}
    made = Element(tag, given) if parent is None else SubElement(parent, tag, given)
    made.text = "\n".join(map(line, text.split("\n"))) or None
    return made


def document(root: Element) -> Xml:
    """The whole document."""
    indent(root)
    return Xml(Printable(f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'))
