"""No file holds anything that opens a door."""

from __future__ import annotations

import re

PATTERNS = {
    "a token of Zoho": r"\b1000\.[0-9a-f]{32}\.[0-9a-f]{32}\b",
    "a client id of Zoho": r"\b1000\.[0-9A-Z]{30,}\b",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "an access key": r"\bAKIA[0-9A-Z]{16}\b",
    "a personal token": r"\b(gh[pousr]_[0-9A-Za-z]{36}|glpat-[0-9A-Za-z_-]{20}|xox[abp]-[0-9A-Za-z-]{20,})",
}


def test_no_file_holds_a_secret(texts: dict[str, str]) -> None:
    found = [
        f"{path}: {what}"
        for path, text in texts.items()
        for what, pattern in PATTERNS.items()
        if re.search(pattern, text)
    ]
    assert not found, "\n".join(found)
