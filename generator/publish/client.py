"""Speaks HTTP with the Postman API, and knows nothing of what is published.

What may be tried again is tried again here: reads after anything that passes, any request after 429 of the
kind that passes and after a connection that never came about. A write that may have been done is never
repeated: it ends in an UncertainError, and whoever wrote has to read first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from generator import __version__
from generator.encode import from_json, to_json
from generator.errors import InputError, RemoteError, UsageError
from generator.json_types import JSON, JSONObject
from generator.openapi.download import require_safe
from generator.publish.problems import (
    ApiError,
    is_exhausted,
    masked,
    problem,
    read_problem,
    shortened,
    uncertain,
)

if TYPE_CHECKING:
    import httpx

Trace: TypeAlias = Callable[[str], None]

REGIONS = {"us": "https://api.postman.com", "eu": "https://api.eu.postman.com"}
MAX_BYTES = 100_000_000  # documented for PUT; in 2024 people met 413 and 504 from about a tenth of that
MAX_EXAMPLE = 5 * 1024 * 1024  # what the app keeps of the body of a saved example
_WAITING = ("retry-after", "retryafter", "x-ratelimit-retryafter")
_RESETTING = ("ratelimit-reset", "x-ratelimit-reset")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Patience(NamedTuple):
    """How long to wait, in seconds, and how often to try; `sleep` is what waiting is."""

    timeout: float = 60.0
    tries: int = 4
    writes: int = 8
    """How often a replacement is tried; another one under way may take minutes."""
    backoff: float = 1.0
    """The first pause; each is twice the one before."""
    longest: float = 120.0
    """A server that asks for a longer pause is not waited for."""
    poll: float = 1.0
    polling: float = 900.0
    """How long a task may take."""
    sleep: Callable[[float], None] = time.sleep

    def pause(self, turn: int) -> None:
        """Wait before the try that follows `turn` failed ones."""
        self.sleep(min(self.backoff * 2.0 ** (turn - 1), self.longest))


PATIENCE = Patience()


@dataclass(slots=True)
class Client:
    """A session with the API. `calls` counts the requests that were sent."""

    key: str = field(repr=False)
    base: str = REGIONS["us"]
    patience: Patience = PATIENCE
    trace: Trace | None = None
    calls: int = 0
    _http: httpx.Client | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        require_key(self.key)
        try:
            require_safe(self.base)
        except InputError as error:
            raise UsageError(self._masked(error.message), error.hint) from None  # the cause is not masked

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            self._http.close()

    def get(self, path: str, **query: str) -> JSONObject:
        """The JSON object at `path`. Raises ApiError if refused, RemoteError if there is no answer."""
        return self._request("GET", path, query)[1]

    def post(self, path: str, body: JSON, **query: str) -> JSONObject:
        """Create. Raises UncertainError where it may have been done, ApiError where it was refused."""
        return self._request("POST", path, query, body)[1]

    def put(self, path: str, body: JSON, *, respond_async: bool = False) -> JSONObject:
        """Replace; the answer holds a `task` if the service does it in its own time. Raises as `post`."""
        headers = {"Prefer": "respond-async"} if respond_async else {}
        return self._request("PUT", path, {}, body, headers)[1]

    def patch(self, path: str, body: JSON) -> JSONObject:
        """Change in part. Raises as `post`."""
        return self._request("PATCH", path, {}, body)[1]

    def _request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: JSON = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, JSONObject]:
        what, content, turn = f"{method} {path}", None, 0
        if body is not None:
            content = to_json(body, indent=False)
            if len(content) > MAX_BYTES:
                size = f"{len(content):,} bytes, larger than the {MAX_BYTES:,} that Postman takes"
                raise InputError(f"{what}: {size}", "publish a part: `generate --tag`")
        while True:
            turn += 1
            try:
                response = self._send(method, path, query, content, headers or {})
            except Exception as error:  # of httpx, which is not imported here
                self._after_failure(error, what, method, turn)
                self.patience.pause(turn)
                continue
            status = response.status_code
            if status < 300:
                return status, self._json(response, what, method)
            wait = self._after_answer(response, what, method, turn)
            self.patience.sleep(wait)

    def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        content: bytes | None,
        headers: Mapping[str, str],
    ) -> httpx.Response:
        sent = dict(headers)
        if content is not None:
            sent["Content-Type"] = "application/json"
        self.calls += 1
        self._say(f"> {method} {path}" + (f" ({len(content):,} bytes)" if content else ""))
        response = self._session().request(
            method, self.base.rstrip("/") + path, params=query, content=content, headers=sent
        )
        self._say(f"< {response.status_code} {response.reason_phrase}")
        return response

    def _session(self) -> httpx.Client:
        if self._http is None:
            import httpx

            self._http = httpx.Client(
                timeout=self.patience.timeout,
                follow_redirects=False,
                # A server on this machine is not behind the proxies of the environment.
                trust_env=not self.base.startswith("http://"),
                headers={
                    "X-API-Key": self.key,
                    "Accept": "application/json",
                    "User-Agent": f"klaviyo-postman/{__version__}",
                },
            )
        return self._http

    def _after_failure(self, error: Exception, what: str, method: str, turn: int) -> None:
        """Return if the request may be sent again; raises what the failure means otherwise."""
        import httpx

        if not isinstance(error, httpx.RequestError):
            raise error
        seconds = f"no answer within {self.patience.timeout:g} s"
        why = seconds if isinstance(error, httpx.TimeoutException) else self._masked(str(error) or "cut off")
        self._say(f"< {why}")
        never_sent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
        if method != "GET" and not never_sent:
            raise uncertain(what, why) from None  # the cause may hold the key
        if turn >= self.patience.tries:
            raise RemoteError(f"{what}: {why}", "look at the network, then run this again") from None

    def _after_answer(self, response: httpx.Response, what: str, method: str, turn: int) -> float:
        """How long to wait before the request is sent again; raises what the answer means otherwise."""
        status = response.status_code
        if status in _REDIRECTS:
            place = self._masked(response.headers.get("location", "nowhere"))
            raise RemoteError(f"{what}: redirected to {place}", "the key is sent to no other address")
        name, message = read_problem(status, response.reason_phrase, response.content)
        message = self._masked(message)
        if status == 429:
            return self._after_limit(response, problem(what, status, name, message), turn)
        if status < 500:
            raise problem(what, status, name, message)
        if method != "GET":
            raise uncertain(what, f"Postman answered {status}: {shortened(message)}")
        if turn >= self.patience.tries:
            raise problem(what, status, name, message)
        return min(self.patience.backoff * 2.0 ** (turn - 1), self.patience.longest)

    def _after_limit(self, response: httpx.Response, error: ApiError, turn: int) -> float:
        if is_exhausted(error.name, error.message):
            hint = "the calls of this month are used up; waiting does not help, a larger plan does"
            raise ApiError(error.message, hint, 429, error.name)
        wait = _told_to_wait(response.headers)
        if wait is None:
            wait = min(self.patience.backoff * 2.0 ** (turn - 1), self.patience.longest)
        if wait > self.patience.longest or turn >= self.patience.tries:
            raise ApiError(error.message, f"wait {wait:g} s, then run this again", 429, error.name)
        self._say(f"  waiting {wait:g} s, as told")
        return wait

    def _json(self, response: httpx.Response, what: str, method: str) -> JSONObject:
        try:
            data = cast(JSON, from_json(response.content))
        except ValueError:
            data = None
        if not isinstance(data, dict):
            reason = "the answer is not a JSON object"
            if method != "GET":
                raise uncertain(what, reason)
            raise RemoteError(f"{what}: {reason}", "check the address; a proxy may have answered instead")
        return data

    def _say(self, line: str) -> None:
        if self.trace:
            self.trace(self._masked(line))

    def _masked(self, text: str) -> str:
        return masked(text, self.key)


def require_key(key: str) -> None:
    """Raises UsageError unless `key` can be sent in a header. The key itself is in no message."""
    hint = "let POSTMAN_API_KEY hold one, from your account's settings in Postman"
    if not key:
        raise UsageError("no key for the Postman API", hint)
    if not all(33 <= ord(character) <= 126 for character in key):
        raise UsageError("POSTMAN_API_KEY holds characters that no key has (a blank or a line end?)", hint)


def _told_to_wait(headers: httpx.Headers) -> float | None:
    """The seconds that a 429 asks to wait, under any of the names that Postman's pages give the header."""
    for name in _WAITING:
        if _is_number(headers.get(name)):
            return float(headers[name])
    for name in _RESETTING:  # seconds from now by the draft standard, the time of the day by Postman's pages
        if _is_number(headers.get(name)):
            seconds = float(headers[name])
            return seconds if seconds < 1e8 else max(0.0, seconds - time.time())
    return None


def _is_number(text: str | None) -> bool:
    return text is not None and text.isascii() and text.isdigit()
