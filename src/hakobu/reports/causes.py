"""Failed rows by cause: what is wrong, what to do, and which rows."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as made
from typing import TYPE_CHECKING, Any

from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.plan import InvalidRow
    from hakobu.runs import PlannedTask, TaskCheck
    from hakobu.store import Reject

__all__ = [
    "Cause",
    "Sample",
    "cause_as_json",
    "causes_of",
    "causes_of_check",
    "causes_of_plan",
    "explain_cause",
    "explain_detail",
]


@dataclass(frozen=True, slots=True)
class Sample:
    """One row that failed."""

    row: int
    key: str
    detail: str
    outcome: str = ""
    state: str = "open"


@dataclass(slots=True)
class Cause:
    """One cause in one field of one task, with its rows."""

    task: str
    module: str
    field: str
    code: str
    rows: int = 0
    samples: list[Sample] = made(default_factory=list)


def causes_of(rejects: Iterable[Reject]) -> list[Cause]:
    """Group failed rows by task, field and code, the most frequent first."""
    found: dict[tuple[str, str, str], Cause] = {}
    for reject in rejects:
        for fault in reject.faults:
            key = (reject.task, fault.field, fault.code)
            cause = found.setdefault(key, Cause(reject.task, reject.module, fault.field, fault.code))
            cause.rows += 1
            cause.samples.append(Sample(reject.row, reject.label, fault.detail, reject.outcome, reject.state))
    return _in_order(found.values())


def causes_of_check(check: TaskCheck) -> list[Cause]:
    """Take over the causes that checking found in one task."""
    plan = check.plan
    return _in_order(
        Cause(
            plan.task,
            plan.module,
            cause.field,
            cause.code,
            cause.rows,
            [Sample(row, key, detail, "invalid") for row, key, detail in cause.examples],
        )
        for cause in check.causes
    )


def causes_of_plan(rows: Iterable[tuple[PlannedTask, InvalidRow]], samples: int) -> list[Cause]:
    """Group the rows that a plan would not send, with some of the rows of each cause."""
    found: dict[tuple[str, str, str], Cause] = {}
    for task, row in rows:
        for field, code, detail in row.faults:
            plan = task.plan
            cause = found.setdefault((plan.task, field, code), Cause(plan.task, plan.module, field, code))
            cause.rows += 1
            if len(cause.samples) < samples:
                cause.samples.append(Sample(row.row, row.label, detail, "invalid"))
    return _in_order(found.values())


def cause_as_json(cause: Cause, lang: str, samples: int | None = None) -> dict[str, Any]:
    """Give a cause with its meaning, its remedy and some of its rows."""
    meaning, remedy = explain_cause(cause.code, lang)
    return {
        "task": cause.task,
        "module": cause.module,
        "field": cause.field,
        "code": cause.code,
        "meaning": meaning,
        "remedy": remedy,
        "rows": cause.rows,
        "samples": [
            {"row": sample.row, "key": sample.key, "detail": sample.detail}
            for sample in cause.samples[:samples]
        ],
    }


def explain_cause(code: str, lang: str) -> tuple[str, str]:
    """Give meaning and remedy of a code, ours or Zoho's."""
    from hakobu.mapping.faults import FAULTS, explain_fault  # noqa: PLC0415 - only where rows failed
    from hakobu.zoho import explain  # noqa: PLC0415 - likewise

    return explain_fault(code, lang) if code in FAULTS else explain(code, lang)


def explain_detail(detail: str, lang: str) -> str:
    """Say a fault's detail in the reader's language."""
    from hakobu.mapping.details import detail_in  # noqa: PLC0415 - only where rows failed

    said = detail_in(lang, detail)
    return said if said != detail else spoken(detail, lang)


def _in_order(causes: Iterable[Cause]) -> list[Cause]:
    return sorted(causes, key=lambda cause: (-cause.rows, cause.task, cause.field, cause.code))
