"""SQL that turns one value into its field's canonical text, or says what is wrong with it.

A cell is computed in two steps: ``attempt`` is the canonical text, or NULL where there is none; each rule
then looks at the value and at the attempt, and the first that holds names the fault. In the SQL the value is
``X`` and the attempt ``V``, two code points that stand in no text; columns take their place at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.mapping.fields import decimals, digits, kind_of
from hakobu.mapping.structures import structure_sql
from hakobu.staging import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hakobu.mapping.fields import FieldLike

    _Maker = Callable[[FieldLike, str, str | None], "Cell"]

__all__ = ["NONE", "Cell", "Rule", "as_text", "cell_of", "has_content", "listed", "trimmed"]

X, V = "\ufdd0", "\ufdd1"
NONE = "-None-"  # what a picklist shows when nothing is chosen
SHOWN = 80  # characters of a value in a message
LISTED = 30  # values of a picklist in a message
BLANKS = " \t\r\n　"

WHOLE = r"[+-]?[0-9]+(\.0*)?"
NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?"
DAY = r"[0-9]{4}([-/])[0-9]{1,2}[-/][0-9]{1,2}"
MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
ZONE = r" ?(Z|z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)"
RECORD = r"[0-9]{1,20}"
# Zoho publishes no exact pattern (4 to 256 characters, letters of any language, a last part of 2 to 22);
# what passes here and not there comes back as rejected.
EMAIL = (
    r"[\pL\pM\pN!#$%&'*+\-/=?^_`{|}~.]+@([\pL\pN]([\pL\pM\pN\-]*[\pL\pM\pN])?\.)+"
    r"[\pL\pN][\pL\pM\pN\-]*[\pL\pM\pN]"
)
LONGEST_EMAIL = 256
LAST_PART = 22  # counted here: {2,22} in the pattern makes it fifty times slower
PHONE = r"[0-9A-Za-z+\-.() #,;]+"
URL = r"(?i)([a-z][a-z0-9+.\-]*://)?[^\s/?#@]+\.[\pL\pN\-]{2,}\.?(:[0-9]{1,5})?([/?#]\S*)?"


@dataclass(frozen=True, slots=True)
class Rule:
    """When ``broken`` (SQL over value and attempt) holds, the cell has this fault; ``detail`` is SQL too."""

    code: str
    broken: str
    detail: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How one field's value is computed and judged; ``blank`` tells (SQL) that there is no value."""

    attempt: str
    rules: tuple[Rule, ...] = ()
    blank: str = f"{X} IS NULL"

    def value(self, x: str) -> str:
        """Give the SQL of the attempt over the column ``x``."""
        return self.attempt.replace(X, x)

    def code(self, x: str, v: str) -> str:
        """Give the SQL of the fault's code, NULL when there is none."""
        cases = " ".join(f"WHEN {rule.broken} THEN {text(rule.code)}" for rule in self.rules)
        sql = f"CASE WHEN {self.blank} THEN NULL {cases} END" if cases else "CAST(NULL AS VARCHAR)"
        return sql.replace(X, x).replace(V, v)

    def detail(self, x: str, v: str, code: str) -> str:
        """Give the SQL of what the fault says; ``code`` is the column that holds its code."""
        cases = " ".join(f"WHEN {code} = {text(rule.code)} THEN {rule.detail}" for rule in self.rules)
        sql = f"CASE {cases} ELSE '' END" if cases else "''"
        return sql.replace(X, x).replace(V, v)


def cell_of(known: FieldLike, kind: str, zone: str | None) -> Cell:
    """Give the cell for a value of ``kind`` on its way into the field."""
    into = kind_of(known) or "text"
    return _CELLS[into](known, kind, zone)


def as_text(kind: str, x: str = X) -> str:
    """Write a value of a kind as text, exactly."""
    if kind == "text":
        return x
    if kind == "instant":
        return f"strftime({x}, '%Y-%m-%dT%H:%M:%SZ')"
    return f"CAST({x} AS VARCHAR)"


def trimmed(x: str) -> str:
    """Take the blanks from around a text."""
    return f"trim({x}, {text(BLANKS)})"


def has_content(x: str) -> str:
    """Tell whether a text holds more than blanks; several times faster than trimming it."""
    return f"coalesce(regexp_matches({x}, {text(f'[^{BLANKS}]')}), false)"


def listed(values: Iterable[str]) -> str:
    """Write values as an SQL list of texts."""
    items = ", ".join(text(value) for value in values)
    return f"[{items}]" if items else "CAST([] AS VARCHAR[])"


def full(pattern: str, x: str = X) -> str:
    """Match a whole text."""
    return f"regexp_full_match({x}, {text(pattern)})"


def _got(kind: str, expected: str) -> str:
    value = f"left({as_text(kind)}, {SHOWN})" if kind != "list" else f"left(CAST({X} AS VARCHAR), {SHOWN})"
    return f"{text('expected ' + expected + '; got ')} || '''' || {value} || ''''"


def _blank(kind: str) -> str:
    return f"NOT {has_content(X)}" if kind == "text" else f"{X} IS NULL"


def _wrong(kind: str, expected: str, also: str = "") -> Rule:
    return Rule("wrong_type", f"{V} IS NULL{also}", _got(kind, expected))


def _text(known: FieldLike, kind: str, _zone: str | None) -> Cell:
    return Cell(f"nullif({as_text(kind)}, '')", _too_long(known))


def _too_long(known: FieldLike) -> tuple[Rule, ...]:
    if not known.length or known.length < 1:
        return ()
    detail = f"{text(f'limit {known.length}; actual ')} || length({V})"
    return (Rule("too_long", f"length({V}) > {known.length}", detail),)


def _patterned(
    code: str, pattern: str, expected: str, also: str = ""
) -> Callable[[FieldLike, str, str | None], Cell]:
    def cell(known: FieldLike, kind: str, _zone: str | None) -> Cell:
        rule = Rule(code, f"NOT {full(pattern, V)}{also}", _got(kind, expected))
        attempt = as_text(kind) if kind != "text" else f"CASE WHEN NOT {_blank(kind)} THEN {X} END"
        return Cell(attempt, (*_too_long(known), rule), _blank(kind))

    return cell


def _integer(known: FieldLike, kind: str, _zone: str | None) -> Cell:
    most = digits(known)
    if kind == "int":
        attempt = f"CAST({X} AS VARCHAR)"
    elif kind == "text":
        whole = f"split_part({trimmed(X)}, '.', 1)"
        attempt = (
            f"CASE WHEN {full(WHOLE, trimmed(X))} THEN CAST(TRY_CAST({whole} AS HUGEINT) AS VARCHAR) END"
        )
    else:
        attempt = f"CASE WHEN {X} = trunc({X}) THEN CAST(TRY_CAST({X} AS HUGEINT) AS VARCHAR) END"
    fits = f" AND NOT {full(WHOLE, trimmed(X))}" if kind == "text" else ""
    return Cell(attempt, (_wrong(kind, "a whole number", fits), *_too_large(kind, most)), _blank(kind))


def _too_large(kind: str, most: int) -> tuple[Rule, ...]:
    large = f"{V} IS NULL OR length(split_part(ltrim({V}, '-'), '.', 1)) > {most}"
    return (Rule("out_of_range", large, _got(kind, f"at most {most} digits before the point")),)


def _number(known: FieldLike, kind: str, _zone: str | None) -> Cell:
    places = decimals(known)
    wide = f"DECIMAL(38, {places})"
    plain = trimmed(as_text(kind)) if kind in {"text", "float"} else X
    exact = f"CAST(TRY_CAST({plain} AS {wide}) AS VARCHAR)"
    shortest = f"rtrim(rtrim({exact}, '0'), '.')" if places else exact
    if kind in {"text", "float"}:
        attempt = f"CASE WHEN {full(NUMBER, plain)} THEN {shortest} END"
        fits = f" AND NOT {full(NUMBER, plain)}"
    else:
        attempt, fits = shortest, " AND false"
    rules = (_wrong(kind, "a number", fits), *_too_large(kind, digits(known)))
    return Cell(attempt, rules, _blank(kind))


def _boolean(_known: FieldLike, kind: str, _zone: str | None) -> Cell:
    if kind == "bool":
        return Cell(f"CAST({X} AS VARCHAR)")
    plain = f"lower({trimmed(X)})" if kind == "text" else f"CAST({X} AS VARCHAR)"
    attempt = f"CASE {plain} WHEN 'true' THEN 'true' WHEN '1' THEN 'true' WHEN 'false' THEN 'false' "
    return Cell(f"{attempt} WHEN '0' THEN 'false' END", (_wrong(kind, "true or false"),), _blank(kind))


def _date(_known: FieldLike, kind: str, _zone: str | None) -> Cell:
    rules: tuple[Rule, ...] = ()
    if kind == "date":
        attempt = f"CAST({X} AS VARCHAR)"
    else:
        plain = trimmed(X)
        day = f"CAST(TRY_CAST(replace({plain}, '/', '-') AS DATE) AS VARCHAR)"
        attempt = f"CASE WHEN {full(DAY, plain)} THEN {day} END"
        rules = (
            _wrong(kind, "a date like 2024-12-31", f" AND NOT {full(DAY, plain)}"),
            Rule("impossible_date", f"{V} IS NULL", _got(kind, "a day that exists")),
        )
    far = Rule("out_of_range", f"length({V}) <> 10", _got(kind, "a year from 1 to 9999"))
    return Cell(attempt, (*rules, far), _blank(kind))


def _datetime(_known: FieldLike, kind: str, zone: str | None) -> Cell:
    here = f"timezone({text(zone)}, {{}})" if zone else "CAST(NULL AS TIMESTAMPTZ)"
    rules: tuple[Rule, ...] = ()
    if kind == "instant":
        moment = X
    elif kind == "naive":
        moment = here.format(X)
    else:
        moment, rules = _moment_of_text(here, zone)
    far = Rule("out_of_range", f"{V} IS NULL OR length({V}) <> 20", _got(kind, "a year from 1 to 9999"))
    return Cell(f"strftime({moment}, '%Y-%m-%dT%H:%M:%SZ')", (*rules, far), _blank(kind))


def _moment_of_text(here: str, zone: str | None) -> tuple[str, tuple[Rule, ...]]:
    plain = f"replace({trimmed(X)}, ',', '.')"
    # DuckDB 1 reads no zone behind minutes.
    whole = f"regexp_replace({plain}, '^(.{{10}}[T ][0-9]{{2}}:[0-9]{{2}})($|[^:0-9])', '\\1:00\\2')"
    zoned = full(MOMENT + ZONE, plain)
    local = here.format(f"TRY_CAST({whole} AS TIMESTAMP)")
    moment = (
        f"CASE WHEN {zoned} THEN TRY_CAST({whole} AS TIMESTAMPTZ) WHEN {full(MOMENT, plain)} THEN {local} END"
    )
    shape = f" AND NOT {full(MOMENT + '(' + ZONE + ')?', plain)}"
    rules = [_wrong("text", "a time like 2024-12-31T23:59:59+09:00", shape)]
    if not zone:
        rules.append(Rule("no_time_zone", f"NOT {zoned}", _got("text", "a time with its zone")))
    rules.append(Rule("impossible_date", f"{V} IS NULL", _got("text", "a moment that exists")))
    return moment, tuple(rules)


def _picklist(known: FieldLike, kind: str, _zone: str | None) -> Cell:
    plain = as_text(kind)
    if not known.picklist:
        return Cell(f"nullif(nullif({plain}, ''), {text(NONE)})", _too_long(known), _blank(kind))
    actual = _actual(known, plain)
    # A cast to an enumeration is a hash lookup; IN over hundreds of values is not.
    names = ", ".join(text(value) for value in dict.fromkeys(each.actual for each in known.picklist))
    attempt = f"nullif(CAST(TRY_CAST({actual} AS ENUM({names})) AS VARCHAR), {text(NONE)})"
    broken = f"{V} IS NULL AND {plain} <> {text(NONE)}"
    return Cell(attempt, (Rule("not_in_picklist", broken, _not_listed(plain, known)),), _blank(kind))


def _actual(known: FieldLike, x: str) -> str:
    actual = {each.actual for each in known.picklist}
    shown = {each.display: each.actual for each in reversed(known.picklist) if each.display not in actual}
    cases = " ".join(f"WHEN {text(display)} THEN {text(value)}" for display, value in shown.items())
    return f"CASE {x} {cases} ELSE {x} END" if cases else x


def _not_listed(x: str, known: FieldLike) -> str:
    values = [each.actual for each in known.picklist if each.actual != NONE]
    more = f" and {len(values) - LISTED} more" if len(values) > LISTED else ""
    return f"'''' || left({x}, {SHOWN}) || '''; valid: ' || {text(', '.join(values[:LISTED]) + more)}"


def _choices(known: FieldLike, kind: str, _zone: str | None) -> Cell:
    items = X
    if kind == "text":
        parsed = f"CASE WHEN json_valid({X}) THEN CAST(json_extract_string({X}, '$[*]') AS VARCHAR[]) END"
        items = f"CASE WHEN {trimmed(X)} LIKE '[%' THEN {parsed} ELSE string_split({X}, ';') END"
    blank = f"({X} IS NULL OR len({X}) = 0)" if kind == "list" else _blank(kind)
    chosen = f"list_transform({items}, lambda i: {_actual(known, trimmed('i'))})"
    chosen = f"list_filter({chosen}, lambda i: i <> '' AND i <> {text(NONE)})"
    values = list(dict.fromkeys(each.actual for each in known.picklist if each.actual != NONE))
    if not values:
        ordered, bad = f"list_sort(list_distinct({chosen}))", f"{V} IS NULL"
    else:
        ordered = f"list_filter({listed(values)}, lambda a: list_contains({chosen}, a))"
        bad = (
            f"{V} IS NULL OR len(list_filter({chosen}, lambda i: NOT list_contains({listed(values)}, i))) > 0"
        )
    attempt = f"CASE WHEN {blank} THEN NULL ELSE nullif(CAST(to_json({ordered}) AS VARCHAR), '[]') END"
    shown = _not_listed(as_text("list" if kind == "list" else "text"), known)
    rules = (Rule("wrong_type", f"({items}) IS NULL", _got(kind, "a JSON list of texts")),)
    broken = f"({bad}) AND len({chosen}) > 0"
    return Cell(attempt, (*rules, Rule("not_in_picklist", broken, shown)), blank)


def _record(_known: FieldLike, kind: str, _zone: str | None) -> Cell:
    plain = trimmed(X) if kind == "text" else f"CAST({X} AS VARCHAR)"
    attempt = f"CASE WHEN {full(RECORD, plain)} THEN {plain} END"
    return Cell(attempt, (_wrong(kind, "a record's id, or lookup: and by:"),), _blank(kind))


def _json(known: FieldLike, kind: str, _zone: str | None) -> Cell:
    plain = trimmed(X) if kind == "text" else f"CAST(to_json({X}) AS VARCHAR)"
    shape = "a JSON list" if known.json_type == "jsonarray" else "a JSON object"
    blank = f"({X} IS NULL OR {plain} IN ('', '[]', '{{}}'))"
    attempt = f"CASE WHEN NOT {blank} THEN {structure_sql(known, plain)} END"
    return Cell(attempt, (_wrong(kind, shape),), blank)


_CELLS: dict[str, _Maker] = {
    "text": _text,
    "email": _patterned(
        "bad_email",
        EMAIL,
        "an address like name@example.com",
        f" OR length(split_part({V}, '.', -1)) > {LAST_PART} OR length({V}) > {LONGEST_EMAIL}",
    ),
    "phone": _patterned("bad_phone", PHONE, "a phone number like +81 3-1234-5678"),
    "url": _patterned("bad_url", URL, "an address like https://example.com"),
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "picklist": _picklist,
    "choices": _choices,
    "tags": _choices,
    "taxes": _choices,
    "record": _record,
    "json": _json,
}
