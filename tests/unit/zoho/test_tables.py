from __future__ import annotations

import re
from pathlib import Path

import pytest

import hakobu.zoho
from hakobu.errors import Kind
from hakobu.zoho import (
    CODES,
    COSTS,
    DUPLICATE_CHECK_FIELDS,
    NAMING_KEYS,
    VERSIONS,
    WITHOUT_UPSERT,
    cost_of,
    duplicate_check_field,
    explain,
    kind_of,
)
from hakobu.zoho.costs import shares_sub_concurrency
from hakobu.zoho.organisation import concurrency_of
from hakobu.zoho.scopes import scope_of

JAPANESE = re.compile(r"[\u3040-\u30ff]")


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_explained_in_both_languages(code: str) -> None:
    for lang in ("en", "ja"):
        meaning, remedy = explain(code, lang)
        assert len(meaning) > 8
        assert len(remedy) > 10
        for text in (meaning, remedy):
            assert text.endswith("。" if lang == "ja" else (".", "…"))
            assert bool(JAPANESE.search(text)) is (lang == "ja")


def test_an_unknown_code_degrades_to_a_general_word() -> None:
    """A code row ``message: undefined``."""
    meaning, remedy = explain("BRAND_NEW", "ja")
    assert "対応表" in meaning
    assert remedy
    assert explain("BRAND_NEW", "fr") == explain("BRAND_NEW", "en")
    assert kind_of("BRAND_NEW") is Kind.GIVE_UP


def test_every_code_of_our_own_errors_is_explained() -> None:
    sources = Path(hakobu.zoho.__file__).parent.glob("*.py")
    found = {
        code for path in sources for code in re.findall(r'code="(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert {"unknown_outcome", "no_grant"} <= found
    assert found - {"SUCCESS"} <= set(CODES)


def test_kinds_say_what_to_do() -> None:
    """Lesson 31: retry class per code."""
    assert kind_of("INVALID_DATA") is Kind.ROW
    assert kind_of("RECORD_LOCKED") is Kind.WAIT
    assert kind_of("OAUTH_SCOPE_MISMATCH") is Kind.SETUP
    assert kind_of("INTERNAL_ERROR") is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("operation", "records", "price", "sub"),
    [
        ("upsert", 1, 1, False),
        ("upsert", 10, 1, False),
        ("upsert", 11, 2, True),
        ("insert", 100, 10, True),
        ("delete", 100, 1, False),
        ("coql", 200, 1, True),
        ("coql", 201, 2, True),
        ("coql", 2000, 3, True),
        ("list", 1, 1, False),
        ("list by view", 1, 3, True),
        ("list sorted", 1, 1, True),
        ("search", 1, 1, True),
        ("bulk write", 1, 500, False),
    ],
)
def test_prices_and_sub_concurrency(operation: str, records: int, price: int, *, sub: bool) -> None:
    assert cost_of(operation, records) == price
    assert shares_sub_concurrency(operation, records) is sub
    assert operation in COSTS


@pytest.mark.parametrize(
    ("edition", "places"),
    [("free", 5), ("Professional", 15), ("enterprise", 20), ("ultimate", 25), ("zohoone", 20), ("novel", 5)],
)
def test_concurrency_by_edition(edition: str, places: int) -> None:
    assert concurrency_of(edition) == places


def test_versions_differ_as_documented() -> None:
    assert tuple(VERSIONS) == ("v2", "v2.1", "v4", "v8")
    assert VERSIONS["v2"].line_items["Quotes"] == "Product_Details"
    assert VERSIONS["v4"].line_items["Purchase_Orders"] == "Purchase_Items"
    assert (VERSIONS["v2"].coql_rows, VERSIONS["v8"].coql_columns, VERSIONS["v8"].coql_values) == (
        200,
        500,
        100,
    )
    assert not VERSIONS["v2.1"].page_tokens
    assert VERSIONS["v4"].page_tokens
    assert "Services__s" in VERSIONS["v2"].missing_modules


def test_default_keys() -> None:
    assert duplicate_check_field("Leads") == "Email"
    assert duplicate_check_field("Karte", custom=True) == "Name"
    assert duplicate_check_field("Services__s") is None
    assert set(DUPLICATE_CHECK_FIELDS.values()) - NAMING_KEYS == {"Email"}
    assert not WITHOUT_UPSERT & set(DUPLICATE_CHECK_FIELDS)


def test_scopes() -> None:
    assert scope_of("list", "Leads") == "ZohoCRM.modules.leads.READ"
    assert scope_of("upsert", "Karte") == "ZohoCRM.modules.custom.CREATE and UPDATE"
    assert scope_of("organisation") == "ZohoCRM.org.READ"


def test_the_public_names_are_sorted_and_there() -> None:
    names = hakobu.zoho.__all__
    assert len(names) == len(set(names))
    assert all(hasattr(hakobu.zoho, name) for name in names)
    assert all(
        getattr(getattr(hakobu.zoho, name), "__module__", "hakobu.zoho").startswith("hakobu.zoho")
        for name in names
        if isinstance(getattr(hakobu.zoho, name), type)
    )
