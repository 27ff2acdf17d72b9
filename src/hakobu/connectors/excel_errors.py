"""Cells of an Excel file that hold an error (#N/A); the reader shows them as empty, so they are sought."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["error_cell"]

_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_TARGET = re.compile(rb"<Relationship\s[^>]*>")
_CELL = re.compile(rb'<c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]+[0-9]+)"')
CHUNK = 1 << 20
OVERLAP = 512  # longer than the head of any cell


def error_cell(path: Path, sheet: str | None) -> str | None:
    """Find the first cell with an error in a sheet; None also for formats that are no zip."""
    if not zipfile.is_zipfile(path):
        return None
    try:
        with zipfile.ZipFile(path) as book:
            part = _part(book, sheet)
            return _search(book, part) if part else None
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError):
        return None  # the reader will say what is wrong with the file


def _part(book: zipfile.ZipFile, sheet: str | None) -> str | None:
    """Find the part of the file that holds the sheet."""
    if "xl/workbook.xml" not in book.namelist():
        return None
    sheets = {unescape(name.decode()): key for name, key in _SHEET.findall(book.read("xl/workbook.xml"))}
    key = sheets.get(sheet) if sheet is not None else next(iter(sheets.values()), None)
    if key is None:
        return None
    for found in _TARGET.findall(book.read("xl/_rels/workbook.xml.rels")):
        target = re.search(rb'Target="([^"]*)"', found)
        if target and b'Id="%b"' % key in found:
            name: str = target[1].decode()
            return name.removeprefix("/") if name.startswith("/") else f"xl/{name}"
    return None


def _search(book: zipfile.ZipFile, part: str) -> str | None:
    rest = b""
    with book.open(part) as stream:
        while chunk := stream.read(CHUNK):
            found = _CELL.search(rest + chunk)
            if found:
                return found[1].decode()
            rest = chunk[-OVERLAP:]
    return None
