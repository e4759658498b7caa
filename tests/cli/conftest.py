"""The whole command line in this process, and a server on this machine for what it fetches."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from generator.cli import main

Outcome = tuple[int, str, str]
"""Exit code, standard output, standard error."""


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Runs `klaviyo-postman` with these arguments, in an empty folder and without a configuration."""
    monkeypatch.chdir(tmp_path)
    for name in ("KLAVIYO_POSTMAN_SOURCE", "KLAVIYO_POSTMAN_SPECS"):
        monkeypatch.delenv(name, raising=False)

    def run_main(*arguments: str | Path, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["klaviyo-postman", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0 if code is None else 1), out, err

    return run_main


@pytest.fixture
def serve() -> Iterator[Callable[[dict[str, bytes]], str]]:
    """Serves these contents by their paths; answers with the base URL."""
    files: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = files.get(self.path)
            self.send_response(404 if content is None else 200)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server has
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()

        def start(contents: dict[str, bytes]) -> str:
            files.update(contents)
            return f"http://127.0.0.1:{server.server_port}"

        yield start
        server.shutdown()
        thread.join()
