"""Webhooks: a secret address that starts a job, known by its hash."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from hakobu.definitions.schedule import told_of
from hakobu.errors import SetupError
from hakobu.jobs.accounts import hashed
from hakobu.model import Webhook

if TYPE_CHECKING:
    from hakobu.store import DefinedJob, Store

__all__ = ["make_hook", "wants_hook"]

GRACE = 24 * 3600.0  # seconds for which a former address holds after a rotation


def wants_hook(job: DefinedJob) -> bool:
    """Tell whether a job starts by a webhook."""
    schedule, _, _ = told_of(job.text)
    return schedule is not None and any(isinstance(start, Webhook) for start in schedule.starts)


def make_hook(store: Store, job: DefinedJob, *, by: str, now: float) -> str:
    """Make a job's address and give its path, which is kept nowhere; the former one holds for another day."""
    if not wants_hook(job):
        raise SetupError(
            "The schedule of this job has no webhook.",
            where=f"job {job.name}",
            next_step="Add the start 'webhook: true' to the schedule first.",
            code="no_webhook",
        )
    token = secrets.token_urlsafe(32)
    store.hooks.rotate(job.name, hashed(token), now=now, grace=GRACE)
    store.audit.write(who=by, action="webhook made", what=job.name)
    return f"/api/hooks/{token}"
