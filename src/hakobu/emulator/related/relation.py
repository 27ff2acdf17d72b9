"""Which related lists a record has, and which records are in them."""

from collections.abc import Iterator
from dataclasses import dataclass

from hakobu.emulator.catalogue import common
from hakobu.emulator.catalogue.links import LINKS
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.schema.child import NEVER
from hakobu.emulator.schema.field import Field
from hakobu.emulator.state import State

LINK = "link"
LOOKUP = "lookup"


@dataclass(frozen=True, slots=True)
class Relation:
    """A related list: the module of its records, and by what they are tied to the one above."""

    api_name: str
    kind: str
    other: Table
    # lookup: the field of the other module; link: the tie's table, its fields to this and to the other
    field: Field
    ties: Table | None = None
    partner: Field | None = None
    extra: str = ""

    def held(self, record_id: int) -> Iterator[tuple[Row, Row | None]]:
        """Give the records of the list with their ties."""
        if self.ties is None or self.partner is None:
            ids = self.other.index(self.field.slot).find(record_id)
            yield from ((self.other.rows[one], None) for one in sorted(ids, reverse=True))
            return
        for tie_id in sorted(self.ties.index(self.field.slot).find(record_id), reverse=True):
            tie = self.ties.rows[tie_id]
            row = self.other.rows.get(tie[self.partner.slot])
            if row is not None:
                yield row, tie

    def tie(self, record_id: int, other_id: int) -> Row | None:
        """Find the tie to one record."""
        return next((tie for row, tie in self.held(record_id) if row[common.ID] == other_id), None)


def _links(state: State, table: Table) -> Iterator[Relation]:
    name = table.module.api_name
    for link in LINKS:
        ties = state.tables[link.module]
        left, right = ties.module.fields["Parent_Id"], ties.module.fields["Other"]
        if link.left == name:
            yield Relation(link.on_left, LINK, state.tables[link.right], left, ties, right, link.extra)
        if link.right == name:
            yield Relation(link.on_right, LINK, state.tables[link.left], right, ties, left, link.extra)


def _links_of_lookups(state: State, table: Table) -> Iterator[Relation]:
    """Give the lists that lookups to several make on the other side."""
    for parent in state.tables.values():
        for one in parent.module.children.values():
            if one.data_type != "multiselectlookup":
                continue
            ties = state.tables[one.module]
            partner = ties.module.fields[one.partner]
            if partner.lookup == table.module.api_name:
                yield Relation(one.module, LINK, parent, partner, ties, ties.module.fields[one.link])


def _lookups(state: State, table: Table) -> Iterator[Relation]:
    parent = table.module
    for other in state.tables.values():
        child = other.module
        if child.is_child or child.since == NEVER:
            continue
        for one in child.fields.values():
            to_all = one.lookup == "*" and (not one.targets or "*" in one.targets)
            if one.data_type != "lookup" or one.read_only or not (to_all or one.lookup == parent.api_name):
                continue
            if child.api_name == parent.api_name or (parent.api_name, child.api_name) in _TWICE:
                yield Relation(f"{child.api_name}_{one.api_name}", LOOKUP, other, one)
            else:
                yield Relation(child.api_name, LOOKUP, other, one)


# modules tied by a link of their own besides a lookup: the plain name is the link's
_TWICE = {(link.left, link.right) for link in LINKS} | {(link.right, link.left) for link in LINKS}


def relations(state: State, table: Table) -> list[Relation]:
    """Give the related lists of a module's records."""
    found: dict[str, Relation] = {}
    for one in (*_links(state, table), *_links_of_lookups(state, table), *_lookups(state, table)):
        found.setdefault(one.api_name, one)
    return list(found.values())


def relation(state: State, table: Table, name: str) -> Relation:
    """Find a related list by name."""
    for one in relations(state, table):
        if one.api_name == name:
            return one
    raise Problem("INVALID_DATA", {"resource_path_index": 2}, "the relation name given seems to be invalid")


def record_of(table: Table, text: str, index: int) -> int:
    """Read the id of a record from the path."""
    record_id = parse_id(text)
    if record_id is None or record_id not in table.rows:
        message = (
            "the id given seems to be invalid" if index == 1 else "the related id given seems to be invalid"
        )
        raise Problem("INVALID_DATA", {"resource_path_index": index}, message)
    return record_id
