"""Codes that Zoho gives about a whole call: (code, kind, meaning, remedy, and both in Japanese)."""

from __future__ import annotations

from hakobu.errors import Kind

__all__ = ["CALLS"]

Row = tuple[str, Kind, str, str, str, str]

CALLS: tuple[Row, ...] = ()
