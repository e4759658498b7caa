"""Writes the golden files again: what the bundled sample spec becomes, byte by byte.

python tests/golden/regenerate.py [FOLDER]
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from generator.cli import cli

REVISION = "2025-07-15"


def regenerate(folder: Path) -> None:
    """Generate into `folder`, leaving the version of the tool out of the manifest."""
    with tempfile.TemporaryDirectory() as empty:
        arguments = ["--specs", empty, "-q", "generate", "--source", "sample", REVISION, "-o", str(folder)]
        if cli.main(arguments, standalone_mode=False):
            sys.exit("the sample does not make a valid collection")
    manifest = folder / REVISION / "manifest.json"
    said, count = re.subn(rb'"klaviyo-postman [^"]+"', b'"klaviyo-postman"', manifest.read_bytes())
    assert count == 1
    manifest.write_bytes(said)


if __name__ == "__main__":
    regenerate(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
