"""The whole state of one emulated Zoho CRM."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hakobu.emulator.bulk.jobs import Jobs
from hakobu.emulator.catalogue import STANDARD
from hakobu.emulator.catalogue.custom import custom_module
from hakobu.emulator.clock import Clock, Zone
from hakobu.emulator.credit import Credits
from hakobu.emulator.fault import Faults
from hakobu.emulator.habit import Habits
from hakobu.emulator.ids import Ids
from hakobu.emulator.journal import Journal
from hakobu.emulator.oauth.token import Tokens
from hakobu.emulator.organisation import Named, User, found
from hakobu.emulator.problem import BadValue
from hakobu.emulator.records.table import Table
from hakobu.emulator.schema.child import ChildList
from hakobu.emulator.schema.children import children_from
from hakobu.emulator.schema.field import Field
from hakobu.emulator.schema.module import Module
from hakobu.emulator.schema.tag import Tag
from hakobu.emulator.traffic import Traffic

if TYPE_CHECKING:
    from hakobu.emulator.page_token import PageToken

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """How the emulator was started."""

    edition: str = "enterprise"
    latency: float = 0.0
    strict: bool = False
    time_zone: str = "UTC"


class State:
    """Organisation, modules, records, tokens and counters."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.latency = options.latency / 1000
        self.bracket_rule: bool | None = None
        self.schema_changes = 0
        self.generation = 0
        self.found()

    def found(self, ids: Ids | None = None) -> None:
        """Begin anew with a fresh organisation and no records."""
        self.generation += 1
        self.clock = Clock()
        self.ids = ids or Ids()
        now = self.clock.second()
        self.org, self.users, (self.profiles, self.roles) = found(
            self.ids, self.options.edition, self.options.time_zone, now
        )
        self.current_user: User = next(iter(self.users.values()))
        self.tokens = Tokens(self.clock)
        self.credits = Credits(self.clock)
        self.traffic = Traffic()
        self.faults = Faults()
        self.habits = Habits()
        self.jobs = Jobs(self.clock, self.habits)
        self.journal = Journal()
        self.tables: dict[str, Table] = {}
        self.page_tokens: dict[str, PageToken] = {}
        self._references: dict[tuple[int, bool, bool], Json] = {}
        self.bracket_rule = None
        for make in STANDARD:
            self.add_module(make())

    # -- modules and fields ----------------------------------------------------------------------

    def add_module(self, module: Module) -> Table:
        """Take a module in; it, its layout, fields and picklist values get their ids."""
        module.id, module.layout_id = self.ids.next(), self.ids.next()
        module.sequence = len(self.tables) + 1
        for field in module.fields.values():
            self._number(field)
        for children in module.children.values():
            children.id = self.ids.next()
        table = Table(module, self)
        self.tables[module.api_name] = table
        self.schema_changes += 1
        return table

    def add_custom_module(self, api_name: str, singular: str, plural: str) -> Table:
        """Make a custom module."""
        number = 1 + sum(table.module.custom for table in self.tables.values())
        return self.add_module(custom_module(api_name, singular, plural, number))

    def add_field(self, table: Table, field: Field) -> None:
        """Give a module a new field."""
        self._number(field)
        table.add_field(field)
        self.schema_changes += 1

    def add_children(self, table: Table, wish: Json) -> ChildList:
        """Give a module a subform or a lookup to several, with the module of its rows."""
        number = 30 + len(self.tables)
        spec, rows = children_from(wish, table.module, set(self.tables), number)
        target = rows.fields[spec.partner].lookup if spec.partner else None
        if target is not None and target not in self.tables:
            raise BadValue({"api_name": "lookup", "value": target})
        self.add_module(rows)
        spec.id = self.ids.next()
        table.module.children[spec.api_name] = spec
        self.schema_changes += 1
        return spec

    def _number(self, field: Field) -> None:
        field.id = self.ids.next()
        for choice in field.choices:
            choice.id = self.ids.next()

    # -- what checks and rendering ask -----------------------------------------------------------

    @property
    def zone(self) -> Zone:
        """The token user's time zone."""
        return self.org.zone

    def has_record(self, module: str, record_id: int) -> bool:
        """Tell whether a module (``*``: any) has a record."""
        if module == "*":
            return self.module_of_record(record_id) is not None
        table = self.tables.get(module)
        return table is not None and record_id in table.rows

    def is_custom(self, module: str) -> bool:
        """Tell whether a module is of the user's own making."""
        return self.tables[module].module.custom

    def tag_ids(self, module: str, names: list[str]) -> list[int]:
        """Give the ids of a module's tags by name or id, making those that are new."""
        tags, found = self.tables[module].module.tags, []
        for name in dict.fromkeys(names):
            tag = next(
                (one for one in tags if one.name.casefold() == name.casefold() or str(one.id) == name), None
            )
            found.append((tag or self.add_tag(module, name)).id)
        return found

    def add_tag(self, module: str, name: str, colour: str | None = None) -> Tag:
        """Make a tag of a module."""
        now = self.clock.second()
        tag = Tag(self.ids.next(), name, colour, self.current_user.id, now, now)
        self.tables[module].module.tags.append(tag)
        self.schema_changes += 1
        return tag

    def tag_reference(self, module: str, tag_id: int) -> Json | None:
        """Show a tag; None where it is gone."""
        for tag in self.tables[module].module.tags:
            if tag.id == tag_id:
                return {"name": tag.name, "id": str(tag_id), "color_code": tag.colour}
        return None

    def forget_children(self, module: str, record_id: int, by: int, second: int) -> None:
        """Delete the rows of a deleted record's subforms and links."""
        for one in self.tables[module].module.children.values():
            table = self.tables[one.module]
            link = table.module.fields[one.link]
            for row_id in list(table.index(link.slot).find(record_id)):
                table.delete(row_id, by, second)

    def right(self, field: Field) -> str:
        """Tell what the profile of the token's user may do with a field."""
        return field.rights.get(self.current_user.profile.name, "read_write")

    def has_active_user(self, user_id: int) -> bool:
        """Tell whether a user exists and is active."""
        user = self.users.get(user_id)
        return user is not None and user.status == "active"

    def has_layout(self, module: str, layout_id: int) -> bool:
        """Tell whether a layout belongs to a module."""
        return self.tables[module].module.layout_id == layout_id

    def module_of_record(self, record_id: int) -> str | None:
        """Tell which module has a record."""
        return next((name for name, table in self.tables.items() if record_id in table.rows), None)

    def user_reference(self, user_id: int, *, email: bool = False, zuid: bool = False) -> Json | None:
        """Name a user by id."""
        key = (user_id, email, zuid)
        reference = self._references.get(key)
        if reference is None:
            user = self.users.get(user_id)
            if user is None:
                return None
            reference = {"name": user.full_name, "id": str(user_id)}
            if email:
                reference["email"] = user.email
            if zuid:
                reference["zuid"] = user.zuid
            self._references[key] = reference
        return reference

    def forget_references(self) -> None:
        """Forget the users' names; call it when they change."""
        self._references.clear()

    def record_reference(self, module: str, record_id: int) -> Json | None:
        """Name a record by id; None where it is gone."""
        name = self.module_of_record(record_id) if module == "*" else module
        table = self.tables.get(name or "")
        if table is None or record_id not in table.rows:
            return None
        return {"name": table.display(record_id), "id": str(record_id)}

    def stored(self, module: str, record_id: int, *names: str) -> list[Any]:
        """Give stored values of a record; nothing of one that is gone."""
        table = self.tables[module]
        row = table.rows.get(record_id)
        return [] if row is None else [row[table.module.fields[name].slot] for name in names]

    def module_reference(self, module: str) -> Json:
        """Name a module."""
        return {"api_name": module, "id": str(self.tables[module].module.id)}

    def layout_reference(self, module: str) -> Json:
        """Name the layout of a module."""
        return {"name": "Standard", "id": str(self.tables[module].module.layout_id)}

    def user_named(self, user_id: int) -> User | None:
        """Find a user."""
        return self.users.get(user_id)

    def named(self, kind: str) -> list[Named]:
        """Give the profiles or the roles."""
        found: list[Named] = self.profiles if kind == "profiles" else self.roles
        return found
