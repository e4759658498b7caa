"""openapi-core as the judge: parameters, bodies and answers against the document as its authors wrote it.

It is handed the document loaded anew, and not the one that the converter brought into another dialect and
then sampled: a fault in the converter's reading of schemas would hide itself there. Where openapi-core takes
OpenAPI 3.0 too strictly, its own ways are put right (`keywords.py`, `reading.py`), never the document.

What makes openapi-core slow is that it makes its validators again and again and searches for the path. Here
validators are kept, the definition is known, and what is the same is judged once. It is fenced: whatever it
and what it is built on raise while one value is judged is a problem of that value, which stays unjudged.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, cast

from jsonschema_path import SchemaPath
from openapi_core.datatypes import RequestParameters
from openapi_core.templating.datatypes import TemplateResult
from openapi_core.templating.paths.datatypes import PathOperationServer
from openapi_core.validation.request import V30RequestBodyValidator, V30RequestParametersValidator
from openapi_core.validation.response import V30ResponseDataValidator, V30ResponseHeadersValidator
from openapi_core.validation.schemas.factories import SchemaValidatorsFactory
from openapi_schema_validator import OAS30Validator, OAS31Validator
from werkzeug.datastructures import Headers

from generator.encode import to_json
from generator.json_types import JSON
from generator.openapi.document import Document
from generator.openapi.model import MediaType, Parameter, Response
from generator.validate.conformance.definitions import Definitions, as_given, values_of
from generator.validate.conformance.keywords import Budget, Direction, schema_validator
from generator.validate.conformance.problems import Problem, problems, unjudged
from generator.validate.conformance.reading import Forms, Styles, Types, format_of
from generator.validate.conformance.sent import Pairs, Received, Sent

if TYPE_CHECKING:
    from jsonschema.protocols import Validator
    from openapi_core.validation.schemas.validators import SchemaValidator

P = ParamSpec("P")
_DEFINITIONS = "x-definitions-by-themselves"


@dataclass(slots=True)
class _Request:
    """openapi-core's protocol of a request: the method in lower case, a definition's name as the path."""

    method: str
    path_pattern: str
    content_type: str = ""
    body: bytes | None = None
    parameters: RequestParameters = field(default_factory=RequestParameters)
    host_url: str = ""  # so that the finder is given the name and nothing else
    path: str = ""


class _Response(NamedTuple):
    """openapi-core's protocol of a response."""

    status_code: int
    headers: Headers
    content_type: str
    data: bytes | None


class _KnownPath:
    """openapi-core's finder of paths, where the path is known: no search, no question of servers."""

    def __init__(self, spec: SchemaPath, **_: object) -> None:
        self._spec = spec

    def find(self, method: str, name: str) -> PathOperationServer:
        path = self._spec / _DEFINITIONS / name
        return PathOperationServer(path, path / method, None, TemplateResult(name, {}), {})


class _Validators(SchemaValidatorsFactory):
    """Makes each schema's validator once, of one class."""

    def __init__(self, validator: type[Validator]) -> None:
        super().__init__(validator, validator.FORMAT_CHECKER)
        self._made: dict[tuple[Any, ...], SchemaValidator] = {}

    def get_format_checker(self, *_: object, **__: object) -> Any:
        return self.format_checker  # as no formats are added, there is no need of a copy

    def create(self, spec: SchemaPath, schema: SchemaPath, *_: object, **__: object) -> SchemaValidator:
        if schema.parts not in self._made:
            self._made[schema.parts] = super().create(spec, schema)
        return self._made[schema.parts]


class Judge:
    """openapi-core, set up for one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._definitions = Definitions(document)
        self._errors: dict[tuple[str, Pairs], list[Exception]] = {}
        self._budget = Budget()
        whole = {**document, _DEFINITIONS: self._definitions.as_paths}
        spec = SchemaPath.from_dict(cast(Any, whole), resolved_cache_maxsize=4096)
        # 3.1 is held to the formats of 3.0 as well: openapi-core does so for the sake of byte and binary.
        base = OAS30Validator if document["openapi"].startswith("3.0") else OAS31Validator
        types = self.types = Types(document)

        def options(direction: Direction) -> dict[str, Any]:
            validators = _Validators(schema_validator(base, document, direction, self._budget))
            return {
                "schema_validators_factory": validators,
                "style_deserializers_factory": Styles(types),
                "media_type_deserializers_factory": Forms(types),
                "path_finder_cls": _KnownPath,
            }

        sent, answered = options("request"), options("response")
        # The classes for 3.1 differ only in the factories, which are handed over here.
        self._parameters = V30RequestParametersValidator(spec, **sent)
        self._request_body = V30RequestBodyValidator(spec, **sent)
        self._response_body = V30ResponseDataValidator(spec, **answered)
        self._response_headers = V30ResponseHeadersValidator(spec, **answered)

    def parameters(
        self, parameters: Iterable[Parameter], sent: Sent, path_values: Mapping[str, str]
    ) -> Iterator[tuple[Parameter, Problem]]:
        """What is wrong with the values of parameters; those that are missing are not judged.

        Most parameters are the same in many operations, with the same value: these are judged once.
        """
        for parameter in parameters:
            values = values_of(parameter, sent, path_values)
            if values:
                for problem in self._fenced(parameter.node.pointer, self._wrong, parameter, values):
                    yield parameter, problem

    def _wrong(self, parameter: Parameter, values: Pairs) -> list[Exception]:
        definition = self._definitions.parameter(parameter)
        if definition is None:
            return []
        if (definition, values) not in self._errors:
            request = _Request("get", definition, parameters=as_given(parameter, values))
            self._errors[definition, values] = list(self._parameters.iter_errors(request))
        return self._errors[definition, values]

    def request_body(self, sent: Sent, media_type: MediaType) -> list[Problem]:
        """What is wrong with a body that is sent as `media_type`."""
        return self._body(media_type, sent.header("content-type"), sent.body or b"", "request")

    def response_body(self, received: Received, media_type: MediaType) -> list[Problem]:
        """What is wrong with the body of an answer that comes as `media_type`."""
        return self._body(media_type, received.content_type, received.body or b"", "response")

    def _body(self, media_type: MediaType, said: str, body: bytes, direction: Direction) -> list[Problem]:
        name = said if "*" in media_type.name else media_type.name
        form = format_of(name)
        if form is None:
            return []

        def errors() -> list[Exception]:
            path = self._definitions.body(media_type, form)
            content_type = said if form == "multipart/form-data" else form
            # Of many lines the first that is wrong is enough.
            each = (
                self._wrong_body(path, content_type, text, direction)
                for text in self.types.texts(name, media_type.node, body)
            )
            return next(filter(None, each), [])

        return self._fenced(media_type.node.pointer, errors)

    def value(self, place: str, value: JSON, direction: Direction) -> list[Problem]:
        """What is wrong with a value of the schema at a JSON pointer."""

        def errors() -> list[Exception]:
            content = to_json(value, indent=False)
            return self._wrong_body(self._definitions.schema(place), "application/json", content, direction)

        return self._fenced(place, errors)

    def _wrong_body(
        self, definition: str, content_type: str, body: bytes, direction: Direction
    ) -> list[Exception]:
        request = _Request("post", definition, content_type, body)
        if direction == "request":
            return list(self._request_body.iter_errors(request))
        response = _Response(200, Headers(), content_type, body)
        return list(self._response_body.iter_errors(request, response))

    def response_headers(self, declared: Response, received: Received) -> Iterator[tuple[Parameter, Problem]]:
        """What is wrong with the headers of an answer, or missing among them."""
        for header in declared.headers:
            for problem in self._fenced(header.node.pointer, self._wrong_header, header, received):
                yield header, problem._replace(message=f"{header.name} {problem.message}".strip())

    def _wrong_header(self, header: Parameter, received: Received) -> Iterator[Exception]:
        definition = self._definitions.header(header)
        if definition is not None:
            named = [row for row in received.headers if row[0].lower() == header.name.lower()]
            response = _Response(200, Headers(named), "", None)
            yield from self._response_headers.iter_errors(_Request("get", definition), response)

    def _fenced(
        self, schema: str, errors: Callable[P, Iterable[Exception]], *args: P.args, **kwargs: P.kwargs
    ) -> list[Problem]:
        """The problems that openapi-core finds, and as the last what it could not cope with."""
        found: list[Problem] = []
        self._budget.renew()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what is deprecated
            try:
                for error in errors(*args, **kwargs):
                    found += problems(self._document, error, schema)
            except BaseException as error:  # of whatever kind, what Rust calls a panic as well
                if isinstance(error, KeyboardInterrupt | SystemExit):
                    raise
                found.append(unjudged(error, schema))
        return found
