"""One batch of changes as one call: what is sent, and what each answer means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.delivery.below import Below
from hakobu.errors import Kind
from hakobu.mapping import is_text, leads_anywhere, reference_to, wire
from hakobu.model import Automation, Change, ChangeKind, Lookup, Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hakobu.delivery.writer import Writer
    from hakobu.mapping import FieldLike
    from hakobu.model import Task
    from hakobu.plan import Route
    from hakobu.zoho import Answer

__all__ = ["Sender"]

DONE = {"insert": Outcome.CREATED, "update": Outcome.UPDATED, "delete": Outcome.DELETED}
PLANNED = {
    ChangeKind.CREATE: Outcome.CREATED,
    ChangeKind.UPDATE: Outcome.UPDATED,
    ChangeKind.DELETE: Outcome.DELETED,
    ChangeKind.RESTORE: Outcome.CREATED,
}


class Sender:
    """Turns the changes of one task into calls, and Zoho's answers into results."""

    def __init__(
        self,
        writer: Writer,
        task: Task,
        fields: Mapping[str, FieldLike],
        route: Route,
        *,
        whole_lines: bool = False,
    ) -> None:
        self._writer = writer
        self._task = task
        self._route = route
        self._below = Below(writer, task.module, fields, whole=whole_lines)
        self._wires: dict[str, Callable[[str | None], Any]] = {
            name: wire(field)
            for name, field in fields.items()
            if not is_text(field) and name not in self._below.fields
        }
        for each in task.map:
            known = fields.get(each.field)
            if known is not None and isinstance(each.source, Lookup) and leads_anywhere(known):
                self._wires[each.field] = reference_to(each.source.module)

    def operation(self, kind: ChangeKind) -> str:
        """Name the call that carries changes of this kind."""
        return self._route.create if kind is ChangeKind.CREATE else str(kind)

    def make(self, changes: Sequence[Change]) -> list[dict[str, Any]]:
        """Make the records of a call; the lines below those that exist are read for it."""
        if changes[0].kind in {ChangeKind.DELETE, ChangeKind.RESTORE}:
            return []
        records = [self.record(change) for change in changes]
        self._below.fill(changes, records)
        return records

    def send(self, changes: Sequence[Change], records: Sequence[Mapping[str, Any]]) -> list[Result]:
        """Send changes of one kind, and the records made of them, in one call; one result a change."""
        kind = changes[0].kind
        answers = self._call(kind, changes, records)
        return [self.result(change, answer) for change, answer in zip(changes, answers, strict=True)]

    def _call(
        self, kind: ChangeKind, changes: Sequence[Change], records: Sequence[Mapping[str, Any]]
    ) -> list[Answer]:
        module, trigger = self._task.module, self._trigger()
        if kind is ChangeKind.DELETE:
            runs = None if self._task.automation is Automation.ANY else bool(trigger)
            return self._writer.delete(module, [change.id or "" for change in changes], wf_trigger=runs)
        if kind is ChangeKind.RESTORE:
            return self._writer.restore([change.id or "" for change in changes])
        if kind is ChangeKind.UPDATE:
            return self._writer.update(module, records, trigger=trigger)
        if self._route.create == "upsert":
            check = list(self._route.check)
            return self._writer.upsert(module, records, duplicate_check_fields=check, trigger=trigger)
        return self._writer.insert(module, records, trigger=trigger)

    def _trigger(self) -> list[str] | None:
        """Give Zoho's ``trigger`` list: absent lets every rule run, empty lets none."""
        automation = self._task.automation
        if automation is Automation.ANY:
            return None
        return [] if automation is Automation.NONE else list(automation)

    def record(self, change: Change) -> dict[str, Any]:
        """Give a change as a call carries it."""
        record: dict[str, Any] = dict(change.new)  # texts leave as they are
        for name in self._wires.keys() & record.keys():
            record[name] = self._wires[name](record[name])
        if change.id is not None:
            record["id"] = change.id
        return record

    def result(self, change: Change, answer: Answer) -> Result:
        """Tell what one answer means for its change."""
        if answer.ok:
            outcome = DONE.get(answer.action or "", PLANNED[change.kind])
            surprise = outcome is not PLANNED[change.kind]
            return Result(
                row=change.row,
                key=change.key,
                outcome=outcome,
                id=answer.id or change.id,
                modified=answer.modified_time,
                note=f"planned {change.kind}, Zoho answered {answer.action}" if surprise else "",
            )
        return Result(
            row=change.row,
            key=change.key,
            outcome=self._refused(change, answer),
            id=answer.existing_id or change.id,
            code=answer.code,
            field=answer.field or "",
            message=answer.message,
        )

    def _refused(self, change: Change, answer: Answer) -> Outcome:
        """Tell what a refusal means: final, to be sent again, or not to be trusted."""
        if answer.kind is Kind.UNKNOWN:
            return Outcome.UNKNOWN
        exists = change.kind is ChangeKind.CREATE and answer.existing_id is not None
        again = exists and self._task.operation.upserts
        return Outcome.PENDING if again or answer.kind is Kind.WAIT else Outcome.REJECTED
