"""A connector described once, as data: forms, docs, editors and checks come from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from hakobu.errors import Fault
from hakobu.model import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Driver", "Setting", "SettingType", "Spec", "Words", "nearest"]


class SettingType(StrEnum):
    """What a setting holds."""

    TEXT = "text"
    SECRET = "secret"  # noqa: S105 - the name of a type, no password
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    PATH = "path"
    ZONE = "time zone"


_MEANT = {
    SettingType.TEXT: "a text",
    SettingType.SECRET: "a text",
    SettingType.INTEGER: "a whole number",
    SettingType.BOOLEAN: "true or false",
    SettingType.CHOICE: "one of its choices",
    SettingType.PATH: "a path",
    SettingType.ZONE: "a time zone",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages."""

    en: str
    ja: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting of a connector.

    ``later`` are choices that are not built yet. ``shown_when`` names another setting and the value
    that it must have for this one to have an effect: a form hides it, a file may say it all the same.
    """

    name: str
    type: SettingType
    title: Words
    help: Words
    required: bool = False
    default: str | int | bool | None = None
    choices: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    advanced: bool = False
    example: str = ""
    shown_when: tuple[str, str | int | bool] | None = None

    def fault(self, value: object) -> Fault | None:
        """Tell what is wrong with a value, or None."""
        if not self._typed(value):
            return self._fault(f"{_shown(value)} is not {_MEANT[self.type]}.", valid=self.choices)
        if self.choices and value not in self.choices:
            near = nearest(str(value), self.choices)
            return self._fault(f"{value!r} is not known.", valid=self.choices, next_step=near)
        if self.type is SettingType.ZONE and value not in available_timezones():
            near = nearest(str(value), tuple(sorted(available_timezones())))
            return self._fault(f"There is no time zone {value!r}.", next_step=near)
        if value in self.later:
            built = tuple(each for each in self.choices if each not in self.later)
            return self._fault(f"{value!r} comes with a later version.", valid=built)
        if isinstance(value, int) and not self._within(value):
            return self._fault(f"{value} is not between {self.minimum} and {self.maximum}.")
        return None

    def _typed(self, value: object) -> bool:
        match self.type:
            case SettingType.INTEGER:
                return isinstance(value, int) and not isinstance(value, bool)
            case SettingType.BOOLEAN:
                return isinstance(value, bool)
            case SettingType.SECRET:
                return isinstance(value, Secret) and bool(value.reveal())
            case _:
                return isinstance(value, str) and bool(value)

    def _within(self, value: int) -> bool:
        return (self.minimum is None or value >= self.minimum) and (
            self.maximum is None or value <= self.maximum
        )

    def _fault(self, message: str, *, valid: tuple[str, ...] = (), next_step: str = "") -> Fault:
        example = f"For example: {self.example}." if self.example and not valid else ""
        return Fault(message=message, path=self.name, valid=valid, next_step=next_step or example)


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """What a connector needs besides Hakobu, fetched when somebody wants it.

    ``package`` is its name on a package index, ``wanted`` the versions that would do, ``module`` what is
    imported of it. Which version is taken, with all that it needs, stands in ``locks/CONNECTOR.lock``.
    ``size`` is about what is fetched on Linux, in bytes.
    """

    package: str
    wanted: str
    module: str
    licence: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A kind of system: its name, what it can be, and its settings.

    ``needs_one_of`` lists groups of settings of which at least one must be given. A connector without a
    ``driver`` comes with Hakobu. ``tried`` is false where no real server has been met yet.
    """

    name: str
    title: Words
    category: str
    source: bool
    destination: bool
    settings: tuple[Setting, ...]
    aliases: tuple[str, ...] = ()
    needs_one_of: tuple[tuple[str, ...], ...] = ()
    reads: tuple[str, ...] = field(default=())
    """What a task may read of it: table, query, file."""
    driver: Driver | None = None
    licence: str = "Apache-2.0"
    """The licence of what runs: Hakobu's own, and the driver's where one comes with it."""
    tried: bool = True

    def setting(self, name: str) -> Setting | None:
        """Find a setting by its name."""
        return next((setting for setting in self.settings if setting.name == name), None)

    def check(self, settings: Mapping[str, Any]) -> tuple[Fault, ...]:
        """Find all faults of a connection's settings; each fault's path is the setting's name."""
        faults = [*self._unknown(settings), *self._missing(settings)]
        for setting in self.settings:
            if setting.name not in settings:
                continue
            fault = setting.fault(settings[setting.name])
            if fault is not None:
                faults.append(fault)
        return tuple(faults)

    def filled(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Add the defaults of what was not given; a setting without default stays absent."""
        defaults = {each.name: each.default for each in self.settings if each.default is not None}
        return {**defaults, **settings}

    def _unknown(self, settings: Mapping[str, Any]) -> list[Fault]:
        known = tuple(setting.name for setting in self.settings)
        return [
            Fault(
                message=f"{self.name} has no setting {name!r}.",
                path=name,
                valid=known,
                next_step=nearest(name, known),
            )
            for name in settings
            if name not in known
        ]

    def _missing(self, settings: Mapping[str, Any]) -> list[Fault]:
        faults = [
            Fault(message=f"{self.name} needs the setting {each.name!r}.", next_step=each.help.en)
            for each in self.settings
            if each.required and each.name not in settings
        ]
        faults += [
            Fault(message=f"{self.name} needs one of the settings {' or '.join(group)}.")
            for group in self.needs_one_of
            if not any(name in settings for name in group)
        ]
        return faults


def nearest(word: str, known: tuple[str, ...]) -> str:
    """Say which known word was probably meant; empty if none is near."""
    folded = {each.casefold(): each for each in reversed(known)}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return f'Did you mean "{folded[found[0]]}"?' if found else ""


def _shown(value: object) -> str:
    if isinstance(value, Secret):
        return "An empty text" if not value.reveal() else "This"
    return "An empty text" if value == "" else repr(value)
