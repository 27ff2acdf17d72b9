"""The SELECT of a read: built from a table, or the user's query after it was found to write nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.connectors.placeholders import filled, literal, names_in, with_values
from hakobu.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlglot import exp

    from hakobu.model import Read, Window

__all__ = [
    "DIALECTS",
    "can_be_wrapped",
    "describe",
    "placed_fault",
    "select",
    "since_condition",
    "statement_fault",
]

DIALECTS = {
    "sqlite": "sqlite",
    "postgresql": "postgres",
    "mysql": "mysql",
    "sql-server": "tsql",
    "oracle": "oracle",
    "clickhouse": "clickhouse",
    "snowflake": "snowflake",
    "bigquery": "bigquery",
}
"""The dialects of SQL by connector."""

_MARK = "hakobu_parameter"
_VIEW = "Where it is right as it is, make it a view and read that as a table."


def describe(read: Read) -> str:
    """Name what is read, for messages."""
    if read.table is not None:
        return f"table {read.table}"
    return f"file {read.file}" if read.file is not None else "query"


def select(
    read: Read,
    connector: str,
    *,
    table: str,
    quote: Callable[[str], str],
    where: str,
    put: Callable[[str], str] | None = None,
) -> str:
    """Give the SELECT of a read, checked; ``table`` is the quoted table, ``where`` the place for faults.

    Its parameters are written as literals, or as ``put`` writes them.
    """
    if read.file is not None:
        raise SourceError(
            f"{connector} has no files to read.", where=where, next_step="Name a table or a query."
        )
    fault = statement_fault(read, connector)
    if fault is not None:
        raise SourceError(fault.message, where=where, valid=fault.valid, next_step=fault.next_step)
    read = with_values(read, connector, put)
    whole = _whole(read, table=table, quote=quote)
    if read.window is None:
        return whole
    column = quote(read.window.column)
    since = since_condition(column, read.window, connector)
    alias = "hakobu_part" if connector == "oracle" else "AS hakobu_part"
    return f"SELECT * FROM (\n{whole}\n) {alias} WHERE {since} OR {column} IS NULL"


def since_condition(column: str, window: Window, connector: str) -> str:
    """Tell in SQL that a quoted column has reached the beginning of a window."""
    value = window.since
    if window.kind == "number":
        return f"{column} >= {value}"
    if connector == "oracle" and window.kind != "text":
        word = "DATE" if window.kind == "date" else "TIMESTAMP"
        return f"{column} >= {word} '{value.replace('T', ' ')}'"
    if connector == "clickhouse" and window.kind in {"instant", "naive"}:
        return f"{column} >= parseDateTime64BestEffort('{value}', 6, 'UTC')"
    if connector == "mysql" and window.kind in {"instant", "naive"}:
        value = value.replace("T", " ").removesuffix("+00:00")  # the session's zone is UTC
    if connector == "sqlite" and window.kind != "text":
        return f"julianday({column}) >= julianday('{value}')"  # which are written in many ways
    return f"{column} >= {literal(value, connector)}"


def can_be_wrapped(statement: str, connector: str) -> bool:
    """Tell whether a checked SELECT may stand in brackets, where a database takes not every one so."""
    parsed = _parse(statement, connector)
    if isinstance(parsed, Fault) or len(parsed) != 1:
        return False
    given = parsed[0].args
    return not (given.get("with_") or given.get("with") or given.get("order"))


def _whole(read: Read, *, table: str, quote: Callable[[str], str]) -> str:
    if read.query is not None:
        return read.query.strip().rstrip(";")
    columns = ", ".join(quote(column) for column in read.columns) or "*"
    text = f"SELECT {columns} FROM {table}"
    # a line of its own, so that a comment at its end ends nothing else
    return f"{text} WHERE (\n{read.where}\n)" if read.where is not None else text


def statement_fault(read: Read, connector: str) -> Fault | None:
    """Tell why a query or a condition must not run, or None."""
    text = read.query if read.query is not None else read.where or ""
    if names_in(text) and (fault := placed_fault(text, connector)):
        return fault
    read = with_values(read, connector)
    if read.query is not None:
        return _query_fault(read.query, connector)
    if read.where is not None:
        return _where_fault(read.where, connector)
    return None


def placed_fault(text: str, connector: str) -> Fault | None:
    """Tell that a parameter stands within a text, a quoted name or a comment, where no value can be put."""
    import sqlglot  # noqa: PLC0415 - heavy, and only where there is a query
    from sqlglot.errors import SqlglotError  # noqa: PLC0415 - as above

    marked = filled(text, lambda _name: f"'{_MARK}'")
    try:
        tokens = sqlglot.tokenize(marked, read=DIALECTS[connector])
    except SqlglotError:
        return None  # parsing tells it better
    alone = sum(token.token_type.name == "STRING" and token.text == _MARK for token in tokens)
    if alone == marked.count(_MARK):
        return None
    name = names_in(text)[0]
    return Fault(
        message=f"A parameter such as {{{name}}} is a value of its own; here one stands within a text, a "
        "quoted name or a comment.",
        next_step=f"Write {{{name}}} without quotes ('a' || {{{name}}} joins texts), or {{{{{name}}}}} where "
        "braces are meant.",
    )


def _query_fault(query: str, connector: str) -> Fault | None:
    parsed = _parse(query, connector)
    if isinstance(parsed, Fault):
        return parsed
    from sqlglot import exp  # noqa: PLC0415 - heavy, and only where there is a query

    if len(parsed) != 1:
        return Fault(
            message=f"A query is one statement; here are {len(parsed)}.", next_step="Keep one SELECT."
        )
    root = parsed[0]
    if not isinstance(root, exp.Select | exp.SetOperation | exp.Subquery):
        word = query.split(maxsplit=1)[0].upper()
        return Fault(message=f"A query is a SELECT (or WITH … SELECT), not {word}.")
    return _writing_fault(root)


def _where_fault(where: str, connector: str) -> Fault | None:
    parsed = _parse(f"SELECT 1 FROM t WHERE (\n{where}\n)", connector)
    if isinstance(parsed, Fault):
        return parsed
    from sqlglot import exp  # noqa: PLC0415 - as above

    root = parsed[0] if len(parsed) == 1 else None
    condition = root.args.get("where") if isinstance(root, exp.Select) else None
    given = {name for name, value in root.args.items() if value} if root is not None else set()
    single = condition is not None and isinstance(condition.this, exp.Paren)
    if root is None or not single or not given <= {"expressions", "from_", "from", "where"}:
        return Fault(message="'where' is one condition.", next_step="Write the rest as a query.")
    return _writing_fault(root)


def _writing_fault(root: exp.Expr) -> Fault | None:
    from sqlglot import exp  # noqa: PLC0415 - as above

    found = root.find(exp.DML, exp.DDL, exp.Into, exp.Lock, exp.Command)
    if found is None:
        return None
    words = {exp.Into: "INTO", exp.Lock: "FOR UPDATE"}
    word = next((text for kind, text in words.items() if isinstance(found, kind)), found.key.upper())
    return Fault(message=f"A query only reads; {word} is refused.", next_step="Take it away.")


def _parse(text: str, connector: str) -> list[exp.Expr] | Fault:
    import sqlglot  # noqa: PLC0415 - heavy, and only where there is a query
    from sqlglot.errors import SqlglotError  # noqa: PLC0415 - as above

    if connector == "mysql" and any(mark in text for mark in ("/*!", "/*M!")):
        return Fault(
            message="Comments that MySQL executes (/*! … */) are refused.", next_step="Take them away."
        )
    try:
        parsed = sqlglot.parse(text, read=DIALECTS[connector])
    except (SqlglotError, RecursionError) as error:
        said = str(error).splitlines()[0].split(". Line")[0] if str(error) else "too deep"
        said = "a part is missing" if "<class" in said else said  # sqlglot names its own classes
        return Fault(message=f"This is not a SELECT that can be checked: {said}.", next_step=_VIEW)
    return [each for each in parsed if each is not None]
