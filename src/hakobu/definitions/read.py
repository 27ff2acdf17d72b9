"""What a task reads, as the source's connector can read it."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from hakobu.connectors.column_types import TYPE_NAMES, is_type
from hakobu.connectors.spec import nearest
from hakobu.connectors.statement import DIALECTS, statement_fault
from hakobu.definitions.field_map import read_choice
from hakobu.definitions.keys import READ
from hakobu.definitions.part import check_part
from hakobu.model import Read

if TYPE_CHECKING:
    from hakobu.connectors.spec import Spec
    from hakobu.definitions.cursor import Cursor

__all__ = ["read_read", "read_zone"]

_KINDS = ("table", "query", "file")
_ONLY_FILES = ("format", "encoding", "delimiter", "header", "sheet")


def read_read(cursor: Cursor, source: Spec | None) -> Read | None:
    """Read the key ``read``; ``source`` is the connector of the job's source, where it is known."""
    before = len(cursor.faults.found)
    found = cursor.keys("The key 'read'", READ)
    if not cursor.is_pairs():
        return None
    kinds = [kind for kind in _KINDS if kind in found]
    if len(kinds) != 1:
        here = f"here stand {' and '.join(kinds)}" if kinds else "none stands here"
        valid = source.reads if source else _KINDS
        cursor.fault(f"A read has one of table, query and file; {here}.", valid=valid)
        return None
    _check_kind(kinds[0], found, source)
    read = Read(
        table=_text("table", found),
        query=_text("query", found),
        file=_text("file", found),
        columns=found["columns"].texts("The key 'columns'") if "columns" in found else (),
        where=_text("where", found),
        types=_types(found),
        format=read_choice(READ, "format", found),
        encoding=_encoding(found),
        delimiter=_delimiter(found),
        header=_header(found),
        sheet=_text("sheet", found),
        time_zone=read_zone(found["time_zone"]) if "time_zone" in found else None,
        incremental=_text("incremental", found),
        reread=read_choice(READ, "reread", found),
        deleted=_flag("deleted", found),
        converted=_flag("converted", found),
    )
    check_part(read, found, source)
    _check_query(read, found, source)
    return read if len(cursor.faults.found) == before else None


def _text(name: str, found: dict[str, Cursor]) -> str | None:
    return found[name].text(f"The key {name!r}") if name in found else None


def _check_kind(kind: str, found: dict[str, Cursor], source: Spec | None) -> None:
    if source is not None and source.reads and kind not in source.reads:
        found[kind].fault(f"{source.name} has no {kind} to read.", valid=source.reads)
    for name in _ONLY_FILES:
        if kind != "file" and name in found:
            found[name].fault(f"The key {name!r} is for files only.", next_step="Take it away.")
    if kind != "table" and "where" in found:
        found["where"].fault(
            "The key 'where' filters a table.", next_step="Write the condition in the query."
        )
    if kind == "query" and "columns" in found:
        found["columns"].fault("A query chooses its own columns.", next_step="Take 'columns' away.")


def _check_query(read: Read, found: dict[str, Cursor], source: Spec | None) -> None:
    if source is None or source.name not in DIALECTS:
        return
    fault = statement_fault(read, source.name)
    if fault is not None:
        found["query" if read.query is not None else "where"].adopt(fault)


def _types(found: dict[str, Cursor]) -> dict[str, str]:
    types: dict[str, str] = {}
    for column, place in found["types"].pairs("The key 'types'").items() if "types" in found else ():
        word = place.text("A type")
        if word is None:
            continue
        if not is_type(word):
            near = nearest(word.upper(), TYPE_NAMES)
            place.fault(f"There is no type {word!r}.", valid=TYPE_NAMES, next_step=near)
        types[column] = word
    return types


def _encoding(found: dict[str, Cursor]) -> str:
    word = _text("encoding", found) or "auto"
    try:
        known = word == "auto" or codecs.lookup(word)._is_text_encoding  # noqa: SLF001 - no public way to ask
    except (LookupError, ValueError):
        known = False
    if not known:
        valid = ("auto", "utf-8", "cp932", "shift_jis", "euc_jp", "utf-16", "cp1252")
        found["encoding"].fault(
            f"There is no encoding {word!r}.", valid=(*valid, "…"), next_step=nearest(word, valid)
        )
    return word


def _delimiter(found: dict[str, Cursor]) -> str | None:
    word = _text("delimiter", found)
    if word is None:
        return None
    word = {"\\t": "\t", "tab": "\t"}.get(word, word)
    if len(word) != 1 or word in '"\r\n' or ord(word) > 126:
        found["delimiter"].fault(f"{word!r} cannot delimit values.", valid=('","', '";"', '"\\t"', '"|"'))
    return word


def _flag(name: str, found: dict[str, Cursor]) -> bool:
    return name in found and found[name].boolean(f"The key {name!r}") is True


def _header(found: dict[str, Cursor]) -> bool:
    return "header" not in found or found["header"].boolean("The key 'header'") is not False


def read_zone(place: Cursor) -> str | None:
    """Read the name of a time zone."""
    word = place.text("The key 'time_zone'")
    if word is not None and word not in available_timezones():
        near = nearest(word, tuple(sorted(available_timezones())))
        place.fault(f"There is no time zone {word!r}.", next_step=near or "Write Asia/Tokyo, say.")
    return word
