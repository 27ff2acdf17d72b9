"""The audit log is kept in English, and shown in the reader's language."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hakobu
from hakobu.reports.audited import action_in, actor_in, what_in
from hakobu.reports.japanese.audit import ACTIONS, WHATS

if TYPE_CHECKING:
    from collections.abc import Iterator

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
WITH_PLACES = {
    "{} applied": ("connection", "job", "calendar", "alert channel", "labels"),
    "{} asked": ("check", "plan", "run", "execute", "approve", "undo", "retry", "resume"),
}

TOLD_BY = {("accounts.py", "self._note"): 0, ("renaming.py", "_note"): 1}  # which argument is the action


def texts_of(node: ast.expr) -> Iterator[str]:
    """Give the texts that an action may be."""
    if isinstance(node, ast.IfExp):
        yield from texts_of(node.body)
        yield from texts_of(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        parts = (str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
        form = "".join(parts)
        yield from (form.format(each) for each in WITH_PLACES[form])
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def written() -> set[str]:
    """Gather the actions that any module writes into the log."""
    found: set[str] = set()
    for path in Path(hakobu.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            of = ast.unparse(node.func)
            if of.endswith("audit.write"):
                found.update(*(texts_of(each.value) for each in node.keywords if each.arg == "action"))
            elif (path.name, of) in TOLD_BY:
                found.update(texts_of(node.args[TOLD_BY[path.name, of]]))
    return found


def test_every_action_has_its_japanese() -> None:
    by_name = {"refused", "withdrawn", "audit log sealed anew", "audit log was cut"}
    assert written() | by_name == set(ACTIONS)
    assert all(JAPANESE.search(each) for each in ACTIONS.values())
    assert set(WHATS) <= set(ACTIONS)


@pytest.mark.parametrize(
    ("action", "what", "said"),
    [
        ("user added", "p@x.org: viewer", "p@x.org：閲覧者"),
        ("user role", "p@x.org: viewer to editor", "p@x.org：閲覧者から編集者へ"),
        ("connection saved", "shop v2 v3", "shop v2（版 3）"),
        ("connection saved", "shop two: copy of shop", "shop two（shop の複製）"),
        ("connection tested", "shop: failed", "shop：失敗"),
        (
            "approved",
            "3: run a b (delete, mirror) in crm",
            "依頼 3：a b の実行（削除、追加・更新・削除）、接続 crm",
        ),
        ("approval asked", "4: forget  (erase) in crm", "依頼 4：個人データの消去、接続 crm"),
        (
            "rights set",
            "b@x.org: every connection: values COQL, crm: values",
            "b@x.org：すべての接続（値の参照、COQL の使用）、crm（値の参照）",
        ),
        ("rights set", "b@x.org: none", "b@x.org：なし"),
        ("run asked", "run 5", "run 5"),
        ("undo asked", "shop, run 12", "shop、実行 12"),
        ("connector installed", "oracle: The file is empty.", "oracle：ファイルが空です。"),
        ("security set", "installs: False", "コネクタのインストール：オフ"),
        ("sign-in refused", "wrong_code", "コードが不正"),
        ("something new", "as it is", "as it is"),
    ],
)
def test_what_it_was_done_to_is_said(action: str, what: str, said: str) -> None:
    assert what_in("ja", action, what) == said
    assert what_in("en", action, what) == what


def test_who_did_it_is_said_where_it_is_no_person() -> None:
    said = [actor_in("ja", who) for who in ("command line", "root (command line)", "a@x.org")]
    assert said == ["コマンドライン", "root（コマンドライン）", "a@x.org"]


def test_an_action_without_words_stands_for_itself() -> None:
    assert (action_in("ja", "sign-in"), action_in("en", "sign-in")) == ("サインイン", "sign-in")
    assert action_in("ja", "something new") == "something new"
