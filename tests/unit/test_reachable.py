"""Which addresses a server connects to: decided by the address itself, never by a name."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import SetupError
from hakobu.settings.reachable import Reachable, UnreachableError, enforced, pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

LINK_LOCAL = ("169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "::ffff:169.254.169.254")
HIDDEN = ("64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "fd00:ec2::254", "100.100.100.200", "[fe80::1]")
PRIVATE = (
    "127.0.0.1",
    "10.0.0.1",
    "192.168.1.1",
    "172.16.0.1",
    "::1",
    "fc00::1",
    "0.0.0.0",  # noqa: S104 - an address to be refused
    "::ffff:10.0.0.1",
)
PUBLIC = ("93.184.216.34", "2606:2800:220:1::1")


@contextmanager
def held(policy: Reachable) -> Iterator[None]:
    policy.enforce()
    try:
        yield
    finally:
        policy.lift()


@pytest.mark.parametrize("address", LINK_LOCAL + HIDDEN)
@pytest.mark.parametrize("private", [True, False])
def test_link_local_addresses_are_refused_however_they_are_written(address: str, *, private: bool) -> None:
    with pytest.raises(UnreachableError):
        Reachable(private=private).check(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused_only_where_an_administrator_says_so(address: str) -> None:
    Reachable(private=True).check(address)
    with pytest.raises(UnreachableError, match="private address"):
        Reachable(private=False).check(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_connected_to(address: str) -> None:
    Reachable(private=False).check(address)


def test_the_servers_own_proxy_is_reached_all_the_same() -> None:
    Reachable(private=False, own=["10.0.0.1"]).check("10.0.0.1")


def test_a_name_is_no_address() -> None:
    with pytest.raises(UnreachableError, match="is a name"):
        Reachable().check("example.com")


def test_every_connection_of_this_process_is_asked_where_it_is_made() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = server.getsockname()
        with held(Reachable(private=False)), pytest.raises(UnreachableError):
            socket.create_connection(place)
        with held(Reachable(private=True)):
            socket.create_connection(place).close()
        socket.create_connection(place).close()


def test_a_name_that_changes_its_address_is_connected_at_the_one_that_was_checked() -> None:
    answers = iter(["93.184.216.34", "169.254.169.254"])

    def resolve(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 0))]

    with held(Reachable()):
        assert pinned("rebinding.example", where="connection shop", resolve=resolve) == "93.184.216.34"
        with pytest.raises(SetupError, match="link-local"):
            pinned("rebinding.example", where="connection shop", resolve=resolve)


def test_of_several_addresses_one_that_is_allowed_is_taken() -> None:
    def resolve(*_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", (each, 0)) for each in ("169.254.169.254", "10.0.0.1", "93.184.216.34")]

    with held(Reachable(private=False)):
        assert pinned("shop.example", where="connection shop", resolve=resolve) == "93.184.216.34"


def test_on_the_command_line_nothing_is_asked() -> None:
    assert not enforced()
    assert pinned("whatever.example", where="connection shop") is None
