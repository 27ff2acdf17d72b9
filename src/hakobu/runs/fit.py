"""Whether a stored plan may still be executed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.errors import GuardError

if TYPE_CHECKING:
    from hakobu.store import Run, Store

__all__ = ["PLAN", "check_plan"]

PLAN = "plan"  # the kind of a run that was stored as a plan first


def check_plan(store: Store, run: Run, *, zgid: str, job: str, made_of: tuple[str, str]) -> None:
    """Refuse a plan that was executed, overtaken by a run, or made for something else."""
    where, again = f"plan {run.id}", "Plan again: hakobu plan FILE."
    if run.status != "planned":
        raise GuardError(
            f"This plan was executed already; it ended as {run.status}.", where=where, next_step=again
        )
    if zgid != run.zgid:
        raise GuardError(
            f"The plan was made for organisation {run.zgid}; this connection is signed in to {zgid}.",
            where=where,
            next_step="Sign in to that organisation, or plan again.",
        )
    if run.kind == PLAN and (run.definition, run.file) != made_of:
        raise GuardError("The job was changed after this plan was made.", where=where, next_step=again)
    later = [each for each in store.runs.latest(job=job, plans=False) if each.id > run.id]
    if later:
        raise GuardError(
            f"Run {later[0].id} of this job began after this plan was made.", where=where, next_step=again
        )
