"""The reference of connectors is what the specifications say, in both directions."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hakobu.connectors.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parents[3]


def test_the_reference_is_current() -> None:
    made: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "connectors_page.py"))
    page = made["PAGE"].read_text(encoding="utf-8")
    assert page == made["written"](page), "run: python scripts/connectors_page.py"


def test_what_was_not_tried_is_said() -> None:
    page = (ROOT / "docs" / "reference" / "connectors.md").read_text(encoding="utf-8")
    for spec in CATALOGUE.values():
        section = page.partition(f"## `{spec.name}`")[2].partition("\n## ")[0]
        assert spec.tried == ("Not tried against" not in section), spec.name


def test_every_text_stands_in_both_languages() -> None:
    for spec in CATALOGUE.values():
        for words in (spec.title, *(words for each in spec.settings for words in (each.title, each.help))):
            assert words.en
            assert words.ja
