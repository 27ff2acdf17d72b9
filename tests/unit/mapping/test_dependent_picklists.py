"""A picklist value that its parent's value does not allow is a fault that names both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest

from hakobu.mapping import check, compile_mapping, map_rows, write_mapped
from hakobu.model import Expression, FieldMap, Operation, Read, Task
from hakobu.staging import ROW
from tests.unit.mapping.conftest import Pick, field

if TYPE_CHECKING:
    from pathlib import Path


def values(*names: str) -> list[dict[str, Any]]:
    return [{"display_value": name, "actual_value": name} for name in names]


COUNTRY = [
    {
        **values("Japan")[0],
        "maps": [{"api_name": "City", "pick_list_values": values("-None-", "Tsu", "Ise")}],
    },
    {**values("France")[0], "maps": [{"api_name": "City", "pick_list_values": values("Paris")}]},
    *values("Chad"),
]
FIELDS = {
    "Country": field(
        "Country",
        "picklist",
        picklist=(Pick("Japan", "Japan"), Pick("France", "France"), Pick("Chad", "Chad")),
        raw={"pick_list_values": COUNTRY},
    ),
    "City": field(
        "City", "picklist", picklist=(Pick("Tsu", "Tsu"), Pick("Ise", "Ise"), Pick("Paris", "Paris"))
    ),
}


@pytest.mark.parametrize(
    ("country", "city", "detail"),
    [
        ("Japan", "Tsu", None),
        ("Japan", "Paris", "City Paris, Country Japan; valid: Tsu, Ise"),
        ("France", "Ise", "City Ise, Country France; valid: Paris"),
        ("Chad", "Paris", None),  # the metadata say nothing of it
        (None, "Paris", None),
        ("Japan", None, None),
    ],
)
def test_a_value_fits_the_value_it_depends_on(
    tmp_path: Path, country: str | None, city: str | None, detail: str | None
) -> None:
    task = Task(
        name="t",
        read=Read(table="rows"),
        module="Leads",
        operation=Operation.UPSERT,
        map=tuple(FieldMap(field=name, source=Expression(name.lower())) for name in FIELDS),
    )
    rows = {"country": pa.array([country], pa.string()), "city": pa.array([city], pa.string())}
    batch = pa.RecordBatch.from_pydict({ROW: pa.array([1], pa.int64()), **rows})
    mapping = compile_mapping(task, batch.schema, FIELDS, related=lambda _: {})
    write_mapped(tmp_path / "mapped", map_rows(mapping, [batch]))
    with duckdb.connect() as session:
        check(session, mapping, tmp_path / "mapped", tmp_path / "out")
        found = session.execute(f"select _faults from read_parquet('{tmp_path / 'out'}')").fetchall()
    faults = [(fault["field"], fault["code"], fault["detail"]) for fault in found[0][0]]
    assert faults == ([("City", "not_for_parent", detail)] if detail else [])
