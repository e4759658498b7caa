"""OpenAPI 3 to Postman Collection v2.1, with the conventions of Klaviyo's API as a profile.

The public API at one glance; each name is imported from its room when first used, so that importing the
package costs nothing.

    api, findings = load_api(content, "spec.yaml")          # bytes -> Api
    built = build_collection(api, klaviyo_profile())        # Api -> Collection, environment, findings
    faults = check_collection(built.collection, profile)    # Collection -> findings
    diff = diff_apis(api, newer, profile)                   # two Apis -> what changed, judged
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.diff.diff import diff_apis
    from generator.klaviyo.profile import klaviyo_profile
    from generator.openapi.read import load_api
    from generator.postman.build import build_collection
    from generator.validate.check import check_collection

__version__ = "0.1.0"

__all__ = ["build_collection", "check_collection", "diff_apis", "klaviyo_profile", "load_api"]

_ROOMS = {
    "load_api": "generator.openapi.read",
    "klaviyo_profile": "generator.klaviyo.profile",
    "build_collection": "generator.postman.build",
    "check_collection": "generator.validate.check",
    "diff_apis": "generator.diff.diff",
}


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
