"""Regular expressions that come from a spec: ECMA-262 syntax, judged by jsonschema-rs within bounds.

Most are judged in linear time; those with look-arounds or references back take a limited number of steps.
Python's `re` is never asked: it reads another syntax, and one expression may keep it busy for ever.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jsonschema_rs

_LONGEST = 10_000  # characters; real ones have a hundred, and a million take seconds to be refused
_BACKTRACKS = 20_000  # some milliseconds
_KNOWN = 2_000  # expressions: as many as a large spec has


def pattern_options() -> jsonschema_rs.FancyRegexOptions:
    """How whoever compiles a schema of a spec with jsonschema-rs has its expressions judged."""
    import jsonschema_rs

    return jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS)


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
        return jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=pattern_options())
    except ValueError:
        return None


def _has_given_up(error: jsonschema_rs.ValidationError) -> bool:
    import jsonschema_rs

    return not isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Pattern)
