"""Holds exchanges with the emulator against Zoho's OpenAPI files, which stand outside the repository.

The files are two generations that contradict each other, and themselves; nulls and further keys are
allowed everywhere. An exchange conforms if one description of its call accepts it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VARIABLE = "HAKOBU_ZOHO_OPENAPI"
"""Names the folder of the files."""

_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_EVERYWHERE = frozenset({401, 404, 429, 500, 501, 502, 503})
"""Statuses of every call that the files do not repeat: sign-in, wrong path, limits, faults."""
_SCALARS = ("string", "integer", "number", "boolean", "object", "array")


@dataclass(frozen=True)
class Described:
    """One call as one file describes it."""

    file: str
    method: str
    path: str
    responses: dict[str, Any]

    @property
    def pattern(self) -> re.Pattern[str]:
        parts = re.split(r"(\{[^}]+\})", self.path)
        made = "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in parts)
        return re.compile(made)

    @property
    def literal(self) -> int:
        """How much of the path is no variable."""
        return len(re.sub(r"\{[^}]+\}", "", self.path))


@dataclass(frozen=True, order=True)
class Deviation:
    """Where an answer is none of those described: the call, the place in the body, and what is odd there."""

    call: str
    status: int
    place: str
    fault: str

    def __str__(self) -> str:
        return f"{self.call} {self.status} at {self.place or 'its status'}: {self.fault}"


class Specification:
    """Every call of every file of a folder."""

    def __init__(self, folder: Path) -> None:
        self.calls: list[Described] = []
        registry: Registry[Any] = Registry()
        for file in sorted(folder.rglob("*.json")):
            document = json.loads(file.read_text(encoding="utf-8"))
            if "openapi" not in document or not document.get("paths"):
                document = {"paths": {}, **document}
            address = _address(file.name, document)
            mild = _milder(document, address)
            registry = registry.with_resource(address, DRAFT202012.create_resource(mild))
            self.calls += _calls(address, document)
        self._registry = registry
        self._validators: dict[tuple[str, str, str, str], Draft202012Validator] = {}

    def find(self, method: str, path: str) -> list[Described]:
        """The descriptions of a call, the most literal ones."""
        found = [
            call
            for call in self.calls
            if call.method == method and call.pattern.fullmatch(unquote(path).rstrip("/"))
        ]
        most = max((call.literal for call in found), default=0)
        return [call for call in found if call.literal == most]

    def judge(self, method: str, path: str, status: int, body: bytes) -> list[Deviation]:
        """What an answer has that no description allows; nothing where no file knows the call."""
        described = self.find(method, path)
        if not described or status in _EVERYWHERE or status in {204, 304}:
            return []
        tried = [self._against(call, status, body) for call in described]
        return min(tried, key=lambda faults: (any(not each.place for each in faults), len(faults)))

    def _against(self, call: Described, status: int, body: bytes) -> list[Deviation]:
        name = f"{call.method} {call.path}"
        answer = call.responses.get(str(status))
        if answer is None:
            known = ", ".join(sorted(call.responses))
            return [Deviation(name, status, "", f"the files know {known}")]
        kind = next((kind for kind in answer.get("content", {}) if "json" in kind), None)
        if kind is None:
            return []
        try:
            value = json.loads(body)
        except ValueError:
            return [Deviation(name, status, "$", "no JSON")]
        validator = self._validator(call, str(status), kind)
        return sorted(
            {Deviation(name, status, place, fault) for place, fault in _faults(validator.iter_errors(value))}
        )

    def _validator(self, call: Described, status: str, kind: str) -> Draft202012Validator:
        key = (call.file, f"{call.method} {call.path}", status, kind)
        if key not in self._validators:
            schema = _milder(call.responses[status]["content"][kind].get("schema", {}), call.file)
            self._validators[key] = Draft202012Validator(schema, registry=self._registry)
        return self._validators[key]


def _address(name: str, document: dict[str, Any]) -> str:
    old = "https://raw.githubusercontent.com/Zohocorp-Pvt-Ltd/crm-oas/refs/heads/main/v8.0/"
    return old + name if str(document.get("openapi", "3.0")).startswith("3.0") else f"urn:{name}"


def _calls(address: str, document: dict[str, Any]) -> Iterator[Described]:
    server = (document.get("servers") or [{"url": ""}])[0]["url"].replace("{version}", "v8")
    base = urlsplit(server.replace("{dc}", "com")).path.rstrip("/")
    for path, item in document["paths"].items():
        for method, one in item.items():
            if method in _METHODS:
                responses = {status: _looked_up(document, each) for status, each in one["responses"].items()}
                yield Described(address, method.upper(), base + path, responses)


def _looked_up(document: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    name = response.get("$ref", "").rpartition("/")[2]
    return document["components"]["responses"][name] if name else response


def _milder(schema: Any, address: str) -> Any:
    """The same with nulls and further keys allowed, and enumerations of one sample opened."""
    if isinstance(schema, list):
        return [_milder(each, address) for each in schema]
    if not isinstance(schema, dict):
        return schema
    mild = {key: _milder(value, address) for key, value in schema.items()}
    if isinstance(mild.get("pattern"), str):
        del mild["pattern"]  # some are Java's
    if mild.get("additionalProperties") is False:
        del mild["additionalProperties"]
    _open(mild)
    if isinstance(mild.get("$ref"), str) and mild["$ref"].startswith("#"):
        mild["$ref"] = address + mild["$ref"]
    if isinstance(mild.get("oneOf"), list):
        mild["anyOf"] = [*mild.pop("oneOf"), *mild.get("anyOf", [])]  # loose schemas often meet together
    return mild


def _open(mild: dict[str, Any]) -> None:
    """Allow null, and any value where an enumeration lists but one."""
    if isinstance(mild.get("enum"), list):
        mild["enum"] = [*mild["enum"], None]
        if len(mild["enum"]) <= 2:
            del mild["enum"]
    kinds = mild.get("type")
    if isinstance(kinds, str) and kinds in _SCALARS:
        mild["type"] = [kinds, "null"]
    elif isinstance(kinds, list):
        mild["type"] = [*{*kinds, "null"}]


def _faults(errors: Any) -> Iterator[tuple[str, str]]:
    for error in errors:
        if error.context:
            branches: dict[Any, list[Any]] = {}
            for each in error.context:
                branches.setdefault(each.schema_path[0], []).append(each)
            yield from _faults(min(branches.values(), key=_weight))
            continue
        yield _place(error.absolute_path), _said(error)


def _weight(errors: list[Any]) -> tuple[int, int]:
    """The branch that was meant is the one whose faults lie deepest, and are fewest."""
    return -max(len(error.absolute_path) for error in errors), len(errors)


def _place(path: Any) -> str:
    return "$" + "".join("[]" if isinstance(step, int) else f".{step}" for step in path)


def _said(error: Any) -> str:
    if error.validator == "required":
        return f"lacks {error.message.split(' ')[0]}"
    if error.validator == "enum":
        return "is none of the values listed"
    if error.validator == "type":
        kinds = error.validator_value
        wanted = ", ".join(kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null")
        return f"is no {wanted}"
    return f"breaks {error.validator}"
