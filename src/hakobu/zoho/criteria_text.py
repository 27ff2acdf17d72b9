"""COQL's conditions read from text, with brackets or without, and the parts of a whole query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hakobu.errors import NotSupportedError
from hakobu.zoho.criteria import Both, Condition, Test

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Parts", "parse", "parts_of"]

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<mark><=|>=|!=|=|<|>|\(|\)|,)
  | (?P<word>[^\s'"(),<>=!]+|!\w[^\s'"(),<>=!]*)
    )""",
    re.VERBOSE,
)
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


def parts_of(query: str) -> Parts:
    """Take a COQL query apart; a text that is none is refused."""
    hidden, texts = _hide(query)
    found = _QUERY.match(hidden)
    if found is None:
        raise NotSupportedError(
            "This is no COQL query.",
            where="query",
            next_step="Write select … from … where …; where id is not null asks for all records.",
        )
    shown = {name: _show(found[name] or "", texts) for name in ("columns", "module", "where", "rest")}
    columns = tuple(_show(each, texts).strip() for each in found["columns"].split(","))
    return Parts(
        tuple(_unquoted(each) for each in columns),
        _unquoted(shown["module"]),
        shown["where"].strip(),
        shown["rest"].strip(),
    )


def parse(text: str, *, where: str = "where") -> Condition:
    """The tree of a condition; the place of a fault is named."""
    reader = _Reader(text, where)
    made = reader.either()
    if reader.peek() is not None:
        raise reader.fault("a part too many")
    return made


class _Reader:
    """Reads a condition from left to right; ``and`` binds closer than ``or``."""

    def __init__(self, text: str, where: str) -> None:
        self._where = where
        self._tokens: list[tuple[str, str]] = []
        self._place = 0
        position, end = 0, len(text.rstrip())
        while position < end:
            found = _TOKEN.match(text, position)
            if found is None:
                raise self._fault(text[position : position + 20].strip(), "a text that has no end")
            self._tokens.append((found.lastgroup or "", found.group(found.lastgroup or 0)))
            position = found.end()

    def peek(self) -> str | None:
        kind, value = self._tokens[self._place] if self._place < len(self._tokens) else ("", None)
        return value.lower() if value is not None and kind != "text" else value

    def fault(self, what: str) -> NotSupportedError:
        return self._fault(self.peek() or "the end", what)

    def _fault(self, near: str, what: str) -> NotSupportedError:
        return NotSupportedError(
            f"The condition cannot be read near {near!r}: {what}.",
            where=self._where,
            next_step="Write it as COQL: Last_Name = 'Ito' and (City = 'Oslo' or Phone is not null).",
        )

    def either(self) -> Condition:
        return self._joined("or", lambda: self._joined("and", self._one))

    def _joined(self, word: str, read: Callable[[], Condition]) -> Condition:
        members = [read()]
        while self.peek() == word:
            self._place += 1
            members.append(read())
        return members[0] if len(members) == 1 else Both(word, tuple(members))

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
        self._place += 1
        if word == "is":
            word = "is not" if self.peek() == "not" else "is"
            self._place += word == "is not"
            self._expect("null")
            return f"{word} null"
        if word == "not":
            word = f"not {self.peek()}"
            self._place += 1
        if word not in _COMPARES | {"in", "not in", "between", "not between", "like", "not like"}:
            raise NotSupportedError(f"{word!r} is no operator.", where=self._where, valid=_OPERATORS)
        return word

    def _name(self) -> str:
        kind, value = self._next("a field")
        if kind == "mark":
            raise self._fault(value, "a field is missing")
        return _unquoted(value)

    def _value(self) -> str | Decimal:
        kind, value = self._next("a value")
        if kind == "mark":
            raise self._fault(value, "a value is missing")
        if kind == "text":
            return _unquoted(value)
        return Decimal(value) if _NUMBER.match(value) else value

    def _next(self, what: str) -> tuple[str, str]:
        if self._place >= len(self._tokens):
            raise self._fault("the end", f"{what} is missing")
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


def _hide(query: str) -> tuple[str, list[str]]:
    """The query with its texts taken out, so that a word inside of one is no key word."""
    texts: list[str] = []

    def keep(found: re.Match[str]) -> str:
        texts.append(found[0])
        return f"\0{len(texts) - 1}\0"

    return re.sub(r"'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\\.)*\"", keep, query), texts


def _show(text: str, texts: list[str]) -> str:
    return re.sub("\0(\\d+)\0", lambda found: texts[int(found[1])], text)
