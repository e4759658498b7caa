"""`klaviyo-postman validate`: check collections, ours or anybody's."""

from __future__ import annotations

from typing import cast

import click

from generator.cli.inputs import read_text_input
from generator.cli.options import PROFILES, official_schema, profile_option, schema_option
from generator.cli.settings import Settings
from generator.openapi.load import load_document
from generator.postman.types import Collection
from generator.report.reports import REPORTERS
from generator.report.subject import Subject
from generator.validate.check import check_collection
from generator.validate.schema import load_schema


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
@profile_option
@schema_option
@click.pass_obj
def command(
    settings: Settings, *, names: tuple[str, ...], form: str, strict: bool, profile: str, schema: str | None
) -> None:
    """Check each COLLECTION: its format, by our schema and by Postman's if at hand, and our own rules.

    A COLLECTION is a file, a URL, or - for standard input. Exits with 1 if any has an error.
    """
    content = official_schema(schema, settings)
    official = load_schema(content, schema or "official schema") if content else None
    subjects = []
    for name in names:
        collection = cast(Collection, load_document(read_text_input(name), name))
        subjects.append(Subject(name, check_collection(collection, PROFILES[profile](), official)))
    if settings.verbosity >= 0 or any(subject.findings for subject in subjects):
        click.echo(REPORTERS[form](subjects), nl=False)
    if any(subject.fails(strict) for subject in subjects):
        raise click.exceptions.Exit(1)
