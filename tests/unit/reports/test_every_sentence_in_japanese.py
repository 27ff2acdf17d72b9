"""Whatever the program says in English has its Japanese, and each of these texts is still said somewhere."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hakobu
from hakobu.reports.japanese import JAPANESE_OF
from hakobu.reports.phrases import PLACE
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(hakobu.__file__).parent
ANY = re.compile(r"\{\w*\}")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
WORD = re.compile(r"[A-Za-z']{2,}")
SENTENCE = re.compile(r"(?:[A-Z]|\{\}).*[.?…:]", re.DOTALL)

# Who reads these speaks another language than the reader of a page or of a terminal.
NOT_FOR_READERS = {
    "emulator/": "it is a program of its own, which speaks as Zoho does",
    "demo/": "its rows and its story, which has words of its own",
    "cli/": "the command line has words of its own in cli/texts",
    "store/migrations/": "they say nothing",
    "definitions/keys.py": "what the reference and the schema say of each key",
    "definitions/starter.py": "the file that hakobu init writes",
    "mapping/reference.py": "a page of the reference",
    "runs/support.py": "it reads traces, and says nothing",
    "api/app.py": "what a developer reads of the API",
    "api/description.py": "what a developer reads of the API",
    "api/health.py": "what a collector of metrics reads",
}
SAYS = ("Error", "Fault", "fault", "_refuse", "warn")  # ends of the names of what takes a text for a reader
FOR_DEVELOPERS = {"AssertionError", "ValueError", "TypeError", "RuntimeError", "KeyError", "AttributeError"}
SILENT = {"description", "help", "examples", "pattern", "summary", "alias", "title", "responses"}
LOGS = {"debug", "info", "warning", "error", "exception"}


def told(node: ast.AST) -> str | None:
    """Give a text of the source, a pair of braces in the place of each value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return ANY.sub("{}", node.value).strip()
    if isinstance(node, ast.JoinedStr):
        parts = (str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
        return ANY.sub("{}", "".join(parts)).strip()
    return None


def name_of(call: ast.Call) -> str:
    """Give the last word of what is called."""
    of = call.func
    return of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""


def said_in(node: ast.AST, *, to_reader: bool = False) -> Iterator[str]:
    """Walk over what a module says to its readers: sentences, and any text that an error is made of."""
    text = told(node)
    if text is not None:
        words = WORD.findall(ANY.sub(" ", text))
        if len(words) > 1 and " " in text and (to_reader or SENTENCE.fullmatch(text)):
            yield text
        return
    if isinstance(node, ast.Call):
        name = name_of(node)
        if name in FOR_DEVELOPERS or (name in LOGS and isinstance(node.func, ast.Attribute)):
            return
        to_reader = name.endswith(SAYS)
    elif isinstance(node, ast.Dict | ast.Tuple | ast.List) and in_both_languages(node):
        return
    elif not isinstance(node, ast.IfExp | ast.BinOp | ast.keyword):
        to_reader = False
    yield from inside(node, to_reader=to_reader)


def inside(node: ast.AST, *, to_reader: bool) -> Iterator[str]:
    """Walk over what a node is made of, save docstrings, patterns and what is said of parameters."""
    for child in ast.iter_child_nodes(node):
        silent = isinstance(child, ast.keyword) and child.arg in SILENT
        lone = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        where = to_reader and not (isinstance(child, ast.keyword) and child.arg in {"where", "code", "path"})
        if not silent and not lone and not isinstance(child, ast.Assert):
            yield from said_in(child, to_reader=where)


def in_both_languages(node: ast.AST) -> bool:
    """Tell whether a text in here has its Japanese beside it."""
    texts = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
    return any(isinstance(text, str) and JAPANESE.search(text) for text in texts)


@cache
def modules() -> dict[str, ast.Module]:
    """Read every module of the package, save the table itself."""
    files = (path for path in PACKAGE.rglob("*.py") if path.parent.name != "japanese")
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in files
    }


@cache
def every_text() -> frozenset[str]:
    """Gather all texts of the package."""
    return frozenset(
        text for tree in modules().values() for node in ast.walk(tree) if (text := told(node)) is not None
    )


def test_each_is_still_said() -> None:
    assert not sorted(each for each in JAPANESE_OF if ANY.sub("{}", each) not in every_text())


def test_every_sentence_has_its_japanese() -> None:
    known = {ANY.sub("{}", english) for english in JAPANESE_OF}
    missing = {
        f"{path}: {text}"
        for path, tree in modules().items()
        if not path.startswith(tuple(NOT_FOR_READERS))
        for text in said_in(tree)
        if text not in known and not JAPANESE.search(text)
    }
    assert not missing, "\n".join(sorted(missing))


@pytest.mark.parametrize("path", sorted(NOT_FOR_READERS))
def test_only_modules_that_are_there_are_excused(path: str) -> None:
    assert any(each.startswith(path) for each in modules())


def test_each_stands_in_one_file_alone() -> None:
    files = (PACKAGE / "reports" / "japanese").glob("*.py")
    said = Counter(
        told(key)
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "JAPANESE_OF"
        if isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if key is not None
    )
    assert len(said) > 500
    assert not [text for text, times in said.items() if times > 1]


def test_each_keeps_its_values() -> None:
    for english, japanese in JAPANESE_OF.items():
        assert set(PLACE.findall(english)) == set(PLACE.findall(japanese)), english
        assert JAPANESE.search(japanese), english


def test_each_is_found_by_what_is_said() -> None:
    for english in JAPANESE_OF:
        names = PLACE.findall(english)
        given = PLACE.sub(lambda place: f"<{place[1]}>", english)
        shown = spoken(given, "ja")
        assert JAPANESE.search(shown), given
        assert all(f"<{name}>" in shown for name in names), (given, shown)


def test_english_and_what_has_no_words_stay() -> None:
    assert spoken("This run is not over.", "en") == "This run is not over."
    assert spoken("Something new.", "ja") == "Something new."


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("Collecting oracledb==3.1.0 (from -r oracle.lock (line 3))", "取得しています：oracledb==3.1.0"),
        (
            "ERROR: No matching distribution found for oracledb",
            "エラー：oracledb に合うパッケージが見つかりません。",
        ),
        (
            "X could not be installed; nothing was changed. pip says: No matching distribution found for y",
            "pip のメッセージ：y に合うパッケージが見つかりません。",
        ),
        (
            "connection shop, table people: There is no table 'people'.",
            "接続 shop、テーブル people：テーブル「people」はありません。",
        ),
        (
            "organisation: http://x:1 did not answer (ConnectError: [Errno 111] Connection refused).",
            "組織：http://x:1 から応答がありませんでした（接続が拒否されました）。",
        ),
        (
            "This plan was executed already; it ended as done with rejects.",
            "この変更プレビューは実行済みです（状態：エラー行ありで完了）。",
        ),
        (
            "files needs one of the settings code or refresh_token.",
            "files には設定 code、refresh_token のいずれかが必要です。",
        ),
        ("There is no job 'x y'.", "ジョブ「x y」はありません。"),
        (
            "The key 'operation' cannot be 'foo'. Valid: insert, update.",
            "キー「operation」に「foo」は指定できません。使える値：insert, update。",
        ),
        ("'x' is not a whole number. For example: 5.", "「x」は整数ではありません。例：5。"),
        (
            "task shop: Name names a record rather than identifying it, and 3 rows would collide: A, B.",
            "タスク shop：Name は名称であり、レコードを特定しません。3 件の行が重複します：A, B",
        ),
        (
            "Leads.Score is read-only: Zoho computes it (formula).",
            "Leads.Score：読み取り専用です：Zoho が計算します（数式）。",
        ),
        ("PostgreSQL says: it is so: no way. Set 'password'.", "「password」を入力してください。"),
    ],
)
def test_sentences_are_said_one_by_one(english: str, japanese: str) -> None:
    assert spoken(english, "ja").endswith(japanese)
