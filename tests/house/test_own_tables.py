"""SQL of our own tables stands in the store, and nowhere else."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.house.conftest import Module


def _tables(modules: tuple[Module, ...]) -> set[str]:
    return {
        node.args[0].value
        for module in modules
        if module.place == "store"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("Table")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_no_sql_of_our_tables_outside_the_store(modules: tuple[Module, ...]) -> None:
    tables = _tables(modules)
    if not tables:
        return
    # capitals: SQL is written in them here, and a sentence such as "read from runs" is none
    sql = re.compile(rf"\b(FROM|INTO|UPDATE|JOIN|TABLE)\s+\"?({'|'.join(sorted(tables))})\b")
    wrong = [
        f"{module.path}:{node.lineno}: {node.value!r}"
        for module in modules
        if module.place not in {"store", "emulator", "demo"}
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and sql.search(node.value)
    ]
    assert not wrong, "\n".join(wrong)
