"""Hakobu moves rows from any source into Zoho CRM, and can prove what it did.

::

    import os
    from pathlib import Path

    import hakobu

    definition = hakobu.load_definition(Path("shop.yaml"), env=os.environ)
    run = hakobu.run(definition, home=hakobu.home())
    print(hakobu.summary(run))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hakobu.definitions import load as load_definition
    from hakobu.errors import (
        BusyError,
        DefinitionError,
        Fault,
        GuardError,
        HakobuError,
        Kind,
        NotSupportedError,
        RequestError,
        SetupError,
        SignInError,
        SourceError,
        UnknownOutcomeError,
        WaitError,
    )
    from hakobu.runs import Event, Options, approve_run, plan_job, run_plan, summary, undo_run
    from hakobu.runs import check_job as check
    from hakobu.runs import retry_run as retry
    from hakobu.runs import run_job as run
    from hakobu.settings import home

    __version__: str

__all__ = [
    "BusyError",
    "DefinitionError",
    "Event",
    "Fault",
    "GuardError",
    "HakobuError",
    "Kind",
    "NotSupportedError",
    "Options",
    "RequestError",
    "SetupError",
    "SignInError",
    "SourceError",
    "UnknownOutcomeError",
    "WaitError",
    "__version__",
    "approve_run",
    "check",
    "home",
    "load_definition",
    "plan_job",
    "retry",
    "run",
    "run_plan",
    "summary",
    "undo_run",
]

_PLACES = {
    "Event": ("runs", "Event"),
    "Options": ("runs", "Options"),
    "check": ("runs", "check_job"),
    "home": ("settings", "home"),
    "load_definition": ("definitions", "load"),
    "plan_job": ("runs", "plan_job"),
    "retry": ("runs", "retry_run"),
    "run": ("runs", "run_job"),
    "run_plan": ("runs", "run_plan"),
    "summary": ("runs", "summary"),
    "approve_run": ("runs", "approve_run"),
    "undo_run": ("runs", "undo_run"),
}
"""Where each name lives; those not listed are errors."""


def __getattr__(name: str) -> Any:
    # imported when first asked for: half of the package is not needed by half of its users
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - takes a while, and is seldom asked for

        return version("hakobu")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _PLACES.get(name, ("errors", name))
    return getattr(import_module(f"{__name__}.{module}"), attribute)


def __dir__() -> list[str]:
    return __all__
