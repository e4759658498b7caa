"""What changes mean to a user of the old collection: one table, no exceptions elsewhere.

**breaking**: a saved request fails, or means something else, if it is sent unchanged. **warning**: scripts
and other readers of answers may fail, a key needs a new scope, a limit is lower. **info**: all else that is
worth a line. **note**: counted, and not listed unless a user raises its level.

A row is known by its id, which is also its place: the fact as `facts.py` calls it, and the direction where
the same fact means different things in parameters, requests and answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diff.facts import Context, Kind

Level = Literal["breaking", "warning", "info", "note"]
LEVELS: tuple[Level, ...] = ("breaking", "warning", "info", "note")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: `text` and `fix` may hold {where}, {before} and {after}."""

    kind: Kind
    direction: Context
    level: Level
    text: str
    fix: str = ""
    """What to do about a saved request; empty where there is nothing to do."""
    known_fix: str = ""
    """The same where `after` is what stands in for `before`."""
    is_general: bool = False
    """Whether the change is the same wherever it stands, so that places are counted and not named."""
    gathered: str = ""
    """The text for many changes of one API, which are noise one by one; it holds {count}."""

    @property
    def id(self) -> str:
        """The stable name: `request-property-removed`."""
        if not self.direction or self.direction in self.kind.split("-"):
            return self.kind
        # What an answer has by name are headers; a document calls both parameters.
        kind = self.kind.replace("parameter", "header") if self.direction == _R else self.kind
        return f"{self.direction}-{kind}"


def _rows(
    kind: Kind, text: str, *levels: tuple[Context, Level, str], known_fix: str = "", gathered: str = ""
) -> tuple[Rule, ...]:
    """A fact about schemas: its text is the same in all directions, its level is not."""
    return tuple(
        Rule(kind, direction, level, text, fix, known_fix, gathered="" if level == "breaking" else gathered)
        for direction, level, fix in levels
    )


_P: Context = "parameter"
_Q: Context = "request"
_R: Context = "response"
_NO = ""

# fmt: off
RULES: tuple[Rule, ...] = (
    # ---- the whole API
    Rule("version-changed", "", "info", "revision {after}, before {before}"),
    Rule("server-changed", "", "breaking", "served at {after}, no longer at {before}", "set `baseUrl` to {after}"),
    Rule("server-added", "", "info", "also served at {after}"),
    # ---- operations
    Rule("operation-removed", "", "breaking", "{before} is gone", "delete the request"),
    Rule("operation-split", "", "breaking", "{before} is gone, in its place are {after}", "send {after}"),
    Rule("operation-added", "", "info", "{after} is new"),
    Rule("operation-moved", "", "breaking", "moved from {before} to {after}", "send {after}"),
    Rule("method-changed", "", "breaking", "method {after} instead of {before}", "send it with {after}"),
    Rule("operation-renamed", "", "info", "operation renamed from {before} to {after}"),
    Rule("slash-removed", "", "info", "path without the slash at its end", "drop the last slash", is_general=True),
    Rule("slash-added", "", "info", "path with a slash at its end", "end the path with a slash", is_general=True),
    Rule("folder-changed", "", "info", "folder {after}, before {before}"),
    Rule("subfolder-changed", "", "info", "sub-folder {after}, before {before}"),
    Rule("summary-changed", "", "note", "summary {after} instead of {before}"),
    Rule("description-changed", "", "note", "description changed"),
    Rule("deprecated", "", "info", "deprecated"),
    Rule("undeprecated", "", "info", "no longer deprecated"),
    Rule("security-tightened", "", "breaking", "needs other credentials: {after}, before {before}", "authorize with {after}"),
    Rule("security-relaxed", "", "info", "more credentials will do: {after}, before {before}"),
    Rule("scope-added", "", "warning", "needs the scope {after} now", "use a key that has the scope {after}"),
    Rule("scope-removed", "", "info", "no longer needs the scope {before}"),
    Rule("rate-limit-lowered", "", "warning", "lower rate limit: {after}, before {before}", "send it less often"),
    Rule("rate-limit-added", "", "warning", "new rate limit: {after}", "send it less often"),
    Rule("rate-limit-raised", "", "info", "higher rate limit: {after}, before {before}"),
    Rule("rate-limit-removed", "", "info", "rate limit gone: {before}"),
    # ---- filters
    Rule("filter-field-removed", "", "breaking", "{where} is gone", "filter by another field"),
    Rule("filter-operators-removed", "", "breaking", "{where} no longer takes {before}", "use another operator"),
    Rule("filter-type-changed", "", "breaking", "{where} compares with {after}, before with {before}", "give a value of type {after}"),
    Rule("filter-values-removed", "", "breaking", "{where} no longer takes the values {before}", "use another value"),
    Rule("filter-values-limited", "", "breaking", "{where} takes only the values {after} now", "use one of {after}"),
    Rule("filter-field-added", "", "info", "{where} is new"),
    Rule("filter-operators-added", "", "info", "{where} also takes {after}"),
    Rule("filter-values-added", "", "info", "{where} also takes the values {after}"),
    Rule("filter-values-freed", "", "info", "{where} takes any value now"),
    # ---- parameters, and headers of answers
    Rule("parameter-removed", _P, "breaking", "{where} is gone", "leave it out"),
    Rule("required-parameter-added", _P, "breaking", "{where} is new and required", "add it"),
    Rule("parameter-added", _P, "info", "{where} is new"),
    Rule("path-parameter-renamed", _P, "info", "path variable {before} is called {after}", "rename the variable"),
    Rule("serialisation-changed", _P, "breaking", "several values are written as {after}, before as {before}", "write several values as {after}", is_general=True),
    Rule("parameter-removed", _R, "warning", "{where} is gone"),
    Rule("required-parameter-added", _R, "info", "{where} is new"),
    Rule("parameter-added", _R, "info", "{where} is new"),
    Rule("serialisation-changed", _R, "warning", "several values come as {after}, before as {before}", is_general=True),
    # ---- bodies
    Rule("body-removed", _Q, "breaking", "takes no body any more", "drop the body"),
    Rule("required-body-added", _Q, "breaking", "needs a body now", "add a body"),
    Rule("body-added", _Q, "info", "takes a body now"),
    Rule("body-became-required", _Q, "breaking", "the body is required now", "add a body"),
    Rule("body-became-optional", _Q, "info", "the body is no longer required"),
    Rule("media-type-changed", _Q, "breaking", "the body is {after}, before {before}", "send {after} as `Content-Type`", is_general=True),
    Rule("media-type-removed", _Q, "breaking", "no longer takes {before}", "send another Content-Type"),
    Rule("media-type-added", _Q, "info", "also takes {after}"),
    Rule("part-type-changed", _Q, "info", "the part {where} is {after}, before {before}", "send the part as {after}"),
    Rule("body-removed", _R, "warning", "{where} has no body any more"),
    Rule("body-added", _R, "info", "{where} has a body now"),
    Rule("media-type-changed", _R, "warning", "answers are {after}, before {before}", "send {after} as `Accept`", is_general=True),
    Rule("media-type-removed", _R, "warning", "{where} no longer comes as {before}"),
    Rule("media-type-added", _R, "info", "{where} also comes as {after}"),
    Rule("part-type-changed", _R, "info", "the part {where} is {after}, before {before}"),
    Rule("status-changed", _R, "warning", "answers with {after}, before with {before}"),
    Rule("status-removed", _R, "warning", "{where} is gone"),
    Rule("status-added", _R, "info", "{where} is new"),
    # ---- schemas
    *_rows("property-removed", "{where} is gone", (_P, "breaking", "leave it out"), (_Q, "breaking", "leave it out"), (_R, "warning", _NO)),
    *_rows("required-property-added", "{where} is new and required", (_P, "breaking", "add it"), (_Q, "breaking", "add it")),
    *_rows("required-property-added", "{where} is new", (_R, "info", _NO)),
    *_rows("property-added", "{where} is new", (_P, "info", _NO), (_Q, "info", _NO), (_R, "info", _NO)),
    *_rows("became-required", "{where} is required now", (_P, "breaking", "add it"), (_Q, "breaking", "add it")),
    *_rows("became-required", "{where} is always there now", (_R, "info", _NO)),
    *_rows("became-optional", "{where} is no longer required", (_P, "info", _NO), (_Q, "info", _NO), gathered="{count} properties are no longer required"),
    *_rows("became-optional", "{where} may be missing", (_R, "warning", "do not rely on it"), gathered="{count} properties may be missing"),
    *_rows("type-changed", "{where} is {after}, before {before}", (_P, "breaking", "send {after}"), (_Q, "breaking", "send {after}"), (_R, "warning", _NO)),
    *_rows("type-narrowed", "{where} is only {after}, before {before}", (_P, "breaking", "send {after}"), (_Q, "breaking", "send {after}"), (_R, "info", _NO)),
    *_rows("type-widened", "{where} may be {after}, before {before}", (_P, "info", _NO), (_Q, "info", _NO), (_R, "warning", _NO), gathered="{count} properties may be of more types"),
    *_rows("format-changed", "{where} has the format {after}, before {before}", (_P, "breaking", "write it as {after}"), (_Q, "breaking", "write it as {after}"), (_R, "warning", _NO)),
    *_rows("format-added", "{where} has the format {after} now", (_P, "breaking", "write it as {after}"), (_Q, "breaking", "write it as {after}"), (_R, "info", _NO)),
    *_rows("format-removed", "{where} need not have the format {before}", (_P, "info", _NO), (_Q, "info", _NO), (_R, "warning", _NO)),
    *_rows("enum-values-removed", "{where} no longer takes {before}", (_P, "breaking", "use another value"), (_Q, "breaking", "use another value"), known_fix="use {after}"),
    *_rows("enum-values-removed", "{where} is never {before} any more", (_R, "warning", _NO)),
    *_rows("enum-values-added", "{where} also takes {after}", (_P, "info", _NO), (_Q, "info", _NO)),
    *_rows("enum-values-added", "{where} may also be {after}", (_R, "info", _NO)),
    *_rows("enum-added", "{where} takes only {after} now", (_P, "breaking", "use one of {after}"), (_Q, "breaking", "use one of {after}")),
    *_rows("enum-added", "{where} is one of {after} now", (_R, "info", _NO)),
    *_rows("enum-removed", "{where} is no longer limited to {before}", (_P, "info", _NO), (_Q, "info", _NO), (_R, "warning", _NO)),
    *_rows("null-refused", "{where} can no longer be null", (_P, "breaking", "give a value"), (_Q, "breaking", "give a value, or leave it out"), (_R, "info", _NO), gathered="{count} properties are no longer null"),
    *_rows("null-allowed", "{where} may be null", (_P, "info", _NO), (_Q, "info", _NO), (_R, "warning", "expect null"), gathered="{count} properties may be null"),
    *_rows("limit-tightened", "{where} is limited to {after}, before {before}", (_P, "breaking", "keep to {after}"), (_Q, "breaking", "keep to {after}"), (_R, "info", _NO)),
    *_rows("limit-relaxed", "{where} is limited to {after}, before {before}", (_P, "info", _NO), (_Q, "info", _NO), (_R, "info", _NO)),
    *_rows("choice-removed", "{where} can no longer be {before}", (_P, "breaking", "send another variant"), (_Q, "breaking", "send another variant"), (_R, "warning", _NO), gathered="{count} variants of values are gone"),
    *_rows("choice-added", "{where} can also be {after}", (_P, "info", _NO), (_Q, "info", _NO), (_R, "info", _NO), gathered="{count} more variants of values"),
    *_rows("others-refused", "{where} takes no properties but {after} any more", (_P, "breaking", "leave others out"), (_Q, "breaking", "leave others out"), (_R, "info", _NO)),
    *_rows("others-allowed", "{where} may have properties besides {before}", (_P, "info", _NO), (_Q, "info", _NO), (_R, "info", _NO)),
    *_rows("became-read-only", "{where} can only be read now", (_P, "breaking", "leave it out"), (_Q, "breaking", "leave it out")),
    *_rows("became-writable", "{where} can be written now", (_P, "info", _NO), (_Q, "info", _NO)),
    *_rows("became-write-only", "{where} is no longer answered", (_R, "warning", _NO)),
    *_rows("became-readable", "{where} is answered now", (_R, "info", _NO)),
    *_rows("default-changed", "{where} is {after} if it is not sent, before {before}", (_P, "breaking", "send {before} to keep the meaning"), (_Q, "breaking", "send {before} to keep the meaning")),
    *_rows("default-changed", "{where} has the default {after}, before {before}", (_R, "info", _NO)),
    *_rows("required-default-changed", "{where} is suggested to be {after}, before {before}", (_P, "info", _NO), (_Q, "info", _NO), (_R, "info", _NO)),
    *_rows("default-added", "{where} is {after} if it is not sent", (_P, "info", _NO), (_Q, "info", _NO), (_R, "info", _NO), gathered="{count} defaults are documented now"),
    *_rows("default-removed", "{where} has no default any more, before {before}", (_P, "info", _NO), (_Q, "info", _NO), (_R, "info", _NO)),
    *_rows("example-changed", "the example of {where} changed", (_P, "info", _NO), (_Q, "info", _NO), (_R, "info", _NO), gathered="{count} examples changed"),
    *_rows("description-changed", "the description of {where} changed", (_P, "note", _NO), (_Q, "note", _NO), (_R, "note", _NO), gathered="{count} descriptions of parameters and properties changed"),
    *_rows("deprecated", "{where} is deprecated", (_P, "info", _NO), (_Q, "info", _NO), (_R, "info", _NO)),
    *_rows("undeprecated", "{where} is no longer deprecated", (_P, "info", _NO), (_Q, "info", _NO), (_R, "info", _NO)),
)
# fmt: on

BY_FACT: dict[tuple[Kind, Context], Rule] = {(rule.kind, rule.direction): rule for rule in RULES}
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
