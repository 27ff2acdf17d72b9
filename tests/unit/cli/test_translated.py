"""What other folders say in English has its Japanese, and each of these texts is still said somewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import hakobu
from hakobu.cli.texts.refusals import JAPANESE_OF
from hakobu.cli.translated import translated
from hakobu.cli.words import Words

PLACE = re.compile(r"\{\w*\}")


def texts(tree: ast.AST) -> set[str]:
    """Gather the texts of a module, a pair of braces in the place of each value."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(PLACE.sub("{}", node.value))
        elif isinstance(node, ast.JoinedStr):
            parts = (str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
            found.add("".join(parts))
    return found


@pytest.fixture(scope="module")
def said() -> set[str]:
    folder = Path(hakobu.__file__).parent
    files = [path for path in folder.rglob("*.py") if path.name != "refusals.py"]
    return {text for path in files for text in texts(ast.parse(path.read_text(encoding="utf-8")))}


@pytest.mark.parametrize("english", JAPANESE_OF)
def test_each_is_still_said(english: str, said: set[str]) -> None:
    assert PLACE.sub("{}", english) in said


@pytest.mark.parametrize(("english", "japanese"), JAPANESE_OF.items())
def test_each_keeps_its_values(english: str, japanese: str) -> None:
    assert set(PLACE.findall(english)) == set(PLACE.findall(japanese))
    given = PLACE.sub(lambda place: f"<{place[0][1:-1]}>", english)
    shown = translated(Words("ja"), given)
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", shown)
    assert all(f"<{place[1:-1]}>" in shown for place in PLACE.findall(english))


def test_english_and_what_has_no_words_stay() -> None:
    assert translated(Words("en"), "This run is not over.") == "This run is not over."
    assert translated(Words("ja"), "Something new.") == "Something new."
