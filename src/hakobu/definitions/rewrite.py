"""A job's text with one of its keys, or its tasks, changed; all else stays as it was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from hakobu.definitions.document import Pairs, Scalar, Sequence, read_document
from hakobu.definitions.scalar import meaning
from hakobu.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Sequence as Several

    from hakobu.definitions.document import Node

__all__ = [
    "change_key",
    "change_task_key",
    "change_tasks",
    "plain_of",
    "rename_connection",
    "rename_followed",
]


def change_key(text: str, key: str, value: Mapping[str, Any] | Several[Any] | None) -> str:
    """Give the text with a key of the job written anew, or taken away where the value is None."""
    lines = text.splitlines(keepends=True)
    block = _block({key: value}) if value is not None else ""
    found = _pair(text, key)
    if found is None:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        return "".join(lines) + block
    begin, end = found
    return "".join([*lines[:begin], block, *lines[end:]])


def change_tasks(text: str, order: Several[str], disabled: set[str]) -> str:
    """Give the text with its tasks in another order, and some of them disabled; each as it was written."""
    lines, tasks, starts, stops = _tasks(text)
    blocks = {
        _name(node): _enabled(lines[start:stop], node, start, on=_name(node) not in disabled)
        for node, start, stop in zip(tasks, starts, stops, strict=True)
    }
    if sorted(order) != sorted(blocks):
        raise SetupError("The order names other tasks than the job has.", valid=tuple(blocks))
    changed = [line for name in order for line in blocks[name]]
    return "".join([*lines[: starts[0]], *changed, *lines[stops[-1] :]])


def change_task_key(text: str, task: str, key: str, value: Mapping[str, Any] | None) -> str:
    """Give the text with a key of one task written anew, or taken away where the value is None."""
    lines, tasks, _, stops = _tasks(text)
    found = next(((node, stop) for node, stop in zip(tasks, stops, strict=True) if _name(node) == task), None)
    if found is None:
        raise SetupError(f"The job has no task {task!r}.", valid=tuple(map(_name, tasks)))
    node, stop = found
    column = node.value[0][0].start_mark.column
    block = [" " * column + line for line in _block({key: value}).splitlines(keepends=True)] if value else []
    places = [name.start_mark.line for name, _ in node.value]
    number = next((at for at, (name, _) in enumerate(node.value) if name.value == key), None)
    begin = places[number] if number is not None else stop
    end = places[number + 1] if number is not None and number + 1 < len(places) else stop
    while end > begin + 1 and _aside(lines[end - 1], column):  # it belongs to what follows
        end -= 1
    if number is None:
        while _aside(lines[end - 1], column):
            end -= 1
        return "".join([*lines[:end], *block, *lines[end:]])
    if number == 0 and (block or end < stop):  # the dash stands before it
        rest = block or lines[end:stop]
        rest[0] = lines[begin][:column] + rest[0][column:]
        return "".join([*lines[:begin], *rest, *(lines[end:] if block else lines[stop:])])
    return "".join([*lines[:begin], *block, *lines[end:]])


def _aside(line: str, column: int) -> bool:
    said = line.lstrip()
    return not said or (said.startswith("#") and len(line) - len(said) < column)


def _tasks(text: str) -> tuple[list[str], list[yaml.MappingNode], list[int], list[int]]:
    """Give the lines, and each task with its first line and the line on which it is over."""
    tasks = next((value for name, value in _root(text).value if name.value == "tasks"), None)
    if not isinstance(tasks, yaml.SequenceNode) or tasks.flow_style or any(t.flow_style for t in tasks.value):
        raise SetupError(
            "The tasks are written in one line, which only a person can change.",
            next_step="Write each task under a dash of its own, on the tab Definition.",
        )
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    starts = [_with_comment(lines, each.start_mark.line) for each in tasks.value]
    pair = _pair(text, "tasks")
    return lines, tasks.value, starts, [*starts[1:], pair[1] if pair else len(lines)]


def _enabled(block: list[str], node: yaml.MappingNode, start: int, *, on: bool) -> list[str]:
    """Switch one task on or off within its own lines."""
    found = next(((name, value) for name, value in node.value if name.value == "enabled"), None)
    if found is not None:
        name, value = found
        if (value.value.lower() != "false") == on:
            return block
        at, column, stop = name.start_mark.line - start, value.start_mark.column, value.end_mark.column
        line = block[at]
        return [*block[:at], line[:column] + ("true" if on else "false") + line[stop:], *block[at + 1 :]]
    if on:
        return block
    first, indent = node.value[0][0].start_mark, " " * node.value[0][0].start_mark.column
    last = node.value[0][1].end_mark
    # behind the first key: before it stands the dash
    many = last.line if last.column else last.line - 1
    at = max(first.line, many) + 1 - start
    return [*block[:at], f"{indent}enabled: false\n", *block[at:]]


def _with_comment(lines: list[str], line: int) -> int:
    while lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _name(node: yaml.MappingNode) -> str:
    return str(next((value.value for name, value in node.value if name.value == "name"), ""))


def _pair(text: str, key: str) -> tuple[int, int] | None:
    """Find the lines of a key of the job: from its own to the next key's, or to where its value ends."""
    root = _root(text)
    for number, (name, value) in enumerate(root.value):
        if name.value != key:
            continue
        last = value.end_mark.line + (1 if value.end_mark.column else 0)
        end = max(last, name.start_mark.line + 1)
        if number + 1 < len(root.value):
            end = min(end, root.value[number + 1][0].start_mark.line)
        lines = text.splitlines()
        # blank lines and comments at the margin belong to what follows
        while end > name.start_mark.line + 1 and (not lines[end - 1].strip() or lines[end - 1][0] == "#"):
            end -= 1
        return name.start_mark.line, end
    return None


def _root(text: str) -> yaml.MappingNode:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise SetupError(
            "The job is not written as keys below each other, which only a person can change.",
            next_step="Write it so on the tab Definition.",
        )
    return root


class _Dumper(yaml.SafeDumper):
    """Writes lists of plain values in one line, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the library's
        super().increase_indent(flow, False)


def _list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
    flat = all(not isinstance(each, dict | list) for each in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flat)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    odd = any(each in "\x85\u2028\u2029\ufeff" for each in text)  # else they would be read as line ends
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if odd else None)


_Dumper.add_representer(list, _list)
_Dumper.add_representer(str, _text)


def _block(value: dict[str, Any]) -> str:
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def plain_of(text: str, key: str) -> Any:
    """Give what stands behind a key of the job, as a definition means it; None if nothing."""
    root = read_document(text)
    pairs = root.items if isinstance(root, Pairs) else ()
    return next(
        (_plain(value) for name, value in pairs if isinstance(name, Scalar) and name.text == key), None
    )


def _plain(node: Node) -> Any:
    if isinstance(node, Pairs):
        return {name.text: _plain(value) for name, value in node.items if isinstance(name, Scalar)}
    if isinstance(node, Sequence):
        return [_plain(each) for each in node.items]
    return meaning(node)


def rename_connection(text: str, old: str, new: str) -> str:
    """Give the text with another name for a connection; comments and all else stay."""
    ends = [value for name, value in _pairs_of(text) if name.value in {"source", "destination"}]
    return _renamed(text, ends, old, new)


def rename_followed(text: str, old: str, new: str) -> str:
    """Give the text with another name for the job after which this one starts."""
    schedule = [value for name, value in _pairs_of(text) if name.value == "schedule"]
    return _renamed(text, [value for each in schedule for value in _values(each, "after")], old, new)


def _pairs_of(text: str) -> list[tuple[yaml.Node, yaml.Node]]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return root.value if isinstance(root, yaml.MappingNode) else []


def _values(node: yaml.Node, key: str) -> Iterator[yaml.Node]:
    """Walk over what stands behind a key, however deep."""
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _values(each, key)
    elif isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                yield value
            else:
                yield from _values(value, key)


def _renamed(text: str, nodes: Several[yaml.Node], old: str, new: str) -> str:
    places = [
        (each.start_mark.index, each.end_mark.index)
        for each in nodes
        if isinstance(each, yaml.ScalarNode) and each.value == old
    ]
    for start, end in sorted(places, reverse=True):
        after = "\n" if text[start:end].endswith("\n") else ""  # a text of several lines
        text = text[:start] + _word(new) + after + text[end:]
    return text


def _word(name: str) -> str:
    """Write a name as YAML reads it back as a text."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", name) and yaml.safe_load(name) == name:
        return name
    return yaml.dump(name, default_style='"', allow_unicode=True, width=10_000).rstrip("\n")
