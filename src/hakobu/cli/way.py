"""By which API a plan's changes go, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.cli.words import Words
    from hakobu.plan import TaskPlan

__all__ = ["way_notes"]


def way_notes(words: Words, plan: TaskPlan) -> Iterator[str]:
    """Say what goes by Bulk Write at which price, and why not where it would have been cheaper."""
    price = plan.price
    if price.jobs:
        yield words(
            "bulk.chosen" if price.credits <= price.rest else "bulk.forced",
            task=plan.task,
            rows=words.count("rows", price.bulk),
            jobs=words.count("jobs", price.jobs),
            credits=price.credits,
            rest=price.rest,
        )
        yield words("bulk.automation")
    for code, what in plan.route.no_bulk:
        yield words("bulk.not", task=plan.task, why=words(f"bulk.no.{code}", what=what))
