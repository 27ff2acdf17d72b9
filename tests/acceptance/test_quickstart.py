"""The quickstart, walked word for word: what the page tells to type does what the page says."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tests.acceptance.pages import DOCS, blocks, typed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Emulator


def test_the_quickstart_does_what_it_says(tmp_path: Path, crm: Emulator) -> None:
    rows, definition, check_and_run, rejects, corrected, browser = blocks("quickstart.md", after="## 3.")
    assert "hakobu serve --demo" in browser  # typed by the test of the demo in the browser
    assert "leads.csv" in rows
    assert typed(rows, tmp_path, crm).returncode == 0
    assert typed(definition, tmp_path, crm).returncode == 0
    first = typed(check_and_run, tmp_path, crm)
    assert first.returncode == 3
    assert "bad_email · leads · Email" in first.stdout
    assert "sato(at)example.jp" in first.stdout
    assert "1 row would not be sent; the others would." in first.stdout
    assert "Run 1 · leads · finished, with failed rows" in first.stdout
    assert crm.stats()["records"]["Leads"] == 2
    assert "1 row failed" in typed(rejects, tmp_path, crm).stdout
    assert typed(corrected, tmp_path, crm).returncode == 0
    records = {record["Email"]: record for record in crm.get("/_emulator/records/Leads")["records"]}
    assert records.keys() == {"yamada@example.jp", "brown@example.com", "sato@example.jp"}
    assert records["yamada@example.jp"]["Phone"] == "03-1234-5678"
    history = json.loads(typed("hakobu runs --json", tmp_path, crm).stdout)
    counts = {name: number for name, number in history[0]["outcomes"].items() if number}
    assert counts == {"created": 1, "unchanged": 2}


def test_the_python_of_the_how_to_runs(tmp_path: Path, crm: Emulator) -> None:
    page = (DOCS / "how-to.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    rows, definition, *_ = blocks("quickstart.md", after="## 3.")
    typed(rows, tmp_path, crm)
    typed(definition, tmp_path, crm)
    (tmp_path / "deliver.py").write_text(code, encoding="utf-8")
    told = typed('"$PYTHON" deliver.py', tmp_path, crm)
    assert told.stderr == ""
    assert "'created': 2" in told.stdout
    assert crm.stats()["records"]["Leads"] == 2
