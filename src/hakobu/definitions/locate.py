"""Finding the line of a definition file at which something stands, after the file was read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from hakobu.definitions.document import Pairs, Scalar, Sequence, Unreadable, read_document

if TYPE_CHECKING:
    from hakobu.definitions.document import Node

__all__ = ["line_of"]

STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def line_of(file: str, path: str) -> int | None:
    """Give the line of ``path`` (``jobs.shop.tasks[0].map.Email``), or of the nearest thing above it."""
    try:
        node = read_document(Path(file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, Unreadable):
        return None
    line = None
    for index, name in STEP.findall(path):
        step = _into(node, index, name)
        if step is None:
            break
        node, line = step
    return line


def _into(node: Node | None, index: str, name: str) -> tuple[Node, int] | None:
    if index and isinstance(node, Sequence) and int(index) < len(node.items):
        found = node.items[int(index)]
        return found, found.line
    if name and isinstance(node, Pairs):
        for key, value in node.items:
            if isinstance(key, Scalar) and key.text == name:
                return value, key.line
    return None
