"""The version is said once."""

from __future__ import annotations

import importlib.metadata
import tomllib
from typing import TYPE_CHECKING

import hakobu

if TYPE_CHECKING:
    from pathlib import Path


def test_the_version_is_the_same_everywhere(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert importlib.metadata.version("hakobu") == project["version"]
    assert getattr(hakobu, "__version__", project["version"]) == project["version"]
