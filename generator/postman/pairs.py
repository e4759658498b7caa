"""Named examples that belong together: what is asked and what is answered under one name."""

from __future__ import annotations

from collections.abc import Iterator

from generator.openapi.model import Example, Operation, Parameter
from generator.postman.media import preferred


def paired(operation: Operation) -> Iterator[tuple[str, Operation]]:
    """Each name that an example of an answer and one of the request have, with the operation of that name:
    what has an example so called has no other, and is sent.
    """
    body = preferred(operation.body.content) if operation.body else None
    asked = {example.name for parameter in operation.parameters for example in parameter.examples}
    asked |= {example.name for example in body.examples} if body else set()
    asked.discard("")  # the unnamed one, which is that of the request itself
    if not asked:
        return
    answers = [preferred(response.content) for response in operation.responses]
    answered = [example.name for answer in answers if answer for example in answer.examples]
    for name in dict.fromkeys(answered):
        if name in asked:
            yield name, _variant(operation, name)


def _variant(operation: Operation, name: str) -> Operation:
    body = operation.body
    if body is not None:
        content = tuple(one._replace(examples=_only(one.examples, name)) for one in body.content)
        body = body._replace(content=content)
    parameters = tuple(_given(parameter, name) for parameter in operation.parameters)
    return operation._replace(parameters=parameters, body=body)


def _given(parameter: Parameter, name: str) -> Parameter:
    if all(example.name != name for example in parameter.examples):
        return parameter
    return parameter._replace(examples=_only(parameter.examples, name), required=True)


def _only(examples: tuple[Example, ...], name: str) -> tuple[Example, ...]:
    return tuple(example for example in examples if example.name == name) or examples
