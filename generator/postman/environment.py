"""The environment file, which holds the variables that are the user's own."""

from __future__ import annotations

import re

from generator.encode import to_json
from generator.postman.ids import Ids
from generator.postman.profile import Profile, UserVariable
from generator.postman.types import Auth, Environment


def environment(name: str, auths: list[Auth], profile: Profile, ids: Ids) -> Environment:
    """The file in which users keep their credentials: all values empty, secrets typed as such.

    The profile's variables, or those that the auths of the collection and its requests ask for.
    """
    named = re.findall(r"\{\{(\w+)\}\}", to_json(auths).decode())
    wanted = profile.user_variables or [UserVariable(key, "secret") for key in dict.fromkeys(named)]
    return {
        "id": ids.make("environment"),
        "name": name,
        "values": [
            {"key": variable.key, "value": "", "type": variable.type, "enabled": variable.enabled}
            for variable in wanted
        ],
        "_postman_variable_scope": "environment",
    }
