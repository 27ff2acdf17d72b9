"""One expression: read by DuckDB's own parser, and refused unless all of it is on the list.

The parser that reads the expression here is the one that reads it again in the sandbox, so that no text can
mean one thing to the guard and another to the engine. Parsing binds nothing and computes nothing.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb

from hakobu.mapping.allowed import (
    AGGREGATES,
    ALLOWED,
    CLASSES,
    OPERATOR_TYPES,
    OPERATORS,
    TYPES,
    VOLATILE,
)
from hakobu.mapping.functions import FUNCTIONS
from hakobu.staging import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Finding", "Parsed", "Parser", "nearest"]

LONGEST = 10_000  # characters; nobody writes more by hand
SEES_ONE_ROW = "An expression sees one row; do this in the task's query."
OUR_OWN = frozenset(FUNCTIONS)
CALLABLE = tuple(sorted(ALLOWED | OUR_OWN))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with an expression."""

    message: str
    valid: tuple[str, ...] = ()
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """An expression that was read: its columns by their source names, and what is wrong with it.

    ``divisions`` are the operands of its ``/``, as SQL of their own.
    """

    sql: str
    columns: tuple[str, ...] = ()
    plain: bool = False
    volatile: bool = False
    divisions: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Walk:
    columns: dict[str, None] = field(default_factory=dict)
    functions: dict[str, None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class Parser:
    """Reads expressions over a source's columns; it holds a DuckDB that only ever parses."""

    def __init__(self, columns: Sequence[str], parameters: Iterable[str] = ()) -> None:
        self._columns = tuple(columns)
        self._parameters = tuple(parameters)
        self._folded: dict[str, list[str]] = {}
        for name in columns:
            self._folded.setdefault(name.lower(), []).append(name)
        self._duckdb = duckdb.connect(config={"enable_external_access": "false", "threads": 1})

    def close(self) -> None:
        """Let go of the parser."""
        self._duckdb.close()

    def parse(self, sql: str) -> Parsed:
        """Read one expression; what is wrong with it stands in ``findings``."""
        if sql in self._columns:
            return Parsed(sql, columns=(sql,), plain=True)
        if not sql.strip():
            return Parsed(sql, findings=(Finding("The expression is empty"),))
        if len(sql) > LONGEST:
            return Parsed(
                sql,
                findings=(
                    Finding(f"The expression is longer than {LONGEST} characters: do this in the query"),
                ),
            )
        node = self._one_expression(sql)
        if isinstance(node, Finding):
            return Parsed(sql, findings=(node,))
        walk = _Walk()
        for each in _nodes(node):
            self._look_at(each, walk)
        if node["class"] == "COLUMN_REF" and not walk.findings:
            return Parsed(next(iter(walk.columns)), columns=tuple(walk.columns), plain=True)
        return Parsed(
            sql,
            columns=tuple(walk.columns),
            volatile="run_time" in walk.functions,
            divisions=self._divisions(sql) if "/" in walk.functions else (),
            findings=tuple(walk.findings),
        )

    def names(self, sql: str) -> tuple[str, ...]:
        """Name the columns that an expression speaks of, known or not."""
        node = self._one_expression(sql)
        if isinstance(node, Finding):
            return ()
        refs = (each["column_names"][-1] for each in _nodes(node) if each["class"] == "COLUMN_REF")
        return tuple(dict.fromkeys(refs))

    def _one_expression(self, sql: str) -> dict[str, Any] | Finding:
        # The line feed ends a comment, should the text end in one.
        answer = self._serialize(f"SELECT (\n{sql}\n)")
        if answer["error"]:
            return Finding(_syntax(sql, answer))
        statements = answer["statements"]
        node = statements[0]["node"]
        if len(statements) != 1 or node["type"] != "SELECT_NODE" or not _bare(node):
            return Finding("One expression is wanted, not a list and not a statement")
        only: dict[str, Any] = node["select_list"][0]
        return only

    def _serialize(self, statement: str, *, whole: bool = False) -> dict[str, Any]:
        """Read a statement as a tree; ``whole`` keeps what is empty, as turning it back into SQL wants."""
        skip = "" if whole else ", skip_null := true, skip_empty := true, skip_default := true"
        row = self._duckdb.execute(f"SELECT json_serialize_sql(?{skip})", [statement]).fetchone()
        answer: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
        return answer

    def _divisions(self, sql: str) -> tuple[tuple[str, str], ...]:
        tree = self._serialize(f"SELECT (\n{sql}\n)", whole=True)
        found = [node for node in _nodes(tree["statements"]) if node.get("function_name") == "/"]
        return tuple((self._text(left), self._text(right)) for left, right in map(_operands, found))

    def _text(self, node: dict[str, Any]) -> str:
        whole = self._serialize("SELECT 1", whole=True)
        whole["statements"][0]["node"]["select_list"] = [node]
        row = self._duckdb.execute("SELECT json_deserialize_sql(?)", [json.dumps(whole)]).fetchone()
        return str(row[0]).removeprefix("SELECT ") if row else ""

    def _look_at(self, node: dict[str, Any], walk: _Walk) -> None:
        kind = node["class"]
        if kind not in CLASSES:
            walk.findings.append(_refused(kind))
        elif kind == "COLUMN_REF":
            self._column(node, walk)
        elif kind == "FUNCTION":
            _function(node, walk)
            if node["function_name"].lower() == "param":
                self._parameter(node, walk)
        elif kind == "OPERATOR" and node["type"] not in OPERATOR_TYPES:
            walk.findings.append(Finding(f"{node['type']} is not allowed in an expression"))
        elif kind == "TYPE" and node.get("type_name", "").lower() not in TYPES:
            walk.findings.append(Finding(f"The type {node.get('type_name')} is not allowed in an expression"))

    def _parameter(self, node: dict[str, Any], walk: _Walk) -> None:
        given = [side.get("expression", side) for side in node.get("arguments") or node.get("children") or []]
        name = _text_of(given[0]) if len(given) == 1 else None
        if name in self._parameters:
            return
        if isinstance(name, str):
            close = nearest(name, self._parameters) or self._parameters
            walk.findings.append(Finding(f"There is no parameter {name!r}", close))
        else:
            step = "Write its name as a text: param('region')."
            walk.findings.append(Finding("param() takes the name of one parameter", self._parameters, step))

    def _column(self, node: dict[str, Any], walk: _Walk) -> None:
        names = node["column_names"]
        wanted = names[-1]
        if len(names) > 1:
            step = "Write the column's name alone, in double quotes if it holds a dot."
            walk.findings.append(Finding(f"{'.'.join(names)} is not a column", next_step=step))
        elif wanted in self._columns:
            walk.columns[wanted] = None
            self._twins(wanted, walk)
        elif len(found := self._folded.get(wanted.lower(), [])) == 1:
            walk.columns[found[0]] = None
        else:
            walk.findings.append(self._unknown(wanted))

    def _twins(self, name: str, walk: _Walk) -> None:
        if len(twins := self._folded[name.lower()]) > 1:
            walk.findings.append(
                Finding(f"The columns {' and '.join(twins)} differ only in case; rename one in the query")
            )

    def _unknown(self, name: str) -> Finding:
        if name.lower() in VOLATILE:
            return _volatile(name)
        if len(self._folded.get(name.lower(), [])) > 1:
            return Finding(f"{name} could be any of several columns", valid=tuple(self._folded[name.lower()]))
        step = f"Name one of its columns; a text is written in single quotes: '{name}'."
        close = nearest(name, self._columns)
        return Finding(f"The source has no column {quote(name)}", close or self._columns[:20], step)


def nearest(name: str, known: Sequence[str], count: int = 3) -> tuple[str, ...]:
    """Find the known names that a wrong one was most likely meant to be, whatever its case."""
    folded = {each.lower(): each for each in reversed(known)}
    return tuple(folded[each] for each in difflib.get_close_matches(name.lower(), folded, count, 0.6))


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Walk every syntax node, wherever this version of the parser keeps it."""
    if isinstance(tree, list):
        for each in tree:
            yield from _nodes(each)
    elif isinstance(tree, dict):
        if "class" in tree:
            yield tree
            if tree["class"] not in CLASSES:
                return  # refused as a whole; what is inside adds nothing
        elif "select_list" in tree:  # a query where no node stands: never seen, never let through
            yield {"class": "SUBQUERY"}
        for each in tree.values():
            yield from _nodes(each)


def _bare(node: dict[str, Any]) -> bool:
    """Tell whether a SELECT has one item and nothing else: no FROM, no WHERE, no modifiers."""
    known = {"type", "cte_map", "select_list", "from_table", "aggregate_handling"}
    empty = node.get("from_table", {}).get("type") == "EMPTY"
    plain = node.get("aggregate_handling", "STANDARD_HANDLING") == "STANDARD_HANDLING"
    return (
        set(node) <= known and empty and plain and not node.get("cte_map") and len(node["select_list"]) == 1
    )


def _function(node: dict[str, Any], walk: _Walk) -> None:
    name = node["function_name"].lower()
    path = node.get("qualified_name", {}).get("path", [name])
    if len(path) > 1 or node.get("schema") or node.get("catalog"):
        walk.findings.append(Finding(f"{'.'.join(path)}(): write the function's name alone"))
    elif node.get("distinct") or node.get("filter") or node.get("order_bys", {}).get("orders"):
        walk.findings.append(Finding(f"{name}() takes no DISTINCT, FILTER or ORDER BY", (), SEES_ONE_ROW))
    elif name in ALLOWED or name in OUR_OWN or (name in OPERATORS and not name.isidentifier()):
        walk.functions[name] = None
    else:
        walk.findings.append(_not_allowed(name))


def _text_of(node: dict[str, Any]) -> object:
    """Give the text that a constant is, whichever version of DuckDB wrote the tree."""
    if node["class"] != "CONSTANT":
        return None
    return node["literal"].get("text") if "literal" in node else node.get("value", {}).get("value")


def _operands(node: dict[str, Any]) -> tuple[Any, Any]:
    """Find the two sides of an operator; DuckDB 2 wraps them, DuckDB 1 does not."""
    sides = node.get("arguments") or node.get("children") or []
    left, right = (side.get("expression", side) for side in sides)
    return left, right


def _not_allowed(name: str) -> Finding:
    if name in VOLATILE:
        return _volatile(name)
    if name in AGGREGATES:
        return Finding(f"{name}() looks at several rows", next_step=SEES_ONE_ROW)
    return Finding(f"The function {name}() is not allowed", nearest(name, CALLABLE))


def _volatile(name: str) -> Finding:
    step = "run_time() gives the moment at which the run began."
    return Finding(f"{name} gives another value each time, so that every row would change", next_step=step)


def _refused(kind: str) -> Finding:
    names = {
        "SUBQUERY": "A sub-query is not allowed",
        "WINDOW": "A window function looks at several rows",
        "STAR": "* and COLUMNS() are not allowed",
        "LAMBDA": "A lambda or list comprehension is not allowed; for JSON write json_extract() or ->>",
        "PARAMETER": "A parameter is not allowed",
    }
    return Finding(names.get(kind, f"{kind} is not allowed in an expression"), (), SEES_ONE_ROW)


def _syntax(sql: str, answer: dict[str, Any]) -> str:
    at = int(answer.get("position") or 0) - len("SELECT (\n")
    message = f"This is not an SQL expression: {answer.get('error_message', 'it cannot be read')}"
    rest = sql.encode()[at:].decode(errors="ignore").strip() if at > 0 else ""
    return f"{message} (at: {rest[:40]})" if rest else message
