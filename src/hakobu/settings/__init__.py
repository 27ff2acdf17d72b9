"""Where Hakobu keeps what it keeps, in which language it speaks, and how it reaches the network."""

from __future__ import annotations

import locale
import os
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from hakobu.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["database_url", "history_days", "home", "installs_allowed", "keep_days", "language"]

KEEP_DAYS = 30
HISTORY_DAYS = 400


def home(env: Mapping[str, str] = os.environ) -> Path:
    """Give the folder of all that the application keeps: ``HAKOBU_HOME``, else the platform's data folder."""
    named = env.get("HAKOBU_HOME")
    return Path(named).expanduser() if named else Path(platformdirs.user_data_dir("hakobu", appauthor=False))


def database_url(env: Mapping[str, str] = os.environ) -> str:
    """Give the address of the PostgreSQL that holds the store: ``HAKOBU_DATABASE``; empty means SQLite."""
    return env.get("HAKOBU_DATABASE", "").strip()


def keep_days(env: Mapping[str, str] = os.environ) -> int:
    """Give for how many days former values are kept: ``HAKOBU_KEEP_DAYS``, else 30."""
    return _days("HAKOBU_KEEP_DAYS", KEEP_DAYS, env)


def history_days(env: Mapping[str, str] = os.environ) -> int:
    """Give for how many days runs stay in the history: ``HAKOBU_HISTORY_DAYS``, else 400."""
    return _days("HAKOBU_HISTORY_DAYS", HISTORY_DAYS, env)


def _days(name: str, default: int, env: Mapping[str, str]) -> int:
    named = env.get(name, "")
    if not named:
        return default
    if not named.isascii() or not named.isdigit() or int(named) == 0:
        raise SetupError(
            f"{name} is {named!r}; it is a number of days, 1 or more.",
            next_step=f"Set it to {default}, say, or take it away.",
        )
    return int(named)


def installs_allowed(env: Mapping[str, str] = os.environ) -> bool:
    """Tell whether connectors may be installed and removed: ``HAKOBU_INSTALLS`` may say ``forbidden``."""
    named = env.get("HAKOBU_INSTALLS") or "allowed"
    if named not in {"allowed", "forbidden"}:
        raise SetupError(
            f"HAKOBU_INSTALLS is {named!r}; it is allowed or forbidden.",
            next_step="Set it to one of the two, or take it away.",
        )
    return named == "allowed"


def language(env: Mapping[str, str] = os.environ) -> str:
    """Give ``ja`` or ``en``: ``HAKOBU_LANG``, else the locale's language, else English."""
    named = env.get("HAKOBU_LANG") or env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    if not named:
        named = locale.getlocale()[0] or ""
    return "ja" if named.lower().startswith(("ja", "japanese")) else "en"
