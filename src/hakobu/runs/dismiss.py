"""Dismissing failed rows: a person says, with a reason, that nothing is to be done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.errors import SetupError
from hakobu.mapping import normal_key
from hakobu.store import Store

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from hakobu.store import Reject, Run

__all__ = ["DISMISSED", "dismiss"]

DISMISSED = "dismissed"


def dismiss(
    run: Run,
    *,
    home: Path,
    reason: str,
    by: str,
    task: str | None = None,
    cause: str | None = None,
    key: str | None = None,
    ids: Collection[int] | None = None,
) -> int:
    """Dismiss open failed rows of a run, all or those that are named; gives how many.

    The reason is kept in the audit log. A row that its source still holds fails anew in the next run.
    Raises ``SetupError`` where the reason is empty, or where no open row is meant.
    """
    said = " ".join(reason.split())
    if not said:
        raise SetupError("There is no reason.", next_step="Say why nothing is to be done about these rows.")

    def meant(reject: Reject) -> bool:
        return (
            task in {None, reject.task}
            and (ids is None or reject.id in ids)
            and (key is None or normal_key(reject.label) == normal_key(key))
            and (cause is None or any(fault.code == cause for fault in reject.faults))
        )

    with Store(home) as store:
        every = store.rejects.of_run(run.id, state="open")
        found = [reject.id for reject in every if meant(reject)]
        if not found:
            raise SetupError(
                "No open failed row of this run is meant.",
                where=f"run {run.id}",
                valid=tuple(sorted({fault.code for reject in every for fault in reject.faults})),
                next_step=f"See hakobu rejects {run.id}.",
            )
        store.rejects.close(found, state=lambda _: DISMISSED, run_id=run.id)
        store.audit.write(
            who=by, action="failed rows dismissed", what=f"run {run.id}, {len(found)} rows: {said}"
        )
    return len(found)
