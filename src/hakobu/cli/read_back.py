"""What reading back found: three counts a task, and what Zoho made of the values, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.cli.grid import heading, make_grid
from hakobu.cli.prose import say

if TYPE_CHECKING:
    from hakobu.cli.desk import Desk

__all__ = ["show_read_back"]

SHOWN = 2  # examples of one field
SHORT = 60  # letters of a value


def show_read_back(desk: Desk, summary: dict[str, Any]) -> None:
    """Show what was asked, confirmed and verified, and the values that are not as they were sent."""
    words, out = desk.words, desk.out
    tasks = summary["tasks"]
    found = [(task["task"], told) for task in tasks if (told := task["notes"].get("read_back"))]
    if not found:
        return
    out.print()
    out.print(heading(words("read_back.title")))
    names = ("asked", "confirmed", "read", "verified")
    columns = [words("column.task"), *(words(f"read_back.{name}") for name in names)]
    out.print(make_grid(columns, [[task, *(told[name] for name in names)] for task, told in found]))
    for task, told in found:
        if "failed" in told:
            say(out, desk.mask(words("read_back.failed", task=task, why=told["failed"])), style="yellow")
        if told["missing"]:
            keys = ", ".join(each["key"] or each["id"] for each in told["missing_examples"])
            records = words.count("records", told["missing"])
            say(out, desk.mask(words("read_back.missing", task=task, records=records, keys=keys)))
        for name, field in told["fields"].items():
            records = words.count("records", field["records"])
            say(out, words("read_back.differs", task=task, field=name, records=records), indent=2)
            for each in field["examples"][:SHOWN]:
                wrote, holds = _short(desk, each["wrote"]), _short(desk, each["holds"])
                line = words("read_back.example", key=each["key"] or each["id"], wrote=wrote, holds=holds)
                say(out, desk.mask(line), style="dim", indent=4)
    if any(told["fields"] or told["missing"] for _, told in found):
        say(out, words("read_back.note"))


def _short(desk: Desk, value: str | None) -> str:
    if value is None:
        return desk.words("plan.empty")
    flat = value.replace("\n", "⏎")
    return flat if len(flat) <= SHORT else f"{flat[:SHORT]}…"
