"""The audit log in the reader's language: what is stored, and sealed, stays in English."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hakobu.reports.japanese.audit import ACTIONS, ACTORS, VALUES, WHATS
from hakobu.reports.phrases import find, patterns_of
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from hakobu.reports.phrases import Patterns

__all__ = ["action_in", "actor_in", "what_in"]

_EVERY = "すべての接続"


def action_in(lang: str, action: str) -> str:
    """Say what somebody did; an action that has no words stands for itself."""
    return ACTIONS.get(action, action) if lang == "ja" else action


def actor_in(lang: str, who: str) -> str:
    """Say who did it: what is no person has words of its own."""
    return find(_patterns("actors"), who) or who if lang == "ja" else who


def what_in(lang: str, action: str, what: str) -> str:
    """Say what it was done to; names and numbers stay as they are."""
    if lang != "ja" or action not in WHATS:
        return what
    return find(_patterns(action), what, _value) or what


def _value(place: str, value: str) -> str:
    """Say what stands at a place of a text; some places hold several, with commas between them."""
    if place == "error":
        return spoken(value, "ja")
    if place == "rights":
        return "、".join(_right(each) for each in value.split(", "))
    if place == "reasons":
        return "、".join(VALUES[place].get(each, each) for each in value.split(", "))
    return VALUES.get(place, {}).get(value, value)


def _right(said: str) -> str:
    """Say the rights on one connection, or on all of them."""
    return (find(_patterns("rights"), said) or said).replace("every connection", _EVERY)


@cache
def _patterns(name: str) -> Patterns:
    return patterns_of({"actors": ACTORS, "rights": VALUES["rights"]}.get(name) or WHATS[name])
