"""Which addresses a server may connect to: decided where the connection is made, so a name cannot lie.

A host's name is worth nothing as a check: the next look-up may give another address. Python asks its audit
hooks before each connection, and shows the very address; libraries with sockets of their own get one that was
checked (``pinned``). On the command line, where no policy holds, everything is as the user says.
"""

from __future__ import annotations

import ipaddress
import runpy
import socket
import sys
from typing import TYPE_CHECKING, Any

from hakobu.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Reachable", "UnreachableError", "enforced", "pinned", "run_held", "under_policies"]

METADATA = ("169.254.169.254", "fd00:ec2::254", "100.100.100.200")  # where clouds give their keys away
NAT64 = ipaddress.ip_network("64:ff9b::/96")

_policies: list[Reachable] = []
_hooked = False


class UnreachableError(PermissionError):
    """An address that a server may not connect to."""


class Reachable:
    """A policy: link-local addresses never, private ones (this machine's too) unless ``private`` is off.

    ``own`` are addresses that hold for the server itself, such as its proxy's.
    """

    def __init__(self, *, private: bool = True, own: Iterable[str] = ()) -> None:
        self.private = private
        self._own = {_address(each) for each in own}

    def check(self, host: str) -> None:
        """Refuse an address; raises ``UnreachableError``."""
        address = _address(host)
        if address is None:
            raise UnreachableError(f"{host} is a name where an address was expected.")
        if address in self._own:
            return
        if address.is_link_local or str(address) in METADATA:
            raise UnreachableError(f"{address} is a link-local address; none of them is ever connected to.")
        if not self.private and (not address.is_global or address.is_multicast):
            raise UnreachableError(f"{address} is a private address, which an administrator does not allow.")

    def rule(self) -> tuple[bool, list[str]]:
        """Give what another process makes the same policy of."""
        return self.private, [str(each) for each in self._own if each is not None]

    def enforce(self) -> None:
        """Hold for every connection of this process from now on."""
        global _hooked  # noqa: PLW0603 - a hook of the interpreter is for good
        _policies.append(self)
        if not _hooked:
            _hooked = True
            sys.addaudithook(_ask)

    def lift(self) -> None:
        """Hold no longer."""
        if self in _policies:
            _policies.remove(self)


def enforced() -> bool:
    """Tell whether any policy holds in this process."""
    return bool(_policies)


def under_policies(module: str) -> list[str]:
    """Give the options by which another Python runs a module, held to the policies that hold here."""
    if not _policies:
        return ["-m", module]
    rules = [each.rule() for each in _policies]
    return ["-c", f"from hakobu.settings.reachable import run_held; run_held({module!r}, {rules!r})"]


def run_held(module: str, rules: list[tuple[bool, list[str]]]) -> None:
    """Run a module as a program, held to these rules."""
    for private, own in rules:
        Reachable(private=private, own=own).enforce()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def pinned(host: str, *, where: str, resolve: Callable[..., Any] | None = None) -> str | None:
    """Look a host up once and give an address that may be connected to, for a library with its own sockets.

    None where no policy holds. Raises ``SetupError`` where every address of it is refused.
    """
    if not _policies:
        return None
    said = ""
    try:
        found = [
            str(each[4][0]) for each in (resolve or socket.getaddrinfo)(host, None, type=socket.SOCK_STREAM)
        ]
    except OSError as error:
        raise SetupError(f"The host {host} is not known: {error.strerror}.", where=where) from None
    for address in found:
        try:
            for policy in _policies:
                policy.check(address)
        except UnreachableError as error:
            said = str(error)
        else:
            return address
    raise SetupError(said or f"The host {host} has no address.", where=where, next_step="Name another host.")


def _ask(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _policies and isinstance(arguments[1], tuple):
        host = arguments[1][0]
        name = host.decode() if isinstance(host, bytes) else str(host)
        for policy in tuple(_policies):
            policy.check("127.0.0.1" if name in {"localhost", ""} else name)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an address, as the one that is reached in the end: IPv4 may be written inside IPv6."""
    try:
        found = ipaddress.ip_address(host.partition("%")[0].strip("[]"))
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        if found in NAT64:
            return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        return found.ipv4_mapped or found.sixtofour or found
    return found
