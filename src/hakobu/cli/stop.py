"""``hakobu stop`` and ``hakobu start``: nothing is written to an organisation until somebody says so."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import make_steps
from hakobu.cli.options import Home, Json, Lang  # noqa: TC001 - typer reads them
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.store import Run, Stop, Store

__all__ = ["organisation_as_json", "show_stops", "start", "stop"]

Maybe = Annotated[Path | None, typer.Argument(metavar="[FILE]")]
Organisation = Annotated[str | None, typer.Option("--organisation", metavar="ID")]


def stop(
    file: Maybe = None,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT")] = "",
    organisation: Organisation = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Stop all writing to an organisation."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.runs import who  # noqa: PLC0415 - takes a second to import
        from hakobu.store import Store  # noqa: PLC0415 - likewise

        with Store(at.home) as store:
            named = _organisations(at, store, file, organisation)
            made = [store.stops.set(zgid, by=who(), reason=" ".join(reason.split())) for zgid in named]
        if at.json:
            at.tell([_as_json(each) for each in made])
            return
        show_stops(at, made)
        say(at.out, at.words("stop.running"))


def start(
    file: Maybe = None,
    *,
    organisation: Organisation = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Let an organisation be written to again."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.store import Store  # noqa: PLC0415 - takes half a second to import

        with Store(at.home) as store:
            stopped = tuple(each.zgid for each in store.stops.all())
            only = stopped if file is None and organisation is None and len(stopped) == 1 else None
            named = only or _organisations(at, store, file, organisation)
            lifted = {zgid: store.stops.lift(zgid) for zgid in named}
        if at.json:
            at.tell([{"organisation": zgid, "was_stopped": was} for zgid, was in lifted.items()])
            return
        for zgid, was in lifted.items():
            say(at.out, at.words("start.done" if was else "start.idle", organisation=zgid))


def show_stops(at: Desk, stops: Sequence[Stop]) -> None:
    """Show which organisations are stopped, since when, by whom and why."""
    for each in stops:
        since = datetime.fromtimestamp(each.since).astimezone()
        line = at.words("stop.said", organisation=each.zgid, by=each.by, time=f"{since:%Y-%m-%d %H:%M}")
        at.out.print()
        say(at.out, line, style="bold yellow")
        if each.reason:
            say(at.out, at.words("stop.reason", reason=each.reason), indent=2)
    if stops:
        several = len(stops) > 1
        step = at.command("start", *(("--organisation", stops[-1].zgid) if several else ()))
        at.out.print(make_steps([(step, at.words("stop.next"))]))


def organisation_as_json(run: Run, stops: Sequence[Stop]) -> dict[str, Any]:
    """Give the organisation of a run for machines, and whether it is stopped."""
    found = next((each for each in stops if each.zgid == run.zgid), None)
    return {"id": run.zgid, "stopped": _as_json(found) if found else None}


def _as_json(stop: Stop) -> dict[str, Any]:
    since = datetime.fromtimestamp(stop.since, UTC).isoformat()
    return {"organisation": stop.zgid, "since": since, "by": stop.by, "reason": stop.reason}


def _organisations(at: Desk, store: Store, file: Path | None, named: str | None) -> tuple[str, ...]:
    """Find out which organisations are meant: by the history, else by asking the file's connections."""
    from hakobu.runs import known_organisations, open_client  # noqa: PLC0415 - takes a second to import

    known = known_organisations(store, None)
    if named is not None:
        if named not in known:
            raise WrongUseError(
                at.words("stop.unknown", organisation=named), valid=known, next_step=at.words("stop.file")
            )
        return (named,)
    if file is not None:
        definition = at.load(file)
        found = list(known_organisations(store, file))
        jobs = definition.jobs.values()
        ends = dict.fromkeys(job.destination for job in jobs if not store.runs.latest(job=job.name, limit=1))
        for name in ends:
            with open_client(definition.connections[name], home=at.home, base=file.parent) as client:
                found.append(client.organisation().zgid)
        return tuple(dict.fromkeys(found))
    if len(known) != 1:
        several = "stop.several" if known else "stop.none"
        raise WrongUseError(at.words(several), valid=known, next_step=at.words("stop.file"))
    return known
