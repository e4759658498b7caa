"""Folders: one per tag, sub-folders where any operation of the tag belongs to one."""

from __future__ import annotations

from collections.abc import Callable

from generator.openapi.model import Api
from generator.postman.folders import Folder, arrange
from generator.postman.profile import Profile, SubfolderRule

Read = Callable[[str], Api]

PROFILE = Profile(
    subfolder_key="x-subtag", subfolder_rules=(SubfolderRule("get", "/relationships/", "Relationships"),)
)


def outline(folders: list[Folder]) -> dict[str, object]:
    return {
        folder.name: [operation.id for operation in folder.operations] or outline(folder.subfolders)
        for folder in folders
    }


def test_a_folder_per_tag_in_the_order_of_the_document(read: Read) -> None:
    api = read(
        """
        tags: [{name: Lists, description: All lists.}, {name: Unused}, {name: Events}]
        paths:
          /events: {get: {operationId: events, tags: [Events]}}
          /late: {get: {operationId: late, tags: [Undeclared]}}
          /lists: {get: {operationId: lists, tags: [Lists, Events]}}
        """
    )
    folders, untagged = arrange(api, Profile())
    assert outline(folders) == {"Lists": ["lists"], "Events": ["events"], "Undeclared": ["late"]}
    assert list(outline(folders)) == ["Lists", "Events", "Undeclared"]
    assert folders[0].description == "All lists."
    assert untagged == []


def test_operations_without_a_tag_stand_beside_the_folders(read: Read) -> None:
    api = read("paths: {/a: {get: {operationId: a}}, /b: {get: {operationId: b, tags: [B]}}}")
    folders, untagged = arrange(api, Profile())
    assert outline(folders) == {"B": ["b"]}
    assert [operation.id for operation in untagged] == ["a"]


LISTS = """
paths:
  /lists: {get: {operationId: get, tags: [Lists]}, post: {operationId: post, tags: [Lists]}}
  /lists/{id}/relationships/profiles:
    get: {operationId: get_ids, tags: [Lists]}
    post: {operationId: add_ids, tags: [Lists]}
  /lists/{id}/tags: {get: {operationId: tags, tags: [Lists], x-subtag: Tags}}
"""


def test_what_has_no_subfolder_goes_to_the_namesake_which_comes_first(read: Read) -> None:
    folders, _ = arrange(read(LISTS), PROFILE)
    assert outline(folders) == {
        "Lists": {"Lists": ["get", "post", "add_ids"], "Relationships": ["get_ids"], "Tags": ["tags"]}
    }
    assert [subfolder.name for subfolder in folders[0].subfolders] == ["Lists", "Relationships", "Tags"]
    everything = [operation.id for operation in folders[0].all_operations()]
    assert everything == ["get", "post", "add_ids", "get_ids", "tags"]


def test_without_any_subfolder_there_is_no_namesake(read: Read) -> None:
    folders, _ = arrange(read(LISTS), Profile())
    assert outline(folders) == {"Lists": ["get", "post", "get_ids", "add_ids", "tags"]}


def test_where_all_have_a_subfolder_there_is_no_namesake(read: Read) -> None:
    api = read(
        """
        paths:
          /a: {get: {operationId: a, tags: [Catalogs], x-subtag: Items}}
          /b: {get: {operationId: b, tags: [Catalogs], x-subtag: Categories}}
          /c: {get: {operationId: c, tags: [Catalogs], x-subtag: Items}}
        """
    )
    assert outline(arrange(api, PROFILE)[0]) == {"Catalogs": {"Items": ["a", "c"], "Categories": ["b"]}}


def test_a_subfolder_named_like_its_folder_is_the_namesake(read: Read) -> None:
    api = read(
        """
        paths:
          /a: {get: {operationId: a, tags: [Tags], x-subtag: Groups}}
          /b: {get: {operationId: b, tags: [Tags], x-subtag: Tags}}
          /c: {get: {operationId: c, tags: [Tags]}}
        """
    )
    assert outline(arrange(api, PROFILE)[0]) == {"Tags": {"Tags": ["b", "c"], "Groups": ["a"]}}


def test_what_the_operation_names_beats_the_rules(read: Read) -> None:
    api = read(
        """
        paths:
          /a/relationships/b: {get: {operationId: a, tags: [Lists], x-subtag: Ids}}
          /c/relationships/d: {get: {operationId: c, tags: [Lists], x-subtag: ''}}
          /e/relationships/f: {get: {operationId: e, tags: [Lists], x-subtag: 7}}
        """
    )
    assert outline(arrange(api, PROFILE)[0]) == {"Lists": {"Ids": ["a"], "Relationships": ["c", "e"]}}
