"""A module that grows past 400 lines hides a noun that was missed."""

from __future__ import annotations

MOST = 400
LONGER: dict[str, str] = {}  # path: the reason


def test_no_module_is_too_long(texts: dict[str, str]) -> None:
    long = {
        path: count
        for path, text in texts.items()
        if path.endswith(".py") and (count := len(text.splitlines())) > MOST and path not in LONGER
    }
    assert not long, long


def test_every_exception_is_still_one(texts: dict[str, str]) -> None:
    for path in LONGER:
        assert len(texts[path].splitlines()) > MOST, f"{path} is short enough now"
