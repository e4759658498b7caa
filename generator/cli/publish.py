"""`klaviyo-postman publish`: a collection to a shared Postman workspace."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import click

from generator.cli.output import ask, say, show, telling, warn
from generator.cli.settings import Settings, is_terminal
from generator.errors import InputError, UsageError
from generator.escape.lines import block, line

if TYPE_CHECKING:
    from generator.findings import Finding
    from generator.json_types import JSONObject
    from generator.publish.apply import Publisher
    from generator.publish.client import Client
    from generator.publish.environment import EnvironmentPublisher
    from generator.publish.plan import OnDrift
    from generator.publish.prepare import Prepared
    from generator.publish.state import StateFile

KEY = "POSTMAN_API_KEY"
STATUS = "status"
REGIONS = ("us", "eu")


class _Extras(NamedTuple):
    environment: Path | None
    announce: Path | None
    mark_latest: bool


@click.command("publish")
@click.argument("name", metavar="COLLECTION|status")
@click.option("--workspace", metavar="ID", default="", help="The workspace to publish to.")
@click.option("--plan", "plan", is_flag=True, help="Only say what would be done; nothing is written.")
@click.option("--verify", is_flag=True, help="Only hold what is there against COLLECTION.")
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("published.json"),
    show_default=True,
    help="What was published, by ids; made to be committed.",
)
@click.option(
    "--on-drift",
    type=click.Choice(["stop", "keep", "overwrite"]),
    default="stop",
    show_default=True,
    help="What becomes of changes that others made since the last publish.",
)
@click.option("--adopt", is_flag=True, help="Take over a collection of that name without asking.")
@click.option(
    "--environment",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Publish this environment as well, its secrets without values.",
)
@click.option(
    "--announce",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Post this Markdown, such as a report of `diff`, as an update of the workspace.",
)
@click.option("--mark-latest", is_flag=True, help='Move the mark "(Latest …)" to this collection.')
@click.option("--region", type=click.Choice(REGIONS), default="us", show_default=True, help="Whose servers.")
@click.option("--base-url", metavar="URL", default="", help="Another server: https, or on this machine.")
@click.pass_obj
def command(
    settings: Settings,
    *,
    name: str,
    workspace: str,
    plan: bool,
    verify: bool,
    state: Path,
    on_drift: str,
    adopt: bool,
    environment: Path | None,
    announce: Path | None,
    mark_latest: bool,
    region: str,
    base_url: str,
) -> None:
    """Publish COLLECTION to a Postman workspace: plan, apply, verify.

    With the word `status` (a file of that name is ./status) list what was published, what others changed
    since, and its forks. The key of the Postman API is taken from POSTMAN_API_KEY and from nowhere else.
    """
    from generator.publish.client import PATIENCE, Client
    from generator.publish.client import REGIONS as SERVERS
    from generator.publish.state import StateFile

    if plan and verify:
        raise UsageError("--plan and --verify exclude each other")
    trace = (lambda text: warn(line(text))) if settings.verbosity > 0 else None
    file = StateFile(state)
    base = base_url or SERVERS[region]
    with Client(os.environ.get(KEY, ""), base, PATIENCE, trace) as client:
        if name == STATUS:
            _status(client, file, workspace)
            return
        if not workspace:
            raise UsageError("no workspace", "give its id with --workspace")
        extras = _Extras(environment, announce, mark_latest)
        with telling(settings.verbosity == 0 and is_terminal(sys.stderr)) as tell:
            publisher = _publisher(client, file, name, workspace, on_drift, adopt or plan, tell)
            code = _run(publisher, extras, plan, verify, settings)
    if code:
        raise click.exceptions.Exit(code)


def _publisher(
    client: Client,
    file: StateFile,
    name: str,
    workspace: str,
    on_drift: str,
    adopt: bool,
    tell: Callable[[str], None],
) -> Publisher:
    from generator.cli.inputs import shown
    from generator.publish.apply import Publisher
    from generator.publish.document import name_of
    from generator.publish.target import require_workspace_id

    require_workspace_id(workspace)
    collection, told = _read(name), shown(name)
    if not isinstance(collection.get("info"), dict) or not isinstance(collection.get("item"), list):
        raise InputError(f"{told}: not a collection: it has no info or no item")
    if not name_of(collection):
        raise InputError(f"{told}: the collection has no name", "it is told from others by its name")
    return Publisher(
        client,
        file,
        workspace,
        collection,
        on_drift=cast("OnDrift", on_drift),
        confirm=_confirm(adopt),
        tell=tell,
        options=_manifest(Path(name).with_name("manifest.json"), Path(name)),
    )


def _run(publisher: Publisher, extras: _Extras, plan: bool, verify: bool, settings: Settings) -> int:
    from generator.cli.inputs import read_file
    from generator.publish.lock import publisher_lock

    if verify:
        return _report(publisher.verify(), settings)
    text = read_file(str(extras.announce)).decode(errors="replace") if extras.announce else ""
    if plan:
        prepared = publisher.prepare()
        _say(prepared, publisher, settings)
        _plan_environment(publisher, prepared, extras, settings)
        return 1 if prepared.plan.drift and publisher.on_drift == "stop" else 0
    with publisher_lock(publisher.workspace):
        prepared = publisher.prepare()
        _say(prepared, publisher, settings)
        findings = publisher.apply(prepared)
        entry = publisher.entry
        uid = entry.uid if entry else ""
        done = {"create": "created", "update": "updated", "nothing": "unchanged"}[prepared.plan.action]
        _note(settings, f"{done} {uid}, recorded in {publisher.state.path}")
        code = _report(findings, settings)
        if code == 0:
            _extras(publisher, prepared, extras, uid, text, settings)
    _note(settings, f"{publisher.client.calls} API calls")
    return code


def _extras(
    publisher: Publisher, prepared: Prepared, extras: _Extras, uid: str, text: str, settings: Settings
) -> None:
    from generator.publish.extras import announce, mark_latest

    environment = _environment(publisher, prepared, extras, settings)
    if environment:
        _note(settings, f"environment {environment.name!r} {environment.apply()}")
    if extras.mark_latest:
        for said in mark_latest(publisher.client, publisher.state, publisher.workspace, uid):
            _note(settings, said)
    if text:
        _note(settings, announce(publisher.client, publisher.state, publisher.workspace, publisher.own, text))


def _plan_environment(publisher: Publisher, prepared: Prepared, extras: _Extras, settings: Settings) -> None:
    environment = _environment(publisher, prepared, extras, settings)
    if environment:
        uid, content = environment.plan()
        doing = "nothing to do" if content is None else f"update {uid}" if uid else "create"
        _note(settings, f"environment {environment.name!r}: {doing}")


def _environment(
    publisher: Publisher, prepared: Prepared, extras: _Extras, settings: Settings
) -> EnvironmentPublisher | None:
    if extras.environment is None:
        return None
    from generator.publish.environment import EnvironmentPublisher, has_secret_values

    content = _read(str(extras.environment))
    if not isinstance(content.get("values"), list) or not content.get("name"):
        raise InputError(f"{extras.environment}: not an environment: it has no name or no values")
    for key in has_secret_values(content):
        settings.note(line(f"{extras.environment}: the value of the secret {key} is not published"))
    return EnvironmentPublisher(
        publisher.client,
        publisher.state,
        prepared.workspace,
        content,
        publisher.on_drift,
        publisher.confirm,
    )


def _status(client: Client, file: StateFile, workspace: str) -> None:
    from generator.publish.describe import status_lines
    from generator.publish.status import revisions

    found = False
    for revision in revisions(client, file.state, workspace):
        found = True
        show(block(map(line, status_lines(revision))))
    if not found:
        say(line(f"nothing is recorded in {file.path}"))


def _say(prepared: Prepared, publisher: Publisher, settings: Settings) -> None:
    from generator.publish.describe import described
    from generator.publish.document import name_of

    if settings.verbosity >= 0:
        show(block(map(line, described(prepared, name_of(publisher.collection)))))
    if prepared.plan.drift and publisher.on_drift == "overwrite":
        settings.note(line("overwriting what others changed, as listed"))


def _report(findings: list[Finding], settings: Settings) -> int:
    from generator.report.text import said, verdict

    for finding in findings:
        warn(line(said(finding)))
    _note(settings, "verified" if not findings else f"verified: {verdict(findings)}")
    return 1 if findings else 0


def _note(settings: Settings, text: str) -> None:
    if settings.verbosity >= 0:
        say(line(text))


def _confirm(adopt: bool) -> Callable[[str], bool]:
    def confirm(question: str) -> bool:
        return adopt or (is_terminal(sys.stdin) and ask(line(question)))

    return confirm


def _read(name: str) -> JSONObject:
    from generator.cli.inputs import read_text_input, shown
    from generator.openapi.load import load_document

    return load_document(read_text_input(name), shown(name))


def _manifest(path: Path, collection: Path) -> JSONObject:
    """What the manifest beside the collection says of where it comes from, if it is about this very file."""
    import hashlib

    from generator.cli.inputs import read_file

    if not path.is_file() or not collection.is_file():
        return {}
    manifest = _read(str(path))
    digests = manifest.get("sha256")
    digest = hashlib.sha256(read_file(str(collection))).hexdigest()
    if not isinstance(digests, dict) or digests.get(collection.name) != digest:
        return {}  # edited by hand, or another collection's
    return {key: manifest[key] for key in ("spec", "profile", "options") if key in manifest}
