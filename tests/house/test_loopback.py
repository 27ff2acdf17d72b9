"""Tests talk to this computer only, and keep what they keep in a folder of their own."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

import pytest


def test_other_addresses_are_refused_before_anything_leaves() -> None:
    with closing(socket.socket()) as outgoing, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        outgoing.connect(("192.0.2.1", 443))


def test_names_are_refused_before_they_are_looked_up() -> None:
    with pytest.raises(AssertionError, match=r"example\.com"):
        socket.create_connection(("www.example.com", 443))


def test_loopback_is_open() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        socket.create_connection(server.getsockname()).close()


def test_each_test_has_a_home_of_its_own(home: Path, tmp_path: Path) -> None:
    assert Path(os.environ["HAKOBU_HOME"]) == home
    assert home.is_relative_to(tmp_path)
