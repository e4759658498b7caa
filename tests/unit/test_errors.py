"""The net below all work, and how near a name is."""

from __future__ import annotations

import json

import pytest

from generator.errors import InputError, InternalError, internal_error, nearest, traceback_of, working_on
from generator.openapi.source import Spec
from generator.pipeline import Options, convert
from generator.postman.profile import Profile


class PanicError(BaseException):
    """What a library written in Rust raises: no Exception."""


@pytest.mark.parametrize(
    "error", [KeyError("x"), RecursionError("too\ndeep"), MemoryError(), PanicError("broken")]
)
def test_what_nobody_expected_is_one_line_with_a_code_of_its_own(error: BaseException) -> None:
    with pytest.raises(InternalError) as caught, working_on("spec.yaml"):
        raise error
    said = str(caught.value)
    assert said.startswith("spec.yaml: ")
    assert f"unexpected {type(error).__name__}" in said
    assert "\n" not in said
    assert caught.value.exit_code == 70
    assert caught.value.__cause__ is error


def test_what_an_error_says_is_not_trusted_to_be_short() -> None:
    assert len(str(internal_error(ValueError("x" * 10_000), "spec.yaml"))) < 500


@pytest.mark.parametrize("error", [InputError("known"), KeyboardInterrupt(), SystemExit(3)])
def test_what_was_expected_goes_through(error: BaseException) -> None:
    with pytest.raises(type(error)) as caught, working_on("spec.yaml"):
        raise error
    assert caught.value is error


def test_a_file_that_cannot_be_read_is_bad_input() -> None:
    error = PermissionError(13, "Permission denied", "words/a.j2")
    said = r"^words/a\.j2: cannot be read: Permission denied$"
    with pytest.raises(InputError, match=said), working_on("spec.yaml"):
        raise error


def test_the_stage_is_the_module_that_the_pipeline_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("gone")

    monkeypatch.setattr("generator.postman.build.environment", broken)
    document = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": {}}}}
    spec = Spec(json.dumps(document).encode(), "spec.json", "spec.json")
    converted = convert(spec, Options(Profile))
    assert converted.error is not None
    assert str(converted.error).startswith("spec.json: postman.build: unexpected KeyError: 'gone' (")
    assert "in broken" in converted.trace
    assert converted.error.__traceback__ is None, "it would hold what the spec became"


def test_a_traceback_tells_the_cause_and_lets_go_of_it() -> None:
    with pytest.raises(InternalError) as caught, working_on("spec.yaml"):
        raise KeyError("gone")
    text = traceback_of(caught.value)
    assert text.index("KeyError") < text.index("InternalError")
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [("lst", "did you mean list?"), ("on", "did you mean one or none?"), ("xyz", "")],
)
def test_the_nearest_names(name: str, hint: str) -> None:
    assert nearest(name, ["list", "one", "none"]) == hint


def test_a_message_is_one_line_of_bounded_length() -> None:
    error = InputError("a.json: no version 9\n::error::x\u2028" + "9" * 5000, "take another")
    assert len(str(error).splitlines()) == 1
    assert len(str(error)) < 1100
    assert str(error).endswith("9… (take another)")
