"""The plan: a value that is stored, shown, approved and executed; whoever executes it decides nothing."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hakobu.changes import Kept
from hakobu.mapping import ChildShape
from hakobu.model import Change, Sensitive
from hakobu.plan.lines import line_changes
from hakobu.plan.route import Price, Route
from hakobu.plan.undone import Edited, LostLookup
from hakobu.store import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = [
    "GONE",
    "SEEN",
    "WHOLE",
    "InvalidRow",
    "ReadWay",
    "TaskPlan",
    "amend_plan",
    "read_changes",
    "read_invalid",
    "read_kept",
    "read_plan",
    "whole_rows",
    "write_plan",
]

HEADER, CHANGES, INVALID, KEPT = "plan.json", "changes.jsonl", "invalid.jsonl", "kept.jsonl"
SEEN, GONE, WHOLE = "seen.parquet", "gone.parquet", "whole.parquet"

BLOCK = 100_000  # bytes read at once

CHUNK = 1_000  # lines written at once

_encoder = msgspec.json.Encoder()
_change = msgspec.json.Decoder(Change)


class InvalidRow(msgspec.Struct, frozen=True):
    """A row that will not be sent: (field, code, detail) for each of its faults."""

    row: int
    label: str
    faults: list[tuple[str, str, str]]
    key: str = ""  # as the ledger would know it


_kept = msgspec.json.Decoder(Kept)
_invalid = msgspec.json.Decoder(InvalidRow)


class ReadWay(msgspec.Struct, frozen=True, kw_only=True):
    """By which API of Zoho CRM something was read.

    ``what`` is source, destination, or lines: those below ``rows`` records of the destination.
    ``part``: why so much of the source is read (first, since, reread, changed, asked, no column), ``since``
    from when on.
    """

    what: str
    api: str
    rows: int | None = None
    credits: int | None = None
    part: str = ""
    since: str = ""


class TaskPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a run would do for one task; the changes themselves lie beside it, one a line."""

    task: str
    module: str
    operation: str
    ledger_id: int
    fields: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]  # how a record is looked up again, the most certain first
    route: Route
    price: Price
    read: int
    carried: int
    create: int
    update: int
    delete: int
    unchanged: int
    invalid: int
    skipped: dict[str, int]
    warnings: tuple[str, ...] = ()
    known: int = 0  # records that deletes are a share of
    children: tuple[ChildShape, ...] = ()  # fields that hold lines or links
    compare: str = ""  # what the rows were compared with
    drift: int = 0  # records that no longer say what was last synced
    unsure: int = 0  # changes of which it cannot be told whether they differ from the CRM
    lines: int = 0  # lines of subforms that the changes add, change or remove
    policies: dict[str, str] = {}  # field → policy, where it is not "always"
    kept: dict[str, int] = {}  # fields that a policy leaves alone, by reason
    mirrored: int = 0  # deletes, or archivings, behind which no source row stands
    mark: Mark | None = None  # how far the read has come, where it is incremental
    reads: tuple[ReadWay, ...] = ()
    sensitive: Sensitive = Sensitive()

    verify: int = 0  # records that will be read back
    edited: tuple[Edited, ...] = ()  # of an undo: what others edited since
    lookups: tuple[str, ...] = ()  # of an undo: fields that name records which it creates again
    lost_lookups: tuple[LostLookup, ...] = ()  # of an undo: lookups that will name a lost id

    @property
    def changes(self) -> int:
        """How many records are to be written."""
        return self.create + self.update + self.delete

    def ways_fields(self) -> tuple[str, ...]:
        """Name the fields by which a record is looked up again."""
        return tuple(dict.fromkeys(name for way in self.ways for name in way))


def write_plan(
    folder: Path,
    plan: Callable[[], TaskPlan],
    changes: Iterable[Change],
    invalid: Iterable[InvalidRow],
    kept: Iterable[Kept] = (),
    *,
    children: Iterable[ChildShape] = (),
) -> None:
    """Store a plan; its header is made and written last, so that a plan is there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    subforms = [shape for shape in children if not shape.links]
    unsure = lines = 0

    def counted() -> Iterator[Change]:
        nonlocal unsure, lines
        for change in changes:
            unsure += bool(change.unsure)
            for shape in subforms:
                if shape.field in change.new:
                    was, will = change.old.get(shape.field), change.new[shape.field]
                    lines += len(line_changes(shape, was, will)[0])
            yield change

    _lines(folder / CHANGES, counted())
    _lines(folder / INVALID, invalid)
    _lines(folder / KEPT, kept)
    part = folder / f"{HEADER}.part"
    part.write_bytes(_encoder.encode(msgspec.structs.replace(plan(), unsure=unsure, lines=lines)))
    part.replace(folder / HEADER)


def read_plan(folder: Path) -> TaskPlan | None:
    """Read a stored plan's header, or nothing where no whole plan is stored."""
    header = folder / HEADER
    return msgspec.json.decode(header.read_bytes(), type=TaskPlan) if header.exists() else None


def read_changes(folder: Path) -> Iterator[Change]:
    """Walk over a stored plan's changes."""
    with (folder / CHANGES).open("rb") as lines:
        while chunk := lines.readlines(BLOCK):
            yield from _change.decode_lines(b"".join(chunk))


def read_invalid(folder: Path) -> Iterator[InvalidRow]:
    """Walk over the rows that a stored plan will not send."""
    with (folder / INVALID).open("rb") as lines:
        for line in lines:
            yield _invalid.decode(line)


def read_kept(folder: Path) -> Iterator[Kept]:
    """Walk over the records of which a policy leaves fields alone."""
    if (folder / KEPT).exists():
        with (folder / KEPT).open("rb") as lines:
            for line in lines:
                yield _kept.decode(line)


def whole_rows(folder: Path, rows: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """Give whole rows of a plan's updates by their numbers."""
    wanted = pa.array(sorted(rows), pa.int64())
    found: dict[int, dict[str, str | None]] = {}
    if not (folder / WHOLE).exists():
        return found
    with pq.ParquetFile(folder / WHOLE) as file:
        for batch in file.iter_batches():
            for row in batch.filter(pc.is_in(batch.column("_row"), value_set=wanted)).to_pylist():
                found[int(row.pop("_row"))] = row
    return found


def amend_plan(
    folder: Path,
    *,
    change: Callable[[Change], bool],
    invalid: Callable[[InvalidRow], bool],
    kept: Callable[[Kept], bool],
    reason: str,
) -> None:
    """Take changes and invalid rows out of a stored plan; they count as skipped, for that reason.

    The header is counted anew from what is left, so that an interrupted call can be repeated.
    """
    plan = read_plan(folder)
    if plan is None:
        return
    _rewrite(folder / CHANGES, (each for each in read_changes(folder) if change(each)))
    _rewrite(folder / INVALID, (each for each in read_invalid(folder) if invalid(each)))
    _rewrite(folder / KEPT, (each for each in read_kept(folder) if kept(each)))
    kinds = Counter(str(each.kind) for each in read_changes(folder))
    kinds["create"] += kinds["restore"]
    left = {kind: kinds[kind] for kind in ("create", "update", "delete")}
    left["invalid"] = sum(1 for _ in read_invalid(folder))
    gone = sum(getattr(plan, name) for name in left) - sum(left.values())
    if gone > 0:
        skipped = plan.skipped | {reason: plan.skipped.get(reason, 0) + gone}
        part = folder / f"{HEADER}.part"
        part.write_bytes(_encoder.encode(msgspec.structs.replace(plan, skipped=skipped, **left)))
        part.replace(folder / HEADER)


def _rewrite(path: Path, items: Iterable[msgspec.Struct]) -> None:
    part = path.with_name(f"{path.name}.part")
    _lines(part, items)
    part.replace(path)


def _lines(path: Path, items: Iterable[msgspec.Struct]) -> None:
    rest = iter(items)
    with path.open("wb") as file:
        while chunk := list(islice(rest, CHUNK)):
            file.write(_encoder.encode_lines(chunk))
