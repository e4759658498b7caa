"""`diff` as a whole: what it takes, what it says, and how it exits."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import diff as command
from generator.encode import to_json
from generator.openapi.load import load_document
from generator.resources import bundled

Outcome = tuple[int, str, str]
Run = Callable[..., Outcome]

SPECS = bundled("specs/sample")
OLD = SPECS / "2025-04-15/openapi/stable.yaml"
NEW = SPECS / "2025-07-15/openapi/stable.yaml"
PAIR = ("2025-04-15", "2025-07-15")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample specs as JSON, which is read in a tenth of the time."""
    root = tmp_path_factory.mktemp("sample")
    for spec in SPECS.glob("*/openapi/*.yaml"):
        path = root / spec.relative_to(SPECS).with_suffix(".json")
        path.parent.mkdir(parents=True)
        path.write_bytes(to_json(load_document(spec.read_bytes(), spec.name)))
    return root


@pytest.fixture
def diff(run: Run, folder: Path) -> Run:
    """`klaviyo-postman diff` among the sample revisions."""
    return lambda *arguments, **options: run("diff", "--source", folder, *arguments, **options)


@pytest.fixture(autouse=True)
def _no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def test_two_revisions(diff: Run) -> None:
    code, out, err = diff(*PAIR)
    assert (code, err) == (1, "")
    assert out.startswith("2025-04-15 -> 2025-07-15: 28 breaking changes in ")
    assert "\033" not in out, "nobody looks at a terminal"


@pytest.mark.parametrize(
    "sides",
    [
        ("--from", "2025-04-15", "--to", "2025-07-15"),
        ("2025-04-15", "--to", "latest"),
        ("2025-04-15", "sample"),
        (str(OLD), str(NEW)),
    ],
)
def test_sides_in_any_spelling(diff: Run, sides: tuple[str, ...]) -> None:
    assert diff(*sides)[1] == diff(*PAIR)[1]


def test_standard_input(diff: Run) -> None:
    assert diff("-", str(NEW), stdin=OLD.read_bytes())[1] == diff(*PAIR)[1]


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html", "github", "junit"])
def test_a_report_goes_to_a_file_as_it_would_be_printed(diff: Run, tmp_path: Path, form: str) -> None:
    code, printed, _ = diff(*PAIR, "--format", form)
    assert code == 1
    code, out, _ = diff(*PAIR, "--format", form, "-o", "deep/report")
    assert (code, out) == (1, "")
    assert (tmp_path / "deep/report").read_text("utf-8") == printed
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["report"]


@pytest.mark.parametrize(("threshold", "code"), [("breaking", 1), ("warning", 1), ("any", 1), ("none", 0)])
def test_exit_codes_follow_the_threshold(diff: Run, threshold: str, code: int) -> None:
    assert diff(*PAIR, "--fail-on", threshold)[0] == code
    assert diff("2025-07-15", "2025-07-15", "--fail-on", threshold)[0] == 0


def test_nothing_is_said_of_nothing_when_quiet(run: Run, diff: Run, folder: Path) -> None:
    assert run("-q", "diff", "--source", folder, "2025-07-15", "2025-07-15") == (0, "", "")
    assert diff("2025-07-15", "2025-07-15")[1] == (
        "2025-07-15, changed in place: Nothing changed that a request or a script could notice.\n"
    )
    assert run("-q", "diff", "--source", folder, *PAIR)[1] != ""


def test_levels(diff: Run) -> None:
    rule = "parameter-became-required"
    quieter = json.loads(diff(*PAIR, "--format", "json", "--level", f"{rule}=note")[1])
    assert quieter["notes"][rule] == 1
    assert rule not in {finding["rule"] for finding in quieter["findings"]}
    louder = json.loads(diff(*PAIR, "--format", "json", "--level", "summary-changed=warning")[1])
    assert "summary-changed" not in louder["notes"]
    assert louder["counts"]["warning"] == quieter["counts"]["warning"] + 12


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "two revisions or files are compared"),
        (("2025-04-15",), "two revisions or files are compared"),
        (("a", "b", "c"), "two revisions or files are compared"),
        (
            (*PAIR, "--level", "x"),
            "--level x: not RULE=LEVEL (a level is one of breaking, warning, info, note)",
        ),
        ((*PAIR, "--level", "summary-changed=bad"), "not RULE=LEVEL"),
        ((*PAIR, "--level", "sumary-changed=info"), "no rule 'sumary-changed' (did you mean summary-changed"),
        ((*PAIR, "--level", "zzz=info"), "no rule 'zzz'"),
        ((*PAIR[::-1], "--through"), "--through goes from a revision to a later one"),
        (("2025-04-15", "2025-07-15.pre", "--through"), "--through goes from a revision to a later one"),
        ((*PAIR, "--format", "pdf"), "--format"),
        ((*PAIR, "--fail-on", "x"), "--fail-on"),
        (("2025-13-45", "2025-07-15"), "2025-13-45"),
    ],
)
def test_usage_errors(diff: Run, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = diff(*arguments)
    assert (code in (2, 3), out) == (True, "")
    assert said in err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("", "empty"),
        ('{"openapi": "3.0.2", "paths": {', "not JSON at line 1"),
        ('{"openapi": "3.0.2", "info": {"title": "O", "version": "9"},'
         ' "paths": {"/x": {"get": {"responses": {}}}}}',
         "Klaviyo API 2025-04-15 and O 9 have no operation in common"),
        ('{"info": {"schema": "https://schema.getpostman.com/x"}, "item": []}',
         "a collection without the manifest.json"),
        ("[]", "where an OpenAPI document is an object"),
    ],
)  # fmt: skip
def test_bad_input_is_one_error_and_no_report(
    diff: Run, tmp_path: Path, content: str | None, said: str
) -> None:
    if content is not None:
        Path("bad.json").write_text(content, "utf-8")
    Path("report.html").write_text("before")
    code, out, err = diff("2025-04-15", "bad.json", "--format", "html", "-o", "report.html")
    assert (code, out) == (3, "")
    assert err.startswith("Error: ")
    assert err.count("\n") == 1
    assert said in err
    assert Path("report.html").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        {"report.html", *(["bad.json"] if content is not None else [])}
    )


def test_a_spec_may_speak_of_collections(run: Run) -> None:
    Path("spec.yaml").write_bytes(
        OLD.read_bytes() + b"x-see: https://schema.getpostman.com/json/collection/\n"
    )
    assert run("diff", str(OLD), "spec.yaml")[0] == 0


def test_a_report_that_cannot_be_written(diff: Run) -> None:
    Path("file").write_text("")
    code, _, err = diff(*PAIR, "-o", "file/report")
    assert code == 4
    assert "cannot be written" in err


# ---- one revision at two times


def test_drift(run: Run) -> None:
    changed = (
        NEW.read_text("utf-8").replace("steady: 700/m", "steady: 1/m").replace("steady: 750/m", "steady: 1/m")
    )
    Path("later.yaml").write_text(changed, "utf-8")
    code, out, err = run("diff", f"2025-07-15@{NEW}", "later.yaml", "--fail-on", "warning")
    assert (code, err) == (1, "")
    assert out.startswith("2025-07-15, changed in place: No saved request breaks: 1 warning")
    assert "lower rate limit: steady 1/m, before steady 750/m" in out


def test_a_file_may_be_called_a_revision(run: Run) -> None:
    record = json.loads(run("diff", f"2024-01-15@{OLD}", f"2024-02-15@{NEW}", "--format", "json")[1])
    assert (record["old"]["revision"], record["new"]["revision"]) == ("2024-01-15", "2024-02-15")
    assert record["drift"] is False
    assert record["old"]["source"] == f"2024-01-15@{OLD}"


# ---- what `generate` wrote


@pytest.fixture
def generated(run: Run) -> Path:
    assert run("generate", "--source", "sample", "2025-04-15")[0] == 0
    return Path("output/2025-04-15")


def test_generated_collections_stand_for_their_specs(run: Run, diff: Run, generated: Path) -> None:
    expected = diff(*PAIR)[1]
    for name in (generated, generated / "klaviyo.postman_collection.json"):
        assert run("diff", name, str(NEW))[1] == expected


def test_the_spec_of_a_collection_is_found_where_it_was(run: Run, tmp_path: Path) -> None:
    Path("mine.yaml").write_bytes(OLD.read_bytes() + b"# mine\n")
    assert run("generate", "mine.yaml", "--output", "elsewhere")[0] == 0
    assert run("diff", "elsewhere/2025-04-15", str(NEW))[0] == 1
    Path("mine.yaml").write_bytes(OLD.read_bytes())
    code, _, err = run("diff", "elsewhere/2025-04-15", str(NEW))
    assert code == 3
    assert "2025-04-15 from mine.yaml, is not to be found as it was (pull it, or say where it is with" in err


def rename(generated: Path, **spec: str) -> None:
    """Let the manifest name another spec."""
    manifest = json.loads((generated / "manifest.json").read_bytes())
    manifest["spec"] |= spec
    (generated / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("key", ["source", "version"])
def test_what_a_manifest_names_is_not_fetched_by_its_word(
    run: Run, generated: Path, serve: Callable[[dict[str, bytes]], str], key: str
) -> None:
    content = OLD.read_bytes()
    base = serve({"/2025-04-15/openapi/stable.json": content})
    url = f"{base}/2025-04-15/openapi/stable.json"
    rename(
        generated, **{"source": "", "version": "", "sha256": hashlib.sha256(content).hexdigest(), key: url}
    )
    code, _, err = run("diff", generated, str(NEW))
    assert (code, "is not to be found as it was (pull it, or say where it is with --source)" in err) == (
        3,
        True,
    )
    if key == "source":
        assert run("diff", "--source", base, generated, str(NEW))[0] == 1
        assert run("diff", "--source", f"{base}/2025-04-15", generated, str(NEW))[0] == 1
        assert run("diff", "--source", f"{base}/other", generated, str(NEW))[0] == 3


@pytest.mark.parametrize("name", ["-", "latest", "sample", "sample:-", "sample:latest"])
def test_a_manifest_names_nothing_but_revisions_and_files(run: Run, generated: Path, name: str) -> None:
    content = OLD.read_bytes()
    rename(generated, source=name, version=name, sha256=hashlib.sha256(content).hexdigest())
    assert run("diff", generated, str(NEW), stdin=content)[0] == 3


def test_a_revision_that_is_another_is_said(run: Run, tmp_path: Path) -> None:
    for revision in ("2025-07-15", "2026-07-15"):
        path = tmp_path / "specs" / revision / "openapi/stable.yaml"
        path.parent.mkdir(parents=True)
        path.write_bytes(NEW.read_bytes())
    code, _, err = run("diff", "2025-07-15", "2026-07-15")
    assert (code, err) == (0, "note: 2026-07-15: the spec is of '2025-07-15' by what it says\n")
    assert run("diff", "-q", "2025-07-15", "2026-07-15")[2] == ""


def test_what_may_be_secret_in_a_url_is_not_told(run: Run, serve: Callable[[dict[str, bytes]], str]) -> None:
    base = serve({"/old.yaml?token=secret": OLD.read_bytes(), "/new.yaml?token=secret": NEW.read_bytes()})
    code, out, err = run("diff", f"{base}/old.yaml?token=secret", f"{base}/new.yaml?token=secret")
    assert code == 1
    assert "secret" not in out + err
    assert "secret" not in run("diff", f"{base}/gone.yaml?token=secret", "x")[2]


@pytest.mark.parametrize("content", ["{", "[]", '{"spec": 1}'])
def test_a_damaged_manifest(run: Run, generated: Path, content: str) -> None:
    (generated / "manifest.json").write_text(content)
    code, _, err = run("diff", generated, str(NEW))
    assert code == 3
    assert "manifest.json: not a manifest that `generate` wrote" in err


# ---- through revisions


@pytest.fixture
def store() -> Path:
    """Three revisions: nothing changes with the second, all with the third."""
    text = OLD.read_text("utf-8")
    for revision, content in (
        ("2025-04-15", text),
        ("2025-07-15", text.replace("version: '2025-04-15'", "version: '2025-07-15'")),
        ("2025-10-15", NEW.read_text("utf-8").replace("version: '2025-07-15'", "version: '2025-10-15'")),
    ):
        path = Path("specs") / revision / "openapi/stable.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(content, "utf-8")
    return Path("specs")


def test_through(run: Run, store: Path) -> None:
    code, out, err = run("diff", "--from", "2025-04-15", "--to", "latest", "--through", "--format", "json")
    assert (code, err) == (1, "")
    record = json.loads(out)
    assert record["steps"] == ["2025-07-15", "2025-10-15"]
    brought = {finding["brought_by"] for finding in record["findings"]}
    assert brought == {"2025-10-15"}


def test_through_files_of_which_one_says_no_revision(run: Run, store: Path) -> None:
    Path("odd.yaml").write_text(
        OLD.read_text("utf-8").replace("version: '2025-04-15'", "version: one"), "utf-8"
    )
    code, _, err = run("diff", "odd.yaml", "latest", "--through")
    assert code == 2
    assert "odd.yaml: 'one' is not a revision, and --through walks revisions" in err
    assert run("diff", str(OLD), "latest", "--through")[0] == 1


def test_through_names_what_is_not_at_hand(run: Run, store: Path) -> None:
    (store / "2025-07-15/openapi/stable.yaml").unlink()
    _, _, err = run("diff", "2025-04-15", "2025-10-15", "--through", "--fail-on", "none")
    assert err == "not at specs, and so left out: 2025-07-15\n"


def test_through_a_source_that_cannot_be_listed(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.openapi.source import NotListable
    from generator.openapi.store import Store

    def refuse(_: Store) -> None:
        raise NotListable("no")

    monkeypatch.setattr(Store, "revisions", refuse)
    out = run("diff", "2025-04-15", "2025-10-15", "--through", "--format", "json")[1]
    assert json.loads(out)["steps"] == ["2025-07-15", "2025-10-15"]


# ---- a collection of the user's own


def collection(*urls: str) -> None:
    items = [{"name": url, "request": {"method": "GET", "url": f"{{{{baseUrl}}}}{url}"}} for url in urls]
    Path("mine.json").write_text(json.dumps({"info": {"name": "Mine"}, "item": items}))


def test_own_requests(diff: Run) -> None:
    collection("/api/profiles/?sort=id", "/api/lists/", "/elsewhere")
    code, out, _ = diff(*PAIR, "--collection", "mine.json")
    assert code == 1
    assert out.startswith("2025-04-15 -> 2025-07-15: 1 of 3 requests in mine.json breaks.\n")
    assert "query sort no longer takes id, -id: use another value" in out
    collection("/api/lists/")
    assert diff(*PAIR, "--collection", "mine.json")[0] == 0, "what breaks others is no concern"
    assert diff(*PAIR, "--collection", "mine.json", "--fail-on", "warning")[0] == 1


def test_what_is_no_collection(diff: Run) -> None:
    code, _, err = diff(*PAIR, "--collection", OLD)
    assert code == 3
    assert "not a Postman collection" in err


# ---- accepted findings


def test_the_ignore_file_and_its_day(diff: Run) -> None:
    Path("ignore.yaml").write_text(
        "ignore:\n  - {rule: parameter-became-required, reason: we send it, expires: 2026-06-30}\n"
    )
    code, out, _ = diff(*PAIR, "--ignore", "ignore.yaml", "--today", "2026-06-30")
    assert code == 1
    assert "27 breaking changes" in out
    assert "1 finding ignored" in out
    out = diff(*PAIR, "--ignore", "ignore.yaml", "--today", "2026-07-01")[1]
    assert "28 breaking changes" in out
    assert "ignore file: parameter-became-required *: expired on 2026-06-30: we send it" in out


def test_a_bad_ignore_file(diff: Run) -> None:
    assert diff(*PAIR, "--ignore", "none.yaml")[0] == 3
    Path("ignore.yaml").write_text("ignore: 1")
    code, _, err = diff(*PAIR, "--ignore", "ignore.yaml")
    assert code == 3
    assert "ignore.yaml: an ignore file has one key" in err


# ---- a job on GitHub


def test_the_summary_of_a_job_is_added_to(diff: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = Path("summary.md").absolute()
    summary.write_text("# Before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    diff(*PAIR)
    assert summary.read_text() == "# Before\n", "only where GitHub is reported to"
    out = diff(*PAIR, "--format", "github")[1]
    assert out.count("::error ") == 28
    markdown = diff(*PAIR, "--format", "markdown")[1]
    assert summary.read_text("utf-8") == "# Before\n" + markdown


def test_a_summary_that_cannot_be_written(diff: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "/nowhere/at/all")
    assert diff(*PAIR, "--format", "github")[0] == 4


# ---- a person at a terminal


def test_colours_are_for_terminals(diff: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "is_terminal", lambda _: True)
    assert "\033[31m" in diff(*PAIR)[1]
    diff(*PAIR, "-o", "report.txt")
    assert "\033" not in Path("report.txt").read_text("utf-8")


# ---- options in a configuration file


def test_the_configuration_file_names_options_as_the_command_line_does(run: Run) -> None:
    Path("klaviyo-postman.toml").write_text(
        '[diff]\nsource = "sample"\nfail-on = "none"\nformat = "json"\nlevel = ["summary-changed=info"]\n'
        'from = "2025-04-15"\nto = "2025-07-15"\n'
    )
    code, out, _ = run("diff", "--trust-config")
    assert code == 0
    assert "summary-changed" not in json.loads(out)["notes"]


# ---- what it costs


# Not ru_maxrss: that of a child begins with its parent's, which is this process.
USED = """
import re, sys, time
def used():
    peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())
    print(time.process_time(), peak[1], file=sys.stderr)
"""
MEASURE = f"""
{USED}
from generator.cli import main
try:
    main()
finally:
    used()
"""
PAIRS = f"""
{USED}
from pathlib import Path
from generator import diff_apis, klaviyo_profile, load_api
from generator.report.diff.reporters import REPORTERS
old = None
for path in sorted(Path(sys.argv[1]).glob("2*/openapi/stable.json")):
    new, _ = load_api(path.read_bytes(), path.name)
    if old is not None:
        REPORTERS["markdown"](diff_apis(old, new, klaviyo_profile()))
    old = new
used()
"""


def measured(*command: str, folder: Path) -> tuple[float, int, str]:
    """Seconds of CPU, kilobytes of memory and standard output of a whole process."""
    call = [sys.executable, "-c", *command]
    done = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=True)
    seconds, kilobytes = done.stderr.split()
    return float(seconds), int(kilobytes), done.stdout


@pytest.fixture
def specs() -> str:
    if not Path("/proc/self/status").exists():
        pytest.skip("memory is measured as Linux tells it")
    folder = os.environ.get("KLAVIYO_SPECS")
    if folder:
        return folder
    reason = "needs Klaviyo's specs: let KLAVIYO_SPECS name a folder of <branch>/openapi/<channel>.json"
    if os.environ.get("REQUIRE_REAL_SPECS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def test_a_real_pair_is_cheap(tmp_path: Path, specs: str) -> None:
    """Wanted are 0.8 s; thrice that is refused, since the machine may be busy."""
    call = ("--specs", specs, "diff", "2026-01-15", "2026-04-15", "--fail-on", "none", "--format", "markdown")
    seconds, kilobytes, out = measured(MEASURE, *call, folder=tmp_path)
    assert seconds < 3 * 0.8
    assert kilobytes < 150_000
    assert len(out) <= 60_000
    assert re.match(r"## 2026-01-15 -> 2026-04-15\n", out)


def test_all_pairs_are_cheap(tmp_path: Path, specs: str) -> None:
    """Wanted are 8 s and 150 MB for all consecutive revisions in one process."""
    seconds, kilobytes, _ = measured(PAIRS, specs, folder=tmp_path)
    assert seconds < 3 * 8
    assert kilobytes < 150_000


def test_a_diff_says_what_was_compared(diff: Run) -> None:
    record = json.loads(diff("2025-04-15", str(NEW), "--format", "json")[1])
    assert record["old"] == {"revision": "2025-04-15", "title": "Klaviyo API", "source": "2025-04-15"}
    assert record["new"] == {"revision": "2025-07-15", "title": "Klaviyo API", "source": str(NEW)}
