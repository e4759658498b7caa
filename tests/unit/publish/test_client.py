"""What the client sends, waits for, refuses to do, and says."""

from __future__ import annotations

import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.errors import InputError, RemoteError, UsageError
from generator.publish.client import MAX_BYTES, REGIONS, Client, Patience
from generator.publish.problems import ApiError, UncertainError, masked, read_problem
from tests.double.sample import client, fast
from tests.double.server import KEY, Double


@pytest.fixture
def double() -> Iterator[Double]:
    """Not held to the description of the API: some of these requests are wrong on purpose."""
    made = Double()
    with made.running():
        yield made


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def http(double: Double, waits: list[float]) -> Iterator[Client]:
    with client(double) as made:
        made.patience = fast()._replace(backoff=1.0, sleep=waits.append)
        yield made


def test_the_key_is_in_the_header_and_nowhere_else(double: Double, http: Client) -> None:
    trace: list[str] = []
    http.trace = trace.append
    assert http.get("/me")["user"]
    assert KEY not in repr(http) + "".join(trace)
    assert KEY not in double.received[0].query
    assert trace == ["> GET /me", "< 200 OK"]


@pytest.mark.parametrize("key", ["", "PMAK-x y", "PMAK-x\n", "PMÄK"])
def test_a_key_that_cannot_be_one_is_not_shown(key: str) -> None:
    with pytest.raises(UsageError) as caught:
        Client(key)
    assert "POSTMAN_API_KEY" in str(caught.value)
    assert not key or key.strip() not in str(caught.value)


@pytest.mark.parametrize("base", ["http://example.com", "ftp://127.0.0.1", "https://u:p@example.com", "x"])
def test_only_https_or_this_machine(base: str) -> None:
    with pytest.raises(UsageError):
        Client(KEY, base)


def test_a_key_in_the_address_is_not_shown() -> None:
    with pytest.raises(UsageError) as caught:
        Client(KEY, f"http://example.com/{KEY}")
    assert KEY not in str(caught.value)


def test_the_servers_are_postmans() -> None:
    assert {Client(KEY, base).base for base in REGIONS.values()} == {
        "https://api.postman.com",
        "https://api.eu.postman.com",
    }


def test_a_limit_is_waited_for_as_told(double: Double, http: Client, waits: list[float]) -> None:
    double.faults = {1: "429", 2: "429"}
    http.get("/me")
    assert waits == [2.0, 2.0]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"RetryAfter": "7"}, 7.0),
        ({"X-RateLimit-RetryAfter": "7"}, 7.0),
        ({"RateLimit-Reset": "7"}, 7.0),
        ({"X-RateLimit-Reset": str(int(time.time()) - 5)}, 0.0),
        ({"Retry-After": "soon"}, 1.0),
        ({}, 1.0),
    ],
)
def test_the_time_to_wait_has_many_names(
    double: Double, http: Client, waits: list[float], headers: dict[str, str], expected: float
) -> None:
    double.faults[1] = "429"
    double.limit_headers = headers
    http.get("/me")
    assert waits == [expected]


def test_a_limit_that_takes_too_long_is_not_waited_for(
    double: Double, http: Client, waits: list[float]
) -> None:
    double.faults[1] = "429"
    double.limit_headers = {"Retry-After": "4000"}
    with pytest.raises(ApiError, match="429"):
        http.get("/me")
    assert waits == []


def test_the_limit_of_the_month_is_not_waited_for(double: Double, http: Client, waits: list[float]) -> None:
    double.faults[1] = "429-month"
    with pytest.raises(ApiError) as caught:
        http.get("/me")
    assert waits == []
    assert "month" in caught.value.hint


def test_a_read_is_tried_again_with_longer_pauses(double: Double, http: Client, waits: list[float]) -> None:
    double.faults = {1: "503", 2: "500-before", 3: "cut-before"}
    http.get("/me")
    assert waits == [1.0, 2.0, 4.0]


def test_nothing_is_followed_to_another_host(double: Double, http: Client) -> None:
    double.faults[1] = "redirect"
    with pytest.raises(RemoteError, match=r"redirected to https://evil\.example"):
        http.get("/me")
    assert len(double.received) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_server_that_is_not_there(method: str, waits: list[float]) -> None:
    made = Client(KEY, "http://127.0.0.1:9", Patience(tries=3, sleep=waits.append))
    with made, pytest.raises(RemoteError, match="/") as caught:
        made.get("/me") if method == "get" else made.post("/collections", {})
    assert not isinstance(caught.value, UncertainError), "never sent, so never done"
    assert waits == [1.0, 2.0]


def test_the_size_is_checked_before_anything_is_sent(double: Double, http: Client) -> None:
    with pytest.raises(InputError, match="100,000,000"):
        http.post("/collections", {"collection": "x" * MAX_BYTES})
    assert double.received == []


def test_what_is_sent_is_compact(double: Double, http: Client) -> None:
    with pytest.raises(ApiError):
        http.post("/nowhere", {"a": [1, {"b": "ü"}]})
    assert double.received[0].body == '{"a":[1,{"b":"ü"}]}'.encode()


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b'{"error":{"name":"n","message":"m"}}', "n", "m"),
        (b'{"error":{"name":"n","message":"m","details":{"item":"x"}}}', "n", "m (item x)"),
        (b'{"error":{"name":"n","message":"m","details":["a","b","c","d"]}}', "n", "m (a; b; c)"),
        (b'{"error":{"name":"n","message":"m","details":"x"}}', "n", "m"),
        (b'{"type":"https://x/problems/not-there","title":"T","detail":"D"}', "not-there", "T: D"),
        (b'{"title":"T"}', "", "T"),
        (b'{"error":"rateLimited","message":"m"}', "rateLimited", "m"),
        (b'{"name":"n","message":"m"}', "n", "m"),
        (b"<html>", "", "418 Teapot"),
        (b"[]", "", "418 Teapot"),
    ],
)
def test_every_shape_of_error_is_read(content: bytes, name: str, message: str) -> None:
    assert read_problem(418, "Teapot", content) == (name, message)


def test_what_looks_like_a_key_is_masked() -> None:
    assert masked("a secret and PMAK-12ab-34", "secret") == "a *** and ***"
    assert masked("x", "") == "x"


@contextmanager
def answering(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A server of no manners: what it says to a request is made of the request, once."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(answer(connection.recv(65536)))

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def test_a_key_that_comes_back_is_in_no_traceback() -> None:
    def echo(request: bytes) -> bytes:
        return next(line for line in request.splitlines() if KEY.encode() in line) + b"\r\n\r\n"

    patience = fast()._replace(tries=1)
    with (
        answering(echo) as url,
        Client(KEY, url, patience) as made,
        pytest.raises(RemoteError) as caught,
    ):
        made.get("/me")
    assert "***" in str(caught.value)
    assert KEY not in "".join(traceback.format_exception(caught.value))


def test_a_key_in_the_reason_is_not_traced() -> None:
    trace: list[str] = []

    def reason(_: bytes) -> bytes:
        return b"HTTP/1.1 403 " + KEY.encode() + b"\r\nContent-Length: 0\r\n\r\n"

    with answering(reason) as url, Client(KEY, url, fast(), trace.append) as made:
        with pytest.raises(ApiError, match=r"403 \*\*\*"):
            made.get("/me")
        assert trace == ["> GET /me", "< 403 ***"]


@pytest.mark.parametrize(("method", "kind"), [("get", RemoteError), ("post", UncertainError)])
def test_an_answer_that_cannot_be_unpacked(method: str, kind: type[RemoteError]) -> None:
    def broken(_: bytes) -> bytes:
        return b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nxyz"

    patience = fast()._replace(tries=1)
    with answering(broken) as url, Client(KEY, url, patience) as made, pytest.raises(kind):
        made.get("/me") if method == "get" else made.post("/collections", {})


def test_an_unexpected_failure_is_not_swallowed(http: Client, tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        http.get(7)  # type: ignore[arg-type]
