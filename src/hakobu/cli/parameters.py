"""Values for the parameters of a job, as they are typed and as they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError
from hakobu.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.cli.desk import Desk
    from hakobu.model import Job
    from hakobu.store import Run

__all__ = ["read_given", "show_parameters"]


def read_given(at: Desk, job: Job, pairs: Sequence[str] | None) -> dict[str, str]:
    """Read ``NAME=VALUE`` as it was typed; a name that the job does not declare is a wrong use."""
    given: dict[str, str] = {}
    for pair in pairs or ():
        name, equals, value = pair.partition("=")
        if not equals or not name or name in given:
            raise WrongUseError(at.words("set.form", pair=pair), next_step=at.words("set.next"))
        given[name] = value
    from hakobu.runs import check_given  # noqa: PLC0415 - takes a second to import

    try:
        check_given(job, given)
    except SetupError as error:
        raise WrongUseError(error.message, valid=error.valid, next_step=error.next_step) from None
    return given


def show_parameters(at: Desk, run: Run) -> None:
    """Show with which values a run was made, or a plan."""
    if run.parameters:
        values = ", ".join(f"{name}={value}" for name, value in run.parameters.items())
        say(at.out, at.mask(at.words("set.said", values=values)))
