"""The second person: what deletes in a production system waits until somebody else says yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.errors import HakobuError
from hakobu.model import Operation
from hakobu.runs import planned_tasks

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.jobs.workspace import Workspace
    from hakobu.store import DefinedJob, Run, Store, Ticket

__all__ = ["BY_HAND", "SecondPerson", "taken_by_force"]

DELETING = {Operation.DELETE: "delete", Operation.MIRROR: "mirror"}
WRITES = {"run", "execute", "retry", "approve"}  # verbs that write by the job's own tasks
BY_HAND = "by hand"


class SecondPerson:
    """Holds tickets back; asked when a ticket is taken in and again when its work begins."""

    def __init__(self, store: Store, workspace: Workspace) -> None:
        self._store = store
        self._workspace = workspace

    def holds(self, ticket: Ticket) -> bool:
        """Tell whether a ticket waits for a second person; asks for one where nobody was asked yet."""
        job = self._store.definitions.job(ticket.job)
        if job is None:
            return False
        connection = self._store.definitions.connection(job.destination)
        reasons = self._reasons(ticket)
        if connection is None or not connection.production or not reasons:
            return False
        asked = [
            each
            for each in self._store.approvals.of_ticket(ticket.id)
            if (each.job_version, each.connection) == (job.version, job.destination)
        ]
        if any(each.state == "approved" for each in asked):
            return False
        stands = self._store.approvals.stands(
            job=job.name, job_version=job.version, connection=job.destination
        )
        if stands and ticket.verb in WRITES and "forced undo" not in reasons:
            return False
        if ticket.why != BY_HAND and self._asked_already(ticket, job):
            self._store.tickets.end(ticket.id, cause="An earlier one still waits for a second person.")
            return True
        if not any(each.state == "waiting" for each in asked):
            self._store.approvals.ask(
                what=ticket.verb,
                job=job.name,
                job_version=job.version,
                connection=job.destination,
                reasons=reasons,
                asked_by=ticket.by if ticket.why == BY_HAND else job.modified_by,
                ticket_id=ticket.id,
            )
            what = f"{ticket.verb} of {job.name}: {', '.join(reasons)}"
            self._store.audit.write(who=ticket.by, action="approval asked", what=what)
        self._store.tickets.hold(ticket.id)
        return True

    def _asked_already(self, ticket: Ticket, job: DefinedJob) -> bool:
        """Tell whether an earlier ticket of this version of the job waits: a schedule asks once."""
        waiting = self._store.approvals.page(state="waiting", before=None, limit=None)
        return any(
            each.job == job.name and each.job_version == job.version and each.ticket_id != ticket.id
            for each in waiting
        )

    def _reasons(self, ticket: Ticket) -> list[str]:
        """Say what of a ticket deletes; a definition that cannot run deletes nothing, and says so itself."""
        run = self._store.runs.get(ticket.of_run) if ticket.of_run is not None else None
        if ticket.verb == "execute" and run is not None and run.kind == "undo":
            return ["forced undo"] if taken_by_force(run, home=self._store.home) else []
        if ticket.verb not in WRITES:
            return []
        try:
            tasks = self._workspace.definition(ticket.job).jobs[ticket.job].tasks
        except HakobuError:
            return []
        return sorted({DELETING[task.operation] for task in tasks if task.operation in DELETING})


def taken_by_force(run: Run, *, home: Path) -> bool:
    """Tell whether an undo would take back what others edited since."""
    return any(each.taken for task in planned_tasks(run, home=home) for each in task.plan.edited)
