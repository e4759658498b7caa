"""Operations to folders: one per tag in the document's order, sub-folders by the profile's rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.openapi.model import Api, Operation, Tag
from generator.postman.profile import Profile


@dataclass(slots=True)
class Folder:
    """A folder before its items are built; an operation stands in one folder only."""

    name: str
    description: str
    operations: list[Operation] = field(default_factory=list)
    subfolders: list[Folder] = field(default_factory=list)
    is_division: bool = False
    """Whether it is a part of a tag's folder, and no tag itself."""

    def all_operations(self) -> Iterator[Operation]:
        """Its operations and those of its sub-folders."""
        yield from self.operations
        for subfolder in self.subfolders:
            yield from subfolder.all_operations()


def arrange(api: Api, profile: Profile) -> tuple[list[Folder], list[Operation]]:
    """The folders of an API, those without operations left out, and the operations that have no tag.

    A tag that names a parent is a folder within that one's; a group of tags is a folder too.
    """
    folders = {tag.name: Folder(tag.title or tag.name, tag.description) for tag in api.tags}
    untagged = []
    for operation in api.operations:
        if operation.tags:
            folders[operation.tags[0]].operations.append(operation)
        else:
            untagged.append(operation)
    for folder in folders.values():
        if folder.operations:
            _divide(folder, profile)
    return _used(_nested(api.tags, folders)), untagged


def _nested(tags: Sequence[Tag], folders: Mapping[str, Folder]) -> list[Folder]:
    """The outermost folders, in the order of the tags; the others stand within them."""
    parents = {tag.name: tag.parent for tag in tags if tag.parent in folders}
    groups: dict[str, Folder] = {}
    outermost: list[Folder] = []
    for tag in tags:
        holder = outermost
        if tag.name in parents and not _is_circular(tag.name, parents):
            holder = folders[tag.parent].subfolders
        elif tag.group:
            if tag.group not in groups:
                groups[tag.group] = Folder(tag.group, "")
                outermost.append(groups[tag.group])
            holder = groups[tag.group].subfolders
        holder.append(folders[tag.name])
    return outermost


def _is_circular(name: str, parents: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    while name in parents and name not in seen:
        seen.add(name)
        name = parents[name]
    return name in seen


def _used(folders: list[Folder]) -> list[Folder]:
    """The folders that hold operations, at any depth, with names of their own among their neighbours."""
    used = []
    taken: set[str] = set()
    for folder in folders:
        folder.subfolders = _used(folder.subfolders)
        if folder.operations or folder.subfolders:
            name, count = folder.name, 1
            while folder.name in taken:
                count += 1
                folder.name = f"{name} ({count})"
            taken.add(folder.name)
            used.append(folder)
    return used


def _divide(folder: Folder, profile: Profile) -> None:
    """Cut a folder into sub-folders if any of its operations names one; the rest goes to its namesake."""
    names = [subfolder_of(operation, profile) for operation in folder.operations]
    if not any(names):
        return
    subfolders: dict[str, Folder] = {}
    # The namesake comes first: it holds what the folder is about.
    for name in [folder.name, *names] if not all(names) else names:
        subfolders.setdefault(name or folder.name, Folder(name or folder.name, "", is_division=True))
    for operation, name in zip(folder.operations, names, strict=True):
        subfolders[name or folder.name].operations.append(operation)
    folder.operations = []
    folder.subfolders = [*subfolders.values(), *folder.subfolders]


def subfolder_of(operation: Operation, profile: Profile) -> str:
    """The sub-folder that an operation or a rule of the profile names, empty if neither does."""
    named = operation.extensions.get(profile.subfolder_key)
    if isinstance(named, str) and named:
        return named
    for rule in profile.subfolder_rules:
        if operation.method == rule.method and rule.path_contains in operation.path:
            return rule.name
    return ""
