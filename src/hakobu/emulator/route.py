"""Finds the operation that a path and a method name."""

from hakobu.emulator.absent import NOT_EMULATED
from hakobu.emulator.operation import OPERATIONS, Operation

Pattern = tuple[str, ...]
# method (or ``*``) -> operation; None where Zoho has the call and the emulator has not
Methods = dict[str, Operation | None]


class Route:
    """What a path was found to be: its operation, or none, and its variables."""

    __slots__ = ("args", "operation", "refused")

    def __init__(self, operation: Operation | None, args: dict[str, str], *, refused: bool) -> None:
        self.operation = operation
        self.args = args
        self.refused = refused


class Routes:
    """All patterns, by number of segments, the more literal first."""

    def __init__(self) -> None:
        self._patterns: dict[int, list[tuple[Pattern, Methods]]] = {}
        for operation in OPERATIONS:
            self._methods(tuple(operation.pattern.split("/")))[operation.method] = operation
        for text in NOT_EMULATED:
            method, _, pattern = text.partition(" ")
            self._methods(tuple(pattern.split("/")))[method] = None
        for patterns in self._patterns.values():
            patterns.sort(key=lambda one: tuple(part.startswith("{") for part in one[0]))

    def _methods(self, pattern: Pattern) -> Methods:
        patterns = self._patterns.setdefault(len(pattern), [])
        for known, methods in patterns:
            if known == pattern:
                return methods
        fresh: Methods = {}
        patterns.append((pattern, fresh))
        return fresh

    def find(self, method: str, segments: list[str]) -> Route | None:
        """Find what a path names; None where Zoho has no such path."""
        for pattern, methods in self._patterns.get(len(segments), ()):
            args = _match(pattern, segments)
            if args is not None:
                refused = method not in methods and "*" not in methods
                return Route(methods.get(method), args, refused=refused)
        return None


def _match(pattern: Pattern, segments: list[str]) -> dict[str, str] | None:
    args = {}
    for part, segment in zip(pattern, segments, strict=True):
        if part.startswith("{"):
            args[part[1:-1]] = segment
        elif part != segment:
            return None
    return args
