"""The requests that saved examples were made with: copies, which may say something else than the request."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import cast

from generator.json_types import JSON, JSONObject, pointer
from generator.postman.responses import sent_request
from generator.postman.types import Item, SavedResponse
from generator.validate.walk import RequestPlace


def originals(place: RequestPlace) -> Iterator[tuple[str, RequestPlace]]:
    """Those that say something else, each once, with their JSON pointers below the item.

    Postman leaves the auth to the request that the example belongs to, which may inherit it.
    """
    seen: list[object] = [_sent(place)]
    request = cast(JSONObject, place.item["request"])
    for index, example in enumerate(cast("list[JSON]", examples(place))):
        if not isinstance(example, dict):
            continue
        original = example.get("originalRequest")
        if example.get("code") == HTTPStatus.METHOD_NOT_ALLOWED:  # of which no operation is called
            continue
        if isinstance(original, dict) and original not in seen:
            seen.append(original)
            auth = {"auth": request["auth"]} if "auth" in request else {}
            item = cast(Item, {**place.item, "request": {**auth, **original}})
            where = f"{place.where} > {example.get('name')}"
            yield pointer("response", index, "originalRequest"), place._replace(item=item, where=where)


def _sent(place: RequestPlace) -> object:
    """What an example of the request holds where it is as the generator writes it."""
    try:
        return sent_request(place.item["request"])
    except (AttributeError, KeyError, TypeError):  # Postman also takes a mere address, for one
        return None


def examples(place: RequestPlace) -> list[SavedResponse]:
    """The saved examples of a request; what is no list is left to the finding of the schema."""
    saved = cast(JSONObject, place.item).get("response")
    return place.item["response"] if isinstance(saved, list) else []
