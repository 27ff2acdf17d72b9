"""Keys: how a source row names its record, and which rows have no key or share one."""

from __future__ import annotations

from dataclasses import dataclass

from hakobu.mapping import normal_key_sql
from hakobu.staging import quote, text

__all__ = ["ID", "MatchKeys"]

ID = "id"  # Zoho's own id as a match key


@dataclass(frozen=True, slots=True)
class MatchKeys:
    """The match keys of a task, in order of trust, and the unique fields that Zoho checks as well."""

    alternatives: tuple[tuple[str, ...], ...]
    unique: tuple[str, ...] = ()

    def key_sql(self) -> str:
        """Write a row's key: its first filled alternative, marked with the alternative's number."""
        cases = []
        for number, fields in enumerate(self.alternatives):
            filled = " and ".join(f"{normal_key_sql(quote(field))} <> ''" for field in fields)
            parts = " || chr(31) || ".join(normal_key_sql(quote(field)) for field in fields)
            cases.append(f"when {filled} then {text(f'{number}:')} || {parts}")
        return f"case {' '.join(cases)} end" if cases else "cast(null as varchar)"

    def readable_sql(self) -> str:
        """Write a row's key for people: the values of the first filled alternative."""
        cases = []
        for fields in self.alternatives:
            filled = " and ".join(f"{normal_key_sql(quote(field))} <> ''" for field in fields)
            parts = " || ' + ' || ".join(quote(field) for field in fields)
            cases.append(f"when {filled} then {parts}")
        return f"case {' '.join(cases)} else '' end" if cases else "''"

    def label(self, number: int) -> str:
        """Name one alternative, or one unique field beyond them, for people."""
        if number < len(self.alternatives):
            return " + ".join(self.alternatives[number])
        return self.unique[number - len(self.alternatives)]

    def ways(self) -> tuple[tuple[str, ...], ...]:
        """List all ways to a record: the alternatives, then each unique field by itself."""
        return self.alternatives + tuple((field,) for field in self.unique)
