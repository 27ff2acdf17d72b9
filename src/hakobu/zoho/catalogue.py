"""What the organisation's CRM looks like, read from Zoho once an hour and kept in memory and in files."""

from __future__ import annotations

import difflib
import os
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from hakobu.errors import NotSupportedError, RequestError, SignInError
from hakobu.zoho.locks import private_folder
from hakobu.zoho.metadata import Field, Layout, Module, read_field, read_layout, read_module, rights_of
from hakobu.zoho.organisation import User, read_user
from hakobu.zoho.session import Call, segment
from hakobu.zoho.ties import TIES, described, fields_of
from hakobu.zoho.versions import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho.session import Session

__all__ = ["Catalogue"]


T = TypeVar("T")
_NEWER = ("unique", "external", "profiles")
"""What v2 does not tell of a field, and its neighbour does."""


class _Kept(msgspec.Struct):
    at: float
    body: dict[str, Any]


class Catalogue:
    """Modules, fields, layouts and people of one connection."""

    def __init__(self, session: Session, *, home: Path | None) -> None:
        self._session = session
        self._home = home
        self._kept: dict[str, _Kept] = {}
        self._read: dict[str, tuple[float, Any]] = {}
        self._lock = threading.RLock()
        self._warnings: dict[str, None] = {}
        self._user: User | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd in Zoho's descriptions."""
        return tuple(self._warnings)

    def warn(self, message: str) -> None:
        """Note something odd, once."""
        self._warnings[message] = None

    def modules(self) -> dict[str, Module]:
        with self._lock:
            kept = self._ask("modules", Call(operation="metadata", path="settings/modules"))
            return self._parsed("modules", kept, self._modules)

    def module(self, api_name: str) -> Module:
        modules = self.modules()
        if api_name in modules:
            return modules[api_name]
        settings = self._session.settings
        having = [name for name, each in VERSIONS.items() if api_name not in each.missing_modules]
        lacking = api_name in settings.version.missing_modules
        raise NotSupportedError(
            f"There is no module {api_name!r} in schema {settings.schema}: it needs Schema {having[0]}."
            if lacking
            else f"There is no module {api_name!r}.",
            where="module",
            valid=_nearest(api_name, modules),
            next_step=f"Set schema: {having[0]} in the connection."
            if lacking
            else "Use the API name; the profile of the sign-in must see the module.",
        )

    def roles(self) -> dict[str, str]:
        """The roles that contacts play in deals, with their ids; none where they may not be read."""
        with self._lock:
            try:
                body = self._ask("roles", Call(operation="metadata", path="Contacts/roles")).body
            except (RequestError, SignInError) as error:
                self.warn(f"The contact roles cannot be read: {error.message}")
                return {}
        return {str(each["name"]): str(each["id"]) for each in body.get("contact_roles") or ()}

    def fields(self, module: str) -> dict[str, Field]:
        self.module(module)
        if module in TIES:
            tie = TIES[module]
            return fields_of(tie, self.modules(), self.roles() if tie.own == "Contact_Role" else {})
        with self._lock:
            settings = self._session.settings
            kept = self._ask(f"fields-{module}", _fields_call(module))
            keys = settings.version.metadata
            if keys == settings.schema:
                return self._parsed(f"fields-{module}", kept, lambda body: self._fields(module, body, {}))
            newer = self._ask(f"fields-{module}-{keys}", _fields_call(module, version=keys))
            known = {each.get("api_name"): each for each in newer.body.get("fields") or ()}
            return self._parsed(f"fields-{module}", kept, lambda body: self._fields(module, body, known))

    def layouts(self, module: str) -> dict[str, Layout]:
        self.module(module)
        if module in TIES:
            return {}
        call = Call(operation="metadata", path="settings/layouts", params={"module": module}, module=module)
        with self._lock:
            kept = self._ask(f"layouts-{module}", call)
            return self._parsed(f"layouts-{module}", kept, _layouts)

    def user(self) -> User:
        if self._user is None:
            found = self._session.read(Call(operation="users", path="users", params={"type": "CurrentUser"}))
            rows = (found or {}).get("users") or [{}]
            self._user = read_user(rows[0])
        return self._user

    def users(self, kind: str) -> list[User]:
        found: list[User] = []
        page, more = 1, True
        while more:
            params = {"type": kind, "page": str(page), "per_page": "200"}
            body = self._session.read(Call(operation="users", path="users", params=params)) or {}
            found += [read_user(each) for each in body.get("users") or ()]
            more = (body.get("info") or {}).get("more_records") is True
            page += 1
        return found

    def profile_rights(self) -> frozenset[str]:
        path = f"settings/profiles/{segment(self.user().profile_id)}"
        with self._lock:
            body = self._ask("profile", Call(operation="metadata", path=path)).body
        profiles = body.get("profiles") or [{}]
        rights = profiles[0].get("permissions_details") or ()
        return frozenset(str(each.get("name")) for each in rights if each.get("enabled") is True)

    def age(self, name: str) -> float | None:
        kept = self._kept.get(f"fields-{name}" if name else "modules")
        return None if kept is None else self._session.clock.now() - kept.at

    def refresh(self) -> None:
        with self._lock:
            self._kept.clear()
            self._read.clear()
            self._user = None
            if self._home is not None:
                for path in self._folder(self._home).glob("*.json"):
                    path.unlink(missing_ok=True)

    def _modules(self, body: dict[str, Any]) -> dict[str, Module]:
        found = {}
        for raw in body.get("modules") or ():
            if isinstance(raw.get("api_name"), str) and raw.get("api_supported") is not False:
                found[raw["api_name"]] = read_module(raw)
            elif raw.get("api_name") is None:
                self.warn(f"a module without an API name is left out ({raw.get('plural_label')!r})")
        return found | {name: each for name, tie in TIES.items() if (each := described(tie, found))}

    def _fields(
        self, module: str, body: dict[str, Any], newer: dict[Any, dict[str, Any]]
    ) -> dict[str, Field]:
        found = {}
        objects = self._session.settings.version.tax_objects
        told = []
        for raw in body.get("fields") or ():
            other = newer.get(raw.get("api_name"), {})
            told.append(raw | {name: other[name] for name in _NEWER if name in other})
        profile = self._profile(told)
        for raw in told:
            read = read_field(raw, warn=lambda text: self.warn(f"{module}: {text}"), profile=profile)
            if read is not None:
                found[read.api_name] = _as_taxes(read) if objects else read
        return found

    def _profile(self, fields: list[dict[str, Any]]) -> str:
        """The sign-in's profile, asked for where some profile may do less with some field than write it."""
        rights = (right for each in fields if not each.get("read_only") for right in rights_of(each).values())
        if not any(right in {"read_only", "hidden"} for right in rights):
            return ""
        try:
            return self.user().profile_id
        except (RequestError, SignInError):  # it wants a scope that writing does not need
            return ""

    def _parsed(self, name: str, kept: _Kept, parse: Callable[[dict[str, Any]], T]) -> T:
        at, found = self._read.get(name, (0.0, None))
        if found is not None and at == kept.at:
            return cast("T", found)
        fresh = parse(kept.body)
        self._read[name] = (kept.at, fresh)
        return fresh

    def _ask(self, name: str, call: Call) -> _Kept:
        kept = self._kept.get(name) or self._load(name)
        if (
            kept is None
            or not 0 <= self._session.clock.now() - kept.at <= self._session.settings.metadata_age
        ):
            kept = _Kept(self._session.clock.now(), self._body(call))
            self._save(name, kept)
        self._kept[name] = kept
        return kept

    def _body(self, call: Call) -> dict[str, Any]:
        try:
            return self._session.read(call) or {}
        except RequestError as error:
            if error.code != "INVALID_MODULE" or not call.module:
                raise
            raise NotSupportedError(
                f"Zoho does not describe the module {call.module!r} to this sign-in.",
                where="module",
                valid=_nearest(call.module, self.modules()),
                next_step="The profile must see the module, and the schema must have it.",
                code=error.code,
            ) from error

    def _folder(self, home: Path) -> Path:
        zgid = "".join(each for each in self._session.organisation().zgid if each.isalnum())
        return private_folder(home / "metadata" / f"{self._session.auth.key}-{zgid}")

    def _path(self, name: str) -> Path | None:
        if self._home is None:
            return None
        return self._folder(self._home) / f"{self._session.settings.schema}-{name}.json"

    def _load(self, name: str) -> _Kept | None:
        path = self._path(name)
        try:
            return None if path is None else msgspec.json.decode(path.read_bytes(), type=_Kept)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def _save(self, name: str, kept: _Kept) -> None:
        path = self._path(name)
        if path is not None:
            file, made = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(file, "wb") as out:
                out.write(msgspec.json.encode(kept))
            Path(made).replace(path)


def _fields_call(module: str, version: str = "") -> Call:
    return Call(
        operation="metadata",
        path="settings/fields",
        params={"module": module},
        module=module,
        version=version,
    )


def _layouts(body: dict[str, Any]) -> dict[str, Layout]:
    found = (read_layout(raw) for raw in body.get("layouts") or ())
    return {each.id: each for each in found}


def _nearest(name: str, known: dict[str, Module]) -> tuple[str, ...]:
    by_folded = {each.lower(): each for each in known}
    by_folded |= {module.label.lower(): each for each, module in known.items()}
    close = difflib.get_close_matches(name.lower(), by_folded, n=5, cutoff=0.5)
    return tuple(dict.fromkeys(by_folded[each] for each in close)) or tuple(sorted(known))[:40]


def _as_taxes(field: Field) -> Field:
    """Zoho describes taxes as a picklist of several values, and tells and takes them as objects."""
    plain = field.api_name != "Tax" or field.json_type != "jsonarray"
    return field if plain else replace(field, data_type="tax")
