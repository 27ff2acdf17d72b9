"""The match keys of a module, as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.plan.key_choices import UNDOCUMENTED_KEYS, key_choices
from hakobu.runs.crm import CrmFacts

if TYPE_CHECKING:
    from hakobu.plan.key_choices import KeyChoice
    from hakobu.zoho import Client

__all__ = ["ModuleKeys", "module_keys"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleKeys:
    """The keys of a module, and what is to be known of it.

    ``upserts``: whether Zoho offers upsert, else Hakobu makes it of insert and update. ``documented``:
    whether Zoho says by which field its upsert finds a record.
    """

    module: str
    label: str
    keys: tuple[KeyChoice, ...]
    upserts: bool
    documented: bool


def module_keys(client: Client, module: str) -> ModuleKeys:
    """List the valid keys of a module with their reasons; read from metadata v2.1 or newer."""
    facts = CrmFacts(client).describe(module)
    return ModuleKeys(
        module=module,
        label=client.module(module).label,
        keys=key_choices(facts),
        upserts=facts.upserts,
        documented=module not in UNDOCUMENTED_KEYS,
    )
