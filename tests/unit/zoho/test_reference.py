from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from hakobu.zoho import CODES, COSTS, REGIONS, VERSIONS, Client, Settings

TEXT = (Path(__file__).parents[3] / "docs" / "reference" / "client.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        *CODES,
        *VERSIONS,
        *REGIONS,
        *(field.name for field in fields(Settings)),
        *(name for name in vars(Client) if not name.startswith("_") and name != "close"),
    ],
)
def test_the_reference_names_it(name: str) -> None:
    assert f"`{name}`" in TEXT or f"`{name}(" in TEXT


def test_the_reference_has_every_price_and_text() -> None:
    assert all(f"\n{operation} | " in TEXT for operation in COSTS)
    assert all(entry.meaning[lang] in TEXT for entry in CODES.values() for lang in ("en", "ja"))
