"""Options that several commands share, and what they stand for."""

from __future__ import annotations

from collections.abc import Callable, Container
from pathlib import Path
from typing import cast

import click

from generator.cli.inputs import read_file, read_text_input
from generator.cli.settings import Settings
from generator.ignore import Entry, read_entries
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.load import load_document
from generator.openapi.store import SCHEMA_FILE
from generator.postman.profile import Profile

PROFILES: dict[str, Callable[[], Profile]] = {"klaviyo": klaviyo_profile, "none": Profile}

profile_option = click.option(
    "--profile",
    type=click.Choice(list(PROFILES)),
    default="klaviyo",
    show_default=True,
    help="Whose conventions to follow; none is the plain conversion.",
)
lookup_option = click.option(
    "--source",
    "base",
    metavar="BASE",
    envvar="KLAVIYO_POSTMAN_SOURCE",
    show_envvar=True,
    help="Look revisions up at this URL or folder (or `sample`) instead of the folder of specs.",
)


def _follow_remote(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    cast(Settings, ctx.obj).follows_remote = value


remote_option = click.option(
    "--allow-remote-refs",
    is_flag=True,
    expose_value=False,
    callback=_follow_remote,
    help="Fetch, over https, what a spec refers to on the web.",
)
schema_option = click.option(
    "--schema",
    metavar="FILE|URL",
    help="Postman's official JSON Schema, checked as well; by default the one `pull --schema` fetched.",
)

templates_option = click.option(
    "--templates",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of templates that stand in for the bundled ones of the same name.",
)


ignore_option = click.option(
    "--ignore",
    metavar="FILE",
    help="YAML: accepted findings by fingerprint, or by rule and pattern; each with a reason and a last day.",
)


def ignore_entries(given: str | None, rules: Container[str] | None = None) -> list[Entry]:
    """The entries of an ignore file, of these rules only, if given. Raises InputError for what is none."""
    if not given:
        return []
    name = given if given.endswith((".yaml", ".yml")) else f"{given}.yaml"
    return read_entries(load_document(read_file(given), name), given, rules)


def official_schema(given: str | None, settings: Settings) -> bytes | None:
    """The bytes of the official schema: the one given, else the one that was pulled, else none."""
    if given:
        return read_text_input(given)
    pulled = settings.specs / SCHEMA_FILE
    return read_file(str(pulled)) if pulled.is_file() else None
