"""What the API says of a plan."""

from typing import Any

from pydantic import BaseModel, Field

__all__ = [
    "CauseOut",
    "ChangeOut",
    "ChangesPage",
    "ExplainedFault",
    "GuardOut",
    "KeptOut",
    "KeptPage",
    "NotSentOut",
    "NotSentPage",
    "PlanOut",
    "PlanTask",
    "SampleOut",
]


class PlanTask(BaseModel):
    """What a plan would do for one task."""

    task: str
    module: str
    operation: str
    read: int
    carried: int
    create: int
    update: int
    delete: int
    unchanged: int
    skipped: dict[str, int]
    kept: dict[str, int] = Field(description="Fields that a policy leaves alone, by reason.")
    mirrored: int
    invalid: int
    cannot_tell: int
    drift: int
    lines: int = Field(description="Lines of subforms that the changes add, change or remove.")
    compare: str
    fields: list[str]
    credits: int
    calls: int
    rest_credits: int = Field(description="What REST alone would cost.")
    bulk_jobs: int
    no_bulk: list[dict[str, str]]
    policies: dict[str, str]
    warnings: list[str]
    reads: list[dict[str, Any]]
    edited: list[dict[str, Any]] = Field(description="Of an undo: what others edited since, left alone.")
    lost_lookups: list[dict[str, Any]]


class GuardOut(BaseModel):
    """A limit of the job that stops the plan; ``final``: nobody can approve it."""

    guard: str
    task: str
    found: int
    of: int
    limit: str
    allowed: int
    final: bool


class PlanOut(BaseModel):
    """A stored plan: its sums and its price; the changes come a page at a time."""

    plan: int
    job: str
    kind: str
    of_run: int | None
    status: str
    made: float
    file: str
    create: int
    update: int
    delete: int
    unchanged: int
    kept: int
    several: int = Field(description="Rows that fit several records: a person chooses.")
    invalid: int = Field(description="Rows that are not sent, without those that fit several records.")
    skipped: int
    credits: int
    calls: int
    read_credits: int
    blind_credits: int = Field(description="What sending every row without comparing would have cost.")
    seconds: float | None = Field(description="As long as the job's last run took for so many calls.")
    written: bool
    parameters: dict[str, str | int]
    guards: list[GuardOut]
    approved_by: str | None
    tasks: list[PlanTask]


class ChangeOut(BaseModel):
    """One record that would be written; values are texts, null is empty."""

    task: str
    module: str
    row: int
    key: str
    kind: str
    id: str | None
    matched_by: str
    old: dict[str, str | None]
    new: dict[str, str | None]
    old_from: str
    cannot_tell: list[str]
    drift: bool


class ChangesPage(BaseModel):
    """Some changes of a plan."""

    changes: list[ChangeOut]
    more: bool


class ExplainedFault(BaseModel):
    """What is wrong with a row, in the reader's language."""

    field: str
    code: str
    detail: str
    meaning: str
    remedy: str


class NotSentOut(BaseModel):
    """A row that would not be sent; where several records fit, they are named and one can be chosen."""

    task: str
    module: str
    row: int
    key: str
    faults: list[ExplainedFault]
    candidates: list[str]
    may_create: bool


class NotSentPage(BaseModel):
    """Some rows that would not be sent."""

    rows: list[NotSentOut]
    more: bool


class KeptOut(BaseModel):
    """A field that a policy leaves alone: what the CRM holds, and what the source says."""

    task: str
    row: int
    key: str
    id: str
    field: str
    reason: str
    crm: str | None
    source: str | None
    changed_by: str
    changed_at: str


class KeptPage(BaseModel):
    """Some fields that are left alone."""

    kept: list[KeptOut]
    more: bool


class SampleOut(BaseModel):
    """One row of a cause."""

    row: int
    key: str
    detail: str


class CauseOut(BaseModel):
    """Why rows failed: one cause in one field of one task, its meaning, its remedy."""

    task: str
    module: str
    field: str
    code: str
    meaning: str
    remedy: str
    rows: int
    samples: list[SampleOut]
