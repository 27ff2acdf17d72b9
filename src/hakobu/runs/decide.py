"""Deciding on rows that fit several records: once, by a person, remembered until it is revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.changes import CREATE, SKIP
from hakobu.errors import SetupError
from hakobu.mapping import normal_key
from hakobu.model import Operation
from hakobu.plan import read_invalid
from hakobu.runs.masks import Mask
from hakobu.runs.person import key_words
from hakobu.runs.shown import planned_tasks
from hakobu.store import Decision, Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hakobu.plan import InvalidRow, TaskPlan
    from hakobu.store import Run

__all__ = ["AMBIGUOUS", "candidates_of", "decide", "decisions", "revoke"]

AMBIGUOUS = ("ambiguous_match", "decision_gone")  # faults that a decision removes
CREATES = {Operation.UPSERT, Operation.MIRROR}
MORE = "…"


def candidates_of(row: InvalidRow) -> tuple[str, ...]:
    """Name the records among which a row's match cannot be told; ``…`` stands for more of them."""
    found = [detail for _, code, detail in row.faults if code == "ambiguous_match"]
    return tuple(dict.fromkeys(ident.strip() for detail in found for ident in detail.split(",") if ident))


def decide(run: Run, key: str, answer: str, *, home: Path, task: str | None = None) -> Decision:
    """Remember which record a key of a run or plan means: a record's id, ``create`` or ``skip``.

    ``key`` is written as people see it and compared as Zoho compares. Raises ``SetupError`` where no row of
    that key fits several records, or where the answer is none of its candidates.
    """
    plan, row = _the_row(run, key, home, task)
    shown = Mask.of(plan.sensitive, home).label(row.label)
    candidates = candidates_of(row)
    creates = (CREATE,) if plan.operation in CREATES else ()
    given = answer.strip()
    listed = given in candidates or (MORE in candidates and given.isdecimal())
    if given not in {*creates, SKIP} and not listed:
        named = tuple(each for each in candidates if each != MORE)
        raise SetupError(
            f"{answer!r} is no answer for {shown}.",
            where=f"run {run.id}, task {plan.task}",
            valid=(*named, *creates, SKIP),
            next_step="Give the id of one of the records that fit, or say create or skip."
            if creates
            else "Give the id of one of the records that fit, or say skip.",
        )
    made = Decision(ledger_id=plan.ledger_id, run_id=run.id, key=row.key, label=shown, answer=given)
    with Store(home) as store:
        store.decisions.make(made)
        return next(each for each in store.decisions.of(plan.ledger_id) if each.key == row.key)


def decisions(*, home: Path) -> list[Decision]:
    """List all decisions that are in force."""
    with Store(home) as store:
        return store.decisions.every()


def revoke(key: str, *, home: Path, task: str | None = None) -> list[Decision]:
    """Forget the decision for a key; ``task`` says which, where several tasks have one."""
    with Store(home) as store:
        every = store.decisions.every()
        named = [each for each in every if normal_key(key) in {normal_key(each.label), key_words(each.key)}]
        found = [each for each in named if task in {None, each.task}]
        if not found:
            raise SetupError(
                f"There is no decision for {key}.",
                valid=tuple(dict.fromkeys(each.label for each in every)),
                next_step="See hakobu decide --list.",
            )
        _one_task(key, (each.task for each in found))
        for each in found:
            store.decisions.revoke(each.ledger_id, each.key)
    return found


def _the_row(run: Run, key: str, home: Path, task: str | None) -> tuple[TaskPlan, InvalidRow]:
    open_rows = [(plan, row) for plan, row in _ambiguous(run, home) if task in {None, plan.task}]
    found = [(plan, row) for plan, row in open_rows if normal_key(row.label) == normal_key(key)]
    if not found:
        raise SetupError(
            f"No row with the key {key} fits several records.",
            where=f"run {run.id}",
            valid=tuple(
                dict.fromkeys(Mask.of(plan.sensitive, home).label(row.label) for plan, row in open_rows)
            ),
            next_step=f"See hakobu rejects {run.id} --cause ambiguous_match."
            if open_rows
            else "There is nothing to decide in this run.",
        )
    _one_task(key, (plan.task for plan, _ in found))
    return found[0]


def _ambiguous(run: Run, home: Path) -> Iterator[tuple[TaskPlan, InvalidRow]]:
    for task in planned_tasks(run, home=home):
        for row in read_invalid(task.place):
            if row.key and any(code in AMBIGUOUS for _, code, _ in row.faults):
                yield task.plan, row


def _one_task(key: str, tasks: Iterable[str]) -> None:
    names = tuple(dict.fromkeys(tasks))
    if len(names) > 1:
        raise SetupError(
            f"Several tasks know the key {key}.", valid=names, next_step="Say which with --task NAME."
        )
