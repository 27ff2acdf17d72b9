"""A place in the file: what stands there, its line, its path, and where its faults are gathered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hakobu.connectors.spec import nearest
from hakobu.definitions.document import Node, Pairs, Scalar, Sequence
from hakobu.definitions.scalar import NoValueError, Value, meaning, shown
from hakobu.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.definitions.keys import Key

__all__ = ["Cursor", "Faults"]


@dataclass(slots=True)
class Faults:
    """All faults of one file, as they are found."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def in_order(self) -> tuple[Fault, ...]:
        """Give the faults by line."""
        return tuple(sorted(self.found, key=lambda fault: fault.line or 0))


@dataclass(frozen=True, slots=True)
class Cursor:
    """A node with its path; reading it adds a fault and gives None where it is not what is meant."""

    node: Node
    path: str
    faults: Faults

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.node.line

    def fault(self, message: str, *, valid: tuple[str, ...] = (), next_step: str = "", at: str = "") -> None:
        """Add a fault of this place (or of ``at``, a key below it)."""
        path = f"{self.path}.{at}" if at and self.path else at or self.path
        self.faults.found.append(
            Fault(
                message=message,
                path=path,
                file=self.faults.file,
                line=self.line,
                valid=valid,
                next_step=next_step,
            )
        )

    def adopt(self, fault: Fault) -> None:
        """Add a fault that was found without knowing the file."""
        path = ".".join(part for part in (self.path, fault.path) if part)
        self.faults.found.append(replace(fault, path=path, file=self.faults.file, line=self.line))

    def is_pairs(self) -> bool:
        """Whether keys stand here."""
        return isinstance(self.node, Pairs)

    def names(self) -> tuple[str, ...]:
        """Look at the keys that stand here without reading them."""
        pairs = self.node.items if isinstance(self.node, Pairs) else ()
        return tuple(key.text for key, _ in pairs if isinstance(key, Scalar))

    def child(self, name: str) -> Cursor:
        """Go to a key that stands here, or stay."""
        pairs = self.node.items if isinstance(self.node, Pairs) else ()
        found = (value for key, value in pairs if isinstance(key, Scalar) and key.text == name)
        return Cursor(next(found, self.node), self._below(name), self.faults)

    def is_list(self) -> bool:
        """Whether a list stands here."""
        return isinstance(self.node, Sequence)

    def is_nothing(self) -> bool:
        """Whether nothing stands here (``key:`` without a value)."""
        return isinstance(self.node, Scalar) and self.node.plain and self.node.text in {"", "~", "null"}

    def pairs(self, what: str) -> dict[str, Cursor]:
        """Read keys of the user's own choice, none of them twice."""
        if not isinstance(self.node, Pairs):
            self.fault(f"{what} is written as keys with values.", next_step="Write  name: value  below it.")
            return {}
        found: dict[str, Cursor] = {}
        for key, value in self.node.items:
            name = Cursor(key, self.path, self.faults).text("A key")
            if name is None:
                continue
            if name in found:
                Cursor(key, self._below(name), self.faults).fault(
                    f"The key {name!r} stands here twice; the first is on line {found[name].line}.",
                    next_step="Keep one of them.",
                )
                continue
            found[name] = Cursor(value, self._below(name), self.faults)
        return found

    def keys(self, what: str, known: Iterable[Key]) -> dict[str, Cursor]:
        """Read keys of a table: unknown and missing ones are faults."""
        table = {key.name: key for key in known}
        found = self.pairs(what)
        for name in [name for name in found if name not in table or table[name].later]:
            place = found.pop(name)
            if name in table:
                place.fault(f"The key {name!r} comes with a later version.", next_step="Take it away.")
            else:
                self._unknown(what, name, place, tuple(key for key in table if not table[key].later))
        if isinstance(self.node, Pairs):
            for key in table.values():
                if key.required and key.name not in found:
                    self.fault(f"{what} needs the key {key.name!r}: {key.help}")
        return found

    def items(self, what: str) -> tuple[Cursor, ...]:
        """Read a list."""
        if not isinstance(self.node, Sequence):
            self.fault(f"{what} is a list.", next_step="Write it as [one, two], or with dashes.")
            return ()
        return tuple(
            Cursor(node, f"{self.path}[{index}]", self.faults) for index, node in enumerate(self.node.items)
        )

    def value(self, what: str) -> Value:
        """Read any single value."""
        if not isinstance(self.node, Scalar):
            self.fault(f"{what} is a single value.")
            return None
        try:
            return meaning(self.node)
        except NoValueError as reason:
            self.fault(str(reason), next_step=f'Put it in quotes: "{self.node.text}".')
            return None

    def text(self, what: str, *, secret: bool = False) -> str | None:
        """Read a text that is not empty."""
        if not isinstance(self.node, Scalar):
            self.fault(f"{what} is a text.")
            return None
        quoted = 'Put it in quotes: "…".' if secret else f'Put it in quotes: "{self.node.text}".'
        try:
            value = meaning(self.node)
        except NoValueError as reason:
            self.fault("The value is ambiguous." if secret else str(reason), next_step=quoted)
            return None
        if value is None or value == "":
            self.fault(f"{what} is empty.")
            return None
        if not isinstance(value, str):
            said = "A number or boolean" if secret else shown(value)
            self.fault(f"{said} stands where a text is meant.", next_step=quoted)
            return None
        return value

    def boolean(self, what: str) -> bool | None:
        """Read true or false."""
        node = self.node
        if isinstance(node, Scalar) and node.plain and node.text.lower() in {"true", "false"}:
            return node.text.lower() == "true"
        said = f"{node.text!r} is neither." if isinstance(node, Scalar) else ""
        self.fault(f"{what} is true or false. {said}".strip(), valid=("true", "false"))
        return None

    def choice(self, what: str, valid: tuple[str, ...]) -> str | None:
        """Read one of several words."""
        word = self.text(what)
        if word is None or word in valid:
            return word
        self.fault(f"{what} cannot be {word!r}.", valid=valid, next_step=nearest(word, valid))
        return None

    def texts(self, what: str) -> tuple[str, ...]:
        """Read a list of texts, none of them twice."""
        found: list[str] = []
        for item in self.items(what):
            word = item.text(what)
            if word in found:
                item.fault(f"{word!r} stands here twice.", next_step="Keep one of them.")
            elif word is not None:
                found.append(word)
        return tuple(found)

    def _below(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _unknown(self, what: str, name: str, value: Cursor, known: tuple[str, ...]) -> None:
        if name == "<<":
            value.fault("Merge keys are not read.", next_step="Write the keys out.")
            return
        value.fault(f"{what} has no key {name!r}.", valid=known, next_step=nearest(name, known))
