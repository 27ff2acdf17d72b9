"""Details of faults are said in Japanese; values stay as they are."""

from __future__ import annotations

import inspect
import re

import pytest

from hakobu.mapping import cells
from hakobu.mapping.details import EXPECTED, detail_in


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("limit 80; actual 100", "上限 80 文字、実際は 100 文字"),
        ("expected a whole number; got 'x'", "整数が必要です。実際の値：「x」"),
        (
            "expected at most 9 digits before the point; got '1'",
            "整数部は 9 桁までが必要です。実際の値：「1」",
        ),
        ("'x'; valid: a, b", "「x」は使えません。使える値：a, b"),
        ("A1 (1, 2)", "A1 (1, 2)"),
    ],
)
def test_a_detail_in_japanese(detail: str, said: str) -> None:
    assert detail_in("ja", detail) == said
    assert detail_in("en", detail) == detail


def test_whatever_a_cell_expects_has_its_japanese() -> None:
    source = inspect.getsource(cells)
    known = set(re.findall(r'"((?:an? [a-z]|true or )[^"]+)"', source))
    assert known
    assert known <= set(EXPECTED)
