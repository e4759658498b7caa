"""`klaviyo-postman validate`: check collections, ours or anybody's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

import click

from generator.cli.conformance import accepted, details, notes
from generator.cli.inputs import read_spec, read_text_input, shown
from generator.cli.options import (
    PROFILES,
    ignore_entries,
    ignore_option,
    official_schema,
    profile_option,
    remote_option,
    schema_option,
)
from generator.cli.output import show
from generator.cli.settings import Settings
from generator.errors import working_on
from generator.escape.lines import line
from generator.ignore import IgnoreList
from generator.json_types import JSON, JSONObject
from generator.openapi.load import load_document
from generator.openapi.store import Store
from generator.postman.profile import Profile
from generator.postman.types import Collection
from generator.report.reports import REPORTERS
from generator.report.subject import Subject
from generator.validate.check import check_collection, hold_to, open_contract
from generator.validate.schema import Schema, load_schema

if TYPE_CHECKING:
    from generator.validate.conformance.contract import Contract


@click.command("validate")
@click.argument("names", nargs=-1, required=True, metavar="COLLECTION...")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(REPORTERS)),
    default="text",
    show_default=True,
    help="How to report: for people, for programs, or as annotations of GitHub Actions.",
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--spec",
    metavar="REVISION|FILE|URL|-",
    help="The spec they were made from: hold each request, as it is sent, and each saved example to it.",
)
@ignore_option
@remote_option
@profile_option
@schema_option
@click.pass_obj
def command(
    settings: Settings,
    *,
    names: tuple[str, ...],
    form: str,
    strict: bool,
    spec: str | None,
    ignore: str | None,
    profile: str,
    schema: str | None,
) -> None:
    """Check each COLLECTION: its format, by our schema and by Postman's if at hand, and our own rules.

    A COLLECTION is a file, a URL, or - for standard input. With --spec, its requests and saved examples are
    checked with openapi-core against the spec as well. Exits with 1 if any has an error.
    """
    content = official_schema(schema, settings)
    official = load_schema(content, schema or "official schema") if content else None
    given = read_spec(spec, Store(settings.specs), settings) if spec else None
    contract = open_contract(given.content, given.name) if given else None
    entries = IgnoreList(ignore_entries(ignore), date.today())
    subjects = []
    for name in names:
        with working_on(shown(name)):
            subject = _checked(name, PROFILES[profile](), official, contract)
            subjects.append(_without_accepted(subject, entries, settings.verbosity > 0))
    if settings.verbosity >= 0 or any(subject.findings for subject in subjects):
        show(REPORTERS[form](subjects))
    for complaint in entries.complaints():
        settings.note(line(f"{ignore}: {complaint}"))
    if any(subject.fails(strict) for subject in subjects):
        raise click.exceptions.Exit(1)


def _checked(name: str, profile: Profile, official: Schema | None, contract: Contract | None) -> Subject:
    collection = cast(Collection, load_document(read_text_input(name), shown(name)))
    subject = Subject(shown(name), check_collection(collection, profile, official))
    if contract is not None:
        result = hold_to(contract, collection, profile)
        subject.findings.extend(result.findings)
        subject.notes.extend(notes(result))
        subject.details.update(details(result))
    return subject


def _without_accepted(subject: Subject, entries: IgnoreList, verbose: bool) -> Subject:
    """The subject without the findings that are accepted, which are counted instead."""
    kept, ignored = entries.split(subject.findings)
    record = [
        {**finding.record(), "reason": entry.reason, "expires": entry.expires.isoformat()}
        for finding, entry in ignored
    ]
    details: JSONObject = {"ignored": cast(JSON, record)} if ignored else {}
    return replace(
        subject,
        findings=kept,
        notes=[*accepted(ignored), *subject.notes],
        details={**subject.details, **details},
        known_by=verbose,
    )
