"""No emoji stands for an icon: a browser without the font shows an empty box."""

from __future__ import annotations

import re

# test data may need such characters: written as an escape they are no icon
ICON = re.compile(
    "[\U0001f000-\U0001faff\ufe0f\u2705\u274c\u274e\u26a0\u2728\u2b50\u2795-\u2797\u23f0-\u23f3]"
)


def test_no_emoji_icons(texts: dict[str, str]) -> None:
    found = [path for path, text in texts.items() if not path.startswith("tests/data/") and ICON.search(text)]
    assert not found, found
