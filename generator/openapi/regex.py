"""Regular expressions that come from a spec: ECMA-262 syntax, judged by jsonschema-rs within bounds.

Most are judged in linear time; those with look-arounds or references back take a limited number of steps.
Python's `re` is never asked: it reads another syntax, and one expression may keep it busy for ever.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jsonschema_rs

_LONGEST = 10_000  # characters; real ones have a hundred, and a million take seconds to be refused
_BACKTRACKS = 20_000  # some milliseconds
_MOST_TIMES = 1_000  # an expression is as large, compiled, as it counts far
_COUNT = re.compile(r"(?<!\\)\{([0-9]+)(,?)([0-9]*)\}")
_KNOWN = 2_000  # expressions: as many as a large spec has


def pattern_options() -> jsonschema_rs.FancyRegexOptions:
    """How whoever compiles a schema of a spec with jsonschema-rs has its expressions judged."""
    import jsonschema_rs

    return jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS)


def bounded(pattern: str) -> str:
    """`pattern` with counts that can be compiled: what may stand 2,000,000 times may so for ever."""

    def count(found: re.Match[str]) -> str:
        least, most = int(found[1]), int(found[3] or found[1])
        if max(least, most) <= _MOST_TIMES:
            return found[0]
        return f"{{{min(least, _MOST_TIMES)},}}"

    return _COUNT.sub(count, pattern) if "{" in pattern else pattern


def matches(pattern: str, text: str) -> bool | None:
    """Whether `pattern` is found in `text`.

    None where nobody can say: it is no expression of ECMA-262, or takes too much memory or too long.
    """
    judge = _judge(pattern)
    if judge is None:
        return None
    try:
        if judge.is_valid(text):
            return True
        return None if any(_has_given_up(error) for error in judge.iter_errors(text)) else False
    except ValueError:  # half a character
        return None


@lru_cache(_KNOWN)
def _judge(pattern: str) -> jsonschema_rs.Draft202012Validator | None:
    import jsonschema_rs

    if len(pattern) > _LONGEST:
        return None
    try:
        return jsonschema_rs.Draft202012Validator(
            {"pattern": bounded(pattern)}, pattern_options=pattern_options()
        )
    except ValueError:
        return None


def _has_given_up(error: jsonschema_rs.ValidationError) -> bool:
    import jsonschema_rs

    return not isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Pattern)
