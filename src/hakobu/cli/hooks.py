"""SQL of a job in its source, told where nothing is run: by a check and by a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.cli.prose import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hakobu.cli.desk import Desk

__all__ = ["hooks_as_json", "show_hooks"]

NAMES = ("before", "after", "after_failure")


def show_hooks(at: Desk, sql: Mapping[str, Sequence[str]]) -> None:
    """Say that the job has SQL of its own, and that none of it was run."""
    numbers = [at.words(f"hooks.{name}", n=len(sql[name])) for name in NAMES if sql.get(name)]
    if numbers:
        say(at.out, at.words("hooks.said", numbers=at.words("hooks.and").join(numbers)))


def hooks_as_json(sql: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Give the SQL of a job for machines: every key, also where it has none."""
    return {name: list(sql.get(name, ())) for name in NAMES}
