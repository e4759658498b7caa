"""A spec in several files to one document: what other files hold becomes components of the root.

Files are followed below the folder of the root alone, whatever links and dots say; those of the web where the
user allows it. What is not followed stays a `$ref` that leads nowhere, with a finding that says why.
Sources: OpenAPI 3.2.0, "Relative References in API Description URIs"; the fixed fields of its objects.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias, cast
from urllib.parse import unquote, urljoin, urlsplit

from generator.encode import to_json
from generator.errors import InputError
from generator.findings import Finding
from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.load import MAX_BYTES, load_document
from generator.openapi.source import read_path
from generator.openapi.structure import FIELDS, fields

_Path: TypeAlias = "tuple[str | int, ...]"
Reader: TypeAlias = Callable[[str], bytes]
"""The bytes at a location: a path below the root's folder, or a URL. Raises InputError."""

MOST_FILES = 2000

# References to other files as JSON or YAML write them; what merely looks so costs a closer look. Each keyword
# has an expression of its own: one that begins with letters is looked for eight times faster.
_ELSEWHERE = (
    re.compile(rb"""\$ref["']?\s*:\s*["']?(?!["'\s#])"""),
    re.compile(rb"""externalValue["']?\s*:\s*["']?(?!["'\s#])"""),
)
_MAPPED_FILE = re.compile(r"[/#]|\.(?:json|ya?ml)$")

# Where components of each kind stand.
_SECTIONS = {kind: section for section, (_, kind) in FIELDS["components"].items()}


def bundle(content: bytes, name: str, location: str, read: Reader) -> tuple[bytes, list[Finding]]:
    """The spec `content` with all that it refers to in other files, and what was not to be had of them.

    The same bytes where it refers to none, which takes no more than a look at them. `location` is that of the
    spec, as `read` takes it. Raises InputError for a spec that cannot be read.
    """
    if not any(keyword.search(content) for keyword in _ELSEWHERE):
        return content, []
    document = load_document(content, name)
    if "openapi" not in document:
        return content, []
    bundler = _Bundler(document, name, location, read)
    bundler.run()
    return (to_json(document, indent=False) if bundler.has_changed else content), bundler.findings


def reader(folder: Path | None, fetch: Reader | None) -> Reader:
    """Reads files below `folder`, where there is one, and URLs with `fetch`, where that is allowed."""

    def read(location: str) -> bytes:
        if urlsplit(location).scheme:
            if not location.startswith(("https:", "http:")):
                raise InputError("only files below the spec are followed, and https where that is allowed")
            if fetch is None:
                raise InputError("it lies on the web", "--allow-remote-refs follows it")
            return fetch(location)
        if folder is None:
            raise InputError("the spec is no file", "give it as one")
        root = folder.resolve()
        path = (root / location).resolve()  # where symbolic links lead
        if not path.is_relative_to(root):
            raise InputError("it lies outside the folder of the spec")
        if not path.is_file():
            raise InputError("there is no such file")
        return read_path(path)

    return read


class _Bundler:
    def __init__(self, document: JSONObject, name: str, location: str, read: Reader) -> None:
        self._root = document
        self._name = name
        self._location = location
        self._read = read
        self._files: dict[str, JSON] = {location: document}
        self._room = MAX_BYTES
        self._moved: dict[tuple[str, str, str], str] = {}
        self._pending: list[tuple[str, JSON, str, _Path]] = [("document", document, location, ())]
        self.has_changed = False
        self.findings: list[Finding] = []

    def run(self) -> None:
        """Follow every reference to a file, also those in the files."""
        seen: set[int] = set()
        while self._pending:
            kind, node, location, path = self._pending.pop()
            if not isinstance(node, dict) or id(node) in seen:
                continue
            seen.add(id(node))
            place = pointer(*path)
            if kind == "operation":
                location = self._filled_in(node, location, place)
            elif kind in _SECTIONS and isinstance(node.get("$ref"), str):
                node["$ref"] = self._local(kind, cast(str, node["$ref"]), location, place)
            if kind == "example" and isinstance(node.get("externalValue"), str):
                self._take_value(node, location, place)
            if kind == "schema":
                self._map(node, location, place)
            inner = list(fields(kind, node, path))
            self._pending += [(one.kind, one.value, location, one.path) for one in reversed(inner)]

    def _local(self, kind: str, reference: str, location: str, place: str) -> str:
        """What `reference` is called within the document: as it was where its file is not to be had."""
        file, _, fragment = reference.partition("#")
        target = _joined(location, file) if file else location
        if target == self._location:
            return f"#{fragment}"
        key = (kind, target, fragment)
        if key not in self._moved:
            found = self._at(target, fragment, place)
            if found is None:
                return reference
            name = self._adopt(kind, target, fragment, found)
            self._moved[key] = f"#{pointer('components', _SECTIONS[kind], name)}"
            self._pending.append((kind, found, target, ("components", _SECTIONS[kind], name)))
        self.has_changed = True
        return self._moved[key]

    def _adopt(self, kind: str, target: str, fragment: str, found: JSON) -> str:
        """Make a component of what was found; returns its name."""
        components = self._root.setdefault("components", {})
        section = components.setdefault(_SECTIONS[kind], {}) if isinstance(components, dict) else {}
        taken = section if isinstance(section, dict) else {}
        stem = posixpath.basename(urlsplit(target).path).partition(".")[0]
        base = re.sub(r"[^A-Za-z0-9._-]+", "_", unquote(fragment.rpartition("/")[2]) or stem) or "file"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base}_{count}"
        taken[name] = found
        return name

    def _filled_in(self, operation: JSONObject, location: str, place: str) -> str:
        """Put what an operation refers to in its place, as there is no section of operations.

        Returns the location of the file that it now comes from.
        """
        hops = 0
        while isinstance(reference := operation.get("$ref"), str) and hops < MOST_FILES:
            file, _, fragment = reference.partition("#")
            target = _joined(location, file) if file else location
            found = self._at(target, fragment, place)
            if not isinstance(found, dict):
                break
            del operation["$ref"]
            operation |= {key: value for key, value in found.items() if key not in operation}
            location, hops, self.has_changed = target, hops + 1, True
        return location

    def _take_value(self, example: JSONObject, location: str, place: str) -> None:
        target = _joined(location, cast(str, example["externalValue"]))
        content = self._content(target, place)
        if content is None:
            return
        try:
            example["value"] = cast(
                JSON, json.loads(content) if target.endswith(".json") else content.decode()
            )
        except (ValueError, RecursionError):
            self._note(target, place, "it is no text, or no JSON")
            return
        del example["externalValue"]
        self.has_changed = True

    def _map(self, schema: JSONObject, location: str, place: str) -> None:
        """Names of files in the mapping of a discriminator."""
        discriminator = schema.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        if isinstance(mapping, dict):
            for value, reference in mapping.items():
                if isinstance(reference, str) and _MAPPED_FILE.search(reference):
                    mapping[value] = self._local("schema", reference, location, place)

    def _at(self, target: str, fragment: str, place: str) -> JSON:
        """What lies at a fragment of a file; None, with a finding, if nothing does."""
        if target not in self._files:
            content = self._content(target, place)
            try:
                self._files[target] = None if content is None else load_document(content, target)
            except InputError as error:
                self._files[target] = None
                self._note(target, place, error.message)
        node = self._files[target]
        for part in unquote(fragment).split("/")[1:] if node is not None else ():
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
                node = node[int(key)]
            elif isinstance(node, dict) and key in node:
                node = node[key]
            else:
                self._note(f"{target}#{fragment}", place, "there is nothing")
                return None
        return node

    def _content(self, target: str, place: str) -> bytes | None:
        try:
            if len(self._files) >= MOST_FILES or self._room <= 0:
                raise InputError(f"more than {MOST_FILES:,} files, or {MAX_BYTES:,} bytes, are not read")
            content = self._read(target)
        except InputError as error:
            self._note(target, place, str(error))
        except (OSError, ValueError) as error:
            self._note(target, place, f"it cannot be read: {error}")
        else:
            self._room -= len(content)
            return content
        return None

    def _note(self, target: str, place: str, why: str) -> None:
        message = f'reference to "{target}" not followed: {why}'
        self.findings.append(Finding("reference-file", "warning", message, self._name, place))


def _joined(location: str, reference: str) -> str:
    """A reference as seen from the file it stands in; what is no URL is the name of a file."""
    with suppress(ValueError):
        if urlsplit(location).scheme or urlsplit(reference).scheme:
            return urljoin(location, reference)
    return posixpath.normpath(posixpath.join(posixpath.dirname(location), unquote(reference)))
