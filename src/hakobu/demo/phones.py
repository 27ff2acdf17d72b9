"""Telephone numbers as people type them: the same digits in many forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

__all__ = ["american_phone", "japanese_mobile", "japanese_phone"]

_FULL_WIDTH = str.maketrans("0123456789-()+ ", "０１２３４５６７８９－（）＋　")
_JAPANESE = ("{}-{}-{}", "({}) {}-{}", "{}({}){}", "{}.{}.{}", "{} {} {}", "℡{}-{}-{}", "{}{}{}")
_AMERICAN = ("({}) {}-{}", "{}.{}.{}", "+1 {} {} {}", "{}-{}-{}", "1-{}-{}-{} ", "{}{}{}")


def _messy(random: Random, text: str) -> str:
    return text.translate(_FULL_WIDTH) if random.random() < 0.25 else text


def japanese_phone(random: Random) -> str:
    """Make a number such as 03-1234-5678, in one of many spellings, now and then in full width."""
    area, middle, last = random.choice(("03", "06", "045", "052", "092")), _digits(random), _digits(random)
    return _messy(random, random.choice(_JAPANESE).format(area, middle, last))


def japanese_mobile(random: Random) -> str:
    """Make a number such as 090-1234-5678."""
    prefix = random.choice(("070", "080", "090"))
    return _messy(random, random.choice(_JAPANESE).format(prefix, _digits(random), _digits(random)))


def american_phone(random: Random) -> str:
    """Make a number such as (512) 555-1234."""
    return random.choice(_AMERICAN).format(random.choice(("512", "503", "617")), "555", _digits(random))


def _digits(random: Random) -> str:
    return f"{random.randrange(10_000):04d}"
