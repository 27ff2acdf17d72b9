"""The roles that contacts play in deals, as the organisation names them."""

from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import BadValue, Problem
from hakobu.emulator.records.table import Table
from hakobu.emulator.schema.field import Choice
from hakobu.emulator.wire import Reply, nothing

Json = dict[str, Any]
_TIES = "Deals_X_Contacts"


def _choices(ties: Table) -> list[Choice]:
    return ties.module.fields["Contact_Role"].choices


def chosen_role(ties: Table, sent: Any) -> str:
    """Read a role: an object with id or name, or in older calls the id or name itself."""
    given = (sent.get("id") or sent.get("name")) if type(sent) is dict else sent
    number = parse_id(given)  # some of Zoho's SDKs send ids as numbers
    for one in _choices(ties):
        if number == one.id or given == one.actual:
            return one.actual
    raise BadValue({"supported_values": [one.actual for one in _choices(ties)]})


def role_reference(ties: Table, name: str | None) -> Json | None:
    """Show a role."""
    return next(({"name": name, "id": str(one.id)} for one in _choices(ties) if one.actual == name), None)


def _picture(one: Choice, number: int) -> Json:
    return {"id": str(one.id), "name": one.actual, "sequence_number": number}


def roles(call: Call) -> Reply:
    """``GET /Contacts/roles``."""
    shown = [_picture(one, number) for number, one in enumerate(_choices(call.state.tables[_TIES]), 1)]
    return Reply(200, {"contact_roles": shown}) if shown else nothing()


def role(call: Call) -> Reply:
    """``GET /Contacts/roles/{id}``."""
    choices = _choices(call.state.tables[_TIES])
    one = _found(choices, call.args["id"])
    return Reply(200, {"contact_roles": [_picture(one, choices.index(one) + 1)]})


def _found(choices: list[Choice], wanted: Any) -> Choice:
    for one in choices:
        if one.id == parse_id(wanted):
            return one
    raise Problem("INVALID_DATA", {"id": str(wanted)}, "the id given seems to be invalid")


def _done(role_id: int, message: str) -> Json:
    return {"code": "SUCCESS", "details": {"id": str(role_id)}, "message": message, "status": "success"}


def _wishes(call: Call) -> list[Any]:
    sent = call.json().get("contact_roles")
    if not isinstance(sent, list) or not sent:
        raise Problem("MANDATORY_NOT_FOUND", {"api_name": "contact_roles", "json_path": "$.contact_roles"})
    return sent


def _name(wish: Any, place: int) -> str:
    name = wish.get("name") if isinstance(wish, dict) else None
    if not isinstance(name, str) or not name.strip():
        where = {"api_name": "name", "json_path": f"$.contact_roles[{place}].name"}
        raise Problem("MANDATORY_NOT_FOUND", where)
    return name.strip()


def create(call: Call) -> Reply:
    """``POST /Contacts/roles``."""
    choices, results = _choices(call.state.tables[_TIES]), []
    for place, wish in enumerate(_wishes(call)):
        name = _name(wish, place)
        if any(one.actual == name for one in choices):
            raise Problem("DUPLICATE_DATA", {"api_name": "name"})
        choices.append(Choice(name, name, id=call.state.ids.next()))
        results.append(_done(choices[-1].id, "contact role added"))
    call.state.schema_changes += 1
    return Reply(200, {"contact_roles": results})


def update(call: Call) -> Reply:
    """``PUT /Contacts/roles``, or one of them with its id in the path."""
    ties, results = call.state.tables[_TIES], []
    for place, wish in enumerate(_wishes(call)):
        name = _name(wish, place)
        one = _found(_choices(ties), call.args.get("id") or wish.get("id"))
        _rename(ties, one.actual, name)
        one.actual = one.display = name
        results.append(_done(one.id, "contact role updated"))
    call.state.schema_changes += 1
    return Reply(200, {"contact_roles": results})


def _rename(ties: Table, old: str, new: str | None) -> None:
    slot = ties.module.fields["Contact_Role"].slot
    for row in [row for row in ties.rows.values() if row[slot] == old]:
        changed = row.copy()
        changed[slot] = new
        ties.replace(changed)


def delete(call: Call) -> Reply:
    """``DELETE /Contacts/roles?ids=``, or one of them with its id in the path."""
    ties, results = call.state.tables[_TIES], []
    names = [call.args["id"]] if "id" in call.args else (call.query.get("ids") or "").split(",")
    for name in names:
        one = _found(_choices(ties), name.strip())
        _rename(ties, one.actual, None)
        _choices(ties).remove(one)
        results.append(_done(one.id, "contact role deleted"))
    call.state.schema_changes += 1
    return Reply(200, {"contact_roles": results})
