"""The page of `diff --format html` in a browser: it works, and it asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.diff.diff import diff_apis
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.read import load_api
from generator.report.diff.html import render
from generator.resources import bundled

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--window-size=1200,1600",
)  # fmt: skip


@pytest.fixture(scope="module")
def page() -> str:
    old, new = (
        load_api((bundled("specs/sample") / revision / "openapi/stable.yaml").read_bytes(), "stable.yaml")[0]
        for revision in ("2025-04-15", "2025-07-15")
    )
    return render(diff_apis(old, new, klaviyo_profile()))


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        reason = "needs Chromium: apt-get install chromium"
        (pytest.fail if os.environ.get("REQUIRE_CHROMIUM") == "1" else pytest.skip)(reason)
    return str(found)


def visit(browser: str, page: str, folder: Path, *flags: str) -> str:
    """What the browser prints of the page."""
    path = folder / "page.html"
    path.write_text(page, "utf-8")
    call = [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags, path.as_uri()]
    return subprocess.run(call, capture_output=True, text=True, timeout=60, check=True).stdout


# What a user does, and what is then to be seen; the page itself may run no other script.
STEPS = """
<script>
const state = () => ({
  shown: findings.filter((finding) => !finding.element.hidden).length,
  said: document.getElementById("shown").textContent,
  none: !document.getElementById("none").hidden,
});
const set = (element, value) => {
  element.value = value;
  element.dispatchEvent(new Event("input"));
  return state();
};
const tick = (box) => { box.checked = !box.checked; box.dispatchEvent(new Event("input")); return state(); };
const result = { all: state() };
result.breaking = (tick(levels[1]), tick(levels[2]));
tick(levels[1]); tick(levels[2]);
result.searched = set(search, "SORT  takes");
result.nothing = set(search, "no such words");
set(search, "");
result.api = set(api, "Lists");
set(api, "");
buttons.find((button) => button.dataset.api === "Profiles").click();
result.button = { ...state(), api: api.value };
buttons.find((button) => button.dataset.api === "Profiles").click();
result.again = { ...state(), api: api.value };
dispatchEvent(new Event("beforeprint"));
result.opened = [...document.querySelectorAll("article details")].every((element) => element.open);
dispatchEvent(new Event("afterprint"));
result.closed = [...document.querySelectorAll("article details")].every((element) => !element.open);
document.body.insertAdjacentHTML("beforeend", "<pre id=result></pre>");
document.getElementById("result").textContent = "RESULT" + JSON.stringify(result) + "END";
</script>
"""


def test_search_and_filters_work(browser: str, page: str, tmp_path: Path) -> None:
    steps = STEPS.strip().removeprefix("<script>").removesuffix("</script>")
    digest = base64.b64encode(hashlib.sha256(steps.encode()).digest()).decode()
    allowed = page.replace("script-src ", f"script-src 'sha256-{digest}' ")
    dom = visit(browser, allowed.replace("</body>", STEPS + "</body>"), tmp_path, "--dump-dom")
    (found,) = re.findall(r"RESULT(\{.*\})END", dom.replace("&amp;", "&"))
    result = json.loads(found)
    total = page.count("<article")
    assert result["all"] == {"shown": total, "said": f"{total} of {total}", "none": False}
    assert result["breaking"]["shown"] == page.count('data-level="breaking"')
    assert result["searched"]["shown"] == 1
    assert result["nothing"] == {"shown": 0, "said": f"0 of {total}", "none": True}
    assert result["api"]["shown"] == len(re.findall(r"data-apis='[^']*\"Lists\"", page))
    assert result["button"]["api"] == "Profiles"
    assert 0 < result["button"]["shown"] < total
    assert result["again"] == {"shown": total, "said": f"{total} of {total}", "none": False, "api": ""}
    assert result["opened"], "paper does not unfold"
    assert result["closed"]


def requests_of(log: Path) -> set[str]:
    """The URLs that a page asked for; what the browser asks for itself has no origin."""
    events = json.loads(log.read_bytes())["events"]
    asked = (event["params"] for event in events if {"url", "initiator"} <= event.get("params", {}).keys())
    return {
        row["url"]
        for row in asked
        if row["initiator"] != "not an origin" and not row["url"].startswith("file:")
    }


def test_it_can_be_seen_and_printed_without_a_request(browser: str, page: str, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    visit(browser, page, tmp_path, f"--screenshot={tmp_path / 'page.png'}", f"--log-net-log={log}")
    visit(browser, page, tmp_path, f"--print-to-pdf={tmp_path / 'page.pdf'}")
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "page.png").stat().st_size > 50_000, "it is not blank"
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert requests_of(log) == set()


def test_a_request_would_be_seen(browser: str, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    image = '<img src="http://elsewhere.example.com/x.png">'
    visit(browser, image, tmp_path, f"--screenshot={tmp_path / 'page.png'}", f"--log-net-log={log}")
    assert requests_of(log) == {"http://elsewhere.example.com/x.png"}
