"""Whether the server lives and can work, and its figures for Prometheus."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from pydantic import BaseModel

from hakobu.api.access import context_of
from hakobu.api.context import Context

__all__ = ["router"]

router = APIRouter(tags=["health"])

At = Annotated[Context, Depends(context_of)]


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


@router.get("/metrics", operation_id="metrics", response_class=Response)
def metrics(at: At) -> Response:
    """Give the figures in Prometheus's text format; they name jobs, never values."""
    registry = CollectorRegistry()
    open_ = at.store.tickets.open()
    waiting = Gauge("hakobu_tickets", "What waits or is at work", ["state"], registry=registry)
    for state in ("waiting", "running"):
        waiting.labels(state).set(sum(ticket.state == state for ticket in open_))
    rows = Gauge(
        "hakobu_last_run_rows", "Rows of a job's last run by outcome", ["job", "outcome"], registry=registry
    )
    ended = Gauge("hakobu_last_run_ended", "When a job's last run ended", ["job"], registry=registry)
    for job in at.store.definitions.jobs():
        for run in at.store.runs.latest(job=job.name, limit=1, plans=False):
            for outcome, number in run.outcomes.items():
                rows.labels(job.name, str(outcome)).set(number)
            ended.labels(job.name).set(run.ended or 0)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
