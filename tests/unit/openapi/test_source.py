import gzip
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

import pytest

from generator import __version__
from generator.errors import InputError, UsageError
from generator.openapi import download
from generator.openapi.source import (
    DEFAULT_BASE,
    Fetched,
    FolderSource,
    NotListable,
    Patience,
    Revision,
    UrlSource,
    fetch_url,
    find_revision,
    open_source,
    parse_revision,
    public_url,
)

STABLE = parse_revision("2026-07-15")
BETA = parse_revision("2026-07-15.pre")
PATH = "/2026-07-15/openapi/stable.json"
FAST = Patience(timeout=5.0, retries=2, backoff=0.001)
LOCAL = "http://127.0.0.1"


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False  # announce more bytes than are sent
    silence: float = 0.0  # seconds before anything is sent
    drip: float = 0.0  # seconds for which the headers, and as long for which the body goes on and on


class Server(ThreadingHTTPServer):
    """Plays the answers given for each path, the last one for ever; keeps what it was asked."""

    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"{LOCAL}:{self.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = cast(Server, self.server)
        server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        answers = server.answers.get(self.path, [Answer(404)])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        time.sleep(answer.silence)
        self.send_response(answer.status)
        length = len(answer.body) + (10 if answer.cut else 0)
        for name, value in {"Content-Length": str(length), **answer.headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        for _ in range(int(answer.drip * 20)):
            time.sleep(0.05)
            with suppress(OSError):
                self.wfile.write(b"x")
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server has
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def source(server: Server, patience: Patience = FAST) -> UrlSource:
    return UrlSource(server.url, f"{server.url}/branches", patience=patience, listing=patience)


# Names of revisions


def test_a_revision_knows_its_path_and_day() -> None:
    assert parse_revision("2026-07-15") == Revision("2026-07-15", "2026-07-15", "stable")
    assert STABLE.path == "2026-07-15/openapi/stable"
    assert Revision("2026-07-15.pre", "2026-07-15.pre", "beta") == BETA
    assert BETA.path == "2026-07-15.pre/openapi/beta"
    assert BETA.date == STABLE.date
    assert sorted([parse_revision("2026-10-15"), BETA, STABLE])[:2] == [STABLE, BETA]


@pytest.mark.parametrize(
    "name",
    ["main", "", "20260715", "2026-W29-3", "2026-02-30", "2026-07-15.pre.pre", "../2026-07-15", "٢٠٢٦-07-15"],
)
def test_anything_else_is_no_revision(name: str) -> None:
    with pytest.raises(UsageError, match="is not a revision"):
        parse_revision(name)


def test_find_revision_prefers_what_is_known() -> None:
    beside = Revision("2023-02-22.pre", "2023-02-22", "beta")
    known = [beside, STABLE, BETA, parse_revision("2025-01-15")]
    assert find_revision("2023-02-22.pre", known) == beside
    assert find_revision("latest", known) == STABLE
    assert find_revision("2030-01-15", known) == parse_revision("2030-01-15")
    with pytest.raises(InputError, match="no stable revision"):
        find_revision("latest", [BETA])


# Folders


def put(root: Path, path: str, content: bytes = b"{}") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def test_a_folder_lists_what_it_holds(tmp_path: Path) -> None:
    for path in (
        "2023-02-22/openapi/stable.json",
        "2023-02-22/openapi/beta.json",
        "2026-07-15/openapi/stable.yaml",
        "2026-07-15.pre/openapi/beta.yml",
        "2026-07-15.pre/openapi/stable.json",
        "2024-01-15/openapi/stable.txt",
        "2024-01-15/openapi/other.json",
        "2024-01-15/stable.json",
        "main/openapi/stable.json",
        "index.json",
    ):
        put(tmp_path, path)
    assert FolderSource(tmp_path).revisions() == [
        Revision("2023-02-22", "2023-02-22", "stable"),
        Revision("2023-02-22.pre", "2023-02-22", "beta"),
        STABLE,
        BETA,
    ]


def test_a_folder_that_is_not_there_lists_nothing(tmp_path: Path) -> None:
    assert FolderSource(tmp_path / "missing").revisions() == []


def test_a_folder_gives_the_file_and_its_digest(tmp_path: Path) -> None:
    file = put(tmp_path, "2026-07-15/openapi/stable.yml", b"openapi: 3.0.2\n")
    seen: list[tuple[int, int | None]] = []
    folder = FolderSource(tmp_path)
    fetched = folder.fetch(STABLE, progress=lambda done, total: seen.append((done, total)))
    assert fetched is not None
    assert (fetched.content, fetched.location) == (b"openapi: 3.0.2\n", str(file))
    assert seen == [(15, 15)]
    assert folder.fetch(STABLE, fetched.etag) is None
    assert folder.fetch(STABLE, "another") == fetched


def test_a_beta_beside_the_stable_spec_is_found_by_its_name_alone(tmp_path: Path) -> None:
    file = put(tmp_path, "2023-02-22/openapi/beta.json")
    assert FolderSource(tmp_path).path_of(parse_revision("2023-02-22.pre")) == file
    assert FolderSource(tmp_path).path_of(parse_revision("2023-02-22")) is None


def test_a_folder_without_the_revision_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no spec of revision 2026-07-15 in .*klaviyo-postman revisions"):
        FolderSource(tmp_path).fetch(STABLE)


def test_an_unreadable_file_is_an_input_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "2026-07-15/openapi/stable.json")

    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"stable\.json: cannot be read: Permission denied"):
        FolderSource(tmp_path).fetch(STABLE)


def test_open_source_tells_urls_from_folders(tmp_path: Path) -> None:
    assert isinstance(open_source(DEFAULT_BASE), UrlSource)
    assert open_source("https://specs.example/").base == "https://specs.example"
    assert open_source(str(tmp_path)).base == str(tmp_path)
    assert open_source("sample").base.endswith("sample")
    with pytest.raises(InputError, match="nowhere: no such folder"):
        open_source(str(tmp_path / "nowhere"))


# HTTP


def test_a_url_gives_the_spec_with_etag_and_progress(server: Server) -> None:
    body = b"x" * 200_000
    server.answers[PATH] = [
        Answer(body=body, headers={"ETag": '"one"', "Last-Modified": "Wed, 15 Jul 2026 00:00:00 GMT"})
    ]
    seen: list[tuple[int, int | None]] = []
    fetched = source(server).fetch(STABLE, progress=lambda done, total: seen.append((done, total)))
    assert fetched == Fetched(body, server.url + PATH, '"one"', "Wed, 15 Jul 2026 00:00:00 GMT")
    assert seen[-1] == (200_000, 200_000)
    headers = server.asked[0][1]
    assert headers["user-agent"] == f"klaviyo-postman/{__version__}"
    assert headers["accept-encoding"] == "gzip"
    assert "if-none-match" not in headers


def test_not_modified_is_none(server: Server) -> None:
    server.answers[PATH] = [Answer(304, headers={"Content-Length": ""})]
    assert source(server).fetch(STABLE, '"one"') is None
    assert server.asked[0][1]["if-none-match"] == '"one"'


def test_not_modified_without_being_asked_is_an_error(server: Server) -> None:
    server.answers[PATH] = [Answer(304, headers={"Content-Length": ""})]
    with pytest.raises(InputError, match="the server answered 304 Not Modified"):
        source(server).fetch(STABLE)


def test_a_compressed_answer_is_unfolded(server: Server) -> None:
    body = gzip.compress(b"y" * 100_000)
    server.answers[PATH] = [Answer(body=body, headers={"Content-Encoding": "gzip"})]
    seen: list[tuple[int, int | None]] = []
    fetched = fetch_url(server.url + PATH, lambda done, total: seen.append((done, total)))
    assert fetched.content == b"y" * 100_000
    assert seen[-1] == (len(body), len(body))  # both as they travel


def test_an_answer_of_unknown_length(server: Server) -> None:
    server.answers[PATH] = [Answer(body=b"{}", headers={"Content-Length": ""})]
    seen: list[tuple[int, int | None]] = []
    fetched = fetch_url(server.url + PATH, lambda done, total: seen.append((done, total)))
    assert fetched == Fetched(b"{}", server.url + PATH, etag="", last_modified="")
    assert seen == [(2, None)]


def test_not_found_names_revision_and_url(server: Server) -> None:
    with pytest.raises(InputError) as caught:
        source(server).fetch(STABLE)
    assert caught.value.message == f"no spec of revision 2026-07-15 at {server.url}{PATH}"
    assert "klaviyo-postman revisions" in caught.value.hint
    assert caught.value.exit_code == 3
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(server: Server, status: int) -> None:
    server.answers[PATH] = [Answer(status, headers={"Retry-After": "0"}), Answer(body=b"{}")]
    fetched = source(server).fetch(STABLE)
    assert fetched is not None
    assert fetched.content == b"{}"
    assert len(server.asked) == 2


def test_retry_after_is_waited_for(server: Server) -> None:
    server.answers[PATH] = [Answer(429, headers={"Retry-After": "1"}), Answer(body=b"{}")]
    began = time.monotonic()
    assert source(server).fetch(STABLE) is not None
    assert time.monotonic() - began >= 1.0


def test_too_long_a_pause_is_not_waited_for(server: Server) -> None:
    server.answers[PATH] = [Answer(429, headers={"Retry-After": "61"}), Answer(body=b"{}")]
    with pytest.raises(InputError, match=r"429 Too Many Requests .*try again later"):
        source(server).fetch(STABLE)
    assert len(server.asked) == 1


def test_there_is_an_end_to_trying(server: Server) -> None:
    server.answers[PATH] = [Answer(500)]
    with pytest.raises(InputError, match="the server answered 500 Internal Server Error"):
        source(server).fetch(STABLE)
    assert len(server.asked) == 1 + FAST.retries


@pytest.mark.parametrize("status", [400, 401, 403, 410])
def test_what_will_not_pass_is_not_tried_again(server: Server, status: int) -> None:
    server.answers[PATH] = [Answer(status)]
    with pytest.raises(InputError, match=f"the server answered {status} .*check the address"):
        source(server).fetch(STABLE)
    assert len(server.asked) == 1


def test_a_connection_cut_within_the_body_is_tried_again(server: Server) -> None:
    server.answers[PATH] = [Answer(body=b"{", cut=True), Answer(body=b"{}")]
    fetched = source(server).fetch(STABLE)
    assert fetched is not None
    assert fetched.content == b"{}"


def test_a_connection_that_is_always_cut_is_an_error(server: Server) -> None:
    server.answers[PATH] = [Answer(body=b"{", cut=True)]
    with pytest.raises(InputError, match=r"stable\.json: peer closed connection.*try again later"):
        source(server).fetch(STABLE)
    assert len(server.asked) == 1 + FAST.retries


def test_a_server_that_is_not_there(server: Server) -> None:
    gone = UrlSource(f"{LOCAL}:1", patience=FAST)
    with pytest.raises(InputError, match=f"^{LOCAL}:1/2026-07-15/openapi/stable.json: cannot connect: "):
        gone.fetch(STABLE)


def test_a_silent_server(server: Server) -> None:
    server.answers[PATH] = [Answer(silence=0.5)]
    with pytest.raises(InputError, match=r"no answer within 0\.1 s"):
        source(server, Patience(timeout=0.1, retries=0)).fetch(STABLE)


@pytest.mark.parametrize("late", [Answer(silence=1.5), Answer(drip=1.5, headers={"Content-Length": "99"})])
def test_there_is_an_end_to_waiting_even_while_something_comes(server: Server, late: Answer) -> None:
    server.answers[PATH] = [late]
    began = time.monotonic()
    patient = FAST._replace(deadline=began + 0.3)
    with pytest.raises(InputError, match=r"stable\.json: not received in the time there was \(try again"):
        source(server, patient).fetch(STABLE)
    assert time.monotonic() - began < 1.2


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://a.example/b.json?token=s#c", "https://a.example/b.json"),
        ("https://user:secret@a.example:8/b", "https://a.example:8/b"),
        ("https://a.example/@b", "https://a.example/@b"),
        ("https://a.example?token=a/b@c", "https://a.example"),
    ],
)
def test_what_may_be_secret_in_a_url_is_not_told(url: str, told: str) -> None:
    assert public_url(url) == told


def test_no_message_tells_a_query(server: Server) -> None:
    url = f"{server.url}{PATH}?token=secret"
    with pytest.raises(InputError, match=r"stable\.json: the server answered 404") as refused:
        fetch_url(url)
    assert "secret" not in str(refused.value)
    server.answers[f"{PATH}?token=secret"] = [Answer(body=b"{}")]
    assert fetch_url(url).location == f"{server.url}{PATH}"
    with pytest.raises(InputError, match="a source has no user, password, query or fragment") as refused:
        open_source("https://user:secret@host.example/specs")
    assert "secret" not in str(refused.value)


def test_broken_compression_is_an_error_at_once(server: Server) -> None:
    server.answers[PATH] = [Answer(body=b"not gzip", headers={"Content-Encoding": "gzip"})]
    with pytest.raises(InputError, match="incorrect header check"):
        source(server).fetch(STABLE)
    assert len(server.asked) == 1


@pytest.mark.parametrize("announced", [True, False])
def test_too_large_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch, announced: bool) -> None:
    monkeypatch.setattr(download, "MAX_BYTES", 1000)
    server.answers[PATH] = [Answer(body=b"x" * 1001, headers={} if announced else {"Content-Length": ""})]
    with pytest.raises(InputError, match="larger than the 1,000 bytes"):
        source(server).fetch(STABLE)
    server.answers[PATH] = [Answer(body=b"x" * 1000, headers={} if announced else {"Content-Length": ""})]
    assert source(server).fetch(STABLE) is not None


def test_what_is_announced_as_too_large_is_not_read(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "MAX_BYTES", 1000)
    server.answers[PATH] = [Answer(headers={"Content-Length": "1001"})]  # and nothing comes
    with pytest.raises(InputError, match="larger than the 1,000 bytes"):
        source(server).fetch(STABLE)
    assert len(server.asked) == 1


def test_what_unfolds_beyond_the_limit_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "MAX_BYTES", 1000)
    server.answers[PATH] = [Answer(body=gzip.compress(b"x" * 1001), headers={"Content-Encoding": "gzip"})]
    with pytest.raises(InputError, match="larger than the 1,000 bytes"):
        source(server).fetch(STABLE)


def test_codings_that_were_not_asked_for_are_refused(server: Server) -> None:
    twice = gzip.compress(gzip.compress(b"x"))
    server.answers[PATH] = [Answer(body=twice, headers={"Content-Encoding": "gzip, gzip"})]
    with pytest.raises(InputError, match="content coding 'gzip, gzip' was not asked for"):
        source(server).fetch(STABLE)


# What may be fetched at all


def test_redirects_are_followed(server: Server) -> None:
    server.answers["/a"] = [Answer(302, b"body of the redirect", {"Location": "/b"})]
    server.answers["/b"] = [
        Answer(301, headers={"Location": f"http://localhost:{server.server_address[1]}/c"})
    ]
    server.answers["/c"] = [Answer(body=b"{}")]
    fetched = fetch_url(f"{server.url}/a")
    assert (fetched.content, fetched.location) == (b"{}", f"{server.url}/a")
    assert server.paths == ["/a", "/b", "/c"]


def test_redirects_come_to_an_end(server: Server) -> None:
    server.answers["/a"] = [Answer(302, headers={"Location": "/a"})]
    with pytest.raises(InputError, match="more than 5 redirects"):
        fetch_url(f"{server.url}/a")
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://192.0.2.1/spec.json", "only https is fetched"),
        ("ftp://127.0.0.1/spec.json", "only https is fetched"),
        ("https://name:secret@192.0.2.1/", "user names and passwords"),
    ],
)
def test_redirects_are_held_to_the_same_rules(
    server: Server, monkeypatch: pytest.MonkeyPatch, location: str, reason: str
) -> None:
    server.answers["/a"] = [Answer(302, headers={"Location": location})]
    with pytest.raises(InputError, match=rf"/a: redirected to .*{reason}"):
        fetch_url(f"{server.url}/a", patience=FAST)
    assert server.paths == ["/a"]


@pytest.mark.parametrize("location", ["http://[", "https://xn--/"])
def test_redirects_to_nowhere_are_an_error(server: Server, location: str) -> None:
    server.answers["/a"] = [Answer(302, headers={"Location": location})]
    with pytest.raises(InputError, match="/a"):
        fetch_url(f"{server.url}/a", patience=FAST)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://192.0.2.1/spec.json", "only https is fetched"),
        ("http://localhost.example/spec.json", "only https is fetched"),
        ("http://127.0.0.1.example/spec.json", "only https is fetched"),
        ("http://128.0.0.1/spec.json", "only https is fetched"),
        ("ftp://127.0.0.1/spec.json", "only https is fetched"),
        ("file:///etc/passwd", "without a host"),
        ("https:///spec.json", "without a host"),
        ("https://[::1", "not a URL"),
        ("https://xn--/", "not a URL"),
        ("https://name:secret@host.example/", "user names and passwords"),
    ],
)
def test_unsafe_urls_are_refused_before_any_connection(
    monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    monkeypatch.setattr(download, "_client", None)  # whoever calls it fails
    with pytest.raises(InputError, match=reason) as caught:
        fetch_url(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://host.example/",
        "http://localhost:8080/",
        "http://127.8.9.10/",
        "http://[::1]:80/",
        "HTTPS://H/",
    ],
)
def test_safe_urls(url: str) -> None:
    download.require_safe(url)


def test_an_environment_that_cannot_work_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "carrier-pigeon://coop")
    with pytest.raises(InputError, match=r"proxy or certificates of the environment: .*HTTPS_PROXY"):
        fetch_url("https://host.example/")


# Listing


def branches(*names: str) -> bytes:
    return ("[" + ",".join(f'{{"name": "{name}", "protected": false}}' for name in names) + "]").encode()


def test_branches_are_listed_over_all_pages(server: Server) -> None:
    following = {"Link": f'<{server.url}/branches?page=2>; rel="next", <{server.url}/x>; rel="last"'}
    server.answers["/branches"] = [
        Answer(body=branches("main", "2026-07-15.pre", "2023-02-22"), headers=following)
    ]
    server.answers["/branches?page=2"] = [Answer(body=branches("2026-07-15", "fix-1"))]
    beside = Revision("2023-02-22.pre", "2023-02-22", "beta")
    elsewhere = parse_revision("2025-01-15")
    listed = UrlSource(server.url, f"{server.url}/branches", known=[beside, elsewhere]).revisions()
    assert listed == [parse_revision("2023-02-22"), beside, STABLE, BETA]


def test_pages_without_end_are_not_read_for_ever(server: Server) -> None:
    following = {"Link": f'<{server.url}/branches>; rel="next"'}
    server.answers["/branches"] = [Answer(body=branches("2026-07-15"), headers=following)]
    assert source(server).revisions() == [STABLE]
    assert len(server.asked) == 20


@pytest.mark.parametrize("body", [b"<html>", b'{"message": "x"}', b"[1]", b"[{}]", b"3"])
def test_anything_but_a_list_of_branches_is_not_listable(server: Server, body: bytes) -> None:
    server.answers["/branches"] = [Answer(body=body)]
    with pytest.raises(NotListable, match=r"cannot be listed: .*not a list of branches"):
        source(server).revisions()


def test_a_refusal_is_not_listable(server: Server) -> None:
    server.answers["/branches"] = [Answer(403)]
    with pytest.raises(NotListable, match=r"cannot be listed: .*403 Forbidden"):
        source(server).revisions()


def test_only_github_is_known_to_list(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotListable, match="only repositories on GitHub"):
        UrlSource("https://specs.example/klaviyo").revisions()
    asked: list[str] = []

    def refuse(url: str, *_: object) -> None:
        asked.append(url)
        raise InputError("no network in this test")

    monkeypatch.setattr("generator.openapi.source.get", refuse)
    for base in (DEFAULT_BASE, f"{DEFAULT_BASE}/"):
        with pytest.raises(NotListable):
            UrlSource(base).revisions()
    assert asked == ["https://api.github.com/repos/klaviyo/openapi/branches?per_page=100"] * 2


def test_httpx_is_imported_only_to_fetch() -> None:
    script = "import sys, generator.openapi.source; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
