"""A YAML text as frozen nodes that know their lines; nothing is executed or grows without limit."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from hakobu.errors import Fault

__all__ = ["Node", "Pairs", "Scalar", "Sequence", "Unreadable", "read_document"]

LARGEST = 2_000_000  # characters of a file
DEEPEST = 40  # levels of nesting
MOST = 100_000  # nodes, each alias counted as what it stands for


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; ``plain`` if it was written without quotes."""

    text: str
    line: int
    plain: bool
    size: int = 1


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int
    size: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping as it was written, duplicate keys and all."""

    items: tuple[tuple[Node, Node], ...]
    line: int
    size: int


Node = Scalar | Sequence | Pairs


class Unreadable(Exception):  # noqa: N818 - it carries a fault, it is not shown itself
    """A text that is no YAML, or more than a definition can be."""

    def __init__(self, message: str, line: int | None, next_step: str = "") -> None:
        super().__init__(message)
        self.fault = Fault(message=message, line=line, next_step=next_step)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end was not met yet."""

    line: int
    anchor: str | None
    pairs: bool
    nodes: list[Node] = field(default_factory=list)

    def close(self) -> Node:
        size = 1 + sum(node.size for node in self.nodes)
        if not self.pairs:
            return Sequence(tuple(self.nodes), self.line, size)
        return Pairs(tuple(zip(self.nodes[::2], self.nodes[1::2], strict=True)), self.line, size)


class _Builder:
    """Builds nodes from the parser's events without recursion, so that depth costs nothing."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.roots: list[Node] = []

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        match event:
            case yaml.AliasEvent():
                self.add(self._anchored(event.anchor or "", line), line)
            case yaml.ScalarEvent():
                _refuse_tag(event.tag, line)
                plain = event.style is None
                self._close(Scalar(event.value, line, plain), event.anchor, line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                _refuse_tag(event.tag, line)
                pairs = isinstance(event, yaml.MappingStartEvent)
                self.open.append(_Open(line, event.anchor, pairs))
                if len(self.open) > DEEPEST:
                    raise Unreadable(f"The file nests deeper than {DEEPEST} levels.", line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = self.open.pop()
                self._close(done.close(), done.anchor, done.line)
            case _:
                pass

    def add(self, node: Node, line: int) -> None:
        if node.size > MOST:
            raise Unreadable(f"The file grows beyond {MOST:,} values.", line, "Use fewer aliases.")
        (self.open[-1].nodes if self.open else self.roots).append(node)

    def _close(self, node: Node, anchor: str | None, line: int) -> None:
        self.add(node, line)
        if anchor:
            self.anchors[anchor] = node

    def _anchored(self, anchor: str, line: int) -> Node:
        if anchor in self.anchors:
            return self.anchors[anchor]
        message = f"The alias *{anchor} has no finished anchor &{anchor} above it."
        raise Unreadable(message, line)


def read_document(text: str) -> Node | None:
    """Read one YAML document; None if it is empty."""
    if len(text) > LARGEST:
        raise Unreadable(f"The file is longer than {LARGEST:,} characters.", None)
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(_said(error), mark.line + 1 if mark else None, _remedy(text, mark)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        shown = f"U+{error.character:04X}" if isinstance(error.character, int) else "this"
        raise Unreadable(f"The character {shown} cannot stand in a YAML file.", line) from None
    except (ValueError, OverflowError) as error:  # escapes and versions beyond what PyYAML can count
        raise Unreadable(f"This is not YAML: {error}.", None) from None
    if len(builder.roots) > 1:
        raise Unreadable(
            "The file holds several documents.", builder.roots[1].line, "Keep one; take --- away."
        )
    return builder.roots[0] if builder.roots else None


def _refuse_tag(tag: str | None, line: int) -> None:
    if tag is not None:
        raise Unreadable(f"The tag {tag} has no meaning here.", line, "Take it away.")


def _said(error: yaml.MarkedYAMLError) -> str:
    parts = [part for part in (error.context, error.problem) if part]
    return f"This is not YAML: {', '.join(parts)}."


def _remedy(text: str, mark: yaml.Mark | None) -> str:
    if mark is None:
        return ""
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "Indent with blanks, not with tabs."
    return "Put a text that holds : # or a quote in quotes."
