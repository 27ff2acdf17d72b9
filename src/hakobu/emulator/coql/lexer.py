"""Cuts a query into tokens."""

import re
from dataclasses import dataclass

from hakobu.emulator.problem import Problem

_PATTERN = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<string>'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*")
  | (?P<moment>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:?\d{2})?)?)
  | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
  | (?P<word>!?[$\w][\w.$\#!@-]*(?:->\w[\w.$]*)?)
  | (?P<operator><=|>=|!=|<>|=|<|>)
  | (?P<mark>[(),*])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)|''|\"\"", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query: its kind, its text (strings without quotes), and where it stands."""

    kind: str
    text: str
    place: int

    @property
    def word(self) -> str:
        """Give the text for comparison with a key word; other kinds are none."""
        return self.text.lower() if self.kind == "word" else ""


def _unquote(text: str) -> str:
    return _ESCAPE.sub(lambda found: found[1] or found[0][0], text[1:-1])


def near(query: str, place: int) -> dict[str, object]:
    """Tell where in the query something is wrong."""
    line = query.count("\n", 0, place) + 1
    column = place - (query.rfind("\n", 0, place) + 1) + 1
    return {"line": line, "column": column, "near": query[place : place + 20]}


def tokens(query: str) -> list[Token]:
    """Cut a query; the last token is of kind ``end``."""
    found, place = [], 0
    while place < len(query):
        match = _PATTERN.match(query, place)
        if match is None:
            raise Problem("SYNTAX_ERROR", near(query, place), "unexpected token")
        kind = match.lastgroup or ""
        if kind == "string":
            found.append(Token(kind, _unquote(match[0]), place))
        elif kind != "blank":
            found.append(Token(kind, match[0], place))
        place = match.end()
    found.append(Token("end", "", len(query)))
    return found
