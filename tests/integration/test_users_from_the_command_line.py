"""``hakobu users`` and ``hakobu secrets``: for whoever is locked out of the pages."""

from __future__ import annotations

import base64
import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from hakobu.cli import app
from hakobu.model import Secret
from hakobu.store import Store
from hakobu.store.vault import VaultKey
from tests.integration.application import serving

if TYPE_CHECKING:
    from pathlib import Path


def run(home: Path, *arguments: str, code: int = 0) -> Any:
    found = CliRunner().invoke(app, [*arguments, "--home", str(home), "--json"], prog_name="hakobu")
    assert found.exit_code == code, found.output
    return json.loads(found.stdout)


def test_a_server_without_pages_gets_its_administrator_by_command(tmp_path: Path) -> None:
    told = run(tmp_path, "users", "add", "Root@Example.com", "--role", "administrator")
    assert told["link"].startswith("http://127.0.0.1:8642/welcome#")
    with serving(tmp_path) as application:
        assert application.ok("GET", "/api/session")["first_start"] is False
        body = {"token": told["link"].partition("#")[2], "password": "a long and quiet phrase"}
        assert application.ok("POST", "/api/welcome", body)["user"]["role"] == "administrator"
    (line, *_) = run(tmp_path, "users", "list")
    assert line["email"] == "root@example.com"


def test_the_last_administrator_stays(tmp_path: Path) -> None:
    run(tmp_path, "users", "add", "root@example.com", "--role", "administrator")
    for command in (("role", "root@example.com", "viewer"), ("disable", "root@example.com")):
        told = run(tmp_path, "users", *command, code=2)
        assert "last administrator" in told["error"]["message"]
    run(tmp_path, "users", "add", "two@example.com", "--role", "administrator")
    assert run(tmp_path, "users", "disable", "root@example.com")["active"] is False
    assert run(tmp_path, "users", "disable", "root@example.com", "--enable")["active"] is True


def test_a_wrong_role_or_address_is_named_with_those_that_there_are(tmp_path: Path) -> None:
    told = run(tmp_path, "users", "add", "a@example.com", "--role", "boss", code=2)
    assert "editor" in told["error"]["valid"]
    run(tmp_path, "users", "add", "a@example.com", "--role", "viewer")
    assert run(tmp_path, "users", "reset", "b@example.com", code=2)["error"]["valid"] == ["a@example.com"]


def test_a_new_key_seals_every_secret_and_the_old_one_opens_none(tmp_path: Path) -> None:
    old = VaultKey.open(tmp_path, {})
    with Store(tmp_path) as store:
        store.vault(old).put("crm", "client_secret", Secret("planted"))
        user = store.users.add(email="a@x.org", name="a", role="viewer", password=None)
        store.users.change(user.id, totp=old.seal("BASE32", of=f"/user/{user.id}/totp"))
    assert run(tmp_path, "secrets", "rotate")["secrets"] == 2
    new = VaultKey.open(tmp_path, {})
    assert new.id != old.id
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    with Store(tmp_path) as store:
        assert store.vault(new).of("crm")["client_secret"].reveal() == "planted"
        found = store.users.get(user.id)
        assert found is not None
        assert found.totp is not None
        assert new.open_sealed(found.totp, of=f"/user/{user.id}/totp") == "BASE32"
        with pytest.raises(Exception, match="cannot be opened with the present key"):
            store.vault(old).of("crm")


def test_a_key_of_the_environment_wants_its_successor_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [base64.b64encode(os.urandom(32)).decode() for _ in range(2)]
    monkeypatch.setenv("HAKOBU_KEY", keys[0])
    with Store(tmp_path) as store:
        store.vault(VaultKey.open(tmp_path, os.environ)).put("crm", "client_secret", Secret("planted"))
    run(tmp_path, "secrets", "rotate", code=1)
    monkeypatch.setenv("HAKOBU_NEW_KEY", keys[1])
    assert run(tmp_path, "secrets", "rotate") == {"secrets": 1, "key_file": None}
    with Store(tmp_path) as store:
        vault = store.vault(VaultKey.open(tmp_path, {"HAKOBU_KEY": keys[1]}))
        assert vault.of("crm")["client_secret"].reveal() == "planted"
