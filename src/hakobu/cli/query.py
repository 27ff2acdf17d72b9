"""``hakobu query``: one COQL query, as a table, JSON, CSV or Parquet."""

from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hakobu.cli.crm import pick_crm
from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import make_grid
from hakobu.cli.options import Connection, Fetch, File, Home, Json, Lang
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.runs import Queried

__all__ = ["query"]

MOST = 100  # rows of a table


class QueryFormat(StrEnum):
    """How the rows are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


def query(
    file: File,
    text: Annotated[str, typer.Argument(metavar="COQL")],
    *,
    connection: Connection = None,
    format: Annotated[QueryFormat | None, typer.Option("--format", metavar="FORMAT")] = None,  # noqa: A002
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH")] = None,
    limit: Fetch = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Run a COQL query."""
    chosen = QueryFormat.JSON if json else format
    with desk(json=json, lang=lang, home=home) as at:
        chosen = chosen or _by_name(at, output)
        if chosen is QueryFormat.PARQUET and output is None:
            raise WrongUseError(at.words("query.parquet"), next_step=at.words("query.parquet.next"))
        crm = pick_crm(at, at.load(file), connection)
        from hakobu.runs import open_query  # noqa: PLC0415 - takes a second to import

        with open_query(crm, text, home=at.home, base=file.parent) as found:
            if chosen is QueryFormat.TABLE and output is None:
                rows = _show(at, found, limit or MOST)
            else:
                from hakobu.reports.query_file import write_rows  # noqa: PLC0415 - brings Arrow

                rows = write_rows(found, chosen, output, limit)
            _price(at, found, rows, output)


def _by_name(at: Desk, output: Path | None) -> QueryFormat:
    """Choose the format by the name of the file."""
    if output is None:
        return QueryFormat.TABLE
    ending = output.suffix.lower().removeprefix(".")
    known = [each for each in QueryFormat if each is not QueryFormat.TABLE]
    if ending not in known:
        raise WrongUseError(
            at.words("query.ending", name=output.name), where=str(output), valid=tuple(f".{e}" for e in known)
        )
    return QueryFormat(ending)


def _show(at: Desk, found: "Queried", limit: int) -> int:
    """Show the first rows as a table; the others are not read."""
    rows = list(islice(_rows(found), limit + 1))
    at.out.print(make_grid(found.schema.names, rows[:limit]))
    if len(rows) > limit:
        way = found.way
        total = f"{way.rows:,}" if way is not None and way.rows is not None else "?"
        say(at.err, at.words("query.more", n=limit, total=total), style="dim")
    return min(len(rows), limit)


def _rows(found: "Queried") -> "Iterator[list[Any]]":
    for batch in found.batches():
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield [_cell(value) for value in row]


def _cell(value: object) -> object:
    """Write a value as a person reads it; a year is no thousand, so that numbers stay as they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _price(at: Desk, found: "Queried", rows: int, output: Path | None) -> None:
    """Tell on stderr what came and what it cost."""
    way, stats, words = found.way, found.stats, at.words
    told = words(
        "query.price",
        rows=words.count("rows", rows),
        api=way.api if way else "COQL",
        credits=words.count("credits", stats.credits),
        calls=words.count("calls", stats.calls),
    )
    say(at.err, told if output is None else f"{output}: {told}", style="dim")
