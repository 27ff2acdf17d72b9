"""Whether a stored plan may still be executed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.errors import GuardError

if TYPE_CHECKING:
    from hakobu.model import Job
    from hakobu.store import Run, Store

__all__ = ["PLAN", "check_plan", "check_waiting"]

PLAN = "plan"  # the kind of a run that was stored as a plan first
DAY = 86_400.0


def check_plan(
    store: Store, run: Run, *, zgid: str, job: Job, made_of: tuple[str, str], approved: bool, now: float
) -> None:
    """Refuse a plan that is old, was executed, was overtaken by a run, or was made for something else.

    ``approved``: a person lets it go beyond the job's limits. ``now`` is in seconds since the epoch.
    """
    where, again = _where(run), "Plan again: hakobu plan FILE."
    if run.purged is not None:
        raise GuardError("This plan was purged.", where=where, next_step=again)
    if approved:
        check_waiting(run)
    else:
        _check_planned(run)
    if zgid != run.zgid:
        raise GuardError(
            f"The plan was made for organisation {run.zgid}; this connection is signed in to {zgid}.",
            where=where,
            next_step="Sign in to that organisation, or plan again.",
        )
    if run.kind != "undo" and (run.definition, run.file) != made_of:
        raise GuardError("The job was changed after this plan was made.", where=where, next_step=again)
    days = int((now - run.started) // DAY)
    if now - run.started > job.guards.plan_days * DAY:
        raise GuardError(
            f"The plan is {days} days old; the job allows {job.guards.plan_days} (plan_days in its guards).",
            where=where,
            next_step=again,
        )
    later = [each for each in store.runs.latest(job=job.name, plans=False) if each.id > run.id]
    if later:
        raise GuardError(
            f"Run {later[0].id} of this job began after this plan was made.", where=where, next_step=again
        )


def check_waiting(run: Run) -> None:
    """Refuse to approve what does not wait for it, and what nobody can approve."""
    where = _where(run)
    if run.status == "planned" and not run.guards:
        raise GuardError(
            "This plan keeps to the limits of the job; it needs no approval.",
            where=where,
            next_step=f"Execute it with: hakobu run FILE --plan {run.id}.",
        )
    if run.status not in {"planned", "guard"} or not run.tasks:
        raise GuardError(
            f"This run does not wait for approval; it ended as {run.status}.",
            where=where,
            next_step="See hakobu runs.",
        )
    final = next((stop for stop in run.guards if stop.final), None)
    if final is not None:
        raise GuardError(
            f"The source of the task {final.task} gave no row at all: such a run never deletes.",
            where=where,
            next_step="See why the source is empty; what shall go is deleted by a task of its own.",
        )


def _where(run: Run) -> str:
    return f"plan {run.id}" if run.status == "planned" or run.kind == PLAN else f"run {run.id}"


def _check_planned(run: Run) -> None:
    """Refuse to execute what is no plan any more, or one that goes beyond its limits."""
    where = _where(run)
    if run.status != "planned":
        raise GuardError(
            f"This plan was executed already; it ended as {run.status}.",
            where=where,
            next_step="Plan again: hakobu plan FILE.",
        )
    if run.guards:
        raise GuardError(
            f"This plan goes beyond limits of the job: {', '.join(stop.guard for stop in run.guards)}.",
            where=where,
            next_step=f"Let it go on with: hakobu approve {run.id}.",
        )
