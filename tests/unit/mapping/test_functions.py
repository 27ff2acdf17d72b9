"""Our own functions, by what they make of real-life Japanese data; each documented example holds."""

from __future__ import annotations

from typing import Any

import pytest

from hakobu.mapping.functions import FUNCTIONS


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - {"run_time", "param"}))  # those two differ by run
def test_the_example_in_the_reference_holds(bench: Any, name: str) -> None:
    known = FUNCTIONS[name]
    assert bench.one("Company", ["x"], f"cast({known.example} as varchar)") == [(known.result, "")]


@pytest.mark.parametrize(
    ("sql", "cases"),
    [
        (
            "half_width(x)",
            {
                "ＡＢＣ１２３": "ABC123",
                "０３－１２３４": "03-1234",
                "０３\u2212１２３４": "03-1234",
                "ｱﾊﾟｰﾄ　１０１": "アパート 101",
                "髙橋": "髙橋",
                "'＇": "''",
                "神": "神",
            },
        ),
        ("full_kana(x)", {"ｶﾞｷﾞﾊﾟｳﾞ": "ガギパヴ", "ｱｲｳ ABC": "アイウ ABC", "ﾞ": "゛", "ガ": "ガ"}),
        ("squeeze(x)", {"　山田　 太郎\t": "山田 太郎", "a\n\nb": "a b", "a\u00a0b": "a b"}),
        (
            "company_key(x)",
            {
                "㈱山田": "株式会社山田",
                "（株）山田": "株式会社山田",
                "(株)　山田": "株式会社山田",
                "株式会社 山田": "株式会社山田",
                "山田㈲": "山田有限会社",
                "ACME Co., Ltd.": "acmecoltd",
            },
        ),
    ],
)
def test_texts(bench: Any, sql: str, cases: dict[str, str]) -> None:
    assert [text for text, _ in bench.one("Company", list(cases), sql)] == list(cases.values())


WAREKI = {
    "令和6年4月1日": "2024-04-01",
    "R6.4.1": "2024-04-01",
    "Ｒ６．４．１": "2024-04-01",
    "r6/4/1": "2024-04-01",
    "令和元年5月1日": "2019-05-01",
    "平成元年1月8日": "1989-01-08",
    "昭和64年1月7日": "1989-01-07",
    "大正15年12月24日": "1926-12-24",
    "明治45年7月29日": "1912-07-29",
    "S 39. 10. 10": "1964-10-10",
}


def test_dates_of_the_japanese_calendar(bench: Any) -> None:
    assert bench.one("Birthday", list(WAREKI), "wareki(x)") == [(day, "") for day in WAREKI.values()]


@pytest.mark.parametrize(
    "text", ["昭和64年1月8日", "令和元年4月30日", "令和6年2月30日", "平成32年1月1日", "2024-04-01"]
)
def test_a_date_outside_its_era_is_a_fault_and_no_guess(bench: Any, text: str) -> None:
    assert bench.one("Birthday", [text], "wareki(x)") == [(None, "emptied: wareki(x) made an empty value")]


def test_nothing_stays_nothing(bench: Any) -> None:
    for name in ("half_width", "full_kana", "squeeze", "wareki", "company_key"):
        assert bench.one("Company", [None, ""], f"cast({name}(x) as varchar)") == [(None, ""), (None, "")]
