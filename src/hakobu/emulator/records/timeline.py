"""``GET /{module}/{id}/__timeline``: what was done to a record, the newest first; from v5 on.

Source: zoho.com/crm/developer/docs/api/v8/timeline-of-a-record.html, and Zoho's OpenAPI file
``timelines.json`` of v8. Which sizes and values are refused how is told by neither in full.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hakobu.emulator import wire
from hakobu.emulator.call import Call
from hakobu.emulator.catalogue import common
from hakobu.emulator.clock import parse_moment
from hakobu.emulator.ids import parse_id
from hakobu.emulator.metadata.field_picture import choice_picture
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.entry import Entry
from hakobu.emulator.records.history import API
from hakobu.emulator.records.paging import PAGE, Page, asked_page, give_token, page_info
from hakobu.emulator.records.table import Table
from hakobu.emulator.wire import Reply, nothing

Json = dict[str, Any]
Meets = Callable[[Entry], bool]
_SINCE = 5
# entries of their own ids are numbered by the organisation; a record's beginning has one of this distance
_BEGINNING = 5 * 10**11
_MOST_FIELDS = 100
_INNER = frozenset(
    {f"field_history.{one}" for one in ("data_type", "field_label", "enable_colour_code", "pick_list_values")}
    | {"done_by.profile", "done_by.type__s"}
)
_COMPARATORS = {
    "record.module.api_name": ("equal", "in"),
    "source": ("equal", "in"),
    "done_by.id": ("equal", "in"),
    "audited_time": ("between",),
}


def price(call: Call) -> int:
    """The documentation tells none of its own."""
    return int(call.state.habits["timeline_credits"])


def read(call: Call) -> Reply:
    """``GET /{module}/{id}/__timeline``."""
    if call.version.number < _SINCE:
        raise Problem("INVALID_URL_PATTERN")
    table = call.table()
    record_id = parse_id(call.args["id"])
    if record_id is None or record_id not in table.rows:
        raise Problem("INVALID_DATA", {"resource_path_index": 1}, "the related id given seems to be invalid")
    page, shown = _asked_page(call), _Shown.asked(call)
    meets = _filter(call, table)
    entries = [one for one in _entries(table, record_id) if meets(one)]
    if _descending(call):
        entries.reverse()
    part = entries[page.offset : page.offset + page.size]
    if not part:
        return nothing()
    more = len(entries) > page.offset + page.size
    info = page_info(page, len(part), more=more)
    info["next_page_token"] = give_token(call, page.size, page.offset + page.size) if more else None
    info["previous_page_token"] = (
        give_token(call, page.size, page.offset - page.size) if page.offset else None
    )
    pictures = [shown.picture(call, table, record_id, one) for one in part]
    return Reply(200, {"__timeline": pictures, "info": info}, records=len(part))


def _entries(table: Table, record_id: int) -> list[Entry]:
    """Give a record's entries, the oldest first; an insert through the API is told by its own fields."""
    told = table.timeline.get(record_id, [])
    if told and told[0].action == "added":
        return told
    row = table.rows[record_id]
    person, second = row[common.CREATED_BY], row[common.CREATED_TIME]
    return [Entry(record_id + _BEGINNING, second, person, "added", API), *told]


# -- parameters --------------------------------------------------------------------------------------


def _wrong(name: str, code: str = "INVALID_DATA", **details: Any) -> Problem:
    return Problem(code, {"param_name": name, **details})


def _asked_page(call: Call) -> Page:
    given = call.query.get("per_page")
    if given and call.query.get("page_token"):
        both = [{"param_name": "per_page"}, {"param_name": "page_token"}]
        raise Problem("AMBIGUITY_DURING_PROCESSING", {"ambiguity_due_to": both})
    if call.number("per_page", PAGE) > PAGE:
        raise _wrong("per_page", limit=PAGE)
    return asked_page(call)


def _descending(call: Call) -> bool:
    if call.query.get("sort_by") not in {None, "", "audited_time"}:
        raise _wrong("sort_by", supported_values=["audited_time"])
    order = call.query.get("sort_order") or "desc"
    if order not in {"asc", "desc"}:
        raise _wrong("sort_order", "PATTERN_NOT_MATCHED", supported_values=["asc", "desc"])
    return order == "desc"


def _listed(call: Call, name: str, known: frozenset[str]) -> frozenset[str]:
    given = frozenset(one.strip() for one in call.query.get(name, "").split(",") if one.strip())
    if not given <= known:
        raise _wrong(name, supported_values=sorted(known))
    return given


def _filter(call: Call, table: Table) -> Meets:
    text = call.query.get("filters")
    if not text:
        return lambda _: True
    try:
        wish = wire.decode(text.encode())
    except wire.NotJsonError:
        raise _wrong("filters") from None
    return _condition(wish, table)


def _condition(wish: Any, table: Table) -> Meets:
    """Read one condition, or a group of them."""
    if not isinstance(wish, dict):
        raise _wrong("filters")
    group = wish.get("group")
    if group is not None:
        operator = str(wish.get("group_operator", "")).upper()
        if operator not in {"AND", "OR"} or not isinstance(group, list) or not group:
            raise _wrong("filters")
        parts = [_condition(one, table) for one in group]
        holds = all if operator == "AND" else any
        return lambda entry: holds(part(entry) for part in parts)
    field = wish.get("field")
    name = field.get("api_name") if isinstance(field, dict) else None
    comparator, value = wish.get("comparator"), wish.get("value")
    if not isinstance(name, str) or comparator not in _COMPARATORS.get(name, ()):
        raise _wrong("filters")
    if name == "audited_time":
        first, last = _span(value)
        return lambda entry: first <= entry.second <= last
    wanted = value if comparator == "in" else [value]
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        raise _wrong("filters")
    if name == "source":
        return lambda entry: entry.source in wanted
    if name == "done_by.id":
        return lambda entry: str(entry.by) in wanted
    return lambda _: table.module.api_name in wanted


def _span(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(one, str) for one in value):
        raise _wrong("filters")
    try:
        return parse_moment(value[0]), parse_moment(value[1])
    except ValueError:
        raise _wrong("filters") from None


# -- what is shown -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a call wants to see of each entry."""

    inner: frozenset[str]
    include: frozenset[str]

    @classmethod
    def asked(cls, call: Call) -> "_Shown":
        """Read what a call asks for; signals, which extensions send, do not exist here."""
        if _listed(call, "include_timeline_type", frozenset({"signals"})) and not call.query.get("include"):
            raise Problem("REQUIRED_PARAM_MISSING", {"param_name": "include", "param": "include"})
        return cls(
            _listed(call, "include_inner_details", _INNER),
            _listed(call, "include", frozenset({"extension", "type"})),
        )

    def picture(self, call: Call, table: Table, record_id: int, entry: Entry) -> Json:
        """Show an entry."""
        state = call.state
        module = state.module_reference(table.module.api_name)
        shown: Json = {
            "done_by": self._person(call, entry.by),
            "related_record": None,
            "automation_details": _automation(call) if entry.source == "workflow" else None,
            "record": {"module": module, "name": table.display(record_id), "id": str(record_id)},
            "audited_time": state.zone.render(entry.second),
            "action": entry.action,
            "id": str(entry.id),
            "source": entry.source,
            "field_history": self._fields(call, table, entry) or None,
        }
        extras = {"extension": None, "type": "timeline"}
        return shown | {name: extras[name] for name in self.include}

    def _person(self, call: Call, user_id: int) -> Json | None:
        reference, user = call.state.user_reference(user_id), call.state.user_named(user_id)
        if reference is None or user is None:
            return None
        shown = dict(reference)
        if "done_by.profile" in self.inner:
            shown["profile"] = {"name": user.profile.name, "id": str(user.profile.id)}
        if "done_by.type__s" in self.inner:
            shown["type__s"] = "regular user"
        return shown

    def _fields(self, call: Call, table: Table, entry: Entry) -> list[Json]:
        found = []
        for name, old, new in entry.changes[:_MOST_FIELDS]:
            field = table.module.fields.get(name)
            if field is None or call.state.right(field) == "hidden":
                continue
            inner = {
                "data_type": field.shape or field.data_type,
                "field_label": field.name(call.state.org.locale),
                "enable_colour_code": False,
                "pick_list_values": [
                    choice_picture(one, number, call.version) for number, one in enumerate(field.choices, 1)
                ],
            }
            shown: Json = {"api_name": name, "id": str(field.id), "_value": {"new": new, "old": old}}
            found.append(
                shown | {key: one for key, one in inner.items() if f"field_history.{key}" in self.inner}
            )
        return found


def _automation(call: Call) -> Json:
    """Name the one workflow rule that the emulator pretends to have."""
    rule = {"name": "Emulated rule", "id": str(call.state.org.id + 1)}
    return {"type": "workflow_rule", "rule": rule, "pathfinder": None}
