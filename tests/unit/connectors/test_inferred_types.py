"""Types found from text: exact, or text."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hakobu.connectors.column_types import TYPE_NAMES, arrow_type, is_type, type_name
from hakobu.connectors.exact import UnfitError, from_text, from_values
from hakobu.connectors.inference import Inferred


def inferred(*batches: list[str]) -> str:
    found = Inferred()
    for batch in batches:
        found.see(pa.array(batch, pa.string()))
    return type_name(found.type())


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "-20", "", "0"], "BIGINT"),
        (["9" * 18], "BIGINT"),
        (["9" * 19], "DECIMAL(19,0)"),
        (["9" * 38], "DECIMAL(38,0)"),
        (["9" * 39], "VARCHAR"),
        (["007"], "VARCHAR"),
        (["1", "+1"], "VARCHAR"),
        (["-0"], "VARCHAR"),
        ([" 1"], "VARCHAR"),
        (["1,000"], "VARCHAR"),
        (["１"], "VARCHAR"),
        (["1.50", "20.25"], "DECIMAL(4,2)"),
        (["1", "2.5"], "DECIMAL(2,1)"),
        (["2.5", "1"], "DECIMAL(2,1)"),
        (["1.1", "1.10"], "VARCHAR"),
        (["1.0", "2.25"], "DECIMAL(3,2)"),
        (["1", "1.0"], "VARCHAR"),
        (["-0.5"], "DECIMAL(2,1)"),
        (["-0.0"], "VARCHAR"),
        (["1e5"], "VARCHAR"),
        ([".5"], "VARCHAR"),
        (["NaN"], "VARCHAR"),
        (["true", "FALSE"], "BOOLEAN"),
        (["yes"], "VARCHAR"),
        (["true", "1"], "VARCHAR"),
        (["2024-02-29"], "DATE"),
        (["2023-02-29"], "VARCHAR"),
        (["2024-1-1"], "VARCHAR"),
        (["01/02/2024"], "VARCHAR"),
        (["2024-02-29 10:00", "2024-02-29T10:00:00.5"], "TIMESTAMP"),
        (["2024-02-29", "2024-02-29 10:00"], "VARCHAR"),
        (["2024-02-29T10:00:00Z", "2024-02-29 10:00:00+09:00"], "TIMESTAMPTZ"),
        (["2024-02-29T10:00:00Z", "2024-02-29T10:00:00"], "VARCHAR"),
        (["", ""], "VARCHAR"),
        ([], "VARCHAR"),
    ],
)
def test_a_type_is_exact_or_text(texts: list[str], kind: str) -> None:
    assert inferred(texts) == kind
    assert inferred(*([text] for text in texts)) == kind


@given(st.lists(st.integers(-(10**37), 10**37), min_size=1))
def test_integers_come_back_as_they_were(numbers: list[int]) -> None:
    texts = [str(number) for number in numbers]
    made = from_text(pa.array(texts), arrow_type(inferred(texts)))
    assert [str(value) for value in made.to_pylist()] == texts


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_never_change_their_value(numbers: list[Decimal]) -> None:
    texts = [format(number, "f") for number in numbers]
    made = from_text(pa.array(texts), arrow_type(inferred(texts)))
    assert [Decimal(str(value)) for value in made.to_pylist()] == [Decimal(text) for text in texts]


def test_names_of_types() -> None:
    assert all(is_type(name) and type_name(arrow_type(name)) == name for name in TYPE_NAMES)
    assert is_type("numeric( 5 )")
    assert not is_type("DECIMAL(39,2)")
    assert not is_type("DECIMAL(2,3)")
    assert not is_type("LIST")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("0x1F", "BIGINT"),
        ("1e400", "DOUBLE"),
        ("nan", "DOUBLE"),
        ("24:00", "TIME"),
        ("1.005", "DECIMAL(5,2)"),
        ("yes", "BOOLEAN"),
        ("2024-02-30", "DATE"),
    ],
)
def test_a_text_that_does_not_fit_is_found_among_many(text: str, kind: str) -> None:
    good = {"TIME": "23:59", "DATE": "2024-01-01", "BOOLEAN": "true"}.get(kind, "1")
    column = pa.array([good] * 1000 + [None, text] + [good] * 500)
    with pytest.raises(UnfitError) as caught:
        from_text(column, arrow_type(kind))
    assert (caught.value.index, caught.value.value) == (1001, text)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(1, "DATE"), (1.5, "BIGINT"), (True, "BIGINT"), (2**53 + 1, "DOUBLE"), (b"x", "VARCHAR"), ("x", "BLOB")],
)
def test_a_value_of_another_nature_is_found(value: object, kind: str) -> None:
    with pytest.raises(UnfitError) as caught:
        from_values([None, value], arrow_type(kind))
    assert caught.value.index == 1
