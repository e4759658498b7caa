"""The shape of a collection on one page: an `Api` and a `Profile` in, a Collection out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generator.findings import Finding, plural
from generator.openapi.amend import amended
from generator.openapi.model import Api, Operation
from generator.openapi.sample import Sampler
from generator.openapi.selection import Extent, Order
from generator.postman.auth import NO_AUTH, Authenticator
from generator.postman.environment import environment
from generator.postman.folders import Folder, arrange
from generator.postman.ids import Ids
from generator.postman.items import ItemBuilder
from generator.postman.jsonapi import Links
from generator.postman.profile import Profile
from generator.postman.scope import Scope
from generator.postman.types import SCHEMA_URL, Collection, Environment, Item, ItemGroup
from generator.postman.words import Words
from generator.render import Templates, bundled_templates


class BuiltCollection(NamedTuple):
    """What was built from an API, and what was noticed on the way."""

    collection: Collection
    environment: Environment
    findings: list[Finding]
    requests_by_folder: dict[str, int]
    requests: int
    saved_examples: int

    @property
    def summary(self) -> str:
        """What the collection holds, in words."""
        requests, examples = plural(self.requests, "request"), plural(self.saved_examples, "saved example")
        return f"{requests} in {plural(len(self.requests_by_folder), 'folder')}, {examples}"


def build_collection(
    api: Api, profile: Profile, templates: Templates | None = None, extent: Extent = "useful"
) -> BuiltCollection:
    """Build the Postman collection of `api` by the conventions of `profile`.

    `extent` says how much of what is optional the bodies of requests hold. Deterministic: the same arguments
    give equal collections. Raises InputError for a broken template.
    """
    return _Builder(api, profile, templates or bundled_templates(), extent).build()


class _Builder:
    def __init__(self, api: Api, profile: Profile, templates: Templates, extent: Extent) -> None:
        api = api._replace(document=amended(api.document, profile.amendments, api.version))
        self._api = api
        self._profile = profile
        self._ids = Ids(profile.namespace_of(api))
        self._sampler = Sampler(api.document, extent, Order(profile.property_order))
        self._authenticator = Authenticator(api, profile)
        self._folders, self._untagged = arrange(api, profile)
        self._words = Words(api, profile, self._folders, templates)
        self._scope = Scope(api, self._authenticator.variables)
        self._items = ItemBuilder(
            self._sampler,
            profile,
            self._ids,
            self._authenticator,
            self._words,
            self._scope,
            Links(api) if profile.is_json_api else None,
        )

    def build(self) -> BuiltCollection:
        folders, untagged = self._folders, self._untagged
        name = self._profile.name_of(self._api)
        collection: Collection = {
            "info": {
                "_postman_id": self._ids.make("collection"),
                "name": name,
                "description": self._words.collection(),
                "schema": SCHEMA_URL,
            },
            "item": [
                *(self._folder(folder) for folder in folders),
                *self._requests(untagged, taken=[folder.name for folder in folders]),
            ],
            "variable": self._scope.variables,
        }
        self._scope.variables += [
            {"key": key, "value": value} for key, value in self._authenticator.row_variables.items()
        ]
        auth = self._authenticator.collection_auth
        if auth != NO_AUTH:
            collection["auth"] = auth
        return BuiltCollection(
            collection=collection,
            environment=environment(name, self._authenticator.auths, self._profile, self._ids),
            findings=[
                *self._scope.findings,
                *self._authenticator.findings,
                *self._sampler.findings,
                *self._items.findings,
                *self._words.findings,
            ],
            requests_by_folder={folder.name: len(list(folder.all_operations())) for folder in folders},
            requests=self._items.built,
            saved_examples=self._items.saved_examples,
        )

    def _folder(self, folder: Folder, *parents: str) -> ItemGroup:
        return {
            "id": self._ids.make("folder", *parents, folder.name),
            "name": folder.name,
            "description": self._words.folder(folder, parents),
            "item": [
                *(self._folder(subfolder, *parents, folder.name) for subfolder in folder.subfolders),
                *self._requests(folder.operations, taken=[subfolder.name for subfolder in folder.subfolders]),
            ],
        }

    def _requests(self, operations: list[Operation], taken: Sequence[str] = ()) -> list[Item]:
        """The items of one folder; names that are not unique get the operation's method and path."""
        items = [self._items.item(operation) for operation in operations]
        names = [*taken, *(item["name"] for item in items)]
        for item, operation in zip(items, operations, strict=True):
            if names.count(item["name"]) > 1:
                item["name"] += f" ({operation.title})"
        return items
