"""API tokens: shown once, kept as a hash, no more than their owner, gone when revoked or too old."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        yield served


def test_its_text_is_shown_once_and_only_a_hash_is_kept(app: Application) -> None:
    made = app.ok("POST", "/api/tokens", {"name": "export", "scope": "read", "days": 7})
    assert made["token"].startswith("hkb_")
    assert made["token"] not in app.call("GET", "/api/tokens").text
    home = app.context.home
    kept = b"".join(file.read_bytes() for file in home.glob("hakobu.db*"))
    assert made["token"].encode() not in kept
    assert made["expires"] - made["created"] == pytest.approx(7 * 86400, abs=60)


def test_its_use_is_noted(app: Application) -> None:
    made = app.ok("POST", "/api/tokens", {"name": "used", "scope": "read"})
    assert made["used"] is None
    app.bearer(made["token"]).ok("GET", "/api/jobs")
    (found,) = [each for each in app.ok("GET", "/api/tokens")["tokens"] if each["id"] == made["id"]]
    assert found["used"] is not None


def test_it_is_revoked_by_its_owner_an_administrator_or_itself_and_nobody_else(app: Application) -> None:
    owner, other = app.another("owner@x.org", "editor"), app.another("other@x.org", "editor")
    numbers = [owner.ok("POST", "/api/tokens", {"name": str(n), "scope": "read"}) for n in range(3)]
    other.refused(404, "DELETE", f"/api/tokens/{numbers[0]['id']}")
    for who, made in zip((owner, app, app.bearer(numbers[2]["token"])), numbers, strict=True):
        who.ok("DELETE", f"/api/tokens/{made['id']}")
        app.bearer(made["token"]).refused(401, "GET", "/api/jobs")


def test_it_is_never_more_than_its_owner(app: Application) -> None:
    viewer = app.another("viewer@x.org", "viewer")
    assert viewer.refused(403, "POST", "/api/tokens", {"name": "more", "scope": "run"})["code"] == "scope"


def test_it_makes_no_other_and_touches_no_account(app: Application) -> None:
    token = app.bearer(app.ok("POST", "/api/tokens", {"name": "all", "scope": "admin"})["token"])
    assert token.refused(403, "POST", "/api/tokens", {"name": "more", "scope": "read"})["code"] == "browser"
    change = {"password": "a", "new": "b"}
    assert token.refused(403, "PUT", "/api/account/password", change)["code"] == "browser"


def test_it_ends_by_itself(app: Application) -> None:
    made = app.ok("POST", "/api/tokens", {"name": "short", "scope": "read", "days": 1})
    with app.context.store._database.write() as connection:
        past = time.time() - 1
        connection.exec_driver_sql("update tokens set expires = ? where id = ?", (past, made["id"]))
    app.bearer(made["token"]).refused(401, "GET", "/api/jobs")
    app.refused(422, "POST", "/api/tokens", {"name": "eternal", "days": 10_000})


def test_only_an_administrator_sees_everybodys(app: Application) -> None:
    app.another("one@x.org", "viewer").ok("POST", "/api/tokens", {"name": "of one", "scope": "read"})
    owners = {each["owner"] for each in app.ok("GET", "/api/tokens?everybody=true&limit=500")["tokens"]}
    assert {"one@x.org"} <= owners
    app.another("two@x.org", "editor").refused(403, "GET", "/api/tokens?everybody=true")
