"""The page of modules is what the client's tables say, in its own words."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


def test_the_page_of_modules_is_current() -> None:
    made: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "modules_page.py"))
    page = (ROOT / "docs" / "reference" / "modules.md").read_text(encoding="utf-8")
    assert page == made["page"](), "run: python scripts/modules_page.py"
