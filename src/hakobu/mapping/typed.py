"""What kind of value an expression gives, as the sandbox tells, and whether its field takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hakobu.mapping.child import Sandbox, order
from hakobu.mapping.fields import FieldLike, kind_of
from hakobu.mapping.functions import with_run_time
from hakobu.mapping.kinds import EXACT, FITS, duckdb_type, kind_of_duckdb, spoken
from hakobu.mapping.rows import Limits
from hakobu.mapping.sandbox import ROWS
from hakobu.staging import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from hakobu.mapping.compiled import Slot

__all__ = ["Typed", "misfit", "type_of_each"]


@dataclass(frozen=True, slots=True)
class Typed:
    """The kind of value that comes out of an expression, or why there is none."""

    kind: str
    cast: str = ""
    error: str = ""

    @property
    def exact(self) -> bool:
        """Tell whether it is a number without rounding."""
        return self.kind in EXACT


def type_of_each(columns: pa.Schema, expressions: Sequence[str]) -> Mapping[str, Typed]:
    """Ask the sandbox for the types of expressions that were found to be allowed."""
    asked = tuple(dict.fromkeys(expressions))
    if not asked:
        return {}
    limits = Limits()
    described = order(
        "describe",
        with_run_time("2000-01-01T00:00:00+00:00"),
        limits.memory,
        limits.seconds,
        table=_table(columns),
        expressions=asked,
    )
    with Sandbox(described) as sandbox:
        answers = sandbox.ask()
    return {sql: _typed(answer) for sql, answer in zip(asked, answers, strict=True)}


def misfit(
    slot: Slot, known: FieldLike, zone: str | None, *, mapped: bool
) -> tuple[str, tuple[str, ...], str] | None:
    """Say why the field does not take what the slot gives: message, valid values, next step."""
    into = "text" if mapped else kind_of(known) or "text"
    said = slot.sql.strip()
    if into == "date" and slot.kind in {"naive", "instant"}:
        step = f"Say which day is meant: CAST({_quoted(slot)} AS DATE), after AT TIME ZONE where it matters."
        return f"{said} is {spoken(slot.kind)}, and a date has no zone", (), step
    if into == "datetime" and slot.kind == "naive" and not zone:
        step = "Say time_zone: in the task's read (time_zone: Asia/Tokyo)."
        return f"{said} is a time without a zone, so its moment cannot be known", (), step
    if slot.kind in FITS[into]:
        return None
    step = f"Turn it into {known.data_type} with an expression, CAST({_quoted(slot)} AS …) say."
    return (
        f"{said} is {spoken(slot.kind)}, which the {known.data_type} field {known.api_name} does not take",
        (),
        step,
    )


def _quoted(slot: Slot) -> str:
    plain = slot.plain and not slot.sql.isidentifier()
    return quote(slot.sql) if plain else slot.sql.strip()


def _table(columns: pa.Schema) -> str:
    items = ", ".join(f"{quote(each.name)} {duckdb_type(each.type)}" for each in _distinct(columns))
    return f"CREATE TABLE {ROWS} ({items or '_row BIGINT'})"


def _distinct(columns: pa.Schema) -> list[pa.Field[Any]]:
    """Leave out columns that differ only in case: expressions may not use them, DuckDB cannot hold them."""
    return list({each.name.lower(): each for each in columns}.values())


def _typed(answer: Mapping[str, str]) -> Typed:
    if error := answer.get("error"):
        return Typed("other", error=error.partition("\n")[0])
    kind, cast = kind_of_duckdb(answer["type"])
    return Typed(kind, cast)
