"""Jobs for tests: a source, an emulator, and one call that runs them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from hakobu.definitions import load
from hakobu.runs import Options, run_job, summary
from hakobu.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.model import Definition
    from hakobu.store import Reject

__all__ = ["Bench", "key_field"]


def key_field(name: str, **more: Any) -> dict[str, Any]:
    """Describe a custom unique text field for the emulator's door."""
    return {"api_name": name, "field_label": name, "data_type": "text", "length": 50, "unique": True, **more}


class Bench:
    """A folder with a definition, a home beside it, and the emulator that it writes to."""

    def __init__(self, folder: Path, emulator: Any, **crm: Any) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.emulator = emulator
        self.crm = {
            "connector": "zoho-crm",
            "accounts_server": emulator.url,
            "api_domain": emulator.url,
            "client_id": "id",
            "client_secret": "planted-secret",
            "refresh_token": "planted-token",
            "timeout": 2,
            **crm,
        }
        self.source: dict[str, Any] = {"connector": "files", "path": "."}
        self.tasks: list[dict[str, Any]] = []

    def csv(self, name: str, *lines: str) -> None:
        """Write a CSV file."""
        (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def task(self, **keys: Any) -> None:
        """Add a task; by default an upsert into Leads from leads.csv."""
        known = {"name": f"task{len(self.tasks)}", "module": "Leads", "operation": "upsert"}
        self.tasks.append({**known, "read": {"file": "leads.csv"}, **keys})

    def definition(self) -> Definition:
        """Write the definition file (JSON is YAML) and load it."""
        jobs = {"job": {"source": "source", "destination": "crm", "tasks": self.tasks}}
        file = self.folder / "job.yaml"
        body = {"connections": {"source": self.source, "crm": self.crm}, "jobs": jobs}
        file.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
        return load(file, env=os.environ)

    def run(self, **options: Any) -> dict[str, Any]:
        """Run the job and give its summary."""
        return summary(run_job(self.definition(), home=self.home, options=Options(**options)))

    def outcomes(self, **options: Any) -> dict[str, int]:
        """Run the job and give the outcomes that are not nought."""
        return {name: number for name, number in self.run(**options)["outcomes"].items() if number}

    def rejects(self, run: int) -> list[Reject]:
        """List what a run left."""
        with Store(self.home) as store:
            return store.rejects.of_run(run)

    def causes(self, run: int) -> set[tuple[str, str, str]]:
        """Give label, field and code of each fault that a run left."""
        return {
            (reject.label, fault.field, fault.code) for reject in self.rejects(run) for fault in reject.faults
        }

    def edit(self, no: str, module: str = "Leads", **values: Any) -> None:
        """Change the record with this Customer_No in the CRM, past the job."""
        self._by_hand("PUT", no, module, {"data": [values]})

    def discard(self, no: str, module: str = "Leads") -> None:
        """Delete the record with this Customer_No in the CRM, past the job."""
        self._by_hand("DELETE", no, module, None)

    def _by_hand(self, method: str, no: str, module: str, body: Any) -> None:
        ident = next(each["id"] for each in self.records(module) if each["Customer_No"] == no)
        grant = "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=person"
        token = self.emulator.post(f"/oauth/v2/token?{grant}")["access_token"]
        answer = self.emulator._http.request(
            method,
            f"/crm/v4/{module}/{ident}",
            json=body,
            headers={"Authorization": f"Zoho-oauthtoken {token}"},
        )
        answer.raise_for_status()

    def records(self, module: str = "Leads") -> list[dict[str, Any]]:
        """Read what the emulator holds of a module."""
        found: list[dict[str, Any]] = self.emulator.get(f"/_emulator/records/{module}")["records"]
        return found

    def writes(self) -> dict[str, int]:
        """Count the write calls so far, by operation."""
        calls = self.emulator.stats()["calls"]
        names = ("insert", "update", "upsert", "delete")
        return {
            key.rsplit(".", 1)[-1]: sum(statuses.values())
            for key, statuses in calls.items()
            if key.startswith("records.") and key.rsplit(".", 1)[-1] in names
        }
