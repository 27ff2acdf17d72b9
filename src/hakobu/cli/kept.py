"""What a plan or a run leaves alone by policy, and what a mirror takes away, as people read it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from rich.text import Text

from hakobu.cli.grid import heading
from hakobu.cli.prose import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hakobu.cli.desk import Desk
    from hakobu.cli.words import Words
    from hakobu.runs import PlannedTask

__all__ = ["note_lines", "reason_of", "show_kept"]

PAGE = 10


def show_kept(at: Desk, tasks: Iterable[PlannedTask]) -> None:
    """Show the fields that a plan leaves alone, with the CRM's value, the source's, and who edited last."""
    words, out = at.words, at.out
    for task in tasks:
        kept = sum(task.plan.kept.values())
        if not kept:
            continue
        out.print()
        out.print(heading(words("kept.title", task=task.plan.task, fields=words.count("fields", kept))))
        found = task.kept()
        for each in islice(found, PAGE):
            for name, why, crm, source in each.fields:
                line = Text(f"  {each.label}  {name}  ")
                line.append(words("plan.empty") if crm is None else at.mask(crm), style="bold")
                own = words("plan.empty") if source is None else at.mask(source)
                line.append(f"  {words('kept.source', value=own)}  ", style="dim")
                line.append(reason_of(words, why, each.by, each.at), style="yellow")
                out.print(line)
        if more := sum(1 for _ in found):
            say(out, words("kept.more", records=words.count("records", more)), style="dim", indent=2)


def reason_of(words: Words, why: str, by: str, moment: str) -> str:
    """Tell why a field is left alone."""
    if by and why == "edited in the CRM":
        return words("kept.edited_by", by=by, at=moment.replace("T", " ")[:16])
    return words.term("why", why)


def note_lines(words: Words, task: dict[str, Any]) -> Iterator[str]:
    """Tell, of one task of a run, what a mirror took away and which fields were left alone."""
    if number := task.get("mirrored"):
        yield words("kept.mirrored", task=task["task"], records=words.count("records", number))
    for why, number in task["notes"].get("kept", {}).items():
        fields = words.count("fields", number)
        yield words("kept.fields", task=task["task"], fields=fields, why=words.term("why", why))
