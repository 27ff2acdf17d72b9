"""Whether the server lives and can work, and its figures for Prometheus."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from pydantic import BaseModel

from hakobu.api.access import collector, context_of
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS

__all__ = ["router"]

router = APIRouter(tags=["health"])

At = Annotated[Context, Depends(context_of)]
DAY = 86_400.0
GOOD = {"done", "planned"}
FIGURES: dict[str, tuple[str, tuple[str, ...]]] = {
    "hakobu_tickets": ("What waits or is at work", ("state",)),
    "hakobu_queue_oldest_seconds": ("How long the oldest of what waits has waited", ()),
    "hakobu_scheduler_lag_seconds": ("Seconds since the scheduler last looked; it looks once a second", ()),
    "hakobu_runs_day": ("Runs that began in the last 24 hours, by status", ("status",)),
    "hakobu_rows_day": ("Rows of runs that began in the last 24 hours, by outcome", ("outcome",)),
    "hakobu_credits_used_day": ("API credits that jobs spent in the last 24 hours", ("organisation",)),
    "hakobu_credits_left": ("API credits that Zoho last said are left", ("organisation",)),
    "hakobu_failed_rows_open": ("Failed rows of a job that wait", ("job",)),
    "hakobu_last_run_rows": ("Rows of a job's last run by outcome", ("job", "outcome")),
    "hakobu_last_run_ended": (
        "When a job's last run ended, seconds since 1970; 0 while it runs",
        ("job",),
    ),
    "hakobu_last_run_good": ("Whether a job's last run ended without a failed row", ("job",)),
}
"""Each figure with what it means and its labels."""


class Health(BaseModel):
    """That the server is there."""

    status: str = "ok"


@router.get("/healthz", operation_id="healthz")
def healthz() -> Health:
    """Tell that the process answers."""
    return Health()


@router.get("/readyz", operation_id="readyz")
def readyz(at: At) -> Health:
    """Tell that the store can be read."""
    at.store.users.any()
    return Health()


@router.get(
    "/metrics",
    operation_id="metrics",
    response_class=Response,
    responses={status: ANSWERS[status] for status in (401, 403)},
    dependencies=[Depends(collector)],
)
def metrics(at: At) -> Response:
    """Give the figures in Prometheus's text format; they name jobs and organisations, never values.

    Without sign-in only from this machine, where the server listens there alone; else with an API token.
    What is counted "per day" is counted over the last 24 hours, from the history: it outlives a restart.
    """
    figures = _Figures()
    now = at.clock()
    day = now - DAY
    open_ = at.store.tickets.open()
    for state in ("waiting", "running"):
        figures.set("hakobu_tickets", sum(ticket.state == state for ticket in open_), state=state)
    oldest = min((ticket.asked for ticket in open_ if ticket.state == "waiting"), default=now)
    figures.set("hakobu_queue_oldest_seconds", max(0.0, now - oldest))
    looked = at.engine.scheduler.looked
    figures.set("hakobu_scheduler_lag_seconds", max(0.0, now - looked) if looked is not None else 0.0)
    for status, number in at.store.overview.runs_since(day).items():
        figures.set("hakobu_runs_day", number, status=status)
    for outcome, number in at.store.overview.rows_since(day).items():
        figures.set("hakobu_rows_day", number, outcome=outcome)
    for zgid, number in at.store.overview.credits_used(since=day).items():
        figures.set("hakobu_credits_used_day", number, organisation=zgid)
    for zgid, said in at.store.overview.credits_left().items():
        figures.set("hakobu_credits_left", said.left, organisation=zgid)
    failures = at.store.overview.open_failures()
    last = at.store.runs.newest()
    for job in at.store.definitions.jobs():
        figures.set("hakobu_failed_rows_open", failures.get(job.name, 0), job=job.name)
        if (run := last.get(job.name)) is None:
            continue
        for outcome, number in run.outcomes.items():
            figures.set("hakobu_last_run_rows", number, job=job.name, outcome=str(outcome))
        figures.set("hakobu_last_run_ended", run.ended or 0, job=job.name)
        figures.set("hakobu_last_run_good", run.status in GOOD, job=job.name)
    return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)


class _Figures:
    """Gauges by their names, made at the first figure of each."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._gauges = {
            name: Gauge(name, about, labels, registry=self.registry)
            for name, (about, labels) in FIGURES.items()
        }

    def set(self, name: str, value: float, **labels: str) -> None:
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set(value)
