"""The reports of diffs, one format after the other."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from generator.diff.diff import Diff, diff_apis
from generator.encode import to_json
from generator.findings import plural
from generator.json_types import JSON
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.model import Api
from generator.openapi.read import load_api
from generator.report.diff import github, junit, markdown, text
from generator.report.diff import html as html_report
from generator.report.diff import json as json_report
from generator.report.diff.reporters import REPORTERS
from generator.report.diff.words import noted, operations_text, title, verdict

SCHEMA = json.loads(Path(json_report.__file__).with_name("diff.schema.json").read_bytes())


@pytest.mark.parametrize("name", REPORTERS)
def test_a_report_is_the_same_every_time_and_ends_its_last_line(name: str, diff: Diff, own: Diff) -> None:
    for each in (diff, own):
        report = REPORTERS[name](each)
        assert report == REPORTERS[name](each)
        assert report.endswith("\n")


# ---- words


def test_verdicts(diff: Diff, equal: Diff, own: Diff) -> None:
    assert verdict(own) == "1 of 4 requests in mine.json breaks."
    own.checked = None
    assert re.fullmatch(
        r"27 breaking changes in \d+ operations, 10 warnings, \d+ other changes\.", verdict(diff)
    ), verdict(diff)
    diff.findings = [finding for finding in diff.findings if finding.level == "info"][:1]
    assert verdict(diff) == "No saved request breaks: 0 warnings, 1 other change."
    assert verdict(equal) == "Nothing changed that a request or a script could notice."


def test_titles(diff: Diff, equal: Diff, stepwise: Diff) -> None:
    assert title(diff) == "2025-04-15 -> 2025-07-15"
    assert title(equal) == "2025-07-15, changed in place"
    assert title(stepwise) == "2025-04-15 -> 2025-07-15 through 3 revisions"


def test_what_is_noted(diff: Diff, equal: Diff) -> None:
    assert noted(equal) == ""
    assert "summary-changed" in noted(diff)
    assert "lists them" in noted(diff)
    assert (plural(1, "warning"), plural(1234, "warning")) == ("1 warning", "1,234 warnings")


def test_one_operation_is_named_and_not_counted(diff: Diff) -> None:
    finding = next(finding for finding in diff.findings if len(finding.operations) == 5)
    titles = [operation.title for operation in finding.operations]
    assert operations_text(finding, most=3) == f"{', '.join(titles[:3])} and 2 more"
    assert operations_text(finding, most=4) == ", ".join(titles)


# ---- text


def test_text_has_a_line_for_each_finding(diff: Diff) -> None:
    report = text.render(diff)
    for finding in diff.findings:
        assert report.count(finding.fingerprint) == 1
    assert "GET /api/campaigns: query filter is required now: add it  [parameter-became-required d" in report
    assert "\n  POST /api/profile-merge is new  [operation-added d" in report, (
        "the operation is not named twice"
    )
    assert "1 finding ignored\nignore file: d000000000000000: expired on 0001-01-01: <b>over</b>\n" in report
    assert "\033" not in report


def test_text_in_colour_says_the_same(diff: Diff, own: Diff) -> None:
    for each in (diff, own):
        assert re.sub(r"\033\[[0-9]+m", "", text.render(each, colour=True)) == text.render(each)
        assert text.render(each, colour=True).count("\033[0m") > 10


def test_text_on_revisions_in_between(stepwise: Diff) -> None:
    assert "\n  2025-06-15  GET /api/campaigns: query filter is required now" in text.render(stepwise)


def test_text_of_nothing(equal: Diff) -> None:
    assert text.render(equal) == (
        "2025-07-15, changed in place: Nothing changed that a request or a script could notice.\n"
    )


def test_text_on_own_requests(own: Diff) -> None:
    report = text.render(own)
    assert "A > <script>|`x`</script>: GET /a/<b> -> GET /c\n  " in report
    assert "*Foreign* <i>: not a request of the old revision" in report
    assert "XML: its body could not be read" in report


# ---- Markdown


def test_markdown_begins_with_the_verdict_and_what_breaks(diff: Diff) -> None:
    report = markdown.render(diff)
    lines = report.split("\n")
    assert lines[0] == "## 2025-04-15 -> 2025-07-15"
    assert re.fullmatch(r"\*\*27 breaking changes in .*\*\*", lines[2])
    headings = ("### Breaking (26)", "### Gone (1)", "### Moved and renamed", "### New (")
    order = [report.index(heading) for heading in headings]
    assert order == sorted(order)
    assert report.index("<details><summary>Warnings (10)") > order[-1]
    assert report.count("<details>") == report.count("</details>")
    assert "| `GET /api/campaigns` | query `filter` is required now | add it |" in report
    assert "- Templates: `POST /api/templates/{id}/render/`" in report
    assert "| `POST /api/campaign-send-jobs` | `create_campaign_send_job` | `send_campaign` |" in report
    assert "- Profiles: `POST /api/profile-merge`" in report
    assert "nobody filters by it" in report
    assert "&lt;b>over&lt;/b>" in report


def test_markdown_keeps_to_its_limit_and_says_what_it_left_out(diff: Diff) -> None:
    diff.findings = diff.findings * 40
    report = markdown.render(diff)
    assert 55_000 < len(report) <= markdown.LIMIT
    (cut,) = re.findall(r"\*([0-9,]+) lines more did not fit here\.", report)
    shown = report.count("\n| ") + report.count("\n- ")
    assert int(cut.replace(",", "")) > 1_000
    assert shown > 100
    assert report.count("<details>") == report.count("</details>")
    assert report.rstrip().endswith("have everything.*")


def test_markdown_on_revisions_in_between(stepwise: Diff) -> None:
    report = markdown.render(stepwise)
    assert "| Since | Request | What | Fix |" in report
    assert "| 2025-06-15 | `GET /api/campaigns` |" in report
    assert "`POST /api/profile-merge` (2025-06-15)" in report


def test_markdown_on_own_requests(own: Diff) -> None:
    report = markdown.render(own)
    assert "**1 of 4 requests in mine.json breaks.**" in report
    assert "<script>" not in report
    row = next(line for line in report.split("\n") if "GET /a/<b>" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 4, "a name cannot end its cell"
    assert "<details><summary>Breaking (26)" in report
    assert "<details><summary>Gone (1)" in report
    assert r"- \*Foreign\* &lt;i>" in report


def test_markdown_of_nothing(equal: Diff) -> None:
    assert markdown.render(equal) == (
        "## 2025-07-15, changed in place\n\n**Nothing changed that a request or a script could notice.**\n"
    )


# ---- JSON


def check(report: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(report)
    jsonschema.Draft202012Validator(SCHEMA).validate(record)
    return record


def test_json_keeps_to_its_schema(diff: Diff, equal: Diff, stepwise: Diff, own: Diff) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert check(json_report.render(equal))["worst"] == "none"
    assert check(json_report.render(own))["collection"]["broken"][0]["replacement"] == "GET /c"
    own.checked = None
    record = check(json_report.render(diff))
    assert record["version"] == json_report.VERSION
    assert (record["worst"], record["drift"], record["collection"]) == ("breaking", False, None)
    assert len(record["findings"]) == len(diff.findings)
    assert [row["reason"] for row in record["ignored"]] == ["nobody filters by it"]
    assert {row["brought_by"] for row in check(json_report.render(stepwise))["findings"]} == {
        "2025-06-15",
        "2025-07-15",
    }


def test_json_says_which_operation_and_where(diff: Diff) -> None:
    record = check(json_report.render(diff))
    moved = next(row for row in record["findings"] if row["rule"] == "operation-moved")
    assert moved["operations"] == [
        {
            "method": "GET",
            "path": "/api/campaign-recipient-estimations/{id}",
            "old_path": "/api/campaigns/{campaign_id}/recipient-estimation/",
            "operation_id": "get_campaign_recipient_estimation",
            "api": "Campaigns",
            "places": [],
        }
    ]
    gone = next(row for row in record["findings"] if row["where"] == "body ProfileAttributes.image")
    places: dict[str, JSON] = {row["path"]: row["places"] for row in gone["operations"]}
    assert places["/api/profiles"] == ["body data.attributes.image"]
    assert any(row.get("parts") for row in record["findings"])


# ---- GitHub


def test_github_annotates_what_breaks_and_nothing_else(diff: Diff, equal: Diff, own: Diff) -> None:
    checked, own.checked = own.checked, None
    lines = github.render(diff).splitlines()
    assert len(lines) == 27
    assert lines[0].startswith("::error title=parameter-became-required::GET /api/campaigns: query filter is")
    own.checked = checked
    assert github.render(own).count("::error ") == 2
    assert github.render(equal) == (
        "::notice title=2025-07-15%2C changed in place::"
        "Nothing changed that a request or a script could notice.\n"
    )


# ---- JUnit


def test_junit_has_a_case_for_each_operation(diff: Diff) -> None:
    root = ElementTree.fromstring(junit.render(diff))  # noqa: S314 - our own
    cases = root.findall(".//testcase")
    assert len(cases) == len(diff.facts.old.operations) + 1
    assert root.get("tests") == str(len(cases))
    failed = [case for case in cases if case.find("failure") is not None]
    assert root.get("failures") == str(len(failed))
    (case,) = [case for case in failed if case.get("name") == "POST /api/templates/{id}/render/"]
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("type") == "operation-removed"
    assert "is gone [operation-removed d" in str(failure.text)


def test_junit_on_own_requests_with_any_name(own: Diff) -> None:
    assert own.checked is not None
    own.checked.sound.append("bell \a & \ud800")
    root = ElementTree.fromstring(junit.render(own).encode())  # noqa: S314 - our own
    names = [case.get("name") for case in root.findall(".//testcase")]
    assert names == ["A > <script>|`x`</script>", "Fine & well", "bell \\x07 & \\ud800"]


# ---- HTML (see also tests/e2e for what a browser makes of it)


def test_html_has_each_finding_once(diff: Diff) -> None:
    page = html_report.render(diff)
    for finding in diff.findings:
        assert page.count(f'id="{finding.fingerprint}"') == 1
    assert page.count("<article") == page.count("</article>") == len(diff.findings)
    assert page.count("<details") == page.count("</details>")


def test_html_says_what_came_and_went(diff: Diff) -> None:
    page = html_report.render(diff)
    assert "<span>After</span><pre>Merge Profiles\nmerge_profiles</pre>" in page
    assert "<span>Before</span><pre>Create Template Render\n" in page
    assert "<span>After</span><pre>maximum 50</pre>" in page


def test_html_asks_nobody_for_anything(diff: Diff, own: Diff) -> None:
    for each in (diff, own):
        page = html_report.render(each)
        assert re.findall(r"(?:src|href|action)\s*=\s*[\"']?([^\"' >]+)", page) == ["data:,"]
        assert re.search(r"url\(|@import|fetch\(|XMLHttpRequest|import\(", page) is None
        assert "default-src 'none'" in page


class _Reader(HTMLParser):
    """What runs or shapes a page: the texts of its scripts and styles, and attributes that are as good."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self.attributes: set[str] = set()
        self.policy = ""
        self._tag = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = tag
        self.attributes |= {name for name, _ in attrs if name.startswith("on") or name in ("style", "src")}
        if ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = str(dict(attrs)["content"])

    def handle_data(self, data: str) -> None:
        if self._tag in self.texts and data.strip():
            self.texts[self._tag].append(data)

    def handle_endtag(self, tag: str) -> None:
        self._tag = ""


def test_html_runs_and_wears_nothing_but_its_own(diff: Diff, own: Diff) -> None:
    for each in (diff, own):
        page = _Reader(html_report.render(each))
        assert page.attributes == set()
        for kind, texts in page.texts.items():
            (text,) = texts
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"{kind}-src 'sha256-{digest}'" in page.policy
        assert "unsafe" not in page.policy


def test_html_escapes_what_is_not_its_own(own: Diff) -> None:
    page = html_report.render(own)
    assert page.count("<script>") == 1
    assert "A &gt; &lt;script&gt;|`x`&lt;/script&gt;" in page
    assert "&lt;b&gt;over&lt;/b&gt;" in page


def hostile(*names: str) -> Api:
    """An API whose every name is a trap."""
    trap = "`<img src=x onerror=alert(1)>`|"
    schema = {"type": "object", "properties": {trap + name: {"type": "string"} for name in names}}
    operation = {
        "operationId": trap,
        "tags": [trap],
        "parameters": [
            {
                "name": trap,
                "in": "query",
                "schema": {"type": "string", "enum": [trap + name for name in names]},
            }
        ],
        "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": {},
    }
    document = {
        "openapi": "3.0.2",
        "info": {"title": trap, "version": trap},
        "paths": {"/<b>`": {"post": operation}},
    }
    return load_api(to_json(document), "hostile.json")[0]


def test_names_from_a_spec_cannot_do_anything() -> None:
    diff = diff_apis(hostile("a", "b"), hostile("b"), klaviyo_profile())
    assert len(diff.findings) == 2
    page = html_report.render(diff)
    assert "<img" not in page
    assert "<b>`" not in page
    assert page.count("<code>") == page.count("</code>")
    report = markdown.render(diff)
    for row in report.split("\n"):
        if row.startswith("| "):
            assert len(re.findall(r"(?<!\\)\|", row)) == 4
            assert row.count("`") % 2 == 0
    check(json_report.render(diff))
    ElementTree.fromstring(junit.render(diff))  # noqa: S314 - our own


def test_html_of_nothing(equal: Diff) -> None:
    page = html_report.render(equal)
    assert '<p class="none" id="none">' in page
    assert "<article" not in page


def test_html_on_revisions_in_between(stepwise: Diff) -> None:
    page = html_report.render(stepwise)
    assert '<span class="since">since 2025-06-15</span>' in page
    assert "through 2025-05-15, 2025-06-15, 2025-07-15" in page


def test_html_of_sound_requests(own: Diff) -> None:
    assert own.checked is not None
    own.checked.broken.clear()
    assert "All 1 can be sent as they are." in html_report.render(own)
