"""What a mutation puts where something else was: values, strings, patterns and keywords that go wrong."""

from __future__ import annotations

import copy
from random import Random

from tests.fuzz.json_values import Value

FORGED = "forged-by-fuzz"
"""Stands in every string that would be a command, markup or a template if it were not inert."""

NESTS = {
    "list": ("[", "]"),
    "map": ('{"a":', "}"),
    "items": ('{"items":', "}"),
    "allOf": ('{"allOf":[', "]}"),
}
"""What opens and closes one level of what is nested deep."""
DEEP = "@deep:{}:{}@"
"""A place for brackets nested so deep that no encoder would write them; `encode.py` does."""

STRINGS = [
    "",
    " ",
    "\0",
    "\x1b[31mred\x1b[0m",
    "a\r\nb\u2028c\x85d",
    "\ud800",
    "\udc00\ud83d",
    "\u202e\u200b\ufeff",
    f"x\n::error::{FORGED}",
    f"x\r::set-output name=a::{FORGED}",
    f"<script>{FORGED}</script>",
    f"</script><img src=x onerror={FORGED}>",
    f"{{{{{FORGED}}}}}",
    "{{$guid}}",
    "{% for a in b %}",
    "{{ 7 * 7 }}",
    "${jndi:x}",
    f"[{FORGED}](javascript:x)\n# {FORGED}",
    f"|\n|--|\n```\n~~~\n{FORGED}",
    "../../x",
    "C:\\x\\y",
    "CON",
    "%",
    "%00%2f%zz",
    "a/b~c~0~1~2",
    "#/components/schemas/A",
    "[object Object]",
    "$ref",
    "__proto__",
    "0200",
    "99",
    "default",
    "NaN",
    "1e999",
    "2024-02-30T25:61:61Z",
    "x" * 5000,
    "é" * 300,
    "{a}" * 40,
    "/{" * 30,
    "https://user:secret@host.invalid/p?key=1#f",
    "http://[::1",
    "//",
    "\u017f\u0130K",
    "application/json; charset=utf-8; q=1",
    "text/",
    "a/b/c, d/e",
]

PATTERNS = [
    "(a+)+$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "^(a|a?)+$",
    "(.*)*x",
    r"\p{L}+",
    r"^\p{Script=Greek}{2,3}$",
    r"[\u{1F600}-\u{1F64F}]",
    r"(?<name>a)\k<name>",
    r"(?<!a)b(?=c)(?!d)",
    r"(?i)a",
    r"\Z\A\z",
    r"^\cA\x7f\u00e9\0$",
    "[",
    "(",
    "a{5,2}",
    "a{1000000}",
    "(a{1000}){1000}",
    "(((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9}){9})",
    "^[^]$",
    "^[]$",
    r"^\d{3}-\d{4}$",
    "*",
    "(?P<x>a)",
    r"\8",
    "a**",
    "^(?:[^@]+@)+$" * 3,
    "|" * 200,
    "x*" * 500 + "$",
    "\ud800",
    "",
]

NUMBERS: list[Value] = [
    0,
    -1,
    1,
    0.1,
    -0.0,
    2**31,
    2**63,
    2**64,
    10**9,
    10**30,
    10**308,
    10**309,
    10**4299,
    10**4400,
    1e308,
    1e-320,
    -1e308,
    float("inf"),
    float("-inf"),
    float("nan"),
]

SMALL: list[Value] = [None, True, False, [], {}, [[]], [None], {"": {}}, [{}], ["a", 1]]

KEYWORDS: list[tuple[str, list[Value]]] = [
    (
        "type",
        ["object", "array", "string", "integer", ["string", "null"], [], "any", ["object", "array"], "file"],
    ),
    ("format", ["date-time", "int32", "byte", "binary", "uuid", "regex", "uri", "ipv6", "idn-email", "x", 1]),
    ("minItems", [3, 10**6, 10**12, -1, 1.5]),
    ("maxItems", [0, 1]),
    ("uniqueItems", [True]),
    ("minLength", [20, 10**7, 10**12]),
    ("maxLength", [0, 3]),
    ("minProperties", [5, 10**6]),
    ("maxProperties", [0]),
    ("multipleOf", [0, 1e-300, 0.01, 7, 1e300]),
    ("minimum", [5, 1e308, 10**400]),
    ("exclusiveMaximum", [True, 5, -(10**30)]),
    ("required", [["a", "b"], "a", [1], ["id", "id"]]),
    ("enum", [[], [None], [{"a": 1}, [1]], ["a"] * 3, list(range(3000))]),
    ("const", [None, {"a": [1]}, 10**400]),
    ("default", [{"$ref": "#/components"}, "x", None]),
    ("example", [{"$ref": "#/x"}, {"a": {"b": [None]}}, "x", 10**400]),
    ("examples", [{"a": {"value": 1}}, [1, "x"], {"a": {"$ref": "#/components/examples/A"}}, {"a": 5}]),
    ("nullable", [True, "yes"]),
    ("readOnly", [True]),
    ("writeOnly", [True]),
    ("deprecated", [True]),
    (
        "discriminator",
        [{"propertyName": "kind"}, {"propertyName": "kind", "mapping": {"a": "A", "b": "#/x"}}, "kind"],
    ),
    (
        "xml",
        [
            {"name": "a b", "wrapped": True},
            {"attribute": True, "namespace": "x", "prefix": "p"},
            {"name": ""},
        ],
    ),
    ("additionalProperties", [True, False, {}, {"type": "string"}]),
    ("unevaluatedProperties", [False, {"type": "integer"}]),
    ("unevaluatedItems", [False]),
    ("items", [{}, {"type": "string"}, [{"type": "string"}], False]),
    ("prefixItems", [[{"type": "string"}, {"type": "integer"}], []]),
    ("contains", [{"type": "integer"}, False]),
    ("minContains", [0, 10**6]),
    ("not", [{}, {"type": "string"}, False]),
    ("if", [{"properties": {"a": {"const": 1}}}, True]),
    ("then", [{"required": ["z"]}, False]),
    ("else", [{"required": ["y"]}]),
    ("dependentRequired", [{"a": ["b"]}, {"a": "b"}]),
    ("dependentSchemas", [{"a": {"required": ["b"]}}]),
    ("propertyNames", [{"pattern": "^[A-Z]+$"}, False]),
    ("allOf", [[{"type": "string"}, {"type": "integer"}], [], [{}] * 50]),
    ("oneOf", [[{"type": "string"}, {"type": "string"}], [], [True, False]]),
    ("anyOf", [[{"required": ["a"]}, {"required": ["b"]}], [{}]]),
    ("$anchor", ["a"]),
    ("$id", ["https://example.com/s", "x"]),
    ("$dynamicRef", ["#a", "#"]),
    ("$defs", [{"A": {"type": "string"}}]),
    ("$schema", ["http://json-schema.org/draft-04/schema#", "x"]),
    (
        "$ref",
        ["#", "#/", "#/paths", "x.yaml", "https://host.invalid/x", "#/components/schemas/Gone", 5, "%", "#a"],
    ),
    ("style", ["deepObject", "matrix", "label", "pipeDelimited", "spaceDelimited", "form", "x"]),
    ("explode", [True, False, "no"]),
    ("in", ["query", "path", "cookie", "header", "body", "x"]),
    (
        "content",
        [{}, {"application/json": {}}, {"*/*": {"schema": {}}}, {"multipart/form-data": {"schema": True}}],
    ),
    ("contentMediaType", ["application/json", "image/png"]),
    ("contentEncoding", ["base64", "x"]),
    ("encoding", [{"a": {"contentType": "text/plain"}}, {"a": {"headers": {"X": {}}}}]),
    ("servers", [[{"url": "/"}], [{"url": "{a}", "variables": {"a": {"default": "{a}"}}}], [{"url": 5}], []]),
    ("security", [[], [{}], [{"gone": []}], [{"a": None}]]),
    ("tags", [["a"], [5], [None], "a", [{"name": "a", "parent": "a"}]]),
    ("parameters", [[{"$ref": "#/components/parameters/A"}], [{}], [{"name": "a", "in": "query"}]]),
]


def value(random: Random) -> Value:
    """One of all of them, or brackets nested deep."""
    kind = random.randrange(10)
    if kind < 4:
        return random.choice(STRINGS)
    if kind < 6:
        return random.choice(NUMBERS)
    if kind < 8:
        return copy.deepcopy(random.choice(SMALL))
    if kind == 8:
        return random.choice(PATTERNS)
    return DEEP.format(random.choice([*NESTS]), random.choice([60, 140, 270, 900, 5000, 100_000]))
