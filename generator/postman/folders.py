"""Operations to folders: one per tag in the document's order, sub-folders by the profile's rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.openapi.model import Api, Operation
from generator.postman.profile import Profile


@dataclass(slots=True)
class Folder:
    """A folder before its items are built; an operation stands in one folder only."""

    name: str
    description: str
    operations: list[Operation] = field(default_factory=list)
    subfolders: list[Folder] = field(default_factory=list)

    def all_operations(self) -> Iterator[Operation]:
        """Its operations and those of its sub-folders."""
        yield from self.operations
        for subfolder in self.subfolders:
            yield from subfolder.all_operations()


def arrange(api: Api, profile: Profile) -> tuple[list[Folder], list[Operation]]:
    """The folders of an API, those without operations left out, and the operations that have no tag."""
    folders = {tag.name: Folder(tag.name, tag.description) for tag in api.tags}
    untagged = []
    for operation in api.operations:
        if operation.tags:
            folders[operation.tags[0]].operations.append(operation)
        else:
            untagged.append(operation)
    used = [folder for folder in folders.values() if folder.operations]
    for folder in used:
        _divide(folder, profile)
    return used, untagged


def _divide(folder: Folder, profile: Profile) -> None:
    """Cut a folder into sub-folders if any of its operations names one; the rest goes to its namesake."""
    names = [subfolder_of(operation, profile) for operation in folder.operations]
    if not any(names):
        return
    subfolders: dict[str, Folder] = {}
    # The namesake comes first: it holds what the folder is about.
    for name in [folder.name, *names] if not all(names) else names:
        subfolders.setdefault(name or folder.name, Folder(name or folder.name, ""))
    for operation, name in zip(folder.operations, names, strict=True):
        subfolders[name or folder.name].operations.append(operation)
    folder.operations = []
    folder.subfolders = list(subfolders.values())


def subfolder_of(operation: Operation, profile: Profile) -> str:
    """The sub-folder that an operation or a rule of the profile names, empty if neither does."""
    named = operation.extensions.get(profile.subfolder_key)
    if isinstance(named, str) and named:
        return named
    for rule in profile.subfolder_rules:
        if operation.method == rule.method and rule.path_contains in operation.path:
            return rule.name
    return ""
