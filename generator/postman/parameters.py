"""Parameters to rows: which value each carries, how it is written, and whether it is switched on.

Styles as in OpenAPI 3.0.4, "Parameter Object", Style Examples, which follow RFC 6570.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from generator.encode import to_json
from generator.json_types import JSON
from generator.openapi.entries import distinct
from generator.openapi.model import Node, Operation, Parameter
from generator.openapi.naming import PLACEHOLDER, id_of, named, screaming, singular
from generator.openapi.references import follow
from generator.openapi.sample import Sampler, UnsatisfiableError
from generator.openapi.schema import effective
from generator.postman.braces import in_json
from generator.postman.profile import Profile
from generator.postman.types import QueryParam

_SEPARATORS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "|", "simple": ","}
_DEPRECATED = "(Deprecated) "
_MANY = 2  # how many values show how several are written


class Row(NamedTuple):
    """One line of Postman's parameter or header table."""

    key: str
    value: str
    description: str
    enabled: bool
    is_ours: bool = False
    """Whether its value is ours, so that a variable in it is meant."""

    def written(self) -> QueryParam:
        """The row as a collection holds it; headers and the query are written alike."""
        written: QueryParam = {"key": self.key, "value": self.value}
        if self.description:
            written["description"] = self.description
        if not self.enabled:
            written["disabled"] = True
        return written


def rows(operation: Operation, parameter: Parameter, sampler: Sampler, profile: Profile) -> list[Row]:
    """The rows of one query or header parameter: several for arrays and objects that repeat their key."""
    rule = profile.rule(parameter.name, parameter.location, operation.is_public)
    enabled = parameter.required or (rule is not None and rule.enabled)
    mark = profile.required_mark if parameter.required else ""
    mark += _DEPRECATED if parameter.deprecated else ""
    description = (mark + parameter.description).strip()
    if rule is not None and rule.value:
        return [Row(parameter.name, rule.value, description, enabled, is_ours=True)]
    value = _value(parameter, sampler, is_sent=enabled)
    encode = _ENCODINGS.get(parameter.location, str)
    pairs = serialise(parameter, value, encode)
    if parameter.location == "query":
        pairs = [(key_safe(key), text) for key, text in pairs]
    elif parameter.location == "cookie":
        pairs = [(_cookie_safe(key), text) for key, text in pairs]
    return [Row(key, text, description, enabled) for key, text in pairs]


def cookie_headers(cookies: list[Row]) -> list[Row]:
    """The rows that send cookies: the required ones together, each optional one in a row to be ticked."""
    sent = [row for row in cookies if row.enabled]
    headers = [
        Row("Cookie", f"{row.key}={row.value}", row.description, False) for row in cookies if not row.enabled
    ]
    if sent:
        descriptions = dict.fromkeys(row.description for row in sent if row.description)
        value = "; ".join(f"{row.key}={row.value}" for row in sent)
        is_ours = any(row.is_ours for row in sent)  # the others are escaped
        headers.insert(0, Row("Cookie", value, "\n".join(descriptions), True, is_ours))
    return headers


def path_value(operation: Operation, parameter: Parameter, sampler: Sampler) -> str:
    """What stands for a path parameter: an example, else a legible name such as `PROFILE_ID`."""
    name = _resource_name(operation.path, parameter.name)
    value = _value(parameter, sampler, is_sent=True, name=name)
    return serialise(parameter, value, _path_safe)[0][1] or name  # nothing would be another path


def _value(parameter: Parameter, sampler: Sampler, *, is_sent: bool, name: str = "") -> JSON:
    value = _example(parameter, sampler)
    return legible(parameter.node, value, name or screaming(parameter.name), sampler) if is_sent else value


def _example(parameter: Parameter, sampler: Sampler) -> JSON:
    for example in parameter.examples:
        try:
            return sampler.repaired(parameter.node, example.value, "request")
        except UnsatisfiableError:
            continue
    value = sampler.sample(parameter.node, "request")
    return _varied(parameter.node, value, sampler) if isinstance(value, list) else value


def _varied(node: Node, value: list[JSON], sampler: Sampler) -> list[JSON]:
    """`value` with different items, as far as the schema lets them be: equal ones look like a slip."""
    items = Node(node.schema.get("items", {}), node.pointer + "/items")
    choices = items.schema.get("enum", [])
    if value == choices[:1] and node.schema.get("maxItems", _MANY) >= _MANY:
        return choices[:_MANY]
    different = list({to_json(item): item for item in value}.values())
    if len(different) == len(value):
        return value
    if len(different) == 1:
        keywords = effective(sampler.document, follow(sampler.document, items)).keywords
        different = distinct(value, keywords)
    repeated = list(itertools.islice(itertools.cycle(different), len(value)))
    return next((found for found in (different, repeated) if sampler.is_valid(node, found)), value)


def legible(node: Node, value: JSON, name: str, sampler: Sampler) -> JSON:
    """`value` with its name in place of a placeholder such as `<string>`, which the server would take."""
    found = named(value, name)
    if isinstance(value, str) and found != value and not sampler.is_valid(node, found):  # too long, mostly
        bare = PLACEHOLDER.sub(r"\1", value)
        is_said = not sampler.is_valid(node, bare) and sampler.is_valid(node, value)  # an enum may hold tags
        return value if is_said else bare
    return found


def serialise(parameter: Parameter, value: JSON, encode: Callable[[str], str]) -> list[tuple[str, str]]:
    """`value` as `(key, text)` pairs in the parameter's style; `encode` escapes each single value."""
    name, style = parameter.name, parameter.style
    if style == "json":
        return [(name, encode(in_json(to_json(value, indent=False).decode())))]
    if style == "deepObject" and isinstance(value, dict | list):
        return list(_brackets(name, value, encode)) or [(name, "")]
    separator = _SEPARATORS.get(style, ",")
    if isinstance(value, list):
        texts = [encode(_text(item)) for item in value]
        if parameter.explode and style in ("form", "spaceDelimited", "pipeDelimited"):
            return [(name, text) for text in texts] or [(name, "")]
        return [(name, _in_path(parameter, separator.join(texts), texts))]
    if isinstance(value, dict):
        pairs = [(encode(key), encode(_text(item))) for key, item in value.items()]
        if parameter.explode and style == "form":
            return pairs or [(name, "")]
        glue = "=" if parameter.explode else separator
        texts = [f"{key}{glue}{text}" for key, text in pairs]
        return [(name, _in_path(parameter, separator.join(texts), texts, named=True))]
    text = encode(_text(value))
    return [(name, _in_path(parameter, text, [text]))]


def _brackets(name: str, value: JSON, encode: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """The leaves of `value` under names such as `a[b][0]`: what OpenAPI leaves open below the first level is
    written as frameworks read it.
    """
    if not isinstance(value, dict | list):
        yield name, encode(_text(value))
        return
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _brackets(f"{name}[{encode(str(key))}]", item, encode)


def _in_path(parameter: Parameter, joined: str, texts: list[str], *, named: bool = False) -> str:
    """The prefixes of the path styles `label` (.a) and `matrix` (;name=a); `named` texts are `key=value`."""
    if parameter.style == "label":
        return "." + (".".join(texts) if parameter.explode and texts else joined)
    if parameter.style == "matrix":
        if parameter.explode and texts:
            return "".join(f";{text}" if named else f";{parameter.name}={text}" for text in texts)
        return f";{parameter.name}={joined}"
    return joined


def _text(value: JSON) -> str:
    if isinstance(value, str):
        return value
    return to_json(value, indent=False).decode() if value is not None else ""


_NOT_IN_QUERY = re.compile(r"%(?![0-9A-Fa-f]{2})|[&#+]|\{\{")
_NOT_IN_KEY = re.compile(r"[&#+=\x00-\x1f\x7f]|\{\{")
_NOT_IN_PATH = re.compile(r"%(?![0-9A-Fa-f]{2})|[/?#]|\{\{")
_NOT_IN_COOKIE = re.compile(r"%(?![0-9A-Fa-f]{2})|[\s\",;\\\x00-\x1f\x7f]|\{\{")


def _query_safe(text: str) -> str:
    """Escape what Postman would take for syntax and send as it is; all else stays legible."""
    return _escaped(_NOT_IN_QUERY, text)


def key_safe(key: str) -> str:
    """The name of a query parameter without what would end it; in headers nothing else is legal anyway."""
    return _escaped(_NOT_IN_KEY, key)


def _path_safe(text: str) -> str:
    return _escaped(_NOT_IN_PATH, text)


def _cookie_safe(text: str) -> str:
    """Escape what no cookie may hold (RFC 6265, section 4.1.1), and what escapes."""
    return _escaped(_NOT_IN_COOKIE, text)


def _escaped(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: quote(match.group(), safe=""), text)


_ENCODINGS = {"query": _query_safe, "cookie": _cookie_safe}


def _resource_name(path: str, parameter: str) -> str:
    """`id` in `/api/catalog-categories/{id}/` is a CATALOG_CATEGORY_ID; other names say it themselves."""
    before = path.split(f"{{{parameter}}}", maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1]
    if parameter.lower() != "id" or not before or "{" in before:
        return screaming(parameter)
    return id_of(singular(before))
