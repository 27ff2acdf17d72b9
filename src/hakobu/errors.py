"""The tree of what can go wrong; the *kind* of an error says what to do about it.

::

    HakobuError
    ├── SetupError              fix the setup, then start again
    │   ├── DefinitionError     the definition file: all its faults at once
    │   ├── SourceError         the source cannot be opened or read
    │   ├── SignInError         Zoho does not accept the credentials
    │   └── NotSupportedError   not built, or not offered by this module or version
    ├── RequestError            Zoho refused a whole call; nothing of it was written
    ├── WaitError               later: too many requests, credits used up, service away
    ├── UnknownOutcomeError     a write left and no answer came: never sent again blindly
    ├── GuardError              a limit of the job stopped the run before it wrote
    ├── StoppedError            somebody stopped it before it was begun
    └── BusyError               somebody else holds this job or this file
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "BusyError",
    "DefinitionError",
    "Fault",
    "GuardError",
    "HakobuError",
    "Kind",
    "NotSupportedError",
    "RequestError",
    "SetupError",
    "SignInError",
    "SourceError",
    "StoppedError",
    "UnknownOutcomeError",
    "WaitError",
]


class Kind(StrEnum):
    """What to do about an error."""

    ROW = "fix the row"
    SETUP = "fix the setup"
    WAIT = "wait"
    GIVE_UP = "give up"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with a definition: where it stands, what is known, what to do.

    ``path`` is the way through the file (``jobs.shop.tasks[0].map.Emial``); ``line`` counts from 1.
    """

    message: str
    path: str = ""
    file: str = ""
    line: int | None = None
    valid: tuple[str, ...] = ()
    next_step: str = ""

    def __str__(self) -> str:
        place = f"{self.file or 'line'}:{self.line}" if self.line else self.file
        where = ": ".join(part for part in (place, self.path) if part)
        return _sentence(where, self.message, self.valid, self.next_step)


class HakobuError(Exception):
    """Anything that Hakobu tells its user; ``str()`` of it is the whole message.

    ``where`` names file, task, module or field; ``valid`` the values that would do;
    ``code`` the code of Zoho or of our own table, where there is one.
    """

    kind = Kind.GIVE_UP

    def __init__(
        self,
        message: str,
        *,
        where: str = "",
        valid: tuple[str, ...] = (),
        next_step: str = "",
        code: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.valid = valid
        self.next_step = next_step
        self.code = code

    def __str__(self) -> str:
        return _sentence(self.where, self.message, self.valid, self.next_step)


class SetupError(HakobuError):
    """Something in the setup must be changed by a person."""

    kind = Kind.SETUP


class DefinitionError(SetupError):
    """A definition that cannot run; ``faults`` holds every fault that was found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class SourceError(SetupError):
    """A source that cannot be opened or read to its end."""


class SignInError(SetupError):
    """Credentials that Zoho does not accept; ``code`` is Zoho's word for it."""


class NotSupportedError(SetupError):
    """Something that Hakobu, the module or the API version does not offer."""


class RequestError(HakobuError):
    """A whole call refused by Zoho; nothing of it was written."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        status: int,
        details: dict[str, object] | None = None,
        kind: Kind = Kind.GIVE_UP,
        where: str = "",
        next_step: str = "",
    ) -> None:
        super().__init__(message, where=where, next_step=next_step, code=code)
        self.kind = kind
        self.status = status
        self.details = details or {}


class WaitError(HakobuError):
    """Not now: the retries that were allowed are used up; nothing of the call was written."""

    kind = Kind.WAIT


class UnknownOutcomeError(HakobuError):
    """A write whose answer never came; its records must be looked up before anything is sent again.

    ``ended`` tells that an answer of Zoho's own came, and did not say what was written: nothing of the call
    is under way any more.
    """

    kind = Kind.UNKNOWN
    ended = False


class GuardError(HakobuError):
    """A limit of the job that stopped the run before its first write."""

    kind = Kind.SETUP


class StoppedError(HakobuError):
    """Stopped by hand; nothing of what it is raised for was written."""

    kind = Kind.WAIT


class BusyError(HakobuError):
    """Held by another process at this moment."""

    kind = Kind.WAIT


def _sentence(where: str, message: str, valid: tuple[str, ...], next_step: str) -> str:
    text = f"{where}: {message}" if where else message
    if valid:
        text += f" Valid: {', '.join(valid)}."
    if next_step:
        text += f" {next_step}"
    return text
