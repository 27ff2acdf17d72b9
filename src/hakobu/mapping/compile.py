"""Compile a task's mapping: every fault of it at once, before a row is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from hakobu.mapping.compiled import CompiledMapping
    from hakobu.mapping.fields import FieldLike
    from hakobu.model import Task

__all__ = ["compile_mapping"]


def compile_mapping(
    task: Task,
    columns: pa.Schema,
    fields: Mapping[str, FieldLike],
    *,
    related: Callable[[str], Mapping[str, FieldLike]],
    file: str = "",
) -> CompiledMapping:
    """Turn a task's mapping into one that can run, or raise all its faults.

    ``columns`` is the source's schema (with or without the row number), ``fields`` the module's fields by
    API name; ``related`` gives those of another module, and an empty mapping for one that is unknown.
    """
    raise NotImplementedError
