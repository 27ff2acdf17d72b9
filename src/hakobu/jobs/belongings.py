"""What belongs to an application beside its connections and jobs, in a file: labels, calendars, channels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from hakobu.errors import DefinitionError, Fault, SetupError
from hakobu.jobs.calendars import (
    calendar_as_json,
    calendars_of,
    check_calendar,
    kept_calendars,
    save_calendar,
)
from hakobu.jobs.channels import KINDS, Channel, Channels
from hakobu.jobs.references import References, owner_of_channel
from hakobu.model import Calendar, Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hakobu.store import Store
    from hakobu.store.vault import Vault

__all__ = ["Belonging", "belongings_of", "read_belongings"]

LABELS_MOST, LABEL_LONGEST = 50, 60


@dataclass(frozen=True, slots=True)
class Belonging:
    """One thing of the file: what is there, what is to be, and how it gets there."""

    kind: str
    name: str
    before: Any
    after: Any
    save: Callable[[], None]


def belongings_of(store: Store, vault: Vault, references: References) -> dict[str, Any]:
    """Give what the key ``application`` of a file holds; a stored secret is a reference."""
    labels = {
        "connections": {
            each.name: each.labels
            for each in store.definitions.connections()
            if each.labels and not each.draft
        },
        "jobs": {each.name: each.labels for each in store.definitions.jobs() if each.labels},
    }
    calendars = {name: calendar_as_json(each) for name, each in kept_calendars(store).items()}
    channels = {each.name: _channel(each, references) for each in Channels(store, vault).all()}
    found = {
        "labels": {kind: named for kind, named in labels.items() if named},
        "calendars": calendars,
        "alert_channels": channels,
    }
    return {name: each for name, each in found.items() if each}


def read_belongings(  # noqa: PLR0917 - what a file is read against
    given: dict[str, Any],
    store: Store,
    vault: Vault,
    env: Mapping[str, str],
    known: Mapping[str, set[str]],
    references: References,
) -> list[Belonging]:
    """Read the key ``application`` of a file; raises ``DefinitionError`` with every fault of it.

    ``env`` holds what ``${HAKOBU_SECRET_…}`` stands for;
    ``known`` holds the names of connections and jobs that will be there.
    """
    faults: list[Fault] = []
    found: list[Belonging] = []
    channels = _channels(given, Channels(store, vault), env, references)
    for each in (_calendars(given, store), channels, _labels(given, store, known)):
        for read in each:
            if isinstance(read, Fault):
                faults.append(read)
            else:
                found.append(read)
    if faults:
        raise DefinitionError(tuple(faults))
    return found


def _calendars(given: dict[str, Any], store: Store) -> Iterator[Belonging | Fault]:
    there = calendars_of(store)
    for name, said in (given.get("calendars") or {}).items():
        path = f"application.calendars.{name}"
        try:
            calendar = _calendar(str(name), said)
            check_calendar(calendar)
        except SetupError as error:
            yield Fault(message=error.message, path=path, next_step=error.next_step, valid=error.valid)
        except (KeyError, TypeError, ValueError, AttributeError):
            yield Fault(
                message="This is no calendar.",
                path=path,
                next_step="Write {country: JP, weekend: [5, 6], closed: ['2026-12-29'], open: []}",
            )
        else:
            before = calendar_as_json(there[str(name)]) if str(name) in there else None
            yield Belonging(
                "calendar", str(name), before, calendar_as_json(calendar), _keeps(store, calendar)
            )


def _keeps(store: Store, calendar: Calendar) -> Callable[[], None]:
    return lambda: save_calendar(store, calendar)


def _calendar(name: str, said: dict[str, Any]) -> Calendar:
    if unknown := set(said) - {"country", "weekend", "closed", "open"}:
        raise SetupError(
            f"A calendar has no key {min(unknown)!r}.", valid=("country", "weekend", "closed", "open")
        )
    weekend = tuple(int(each) for each in said.get("weekend", (5, 6)))
    if not set(weekend) <= set(range(7)):
        raise ValueError(weekend)
    return Calendar(
        name=name,
        country=said.get("country", "JP"),
        weekend=weekend,
        closed=frozenset(date.fromisoformat(str(each)) for each in said.get("closed", ())),
        open=frozenset(date.fromisoformat(str(each)) for each in said.get("open", ())),
    )


def _channels(
    given: dict[str, Any], channels: Channels, env: Mapping[str, str], references: References
) -> Iterator[Belonging | Fault]:
    for name, said in (given.get("alert_channels") or {}).items():
        path, before = f"application.alert_channels.{name}", channels.named(str(name))
        try:
            settings, secret = dict(said.get("settings") or {}), said.get("secret")
            channel = Channel(
                name=str(name), kind=str(said["kind"]), settings=settings, secret=_secret(secret, before, env)
            )
            channel.check()
        except SetupError as error:
            yield Fault(message=error.message, path=path, next_step=error.next_step, valid=error.valid)
        except (KeyError, TypeError, ValueError, AttributeError):
            yield Fault(
                message="This is no alert channel.",
                path=path,
                next_step="Write {kind: slack, settings: {}, secret: '${HAKOBU_SECRET_…}'}",
                valid=tuple(KINDS),
            )
        else:
            kept = before is not None and before.secret is not None and _reveals(before) == _reveals(channel)
            after = {
                **_channel(channel, references),
                **({"secret": "***"} if channel.secret and not kept else {}),
            }
            yield Belonging(
                "alert channel",
                str(name),
                _channel(before, references) if before else None,
                after,
                _sends(channels, channel),
            )


def _sends(channels: Channels, channel: Channel) -> Callable[[], None]:
    def save() -> None:
        if channel.secret is None:  # a channel without a word keeps its own, and this one is to have none
            channels.drop(channel.name)
        channels.save(channel)

    return save


def _secret(said: Any, before: Channel | None, env: Mapping[str, str]) -> Secret | None:
    if not said:
        return None
    if (
        before is not None
        and before.secret is not None
        and References.names(owner_of_channel(before.name), said)
    ):
        return before.secret
    named = re.fullmatch(r"\$\{(\w+)\}", str(said))
    if named is None:
        return Secret(str(said))
    if not env.get(named[1]):
        raise SetupError(
            f"The variable {named[1]} is not set.", next_step="Set it for this one time, or write another."
        )
    return Secret(env[named[1]])


def _reveals(channel: Channel) -> str:
    return channel.secret.reveal() if channel.secret else ""


def _channel(channel: Channel, references: References) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": channel.kind, "settings": channel.settings}
    return {**told, "secret": references.of(owner_of_channel(channel.name))} if channel.secret else told


def _labels(
    given: dict[str, Any], store: Store, known: Mapping[str, set[str]]
) -> Iterator[Belonging | Fault]:
    for kind, named in (given.get("labels") or {}).items():
        if kind not in known or not isinstance(named, dict):
            yield Fault(
                message="Labels are those of connections or jobs.",
                path=f"application.labels.{kind}",
                valid=tuple(known),
            )
            continue
        found = store.definitions.connections() if kind == "connections" else store.definitions.jobs()
        there = {each.name: each.labels for each in found}
        for name, labels in named.items():
            path = f"application.labels.{kind}.{name}"
            if name not in known[kind]:
                yield Fault(message=f"There is nothing called {name!r}.", path=path, valid=tuple(known[kind]))
            elif not _fits(labels):
                yield Fault(
                    message="Labels are a list of short texts.", path=path, next_step="Write [sales]."
                )
            else:
                kept = list(dict.fromkeys(labels))
                yield Belonging(
                    "labels",
                    f"{kind[:-1]} {name}",
                    there.get(name) or [],
                    kept,
                    _labelled(store, kind, name, kept),
                )


def _labelled(store: Store, kind: str, name: str, labels: list[str]) -> Callable[[], None]:
    return lambda: store.definitions.label("connection" if kind == "connections" else "job", name, labels)


def _fits(labels: Any) -> bool:
    return (
        isinstance(labels, list)
        and len(labels) <= LABELS_MOST
        and all(isinstance(each, str) and 0 < len(each.strip()) <= LABEL_LONGEST for each in labels)
    )
