"""Features of an organisation that the control door switches: pipelines, several currencies."""

from typing import Any

from hakobu.emulator.control.wish import WishError, mapping, sequence, texts
from hakobu.emulator.metadata.currency_handlers import switch_currencies
from hakobu.emulator.schema.field import Choice
from hakobu.emulator.state import State


def set_pipelines(state: State, wish: Any) -> None:
    """True, False, or a list of ``{"name": …, "stages": […]}``: the layout's pipelines."""
    table = state.tables["Deals"]
    field = table.module.fields["Pipeline"]
    if isinstance(wish, list):
        field.choices = [_pipeline(state, one) for one in wish]
    elif not isinstance(wish, bool):
        raise WishError("pipelines must be true, false or a list of objects with name and stages")
    state.org.pipelines = field.mandatory = wish is not False and wish != []
    table.compile()
    state.schema_changes += 1


def _pipeline(state: State, wish: Any) -> Choice:
    one = mapping(wish, "pipelines")
    name, stages = one.get("name"), texts(sequence(one.get("stages", []), "stages"), "stages")
    if not isinstance(name, str) or not name:
        raise WishError("a pipeline needs a name")
    known = {choice.actual for choice in state.tables["Deals"].module.fields["Stage"].choices}
    unknown = [stage for stage in stages if stage not in known]
    if unknown:
        raise WishError(f"no such stages: {unknown}; there are {sorted(known)}")
    return Choice(name, name, id=state.ids.next(), maps={"Stage": stages} if stages else {})


def set_currencies(state: State, wish: Any) -> None:
    """Switch several currencies on or off."""
    if not isinstance(wish, bool):
        raise WishError("multi_currency must be true or false")
    switch_currencies(state, on=wish)


_RIGHTS = ("read_write", "read_only", "hidden")


def set_rights(state: State, wish: Any) -> None:
    """Say what a profile may do with fields: ``{"Standard": {"Leads.City": "read_only"}}``."""
    for profile, fields in mapping(wish, "field_rights").items():
        if profile not in {one.name for one in state.profiles}:
            raise WishError(f"no profile {profile!r}; there are {[one.name for one in state.profiles]}")
        for path, right in mapping(fields, f"field_rights of {profile}").items():
            module, _, name = path.partition(".")
            table = state.tables.get(module)
            field = None if table is None else table.module.fields.get(name)
            if field is None:
                raise WishError(f"no field {path!r}")
            if right not in _RIGHTS:
                raise WishError(f"the right of {path} must be one of {list(_RIGHTS)}, not {right!r}")
            field.rights = {**field.rights, profile: right}
    state.schema_changes += 1
