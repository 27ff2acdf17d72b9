"""A backup holds all that is remembered and no key; it comes back into an empty home."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from hakobu.errors import BusyError, SetupError
from hakobu.jobs.backup import backup, restore
from hakobu.runs.ownership import own_job
from tests.integration.application import serving
from tests.integration.test_definitions_as_files import CRM, JOB

if TYPE_CHECKING:
    from pathlib import Path


def test_a_backup_comes_back_whole_and_without_a_key(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(home) as app:
        app.begin()
        app.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": CRM})
        drop = {"name": "drop", "connector": "files", "settings": {"path": str(tmp_path)}}
        app.ok("POST", "/api/connections", drop)
        app.ok("POST", "/api/jobs", {"name": "job", "text": JOB})
        packed = app.call("GET", "/api/backup").content
        with own_job(app.context.store, "job"), pytest.raises(BusyError):
            backup(home, tmp_path / "busy.zip")
        assert not (tmp_path / "busy.zip").exists()
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert not [name for name in names if "key" in name or "zoho" in name]
    file = tmp_path / "backup.zip"
    file.write_bytes(packed)
    again = tmp_path / "again"
    restore(again, file)
    (again / "secret.key").write_bytes((home / "secret.key").read_bytes())
    with serving(again) as app:
        admin = app.another("admin@example.com", "administrator")
        assert admin.ok("GET", "/api/jobs/job")["text"] == JOB
        assert app.context.vault.of("crm")["refresh_token"].reveal() == "planted-token"
    with pytest.raises(SetupError, match="database already"):
        restore(again, file)


@pytest.mark.parametrize("name", ["../out", "runs/../../out", "/etc/out", "other/file"])
def test_a_file_that_is_no_backup_writes_nothing(tmp_path: Path, name: str) -> None:
    file = tmp_path / "bad.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("hakobu.db", "x")
        packed.writestr(name, "x")
    with pytest.raises(SetupError, match="no backup"):
        restore(tmp_path / "home", file)
    assert not (tmp_path / "home").exists()
