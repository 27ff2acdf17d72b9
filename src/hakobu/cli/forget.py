"""``hakobu forget``: everything that is kept of one person is found, shown, removed, and kept away."""

from __future__ import annotations

import json as to_json
import sys
from datetime import datetime
from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import heading, make_grid
from hakobu.cli.options import Home, Job, Json, Lang, Output  # noqa: TC001 - typer reads them
from hakobu.cli.output import writing
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError
from hakobu.cli.screen import open_screen
from hakobu.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.runs import HeldPlace

__all__ = ["forget"]


def forget(
    key: Annotated[str | None, typer.Argument(metavar="KEY")] = None,
    *,
    job: Job = None,
    module: Annotated[str | None, typer.Option("--module", metavar="MODULE")] = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    list: Annotated[bool, typer.Option("--list")] = False,  # noqa: A002 - the option's name
    lift: Annotated[str | None, typer.Option("--lift", metavar="KEY")] = None,
    output: Output = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Forget a person."""
    with desk(json=json, lang=lang, home=home) as at:
        if sum((key is not None, list, lift is not None)) != 1:
            raise WrongUseError(at.words("forget.usage"), next_step=at.command("forget", "--help"))
        try:
            if list:
                _list(at)
            elif lift is not None:
                _lift(at, lift)
            else:
                _forget(at, key or "", job, module, output, yes=yes)
        except SetupError as error:
            raise WrongUseError(
                error.message, where=error.where, valid=error.valid, next_step=error.next_step
            ) from None


def _forget(
    at: Desk, key: str, job: str | None, module: str | None, output: Path | None, *, yes: bool
) -> None:
    from hakobu.runs import Forgetting  # noqa: PLC0415 - takes a second to import

    with Forgetting.open(at.home, key, job=job, module=module) as forgetting:
        held = forgetting.held()
        if not yes:
            _ask(at, held)
        removed = forgetting.forget(job=job, module=module)
    told = {
        "held": _places(held),
        "removed": _places(removed),
        "job": job,
        "module": module,
        "when": datetime.now().astimezone().isoformat(timespec="seconds"),
        "crm_record": "not touched",
    }
    if at.json and output is None:
        at.tell(told)
        return
    if output is None:
        _report(at, removed)
        return
    with writing(at, output) as stream:
        if at.json:
            stream.write(to_json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        else:
            at.out = open_screen(stream)
            _report(at, removed)


def _ask(at: Desk, held: Sequence[HeldPlace]) -> None:
    """Show what is held and ask; where nobody can answer, nothing is removed."""
    if not at.json:
        _show(at, "forget.held", held)
    if at.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise WrongUseError(at.words("forget.no_yes"), next_step=at.words("forget.no_yes.next"))
    at.err.print(at.words("forget.ask"), end=" ")
    if input().strip().lower() not in {"y", "yes"}:
        at.err.print(at.words("forget.no"))
        at.end(4)


def _report(at: Desk, removed: Sequence[HeldPlace]) -> None:
    words, out = at.words, at.out
    _show(at, "forget.removed", removed)
    say(out, words("forget.suppressed"))
    out.print()
    out.print(heading(words("run.next")))
    say(out, words("forget.crm"), indent=2)
    say(out, words("forget.elsewhere"), indent=2)


def _show(at: Desk, title: str, found: Sequence[HeldPlace]) -> None:
    words, out = at.words, at.out
    if not found:
        say(out, words(f"{title}.none"))
        return
    out.print(heading(words(title)))
    names = ("place", "job", "task", "module", "entries")
    rows = [
        [words.term("forget.place", each.place), each.job, each.task, each.module, each.number]
        for each in found
    ]
    out.print(make_grid([words(f"column.{name}") for name in names], rows))


def _list(at: Desk) -> None:
    from hakobu.runs import forgotten  # noqa: PLC0415 - takes a second to import

    words, found = at.words, forgotten(home=at.home)
    days = [datetime.fromtimestamp(each.made).astimezone() for each in found]
    if at.json:
        at.tell(
            [
                {
                    "number": each.id,
                    "job": each.job or None,
                    "module": each.module or None,
                    "forgotten": day.isoformat(timespec="seconds"),
                }
                for each, day in zip(found, days, strict=True)
            ]
        )
    elif not found:
        say(at.out, words("forget.list.none"))
    else:
        every = words("forget.every")
        rows = [
            [each.id, each.job or every, each.module or every, f"{day:%Y-%m-%d %H:%M}"]
            for each, day in zip(found, days, strict=True)
        ]
        names = ("number", "job", "module", "forgotten")
        at.out.print(make_grid([words(f"column.{name}") for name in names], rows))
        say(at.out, words("forget.list.note"))


def _lift(at: Desk, key: str) -> None:
    from hakobu.runs import lift  # noqa: PLC0415 - takes a second to import

    fallen = lift(key, home=at.home)
    if at.json:
        at.tell({"lifted": fallen})
    else:
        say(at.out, at.words("forget.lifted"))


def _places(found: Sequence[HeldPlace]) -> list[dict[str, Any]]:
    return [
        {
            "place": each.place,
            "job": each.job or None,
            "task": each.task or None,
            "module": each.module or None,
            "entries": each.number,
        }
        for each in found
    ]
