"""An in-memory twin of what delivery asks of Zoho, and a clock that stands still."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hakobu.errors import Kind
from hakobu.zoho import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = ["StillClock", "TwinZoho"]


class StillClock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


@dataclass
class TwinZoho:
    """An in-memory twin of the CRM; ``before`` may raise or answer in its place."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, int]] = field(default_factory=list)
    before: Callable[[str, Sequence[Any]], None] = lambda _name, _records: None
    after: Callable[[str, Sequence[Any]], None] = lambda _name, _records: None
    refuse: Callable[[Mapping[str, Any]], str | None] = lambda _record: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def insert(
        self, module: str, records: Sequence[Mapping[str, Any]], *, trigger: Sequence[str] | None = None
    ) -> list[Answer]:
        return self._write("insert", records, self._insert)

    def update(
        self, module: str, records: Sequence[Mapping[str, Any]], *, trigger: Sequence[str] | None = None
    ) -> list[Answer]:
        return self._write("update", records, self._update)

    def upsert(
        self,
        module: str,
        records: Sequence[Mapping[str, Any]],
        *,
        duplicate_check_fields: Sequence[str] | None = None,
        trigger: Sequence[str] | None = None,
    ) -> list[Answer]:
        raise AssertionError("these tests have a unique field")

    def delete(self, module: str, ids: Sequence[str], *, wf_trigger: bool | None = None) -> list[Answer]:
        return self._write("delete", ids, self._delete)

    def restore(self, ids: Sequence[str]) -> list[Answer]:
        raise NotImplementedError  # only an undo asks for it

    def find(
        self, module: str, field: str, values: Sequence[str], columns: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        wanted = {value.lower() for value in values}
        with self.lock:
            found = [dict(record) for record in self.records.values()]
        return (record for record in found if str(record.get(field) or "").lower() in wanted)

    def children(
        self, module: str, field: str, ids: Sequence[str], columns: Sequence[str]
    ) -> Iterator[tuple[str, list[dict[str, Any]] | None]]:
        raise AssertionError("these records have no lines")

    def _write(self, name: str, records: Sequence[Any], one: Callable[[int, Any], Answer]) -> list[Answer]:
        with self.lock:
            self.calls.append((name, len(records)))
        self.before(name, records)
        with self.lock:
            answers = [one(index, record) for index, record in enumerate(records)]
        self.after(name, records)
        return answers

    def _insert(self, index: int, record: Mapping[str, Any]) -> Answer:
        if code := self.refuse(record):
            return Answer(index=index, ok=False, code=code, message="no", field="City", kind=Kind.ROW)
        for ident, known in self.records.items():
            if record.get("No") and known.get("No") == record["No"]:
                details = {"duplicate_record": {"id": ident}}
                return Answer(
                    index=index, ok=False, code="DUPLICATE_DATA", field="No", details=details, kind=Kind.ROW
                )
        ident = str(len(self.records) + 1)
        self.records[ident] = {**record, "id": ident}
        return Answer(index=index, ok=True, code="SUCCESS", id=ident, action="insert")

    def _update(self, index: int, record: Mapping[str, Any]) -> Answer:
        if code := self.refuse(record):
            return Answer(index=index, ok=False, code=code, message="no", field="City", kind=Kind.ROW)
        if record["id"] not in self.records:
            return Answer(index=index, ok=False, code="INVALID_DATA", message="no such id", kind=Kind.ROW)
        self.records[record["id"]].update(record)
        return Answer(index=index, ok=True, code="SUCCESS", id=record["id"], action="update")

    def _delete(self, index: int, ident: str) -> Answer:
        found = self.records.pop(ident, None)
        code = "SUCCESS" if found else "INVALID_DATA"
        return Answer(index=index, ok=bool(found), code=code, id=ident, action="delete", kind=Kind.ROW)
