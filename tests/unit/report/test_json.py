"""The report for programs."""

from __future__ import annotations

import json

from generator.findings import Finding
from generator.report.json import render
from generator.report.subject import Subject

FINDING = Finding("url-parts", "error", 'raw is "é"\n…', "Profiles > Get", "/item/0/request/url")


def test_it_is_one_document_with_every_file() -> None:
    report = render([Subject("a.json", [FINDING]), Subject("b.json")])
    assert report.endswith("}\n")
    assert json.loads(report) == {
        "version": 1,
        "files": [
            {
                "name": "a.json",
                "counts": {"error": 1, "warning": 0, "info": 0},
                "findings": [
                    {
                        "rule": "url-parts",
                        "severity": "error",
                        "message": 'raw is "é"\n…',
                        "where": "Profiles > Get",
                        "pointer": "/item/0/request/url",
                        "fingerprint": FINDING.fingerprint,
                    }
                ],
            },
            {"name": "b.json", "counts": {"error": 0, "warning": 0, "info": 0}, "findings": []},
        ],
    }


def test_nothing_checked_is_a_document_as_well() -> None:
    assert json.loads(render([])) == {"version": 1, "files": []}
