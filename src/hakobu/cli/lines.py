"""How lines that change are shown: one line of text for each that is added, changed or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.cli.desk import Desk
    from hakobu.mapping import ChildShape

__all__ = ["show_lines"]

SIGNS = {"add": ("+", "green"), "change": ("~", "blue"), "remove": ("-", "red")}


def show_lines(at: Desk, shape: ChildShape, old: str | None, new: str | None) -> Iterator[Text]:
    """Show which lines of a field change: the line's key, then column, old and new value."""
    from hakobu.plan import line_changes  # noqa: PLC0415 - takes a second to import

    changes, same = line_changes(shape, old, new)
    yield Text(f"    {shape.field}")
    for change in changes:
        sign, style = SIGNS[change.kind]
        line = Text(f"      {sign} ", style=f"bold {style}")
        key = ", ".join(value if shape.links else f"{name} {value}" for name, value in change.key)
        line.append(at.mask(key), style="bold" if change.kind == "change" else style)
        for name, was, now in change.columns:
            line.append(f"  {name} ", style="none")
            if change.kind == "change":
                line.append(_shown(at, was), style="red strike")
                line.append(" → ", style="none")
            line.append(_shown(at, was if change.kind == "remove" else now), style=style)
        yield line
    if same:
        yield Text(f"      {at.words.count('lines', same)}", style="dim")


def _shown(at: Desk, value: str | None) -> str:
    return at.words("plan.empty") if value is None else at.mask(value)
