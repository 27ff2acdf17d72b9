"""What others ran into is held by a test here: the page names it, and it is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "lessons.md"
ROW = re.compile(r"^\| .+ \| .+ \| (.+) \|$", re.MULTILINE)


def _named() -> list[str]:
    cells = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return [cell.strip("`") for cell in cells if cell != "Held by"]


def test_every_lesson_names_a_test() -> None:
    named = _named()
    # the thirty-six threads, and thirteen troubles with Zoho in particular
    assert len(named) >= 49
    assert not [cell for cell in named if "::test_" not in cell]


@pytest.mark.parametrize("name", sorted(set(_named())))
def test_the_test_is_there(name: str) -> None:
    path, _, function = name.partition("::")
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    assert function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
