"""What Klaviyo appends to the description of an operation, told apart from what describes it.

Scopes and rate limits are data of the operation as well (`x-klaviyo-scopes`, `x-klaviyo-ratelimit`), so
documentation that lists them need not repeat them; what only the appendix says is kept:

    <br><br>*Rate limits*:<br>Burst: `75/s`<br>Steady: `750/m`<br><br>Rate limits when using the
    `additional-fields[profile]=subscriptions` parameter in your API request:<br>Burst: `10/s`<br>…
    **Scopes:**
    `profiles:read`

    [OpenAPI Spec](https://…)
"""

from __future__ import annotations

import re
from functools import lru_cache

from generator.openapi.model import Operation
from generator.postman.profile import Prose

_HEADING = "*Rate limits*:"
_LIMIT = r"(?:(?:<br>)?(?:Burst|Steady|Daily): ?`[^`]+`)+"
_LIMITS = re.compile(_LIMIT)
_COST = re.compile(rf"(?:<br>)*Rate limits when using the `([^`]+)` parameter in your API request:({_LIMIT})")
_COST_LINK = re.compile(r"(?:<br>)*To learn more about how the `[^`]+` parameter impacts rate limits, [^\n]*")
_SCOPES = re.compile(r"\s*\*\*Scopes:\*\*\n((?:`[^`]+`\s*)+)")
_SPEC_LINK = re.compile(r"\s*\[OpenAPI Spec\]\(([^)\s]+)\)")
_ONE_OF = re.compile(
    r"\b[Oo]ne of (?:the following [a-z]+: )?((?:`\w+`(?:, or |, | or )?){2,})"
    r"[^`]*\bmultiple [a-z]+\b[^.]*\berror\b"
)
_CODE = re.compile(r"`([^`]+)`")
_SITE_LINK = re.compile(r"(developers\.klaviyo\.com/en/v)\d{4}-\d\d-\d\d(?:\.pre)?(?=/)")
_SET_OFF_QUOTE = re.compile(r"^[ \t]+>", re.MULTILINE)
_HINT = re.compile(r"For more information please visit (https?://[^\s<]+)(?:<br>)?")
_SORTED = re.compile(r"[A-Z][a-z ]+ can be sorted by the following fields[^:`]*:\s*(?:`[^`]+`(?:, )?)+\.?")
_FILTERED = re.compile(
    r"(?:Filter to request a subset of all [a-z ]+\. )?"
    r"[A-Z][a-z ]+ can be filtered by (?:`[^`]+`,? (?:and )?)+fields\."
)
_RANGE = re.compile(r"Default: \d+\. Min: \d+\. Max: \d+\.")
_PAGE_LIMIT = re.compile(
    r"\s*(?:Returns a maximum of|This endpoint will return up to) \d+ [^.<\n]*? per (?:page|request|API call)"
    r"(?:, which can be paginated with [a-z-]+ pagination)?(?: \(default \d+\))?\.?(?:<br>)*"
)
# What some descriptions call by the name of what it belongs to, by the end of the path.
_MISNAMED = {"flow-actions": ("flows per", "actions per"), "flow-messages": ("flows per", "messages per")}
_VALUES = re.compile(
    r"(Request additional fields not included by default in the response\.) Supported values: .*"
)


def prose_of(operation: Operation, version: str) -> Prose:
    """The description of `operation` in a collection of `version`, taken apart."""
    text, _, appendix = operation.description.partition(_HEADING)
    limits: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    costs: dict[str, tuple[str, ...]] = {}
    spec_url = ""
    found = _LIMITS.match(appendix)
    if found:
        limits, appendix = _quoted(found[0]), appendix[found.end() :]
    if appendix.startswith("<br>"):
        costs = {parameter: _quoted(said) for parameter, said in _COST.findall(appendix)}
        appendix = _COST_LINK.sub("", _COST.sub("", appendix))
    found = _SCOPES.search(appendix)
    if found:
        scopes, appendix = _quoted(found[1]), appendix[: found.start()] + appendix[found.end() :]
    found = _SPEC_LINK.search(appendix)
    if found:
        spec_url, appendix = found[1], appendix[: found.start()] + appendix[found.end() :]
    text = _without_repetition(text, operation) + appendix.strip()
    if "\n" in text and "  >" in text:
        text = _SET_OFF_QUOTE.sub(">", text)
    return Prose(_of_version(text, version).strip(), limits, scopes, costs, spec_url)


def exclusive_fields(operation: Operation) -> tuple[str, ...]:
    """The fields of a body of which no two may be sent, if the description says so, the likeliest first."""
    said = _ONE_OF.search(operation.description)
    return _quoted(said[1]) if said else ()


def _without_repetition(text: str, operation: Operation) -> str:
    """The text without sentences that list what to sort and filter by, where parameters list it as well."""
    if "can be sorted" in text or "can be filtered" in text:
        listed = {parameter.name for parameter in operation.parameters_in("query")}
        if "sort" in listed:
            text = _SORTED.sub("", text)
        if "filter" in listed:
            text = _FILTERED.sub("", text)
    wrong, right = _MISNAMED.get(operation.path.rstrip("/").rpartition("/")[2], ("", ""))
    text = text.replace(wrong, right) if wrong else text
    if any(one.name == "page[size]" and "maximum" in one.node.schema for one in operation.parameters):
        text = _PAGE_LIMIT.sub(" ", text)  # of which the parameter tells, and often another figure
    return text


@lru_cache(maxsize=1024)
def parameter_prose(description: str, version: str) -> str:
    """The description of a parameter without what its schema says as well; a bare link becomes a word."""
    if not description:
        return ""
    text = _VALUES.sub(r"\1", _RANGE.sub("", description))
    return _of_version(_HINT.sub(_link, text), version).strip()


def _link(hint: re.Match[str]) -> str:
    """A link that says what it leads to, by the anchor: a row of links called alike says nothing."""
    subject = hint[1].partition("#")[2].replace("-", " ")
    return f"[About {subject}]({hint[1]})" if subject else f"[Read more]({hint[1]})"


def _quoted(text: str) -> tuple[str, ...]:
    return tuple(_CODE.findall(text))


def _of_version(text: str, version: str) -> str:
    """A few links of later revisions lead to the pages of the first; theirs is what they mean."""
    return _SITE_LINK.sub(rf"\g<1>{version}", text) if "/en/v" in text else text
