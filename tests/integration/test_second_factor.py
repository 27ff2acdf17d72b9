"""The second factor: set up with an app's code, asked for at each sign-in, and no code works twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyotp
import pytest

from tests.integration.application import PASSWORD, Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = 1_800_000_000.0  # the time stands still


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        served.context.clock = lambda: NOW
        yield served


def enrol(person: Application) -> tuple[str, list[str]]:
    """Set it up; the code of the step before leaves the present one for a sign-in."""
    begun = person.ok("POST", "/api/account/second-factor", {"password": PASSWORD})
    code = pyotp.TOTP(begun["secret"]).at(NOW, counter_offset=-1)
    body = {"password": PASSWORD, "secret": begun["secret"], "code": code}
    return begun["secret"], person.ok("PUT", "/api/account/second-factor", body)["codes"]


def sign_in(app: Application, email: str, code: str = "") -> Any:
    return app.bearer().call("POST", "/api/session", {"email": email, "password": PASSWORD, "code": code})


def test_it_is_asked_for_after_the_password_and_a_code_works_once(app: Application) -> None:
    hanako = app.another("hanako@x.org", "viewer")
    secret, codes = enrol(hanako)
    assert sign_in(app, "hanako@x.org").json()["code"] == "second_factor"
    code = pyotp.TOTP(secret).at(NOW)
    assert sign_in(app, "hanako@x.org", code).status_code == 200
    assert sign_in(app, "hanako@x.org", code).json()["code"] == "wrong_code"
    assert len(set(codes)) == 10


def test_a_recovery_code_works_once_and_is_kept_as_a_hash(app: Application) -> None:
    taro = app.another("taro@x.org", "viewer")
    _, codes = enrol(taro)
    assert sign_in(app, "taro@x.org", codes[3].upper()).status_code == 200
    assert sign_in(app, "taro@x.org", codes[3]).json()["code"] == "wrong_code"
    kept = app.context.store.users.named("taro@x.org")
    assert kept is not None
    assert not any(code in kept.recovery for code in codes)
    assert kept.totp is not None


def test_a_wrong_code_is_no_way_to_try_passwords_or_codes_for_ever(app: Application) -> None:
    enrol(app.another("jiro@x.org", "viewer"))
    found = [sign_in(app, "jiro@x.org", "000000").json()["code"] for _ in range(6)]
    assert found[-1] == "locked"
    assert set(found[:5]) == {"wrong_code"}


def test_it_is_not_set_up_with_a_wrong_code(app: Application) -> None:
    shiro = app.another("shiro@x.org", "viewer")
    begun = shiro.ok("POST", "/api/account/second-factor", {"password": PASSWORD})
    assert begun["uri"].startswith("otpauth://totp/Hakobu:shiro%40x.org?secret=")
    assert begun["svg"].startswith("<svg")
    assert "<script" not in begun["svg"]
    right = {pyotp.TOTP(begun["secret"]).at(NOW, counter_offset=step) for step in (-1, 0, 1)}
    wrong = next(code for code in ("111111", "222222", "333333", "444444") if code not in right)
    body = {"password": PASSWORD, "secret": begun["secret"], "code": wrong}
    assert shiro.refused(422, "PUT", "/api/account/second-factor", body)["code"] == "wrong_code"
    assert sign_in(app, "shiro@x.org").status_code == 200


def test_it_is_removed_with_the_password_alone_never_without(app: Application) -> None:
    goro = app.another("goro@x.org", "viewer")
    enrol(goro)
    goro.refused(403, "POST", "/api/account/second-factor/removal", {"password": "not this one, no"})
    goro.ok("POST", "/api/account/second-factor/removal", {"password": PASSWORD})
    assert sign_in(app, "goro@x.org").status_code == 200


def test_a_role_that_needs_it_can_do_nothing_before_it_is_set_up(app: Application) -> None:
    app.context.store.settings.set("second_factor_roles", ["editor"])
    editor = app.another("editor@x.org", "editor")
    assert editor.refused(403, "GET", "/api/jobs")["code"] == "enrol"
    assert editor.refused(403, "POST", "/api/tokens", {"name": "a"})["code"] == "enrol"
    assert editor.ok("GET", "/api/session")["user"]["to_enrol"] is True
    enrol(editor)
    editor.ok("GET", "/api/jobs")
    app.another("operator@x.org", "operator").ok("GET", "/api/jobs")


def test_a_lost_device_is_reset_by_an_administrator(app: Application) -> None:
    enrol(app.another("lost@x.org", "viewer"))
    found = app.ok("GET", "/api/users?text=lost")["users"][0]
    assert found["second_factor"] is True
    told = app.ok("POST", f"/api/users/{found['id']}/reset", {"second_factor": True})
    assert told["user"]["second_factor"] is False
