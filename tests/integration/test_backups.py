"""A backup holds all that is remembered and no key; it comes back into an empty home."""

from __future__ import annotations

import io
import zipfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import BusyError, SetupError
from hakobu.jobs.backup import backup, restore
from hakobu.runs.ownership import own_job
from hakobu.store import Store
from tests.integration.application import serving
from tests.integration.jobs import Bench, key_field
from tests.integration.stores import own_database
from tests.integration.test_definitions_as_files import CRM, JOB

if TYPE_CHECKING:
    from collections.abc import Callable
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


@pytest.mark.parametrize(
    ("before", "after"), [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("postgresql", "postgresql")]
)
def test_a_backup_of_either_store_comes_back_on_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emulator: Callable[..., Any], before: str, after: str
) -> None:
    with ExitStack() as held:
        urls = {"sqlite": ("", ""), "postgresql": tuple(held.enter_context(own_database()) for _ in range(2))}
        monkeypatch.setenv("HAKOBU_DATABASE", urls[before][0])
        zoho = emulator()
        zoho.seed(fields={"Leads": [key_field("Customer_No")]})
        bench = Bench(tmp_path, zoho)
        bench.task(match=["Customer_No"], map={"Customer_No": "no", "Last_Name": "name"})
        bench.csv("leads.csv", "no,name", "1,山田", "2,O'Brien 𠮷", "3,")
        assert bench.outcomes() == {"created": 2, "invalid": 1}
        with Store(bench.home) as store:
            store.audit.write(who="me", action="first")
            store.users.add(email="a@example.com", name="A", role="viewer", password=None)
            known = told(store)
        backup(bench.home, tmp_path / "backup.zip")

        monkeypatch.setenv("HAKOBU_DATABASE", urls[after][1])
        home, bench.home = bench.home, tmp_path / "again"
        restore(bench.home, tmp_path / "backup.zip")
        (bench.home / "private.key").write_bytes((home / "private.key").read_bytes())
        with Store(bench.home) as store:
            assert told(store) == known
            assert store.audit.verify().broken_at is None
            assert store.users.add(email="b@example.com", name="B", role="viewer", password=None).id == 2
        bench.csv("leads.csv", "no,name", "1,山田", "2,Changed", "3,")
        second = bench.run(yes=True)
        assert second["run"] == 2
        assert {name: number for name, number in second["outcomes"].items() if number} == {
            "unchanged": 1,
            "updated": 1,
            "invalid": 1,
        }
        with pytest.raises(SetupError, match="already"):
            restore(bench.home if after == "sqlite" else tmp_path / "third", tmp_path / "backup.zip")


def told(store: Store) -> Any:
    """Give what a store remembers."""
    (run,) = store.runs.latest()
    failed = [(each.label, each.row, each.faults) for each in store.rejects.of_run(1)]
    return (
        run,
        failed,
        store.audit.latest(limit=9),
        store.users.all(),
        [row.identity for row in store.ledgers.every()],
    )


@pytest.mark.parametrize("name", ["../out", "runs/../../out", "/etc/out", "other/file"])
def test_a_file_that_is_no_backup_writes_nothing(tmp_path: Path, name: str) -> None:
    file = tmp_path / "bad.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("hakobu.db", "x")
        packed.writestr(name, "x")
    with pytest.raises(SetupError, match="no backup"):
        restore(tmp_path / "home", file)
    assert not (tmp_path / "home").exists()
