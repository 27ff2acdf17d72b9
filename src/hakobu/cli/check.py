"""``hakobu check``: everything that a run does before its first write."""

from typing import TYPE_CHECKING, Any

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import heading, make_grid, make_steps
from hakobu.cli.hooks import show_hooks
from hakobu.cli.options import File, Home, Job, Json, Lang, Quiet, Set
from hakobu.cli.parameters import read_given
from hakobu.cli.prose import say
from hakobu.cli.reading import remarks_as_json, show_reads, show_remarks
from hakobu.cli.run import pick_job
from hakobu.cli.stopping import Stopping
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from hakobu.model import Definition
    from hakobu.model import Job as JobOf
    from hakobu.runs import TaskCheck

__all__ = ["check"]

EXIT_REJECTS = 3
PLANNED = ("create", "update", "delete")
ALWAYS = ("create", "update", "unchanged")


def check(
    file: File,
    *,
    job: Job = None,
    parameters: Set = None,
    quiet: Quiet = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Check a definition and all its rows against the CRM."""
    with desk(json=json, lang=lang, home=home, quiet=quiet) as at:
        definition = at.load(file)
        chosen = [pick_job(definition, job)] if job else list(definition.jobs.values())
        given = [read_given(at, each, parameters) for each in chosen]
        found = [
            (each, _check(at, definition, each, values)) for each, values in zip(chosen, given, strict=True)
        ]
        faulty = sum(task.plan.invalid for _, tasks in found for task in tasks)
        if at.json:
            at.tell(
                {"file": str(file), "jobs": [_as_json(at, definition, each, tasks) for each, tasks in found]}
            )
        else:
            _show(at, definition, found, faulty)
        at.end(EXIT_REJECTS if faulty else 0)


def _check(at: Desk, definition: "Definition", job: "JobOf", given: dict[str, str]) -> list["TaskCheck"]:
    from hakobu.cli.progress import watching  # noqa: PLC0415 - seldom needed
    from hakobu.runs import Options, check_job  # noqa: PLC0415 - takes a second to import

    with watching(at.err, at.words, tasks=len(job.tasks), quiet=at.quiet) as (watch, _):
        at.stopping = Stopping(writing=lambda: False, told=lambda: None)
        with at.stopping as stopping:
            options = Options(parameters=given, watch=watch, stop=stopping.stop)
            return check_job(definition, job, home=at.home, options=options)


def _show(
    at: Desk, definition: "Definition", found: list[tuple["JobOf", list["TaskCheck"]]], faulty: int
) -> None:
    from hakobu.cli.failed import show_causes  # noqa: PLC0415 - only for people

    words, out = at.words, at.out
    tasks = sum(len(job.tasks) for job, _ in found)
    say(out, words("check.definition", jobs=len(found), tasks=tasks))
    for job, checks in found:
        out.print()
        out.print(heading(words("check.title", job=job.name)))
        out.print(_table(at, checks))
        price = [check.plan.price for check in checks]
        calls = words.count("calls", sum(each.calls for each in price))
        credits_ = words.count("credits", sum(each.credits for each in price))
        say(out, words("check.price", job=job.name, calls=calls, credits=credits_))
        for check in checks:
            columns = ", ".join(f"{name} {kind}" for name, kind in check.columns.items())
            say(out, words("check.columns", task=check.plan.task, columns=columns), style="dim")
        show_reads(at, [check.plan for check in checks])
        show_hooks(at, job.sql)
        for warning in (warning for check in checks for warning in check.plan.warnings):
            say(out, at.mask(spoken(warning, at.words.lang)), style="yellow")
        show_causes(at, checks)
        show_remarks(at, definition, job)
    if found:
        out.print()
        verdict = words("check.dirty", rows=words.count("rows", faulty)) if faulty else words("check.clean")
        say(out, verdict, style="bold yellow" if faulty else "bold green")
        out.print()
        out.print(heading(words("run.next")))
        name = () if len(definition.jobs) == 1 else ("--job", found[0][0].name)
        out.print(make_steps([(at.command("run", definition.file, *name), words("check.next.run"))]))


def _table(at: Desk, checks: list["TaskCheck"]) -> Any:
    """Make the table of tasks; ends that no row comes to are left out."""
    words, ends = at.words, [_ends(check) for check in checks]
    shown = [name for name in ends[0] if name in ALWAYS or any(each[name] for each in ends)]
    return make_grid(
        [
            *(words(f"column.{name}") for name in ("task", "module", "operation", "read")),
            *(words(f"column.{name}" if name in PLANNED else f"outcome.{name}") for name in shown),
        ],
        [
            [
                check.plan.task,
                check.plan.module,
                words.term("operation", check.plan.operation),
                check.plan.read,
                *(each[name] for name in shown),
            ]
            for check, each in zip(checks, ends, strict=True)
        ],
    )


def _ends(check: "TaskCheck") -> dict[str, int]:
    plan = check.plan
    planned = {name: getattr(plan, name) for name in PLANNED}
    return planned | {
        "unchanged": plan.unchanged,
        "skipped": sum(plan.skipped.values()),
        "invalid": plan.invalid,
    }


def _as_json(at: Desk, definition: "Definition", job: "JobOf", checks: list["TaskCheck"]) -> dict[str, Any]:
    from hakobu.reports.checked import check_as_json  # noqa: PLC0415 - only where rows were checked

    remarks = remarks_as_json(at, definition, job)
    return {"job": job.name, "remarks": remarks, **check_as_json(job, checks, at.words.lang)}
