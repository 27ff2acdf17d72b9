"""Users: invited by a link, given a role, shut out again; and what each does with an account of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.api.brake import Brake
from tests.integration.application import PASSWORD, Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW = "another long and quiet phrase"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        yield served


def invite(app: Application, email: str, role: str = "operator") -> dict[str, Any]:
    told: dict[str, Any] = app.ok("POST", "/api/users", {"email": email, "name": "Hanako", "role": role})
    return told


def stranger(app: Application) -> Application:
    return app.bearer()


def test_who_was_invited_sets_a_password_by_the_link_and_is_in(app: Application) -> None:
    invited = invite(app, "Hanako@Example.com")
    assert invited["user"]["invited"] is True
    token = invited["path"].partition("#")[2]
    hanako = stranger(app)
    now = hanako.ok("POST", "/api/welcome", {"token": token, "password": NEW})
    assert now["user"] == {
        "email": "hanako@example.com",
        "name": "Hanako",
        "role": "operator",
        "language": "en",
        "second_factor": False,
        "to_enrol": False,
    }
    assert (
        hanako.refused(403, "POST", "/api/welcome", {"token": token, "password": NEW})["code"] == "wrong_link"
    )
    assert stranger(app).ok("POST", "/api/session", {"email": "hanako@example.com", "password": NEW})["user"]


def test_a_weak_password_does_not_use_the_link_up(app: Application) -> None:
    token = invite(app, "weak@example.com")["path"].partition("#")[2]
    for weak in ("short", "aaaaaaaaaaaaaaaa", "password12345678"):
        told = stranger(app).refused(422, "POST", "/api/welcome", {"token": token, "password": weak})
        assert told["code"] == "password_weak"
    assert stranger(app).ok("POST", "/api/welcome", {"token": token, "password": NEW})["user"]


def test_an_address_is_used_once(app: Application) -> None:
    invite(app, "twice@example.com")
    body = {"email": "TWICE@example.com", "name": "Two", "role": "viewer"}
    assert app.refused(409, "POST", "/api/users", body)["code"] == "email_taken"


def test_the_last_administrator_stays(app: Application) -> None:
    (own,) = app.ok("GET", "/api/users?role=administrator")["users"]
    for change in ({"role": "editor"}, {"active": False}):
        assert app.refused(409, "PATCH", f"/api/users/{own['id']}", change)["code"] == "last_administrator"
    second = invite(app, "second@example.com", "administrator")["user"]
    assert app.ok("PATCH", f"/api/users/{second['id']}", {"role": "viewer"})["role"] == "viewer"


def test_who_is_disabled_is_out_at_once(app: Application) -> None:
    taro = app.another("taro@example.com", "editor")
    token = app.bearer(taro.ok("POST", "/api/tokens", {"name": "t", "scope": "edit"})["token"])
    token.ok("GET", "/api/jobs")
    found = app.ok("GET", "/api/users?text=taro")["users"][0]
    app.ok("PATCH", f"/api/users/{found['id']}", {"active": False})
    taro.refused(401, "GET", "/api/jobs")
    token.refused(401, "GET", "/api/jobs")
    stranger(app).refused(401, "POST", "/api/session", {"email": "taro@example.com", "password": PASSWORD})


def test_a_role_that_was_taken_counts_at_the_next_call(app: Application) -> None:
    jiro = app.another("jiro@example.com", "administrator")
    jiro.ok("GET", "/api/users")
    token = app.bearer(jiro.ok("POST", "/api/tokens", {"name": "t", "scope": "admin"})["token"])
    found = app.ok("GET", "/api/users?text=jiro")["users"][0]
    app.ok("PATCH", f"/api/users/{found['id']}", {"role": "viewer"})
    jiro.refused(403, "GET", "/api/users")
    token.refused(403, "GET", "/api/users")


def test_a_reset_ends_the_old_password_and_every_session(app: Application) -> None:
    saburo = app.another("saburo@example.com", "viewer")
    found = app.ok("GET", "/api/users?text=saburo")["users"][0]
    link = app.ok("POST", f"/api/users/{found['id']}/reset", {})["path"].partition("#")[2]
    saburo.refused(401, "GET", "/api/jobs")
    stranger(app).refused(401, "POST", "/api/session", {"email": "saburo@example.com", "password": PASSWORD})
    assert stranger(app).ok("POST", "/api/welcome", {"token": link, "password": NEW})["user"]


def test_one_changes_the_own_password_with_the_old_one(app: Application) -> None:
    shiro = app.another("shiro@example.com", "viewer")
    elsewhere = app.another("shiro@example.com", "viewer")
    wrong = {"password": "not this one, no", "new": NEW}
    assert shiro.refused(403, "PUT", "/api/account/password", wrong)["code"] == "wrong_password"
    shiro.ok("PUT", "/api/account/password", {"password": PASSWORD, "new": NEW})
    shiro.ok("GET", "/api/jobs")
    elsewhere.refused(401, "GET", "/api/jobs")


def test_one_sees_the_own_sessions_and_ends_them(app: Application) -> None:
    goro = app.another("goro@example.com", "viewer")
    second, third = (app.another("goro@example.com", "viewer") for _ in range(2))
    found = goro.ok("GET", "/api/account/sessions")
    assert [each["this"] for each in found].count(True) == 1
    assert len(found) == 3
    own = next(each["id"] for each in second.ok("GET", "/api/account/sessions") if each["this"])
    goro.ok("DELETE", f"/api/account/sessions/{own}")
    second.refused(401, "GET", "/api/jobs")
    goro.ok("DELETE", "/api/account/sessions")
    third.refused(401, "GET", "/api/jobs")
    assert len(goro.ok("GET", "/api/account/sessions")) == 1
    stranger_of = app.another("other@example.com", "viewer")
    mine = goro.ok("GET", "/api/account/sessions")[0]["id"]
    stranger_of.refused(404, "DELETE", f"/api/account/sessions/{mine}")


def test_the_list_of_users_is_paged_and_filtered(app: Application) -> None:
    every = app.ok("GET", "/api/users")
    page = app.ok("GET", "/api/users?skip=1&limit=2")
    assert page["total"] == every["total"] == len(every["users"])
    assert page["users"] == every["users"][1:3]
    assert all(each["role"] == "viewer" for each in app.ok("GET", "/api/users?role=viewer")["users"])


def test_an_address_that_failed_often_waits_whatever_the_account(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with serving(tmp_path_factory.mktemp("home")) as app:
        app.begin()
        app.context.access.brake = Brake(most=3)
        guess = {"password": "wrong wrong wrong"}
        codes = [
            app.call("POST", "/api/session", {**guess, "email": f"{number}@x.org"}).json()["code"]
            for number in range(4)
        ]
    assert codes == ["wrong_sign_in"] * 3 + ["too_many"]
