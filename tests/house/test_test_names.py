"""A test file is found by its name alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def test_every_test_file_has_a_name_of_its_own(files: tuple[Path, ...], root: Path) -> None:
    names = Counter(
        path.name for path in files if path.is_relative_to(root / "tests") and path.name.startswith("test_")
    )
    assert not [name for name, count in names.items() if count > 1]
