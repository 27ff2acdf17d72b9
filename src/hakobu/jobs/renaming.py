"""Another name for a connection or a job; what names it follows as a new version of its definition."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import yaml

from hakobu.definitions.rewrite import rename_connection as connection_in_text
from hakobu.definitions.rewrite import rename_followed
from hakobu.errors import BusyError, SetupError
from hakobu.runs.ownership import own_job
from hakobu.store import Followed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.jobs.workspace import Workspace
    from hakobu.store import DefinedJob, Store
    from hakobu.store.vault import Vault

__all__ = ["LONGEST", "is_plain", "rename_connection", "rename_job"]

LONGEST = 200


def is_plain(name: str) -> bool:
    """Tell whether a name holds no slash and no control character."""
    return not any(ord(each) < 32 or each in "/\\\x7f" for each in name)


def rename_connection(store: Store, vault: Vault, old: str, new: str, *, by: str) -> list[str]:
    """Rename a connection; gives the jobs that followed.

    Settings, secrets, sign-in, rights and tests stay. Raises ``SetupError`` where a name will not do, and
    ``BusyError`` while a job that uses it is at work or waits for approval.
    """
    known = [each.name for each in store.definitions.connections()]
    if old not in known:
        raise SetupError(f"There is no connection {old!r}.", valid=tuple(known), code="no_connection")
    _check(new)
    if new in known:
        raise _taken(f"There is a connection {new!r} already.")
    using = [each for each in store.definitions.jobs() if old in {each.source, each.destination}]
    with ExitStack() as held:
        _hold(store, using, held, connection=old)
        followed = [_with_connection(each, old, new) for each in using]
        comment = f"The connection {old!r} is called {new!r} now."
        store.renames.connection(old, new, author=by, comment=comment, followed=followed, vault=vault)
    _note(store, "connection renamed", f"{old} → {new}", followed, by=by)
    return [each.name for each in followed]


def rename_job(store: Store, workspace: Workspace, old: str, new: str, *, by: str) -> list[str]:
    """Rename a job; gives the jobs that start after it, which followed.

    History, last synced values, alerts, webhooks and comments stay. Raises what ``rename_connection`` does.
    """
    jobs = {each.name: each for each in store.definitions.jobs()}
    if old not in jobs:
        raise SetupError(f"There is no job {old!r}.", valid=tuple(jobs), code="no_job")
    _check(new)
    if new in jobs:
        raise _taken(f"There is a job {new!r} already.")
    if store.renames.knows_job(new):
        raise _taken(f"A removed job was called {new!r}, and its history is kept.")
    changed = {
        name: rename_followed(each.text, old, new)
        for name, each in jobs.items()
        if name != old and rename_followed(each.text, old, new) != each.text
    }
    with ExitStack() as held:
        _hold(store, [jobs[old], *(jobs[name] for name in changed)], held)
        followed = [_followed(jobs[name], text) for name, text in changed.items()]
        files = (str(workspace.file_of(old).resolve()), str(workspace.file_of(new).resolve()))
        comment = f"The job {old!r} is called {new!r} now."
        store.renames.job(old, new, author=by, comment=comment, followed=followed, files=files)
        workspace.file_of(old).unlink(missing_ok=True)  # the next run writes the other
    _note(store, "job renamed", f"{old} → {new}", followed, by=by)
    return [each.name for each in followed]


def _check(name: str) -> None:
    if not 0 < len(name.strip()) <= len(name) <= LONGEST or not is_plain(name):
        raise SetupError(
            "A name has 1 to 200 characters, no slash and no control character.",
            where=f"name {name!r}",
            code="bad_name",
        )


def _taken(message: str) -> SetupError:
    return SetupError(message, next_step="Choose another name.", code="name_taken")


def _hold(store: Store, jobs: Sequence[DefinedJob], held: ExitStack, *, connection: str = "") -> None:
    """Hold the jobs while they are changed; raises ``BusyError`` that names those that work or wait."""
    working = {ticket.job for ticket in store.tickets.open()}
    asked = store.approvals.page(state="waiting", before=None, limit=None)
    waiting = {each.job for each in asked}
    busy = [each.name for each in jobs if each.name in working | waiting or _stopped(store, each.name)]
    busy += [each.job or each.what for each in asked if connection and each.connection == connection]
    for each in jobs:
        if each.name in busy:
            continue
        try:
            held.enter_context(own_job(store, each.name))
        except BusyError:
            busy.append(each.name)
    if busy:
        names = ", ".join(dict.fromkeys(busy))
        raise BusyError(
            f"At work or waiting for approval: {names}.",
            next_step="Let it end, stop it or decide about it; then rename.",
            code="at_work",
        )


def _stopped(store: Store, job: str) -> bool:
    """Tell whether a job's last run waits for somebody to approve what went beyond its limits."""
    return any(run.status == "guard" for run in store.runs.latest(job=job, limit=1))


def _with_connection(job: DefinedJob, old: str, new: str) -> Followed:
    return _followed(
        job,
        connection_in_text(job.text, old, new),
        source=new if job.source == old else job.source,
        destination=new if job.destination == old else job.destination,
    )


def _followed(job: DefinedJob, text: str, *, source: str = "", destination: str = "") -> Followed:
    made = Followed(
        name=job.name,
        version=job.version,
        text=text,
        source=source or job.source,
        destination=destination or job.destination,
    )
    meant = yaml.safe_load(text)
    if (meant.get("source"), meant.get("destination")) != (made.source, made.destination):
        raise SetupError(
            "The name stands in this job in a way that only a person can change.",
            where=f"job {job.name}",
            next_step="Write it plainly behind its key, on the tab Definition.",
        )
    return made


def _note(store: Store, action: str, names: str, followed: Sequence[Followed], *, by: str) -> None:
    store.audit.write(who=by, action=action, what=names)
    for each in followed:
        store.audit.write(who=by, action="job saved", what=f"{each.name} v{each.version + 1}")
