"""A task's own rules, held against its source, its module and the organisation's users."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hakobu.changes import Rules
from hakobu.connectors.spec import nearest
from hakobu.errors import DefinitionError, Fault, NotSupportedError, RequestError, SignInError
from hakobu.mapping import canonical_constant, why_not_writable
from hakobu.model import Deleted, FieldPolicy, Operation
from hakobu.runs.crm import USERS

if TYPE_CHECKING:
    import pyarrow as pa

    from hakobu.changes import ModuleFacts
    from hakobu.model import Constant, Task
    from hakobu.runs.crm import CrmFacts

__all__ = ["policy_of", "read_rules", "recreates"]

LOOKS = {FieldPolicy.IF_EMPTY, FieldPolicy.UNLESS_EDITED}


def recreates(task: Task) -> bool:
    """Tell whether a record that was deleted in Zoho is created again."""
    return policy_of(task) is Deleted.RECREATE


def policy_of(task: Task) -> Deleted | None:
    """Tell what a task does about records deleted in Zoho; only what creates records recreates them."""
    if task.if_deleted is not None:
        return task.if_deleted
    return Deleted.RECREATE if task.operation.upserts else None


def read_rules(
    task: Task, module: ModuleFacts, columns: pa.Schema, facts: CrmFacts, *, file: str = ""
) -> Rules:
    """Put a task's rules into the module's own terms; raises ``DefinitionError`` with all faults."""
    reading = _Reading(task, module, facts, file)
    reading.check_policies()
    reading.check_identity(columns)
    contested = any(entry.policy is FieldPolicy.UNLESS_EDITED for entry in task.map)
    rules = Rules(
        scope=reading.scope(),
        archive=reading.archive(),
        me=facts.me() if contested else None,
        integrations=reading.integrations(),
    )
    if reading.faults:
        raise DefinitionError(tuple(reading.faults))
    return rules


@dataclass(slots=True)
class _Reading:
    task: Task
    module: ModuleFacts
    facts: CrmFacts
    file: str
    faults: list[Fault] = field(default_factory=list)

    def check_policies(self) -> None:
        """A policy that looks at the CRM's value wants a field that can be read."""
        looking = [entry for entry in self.task.map if entry.policy in LOOKS]
        names = [entry.field for entry in looking if entry.field in self.module.fields]
        refused = self.facts.readable(self.module.name, names) if names else {}
        for entry in looking:
            if entry.field in refused:
                self._fault(
                    f"map.{entry.field}",
                    f"The policy {entry.policy.value!r} must read {entry.field}, and Zoho does not let it be "
                    f"read: {refused[entry.field]}.",
                    next_step="Let the user of this connection see the field, or choose: always, on create.",
                )

    def check_identity(self, columns: pa.Schema) -> None:
        """The identity is a column of the source."""
        name = self.task.identity
        if name and name not in columns.names:
            self._fault(
                "identity",
                f"The source has no column {name}.",
                valid=tuple(columns.names),
                next_step=nearest(name, tuple(columns.names)),
            )

    def scope(self) -> dict[str, tuple[str, ...]]:
        """Read the scope's values as Zoho stores them."""
        found = {}
        for name, constants in self.task.scope:
            values = [self._value("scope", name, constant) for constant in constants]
            found[name] = tuple(value for value in values if value is not None)
        return found

    def archive(self) -> dict[str, str | None]:
        """Read what is set in place of deleting."""
        found = {}
        for name, constant in self.task.archive:
            found[name] = self._value("archive", name, constant)
            known = self.module.fields.get(name)
            if known is not None and (why := why_not_writable(known, Operation.UPDATE, FieldPolicy.ALWAYS)):
                self._fault(f"archive.{name}", f"{self.module.name}.{name} {why}.")
        return found

    def integrations(self) -> frozenset[str]:
        """Find the users of other known integrations by their e-mail; ids stand for themselves."""
        ids = {each for each in self.task.integrations if each.isdigit()}
        mails = [each for each in self.task.integrations if not each.isdigit()]
        if not mails:
            return frozenset(ids)
        try:
            found = {
                str(user["email"]).strip().lower(): str(user["id"])
                for user in self.facts.find(USERS, "email", mails, ["email"])
            }
        except (RequestError, SignInError, NotSupportedError) as error:
            self._fault("integrations", f"The organisation's users cannot be read: {error}")
            return frozenset(ids)
        for mail in mails:
            if mail.strip().lower() not in found:
                self._fault(
                    "integrations",
                    f"The organisation has no active user {mail}.",
                    next_step="Write the e-mail, or the id, of a user that another program signs in as.",
                )
        return frozenset(ids | set(found.values()))

    def _value(self, key: str, name: str, constant: Constant) -> str | None:
        known = self.module.fields.get(name)
        if known is None:
            self._fault(
                f"{key}.{name}",
                f"{self.module.name} has no field {name}.",
                next_step=nearest(name, tuple(self.module.fields)),
            )
            return None
        value, wrong = canonical_constant(known, constant, self.task.read.time_zone)
        if wrong:
            self._fault(f"{key}.{name}", f"The value {constant.value!r} does not fit {name}: {wrong}.")
        return value

    def _fault(self, key: str, message: str, *, valid: tuple[str, ...] = (), next_step: str = "") -> None:
        path = f"tasks.{self.task.name}.{key}"
        message = message.replace("..", ".")
        fault = Fault(message=message, path=path, file=self.file, valid=valid, next_step=next_step)
        self.faults.append(fault)
