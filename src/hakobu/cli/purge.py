"""``hakobu purge``: what old runs remember goes; shown first, done with ``--yes``."""

from __future__ import annotations

from typing import Annotated

import typer

from hakobu.cli.desk import desk
from hakobu.cli.grid import heading, make_steps
from hakobu.cli.options import Home, Json, Lang  # noqa: TC001 - typer reads them
from hakobu.cli.prose import say
from hakobu.settings import history_days, keep_days

__all__ = ["purge"]


def purge(
    *,
    older_than: Annotated[int | None, typer.Option("--older-than", metavar="DAYS", min=0)] = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Purge old runs."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.runs import purge as purge_runs  # noqa: PLC0415 - takes a second to import
        from hakobu.runs import purgeable  # noqa: PLC0415 - likewise

        days = keep_days() if older_than is None else older_than
        found = purge_runs(at.home, days=days) if yes else purgeable(at.home, days=days)
        if at.json:
            at.tell(
                {
                    "days": days,
                    "purged": yes,
                    "runs": found.runs,
                    "forgotten": found.forgotten,
                    "bytes_of_values": found.values,
                    "bytes_of_files": found.files,
                    "busy": found.busy,
                }
            )
            return
        words = at.words
        if found.forgotten:
            old = words.count("runs", len(found.forgotten))
            say(at.out, words("purge.forgotten" if yes else "purge.old", runs=old, days=history_days()))
        if not found.runs and not found.busy:
            say(at.out, words("purge.none", days=days))
            return
        runs = words.count("runs", len(found.runs))
        at.out.print(heading(words("purge.done" if yes else "purge.would", runs=runs, days=days)))
        say(at.out, words("purge.values", size=_size(found.values)), indent=2)
        say(at.out, words("purge.files", size=_size(found.files)), indent=2)
        if found.busy:
            say(at.out, words("purge.busy", jobs=", ".join(found.busy)), style="yellow")
        say(at.out, words("purge.note"))
        if not yes:
            chosen = ("--older-than", str(days)) if older_than is not None else ()
            at.out.print()
            at.out.print(heading(words("run.next")))
            at.out.print(make_steps([(at.command("purge", *chosen, "--yes"), words("purge.next"))]))


def _size(number: int) -> str:
    size = float(number)
    for unit in ("B", "kB", "MB"):
        if size < 1_000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1_000
    return f"{size:.1f} GB"
