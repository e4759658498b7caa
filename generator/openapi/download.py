"""Fetches one URL under the rules that hold for everything downloaded here.

HTTPS only, but for this machine itself, at every hop of a redirect; a limit on size while reading; another
try after what may pass (429, 5xx, a broken connection). httpx is imported late: it costs more than 0.1 s.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from generator import __version__
from generator.errors import InputError
from generator.openapi.load import MAX_BYTES

if TYPE_CHECKING:
    import httpx
    from httpx_retries import Retry

# Called with the bytes received so far and, where the server tells, how many there will be.
Progress: TypeAlias = Callable[[int, int | None], None]

MAX_REDIRECTS = 5
MAX_WAIT = 60.0  # seconds; a server that asks for more is not waited for
MAX_TIME = 600.0  # seconds for one file, with all tries: a server may answer without ever being done
_PASSING = frozenset({429, 500, 502, 503, 504})
_TRY_LATER = "try again later, or use a local copy"
_CHECK_URL = "check the address"


class Fetched(NamedTuple):
    """What a source gave, and how it marks this state of the file: `etag`, `last_modified`, or empty."""

    content: bytes
    location: str
    etag: str = ""
    last_modified: str = ""


class Patience(NamedTuple):
    """Seconds to wait for an answer, how often to try again, and the first pause between tries in seconds."""

    timeout: float = 30.0
    retries: int = 3
    backoff: float = 0.5
    deadline: float = math.inf
    """When it all ends, by the clock of `time.monotonic`."""


class HttpError(InputError):
    """The server answered, but not with the file; `status` is the HTTP status."""

    def __init__(self, message: str, hint: str, status: int) -> None:
        super().__init__(message, hint)
        self.status = status

    def __reduce__(self) -> tuple[type[HttpError], tuple[str, str, int]]:
        """Whole between processes."""
        return type(self), (self.message, self.hint, self.status)


def fetch_url(url: str, progress: Progress | None = None, patience: Patience | None = None) -> Fetched:
    """The file at `url`. Raises InputError in one line: the URL, what happened, what to do."""
    response, content = get(url, {}, progress, patience or Patience())
    return as_fetched(url, response, content)


def as_fetched(url: str, response: httpx.Response, content: bytes) -> Fetched:
    """The answer to a request for `url`, without what only HTTP needs."""
    headers = response.headers
    return Fetched(content, public_url(url), headers.get("etag", ""), headers.get("last-modified", ""))


def get(
    url: str, headers: Mapping[str, str], progress: Progress | None, patience: Patience
) -> tuple[httpx.Response, bytes]:
    """The answer to GET `url`, with its body: 200, or 304 if `headers` hold `If-None-Match`.

    Raises HttpError for any other status and InputError where there is no answer, or none in time.
    """
    from concurrent.futures import Future
    from threading import Thread

    require_safe(url)
    seconds = min(MAX_TIME, patience.deadline - time.monotonic())
    answer: Future[tuple[httpx.Response, bytes]] = Future()

    def fetch() -> None:
        try:
            answer.set_result(_get(url, headers, progress, patience))
        except BaseException as error:  # also the panic of a library: it is the caller's to tell
            answer.set_exception(error)

    # In a thread of its own, since no time limit of a connection counts what drips in without end.
    Thread(target=fetch, daemon=True).start()
    try:
        return answer.result(max(seconds, 0.0))
    except TimeoutError as error:
        raise InputError(f"{public_url(url)}: not received in the time there was", _TRY_LATER) from error


def public_url(url: str) -> str:
    """A URL as it is told and recorded: without user, password, query and fragment, which may be secrets."""
    scheme, colon, rest = url.partition("#")[0].partition("?")[0].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{colon}{host.rpartition('@')[2]}{slash}{path}"


def _get(
    url: str, headers: Mapping[str, str], progress: Progress | None, patience: Patience
) -> tuple[httpx.Response, bytes]:
    shown = public_url(url)
    import httpx
    from httpx_retries import Retry

    # Only the policy of httpx-retries, not its transport: that one sees no connection cut within a body,
    # and a client with a transport of its own disregards HTTPS_PROXY.
    retry = Retry(total=patience.retries, backoff_factor=patience.backoff, max_backoff_wait=MAX_WAIT)
    with _client(headers, patience) as client:
        while True:
            try:
                response, content = _attempt(client, url, progress)
                if response.status_code not in _PASSING or _is_last(retry, response):
                    break
                obstacle: httpx.Response | httpx.HTTPError = response
            except httpx.HTTPError as error:
                if retry.is_exhausted() or not retry.is_retryable_exception(error):
                    raise InputError(f"{shown}: {_reason(error, patience)}", _TRY_LATER) from error
                obstacle = error
            retry = retry.increment()
            retry.sleep(obstacle)
    status = response.status_code
    if status == 200 or (status == 304 and "If-None-Match" in headers):
        return response, content
    reason = f"{status} {response.reason_phrase}".strip()
    raise HttpError(
        f"{shown}: the server answered {reason}", _TRY_LATER if status in _PASSING else _CHECK_URL, status
    )


def require_safe(url: str) -> None:
    """Raises InputError unless `url` is `https`, or `http` to this machine, and holds no credentials."""
    import httpx

    shown = public_url(url)
    try:
        parts = httpx.URL(url)
        host = parts.host
    except (httpx.InvalidURL, ValueError) as error:
        raise InputError(f"{shown!r}: not a URL: {error}") from error
    if parts.userinfo:
        raise InputError(f"{shown}: user names and passwords are not taken from a URL", "use a local copy")
    if not host:
        raise InputError(f"{shown}: a URL without a host", _CHECK_URL)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise InputError(f"{shown}: only https is fetched (http from this machine only)", "use an https URL")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _client(headers: Mapping[str, str], patience: Patience) -> httpx.Client:
    import httpx

    sent = {"User-Agent": f"klaviyo-postman/{__version__}", "Accept-Encoding": "gzip", **headers}
    try:
        return httpx.Client(timeout=patience.timeout, headers=sent)
    except (OSError, ValueError, ImportError) as error:
        hint = "look at HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
        raise InputError(f"proxy or certificates of the environment: {error}", hint) from error


def _attempt(client: httpx.Client, url: str, progress: Progress | None) -> tuple[httpx.Response, bytes]:
    # Redirects are followed here, since httpx would read their bodies whole, however large.
    request, shown = client.build_request("GET", url), public_url(url)
    for _ in range(MAX_REDIRECTS + 1):
        try:
            response = client.send(request, stream=True)
        except ValueError as error:  # what idna says of a host name, which httpx lets through
            raise InputError(f"{shown}: redirected to what is not a URL: {error}", _CHECK_URL) from error
        try:
            if response.next_request is None:
                return response, _read(response, shown, progress) if response.status_code == 200 else b""
        finally:
            response.close()
        request = response.next_request
        try:
            require_safe(str(request.url))
        except InputError as error:
            raise InputError(f"{shown}: redirected to {error.message}", error.hint) from error
    raise InputError(f"{shown}: more than {MAX_REDIRECTS} redirects", _CHECK_URL)


def _read(response: httpx.Response, shown: str, progress: Progress | None) -> bytes:
    coding = response.headers.get("content-encoding", "identity")
    if coding not in ("identity", "gzip"):  # several on top of each other could unfold without limit
        raise InputError(f"{shown}: content coding {coding!r} was not asked for", _TRY_LATER)
    too_large = InputError(f"{shown}: larger than the {MAX_BYTES:,} bytes that are read", _CHECK_URL)
    length = response.headers.get("content-length", "")
    total = int(length) if length.isascii() and length.isdigit() else None
    if total is not None and total > MAX_BYTES:
        raise too_large
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > MAX_BYTES:
            raise too_large
        if progress:
            progress(response.num_bytes_downloaded, total)
    return bytes(content)


def _is_last(retry: Retry, response: httpx.Response) -> bool:
    """Whether to give up: no tries are left, or the server asks for a longer pause than anyone would wait."""
    if retry.is_exhausted():
        return True
    try:
        return retry.parse_retry_after(response.headers.get("retry-after", "")) > MAX_WAIT
    except ValueError:  # no such header, or neither seconds nor a date
        return False


def _reason(error: httpx.HTTPError, patience: Patience) -> str:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {patience.timeout:g} s"
    text = " ".join(str(error).split()) or type(error).__name__
    return f"cannot connect: {text}" if isinstance(error, httpx.ConnectError) else text
