"""Campaign members and the contacts of a deal, as modules of their own: ``Campaigns.Leads``.

Zoho keeps them as related lists, at an address below the record above. Here each tie is a record: its
``id`` is made of the two ids, ``{above}_{other}``; its fields are the two lookups and the tie's own field
(``Member_Status``, ``Contact_Role``). Source: zoho.com/crm/developer/docs/api/v8/update-related-records.html
and the page of deal contact roles beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.errors import HakobuError, NotSupportedError, RequestError
from hakobu.zoho.answers import Answer, unknown
from hakobu.zoho.at_once import at_once
from hakobu.zoho.metadata import Field, Module, PickValue
from hakobu.zoho.session import Call, segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hakobu.zoho.reading import Reader
    from hakobu.zoho.session import Session

__all__ = ["TIES", "Tie", "Ties", "described", "fields_of", "is_tie", "parted"]

Row = dict[str, Any]

_RELATED_LIST = "related list"
_BETWEEN = "_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A related list that a task may name like a module.

    ``left`` and ``right`` are its lookups to the record above and to the other one, ``own`` the field that
    the tie itself has. ``listed_from`` is the first version that takes many of them in one call.
    """

    above: str
    name: str
    other: str
    left: str
    right: str
    own: str
    own_label: str
    listed_from: str = "v2"

    @property
    def module(self) -> str:
        """The name by which a task calls it; no module of Zoho has a dot in its name."""
        return f"{self.above}.{self.name}"

    @property
    def pair(self) -> tuple[str, str]:
        """The two lookups that identify a tie."""
        return self.left, self.right

    def call_of(self, ident: str | None, values: Mapping[str, Any], schema: str) -> str:
        """What goes by one call: the ties below one record, or in some versions a single tie."""
        above, other = parted(ident) if ident else (_id(values.get(name)) for name in self.pair)
        if not above or not other:
            raise NotSupportedError(
                f"A record of {self.module} wants {self.left} and {self.right}.", where=f"write {self.module}"
            )
        return above if self.listed_from in {"v2", schema} else f"{above}{_BETWEEN}{other}"


TIES: dict[str, Tie] = {
    tie.module: tie
    for tie in (
        Tie(
            above="Campaigns",
            name="Leads",
            other="Leads",
            left="Campaign",
            right="Lead",
            own="Member_Status",
            own_label="Member Status",
        ),
        Tie(
            above="Campaigns",
            name="Contacts",
            other="Contacts",
            left="Campaign",
            right="Contact",
            own="Member_Status",
            own_label="Member Status",
        ),
        Tie(
            above="Deals",
            name="Contact_Roles",
            other="Contacts",
            left="Deal",
            right="Contact",
            own="Contact_Role",
            own_label="Contact Role",
            listed_from="v8",
        ),
    )
}


def parted(ident: str) -> tuple[str, str]:
    """The ids of the two records of a tie."""
    above, _, other = ident.partition(_BETWEEN)
    if not above or not other:
        raise NotSupportedError(
            f"{ident!r} is no id of a tie: it is made of two ids, with {_BETWEEN!r} between them.",
            where="id",
        )
    return above, other


def described(tie: Tie, modules: Mapping[str, Module]) -> Module | None:
    """The tie as a module; None where the sign-in sees one of the two modules not."""
    above, other = modules.get(tie.above), modules.get(tie.other)
    if above is None or other is None:
        return None
    label = f"{above.plural_label}: {other.plural_label}"
    return Module(
        api_name=tie.module,
        label=label,
        plural_label=label,
        singular_label=label,
        generated_type=_RELATED_LIST,
        readable=above.readable and other.readable,
        creatable=above.editable,
        editable=above.editable,
        deletable=above.editable,
        parent=tie.above,
    )


def is_tie(module: Module) -> bool:
    """Whether a module is a related list that is shown as one."""
    return module.generated_type == _RELATED_LIST


def fields_of(tie: Tie, modules: Mapping[str, Module], roles: Mapping[str, str]) -> dict[str, Field]:
    """The fields of a tie; ``roles`` are the organisation's contact roles with their ids."""
    picks = tuple(PickValue(name, name) for name in roles) if tie.own == "Contact_Role" else ()
    own = Field(
        api_name=tie.own,
        label=tie.own_label,
        data_type="picklist" if picks else "text",
        picklist=picks,
    )
    return {
        tie.left: _lookup(tie.left, tie.above, modules),
        tie.right: _lookup(tie.right, tie.other, modules),
        tie.own: own,
    }


def _lookup(name: str, target: str, modules: Mapping[str, Module]) -> Field:
    return Field(
        api_name=name,
        label=modules[target].singular_label,
        data_type="lookup",
        json_type="jsonobject",
        mandatory=True,
        lookup_module=target,
    )


class Ties:
    """Reads and writes ties; ``above`` gives every record of a module, ``roles`` the contact roles."""

    def __init__(
        self,
        session: Session,
        reader: Reader,
        *,
        above: Callable[[str], Iterator[list[Row]]],
        roles: Callable[[], Mapping[str, str]],
    ) -> None:
        self._session = session
        self._reader = reader
        self._above = above
        self._roles = roles

    def pages(self, tie: Tie) -> Iterator[list[Row]]:
        """Every tie: one call, or more, for each record above."""
        yield from self.below(tie, (row["id"] for page in self._above(tie.above) for row in page))

    def below(self, tie: Tie, ids: Iterable[str]) -> Iterator[list[Row]]:
        """The ties of these records above, a page for each."""
        pages = at_once(lambda ident: self._members(tie, ident), ids, name="ties")
        yield from (page for page in pages if page)

    def find(self, tie: Tie, ids: Sequence[str]) -> Iterator[list[Row]]:
        """The ties with these ids, as far as they are there."""
        wanted = set(ids)
        for page in self.below(tie, dict.fromkeys(parted(ident)[0] for ident in ids)):
            found = [row for row in page if row["id"] in wanted]
            if found:
                yield found

    def write(self, tie: Tie, records: Sequence[Mapping[str, Any]], *, operation: str) -> list[Answer]:
        """Tie records, or change what a tie says; one answer per record, in order.

        A call takes the ties of one record above. Where a later call of several fails, what was written
        is not told: ``UnknownOutcomeError``.
        """
        groups: dict[str, list[tuple[int, Row]]] = {}
        for place, record in enumerate(records):
            key = tie.call_of(record.get("id"), record, self._session.settings.schema)
            groups.setdefault(key, []).append((place, self._body(tie, record)))
        return self._each(tie, groups, operation)

    def delete(self, tie: Tie, ids: Sequence[str]) -> list[Answer]:
        """Untie; the records themselves stay."""
        groups: dict[str, list[tuple[int, Row]]] = {}
        for place, ident in enumerate(ids):
            key = tie.call_of(ident, {}, self._session.settings.schema)
            groups.setdefault(key, []).append((place, {"id": parted(ident)[1]}))
        return self._each(tie, groups, "delete")

    def _each(self, tie: Tie, groups: dict[str, list[tuple[int, Row]]], operation: str) -> list[Answer]:
        found: dict[int, Answer] = {}
        for key, group in groups.items():
            above, _, alone = key.partition(_BETWEEN)
            call = self._call(tie, above, [body for _, body in group], operation, alone=alone)
            try:
                answers = self._session.write(call)
            except HakobuError as error:
                if found:
                    raise unknown(call.where, f"Only a part was written ({error.message})") from error
                raise
            for (place, body), answer in zip(group, answers, strict=True):
                ident = f"{above}{_BETWEEN}{body['id']}" if answer.ok else None
                found[place] = msgspec.structs.replace(answer, index=place, id=ident)
        return [found[place] for place in sorted(found)]

    def _call(self, tie: Tie, above: str, bodies: list[Row], operation: str, *, alone: str) -> Call:
        path, params, body = f"{tie.above}/{segment(above)}/{tie.name}", {}, None
        if alone:
            path += f"/{segment(alone)}"
        elif operation == "delete":
            params = {"ids": ",".join(each["id"] for each in bodies)}
        if operation != "delete":
            body = msgspec.json.encode({"data": bodies})
        return Call(
            operation=operation,
            method="DELETE" if operation == "delete" else "PUT",
            path=path,
            params=params,
            body=body,
            module=tie.module,
            records=len(bodies),
            write=True,
        )

    def _body(self, tie: Tie, record: Mapping[str, Any]) -> Row:
        ident = record.get("id")
        body: Row = {"id": parted(str(ident))[1] if ident else _id(record[tie.right])}
        if tie.own in record:
            value = record[tie.own]
            if tie.own == "Contact_Role" and value in self._roles():
                value = {"id": self._roles()[value], "name": value}
            body[tie.own] = value
        return body

    def _members(self, tie: Tie, above: str) -> list[Row]:
        try:
            pages = self._reader.related(tie.above, above, tie.name, ("id", tie.own))
            return [self._row(tie, above, row) for page in pages for row in page]
        except RequestError as error:
            if error.code != "INVALID_DATA":  # the record above is gone, and its ties with it
                raise
            return []

    def _row(self, tie: Tie, above: str, shown: Row) -> Row:
        own = shown.get(tie.own)
        return {
            "id": f"{above}{_BETWEEN}{shown['id']}",
            tie.left: {"id": above},
            tie.right: {"id": str(shown["id"])},
            tie.own: own.get("name") if isinstance(own, dict) else own,
        }


def _id(value: object) -> str:
    return str(value.get("id") or "") if isinstance(value, dict) else str(value or "")
