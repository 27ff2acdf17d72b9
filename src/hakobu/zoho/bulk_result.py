"""What became of each row of a Bulk Write job: its result file, joined to the rows that were sent.

The file repeats the first three mapped columns and tells nothing else of a row, so it is joined by
the order of the rows, and held against their number and the values of the first columns.
"""

from __future__ import annotations

import csv
import io
import zipfile
from typing import IO, TYPE_CHECKING, BinaryIO

import msgspec

from hakobu.errors import Kind, UnknownOutcomeError
from hakobu.zoho.answers import Answer
from hakobu.zoho.codes import explain, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Sent", "read_result"]

_ACTIONS = {"ADDED": "insert", "UPDATED": "update"}
_OWN = ("STATUS", "RECORD_ID", "ERRORS")


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a job: its module, how many rows it has, and those of its first columns that are known."""

    module: str
    rows: int
    heads: tuple[tuple[str, ...], ...] = ()


def read_result(file: BinaryIO, *, sent: Sequence[Sent], where: str) -> list[list[Answer]]:
    """One answer per row for each file, in the order in which they were sent.

    Raises ``UnknownOutcomeError`` when the result and the rows do not belong together.
    """
    found = []
    try:
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            if len(names) != len(sent):
                raise _torn(where, f"the result holds {len(names)} files")
            for each in sent:
                with archive.open(_member(names, each.module, where)) as member:
                    found.append(list(_answers(member, each.heads, where)))
    except (zipfile.BadZipFile, UnicodeDecodeError, csv.Error) as error:
        raise _torn(where, f"the result cannot be read ({error})") from error
    for each, answers in zip(sent, found, strict=True):
        if len(answers) != each.rows:
            raise _torn(where, f"{each.rows:,} rows were sent and {len(answers):,} results came")
    return found


def _member(names: list[str], module: str, where: str) -> str:
    """The file of a module's rows: it is named by the module and by the file that was sent."""
    if len(names) == 1:
        return names[0]
    exact = [name for name in names if name.lower() == f"{module}_{module}.csv".lower()]
    begun = exact or [name for name in names if name.lower().startswith(module.lower())]
    if len(begun) != 1:
        raise _torn(where, f"the result has the files {', '.join(names)}")
    return begun[0]


def _answers(member: IO[bytes], heads: Sequence[Sequence[str]], where: str) -> Iterator[Answer]:
    lines = csv.reader(io.TextIOWrapper(member, "utf-8-sig", newline=""))
    header = next(lines, [])
    folded = [each.strip().upper().replace(" ", "_") for each in header][::-1]  # a field may be called Status
    try:
        status, record, errors = (len(header) - 1 - folded.index(name) for name in _OWN)
    except ValueError:
        raise _torn(where, f"the result has the columns {', '.join(header)}") from None
    for index, line in enumerate(lines):
        if len(line) != len(header):
            raise _torn(where, f"line {index + 2} of the result has {len(line)} cells")
        for head, cell in zip(heads, line[:status], strict=False):
            if index < len(head) and cell != head[index] and cell.strip() != head[index].strip():
                raise _torn(where, f"row {index} has the key {head[index]!r}, its result {cell!r}")
        yield _answer(index, line[status], line[record], line[errors])


def _answer(index: int, status: str, record: str, errors: str) -> Answer:
    action = _ACTIONS.get(status.strip().upper())
    if action is not None and record and not errors:
        return Answer(index=index, ok=True, code="SUCCESS", id=record, action=action)
    found = [_error(each) for each in errors.split(":") if each]
    if not found:
        # a row that found its record while inserting is skipped without an error of its own
        code = "DUPLICATE_DATA" if record and action is None else ""
        found = [(code, ())]
    code, fields = found[0]
    return Answer(
        index=index,
        ok=False,
        code=code,
        message=explain(code)[0] if code else f"Zoho says {status or 'nothing'} and no more.",
        field=fields[0] if fields else None,
        details={
            "status": status,
            **({"id": record} if record else {}),
            "errors": [{"code": each, "fields": list(names)} for each, names in found if each],
        },
        kind=kind_of(code) if code else Kind.UNKNOWN,
    )


def _error(text: str) -> tuple[str, tuple[str, ...]]:
    """``INVALID_DATA-Email,Phone``: a code, and the headers of the columns at fault."""
    code, _, names = text.strip().partition("-")
    return code, tuple(name.strip() for name in names.split(",") if name.strip())


def _torn(where: str, what: str) -> UnknownOutcomeError:
    return UnknownOutcomeError(
        f"{what[:1].upper()}{what[1:]}: it is not known what became of each row.",
        where=where,
        code="unknown_outcome",
        next_step="Look the records up before anything is sent again.",
    )
