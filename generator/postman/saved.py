"""A saved example as a collection holds it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus

from generator.postman.types import Header, Request, SavedResponse


def saved_example(id_: str, name: str, original: Request, code: int, headers: list[Header]) -> SavedResponse:
    """The answer to `original`, without a body."""
    return {
        "id": id_,
        "name": name,
        "originalRequest": original,
        "status": phrase(code),
        "code": code,
        "header": headers,
        "cookie": [],
    }


def fill(text: str, words: Mapping[str, str]) -> str:
    """`text` with words in place of keys such as `{resource}`."""
    for key, word in words.items():
        text = text.replace(key, word)
    return text


@lru_cache(maxsize=64)
def phrase(code: int) -> str:
    """What HTTP calls a status."""
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Response"
