"""Zoho CRM as a source: the same rows by COQL, by lists and by Bulk Read, and on into another Zoho CRM."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from hakobu.connectors.catalogue import open_source
from hakobu.errors import SourceError
from hakobu.model import Connection, Read
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hakobu.connectors.source import Source

SCHEMAS = ("v2", "v2.1", "v4", "v8")
WAYS: dict[str, dict[str, Any]] = {
    "COQL": {},
    "REST": {"use_coql": False},
    "Bulk": {"use_coql": False, "api_type": "Bulk"},
}
PEOPLE = [
    {
        "Last_Name": f"運ぶ {number}",
        "Company": 'O\'Neil, "Sons"\nLtd' if number % 2 else None,
        "City": ("Oslo", "Rome", None)[number % 3],
        "No_of_Employees": number,
        "Annual_Revenue": 1234567890.25 + number,
        "Email": f"p{number}@x.example",
        "Email_Opt_Out": number % 2 == 0,
    }
    for number in range(40)
]
COLUMNS = (
    "id",
    "Last_Name",
    "Company",
    "City",
    "No_of_Employees",
    "Annual_Revenue",
    "Email_Opt_Out",
    "Owner",
)


def settings(url: str, **changed: Any) -> dict[str, Any]:
    given = {"client_id": "id", "client_secret": "planted-secret", "refresh_token": "planted-token"}
    return given | {"accounts_server": url, "api_domain": url} | changed


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Source]]:
    """Open an emulator as a source; the tokens are shared, as Zoho gives ten of them only."""
    sources: list[Source] = []

    def make(url: str, **changed: Any) -> Source:
        connection = Connection(name="crm", connector="zoho-crm", settings=settings(url, **changed))
        sources.append(open_source(connection, base=tmp_path, home=tmp_path))
        return sources[-1]

    yield make
    for source in sources:
        source.close()


@pytest.fixture
def leads(emulator: Callable[..., Any]) -> Any:
    running = emulator()
    running.seed(records={"Leads": PEOPLE})
    return running


def read(source: Source, read: Read) -> pa.Table:
    return pa.Table.from_batches(source.batches(read), schema=source.schema(read))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_each_api_gives_the_same_table(schema: str, leads: Any, opened: Callable[..., Source]) -> None:
    where = "(City != 'oslo' or City is null) and No_of_Employees between 3 and 30"
    wanted = Read(table="Leads", columns=COLUMNS, where=where)
    tables = [read(opened(leads.url, schema=schema, **way), wanted).sort_by("id") for way in WAYS.values()]
    assert tables[0].num_rows == 18
    assert tables[0] == tables[1] == tables[2]
    first = tables[0].to_pylist()[0]
    assert first["Annual_Revenue"] == Decimal("1234567894.25")
    assert (first["No_of_Employees"], first["Company"], first["City"]) == (4, None, "Rome")
    assert tables[0].to_pylist()[1]["Company"] == 'O\'Neil, "Sons"\nLtd'


@pytest.mark.parametrize("schema", ["v2.1", "v4", "v8"])
def test_lines_of_a_subform_are_a_table_of_their_own(
    schema: str, emulator: Callable[..., Any], opened: Callable[..., Source]
) -> None:
    running = emulator()
    running.post("/_emulator/org", {"job_seconds": 0})
    (chair,) = running.seed(records={"Products": [{"Product_Name": "Chair"}]})["ids"]["Products"]
    quotes = [
        {
            "Subject": "Q",
            "Quoted_Items": [{"Product_Name": {"id": chair}, "Quantity": number} for number in much],
        }
        for much in ((1, 2), (3,))
    ]
    ids = running.seed(records={"Quotes": quotes})["ids"]["Quotes"]
    wanted = Read(table="Quoted_Items", columns=("id", "Parent_Id", "Product_Name", "Quantity"))
    tables = [read(opened(running.url, schema=schema, **way), wanted).sort_by("id") for way in WAYS.values()]
    assert tables[0] == tables[1] == tables[2]
    shown = [(each["Parent_Id"], each["Product_Name"], each["Quantity"]) for each in tables[0].to_pylist()]
    assert shown == [(ids[0], chair, 1), (ids[0], chair, 2), (ids[1], chair, 3)]


KINDS: dict[str, tuple[dict[str, Any], Any]] = {
    "Text": ({"data_type": "text"}, '運ぶ, "quoted"\n two lines'),
    "Area": ({"data_type": "textarea", "length": 2000}, "one\ntwo"),
    "Mail": ({"data_type": "email"}, "a@example.com"),
    "Site": ({"data_type": "website"}, "https://example.com/a?b=c,d"),
    "Ring": ({"data_type": "phone"}, "+81 3-1234-5678"),
    "Whole": ({"data_type": "integer", "length": 9}, -123456789),
    "Long": ({"data_type": "bigint", "length": 18}, "900719925474099312"),
    "Exact": ({"data_type": "double", "length": 16, "decimal_place": 9}, 1234567.123456789),
    "Money": ({"data_type": "currency", "length": 16, "decimal_place": 2}, -0.01),
    "Share": ({"data_type": "percent", "length": 5}, 12),
    "Yes": ({"data_type": "boolean"}, True),
    "Day": ({"data_type": "date"}, "1969-12-31"),
    "Moment": ({"data_type": "datetime"}, "2026-02-28T23:59:59+09:00"),
    "Pick": ({"data_type": "picklist", "pick_list_values": ["赤", "a, b"]}, "a, b"),
    "Picks": ({"data_type": "multiselectpicklist", "pick_list_values": ["赤", "青"]}, ["赤", "青"]),
}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_each_api_gives_the_same_table_of_every_kind_of_field(
    schema: str, emulator: Callable[..., Any], opened: Callable[..., Source]
) -> None:
    running = emulator()
    fields = [{"api_name": name, "field_label": name, **made} for name, (made, _) in KINDS.items()]
    full = {name: value for name, (_, value) in KINDS.items()}
    running.seed(
        fields={"Leads": fields},
        records={
            "Leads": [{"Last_Name": "full", "Company": "A", **full}, {"Last_Name": "bare", "Company": "A"}]
        },
    )
    wanted = Read(table="Leads", columns=("Last_Name", *KINDS))
    coql, rest, bulk = (
        read(opened(running.url, schema=schema, **way), wanted).sort_by("Last_Name") for way in WAYS.values()
    )
    assert coql.schema == rest.schema == bulk.schema
    assert coql.to_pylist() == rest.to_pylist() == bulk.to_pylist()
    bare, row = coql.to_pylist()
    assert {name for name, value in bare.items() if value is None} == KINDS.keys()
    assert (row["Long"], row["Money"]) == (900719925474099312, Decimal("-0.01"))
    assert row["Moment"] == datetime(2026, 2, 28, 14, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("way", ["REST", "Bulk"])
def test_without_coql_no_coql_call_is_made(way: str, leads: Any, opened: Callable[..., Source]) -> None:
    source = opened(leads.url, **WAYS[way])
    assert read(source, Read(table="Leads")).num_rows == len(PEOPLE)
    assert not any("coql" in operation for operation in leads.stats()["calls"])
    with pytest.raises(SourceError, match="needs COQL"):
        source.schema(Read(query="select id from Leads where id is not null"))


def test_types_come_from_the_metadata(leads: Any, opened: Callable[..., Source]) -> None:
    schema = opened(leads.url).schema(Read(table="Leads"))
    assert schema.field("Annual_Revenue").type == pa.decimal128(18, 2)
    assert schema.field("No_of_Employees").type == pa.int64()
    assert schema.field("Email_Opt_Out").type == pa.bool_()
    assert schema.field("Created_Time").type == pa.timestamp("us", tz="UTC")
    assert schema.field("Owner").type == pa.string()


def test_a_type_that_is_named_wins(leads: Any, opened: Callable[..., Source]) -> None:
    wanted = Read(
        table="Leads", columns=("Last_Name", "No_of_Employees"), types={"No_of_Employees": "VARCHAR"}
    )
    assert set(read(opened(leads.url), wanted).column("No_of_Employees").to_pylist()) >= {"0", "39"}
    wrong = Read(table="Leads", columns=("Last_Name",), types={"Last_Name": "DATE"})
    with pytest.raises(SourceError, match=r"column Last_Name.*is not of the type DATE"):
        read(opened(leads.url), wrong)


def test_queries(leads: Any, opened: Callable[..., Source]) -> None:
    source = opened(leads.url)
    text = "select Last_Name, Owner.email, Annual_Revenue as 'money' from Leads where No_of_Employees < 3"
    table = read(source, Read(query=text))
    assert table.column_names == ["Last_Name", "Owner.email", "money"]
    assert table.num_rows == 3
    ordered = "select Last_Name from Leads where id is not null order by No_of_Employees desc limit 2"
    assert read(source, Read(query=ordered)).column("Last_Name").to_pylist() == ["運ぶ 39", "運ぶ 38"]


def test_many_records_arrive_once_each(emulator: Callable[..., Any], opened: Callable[..., Source]) -> None:
    running = emulator()
    running.seed(records={"Leads": [{"Last_Name": f"N{number}"} for number in range(14_500)]})
    wanted = Read(table="Leads", columns=("id", "Last_Name"))
    for schema in ("v4", "v8"):  # the reach of OFFSET differs: beyond it ranges of ids are read
        names = read(opened(running.url, schema=schema), wanted).column("Last_Name").to_pylist()
        assert len(names) == len(set(names)) == 14_500
    assert running.stats()["peak_sub_concurrency"] <= 10


def test_more_columns_than_coql_gives_are_joined_by_id(
    emulator: Callable[..., Any], opened: Callable[..., Source]
) -> None:
    running = emulator()
    fields = [{"api_name": f"F{n}", "field_label": f"F{n}", "data_type": "integer"} for n in range(120)]
    rows = [{"Last_Name": str(row), **{f"F{n}": row * 1000 + n for n in range(120)}} for row in range(30)]
    running.seed(fields={"Leads": fields}, records={"Leads": rows})
    wanted = Read(table="Leads", columns=("Last_Name", *(f"F{n}" for n in range(120))))
    for way in WAYS.values():
        table = read(opened(running.url, **way), wanted)
        assert all(row["F119"] == int(row["Last_Name"]) * 1000 + 119 for row in table.to_pylist())
        assert table.num_rows == 30


def test_deleted_records(leads: Any, opened: Callable[..., Source]) -> None:
    source = opened(leads.url)
    (record, *_) = leads.get("/_emulator/records/Leads")["records"]
    source._client.delete("Leads", [record["id"]])  # type: ignore[attr-defined]
    (gone,) = read(source, Read(table="Leads", deleted=True)).to_pylist()
    assert (gone["id"], gone["type"]) == (record["id"], "recycle")
    assert isinstance(gone["deleted_time"], datetime)
    assert gone["deleted_time"].tzinfo is not None
    assert gone["deleted_time"] > datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Read(table="Leeds"), r"connection crm, table Leeds.*no module 'Leeds'.*Leads"),
        (Read(table="Leads", columns=("Emial",)), r"Leads, field Emial.*no field 'Emial'.*Email"),
        (Read(table="Leads", where="Emial = 'x'"), r"no field 'Emial'"),
        (Read(table="Leads", where="Email ="), r"a value is missing"),
        (Read(query="delete from Leads"), r"line 1, column 1.*begins with select"),
        (Read(query="select Emial from Leads where id > 1"), r"no field 'Emial'"),
        (Read(file="x.csv"), r"no files"),
        (Read(table="Leads", types={"Emial": "DATE"}), r"'types' names a column 'Emial'"),
    ],
)
def test_what_cannot_be_read_is_named(
    wanted: Read, said: str, leads: Any, opened: Callable[..., Source]
) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        opened(leads.url).schema(wanted)
    assert "planted" not in str(caught.value)


def test_a_module_of_a_newer_version_says_so(leads: Any, opened: Callable[..., Source]) -> None:
    with pytest.raises(SourceError, match="needs Schema v4"):
        opened(leads.url, schema="v2").schema(Read(table="Services__s"))


def test_modules_are_the_tables(leads: Any, opened: Callable[..., Source]) -> None:
    assert {"Leads", "Accounts", "Contacts"} <= set(opened(leads.url).tables())


@pytest.mark.parametrize("way", WAYS)
def test_read_from_zoho_and_write_to_zoho(
    way: str, leads: Any, emulator: Callable[..., Any], tmp_path: Path
) -> None:
    """A copy from one organisation to another is a job like any other."""
    other = emulator()
    other.seed(fields={"Leads": [key_field("Old_Id")]})
    bench = Bench(tmp_path, other)
    bench.source = {"connector": "zoho-crm", **settings(leads.url, **WAYS[way])}
    bench.task(
        read={"table": "Leads", "columns": list(COLUMNS), "where": "No_of_Employees < 10"},
        match=["Old_Id"],
        map={
            "Old_Id": "id",
            "Last_Name": '"Last_Name"',
            "Company": "coalesce(\"Company\", 'none')",
            "Annual_Revenue": '"Annual_Revenue"',
            "No_of_Employees": '"No_of_Employees"',
        },
    )
    assert bench.outcomes() == {"created": 10}
    assert bench.outcomes() == {"unchanged": 10}
    made = {row["Last_Name"]: row for row in bench.records()}
    assert made["運ぶ 3"]["Company"] == 'O\'Neil, "Sons"\nLtd'
    assert float(made["運ぶ 3"]["Annual_Revenue"]) == 1234567893.25
    if way != "COQL":
        assert not any("coql" in operation for operation in leads.stats()["calls"])
