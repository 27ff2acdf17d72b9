"""Records that turn out to be gone when they are written: deleted in Zoho since we knew them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hakobu.errors import GuardError
from hakobu.model import ChangeKind, Deleted, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hakobu.delivery.writer import Writer
    from hakobu.model import Change, Result, Task

__all__ = ["DELETED", "Gone"]

DELETED = "deleted in Zoho"
NOT_THERE = {"INVALID_DATA", "RESOURCE_NOT_FOUND"}  # said of an id that Zoho does not know, and of much else


class Gone:
    """What a task does about them: create them again, forget them, or stop.

    ``whole`` gives the whole rows of updates by number, for those that are created again.
    """

    def __init__(
        self,
        writer: Writer,
        task: Task,
        policy: Deleted | None,
        whole: Callable[[Sequence[int]], dict[int, dict[str, str | None]]],
    ) -> None:
        self._writer = writer
        self._task = task
        self._policy = policy
        self._whole = whole

    def among(self, changes: Sequence[Change], results: Sequence[Result]) -> set[int]:
        """Number the rows whose record is not there any more; Zoho is asked, for its refusal is not proof."""
        refused = [
            change
            for change, result in zip(changes, results, strict=True)
            if result.outcome is Outcome.REJECTED
            and result.code in NOT_THERE
            and change.id
            and change.kind is not ChangeKind.RESTORE
            and (change.kind is ChangeKind.DELETE or result.field in {"id", ""})
        ]
        if not refused:
            return set()
        ids = [change.id or "" for change in refused]
        there = {str(row["id"]) for row in self._writer.find(self._task.module, "id", ids, [])}
        return {change.row for change in refused if change.id not in there}

    def settle(
        self, changes: Sequence[Change], results: Sequence[Result]
    ) -> tuple[list[Result], list[Change], GuardError | None]:
        """Give the results as the task wants them, the records to create again, and why to stop, if so."""
        gone = self.among(changes, results)
        if not gone:
            return list(results), [], None
        settled: list[Result] = []
        again: list[Change] = []
        stop = None
        whole = self.create([change for change in changes if change.row in gone])
        for change, result in zip(changes, results, strict=True):
            if change.row not in gone:
                settled.append(result)
            elif change.kind is ChangeKind.UPDATE and self._policy is Deleted.STOP:
                stop = stop or self.stop(change)
                settled.append(msgspec.structs.replace(result, outcome=Outcome.PENDING))
            elif change.row in whole:
                settled.append(msgspec.structs.replace(result, outcome=Outcome.PENDING))
                again.append(whole[change.row])
            else:
                settled.append(self.skip(result))
        return settled, again, stop

    def left_to_rest(self, changes: Sequence[Change], results: Sequence[Result]) -> list[Result]:
        """Leave records that are gone pending: they are few, and settled when they are sent once more."""
        gone = self.among(changes, results)
        return [
            msgspec.structs.replace(result, outcome=Outcome.PENDING) if result.row in gone else result
            for result in results
        ]

    def create(self, changes: Sequence[Change]) -> dict[int, Change]:
        """Give, by row, the changes that create gone records again; none where the task does not want it."""
        updates = [change for change in changes if change.kind is ChangeKind.UPDATE and change.row > 0]
        if not updates or self._policy is not Deleted.RECREATE:
            return {}
        whole = self._whole([change.row for change in updates])
        return {
            change.row: msgspec.structs.replace(
                change,
                kind=ChangeKind.CREATE,
                id=None,
                old={},
                old_from="",
                matched_by="",
                new={name: value for name, value in whole[change.row].items() if value is not None},
            )
            for change in updates
            if change.row in whole
        }

    def skip(self, result: Result) -> Result:
        """Leave a record that is gone alone, and let the ledger know."""
        return msgspec.structs.replace(
            result, outcome=Outcome.SKIPPED, code="", field="", message="", note=DELETED, gone=True
        )

    def stop(self, change: Change) -> GuardError:
        """Say why the run stops."""
        return GuardError(
            f"The record {change.id} of {change.label or f'row {change.row}'} was deleted in Zoho.",
            where=f"task {self._task.name}",
            next_step="Restore it in Zoho's recycle bin, or say if_deleted: recreate or forget.",
        )

    @property
    def stops(self) -> bool:
        """Whether a record that is gone stops the run."""
        return self._policy is Deleted.STOP
