"""Saving a job: checked whole, never over somebody else's newer version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.jobs.waits import check_schedule

if TYPE_CHECKING:
    from hakobu.jobs.workspace import Workspace
    from hakobu.store import DefinedJob, Store

__all__ = ["save_job"]


def save_job(  # the nouns of one line
    store: Store,
    workspace: Workspace,
    name: str,
    text: str,
    *,
    author: str,
    based_on: int | None,
    labels: list[str] | None = None,
) -> DefinedJob:
    """Save a job; without ``labels`` it keeps its own. Raises ``DefinitionError`` and ``StaleError``."""
    defined = workspace.check(name, text).jobs[name]
    check_schedule(store, name, defined.schedule)
    before = store.definitions.job(name)
    values = {
        "text": text,
        "source": defined.source,
        "destination": defined.destination,
        "labels": labels if labels is not None else before.labels if before else [],
        "owner": before.owner if before else author,
    }
    saved = store.definitions.save_job(name, values, author=author, based_on=based_on)
    store.audit.write(who=author, action="job saved", what=f"{name} v{saved.version}")
    return saved
