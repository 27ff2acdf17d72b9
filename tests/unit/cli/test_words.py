"""Both languages say the same, in the words that users know."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from hakobu.cli import words as words_module
from hakobu.cli.words import WORDS, Words, language_named

NEVER_SHOWN = ("ledger", "journal", "outcome", "reject", "settle", "spool", "canary", "guard")
MAY_NAME_THEM = {
    "help.run.compare",
    "help.plan.compare",
    "rejects.more",
}  # the option's value, the command's name
SOURCES = sorted(Path(words_module.__file__).parent.glob("*.py"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_texts() -> None:
    assert WORDS["en"].keys() == WORDS["ja"].keys()


@pytest.mark.parametrize("key", sorted(WORDS["en"]))
def test_placeholders_agree(key: str) -> None:
    assert placeholders(WORDS["en"][key]) >= placeholders(WORDS["ja"][key])
    assert placeholders(WORDS["en"][key]) - placeholders(WORDS["ja"][key]) <= {"n"}


@pytest.mark.parametrize("lang", sorted(WORDS))
def test_words_for_developers_are_never_shown(lang: str) -> None:
    shown = {
        key: text
        for key, text in WORDS[lang].items()
        if key not in MAY_NAME_THEM
        and re.search(rf"\b({'|'.join(NEVER_SHOWN)})", text.replace("hakobu rejects", ""), re.IGNORECASE)
    }
    assert not shown


def test_the_words_that_users_of_such_software_know() -> None:
    ja = Words("ja")
    assert ja("column.task") == "タスク"
    assert ja("column.job") == "ジョブ"
    assert ja("column.field") == "項目"
    assert ja("role.source") == "データソース"
    assert ja("role.destination") == "同期先"
    assert ja("run.failed") == "エラー行"
    assert ja("outcome.unknown") == "結果未確認"
    assert ja("outcome.rejected") == "Zoho 側エラー"
    assert ja("outcome.invalid") == "未送信（入力エラー）"
    assert ja("status.guard") == "安全制限により停止"


def asked_for() -> set[str]:
    """Find every key that the code writes out."""
    found = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"words", "find"}:
                inside = [each for arg in node.args for each in ast.walk(arg)]
                if not any(isinstance(each, ast.JoinedStr) for each in inside):
                    found |= {each.value for each in inside if isinstance(each, ast.Constant)}
    return {key for key in found if isinstance(key, str) and "." in key}


def test_every_text_that_is_asked_for_is_there() -> None:
    assert len(asked_for()) > 50
    assert asked_for() <= WORDS["en"].keys()


def test_numbers_are_counted() -> None:
    assert Words("en").count("rows", 1) == "1 row"
    assert Words("en").count("rows", 1_234) == "1,234 rows"
    assert Words("ja").count("rows", 1_234) == "1,234 件"


def test_long_times_are_told_in_minutes() -> None:
    assert Words("en").seconds(12.34) == "12.3 s"
    assert Words("en").seconds(125) == "2 min 5 s"


def test_an_unknown_term_stands_for_itself() -> None:
    assert Words("en").term("phase", "levitate") == "levitate"


def test_another_language_is_answered_in_english() -> None:
    assert Words("fr").lang == "en"


@pytest.mark.parametrize(
    ("arguments", "lang"),
    [(["run", "--lang", "ja"], "ja"), (["--lang=en"], "en"), (["run", "--lang"], None), ([], None)],
)
def test_the_language_is_found_before_parsing(arguments: list[str], lang: str | None) -> None:
    assert language_named(arguments) == lang
