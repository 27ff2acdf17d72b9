"""Who sees values: asked wherever rows or records are shown, and before the CRM is queried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.api.problems import ProblemError
from hakobu.jobs.accounts import Role

if TYPE_CHECKING:
    from hakobu.api.access import Person
    from hakobu.api.context import Context

__all__ = ["may_query", "may_see", "need_values"]


def may_see(at: Context, person: Person, *connections: str) -> bool:
    """Tell whether somebody may see the values of all these connections; else they are masked."""
    if person.token is not None and not person.token.see_values:
        return False
    return _has(at, person, connections, "see_values")


def may_query(at: Context, person: Person, connection: str) -> bool:
    """Tell whether somebody may query a connection with COQL: it shows values, so both rights are asked."""
    return may_see(at, person, connection) and _has(at, person, (connection,), "use_coql")


def need_values(at: Context, person: Person, *connections: str, coql: bool = False) -> None:
    """Refuse who may not see the values of these connections (``coql``: and query them)."""
    allowed = all(may_query(at, person, each) if coql else may_see(at, person, each) for each in connections)
    if not allowed:
        raise ProblemError(
            403,
            "no_coql" if coql else "no_values",
            "You may not query this connection."
            if coql
            else "You may not see the values of this connection.",
            next_step="Ask an administrator for the right.",
        )


def _has(at: Context, person: Person, connections: tuple[str, ...], right: str) -> bool:
    if Role(person.user.role) is Role.ADMINISTRATOR:
        return True
    rights = {each.connection: each for each in at.store.rights.of(person.user.id)}
    return all(
        any(getattr(rights[name], right) for name in ("", each) if name in rights) for each in connections
    )
