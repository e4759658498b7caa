"""A double of the Postman API: a real HTTP server on this machine, with state, and faults on demand.

    double = Double()                         # or with Readings(…)
    with double.running() as url: …
    double.faults[3] = "500-after"            # the third request from here on

Every request is held to the OpenAPI description that POSTMAN_API_SPEC names, if it names one; a request
that breaks it is answered with 400 and stands in `double.violations`.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from werkzeug import Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from generator.json_types import JSON, JSONObject
from tests.double.store import OWNER, Readings, RefusedError, Store, Stored, info, named_error, problem

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

KEY = "PMAK-0123456789abcdef01234567-0123456789abcdef0123456789abcdef01"

Fault: TypeAlias = Literal[
    "401", "403", "404", "409", "413", "429", "429-month", "500-before", "500-after", "503", "504-after",
    "timeout-before", "timeout-after", "cut-before", "cut-after", "redirect", "garbage",
]  # fmt: skip
FAULTS: tuple[Fault, ...] = Fault.__args__  # type: ignore[attr-defined]

_AFTER = ("500-after", "504-after", "timeout-after", "cut-after", "garbage")


@dataclass
class Received:
    """A request and how it was answered; 0 where it was not."""

    method: str
    path: str
    query: str
    body: bytes
    status: int = 0

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Double:
    """The server. `faults` are by the number of the request, counted from 1; `before` and `after` are called
    with the number of a request around the handling of it."""

    readings: Readings = field(default_factory=Readings)
    spec: Path | None = None
    faults: dict[int, Fault] = field(default_factory=dict)
    before: Callable[[int], None] = lambda _: None
    after: Callable[[int], None] = lambda _: None
    received: list[Received] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    has_updates: bool = True
    limit_headers: dict[str, str] = field(default_factory=lambda: {"Retry-After": "2"})
    store: Store = field(init=False)
    url: str = ""

    def __post_init__(self) -> None:
        self.store = Store(self.readings)
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    @contextmanager
    def running(self, port: int = 0) -> Iterator[str]:
        """Serve until the end of the block; gives the base URL."""
        if self.spec:
            _description(self.spec)  # read now: the first request would wait for it longer than a client does
        server = make_server("127.0.0.1", port, self, threaded=True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self.url
        finally:
            self._stopping.set()
            server.shutdown()
            thread.join()
            server.server_close()

    def reset(self) -> None:
        """Forget what was received and which faults there were; requests are counted from 1 again."""
        self.received.clear()
        self.faults.clear()
        self.before = self.after = lambda _: None

    @property
    def writes(self) -> list[str]:
        """The requests that were no reads."""
        return [str(request) for request in self.received if request.method != "GET"]

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        body = request.get_data()
        with self._lock:
            received = Received(request.method, request.path, request.query_string.decode(), body)
            self.received.append(received)
            number = len(self.received)
            self.before(number)
            response, fault = self._answer(request, self.faults.get(number))
            received.status = response.status_code
            self.after(number)
        if fault and fault.startswith("timeout"):
            self._stopping.wait(1.0)
        if fault and fault.startswith(("cut", "timeout")):
            received.status = 0
            cast(socket.socket, environ["werkzeug.socket"]).shutdown(socket.SHUT_RDWR)
        return response(environ, start)

    def _answer(self, request: Request, fault: Fault | None) -> tuple[Response, Fault | None]:
        self.store.pass_time()
        if fault and fault not in _AFTER:
            return _faulty(fault, request, self.limit_headers), fault
        try:
            self._authorise(request)
            self._validate(request)
            answer = _json(200, self._route(request))
            if request.method == "PUT" and b'"task"' in answer.data:
                answer.status_code = 202
        except RefusedError as error:
            return _json(error.status, error.body), None
        return (_faulty(fault, request, self.limit_headers), fault) if fault else (answer, None)

    def _authorise(self, request: Request) -> None:
        if request.headers.get("X-API-Key") != KEY:
            detail = "A valid API key must be provided in the request header."
            raise problem(401, "unauthorized", "Unauthorized", detail)

    def _validate(self, request: Request) -> None:
        if self.spec is None or re.fullmatch(r"/workspaces/[^/]+/updates", request.path):
            return  # what the description leaves out, _updates checks by itself
        wrong = violation(self.spec, request)
        if wrong:
            self.violations.append(f"{request.method} {request.path}: {wrong}")
            raise named_error(400, "malformedRequestError", wrong)

    def _route(self, request: Request) -> JSON:
        for pattern, name in _ROUTES:
            found = re.fullmatch(pattern, f"{request.method} {request.path}")
            if found:
                return cast(JSON, getattr(self, name)(request, *found.groups()))
        raise named_error(404, "notFound", "Requested resource not found")

    # Endpoints

    def _me(self, _: Request) -> JSON:
        operations: JSON = [{"name": "api_usage", "limit": 10000, "usage": 123, "overage": 0}]
        return {"user": {"id": int(OWNER), "username": "someone"}, "operations": operations}

    def _workspace(self, _: Request, workspace: str) -> JSON:
        if workspace not in self.store.workspaces:
            raise named_error(404, "workspaceNotFoundError", "We could not find the workspace")
        data: JSONObject = {"id": workspace, "name": self.store.workspaces[workspace], "type": "team"}
        here = [stored for stored in self.store.collections.values() if stored.workspace == workspace]
        if here and self.readings.lists_collections:
            data["collections"] = [
                {"id": stored.id, "uid": stored.uid, "name": stored.name} for stored in here
            ]
        return {"workspace": data}

    def _collections(self, request: Request) -> JSON:
        here = [
            stored
            for stored in self.store.collections.values()
            if stored.workspace == request.args.get("workspace", stored.workspace)
            and stored.name == request.args.get("name", stored.name)
        ]
        return {"collections": [_brief(stored) for stored in here]}

    def _create(self, request: Request) -> JSON:
        return _written(self.store.create(request.args["workspace"], _document(request)))

    def _get(self, _: Request, collection: str) -> JSON:
        return {"collection": self.store.given(self._stored(collection))}

    def _replace(self, request: Request, collection: str) -> JSON:
        stored, document = self._stored(collection), _document(request)
        self.store.check_replacement(stored, document)
        if request.headers.get("Prefer") == "respond-async" and self.readings.answers_async:
            task = self.store.begin_replacement(stored, document)
            return {"task": {"id": task, "status": "in-progress"}}
        self.store.replace(stored, document)
        return _written(stored)

    def _patch(self, request: Request, collection: str) -> JSON:
        stored = self._stored(collection)
        self.store.rename(stored, str(info(_document(request))["name"]))
        return {"collection": {"id": stored.id, "name": stored.name}}

    def _task(self, _: Request, task: str) -> JSON:
        if task not in self.store.tasks:
            raise named_error(404, "instanceNotFoundError", "no such task")
        return {"id": task, "status": self.store.tasks[task].status}

    def _fork(self, request: Request, collection: str) -> JSON:
        label = str(cast(JSONObject, request.get_json())["label"])
        fork = self.store.fork(self._stored(collection), request.args["workspace"], label)
        return {"collection": {"id": fork.id, "uid": fork.uid, "name": fork.name, "fork": fork.fork}}

    def _forks(self, request: Request, collection: str) -> JSON:
        forks = self.store.forks_of(self._stored(collection))
        if not forks:
            raise problem(400, "bad-request", "Bad request", "This collection id has no forks.")
        first = int(request.args.get("cursor", "0"))
        size = 2  # less than asked for, as the service may
        data: JSON = [
            {"forkId": fork.uid, "forkName": fork.fork["label"], "createdBy": "someone"}
            for fork in forks[first : first + size]
        ]
        more = str(first + size) if first + size < len(forks) else None
        return {"data": data, "meta": {"total": len(forks), "nextCursor": more}}

    def _environments(self, request: Request) -> JSON:
        return {
            "environments": [
                {"id": id_, "uid": f"{OWNER}-{id_}", "name": content["name"]}
                for id_, (workspace, content) in self.store.environments.items()
                if workspace == request.args.get("workspace", workspace)
            ]
        }

    def _environment(self, _: Request, environment: str) -> JSON:
        id_ = self._environment_id(environment)
        return {"environment": {"id": id_, **self.store.environments[id_][1]}}

    def _write_environment(self, request: Request, environment: str = "") -> JSON:
        content = cast(JSONObject, cast(JSONObject, request.get_json())["environment"])
        id_ = self._environment_id(environment) if environment else self.store.new_id()
        workspace = self.store.environments[id_][0] if environment else request.args["workspace"]
        self.store.environments[id_] = (workspace, content)
        return {"environment": {"id": id_, "uid": f"{OWNER}-{id_}", "name": content["name"]}}

    def _updates(self, request: Request, _: str) -> JSON:
        if not self.has_updates:
            raise problem(403, "forbidden", "Forbidden", "not in this plan")
        if request.method == "GET":
            return {"data": list(self.store.updates), "meta": {}}
        update = cast(JSONObject, request.get_json())
        assert set(update) == {"topic", "description", "category"}
        assert 0 < len(str(update["topic"])) <= 255
        assert 0 < len(str(update["description"])) <= 20000
        self.store.updates.append(update)
        return {"id": len(self.store.updates), **update}

    def _stored(self, collection: str) -> Stored:
        found = self.store.collections.get(collection.removeprefix(f"{OWNER}-"))
        if found is None:
            status = 400 if self.readings.missing_is_400 else 404
            raise named_error(status, "instanceNotFoundError", "The specified item does not exist.")
        return found

    def _environment_id(self, environment: str) -> str:
        id_ = environment.removeprefix(f"{OWNER}-")
        if id_ not in self.store.environments:
            raise problem(400, "bad-request", "Bad request", "no such environment")
        return id_


_ROUTES = (
    (r"GET /me", "_me"),
    (r"GET /workspaces/([^/]+)", "_workspace"),
    (r"(?:GET|POST) /workspaces/([^/]+)/updates", "_updates"),
    (r"GET /collections", "_collections"),
    (r"POST /collections", "_create"),
    (r"POST /collections/fork/([^/]+)", "_fork"),
    (r"GET /collections/([^/]+)", "_get"),
    (r"PUT /collections/([^/]+)", "_replace"),
    (r"PATCH /collections/([^/]+)", "_patch"),
    (r"GET /collections/([^/]+)/forks", "_forks"),
    (r"GET /collection-updates-tasks/([^/]+)", "_task"),
    (r"GET /environments", "_environments"),
    (r"POST /environments", "_write_environment"),
    (r"GET /environments/([^/]+)", "_environment"),
    (r"PUT /environments/([^/]+)", "_write_environment"),
)


@cache
def _description(spec: Path) -> object:
    from openapi_core import OpenAPI

    return OpenAPI.from_file_path(str(spec))


def violation(spec: Path, request: Request) -> str:
    """What is wrong with a request by the description, empty if nothing is."""
    from openapi_core import OpenAPI
    from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest
    from openapi_core.exceptions import OpenAPIError

    class AtPostman(WerkzeugOpenAPIRequest):
        host_url = "https://api.postman.com"

    try:
        cast(OpenAPI, _description(spec)).validate_request(AtPostman(request))
    except OpenAPIError as error:
        return _deepest(error)
    return ""


def _deepest(error: BaseException) -> str:
    """The message nearest to what is wrong: openapi-core's own shows the whole body."""
    from jsonschema import ValidationError
    from jsonschema.exceptions import best_match

    cause: BaseException | None = error
    while cause is not None:
        if schema_errors := cast(list[ValidationError], getattr(cause, "schema_errors", [])):
            best = best_match(schema_errors)
            while best.context:
                best = max(best.context, key=lambda found: len(found.absolute_path))
            return f"{'/'.join(map(str, best.absolute_path))}: {best.message[:300]}"
        cause = cause.__cause__ or cause.__context__
    return str(error)[:300]


def _faulty(fault: Fault, request: Request, limit_headers: dict[str, str]) -> Response:
    if fault == "redirect":
        return Response(status=302, headers={"Location": "https://evil.example/" + request.path})
    if fault == "garbage":
        return Response(b"<html>", status=200, mimetype="text/html")
    if fault == "504-after":
        return Response(b"<html>Gateway Time-out</html>", status=504, mimetype="text/html")
    if fault == "429":
        body = {"error": "rateLimited", "message": "Rate limit exceeded. Please retry after 1669048687"}
        return _json(429, cast(JSON, body), limit_headers)
    if fault == "429-month":
        message = "Service limit exhausted. Please contact your team admin."
        return _json(429, {"error": {"name": "serviceLimitExhausted", "message": message}})
    status = int(fault[:3]) if fault[0].isdigit() else 500
    # The key in what the service says must not come out either.
    said = f"{status} for key {request.headers.get('X-API-Key')}"
    shapes: dict[int, RefusedError] = {
        401: problem(401, "unauthorized", "Unauthorized", said),
        404: named_error(404, "instanceNotFoundError", said, {"item": "collection"}),
        409: problem(409, "conflict", "Conflict", said),
        413: problem(413, "payload-too-large", "Payload Too Large", said),
        503: RefusedError(503, {"error": "serviceUnavailable", "message": said}),
    }
    error = shapes.get(status) or named_error(status, "someError", said)
    return _json(status, error.body)


def _json(status: int, body: JSON, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status=status, mimetype="application/json", headers=headers)


def _document(request: Request) -> JSONObject:
    return cast(JSONObject, cast(JSONObject, request.get_json())["collection"])


def _brief(stored: Stored) -> JSONObject:
    brief: JSONObject = {"id": stored.id, "uid": stored.uid, "name": stored.name, "owner": OWNER}
    return brief | ({"fork": stored.fork} if stored.fork else {})


def _written(stored: Stored) -> JSON:
    return {"collection": {"id": stored.id, "uid": stored.uid, "name": stored.name}}


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name werkzeug has
        pass
