"""``hakobu run`` and ``hakobu retry``: send what differs, send again what failed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hakobu.cli.asking import with_consent
from hakobu.cli.desk import Desk, desk
from hakobu.cli.options import CompareWith, File, Home, Job, Json, Lang, Quiet, RunNumber, Set
from hakobu.cli.parameters import read_given
from hakobu.cli.refusal import WrongUseError
from hakobu.cli.stopping import Stopping
from hakobu.errors import SetupError
from hakobu.model import Compare

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hakobu.model import Definition
    from hakobu.model import Job as JobOf
    from hakobu.runs import Options
    from hakobu.store import Run

__all__ = ["conduct", "find_run", "pick_job", "retry", "run"]


def run(  # noqa: PLR0913 - each is an option of the command
    file: File,
    *,
    job: Job = None,
    compare: Annotated[CompareWith | None, typer.Option("--compare", metavar="ledger|live|none")] = None,
    recheck: Annotated[bool, typer.Option("--recheck")] = False,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    fresh: Annotated[bool, typer.Option("--fresh")] = False,
    whole: Annotated[bool, typer.Option("--whole")] = False,
    plan: Annotated[int | None, typer.Option("--plan", metavar="PLAN", min=1)] = None,
    task: Annotated[list[str] | None, typer.Option("--task", metavar="NAME")] = None,
    parameters: Set = None,
    quiet: Quiet = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Run a job."""
    with desk(json=json, lang=lang, home=home, quiet=quiet) as at:
        definition = at.load(file)
        chosen = pick_job(definition, job)
        from hakobu.runs import run_job  # noqa: PLC0415 - takes a second to import

        given = read_given(at, chosen, parameters)
        if plan is not None and given:
            raise WrongUseError(at.words("set.plan"))
        if plan is not None and task:
            raise WrongUseError(at.words("run.task.plan"))
        for name in task or ():
            if name not in {each.name for each in chosen.tasks}:
                known = tuple(each.name for each in chosen.tasks)
                raise WrongUseError(at.words("run.task.none", job=chosen.name, task=name), valid=known)
        if plan is not None:
            from hakobu.runs import run_plan  # noqa: PLC0415 - takes a second to import

            stored = find_run(at, plan)
            conduct(
                at,
                len(chosen.tasks),
                lambda options: run_plan(definition, stored, home=at.home, options=options),
            )
        how = Compare.RECHECK if recheck else Compare(compare) if compare else None
        conduct(
            at,
            len(chosen.tasks),
            lambda options: run_job(definition, chosen.name, home=at.home, options=options),
            compare=how,
            yes=yes,
            fresh=fresh,
            whole=whole or recheck,
            tasks=tuple(task or ()),
            parameters=given,
        )


def retry(
    run_id: RunNumber,
    *,
    only: Annotated[str | None, typer.Option("--only", metavar="CODE")] = None,
    corrected: Annotated[Path | None, typer.Option("--from", metavar="PATH")] = None,
    quiet: Quiet = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Send the failed rows of a run again."""
    with desk(json=json, lang=lang, home=home, quiet=quiet) as at:
        from hakobu.runs import retry_run  # noqa: PLC0415 - takes a second to import

        former = find_run(at, run_id)
        definition = at.load(Path(former.file))
        chosen = pick_job(definition, former.job)
        conduct(
            at,
            len(chosen.tasks),
            lambda options: retry_run(
                definition, former, home=at.home, only=only, corrected=corrected, options=options
            ),
        )


def conduct(
    at: Desk,
    many: int,
    verb: "Callable[[Options], Run]",
    *,
    compare: Compare | None = None,
    yes: bool = False,
    fresh: bool = False,
    whole: bool = False,
    tasks: tuple[str, ...] = (),
    parameters: "Mapping[str, str] | None" = None,
) -> None:
    """Carry out a run under the eyes of its user, tell how it ended, and end the command."""
    from hakobu.cli.progress import watching  # noqa: PLC0415 - seldom needed
    from hakobu.runs import Options, exit_code, mask_rejects, summary  # noqa: PLC0415 - takes a second to import
    from hakobu.store import Store  # noqa: PLC0415 - likewise

    def conducted(*, yes: bool) -> "Run":
        with watching(at.err, at.words, tasks=many, quiet=at.quiet) as (watch, gauge):
            at.stopping = Stopping(writing=gauge.writing, told=lambda: at.err.print(at.words("stopping")))
            with at.stopping as stopping:
                options = Options(
                    compare=compare,
                    parameters=parameters or {},
                    yes=yes,
                    fresh=fresh,
                    whole=whole,
                    tasks=tasks,
                    watch=watch,
                    stop=stopping.stop,
                )
                return verb(options)

    ended = with_consent(at, conducted, yes=yes)
    if at.json:
        at.tell(summary(ended))
    else:
        from hakobu.cli.report import show_run  # noqa: PLC0415 - only for people

        with Store(at.home) as store:
            rejects = mask_rejects(ended, store.rejects.of_run(ended.id, state="open"), home=at.home)
        show_run(at, ended, summary(ended), rejects)
    at.end(exit_code(ended))


def pick_job(definition: "Definition", name: str | None) -> "JobOf":
    """Choose a job; a name that does not fit is a wrong use of the command."""
    from hakobu.runs import choose_job  # noqa: PLC0415 - takes a second to import

    try:
        return choose_job(definition, name)
    except SetupError as error:
        raise WrongUseError(
            error.message, where=error.where, valid=error.valid, next_step=error.next_step
        ) from None


def find_run(at: Desk, number: int) -> "Run":
    """Find a run in the history."""
    from hakobu.store import Store  # noqa: PLC0415 - takes half a second to import

    with Store(at.home) as store:
        found = store.runs.get(number)
        known = [str(each.id) for each in store.runs.latest(limit=10)]
    if found is None:
        raise WrongUseError(
            at.words("error.no_run", run=number),
            valid=tuple(known),
            next_step=at.words("error.no_run.next"),
        )
    return found
