"""What starts something: a ticket; the same key starts the same thing once."""

from typing import Annotated, Any

from fastapi import Header
from pydantic import BaseModel, Field

from hakobu.api.access import Person
from hakobu.api.context import Context
from hakobu.api.problems import ProblemError
from hakobu.store import Run, Ticket

__all__ = ["Key", "Start", "Started", "ask", "refuse_untested", "run_of"]

Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="The same key starts the same thing once."),
]


class Started(BaseModel):
    """What was asked to run; the run's number comes with its first event."""

    ticket: int
    job: str
    verb: str
    state: str = Field(description="``held`` where it waits for a second person.", examples=["waiting"])
    run: int | None


class Start(BaseModel):
    """How a run is to be made."""

    compare: str | None = Field(default=None, pattern="^(ledger|live|none|recheck)$", examples=["live"])
    whole: bool = Field(default=False, description="Read everything where only what changed would be read.")
    fresh: bool = Field(default=False, description="Begin anew instead of taking up an unfinished run.")
    yes: bool = Field(default=False, description="Accept a key that names rather than identifies.")
    tasks: list[str] = Field(
        default_factory=list, max_length=500, description="Only these tasks, disabled or not; all if empty."
    )
    parameters: dict[str, str] = Field(
        default_factory=dict, max_length=100, description="Values for names that the job declares."
    )

    def options(self) -> dict[str, Any]:
        """Give what was said, as a ticket keeps it."""
        said = {name: value for name, value in self.model_dump().items() if value}
        return said | ({"whole": True} if self.compare == "recheck" else {})


def ask(
    at: Context,
    job: str,
    verb: str,
    *,
    person: Person,
    key: str | None,
    of_run: int | None = None,
    options: dict[str, Any] | None = None,
) -> Started:
    """Ask for something to be done with a job that is there and whose connections passed their test."""
    found = at.store.definitions.job(job)
    if found is None:
        raise ProblemError(404, "no_job", f"There is no job {job!r}.")
    for end in (found.source, found.destination):
        refuse_untested(at, end)
    own_key = f"{person.name}:{job}:{verb}:{of_run or ''}:{key}" if key else None
    if verb == "run" and (own_key is None or at.store.tickets.keyed(own_key) is None):
        _refuse_third(at, job)
    ticket, new = at.store.tickets.add(
        job=job, verb=verb, by=person.name, why="by hand", of_run=of_run, options=options, key=own_key
    )
    if new:
        at.engine.enqueue(ticket)
        what = f"{job}, run {of_run}" if of_run else job
        at.store.audit.write(who=person.name, action=f"{verb} asked", what=what)
    return _started(at.store.tickets.get(ticket.id) or ticket)


def _refuse_third(at: Context, name: str) -> None:
    """One run of a job at a time, and one more that waits."""
    waiting = at.store.tickets.waiting(name)
    if waiting is not None:
        raise ProblemError(
            409,
            "waiting",
            "A run of this job waits already for the one at work.",
            next_step=f"Follow it: ticket {waiting.id}.",
        )


def refuse_untested(at: Context, name: str) -> None:
    """No job runs with a connection whose test failed."""
    found = at.store.definitions.connection(name)
    if found is None:
        raise ProblemError(409, "no_connection", f"There is no connection {name!r} any more.")
    if found.passed is False:
        raise ProblemError(
            409,
            "test_failed",
            f"The last test of the connection {name!r} failed.",
            next_step="Mend the connection and test it again.",
        )


def run_of(at: Context, number: int) -> Run:
    """Find a run, or say that there is none."""
    found = at.store.runs.get(number)
    if found is None:
        raise ProblemError(404, "no_run", f"There is no run {number}.")
    return found


def _started(ticket: Ticket) -> Started:
    return Started(ticket=ticket.id, job=ticket.job, verb=ticket.verb, state=ticket.state, run=ticket.run_id)
