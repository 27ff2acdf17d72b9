"""References from one part of a composite call to another's answer: ``@{id:$.data[0].details.id}``."""

import re
from collections.abc import Mapping
from typing import Any

_REFERENCE = re.compile(r"@\{([a-zA-Z0-9_]+):\$([^}]*)\}")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


class Missing(Exception):  # noqa: N818 -- names what is not there
    """A reference leads to nothing."""


def referred(value: Any) -> set[str]:
    """Give the ids of the parts that a value refers to."""
    if isinstance(value, str):
        return {found[1] for found in _REFERENCE.finditer(value)}
    if isinstance(value, dict):
        return {one for inner in value.values() for one in referred(inner)}
    if isinstance(value, list):
        return {one for inner in value for one in referred(inner)}
    return set()


def substituted(value: Any, bodies: Mapping[str, Any]) -> Any:
    """Put what is referred to in the place of the references; raises ``Missing``."""
    if isinstance(value, dict):
        return {key: substituted(inner, bodies) for key, inner in value.items()}
    if isinstance(value, list):
        return [substituted(inner, bodies) for inner in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole is not None:
        return _looked_up(whole, bodies)
    return _REFERENCE.sub(lambda found: str(_looked_up(found, bodies)), value)


def _looked_up(found: re.Match[str], bodies: Mapping[str, Any]) -> Any:
    value: Any = bodies.get(found[1])
    path, place = found[2], 0
    while place < len(path):
        step = _STEP.match(path, place)
        if step is None:
            raise Missing(found[0])
        try:
            value = value[step[1]] if step[1] is not None else value[int(step[2])]
        except (KeyError, IndexError, TypeError):
            raise Missing(found[0]) from None
        place = step.end()
    if value is None:
        raise Missing(found[0])
    return value
