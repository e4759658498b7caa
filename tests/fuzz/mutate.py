"""Changes of a document's structure and of its bytes, each drawn from a seeded generator of chance."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple, cast

from tests.fuzz import odd
from tests.fuzz.json_values import Object, Value


class Slot(NamedTuple):
    """A container and the key or index of what it holds: a place that can be changed."""

    container: Object | list[Value]
    key: str | int

    @property
    def entries(self) -> dict[str | int, Value]:
        """The container, also a list, as what is read, written and deleted by key."""
        return cast("dict[str | int, Value]", self.container)

    @property
    def value(self) -> Value:
        """What stands there."""
        return self.entries[self.key]

    def put(self, value: Value) -> None:
        """Let this stand there."""
        self.entries[self.key] = value


def slots(node: Value) -> Iterator[Slot]:
    """Every place in a document, in the order of the text."""
    if isinstance(node, dict):
        for key, child in node.items():
            yield Slot(node, key)
            yield from slots(child)
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield Slot(node, index)
            yield from slots(child)


def structure(document: Object, random: Random, most: int = 4) -> Object:
    """A copy with one to `most` changes."""
    changed = copy.deepcopy(document)
    for _ in range(random.randint(1, most)):
        places = list(slots(changed))
        if not places:
            break
        random.choice(CHANGES)(changed, places, random)
    return changed


def _replace(_: Object, places: list[Slot], random: Random) -> None:
    random.choice(places).put(odd.value(random))


def _delete(_: Object, places: list[Slot], random: Random) -> None:
    place = random.choice(places)
    del place.entries[place.key]


def _duplicate(_: Object, places: list[Slot], random: Random) -> None:
    container, key = random.choice(places)
    if isinstance(container, list):
        container.extend(copy.deepcopy(container[int(key)]) for _ in range(random.choice([1, 2, 200])))
    else:
        name = random.choice([*odd.STRINGS, f"{key} ", str(key).upper(), str(key).swapcase()])
        container[name] = copy.deepcopy(container[str(key)])


def _swap(_: Object, places: list[Slot], random: Random) -> None:
    first, second = random.choice(places), random.choice(places)
    one, other = copy.deepcopy(first.value), copy.deepcopy(second.value)
    first.put(other)
    second.put(one)


def _move(_: Object, places: list[Slot], random: Random) -> None:
    random.choice(places).put(copy.deepcopy(random.choice(places).value))


def _rename(_: Object, places: list[Slot], random: Random) -> None:
    container, key = random.choice(places)
    if isinstance(container, dict):
        name = random.choice([*odd.STRINGS, *(word for word, _ in odd.KEYWORDS)])
        container[name] = container.pop(str(key))


def _keyword(_: Object, places: list[Slot], random: Random) -> None:
    held = [place.value for place in places if isinstance(place.value, dict)]
    if held:
        word, values = random.choice(odd.KEYWORDS)
        random.choice(held)[word] = copy.deepcopy(random.choice(values))


def _pattern(_: Object, places: list[Slot], random: Random) -> None:
    held = [place.value for place in places if isinstance(place.value, dict)]
    if held:
        schema, text = random.choice(held), random.choice(odd.PATTERNS)
        if random.random() < 0.7:
            schema.update(type="string", pattern=text)
        else:
            schema.update(type="object", patternProperties={text: {"type": "string"}}, minProperties=2)


def _reference(_: Object, places: list[Slot], random: Random) -> None:
    """A place that refers to any other: to one that holds it as well, which is a cycle."""
    target = random.choice(_pointers(places[0].container))
    reference: Object = {"$ref": target}
    if random.random() < 0.3:
        word, values = random.choice(odd.KEYWORDS)
        reference[word] = copy.deepcopy(random.choice(values))
    random.choice(places).put(reference)


def _mutual(document: Object, places: list[Slot], random: Random) -> None:
    """Schemas that all refer to each other, or each to the next, and one place that refers to them."""
    size, kind = (
        random.choice([2, 3, 6, 10, 16]),
        random.choice(["ring", "clique", "allOf", "oneOf", "items"]),
    )
    names = [f"Mutual{number}" for number in range(size)]
    schemas: dict[str, Value] = {}
    for number, name in enumerate(names):
        others = names if kind in ("clique", "oneOf") else [names[(number + 1) % size]]
        references: list[Value] = [{"$ref": f"#/components/schemas/{other}"} for other in others]
        if kind in ("allOf", "oneOf"):
            schemas[name] = {kind: references}
        elif kind == "items":
            schemas[name] = {"type": "array", "items": references[0], "minItems": random.choice([0, 1, 2])}
        else:
            properties = dict(zip(others, references, strict=True))
            required: list[Value] = [*others] if random.random() < 0.5 else []
            schemas[name] = {"type": "object", "properties": properties, "required": required}
    components = document.setdefault("components", {})
    if isinstance(components, dict) and isinstance(known := components.setdefault("schemas", {}), dict):
        known.update(schemas)
    random.choice(places).put({"$ref": "#/components/schemas/Mutual0"})


def _wide(_: Object, places: list[Slot], random: Random) -> None:
    container, key = random.choice(places)
    if isinstance(container, dict):
        value = container[str(key)]
        container.update({f"{key}{number}": value for number in range(random.choice([20, 400]))})


CHANGES: list[Callable[[Object, list[Slot], Random], None]] = [
    *[_replace] * 4,
    *[_delete] * 2,
    _duplicate,
    _swap,
    _move,
    *[_rename] * 2,
    *[_keyword] * 5,
    *[_pattern] * 2,
    *[_reference] * 3,
    _mutual,
    _wide,
]


def _pointers(node: Value, at: str = "#") -> list[str]:
    found = [at]
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        found += _pointers(child, f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}")
    return found


def broken(content: bytes, random: Random) -> bytes:
    """The bytes with one to three changes that respect nothing."""
    for _ in range(random.randint(1, 3)):
        if content:
            content = random.choice(BYTE_CHANGES)(content, random)
    return content


def _span(content: bytes, random: Random, longest: int = 200) -> tuple[int, int]:
    start = random.randrange(len(content))
    return start, min(len(content), start + random.randint(1, longest))


def _flip(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << random.randrange(8))]) + content[at + 1 :]


def _insert(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content) + 1)
    return content[:at] + random.choice(BYTES) + content[at:]


def _cut(content: bytes, random: Random) -> bytes:
    start, end = _span(content, random)
    return content[:start] + content[end:]


def _cut_off(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content))]


def _repeat(content: bytes, random: Random) -> bytes:
    start, end = _span(content, random)
    return content[:end] + content[start:end] * random.choice([1, 2, 50]) + content[end:]


def _double_line(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    at = random.randrange(len(lines))
    return b"".join([*lines[:at], *lines[at : at + 1] * 2, *lines[at + 1 :]])


def _reencode(content: bytes, random: Random) -> bytes:
    return content.decode("utf-8", "replace").encode(
        random.choice(["utf-16", "utf-32-be", "utf-8-sig"]), "replace"
    )


def _newlines(content: bytes, random: Random) -> bytes:
    return content.replace(b"\n", random.choice([b"\r\n", b"\r", b"\n\n", b"\n\t", b"\xe2\x80\xa8"]))


BYTE_CHANGES: list[Callable[[bytes, Random], bytes]] = [
    *[_flip] * 3,
    *[_insert] * 4,
    _cut,
    _cut_off,
    _repeat,
    *[_double_line] * 2,
    _reencode,
    _newlines,
]
BYTES = [
    b"\t",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\n\n---\n",
    b"\n...\n",
    b"&a [*a]",
    b" *gone ",
    b"!!python/object/apply:os.getcwd []",
    b"!!binary x",
    b"!<tag:x> ",
    b"<<: *a",
    b"<<: [{a: 1}, 5]",
    b"? [1, 2]\n: 3\n",
    b"{",
    b"[" * 3000,
    b"]",
    b'"',
    b"'",
    b"1e999",
    b"9" * 5000,
    b"-.inf",
    b".nan",
    b"0x1F",
    b"0o17",
    b"1_000",
    b"12:30:45",
    b"2024-02-30",
    b"2024-01-01T00:00:00Z",
    b"~",
    b"yes: no\n",
    b"#",
    b"%YAML 9.9\n---\n",
    b"\\ud800",
    b"a: &x [1,1]\nb: &y [*x,*x,*x]\nc: &z [*y,*y,*y]\n",
]
