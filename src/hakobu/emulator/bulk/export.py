"""Writes the records of a bulk read into a CSV inside a ZIP, a slice at a time (§2.4)."""

import csv
import io
import secrets
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from hakobu.emulator.bulk.job import DAY
from hakobu.emulator.bulk.jobs import ReadToken
from hakobu.emulator.bulk.read_job import PAGE, ReadJob
from hakobu.emulator.bulk.read_query import TOKENS_SINCE, ReadQuery
from hakobu.emulator.coql.path import Place
from hakobu.emulator.records.render import is_converted
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.state import State

Convert = Callable[[Any], Any]
Column = tuple[int | None, Callable[[Row], Any], Convert | None]
_CHUNK = 250
_BOOLEANS = {True: "true", False: "false", None: ""}


def export(job: ReadJob, query: ReadQuery, state: State) -> Iterator[None]:
    """Do the job: one step is a few hundred records."""
    job.fail_if_ordered(0)
    buffer = io.BytesIO()
    columns = [_column(state, query.table, place) for _, place in query.columns]
    # real files call it Id, whatever the pages say (api-coql-bulk §2.4)
    header = ["Id", *(name for name, _ in query.columns)]
    encoding = "utf-8-sig" if state.habits["bulk_read_bom"] else "utf-8"
    last = 0
    with (
        ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(f"{job.id}.csv", "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, encoding, newline="") as text,
    ):
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        for rows in _pages(job, query, state):
            if rows:
                writer.writerows(zip(*_cells(rows, columns), strict=True))
                last = rows[-1][0]
                job.count = job.rows = job.count + len(rows)
                job.fail_if_ordered(job.count)
            yield
    job.file = buffer.getvalue()
    if job.more and job.version.number >= TOKENS_SINCE:
        _continue(job, query, state, last)


def _continue(job: ReadJob, query: ReadQuery, state: State, last: int) -> None:
    job.next_token, job.token_expires = secrets.token_hex(32), state.clock.now() + DAY
    state.jobs.tokens[job.next_token] = ReadToken(
        query.source, last, job.page + 1, job.user, job.token_expires
    )


def _pages(job: ReadJob, query: ReadQuery, state: State) -> Iterator[list[Row]]:
    """Give the job's records in chunks; notes whether there are more after the last."""
    skip = 0 if query.after is not None else (query.page - 1) * PAGE
    left = PAGE
    for found in _matching(query, state):
        rows = found
        if skip:
            dropped = min(skip, len(rows))
            skip -= dropped
            rows = rows[dropped:]
        if len(rows) > left:
            job.more = True
            rows = rows[:left]
        left -= len(rows)
        yield rows
        if job.more:
            return


def _matching(query: ReadQuery, state: State) -> Iterator[list[Row]]:
    table, test = query.table, query.test
    hidden = table.converted_slot is not None and not state.habits["bulk_read_converted"]
    # the job sees the records there were when it began, as they are when it comes to them
    ids = iter([one for one in table.order if query.after is None or one > query.after])
    while chunk := list(islice(ids, _CHUNK)):
        rows = [row for one in chunk if (row := table.rows.get(one)) is not None]
        if test is not None:
            rows = [row for row in rows if test(row)]
        if hidden:
            rows = [row for row in rows if not is_converted(table, row)]
        yield rows


def _column(state: State, table: Table, place: Place | None) -> Column:
    if place is None:
        return None, lambda row: is_converted(table, row), _BOOLEANS.__getitem__
    converts: dict[str, Convert] = {
        "boolean": _BOOLEANS.__getitem__,
        "datetime": lambda value: "" if value is None else state.zone.render(value),
        "multiselectpicklist": lambda value: (state.habits["bulk_read_separator"]).join(value or ()),
        "tag": lambda value: "" if place.show is None else ",".join(_tag(one) for one in place.show(value)),
        "layout": lambda _: str(table.module.layout_id),
        **dict.fromkeys(("double", "currency", "percent"), _plain),
    }
    return place.slot, place.get, converts.get(place.data_type)


def _tag(tag: Any) -> str:
    return str(tag.get("name", "")) if isinstance(tag, dict) else str(tag)


def _plain(value: Any) -> Any:
    return format(value, "f") if type(value) is Decimal else value


def _cells(rows: list[Row], columns: list[Column]) -> list[list[Any]]:
    """Give the cells of some records by column: that is quicker than by record."""
    cells: list[list[Any]] = [[row[0] for row in rows]]
    for slot, get, convert in columns:
        values = [row[slot] for row in rows] if slot is not None else [get(row) for row in rows]
        cells.append(values if convert is None else [convert(value) for value in values])
    return cells
