"""Ids: 19 digits, the same first digits for all of one organisation, growing with time of creation."""

import secrets

_STEP = 10**12


class Ids:
    """The next id of a fresh organisation."""

    def __init__(self, prefix: int | None = None, last: int = 0) -> None:
        self.prefix = prefix or 1_000_000 + secrets.randbelow(8_000_000)
        self.last = last or 91_000

    def next(self) -> int:
        """Give an id greater than all before it."""
        self.last += 1
        return self.prefix * _STEP + self.last

    def take(self, count: int) -> range:
        """Give so many ids at once."""
        first = self.prefix * _STEP + self.last + 1
        self.last += count
        return range(first, first + count)


def parse_id(text: object) -> int | None:
    """Read a record id from a string of digits or a number; None if it is neither."""
    if isinstance(text, str):
        # str.isdigit alone takes digits that int() refuses (superscripts)
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else None
    return text if isinstance(text, int) and not isinstance(text, bool) else None
