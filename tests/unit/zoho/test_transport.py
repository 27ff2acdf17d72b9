from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hakobu.errors import SetupError
from hakobu.zoho import Client, HttpTransport, Request, Settings
from hakobu.zoho.transport import _environment_proxy

if TYPE_CHECKING:
    from pathlib import Path


def test_a_certificate_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    for path in (wrong, tmp_path / "missing.pem"):
        with pytest.raises(SetupError, match="ca_file: cannot be read"):
            HttpTransport(ca_file=str(path))


def test_a_proxy_that_is_no_address_is_named() -> None:
    settings = Settings(client_id="1000.ID", client_secret="s", refresh_token="r", proxy="gopher://proxy")
    with pytest.raises(SetupError, match="proxy: is not a proxy's address"):
        Client(settings)


def test_the_environments_proxy_is_used_but_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "www.zohoapis.eu")
    assert _environment_proxy("https://www.zohoapis.com/crm/v4/org") == "http://proxy.example:3128"
    assert _environment_proxy("https://www.zohoapis.eu/crm/v4/org") is None
    assert _environment_proxy("http://127.0.0.1:8123/crm/v4/org") is None


def test_a_request_never_prints_its_token_or_body() -> None:
    shown = repr(Request("POST", "https://www.zohoapis.com", {"Authorization": "t0ken"}, b"s3cret"))
    assert "t0ken" not in shown
    assert "s3cret" not in shown
