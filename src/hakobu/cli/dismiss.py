"""``hakobu dismiss``: nothing is to be done about failed rows, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from hakobu.cli.desk import desk
from hakobu.cli.options import Home, Json, Lang, RunNumber  # noqa: TC001 - typer reads them
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError
from hakobu.cli.run import find_run
from hakobu.errors import SetupError

__all__ = ["dismiss"]


def dismiss(
    run_id: RunNumber,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT")],
    cause: Annotated[str | None, typer.Option("--cause", metavar="CODE")] = None,
    task: Annotated[str | None, typer.Option("--task", metavar="NAME")] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="KEY")] = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Dismiss failed rows."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu import runs  # noqa: PLC0415 - takes a second to import

        run = find_run(at, run_id)
        try:
            rows = runs.dismiss(
                run, home=at.home, reason=reason, by=runs.who(), task=task, cause=cause, key=key
            )
        except SetupError as error:
            raise WrongUseError(
                error.message, where=error.where, valid=error.valid, next_step=error.next_step
            ) from None
        if at.json:
            at.tell({"run": run_id, "dismissed": rows})
        else:
            say(at.out, at.words("dismiss.done", rows=at.words.count("rows", rows)))
            say(at.out, at.words("dismiss.note"))
