"""``hakobu decide``: which record a row means where several fit; asked once, remembered, revocable."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import heading, make_grid, make_steps
from hakobu.cli.options import Home, Json, Lang  # noqa: TC001 - typer reads them
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError
from hakobu.cli.run import find_run
from hakobu.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.store import Decision, Run

__all__ = ["decide"]

ANSWERS = ("create", "skip")


def decide(
    run_id: Annotated[int | None, typer.Argument(metavar="RUN", min=1)] = None,
    key: Annotated[str | None, typer.Argument(metavar="KEY")] = None,
    answer: Annotated[str | None, typer.Argument(metavar="RECORD_ID|create|skip")] = None,
    *,
    task: Annotated[str | None, typer.Option("--task", metavar="NAME")] = None,
    list: Annotated[bool, typer.Option("--list")] = False,  # noqa: A002 - the option's name
    revoke: Annotated[str | None, typer.Option("--revoke", metavar="KEY")] = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Decide which record a row means."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu import runs  # noqa: PLC0415 - takes a second to import

        if list:
            _show(at, runs.decisions(home=at.home))
            return
        try:
            if revoke is not None:
                _tell(at, "revoked", runs.revoke(revoke, home=at.home, task=task))
                return
            if run_id is None or key is None or answer is None:
                raise WrongUseError(at.words("decide.usage"), next_step=at.command("decide", "--help"))
            run = find_run(at, run_id)
            made = runs.decide(run, key, answer, home=at.home, task=task)
        except SetupError as error:
            raise WrongUseError(
                error.message, where=error.where, valid=error.valid, next_step=error.next_step
            ) from None
        _tell(at, "made", [made])
        if not at.json:
            _show_next(at, run)


def _tell(at: Desk, what: str, found: Sequence[Decision]) -> None:
    if at.json:
        at.tell([_as_json(each) for each in found])
        return
    for each in found:
        ending = each.answer if each.answer in ANSWERS else "record"
        text = f"decide.{what}.{ending}" if what == "made" else f"decide.{what}"
        say(at.out, at.words(text, key=each.label, task=each.task, id=each.answer))


def _show_next(at: Desk, run: Run) -> None:
    at.out.print()
    at.out.print(heading(at.words("run.next")))
    step = at.command("plan", run.file, "--job", run.job), at.words("decide.next")
    at.out.print(make_steps([step]))


def _show(at: Desk, found: Sequence[Decision]) -> None:
    words = at.words
    if at.json:
        at.tell([_as_json(each) for each in found])
    elif not found:
        at.out.print(words("decide.none"))
    else:
        names = ("job", "task", "key", "decision", "made")
        rows = [
            [each.job, each.task, each.label, words.term("decide.answer", each.answer), _day(each)]
            for each in found
        ]
        at.out.print(make_grid([words(f"column.{name}") for name in names], rows))


def _day(each: Decision) -> str:
    return f"{datetime.fromtimestamp(each.made).astimezone():%Y-%m-%d %H:%M}"


def _as_json(each: Decision) -> dict[str, Any]:
    return {
        "job": each.job,
        "task": each.task,
        "module": each.module,
        "key": each.label,
        "answer": each.answer,
        "run": each.run_id,
        "made": datetime.fromtimestamp(each.made).astimezone().isoformat(timespec="seconds"),
    }
