"""Files as a source: what is read, and what is said about files that cannot be."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import os
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hakobu.connectors.catalogue import open_source
from hakobu.connectors.file_source import FileSource
from hakobu.errors import SourceError
from hakobu.model import Connection, Read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def source(tmp_path: Path) -> FileSource:
    opened = open_source(Connection(name="drop", connector="files", settings={"path": "."}), base=tmp_path)
    assert isinstance(opened, FileSource)
    return opened


def rows(source: FileSource, file: str, **read: Any) -> list[dict[str, Any]]:
    wanted = Read(file=file, **read)
    schema = source.schema(wanted)
    found = []
    for batch in source.batches(wanted):
        assert batch.schema == schema
        found += batch.to_pylist()
    return found


def refusal(source: FileSource, file: str, **read: Any) -> str:
    with pytest.raises(SourceError) as caught:
        rows(source, file, **read)
    assert "connection drop" in str(caught.value)
    return str(caught.value)


def test_types_are_exact_or_text(source: FileSource, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "id,amount,born,seen,at,ok,phone,version,note\n"
        "1,10.50,1969-02-28,2024-01-01 09:00:00,2024-01-01T09:00:00+09:00,true,0312345678,1.1,\n"
        '2,3.25,2024-02-29,2024-01-01T10:00,2024-01-01T00:00:00Z,FALSE,+81312345678,1.10,"a, ""b""\nc"\n',
        encoding="utf-8",
    )
    assert source.types_of(Read(file="a.csv")) == {
        "id": "BIGINT",
        "amount": "DECIMAL(4,2)",
        "born": "DATE",
        "seen": "TIMESTAMP",
        "at": "TIMESTAMPTZ",
        "ok": "BOOLEAN",
        "phone": "VARCHAR",
        "version": "VARCHAR",
        "note": "VARCHAR",
    }
    first, second = rows(source, "a.csv")
    assert first["amount"] == Decimal("10.50")
    assert first["at"] == second["at"] == dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    assert (first["note"], second["note"]) == (None, 'a, "b"\nc')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_encoding_is_found(source: FileSource, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes("名前,x\n髙橋①,1\n".encode(encoding))
    assert rows(source, "a.csv") == [{"名前": "髙橋①", "x": 1}]


@pytest.mark.parametrize(
    ("written", "named"), [("cp932", "shift_jis"), ("euc_jp", "euc_jp"), ("utf-16", "utf-16")]
)
def test_the_encoding_can_be_named(source: FileSource, tmp_path: Path, written: str, named: str) -> None:
    text = "髙" if written == "cp932" else "高"
    (tmp_path / "a.csv").write_bytes(f"名前\n{text}\n".encode(written))
    assert rows(source, "a.csv", encoding=named) == [{"名前": text}]


def test_a_wrong_encoding_names_line_and_byte(source: FileSource, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a\nok\n" + "髙".encode("cp932") + b"\n")
    assert "Line 3 is not in utf-8 (byte 5 of the file)" in refusal(source, "a.csv", encoding="utf-8")


def test_a_damaged_utf8_file_is_not_taken_for_cp932(source: FileSource, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("名前\n髙橋花子\n".encode() + b"\xe3\x81\n")
    said = refusal(source, "a.csv")
    assert "The text is UTF-8, but not on line 3, byte 20" in said


def test_bytes_that_are_no_text_are_refused(source: FileSource, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a\n\xff\xfe\xfd\n")
    assert "neither UTF-8 (line 2, byte 2) nor CP932 (line 2, byte 2)" in refusal(source, "a.csv")
    (tmp_path / "b.csv").write_bytes("a,b\n".encode("utf-16-le"))
    assert "encoding: utf-16" in refusal(source, "b.csv")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The file is empty"),
        ("\n\n", "only empty lines"),
        ("a,b\n1,2\n\n3\n", "Line 4 has 1 columns; the first line has 2"),
        ("a,b\n1,2\n1,2,3\n", "Line 3 has 3 columns; the first line has 2"),
        ('a,b\n1,"x\ny"\n1,2,3\n', "Line 4 has 3 columns"),
        ('a,b\n1,2\n1,"2\n3,4\n', "Line 3 opens a quote that is never closed"),
        ('a,b\n1,"2"x\n', "Line 2 has text after a closing quote"),
        ("a,a\n1,2\n", "Two columns are called 'a'"),
        ("a,A\n1,2\n", "'a' and 'A' differ in case only"),
        ("a,,c\n1,2,3\n", "Column 2 has no name"),
        ("_row\n1\n", "kept for Hakobu"),
        ("a;b\n1;2\n", "The header is a single column that holds ';'"),
        ("a\n1\x00\n", "Line 2 holds a character NUL"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    source: FileSource, tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    said = refusal(source, "a.csv")
    assert message in said
    assert "file a.csv" in said


def test_a_truncated_gzip_is_named(source: FileSource, tmp_path: Path) -> None:
    whole = gzip.compress(b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(9999)))
    (tmp_path / "whole.csv.gz").write_bytes(whole)
    assert len(rows(source, "whole.csv.gz")) == 9999
    (tmp_path / "cut.csv.gz").write_bytes(whole[:-5000])
    assert "The gzip file is cut off" in refusal(source, "cut.csv.gz")
    (tmp_path / "bad.csv.gz").write_bytes(whole[:500] + b"zzzz" + whole[504:])
    assert "The gzip file is damaged" in refusal(source, "bad.csv.gz")


def test_files_of_one_glob_are_one_table(source: FileSource, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("y,x\n1.5,2\n")
    (tmp_path / "a.csv").write_text("x,y\n1,1\n")
    assert rows(source, "*.csv") == [{"x": 1, "y": Decimal("1.0")}, {"x": 2, "y": Decimal("1.5")}]
    (tmp_path / "c.csv").write_text("x,z\n1,1\n")
    assert "not those of a.csv: it lacks y and adds z" in refusal(source, "*.csv", columns=("x",))
    assert "Did you mean" in refusal(source, "d.csv")


@pytest.mark.parametrize("file", ["../secret.csv", "/etc/passwd", "a/../../b.csv", "C:/x.csv", "~/x.csv"])
def test_a_path_stays_in_its_folder(source: FileSource, file: str) -> None:
    assert "leaves the connection's folder" in refusal(source, file)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "x.csv").symlink_to(tmp_path / "secret.csv")
    opened = FileSource("drop", tmp_path / "drop")
    assert "a link that leaves" in refusal(opened, "x.csv")


def test_a_single_file_is_a_connection_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n")
    opened = FileSource("drop", tmp_path / "a.csv")
    assert opened.tables() == ("a.csv",)
    assert rows(opened, "*.csv") == [{"a": 1}]
    assert "No file matches" in refusal(opened, "b.csv")


def test_a_type_can_be_named_and_a_value_that_does_not_fit_is(source: FileSource, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,x\n\nz,y\n")
    assert rows(source, "a.csv", types={"a": "VARCHAR"})[0] == {"a": "1", "b": "x"}
    said = refusal(source, "a.csv", types={"a": "BIGINT"})
    assert "file a.csv, column a: Line 4: 'z' is not of the type BIGINT" in said
    assert "a column 'c' that is not there" in refusal(source, "a.csv", types={"c": "BIGINT"})
    assert "Did you mean" in refusal(source, "a.csv", columns=("aa",))


def test_delimiters_and_headless_files(source: FileSource, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1;x\n2;y\n")
    assert rows(source, "a.csv", delimiter=";", header=False)[1] == {"column_1": 2, "column_2": "y"}
    (tmp_path / "a.tsv").write_text("a\tb\n1\t2\n")
    assert rows(source, "a.tsv") == [{"a": 1, "b": 2}]
    (tmp_path / "data").write_text("a\n1\n")
    assert "does not tell the format" in refusal(source, "data")
    assert rows(source, "data", format="csv") == [{"a": 1}]


def test_a_file_that_changes_while_it_is_read_is_named(source: FileSource, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n")
    read = Read(file="a.csv")
    source.schema(read)
    (tmp_path / "a.csv").write_text("a\n1\n2\n")
    with pytest.raises(SourceError, match="changed while it was read"):
        list(source.batches(read))
    assert sum(batch.num_rows for batch in source.batches(read)) == 2
    batches = source.batches(read)
    next(batches)
    os.utime(tmp_path / "a.csv", ns=(1, 1))
    with pytest.raises(SourceError, match="changed while it was read"):
        list(batches)


def test_parquet_keeps_its_types(source: FileSource, tmp_path: Path) -> None:
    table = pa.table(
        {
            "big": pa.array([2**64 - 1], pa.uint64()),
            "real": pa.array([0.1], pa.float32()),
            "word": pa.array(["髙"]).dictionary_encode(),
            "at": pa.array([dt.datetime(1969, 7, 20, tzinfo=dt.UTC)], pa.timestamp("ns", tz="Asia/Tokyo")),
            "amount": pa.array([Decimal("1.25")], pa.decimal128(38, 2)),
            "text": pa.array(["1.25"]),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    assert rows(source, "a.parquet", types={"text": "DECIMAL(5,2)"}) == [
        {
            "big": Decimal(2**64 - 1),
            "real": 0.1,
            "word": "髙",
            "at": dt.datetime(1969, 7, 20, tzinfo=dt.UTC),
            "amount": Decimal("1.25"),
            "text": Decimal("1.25"),
        }
    ]
    pq.write_table(pa.table({"a": [[1]], "b": [1]}), tmp_path / "b.parquet")
    assert "The column 'a' has the type list" in refusal(source, "b.parquet")
    assert rows(source, "b.parquet", columns=("b",)) == [{"b": 1}]
    (tmp_path / "c.parquet").write_bytes(b"nothing")
    assert "cannot be read as Parquet" in refusal(source, "c.parquet")
    pq.write_table(pa.table({"at": pa.array([1], pa.timestamp("ns"))}), tmp_path / "d.parquet")
    assert "does not fit the type TIMESTAMP" in refusal(source, "d.parquet")


def workbook(path: Path, *lines: tuple[Any, ...]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "顧客"
    for line in lines:
        sheet.append(line)
    book.save(path)


def test_excel_cells_keep_what_they_hold(source: FileSource, tmp_path: Path) -> None:
    workbook(
        tmp_path / "a.xlsx",
        ("id", "price", "code", "born", "ok", "mixed"),
        (1, 0.1, "007", dt.date(2024, 1, 1), True, 12),
        (None,) * 6,
        (2, 19.99, "8", None, False, "x"),
    )
    assert source.types_of(Read(file="a.xlsx"))["price"] == "DECIMAL(4,2)"
    assert rows(source, "a.xlsx", sheet="顧客") == [
        {
            "id": 1,
            "price": Decimal("0.10"),
            "code": "007",
            "born": dt.date(2024, 1, 1),
            "ok": True,
            "mixed": "12",
        },
        {"id": 2, "price": Decimal("19.99"), "code": "8", "born": None, "ok": False, "mixed": "x"},
    ]
    assert "There is no sheet 'zz'" in refusal(source, "a.xlsx", sheet="zz")
    assert "Row 4: 'x' is not of the type BIGINT" in refusal(source, "a.xlsx", types={"mixed": "BIGINT"})


def test_excel_errors_are_not_taken_for_nothing(source: FileSource, tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", ("a", "b"), (1, "#N/A"))
    assert "The cell B2 holds an error instead of a value" in refusal(source, "a.xlsx")
    workbook(tmp_path / "b.xlsx", ("a",), (1, 2))
    assert "Row 2 has a value to the right of the last column name" in refusal(source, "b.xlsx")
    workbook(tmp_path / "c.xlsx")
    assert "The sheet is empty" in refusal(source, "c.xlsx")
    (tmp_path / "d.xlsx").write_bytes(b"nothing")
    assert "cannot be read as Excel" in refusal(source, "d.xlsx")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "There is no folder" in refusal(FileSource("drop", tmp_path / "no"), "a.csv")


def test_files_have_no_tables(source: FileSource) -> None:
    with pytest.raises(SourceError, match="no table and no query"):
        source.schema(Read(table="x"))


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=20))
def test_any_text_survives_a_csv(tmp_path: Path, table: list[tuple[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([("a", "b"), *table])
    (tmp_path / "h.csv").write_bytes(text.getvalue().encode())
    found = rows(FileSource("drop", tmp_path), "h.csv", types={"a": "VARCHAR", "b": "VARCHAR"})
    assert [(row["a"] or "", row["b"] or "") for row in found] == table


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=4), min_size=1, max_size=30))
def test_any_decimal_survives_a_csv(tmp_path: Path, numbers: list[Decimal]) -> None:
    written = [format(number, "f") for number in numbers]
    (tmp_path / "d.csv").write_text("n\n" + "\n".join(written) + "\n")
    found = rows(FileSource("drop", tmp_path), "d.csv")
    assert [str(row["n"]) for row in found] == written
