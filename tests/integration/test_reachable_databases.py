"""A server connects its databases to the address that was checked, and a URL cannot lead elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.application import Application, serving
from tests.integration.databases import POSTGRESQL, need

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        yield served


def tried(app: Application, connector: str, **settings: Any) -> dict[str, Any]:
    app.ok("POST", "/api/connections", {"name": "shop", "connector": connector, "settings": settings})
    try:
        told = app.ok("POST", "/api/connections/shop/test")
    finally:
        app.ok("DELETE", "/api/connections/shop")
    report: dict[str, Any] = told["report"][0]
    return report


def test_a_local_database_is_reached_until_private_addresses_are_switched_off(app: Application) -> None:
    need(POSTGRESQL, "PostgreSQL")
    settings = {"host": "localhost", "database": "test", "user": "postgres"}
    assert tried(app, "postgresql", **settings)["ok"] is True
    before = app.ok("GET", "/api/settings/security")
    app.ok("PUT", "/api/settings/security", {**before, "private_addresses": False})
    try:
        # MariaDB's goes through Python's own sockets, PostgreSQL's library has its own
        refused = tried(app, "postgresql", **settings)
        assert "private address" in refused["message"]
        refused = tried(app, "mysql", host="127.0.0.1", database="test", user="root")
        assert "private address" in refused["message"]
    finally:
        app.ok("PUT", "/api/settings/security", before)


@pytest.mark.parametrize("option", ["host=169.254.169.254", "hostaddr=169.254.169.254", "sslkey=/etc/passwd"])
def test_a_url_cannot_name_another_host_or_a_file(app: Application, option: str) -> None:
    url = f"postgresql://postgres@127.0.0.1:5432/test?{option}"
    told = tried(app, "postgresql", url=url)
    assert told["ok"] is False
    assert "may not set" in told["message"]
