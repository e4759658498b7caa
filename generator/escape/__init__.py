"""What foreign text becomes before it is said: one module per medium, whose types only these modules make.

Names, paths, versions and messages come from specs, collections and servers. None of them may move a
cursor, end a line, command a CI server, or forge structure in a report. What prints takes `Printable`, so
that mypy finds a text that went through none of these modules.
"""

from typing import NewType

Printable = NewType("Printable", str)
"""Text made for its medium, and harmless in a terminal and in the log of a CI server as well."""
