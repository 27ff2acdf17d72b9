"""COQL: safe text for queries, and a page of their answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Page"]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one answer; ``more`` tells that Zoho has others."""

    rows: list[dict[str, Any]]
    more: bool
