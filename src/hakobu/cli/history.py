"""``hakobu runs``: the run history."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import make_grid
from hakobu.cli.one_run import one_run_as_json, show_log, show_one_run
from hakobu.cli.options import Home, Job, Json, Lang
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError
from hakobu.cli.run import find_run
from hakobu.cli.stop import organisation_as_json, show_stops
from hakobu.cli.words import Words
from hakobu.settings import history_days

if TYPE_CHECKING:
    from hakobu.store import Run

__all__ = ["runs"]

ALWAYS = ("created", "updated", "unchanged", "failed")


def runs(
    run_id: Annotated[int | None, typer.Argument(metavar="RUN", min=1)] = None,
    *,
    job: Job = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1)] = 20,
    log: Annotated[bool, typer.Option("--log")] = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """List the run history, or show one run."""
    with desk(json=json, lang=lang, home=home) as at:
        if run_id is not None:
            _one(at, run_id, log=log)
            return
        if log:
            raise WrongUseError(at.words("runs.one.which"), next_step=at.command("runs"))
        from hakobu.store import Store  # noqa: PLC0415 - takes half a second to import

        with Store(at.home) as store:
            found, stops = store.runs.latest(job=job, limit=limit), store.stops.all()
        if at.json:
            at.tell([{**_as_json(run), "organisation": organisation_as_json(run, stops)} for run in found])
        elif found:
            at.out.print(_table(at.words, found))
            say(at.out, at.words("runs.kept", days=history_days()), style="dim")
        else:
            at.out.print(at.words("runs.none"))
        if not at.json:
            show_stops(at, stops)


def _one(at: Desk, number: int, *, log: bool) -> None:
    run = find_run(at, number)
    if log:
        show_log(at, run)
    elif at.json:
        at.tell({**_as_json(run), **one_run_as_json(at, run)})
    else:
        show_one_run(at, run)


def _table(words: Words, found: "list[Run]") -> Table:
    """Make the table of runs; ends that no run has are left out."""
    counts = [_counts(run) for run in found]
    shown = [name for name in counts[0] if name in ALWAYS or any(each[name] for each in counts)]
    return make_grid(
        [
            *(words(f"column.{name}") for name in ("run", "job", "status", "started", "seconds")),
            *(words(f"column.{name}" if name == "failed" else f"outcome.{name}") for name in shown),
        ],
        [
            [*_row(words, run), *(each[name] for name in shown)]
            for run, each in zip(found, counts, strict=True)
        ],
    )


def _row(words: Words, run: "Run") -> list[object]:
    kind = run.kind if run.kind in {"retry", "undo"} or run.status == "planned" else ""
    job = words(f"runs.{kind}", job=run.job, run=run.of_run) if kind else run.job
    return [
        run.id,
        job,
        words.term("short", run.status),
        f"{datetime.fromtimestamp(run.started).astimezone():%Y-%m-%d %H:%M}",
        words.seconds(run.ended - run.started) if run.ended else "",
    ]


def _counts(run: "Run") -> dict[str, int]:
    counts = {str(outcome): number for outcome, number in run.outcomes.items()}
    counts["failed"] = counts.pop("invalid") + counts.pop("rejected")
    return counts


def _as_json(run: "Run") -> dict[str, Any]:
    from hakobu.runs import summary  # noqa: PLC0415 - takes a second to import

    return {
        **summary(run),
        "file": run.file,
        "started": datetime.fromtimestamp(run.started, UTC).isoformat(),
        "ended": datetime.fromtimestamp(run.ended, UTC).isoformat() if run.ended else None,
    }
