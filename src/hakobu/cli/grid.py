"""Tables as the command line draws them: quiet, numbers to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from hakobu.cli.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

__all__ = ["fits", "heading", "make_grid", "make_steps"]


def make_grid(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, total: Sequence[object] | None = None
) -> Table:
    """Make a table; whole numbers go to the right, and nothing is taken for markup."""
    cells = [[_cell(value) for value in row] for row in rows]
    numeric = [any(isinstance(row[place], int) for row in cells) for place in range(len(columns))]
    grid = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_footer=total is not None)
    for place, column in enumerate(columns):
        right = bool(cells) and numeric[place]
        grid.add_column(
            Prose(column),
            footer=_shown(_cell(total[place])) if total is not None else "",
            justify="right" if right else "left",
            vertical="top",
            overflow="fold",
        )
    for row in cells:
        grid.add_row(*(_shown(value) for value in row))
    return grid


def make_steps(steps: Iterable[tuple[str, str]]) -> Table:
    """Make a list of commands to type next, each with what it does."""
    grid = Table.grid(padding=(0, 3, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(style="dim")
    for command, what in steps:
        grid.add_row(Text(f"  {command}", style="bold cyan"), Prose(what))
    return grid


def fits(screen: Console, grid: Table) -> bool:
    """Tell whether a table can be drawn without cutting words."""
    return Measurement.get(screen, screen.options.update(max_width=10_000), grid).minimum <= screen.width


def heading(text: str, style: str = "bold") -> Text:
    """Make a heading."""
    return Text(text, style=style)


def _cell(value: object) -> str | int | Text | None:
    return value if isinstance(value, str | int | Text) or value is None else str(value)


def _shown(value: str | int | Text | None) -> Text:
    if isinstance(value, Text):
        return value
    if value is None:
        return Text("")
    return Text(f"{value:,}") if isinstance(value, int) else Prose(value)
