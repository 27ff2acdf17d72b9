"""``hakobu runs``: the run history."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hakobu.cli.desk import desk
from hakobu.cli.grid import make_grid
from hakobu.cli.options import Home, Job, Json, Lang
from hakobu.cli.words import Words

if TYPE_CHECKING:
    from hakobu.store import Run

__all__ = ["runs"]


def runs(
    *,
    job: Job = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1)] = 20,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """List the run history."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.store import Store  # noqa: PLC0415 - takes half a second to import

        with Store(at.home) as store:
            found = store.runs.latest(job=job, limit=limit)
        if at.json:
            at.tell([_as_json(run) for run in found])
        elif found:
            names = ("run", "job", "kind", "status", "started", "seconds")
            outcomes = ("created", "updated", "deleted", "unchanged")
            columns = [
                *(at.words(f"column.{name}") for name in names),
                *(at.words(f"outcome.{name}") for name in outcomes),
                at.words("column.failed"),
                at.words("outcome.unknown"),
                at.words("outcome.pending"),
            ]
            at.out.print(make_grid(columns, [_row(at.words, run) for run in found]))
        else:
            at.out.print(at.words("runs.none"))


def _row(words: Words, run: "Run") -> list[object]:
    counts = {str(outcome): number for outcome, number in run.outcomes.items()}
    kind = words("kind.retry", of=run.of_run) if run.kind == "retry" else words.term("kind", run.kind)
    return [
        run.id,
        run.job,
        kind,
        words.term("status", run.status),
        f"{datetime.fromtimestamp(run.started).astimezone():%Y-%m-%d %H:%M}",
        words.seconds(run.ended - run.started) if run.ended else "",
        *(counts[name] for name in ("created", "updated", "deleted", "unchanged")),
        counts["invalid"] + counts["rejected"],
        counts["unknown"],
        counts["pending"],
    ]


def _as_json(run: "Run") -> dict[str, Any]:
    from hakobu.runs import summary  # noqa: PLC0415 - takes a second to import

    return {
        **summary(run),
        "file": run.file,
        "started": datetime.fromtimestamp(run.started, UTC).isoformat(),
        "ended": datetime.fromtimestamp(run.ended, UTC).isoformat() if run.ended else None,
    }
