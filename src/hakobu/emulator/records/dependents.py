"""Dependent picklists: what may be chosen in one depends on the choice in another."""

from hakobu.emulator.records.rule import BrokenRule, Deed
from hakobu.emulator.records.table import Table


def dependents(table: Table) -> list[tuple[str, str]]:
    """Give the pairs of controlling and dependent picklists; pipelines have a rule of their own."""
    return [
        (field.api_name, name)
        for field in table.module.fields.values()
        if field.api_name != "Pipeline"
        for name in dict.fromkeys(name for one in field.choices for name in one.maps)
        if name in table.module.fields
    ]


def check(deed: Deed) -> None:
    """Refuse a choice that its controlling picklist does not offer, where the dependent one is restricted."""
    fields = deed.table.module.fields
    for controlling, dependent in dependents(deed.table):
        chosen, value = deed.get(controlling), deed.get(dependent)
        if value is None or not fields[dependent].strict or not deed.sent & {controlling, dependent}:
            continue
        choice = next((one for one in fields[controlling].choices if one.actual == chosen), None)
        if choice is None or value not in choice.maps.get(dependent, [value]):
            raise BrokenRule("MAPPING_MISMATCH", dependent, controlling)
