"""Text that breaks where its language breaks: between any two Japanese characters, at blanks elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.containers import Lines
from rich.measure import Measurement
from rich.padding import Padding
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, JustifyMethod, OverflowMethod

__all__ = ["Prose", "break_points", "say"]

NEVER_FIRST = frozenset(
    "、。，．・：；？！）」』］】〉》～ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…%）,.:;?!)]}"
)
NEVER_LAST = frozenset("（「『［【〈《([{¥")
WIDE = 2
LEAST = 10  # cells that a column of text is never narrower than


class Prose(Text):
    """A text that wraps by the rules of Japanese where it is Japanese."""

    def wrap(  # the signature is the library's
        self,
        console: Console,  # noqa: ARG002
        width: int,
        *,
        justify: JustifyMethod | None = None,  # noqa: ARG002
        overflow: OverflowMethod | None = None,  # noqa: ARG002
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        """Break the text into lines."""
        lines = Lines()
        for line in self.split(allow_blank=True):
            line.expand_tabs(tab_size)
            points = [] if no_wrap else break_points(line.plain, width)
            for part in line.divide(points):
                part.rstrip()
                lines.append(part)
        return lines

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Tell how wide it must and may be."""
        found = super().__rich_measure__(console, options)
        if self.plain.isascii():
            return found
        return Measurement(min(found.maximum, LEAST), found.maximum)


def break_points(text: str, width: int) -> list[int]:
    """Find where to break a line, so that none is wider than ``width`` cells."""
    points: list[int] = []
    begin = used = 0
    last = 0  # the last place where the line may break
    for place, letter in enumerate(text):
        if place > begin and _breaks(text[place - 1], letter):
            last = place
        size = cell_len(letter)
        if used + size > width and letter != " " and place > begin:
            cut = last if last > begin else place
            points.append(cut)
            begin, used = cut, cell_len(text[cut:place])
        used += size
    return points


def say(screen: Console, text: str, *, style: str = "", indent: int = 0) -> None:
    """Print a text, indented throughout."""
    screen.print(Padding(Prose(text, style=style), (0, 0, 0, indent), expand=False))


def _breaks(before: str, after: str) -> bool:
    """Tell whether a line may end between two letters."""
    if after in NEVER_FIRST or before in NEVER_LAST or after == " ":
        return False
    return before == " " or cell_len(before) == WIDE or cell_len(after) == WIDE
