"""One call to the API, as its handler sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hakobu.emulator import wire
from hakobu.emulator.catalogue import NOT_EMULATED
from hakobu.emulator.clock import parse_moment
from hakobu.emulator.fault import Fault
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.table import Table
from hakobu.emulator.state import State
from hakobu.emulator.version import Version

# answers a call that is part of this one: method, path, query, body
Again = Callable[[str, str, Mapping[str, str], bytes], wire.Reply]


@dataclass(slots=True)
class Call:
    """Method, path, query, headers and body of one call, with the state it meets."""

    state: State
    method: str
    path: str
    version: Version
    args: dict[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    base_url: str = ""
    refusals: list[Fault] = field(default_factory=list)
    orders: list[Fault] = field(default_factory=list)
    again: Again | None = None
    # the most rows that a part of a composite call may get
    most: int | None = None
    prepared: Any = None
    _json: Any = None

    @property
    def module(self) -> str | None:
        """Name the module that the path or the query names."""
        return self.args.get("module") or self.query.get("module")

    def json(self) -> Any:
        """Read the body; no JSON object is Zoho's error "body"."""
        if self._json is None:
            try:
                self._json = wire.decode(self.body)
            except wire.NotJsonError:
                self._json = False
        if not isinstance(self._json, dict):
            raise Problem("INVALID_DATA", {"expected_data_type": "jsonobject"}, "body")
        return self._json

    def table(self, *, lines: bool = False) -> Table:
        """Give the module named in the path; a subform only where ``lines`` allows it."""
        details = {"resource_path_index": 0}
        table = find_table(self.state, self.args["module"], details, self.version)
        if table.module.is_child and not lines:
            # rows of subforms are written through their parents
            raise Problem("INVALID_MODULE", details)
        return table

    def moment(self, header: str) -> int | None:
        """Read a header that holds a time."""
        text = self.headers.get(header)
        if not text:
            return None
        try:
            return parse_moment(text)
        except ValueError:
            raise Problem("INVALID_DATA", {"header": header, "expected_data_type": "datetime"}) from None

    def number(self, name: str, default: int) -> int:
        """Read a query parameter that is a whole number from 1."""
        text = self.query.get(name)
        if text is None or text == "":
            return default
        if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) < 1:
            raise Problem("INVALID_DATA", {"param_name": name, "expected_data_type": "integer"})
        return int(text)


def find_table(state: State, name: str, details: dict[str, Any], version: Version | None = None) -> Table:
    """Find a module; one that Zoho has and the emulator has not is told apart from a wrong name."""
    table = state.tables.get(name)
    if table is None:
        if name in NOT_EMULATED:
            raise not_emulated(state, f"the module {name} is not emulated")
        raise Problem("INVALID_MODULE", details)
    if version is not None and version.number < table.module.since:
        since = table.module.since
        supported = int(since) if since.is_integer() else since
        raise Problem("API_NOT_SUPPORTED", details | {"supported_version": supported})
    return table


def not_emulated(state: State, message: str, emulated: list[str] | None = None) -> Problem:
    """Say plainly that something is not emulated, and what is."""
    listed = emulated if emulated is not None else sorted(state.tables)
    return Problem("NOT_EMULATED", {"emulated": listed}, message)
