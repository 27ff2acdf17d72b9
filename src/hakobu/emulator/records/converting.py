"""``POST /Leads/{id}/actions/convert``: a contact, an account and perhaps a deal are made of a lead.

Shapes: the official OpenAPI of v8 (convert_lead) and the live answer of v2 that api-core §7.1 tells. The
models of Zoho's SDKs have the short answer in v2 and v2.1, the long one from v5 on; v3 and v4 were not seen.
"""

from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.catalogue import common
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.external import Externals
from hakobu.emulator.records.history import tell_updated
from hakobu.emulator.records.render import Picture, is_converted
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.records.writing import Writer
from hakobu.emulator.related.relation import record_of
from hakobu.emulator.wire import Reply

Json = dict[str, Any]
PRICE = 5
_LONG_FROM = 5
_MADE = ("Accounts", "Contacts", "Deals")
_ADDRESSES = {
    "Contacts": {name: f"Mailing_{end}" for name, end in (("Street", "Street"), ("City", "City"))}
    | {"State": "Mailing_State", "Zip_Code": "Mailing_Zip", "Country": "Mailing_Country"},
    "Accounts": {"Street": "Billing_Street", "City": "Billing_City", "State": "Billing_State"}
    | {"Zip_Code": "Billing_Code", "Country": "Billing_Country", "Company": "Account_Name"},
    "Deals": {},
}
"""Where the fields of a lead go whose names the other module has not."""
_OWN = frozenset({"id", "Owner", "Layout", "Tag", "Record_Image"})


def convert(call: Call) -> Reply:
    """Convert one lead; where a part is refused, nothing is made."""
    leads = call.state.tables["Leads"]
    lead_id = record_of(leads, call.args["id"], 1)
    lead = leads.rows[lead_id]
    if is_converted(leads, lead):
        raise Problem("ID_ALREADY_CONVERTED", {"resource_path_index": 1})
    wish = _wish(call)
    tables = [leads, *(call.state.tables[name] for name in _MADE)]
    for table in tables:
        table.undo = []
    done = False
    try:
        made = _Conversion(call, leads, lead, wish).make()
        _mark(call, leads, lead, made)
        done = True
    finally:
        for table in tables:
            if done:
                table.undo = None
            else:
                table.revert()
    return Reply(200, {"data": [_told(call, made)]}, records=1)


def _wish(call: Call) -> Json:
    data = call.json().get("data")
    if not isinstance(data, list) or not data or not isinstance(data[0], dict):
        raise Problem("MANDATORY_NOT_FOUND", {"api_name": "data", "json_path": "$.data"})
    wish: Json = data[0]
    return wish


def _told(call: Call, made: dict[str, int]) -> Json:
    if call.version.number < _LONG_FROM:
        return {name: str(made[name]) if name in made else None for name in ("Contacts", "Deals", "Accounts")}
    state = call.state
    shown = {
        name: state.record_reference(name, made[name]) if name in made else None
        for name in ("Contacts", "Deals", "Accounts")
    }
    message = "The record has been converted successfully"
    return {"code": "SUCCESS", "details": shown, "message": message, "status": "success"}


def _mark(call: Call, leads: Table, lead: Row, made: dict[str, int]) -> None:
    """Have the lead say what became of it."""
    now, row = call.state.clock.second(), lead.copy()
    fields = leads.module.fields
    row[fields["Converted__s"].slot] = True
    row[fields["Converted_Date_Time"].slot] = now
    row[fields["Lead_Conversion_Time"].slot] = max(0, now - lead[common.CREATED_TIME]) // 86400
    for name, field in (
        ("Accounts", "Converted_Account"),
        ("Contacts", "Converted_Contact"),
        ("Deals", "Converted_Deal"),
    ):
        row[fields[field].slot] = made.get(name)
    row[common.MODIFIED_BY], row[common.MODIFIED_TIME] = call.state.current_user.id, now
    leads.replace(row)
    tell_updated(call.state, leads, lead, row, source="convert", action="converted")


class _Conversion:
    """One lead on its way."""

    def __init__(self, call: Call, leads: Table, lead: Row, wish: Json) -> None:
        self._call = call
        self._leads = leads
        self._wish = wish
        self._lead = Picture(leads, call.state, call.version, None).whole(lead)
        self._made: dict[str, int] = {}

    def make(self) -> dict[str, int]:
        """Make or take the records, the account first."""
        if self._existing("Accounts") or self._lead.get("Company"):
            self._one("Accounts", {})
        account = {"Account_Name": {"id": str(self._made["Accounts"])}} if "Accounts" in self._made else {}
        self._one("Contacts", account)
        deal = self._wish.get("Deals")
        if isinstance(deal, dict):
            contact = {"Contact_Name": {"id": str(self._made["Contacts"])}}
            plain = {name: value for name, value in deal.items() if name != "Contact_Role"}
            self._write("Deals", account | contact | plain)
        return self._made

    def _existing(self, name: str) -> str | None:
        given = self._wish.get(name)
        found = given.get("id") if isinstance(given, dict) else given
        return found if isinstance(found, str) else None

    def _one(self, name: str, more: Json) -> None:
        existing = self._existing(name)
        if existing is None:
            self._write(name, self._carried(name) | more)
            return
        table = self._call.state.tables[name]
        try:
            self._made[name] = record_of(table, existing, 1)
        except Problem:
            where = {"api_name": "id", "json_path": f"$.data[0].{name}.id"}
            raise self._refused("INVALID_DATA", where, "invalid data") from None

    def _carried(self, name: str) -> Json:
        """Give the values of the lead that the other module has a field for."""
        writable, fields = self._call.state.tables[name].writable, self._leads.module.fields
        names = {field: field for field in self._lead if field in writable} | _ADDRESSES[name]
        return {
            to: self._lead[field]
            for field, to in names.items()
            if field not in _OWN
            and field in fields
            and to in writable
            and self._lead.get(field) is not None
            and not fields[field].read_only
        } | self._of_wish(name)

    def _of_wish(self, name: str) -> Json:
        owner = self._wish.get("assign_to")
        found: Json = {"Owner": {"id": owner} if isinstance(owner, str) else owner} if owner else {}
        tags = self._wish.get("carry_over_tags")
        kept = tags.get(name) if isinstance(tags, dict) else None
        if kept:
            plain = [each.get("name") if isinstance(each, dict) else each for each in kept]
            found["Tag"] = [each for each in self._lead.get("Tag") or () if each["name"] in plain]
        return found

    def _write(self, name: str, element: Json) -> None:
        state, version = self._call.state, self._call.version
        table = state.tables[name]
        writer = Writer(state, table, version, Externals(state, table, None), source="convert")
        try:
            done = writer.insert(element, 0)
        except Problem as problem:
            path = str(problem.details.get("json_path", "")).removeprefix("$.data[0]")
            details = problem.details | ({"json_path": f"$.data[0].{name}{path}"} if path else {})
            raise self._refused(problem.code, details, problem.message) from None
        self._made[name] = int(done["details"]["id"])

    @staticmethod
    def _refused(code: str, details: Json, message: str) -> Problem:
        return _InData(code, details, message)


class _InData(Problem):
    """A refusal that stands in ``data``, as that of a record does."""

    def body(self) -> Json:
        """Give the shape."""
        return {"data": [super().body()]}
