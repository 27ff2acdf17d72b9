"""COQL's conditions read from text, with brackets or without, and the parts of a whole query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from hakobu.errors import NotSupportedError
from hakobu.zoho.criteria import Both, Condition, Test

__all__ = ["Parts", "parse", "parts_of"]

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<mark><=|>=|!=|=|<|>|\(|\)|,)
  | (?P<word>[^\s'"(),<>=!]+|!\w[^\s'"(),<>=!]*)
    )""",
    re.VERBOSE,
)
_BETWEEN = re.compile(r"(?:[^,(]|\([^)]*\))+|(?<=,)(?=,|$)")
"""The columns between commas, those in brackets left alone."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")
_QUERY = re.compile(
    r"""\s*select\s+(?P<columns>.+?)\s+from\s+(?P<module>'[^']+'|\S+)
    (?:\s+where\s+(?P<where>.+?))?
    (?P<rest>\s+(?:group\s+by|order\s+by|limit|offset)\b.*)?\s*;?\s*\Z""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_COMPARES = frozenset({"=", "!=", ">", ">=", "<", "<="})
_OPERATORS = ("=", "!=", ">", ">=", "<", "<=", "in", "not in", "between", "like", "is null", "is not null")


@dataclass(frozen=True, slots=True)
class Parts:
    """A query taken apart; ``rest`` is what follows the condition: grouping, order, limit."""

    columns: tuple[str, ...]
    module: str
    where: str
    rest: str
    begins: int = 0
    """Where the condition begins in the query."""


def parts_of(query: str) -> Parts:
    """Take a COQL query apart; a text that is none is refused, with the place where it stops being one."""
    masked = _masked(query)
    found = _QUERY.match(masked)
    if found is None:
        raise _no_query(query, masked)
    begin = found.start("columns")
    columns = [
        query[begin + each.start() : begin + each.end()].strip()
        for each in _BETWEEN.finditer(found["columns"])
    ]
    if "*" in columns:
        raise _fault_at(query, query.index("*"), "COQL knows no *", next_step="Name the columns.")
    for place, name in enumerate(columns):
        if not name:
            raise _fault_at(query, begin, f"column {place + 1} has no name")
    if found["where"] is None:
        raise _fault_at(
            query,
            found.end("module"),
            "a where is missing",
            next_step="COQL wants a condition in every query; where id is not null finds every record.",
        )
    return Parts(
        tuple(_unquoted(each) for each in columns),
        _unquoted(query[slice(*found.span("module"))]),
        query[slice(*found.span("where"))].rstrip(),
        query[slice(*found.span("rest"))].strip() if found["rest"] else "",
        found.start("where"),
    )


def parse(text: str, *, where: str = "where", query: str = "", begins: int = 0) -> Condition:
    """The tree of a condition; the place of a fault is named, in the ``query`` that it ``begins`` in."""
    reader = _Reader(text, where, query or text, begins)
    made = reader.either()
    if reader.peek() is not None:
        raise reader.fault("a part too many")
    return made


class _Reader:
    """Reads a condition from left to right; ``and`` binds closer than ``or``."""

    def __init__(self, text: str, where: str, query: str, begins: int) -> None:
        self._where = where
        self._query = query
        self._end = begins + len(text.rstrip())
        self._tokens: list[tuple[str, str]] = []
        self._starts: list[int] = []
        self._place = 0
        position, end = 0, len(text.rstrip())
        while position < end:
            found = _TOKEN.match(text, position)
            if found is None:
                raise self._fault("a text that has no end", begins + position)
            kind = found.lastgroup or ""
            self._tokens.append((kind, found.group(kind)))
            self._starts.append(begins + found.start(kind))
            position = found.end()

    def peek(self) -> str | None:
        kind, value = self._tokens[self._place] if self._place < len(self._tokens) else ("", None)
        return value.lower() if value is not None and kind != "text" else value

    def fault(self, what: str, *, back: int = 0, next_step: str = "") -> NotSupportedError:
        """A fault at the next token, or ``back`` tokens before."""
        place = self._place - back
        at = self._starts[place] if place < len(self._starts) else self._end
        return self._fault(what, at, next_step=next_step)

    def _fault(self, what: str, at: int, *, next_step: str = "") -> NotSupportedError:
        return _fault_at(
            self._query,
            at,
            what,
            where=self._where,
            next_step=next_step
            or "Write it as COQL: Last_Name = 'Ito' and (City = 'Oslo' or Phone is not null).",
        )

    def either(self) -> Condition:
        """A condition; one that has ``and`` beside ``or`` must say by brackets which binds closer."""
        members = [self._one()]
        words: list[str] = []
        while (word := self.peek()) in {"and", "or"}:
            if words and word != words[0]:
                raise self.fault(
                    f"{word!r} beside {words[0]!r} without brackets",
                    next_step="Put brackets around what belongs together: A and (B or C), or (A and B) or C.",
                )
            words.append(str(word))
            self._place += 1
            members.append(self._one())
        return members[0] if not words else Both(words[0], tuple(members))

    def _one(self) -> Condition:
        if self.peek() == "(":
            self._place += 1
            made = self.either()
            self._expect(")")
            return made
        return self._test()

    def _test(self) -> Test:
        field = self._name()
        operator = self._operator()
        if operator in {"is null", "is not null"}:
            return Test(field, operator)
        if operator in {"in", "not in"}:
            self._expect("(")
            values = [self._value()]
            while self.peek() == ",":
                self._place += 1
                values.append(self._value())
            self._expect(")")
            return Test(field, operator, tuple(values))
        if operator in {"between", "not between"}:
            low = self._value()
            self._expect("and")
            return Test(field, operator, (low, self._value()))
        return Test(field, operator, (self._value(),))

    def _operator(self) -> str:
        word = self.peek() or ""
        self._place += bool(word)
        if word == "is":
            word = "is not" if self.peek() == "not" else "is"
            self._place += word == "is not"
            self._expect("null")
            return f"{word} null"
        if word == "not":
            word = f"not {self.peek()}"
            self._place += 1
        if word not in _COMPARES | {"in", "not in", "between", "not between", "like", "not like"}:
            raise self.fault(
                f"{word!r} is no operator" if word.strip() else "an operator is missing",
                back=1 if word else 0,
                next_step=f"COQL's operators: {', '.join(_OPERATORS)}.",
            )
        return word

    def _name(self) -> str:
        kind, value = self._next("a field")
        if kind == "mark":
            raise self.fault("a field is missing", back=1)
        return _unquoted(value)

    def _value(self) -> str | Decimal:
        kind, value = self._next("a value")
        if kind == "mark":
            raise self.fault("a value is missing", back=1)
        if kind == "text":
            return _unquoted(value)
        return Decimal(value) if _NUMBER.match(value) else value

    def _next(self, what: str) -> tuple[str, str]:
        if self._place >= len(self._tokens):
            raise self.fault(f"{what} is missing")
        self._place += 1
        return self._tokens[self._place - 1]

    def _expect(self, word: str) -> None:
        if self.peek() != word:
            raise self.fault(f"{word!r} is missing")
        self._place += 1


def _unquoted(word: str) -> str:
    if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"":
        inner = word[1:-1].replace("''", "'") if word[0] == "'" else word[1:-1]
        return re.sub(r"\\(.)", r"\1", inner)
    return word


def _masked(query: str) -> str:
    """The query with its texts blotted out, so that a word inside of one is no key word."""
    return re.sub(r"'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\\.)*\"", lambda found: "\0" * len(found[0]), query)


def _no_query(query: str, masked: str) -> NotSupportedError:
    """Say where a text stops being a query."""
    step = "Write select … from … where …; where id is not null asks for all records."
    begin = len(query) - len(query.lstrip())
    if not re.match(r"\s*select\s", masked, re.IGNORECASE):
        return _fault_at(query, begin, "a query begins with select", next_step=step)
    module = re.search(r"\bfrom\s+\S+", masked, re.IGNORECASE)
    if module is None:
        return _fault_at(query, len(query.rstrip()), "from and a module are missing", next_step=step)
    return _fault_at(query, module.end(), "this cannot follow here", next_step=step)


def _fault_at(
    query: str, at: int, what: str, *, where: str = "query", next_step: str = ""
) -> NotSupportedError:
    """A fault with its line, its column, and the words that stand there."""
    at += len(query[at:]) - len(query[at:].lstrip())
    before, near = query[:at], query[at : at + 30].split("\n", maxsplit=1)[0].rstrip()
    line, column = before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
    place = f"near {near!r}" if near else "at the end"
    return NotSupportedError(
        f"Syntax error at line {line}, column {column}, {place}: {what}.", where=where, next_step=next_step
    )
