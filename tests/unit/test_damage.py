"""What spreadsheets do to values is told from corrections."""

from __future__ import annotations

import pytest

from hakobu.runs.damage import damage_of


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("00123", "123", "leading zeros"),
        ("000", "0", "leading zeros"),
        ("123456789012", "1.23457E+11", "scientific"),
        ("1234567890123456789", "1234567890123460000", "last digits"),
        ("2024-01-05", "45296", "turned into a number"),
        ("2024-01-05", "2024/1/5", "another form"),
        ("2024-01-05", "2024-01-05T00:00:00", "another form"),
        ("1-2", "2-Jan-26", "turned into a date"),
        ("𠮷野", "?野", "letters were lost"),
    ],
)
def test_damage_is_named(was: str, now: str, said: str) -> None:
    assert said in (damage_of(was, now) or "")


@pytest.mark.parametrize(
    ("was", "now"),
    [("00123", "00124"), ("bad(at)x", "a@example.com"), ("2024-01-05", "2024-01-06"), ("", "x"), ("x", "")],
)
def test_a_correction_is_none(was: str, now: str) -> None:
    assert damage_of(was, now) is None
