"""Price books, quotes, orders, invoices: every field there and back, changed, deleted.

The fields come from the live metadata; what these stories leave out stands with its reason in ``BESIDE`` and
``LEFT_OUT`` of ``module_samples.py``.
The lines or members that such a record must have come with it, in the plainest form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.module_stories import (
    cases,
    changed_and_gone,
    there_and_back,
    written_in_bulk_with_lines,
)
from tests.acceptance.modules import Story, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULES = ("Price_Books", "Quotes", "Sales_Orders", "Purchase_Orders", "Invoices")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    running = World.start()
    yield running
    running.close()


@pytest.mark.parametrize(("module", "schema"), cases(MODULES))
def test_every_field_is_written_and_read_back(module: str, schema: str, world: World, tmp_path: Path) -> None:
    there_and_back(Story(world, tmp_path, module, schema))


@pytest.mark.parametrize(("module", "schema"), cases(MODULES))
def test_every_field_is_changed_and_the_record_deleted(
    module: str, schema: str, world: World, tmp_path: Path
) -> None:
    changed_and_gone(Story(world, tmp_path, module, schema))


@pytest.mark.parametrize(("module", "schema"), cases(["Price_Books"]))
def test_bulk_write_carries_the_same(module: str, schema: str, world: World, tmp_path: Path) -> None:
    written_in_bulk_with_lines(Story(world, tmp_path, module, schema))
