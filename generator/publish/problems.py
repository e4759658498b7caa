"""What the Postman API says when it refuses, in one clear message with what to do about it.

Errors come in three shapes (and a bare fourth), or as no JSON at all; source: the answers that Postman's
definition of its API (v1.45.0) lists.
"""

from __future__ import annotations

import re
from typing import cast

from generator.encode import from_json
from generator.errors import RemoteError
from generator.json_types import JSON, JSONObject


class ApiError(RemoteError):
    """The service answered with an error: its HTTP status, and the name it gives the error, if any."""

    def __init__(self, message: str, hint: str, status: int, name: str = "") -> None:
        super().__init__(message, hint)
        self.status = status
        self.name = name

    @property
    def is_missing(self) -> bool:
        """Whether what was asked for is not there: a collection that is missing may answer 400 as well."""
        return self.status == 404 or self.name == "instanceNotFoundError"

    @property
    def is_taken(self) -> bool:
        """Whether an id that was sent is held by something else already."""
        return self.name == "instanceFoundError"


class BusyError(ApiError):
    """Another update of the collection is under way (409)."""


class UncertainError(RemoteError):
    """A write of which nobody knows whether it was done: a 5xx, a time-out, a cut connection."""


class ChangedMeanwhileError(RemoteError):
    """The remote is no longer what the plan was made for."""


class DriftError(RemoteError):
    """Others changed the collection since it was last published."""

    exit_code = 1


LONGEST = 300
_RUN_AGAIN = "run this again: it looks at what is there before it writes anything"
_HINTS = {
    400: "if the collection was not made by this program, `klaviyo-postman validate` may say why",
    401: "let POSTMAN_API_KEY hold a valid key; keys of EU accounts need --region eu",
    403: "the owner of the key needs the role of an editor in that workspace",
    404: "check the id; what the key may not see is not found either",
    409: _RUN_AGAIN,
    413: "publish a part of it: `generate --tag`",
    429: "wait, then run this again",
}


def read_problem(status: int, reason: str, content: bytes) -> tuple[str, str]:
    """The error's name and message, from any of the shapes; the name may be empty."""
    data = _json(content)
    error = data.get("error")
    if isinstance(error, dict):
        name, message = str(error.get("name", "")), _with_details(error)
    elif isinstance(error, str):
        name, message = error, str(data.get("message") or "")
    elif "title" in data:
        name = str(data.get("type") or "").rpartition("/")[2]
        message = ": ".join(str(data[key]) for key in ("title", "detail") if data.get(key))
    else:
        name, message = str(data.get("name", "")), str(data.get("message", ""))
    return name, message or f"{status} {reason}".strip()


def problem(what: str, status: int, name: str, message: str, hint: str = "") -> ApiError:
    """The exception for an answer to `what`, such as `GET /me`."""
    text = f"{what}: Postman answered {status}: {shortened(message)}"
    kind = BusyError if status == 409 else ApiError
    return kind(text, hint or _HINTS.get(status, _RUN_AGAIN if status >= 500 else ""), status, name)


def uncertain(what: str, why: str) -> UncertainError:
    """The exception for a write that may have been done."""
    return UncertainError(f"{what}: {why}; it may have been done all the same", _RUN_AGAIN)


def is_exhausted(name: str, message: str) -> bool:
    """Whether a 429 means the limit of the month, which no waiting helps."""
    return name == "serviceLimitExhausted" or "serviceLimitExhausted" in message


def shortened(text: str) -> str:
    """A text of the service on one line of bearable length."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def masked(text: str, secret: str) -> str:
    """`text` without the key, and without anything that looks like one of Postman's."""
    text = text.replace(secret, "***") if secret else text
    return re.sub(r"PMAK-[0-9A-Za-z-]*", "***", text)


def _with_details(error: JSONObject) -> str:
    message, details = str(error.get("message", "")), error.get("details")
    if isinstance(details, dict):
        return " ".join([message, f"({', '.join(f'{key} {value}' for key, value in details.items())})"])
    if isinstance(details, list) and details:
        return " ".join([message, f"({'; '.join(str(detail) for detail in details[:3])})"])
    return message


def _json(content: bytes) -> JSONObject:
    try:
        data = cast(JSON, from_json(content))
    except ValueError:
        return {}  # a page of some gateway
    return data if isinstance(data, dict) else {}
