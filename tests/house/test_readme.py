"""The README opens with the two commands; the changelog speaks of versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _only_once_it_is_written(told: bool) -> None:  # noqa: FBT001 - a fixture
    if not told:
        pytest.skip("the README is still a title")


def test_the_readme_opens_with_the_two_commands(texts: dict[str, str]) -> None:
    opening = re.search(r"```[a-z]*\n(.*?)```", texts["README.md"], re.DOTALL)
    assert opening is not None
    commands = [line.partition("#")[0].strip() for line in opening.group(1).splitlines()]
    assert [command for command in commands if command] == ["make demo", "make test"]


def test_the_changelog_has_a_version(texts: dict[str, str]) -> None:
    assert re.search(r"^## \[?(Unreleased|\d+\.\d+\.\d+)", texts["CHANGELOG.md"], re.MULTILINE)


def test_links_lead_somewhere(root: Path, texts: dict[str, str]) -> None:
    broken = [
        f"{path}: {target}"
        for path, text in texts.items()
        if path.endswith(".md")
        for target in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text)
        if not (root / path).parent.joinpath(target).exists()
    ]
    assert not broken, "\n".join(broken)
