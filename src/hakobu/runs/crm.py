"""The CRM of a run: the facts that planning may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.changes import ModuleFacts, cheaper_to_read
from hakobu.errors import NotSupportedError, RequestError, SignInError
from hakobu.mapping import canonical_of, normal_key
from hakobu.zoho import BULK_WRITABLE, TIES, WITHOUT_UPSERT, duplicate_check_field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hakobu.zoho import Client, Field

__all__ = ["USERS", "CrmFacts"]

USERS = "users"  # the people of the organisation, which lookups may name like a module
MANY = 10_000_000  # taken for a large module whose records may not be counted
PAGE = 200  # the smallest page of any version


class CrmFacts:
    """The facts of one organisation, read through its client."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._counts: dict[str, int] = {}
        self._names: dict[str, str] | None = None
        self.read_some = False
        self._below = (0, 0)  # records whose lines were read, and the credits it took

    @property
    def way(self) -> str:
        """By which API of Zoho CRM the facts are read."""
        settings = self._client.settings
        if settings.use_coql:
            return "COQL"
        return "Bulk Read" if settings.api_type == "Bulk" else "REST"

    def describe(self, module: str) -> ModuleFacts:
        """Tell what a module is; its records are counted only where somebody asks."""
        found = self._client.module(module)
        return ModuleFacts(
            name=module,
            fields=self._client.fields(module),
            system_key=duplicate_check_field(module, custom=found.custom),
            upserts=module not in WITHOUT_UPSERT,
            count=lambda: self._count(module),
            pair=TIES[module].pair if module in TIES else (),
            no_bulk=self._no_bulk(module, custom=found.custom),
            bulk_lines=self._client.settings.version.bulk_children,
        )

    def fields(self, module: str) -> Mapping[str, Field]:
        """Give the fields of a module."""
        return self._client.fields(module)

    def find(
        self, module: str, field: str, values: Sequence[str], columns: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        """Find records, or people, by a field's values, by whichever way costs fewer credits."""
        if module.lower() == USERS:
            return self._people(field, values)
        self.read_some = True
        if field != "id" and cheaper_to_read([len(values)], lambda: self._count(module)):
            return self._sifted(module, field, values, columns)
        return self._client.find(module, field, values, columns)

    def children(
        self, module: str, field: str, ids: Sequence[str], columns: Sequence[str]
    ) -> Iterator[tuple[str, list[dict[str, Any]] | None]]:
        """Read the lines or links below records."""
        spent = self._client.stats.credits
        for each in self._client.children(module, field, ids, columns):
            self._below = (self._below[0] + 1, self._below[1])
            yield each
        self._below = (self._below[0], self._below[1] + self._client.stats.credits - spent)

    def take_below(self) -> tuple[int, int]:
        """Give how many records' lines were read since this was last asked, and for how many credits."""
        taken, self._below = self._below, (0, 0)
        return taken

    def child_fields(self, module: str, field: str) -> Mapping[str, Field]:
        """Give the columns of such a field."""
        return self._client.child_fields(module, field)

    @property
    def version(self) -> str:
        """The version of Zoho's API that is spoken."""
        return self._client.settings.schema

    def readable(self, module: str, columns: Sequence[str]) -> dict[str, str]:
        """Ask for one record with these columns; give those that Zoho does not read, each with its reason."""
        fields, refused = self._client.fields(module), dict[str, str]()
        for name in columns:
            if name in fields and not fields[name].visible:
                refused[name] = "this user may not see it"
        asked = [name for name in columns if name not in refused]
        while asked:
            try:
                next(iter(self._client.find(module, "id", ["1"], asked)), None)
            except RequestError as error:
                culprit = str(error.details.get("column_name") or "")
                if culprit not in asked:
                    raise
                refused[culprit] = error.message
                asked.remove(culprit)
            else:
                break
        return refused

    def me(self) -> str | None:
        """Give the id of the user that this connection is signed in as, where Zoho tells."""
        try:
            return self._client.user().id or None
        except (RequestError, SignInError, NotSupportedError):  # it wants a scope of its own
            return None

    def name(self, user: str) -> str:
        """Give a user's name by the id, or the id where Zoho tells no names."""
        if self._names is None:
            try:
                self._names = {each.id: each.name for each in self._client.users()}
            except (RequestError, SignInError, NotSupportedError):
                self._names = {}
        return self._names.get(user, user)

    def read(self, module: str, columns: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
        """Read a whole module."""
        self.read_some = True
        return self._client.select(module, columns, count=self._known_count(module))

    def _no_bulk(self, module: str, *, custom: bool) -> str:
        if self._client.settings.assignment_rule:
            return "assignment"
        if custom or module in BULK_WRITABLE:
            return ""
        version = self._client.settings.version
        return "unlisted" if version.bulk_children and module in version.line_items else "module"

    def _sifted(
        self, module: str, field: str, values: Sequence[str], columns: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        known = self._client.fields(module)[field]
        wanted = {normal_key(value) for value in values}
        names = list(dict.fromkeys([field, *columns]))
        for page in self._client.select(module, names, count=self._known_count(module)):
            for row in page:
                if normal_key(canonical_of(known, row.get(field)) or "") in wanted:
                    yield row

    def _people(self, field: str, values: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        wanted = {value.strip().lower() for value in values}
        for user in self._client.users(type="ActiveUsers"):
            person = {"id": user.id, "email": user.email, "name": user.name}
            if str(person.get(field) or "").strip().lower() in wanted:
                yield person

    def _count(self, module: str) -> int:
        if module not in self._counts:
            self._counts[module] = self._counted(module)
        return self._counts[module]

    def _known_count(self, module: str) -> int | None:
        """Give how many records there are, where COQL may read many pages at once for it."""
        if not self._client.settings.use_coql:
            return None
        count = self._count(module)
        return None if count == MANY else count

    def _counted(self, module: str) -> int:
        try:
            return self._client.count(module)
        except (NotSupportedError, RequestError, SignInError):
            # counting wants scopes of its own, which matching does not need; one page tells what is small
            page = next(iter(self._client.select(module, ["id"])), [])
            return len(page) if len(page) < PAGE else MANY
