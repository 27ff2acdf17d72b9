"""``hakobu history``: the history as tables in a database of the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hakobu.cli.desk import Desk, desk
from hakobu.cli.options import File, Home, Json, Lang  # noqa: TC001 - typer reads them
from hakobu.cli.prose import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.runs import WrittenHistory

__all__ = ["history"]

MOST = 10  # numbers of runs in a sentence


def history(
    file: File,
    *,
    to: Annotated[str, typer.Option("--to", metavar="CONNECTION")],
    run: Annotated[int | None, typer.Option("--run", metavar="N", min=1)] = None,
    prefix: Annotated[str, typer.Option("--prefix", metavar="TEXT")] = "hakobu_",
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Write the history to a database."""
    with desk(json=json, lang=lang, home=home) as at:
        definition = at.load(file)
        from hakobu.runs import write_history  # noqa: PLC0415 - takes a second to import

        written = write_history(definition, to, home=at.home, run=run, prefix=prefix)
        if at.json:
            at.tell(
                {
                    "connection": to,
                    "tables": written.tables,
                    "runs": written.runs,
                    "rejects_renewed": written.renewed,
                }
            )
        else:
            _show(at, to, written)


def _show(at: Desk, to: str, written: WrittenHistory) -> None:
    words, tables = at.words, ", ".join(written.tables)
    if not (written.runs or written.renewed):
        say(at.out, words("history.none", connection=to, tables=tables))
    if written.runs:
        say(at.out, words("history.written", runs=_listed(at, written.runs), connection=to, tables=tables))
    if written.renewed:
        say(at.out, words("history.renewed", runs=_listed(at, written.renewed)))


def _listed(at: Desk, numbers: Sequence[int]) -> str:
    """Name the runs, or where they are many how many and the last."""
    if len(numbers) <= MOST:
        return at.words("history.runs", numbers=", ".join(map(str, numbers)))
    return at.words("history.many", n=len(numbers), last=numbers[-1])
