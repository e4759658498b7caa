"""openapi-core as the judge: parameters, bodies and answers against the document as its authors wrote it.

It is handed the document loaded anew, and not the one that the converter brought into another dialect and
then sampled: a fault in the converter's reading of schemas would hide itself there. Where openapi-core takes
OpenAPI 3.0 too strictly, its own ways are put right (`keywords.py`, `reading.py`), never the document.

What makes openapi-core slow is that it makes its validators again and again and searches for the path. Here
validators are kept, the operation is known, and what is the same is judged once.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from jsonschema_path import SchemaPath
from openapi_core.casting.schemas import oas30_types_caster, oas31_types_caster
from openapi_core.casting.schemas.factories import SchemaCastersFactory
from openapi_core.datatypes import RequestParameters
from openapi_core.deserializing.media_types import media_type_deserializers
from openapi_core.deserializing.styles import StyleDeserializersFactory, style_deserializers
from openapi_core.templating.datatypes import TemplateResult
from openapi_core.templating.paths.datatypes import PathOperationServer
from openapi_core.validation.request import V30RequestBodyValidator, V30RequestParametersValidator
from openapi_core.validation.response import V30ResponseDataValidator, V30ResponseHeadersValidator
from openapi_core.validation.schemas.factories import SchemaValidatorsFactory
from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator, OAS31Validator
from werkzeug.datastructures import Headers

from generator.openapi.document import Document
from generator.openapi.model import MediaType, Operation, Parameter, Response
from generator.validate.conformance.definitions import Definitions, as_given, values_of
from generator.validate.conformance.keywords import Direction, schema_validator
from generator.validate.conformance.problems import Problem, problems
from generator.validate.conformance.reading import STYLES, Forms, read_json, read_parts
from generator.validate.conformance.sent import Pairs, Received, Sent

if TYPE_CHECKING:
    from jsonschema.protocols import Validator
    from openapi_core.validation.schemas.validators import SchemaValidator

_PARAMETERS = "x-parameters-by-themselves"


@dataclass(slots=True)
class _Request:
    """openapi-core's protocol of a request: the method in lower case, the path as its template."""

    method: str
    path_pattern: str
    content_type: str = ""
    body: bytes | None = None
    parameters: RequestParameters = field(default_factory=RequestParameters)
    host_url: str = ""  # so that the finder is given the template and nothing else
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
        path = self._spec / ("paths" if name.startswith("/") else _PARAMETERS) / name
        return PathOperationServer(path, path / method, None, TemplateResult(name, {}), {})


class _Validators(SchemaValidatorsFactory):
    """Makes each schema's validator once, of one class."""

    def __init__(self, validator: type[Validator]) -> None:
        # 3.1 is held to the formats of 3.0 as well: openapi-core does so for the sake of byte and binary.
        super().__init__(validator, OAS30ReadValidator.FORMAT_CHECKER)
        self._made: dict[tuple[Any, ...], SchemaValidator] = {}

    def get_format_checker(self, *_: object, **__: object) -> Any:
        return self.format_checker  # as no formats are added, there is no need of a copy

    def create(self, spec: SchemaPath, schema: SchemaPath, *_: object, **__: object) -> SchemaValidator:
        if schema.parts not in self._made:
            self._made[schema.parts] = super().create(spec, schema)
        return self._made[schema.parts]


class Judge:
    """openapi-core, set up for one document and its operations."""

    def __init__(
        self, document: Document, operations: Iterable[Operation], json_media_types: Iterable[str]
    ) -> None:
        self._document = document
        self._definitions = Definitions(document, operations)
        self._errors: dict[tuple[str, Pairs], list[Exception]] = {}
        whole = {**document, _PARAMETERS: self._definitions.as_paths}
        spec = SchemaPath.from_dict(cast(Any, whole), resolved_cache_maxsize=4096)
        readers = dict.fromkeys(json_media_types, read_json) | {"multipart/form-data": read_parts}
        is_30 = document["openapi"].startswith("3.0")
        casters = oas30_types_caster if is_30 else oas31_types_caster

        def options(base: Any, direction: Direction) -> dict[str, Any]:
            validators = _Validators(schema_validator(base, document, direction))
            types = SchemaCastersFactory(validators, casters)
            styles = StyleDeserializersFactory(types, style_deserializers | STYLES)
            return {
                "schema_validators_factory": validators,
                "style_deserializers_factory": styles,
                "media_type_deserializers_factory": Forms(styles, media_type_deserializers),
                "extra_media_type_deserializers": readers,
                "path_finder_cls": _KnownPath,
            }

        sent = options(OAS30WriteValidator if is_30 else OAS31Validator, "request")
        answered = options(OAS30ReadValidator if is_30 else OAS31Validator, "response")
        # The classes for 3.1 differ only in the factories, which are handed over here.
        self._parameters = V30RequestParametersValidator(spec, **sent)
        self._request_body = V30RequestBodyValidator(spec, **sent)
        self._response_body = V30ResponseDataValidator(spec, **answered)
        self._response_headers = V30ResponseHeadersValidator(spec, **answered)

    def parameters(
        self, operation: Operation, sent: Sent, path_values: Mapping[str, str]
    ) -> Iterator[tuple[Parameter, Problem]]:
        """What is wrong with the values of parameters; those that are missing are not judged.

        Most parameters are the same in many operations, with the same value: these are judged once.
        """
        for parameter in operation.parameters:
            definition = self._definitions.of(operation, parameter)
            values = values_of(parameter, sent, path_values)
            if definition is None or not values:
                continue
            if (definition, values) not in self._errors:
                request = _Request("get", definition, parameters=as_given(parameter, values))
                self._errors[definition, values] = _raised(self._parameters.iter_errors(request))
            for error in self._errors[definition, values]:
                for problem in problems(self._document, error, parameter.node.pointer):
                    yield parameter, problem

    def request_body(self, operation: Operation, sent: Sent, media_type: MediaType) -> Iterator[Problem]:
        """What is wrong with a body that is sent as `media_type`."""
        is_multipart = media_type.name.startswith("multipart/")
        content_type = sent.header("content-type") if is_multipart else media_type.name
        request = _Request(operation.method, operation.path, content_type, sent.body)
        for error in _raised(self._request_body.iter_errors(request)):
            yield from problems(self._document, error, media_type.node.pointer)

    def response_body(
        self, operation: Operation, declared: Response, received: Received, media_type: MediaType
    ) -> Iterator[Problem]:
        """What is wrong with the body of an answer that comes as `media_type`."""
        request = _Request(operation.method, operation.path)
        response = _Response(_status(declared), Headers(), media_type.name, received.body)
        for error in _raised(self._response_body.iter_errors(request, response)):
            yield from problems(self._document, error, media_type.node.pointer)

    def response_headers(
        self, operation: Operation, declared: Response, received: Received
    ) -> Iterator[Problem]:
        """What is wrong with the headers of an answer, or missing among them."""
        request = _Request(operation.method, operation.path)
        response = _Response(_status(declared), Headers(list(received.headers)), "", None)
        places = {header.name: header.node.pointer for header in declared.headers}
        for error in _raised(self._response_headers.iter_errors(request, response)):
            name = getattr(error, "name", "")
            for problem in problems(self._document, error, places.get(name, "")):
                yield problem._replace(message=f"{name} {problem.message}".strip())


def _status(declared: Response) -> int:
    """The status as the document calls it, of which openapi-core makes text; by itself it finds no `4xx`."""
    return cast(int, declared.status)


def _raised(errors: Iterable[Exception]) -> list[Exception]:
    """The errors that openapi-core found, and as the last what it could not cope with."""
    found: list[Exception] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what is deprecated
        try:
            found.extend(errors)
        except Exception as error:  # a schema so odd that it trips: for the report, not for the reader
            found.append(error)
    return found
