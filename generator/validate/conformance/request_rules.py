"""What a request must keep of the spec, as a table.

openapi-core speaks in four of the rules. The others are what it cannot see: it lets a schema's default stand
for a header that is missing, looks at nothing that is not declared, and knows nothing of Postman. Rows that
are switched off are checked as well, since a tick sends them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

from generator.openapi.model import Parameter, SecurityScheme
from generator.postman.bodies import is_json, is_multipart, preferred
from generator.postman.media import MULTIPART
from generator.validate.conformance.calls import Call
from generator.validate.conformance.contract import Fault, SpecRule
from generator.validate.conformance.definitions import IGNORED_HEADERS, cookies
from generator.validate.conformance.evidence import UNSATISFIABLE, UNSENDABLE
from generator.validate.conformance.problems import AMBIGUOUS, UNJUDGED, Problem
from generator.validate.conformance.sent import VARIABLE, Sent
from generator.validate.conformance.vendor_rules import VENDOR_RULES

_NOT_PARAMETERS = IGNORED_HEADERS | {"cookie"}
# Postman sends these by itself; whoever writes them down only says them differently.
_OF_ANY_CLIENT = frozenset(
    (
        "user-agent",
        "cache-control",
        "postman-token",
        "host",
        "accept-encoding",
        "connection",
        "content-length",
    )
)


def _server_is_the_specs(call: Call) -> Iterator[Fault]:
    if not call.match.is_server_known:
        yield Fault(call.sent.origin, "/request/url")


def _slash_is_the_specs(call: Call) -> Iterator[Fault]:
    if call.sent.path.endswith("/") != re.split("[?#]", call.operation.path)[0].endswith("/"):
        yield Fault(f"{call.sent.path} is sent, expected {call.operation.path}", "/request/url")


def _path_is_filled_in(call: Call) -> Iterator[Fault]:
    for name, value in call.match.path_values.items():
        if not value or value in (f":{name}", f"{{{name}}}"):
            yield Fault(f'"{value}" is sent for {name}', call.row("path", name))


def _variables_are_resolved(call: Call) -> Iterator[Fault]:
    texts = [(value, call.row("query", name)) for name, value in call.ticked.query if "{{" in value]
    texts += [(value, call.row("header", name)) for name, value in call.ticked.headers if "{{" in value]
    texts += [(part, "/request/url") for part in (call.sent.origin, *call.sent.segments)]
    found = [(name, below) for text, below in texts for name in VARIABLE.findall(text)]
    if call.sent.body and b"{{" in call.sent.body:
        # With blanks it is more likely text for the API, which has templates of its own, to fill in.
        names = VARIABLE.findall(call.sent.body.decode("utf-8", "replace"))
        found += [(name, "/request/body") for name in names if name and name.strip() == name]
    for name, below in dict.fromkeys(found):
        if not call.contract.says(f"{{{{{name}}}}}"):
            yield Fault(f"{{{{{name}}}}}", below)


def _pinned_header_is_sent(call: Call) -> Iterator[Fault]:
    for parameter in filter(call.is_pinned, call.operation.parameters_in("header")):
        sent, expected = call.sent.header(parameter.name), call.contract.constant(parameter)
        if not sent or (expected is not None and sent != expected):
            message = f"{parameter.name} is {sent or 'missing'}, expected {expected or 'a value'}"
            yield Fault(message, call.row("header", parameter.name), parameter.node.pointer)


def _required_is_sent(call: Call) -> Iterator[Fault]:
    query = [name for name, _ in call.sent.query]
    sent = {
        "query": {*query, *(name.partition("[")[0] for name in query)},
        "header": {name.lower() for name, _ in call.sent.headers},
        "cookie": {name for name, _ in cookies(call.sent)},
    }
    for parameter in call.operation.parameters:
        location, name = parameter.location, parameter.name
        if location == "header":
            name = name.lower()
            if name in _NOT_PARAMETERS or call.is_pinned(parameter):
                continue
        if (
            location != "path"
            and parameter.required
            and name not in sent[location]
            and not _is_spread(call, parameter)
        ):
            yield Fault(
                f"{location} parameter {parameter.name}", call.row(location, name), parameter.node.pointer
            )


def _all_is_declared(call: Call) -> Iterator[Fault]:
    schemes = call.contract.api.security_schemes.values()
    keys = {(scheme.location, scheme.parameter_name.lower()) for scheme in schemes if scheme.type == "apiKey"}
    query = call.operation.parameters_in("query")
    known = {parameter.name for parameter in query} | {"access_token"}
    known |= {name for name, _ in parse_qsl(call.operation.path.partition("?")[2], keep_blank_values=True)}
    nested = [f"{parameter.name}[" for parameter in query if parameter.style == "deepObject"]
    if not any(_is_spread(call, parameter) for parameter in query):
        for name in dict.fromkeys(name for name, _ in call.ticked.query):
            is_key = ("query", name.lower()) in keys
            if name not in known and not is_key and not any(map(name.startswith, nested)):
                yield Fault(f"query parameter {name}", call.row("query", name))
    headers = {parameter.name.lower() for parameter in call.operation.parameters_in("header")}
    for name in dict.fromkeys(name.lower() for name, _ in call.ticked.headers):
        if name not in headers | _NOT_PARAMETERS | _OF_ANY_CLIENT and ("header", name) not in keys:
            yield Fault(f"header {name}", call.row("header", name))


def _is_spread(call: Call, parameter: Parameter) -> bool:
    """Whether a parameter is an object whose properties are the names that are sent."""
    if not parameter.explode or parameter.style != "form":
        return False
    return call.contract.judge.types.kind(parameter.node) == "object"


def _choices_are_offered(call: Call) -> Iterator[Fault]:
    return _wrong_values(call, lambda problem: problem.keyword == "enum")


def _values_are_valid(call: Call) -> Iterator[Fault]:
    return _wrong_values(call, lambda problem: problem.keyword not in ("enum", UNJUDGED))


def _wrong_values(call: Call, is_meant: Callable[[Problem], bool]) -> Iterator[Fault]:
    for parameter, problem in call.wrong_values:
        if is_meant(problem):
            below = call.row(parameter.location, parameter.name)
            said = f"{parameter.location} parameter {parameter.name} {problem.message}"
            yield Fault.of(problem._replace(message=said), below, parameter, "request")


def _format_is_taken(call: Call) -> Iterator[Fault]:
    body = call.operation.body
    if body and body.content and call.sent.body is not None and call.media_type is None:
        sent, wanted = call.sent.header("content-type"), preferred(body.content)
        expected = " or ".join(media_type.name for media_type in body.content)
        is_other = wanted is not None and is_multipart(wanted) and sent.startswith(MULTIPART)
        yield Fault(
            f"Content-Type is {sent or 'missing'}, expected {expected}",
            call.row("header", "content-type"),
            cause=UNSENDABLE if is_other else "",
        )


def _body_is_sent(call: Call) -> Iterator[Fault]:
    if call.operation.body and call.operation.body.required and call.sent.body is None:
        yield Fault("none is sent", "/request")


def _body_is_taken(call: Call) -> Iterator[Fault]:
    if call.operation.body is None and call.sent.body is not None:
        yield Fault(f"{len(call.sent.body):,} bytes are sent", "/request/body")


def _body_is_valid(call: Call) -> Iterator[Fault]:
    return _wrong_body(call, lambda problem: problem.keyword not in (AMBIGUOUS, UNJUDGED))


def _body_is_unambiguous(call: Call) -> Iterator[Fault]:
    return _wrong_body(call, lambda problem: problem.keyword == AMBIGUOUS)


def _wrong_body(call: Call, is_meant: Callable[[Problem], bool]) -> Iterator[Fault]:
    for media_type, problem in call.wrong_body:
        if is_meant(problem):
            yield Fault.of(problem, "/request/body", media_type, "request")


def _properties_are_named(call: Call) -> Iterator[Fault]:
    media_type = call.media_type
    if media_type is None or call.sent.body is None or not is_json(media_type.name):
        return
    for problem in call.contract.unnamed(media_type, call.sent.body):
        yield Fault.of(problem, "/request/body", media_type, "request")


def _credentials_are_sent(call: Call) -> Iterator[Fault]:
    if call.operation.is_public:
        return
    known = call.contract.api.security_schemes
    missing = [
        [name for name in alternative if name in known and not _is_satisfied(call, known[name])]
        for alternative in call.operation.security
    ]
    if all(missing):
        schemes = [
            [known[name] for name in alternative if name in known] for alternative in call.operation.security
        ]
        cause = UNSATISFIABLE if all(map(_clash, schemes)) else ""
        said = " or ".join(" and ".join(names) for names in missing)
        yield Fault(f"expected {said}", "/request", cause=cause)


def _clash(schemes: list[SecurityScheme]) -> bool:
    """Whether two of the schemes that are needed together are said in one place, which has room for one."""
    places = [
        (scheme.location, scheme.parameter_name.lower())
        if scheme.type == "apiKey"
        else ("header", "authorization")
        for scheme in schemes
        if scheme.type != "mutualTLS"
    ]
    return len(set(places)) < len(places)


def _is_satisfied(call: Call, scheme: SecurityScheme) -> bool:
    """Whether the credentials of a scheme are sent, in the form that the profile knows of."""
    if scheme.type != "apiKey":
        start = "Basic " if scheme.scheme == "basic" else "Bearer "
        is_other = scheme.type == "mutualTLS" or (
            scheme.type == "http" and scheme.scheme not in ("basic", "bearer")
        )
        return (
            is_other
            or call.sent.header("authorization").startswith(start)
            or "access_token" in dict(call.sent.query)
        )
    pattern = scheme.extensions.get(call.profile.credential_pattern_key)
    prefix = pattern.rpartition(" ")[0] if isinstance(pattern, str) else ""
    credentials = _api_key(call.sent, scheme)
    return bool(credentials) and credentials.startswith(f"{prefix} " if prefix else "")


def _api_key(sent: Sent, scheme: SecurityScheme) -> str:
    if scheme.location == "header":
        return sent.header(scheme.parameter_name)
    return dict(sent.query if scheme.location == "query" else cookies(sent)).get(scheme.parameter_name, "")


def _nothing_private_is_sent(call: Call) -> Iterator[Fault]:
    if not call.operation.is_public:
        return
    schemes = call.contract.api.security_schemes.values()
    keys = [
        scheme.parameter_name
        for scheme in schemes
        if scheme.type == "apiKey"
        and _api_key(call.ticked, scheme)
        and not any(map(scheme.is_sent_by, call.operation.parameters))
    ]
    if call.ticked.header("authorization"):
        keys.append("Authorization")
    said = "\n".join((call.ticked.path, *(value for _, value in (*call.ticked.query, *call.ticked.headers))))
    said += (call.ticked.body or b"").decode("utf-8", "replace")
    if not keys and any(secret in said for secret in call.secrets):
        keys.append("a secret variable")
    for key in dict.fromkeys(keys):
        yield Fault(f"{key} is sent, expected no credentials", "/request")


def _judged(call: Call) -> Iterator[Fault]:
    for _, problem in [*call.wrong_values, *call.wrong_body]:
        if problem.keyword == UNJUDGED:
            yield Fault(problem.message, "/request", problem.schema)


REQUEST_RULES: tuple[SpecRule[Call], ...] = (
    SpecRule("request-server", "error", "sent to a server that the spec does not name", _server_is_the_specs),
    SpecRule("request-slash", "error", "slash at the end of the path", _slash_is_the_specs),
    SpecRule("request-path", "error", "part of the path is not filled in", _path_is_filled_in),
    SpecRule("request-variable", "error", "variable without a value", _variables_are_resolved),
    SpecRule("request-revision", "error", "header that every request needs", _pinned_header_is_sent),
    SpecRule("request-required", "error", "required parameter is not sent", _required_is_sent),
    SpecRule("request-undeclared", "error", "not in the spec", _all_is_declared),
    SpecRule("request-choice", "error", "not among the values offered", _choices_are_offered),
    SpecRule("request-value", "error", "invalid value", _values_are_valid),
    SpecRule("request-content-type", "error", "wrong format of the body", _format_is_taken),
    SpecRule("request-body-missing", "error", "the body is required", _body_is_sent),
    SpecRule("request-body-unwanted", "error", "no body is taken", _body_is_taken),
    SpecRule("request-body", "error", "invalid body", _body_is_valid),
    SpecRule("request-ambiguous", "error", "ambiguous body", _body_is_unambiguous),
    SpecRule("request-property", "error", "property that the schema does not name", _properties_are_named),
    *VENDOR_RULES,
    SpecRule("request-credentials", "error", "credentials are missing or wrong", _credentials_are_sent),
    SpecRule("request-leak", "error", "credentials on a public operation", _nothing_private_is_sent),
    SpecRule("request-unjudged", "warning", "cannot be judged", _judged),
)
