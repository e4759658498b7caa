"""What copied snippets would send: curl commands read as a shell does, Python run without a network.

Takes `[{"curl": text, "python": text}, …]` on standard input and answers with a list of the same length, in
which each snippet became `{"method", "url", "headers", "body"}`. A snippet that does not even parse raises.
"""

from __future__ import annotations

import io
import json
import shlex
import sys
from types import ModuleType, SimpleNamespace
from typing import Any, TypedDict

FORM = "multipart/form-data"


class Sent(TypedDict):
    """A request, with header names in lower case."""

    method: str
    url: str
    headers: dict[str, str]
    body: str


def curl(snippet: str) -> Sent:
    """The request of a curl command; raises ValueError for an option that is not known here."""
    one_line = snippet.replace(" \\\n", " ")  # which shlex does not do; no JSON holds this
    words = iter(shlex.split(one_line)[1:])
    sent: Sent = {"method": "", "url": "", "headers": {}, "body": ""}
    for word in words:
        if word in ("--location", "--globoff"):
            continue
        if not word.startswith("--"):
            sent["url"] = word
            continue
        value = next(words)
        if word == "--request":
            sent["method"] = value
        elif word == "--header":
            name, _, text = value.partition(": ")
            sent["headers"][name.lower()] = text
        elif word in ("--data", "--data-raw", "--form"):
            sent["body"] += value
            if word == "--form":  # curl says so by itself
                sent["headers"]["content-type"] = FORM
        else:
            raise ValueError(f"unknown option {word} in:\n{snippet}")
    sent["method"] = sent["method"] or ("POST" if sent["body"] else "GET")
    return sent


def python(snippet: str) -> Sent:
    """The request of a script that uses `requests`."""
    calls: list[Sent] = []

    def request(
        method: str, url: str, *, headers: dict[str, str], data: object, files: object = None
    ) -> SimpleNamespace:
        named = {name.lower(): value for name, value in headers.items()}
        if files:  # requests says so by itself
            named["content-type"] = FORM
        body = data if isinstance(data, str) else str(files or data or "")
        calls.append({"method": method, "url": url, "headers": named, "body": body})
        return SimpleNamespace(text="")

    requests: Any = ModuleType("requests")
    requests.request = request
    sys.modules["requests"] = requests
    names = {"print": lambda _: None, "open": lambda *_: io.BytesIO(b"file")}
    exec(compile(snippet, "<snippet>", "exec"), names)  # noqa: S102 - running what users would run is the test
    (sent,) = calls
    return sent


if __name__ == "__main__":
    pairs = json.load(sys.stdin)
    answers = [{"curl": curl(pair["curl"]), "python": python(pair["python"])} for pair in pairs]
    json.dump(answers, sys.stdout)
