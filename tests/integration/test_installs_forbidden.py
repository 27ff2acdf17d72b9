"""An administrator forbids the installing of connectors: it holds at once, everywhere, and is audited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hakobu.cli import app as command_line
from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Application]:
    with serving(tmp_path / "home") as served:
        served.begin()
        yield served


def test_nobody_installs_or_removes_while_it_is_forbidden(
    app: Application, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.ok("GET", "/api/connectors")[0]["installs"] is True
    now = app.ok("GET", "/api/settings/security")
    assert now["installs"] is True
    app.ok("PUT", "/api/settings/security", {**now, "installs": False})
    assert {each["installs"] for each in app.ok("GET", "/api/connectors")} == {False}
    refused = app.refused(403, "POST", "/api/connectors/snowflake/installation")
    assert refused["code"] == "installs_forbidden"
    assert "installs_forbidden" in app.call("DELETE", "/api/connectors/zoho-crm/installation").text
    lines = app.ok("GET", "/api/audit")["lines"]
    assert any((each["action"], each["what"]) == ("security set", "installs: False") for each in lines)
    with pytest.raises(SystemExit):
        command_line(["connectors", "remove", "zoho-crm", "--home", str(tmp_path / "home"), "--lang", "en"])
    assert "does not let connectors be installed or removed" in " ".join(capsys.readouterr().err.split())
    app.ok("PUT", "/api/settings/security", {**now, "installs": True})
    assert app.ok("GET", "/api/connectors")[0]["installs"] is True


def test_what_the_server_is_started_with_wins(tmp_path: Path) -> None:
    with serving(tmp_path / "home", env={"HAKOBU_INSTALLS": "forbidden"}) as app:
        app.begin()
        now = app.ok("GET", "/api/settings/security")
        app.ok("PUT", "/api/settings/security", {**now, "installs": True})
        app.refused(403, "POST", "/api/connectors/snowflake/installation")
