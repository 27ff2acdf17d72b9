"""Garbage collection while a run is at work."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["seldom_collected"]


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for reference cycles less often: a run makes millions of small objects, and no cycles."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
