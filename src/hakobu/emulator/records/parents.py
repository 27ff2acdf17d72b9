"""The module of a record's parent, where the call names it beside the parent's id."""

from typing import Any, Protocol

from hakobu.emulator.problem import BadValue

# v2 to v5 want ``se_module`` in notes (docs v4/create-notes); activities take ``$se_module``
_BESIDE = {
    "Notes": ("Parent_Id", "se_module"),
    "Tasks": ("What_Id", "$se_module"),
    "Events": ("What_Id", "$se_module"),
    "Calls": ("What_Id", "$se_module"),
}


class Modules(Protocol):
    """Knows where records are."""

    def module_of_record(self, record_id: int) -> str | None:
        """Name the module of a record."""


def check_parent(module: str, element: dict[str, Any], staged: dict[str, Any], modules: Modules) -> str:
    """Name the key that tells another module than the one the parent is in; nothing where all is well."""
    lookup, beside = _BESIDE.get(module, ("", ""))
    named, parent = element.get(beside), staged.get(lookup)
    if not beside or named is None or parent is None:
        return ""
    return "" if named == modules.module_of_record(parent) else beside


def refusal() -> BadValue:
    """Give the fault of such a key."""
    return BadValue({}, "the module name given seems to be invalid")
