"""Japanese breaks between letters, English between words, and no line begins with a closing mark."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from hakobu.cli.prose import break_points, say
from tests.unit.cli.conftest import screen, shown

if TYPE_CHECKING:
    from rich.console import Console


def lines(text: str, width: int) -> list[str]:
    points = [0, *break_points(text, width), len(text)]
    return [text[begin:end].strip() for begin, end in pairwise(points)]


def test_english_breaks_at_blanks() -> None:
    assert lines("send them again, once mended", 12) == ["send them", "again, once", "mended"]


def test_japanese_breaks_anywhere() -> None:
    assert lines("原因を直した後に再送信", 8) == ["原因を直", "した後に", "再送信"]


def test_no_line_begins_with_a_closing_mark() -> None:
    assert lines("項目が空です。値を", 12) == ["項目が空で", "す。値を"]


def test_no_line_ends_with_an_opening_bracket() -> None:
    assert lines("秘密値（トークン）", 8) == ["秘密値", "（トーク", "ン）"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert lines("abcdefghij", 4) == ["abcd", "efgh", "ij"]


@pytest.mark.parametrize("width", range(4, 40))
def test_no_line_is_too_wide(width: int) -> None:
    text = "Zoho が受け付ける値ではありません。half_width() と squeeze() で直せます（全角文字）。"
    found = lines(text, width)
    assert all(cell_len(line) <= width for line in found)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")


def test_a_text_is_indented_throughout() -> None:
    console: Console = screen()
    say(console, "word " * 40, indent=4)
    found = shown(console).splitlines()
    assert len(found) > 1
    assert all(line.startswith("    word") for line in found)


def test_brackets_are_no_markup() -> None:
    console = screen()
    say(console, "tasks[0] [bold]")
    assert shown(console) == "tasks[0] [bold]"
