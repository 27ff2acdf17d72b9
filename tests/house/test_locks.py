"""The locks say what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from pathlib import Path


def _wanted(project: dict[str, Any], group: str) -> list[Requirement]:
    groups = project["dependency-groups"]
    texts = [*project["project"]["dependencies"]]
    pending = [*groups[group]]
    while pending:
        entry = pending.pop()
        if isinstance(entry, str):
            texts.append(entry)
        else:
            pending += groups[entry["include-group"]]
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize(
    ("lock", "group"), [("requirements.lock", "build"), ("requirements-dev.lock", "dev")]
)
def test_the_lock_is_up_to_date(root: Path, lock: str, group: str) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    pins = re.findall(r"^([\w.-]+)==(\S+)", (root / lock).read_text(encoding="utf-8"), re.MULTILINE)
    locked = {canonicalize_name(name): version for name, version in pins}
    for requirement in _wanted(project, group):
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not locked: make lock"
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement}: make lock"
