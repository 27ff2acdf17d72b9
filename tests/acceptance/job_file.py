"""A definition file in the making: one job of one task, written anew before each command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Emulator

__all__ = ["JobFile"]


class JobFile:
    """The file ``job.yaml``; its parts are plain data that a test changes, and then writes."""

    def __init__(self, folder: Path, crm: Emulator) -> None:
        self.folder = folder
        self.path = folder / "job.yaml"
        self.source: dict[str, Any] = {"connector": "files", "path": "."}
        self.crm: dict[str, Any] = {
            "connector": "zoho-crm",
            "accounts_server": crm.url,
            "api_domain": crm.url,
            "client_id": "1000.STORY",
            "client_secret": "s3cret-of-the-client",
            "refresh_token": "t0ken-to-refresh",
            "timeout": 2,
        }
        self.task: dict[str, Any] = {
            "name": "leads",
            "read": {"file": "leads.csv"},
            "module": "Leads",
            "operation": "upsert",
            "match": ["Email"],
            "map": {"Last_Name": "name", "Company": "company", "Email": "email"},
        }

    def csv(self, *lines: str, name: str = "leads.csv") -> None:
        """Write the source."""
        (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def write(self, *tasks: dict[str, Any]) -> str:
        """Write the definition, of these tasks or of the one, and give the name that commands take."""
        job = {"source": "shop", "destination": "crm", "tasks": [*tasks] or [self.task]}
        whole = {"connections": {"shop": self.source, "crm": self.crm}, "jobs": {"leads": job}}
        text = yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)
        self.path.write_text(text, encoding="utf-8")
        return self.path.name

    def line(self, begin: str) -> int:
        """Tell on which line something stands for the first time."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if line.strip().startswith(begin))
