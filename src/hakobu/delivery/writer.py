"""What delivery asks of Zoho: five writes, and two questions to find out what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hakobu.zoho import Answer, BulkFile, BulkJob

__all__ = ["BulkWriter", "Writer"]


class Writer(Protocol):
    """The part of the client that writes; each write gives one answer a record, in order.

    A call refused whole raises ``RequestError`` or ``WaitError`` and wrote nothing; a call whose answer
    never came raises ``UnknownOutcomeError``.
    """

    def insert(
        self, module: str, records: Sequence[Mapping[str, Any]], *, trigger: Sequence[str] | None = None
    ) -> list[Answer]:
        """Create records."""
        ...

    def update(
        self, module: str, records: Sequence[Mapping[str, Any]], *, trigger: Sequence[str] | None = None
    ) -> list[Answer]:
        """Change records by id."""
        ...

    def upsert(
        self,
        module: str,
        records: Sequence[Mapping[str, Any]],
        *,
        duplicate_check_fields: Sequence[str] | None = None,
        trigger: Sequence[str] | None = None,
    ) -> list[Answer]:
        """Create or change records by Zoho's own matching."""
        ...

    def delete(self, module: str, ids: Sequence[str], *, wf_trigger: bool | None = None) -> list[Answer]:
        """Delete records by id."""
        ...

    def restore(self, ids: Sequence[str]) -> list[Answer]:
        """Bring records back from the recycle bin."""
        ...

    def find(
        self, module: str, field: str, values: Sequence[str], columns: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        """Find records by a field's values, as they are at this moment."""
        ...

    def children(
        self, module: str, field: str, ids: Sequence[str], columns: Sequence[str]
    ) -> Iterator[tuple[str, list[dict[str, Any]] | None]]:
        """Read the lines or links below records; None where Zoho does not give all of them."""
        ...


class BulkWriter(Protocol):
    """The part of the client that writes by jobs.

    ``BulkJobFailedError`` means that a job wrote nothing; ``BulkJobUnknownError`` that its rows may be
    written until its deadline; another ``UnknownOutcomeError`` that it has ended, and its result does not
    tell what became of each row.
    """

    def upload_bulk_write(self, file: BulkFile) -> None:
        """Upload a file; nothing is written yet."""
        ...

    def start_bulk_write(self, file: BulkFile, *, operation: str, find_by: str | None = None) -> BulkJob:
        """Set a job up, once."""
        ...

    def finish_bulk_write_below(
        self, job: BulkJob, *, waits: Callable[[float], None] | None = None
    ) -> dict[str, list[Answer]]:
        """Wait for a job's end; one answer a row, in order, by the module of its file."""
        ...
