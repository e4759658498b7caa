"""What JSON can hold, as this package writes it: the judge shares no code with what it judges."""

from __future__ import annotations

from typing import TypeAlias

Value: TypeAlias = "None | bool | int | float | str | list[Value] | dict[str, Value]"
Object: TypeAlias = dict[str, Value]
