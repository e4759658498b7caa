"""What a wheel holds beside the files of the project: templates and profile, compiled once for all runs."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileBundledFiles(BuildHookInterface):
    """Compiles them with the package itself; an editable installation goes without: edits are to be seen."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the files of a wheel are gathered."""
        if version != "standard":
            return
        sys.path.insert(0, self.root)
        from generator.encode import to_json
        from generator.klaviyo.profile import COMPILED, profile_data
        from generator.render import Templates

        self._folder = TemporaryDirectory()
        folder = Path(self._folder.name)
        Templates().compile(folder)
        (folder / COMPILED).write_bytes(to_json(profile_data(), indent=False))
        build_data["force_include"][str(folder)] = "generator/_bundled/compiled"

    def finalize(self, version: str, *_: object) -> None:
        """Called when the wheel is written."""
        if version == "standard":
            self._folder.cleanup()
