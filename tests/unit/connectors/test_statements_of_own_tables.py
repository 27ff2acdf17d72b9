"""The SQL of our own tables: its statements stay small, and braces in values stay what they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hakobu.connectors.own_tables import OwnTable, Type, create, delete, insert
from hakobu.connectors.placeholders import filled, unfilled

TABLE = OwnTable("notes", {"run": Type.INTEGER, "said": Type.TEXT})


@given(st.text(alphabet="{}ab_1 ", max_size=30))
def test_a_text_with_braces_comes_back_as_it_was(text: str) -> None:
    assert filled(unfilled(text), lambda name: f"<{name}>") == text


def test_a_table_has_an_index_or_a_key() -> None:
    assert create(TABLE, "postgresql") == (
        'CREATE TABLE "notes" ("run" bigint NOT NULL, "said" text)',
        'CREATE INDEX "notes_run" ON "notes" ("run")',
    )
    (single,) = create(OwnTable("notes", {"run": Type.INTEGER}, single=True), "mysql")
    assert single == "CREATE TABLE `notes` (`run` BIGINT NOT NULL, PRIMARY KEY (`run`)) CHARACTER SET utf8mb4"
    assert delete(TABLE, 3, "sqlite") == 'DELETE FROM "notes" WHERE "run" = 3'


def test_statements_are_small_by_rows_and_by_size() -> None:
    assert list(insert(TABLE, [], "sqlite")) == []
    assert len(list(insert(TABLE, [(1, "x")] * 1001, "sqlite"))) == 3
    large = list(insert(TABLE, ((1, "x" * 100_000) for _ in range(5)), "sqlite"))
    assert [each.count("(1, ") for each in large] == [2, 2, 1]


def test_the_character_nought_is_marked() -> None:
    (statement,) = insert(TABLE, [(1, "a\0b")], "postgresql")
    assert statement.endswith("VALUES\n(1, 'a\ufffdb')")
