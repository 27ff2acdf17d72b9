"""The shop's rows as they would be if nobody ever made a mistake."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from hakobu.demo import names
from hakobu.demo.phones import american_phone, japanese_mobile, japanese_phone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

__all__ = [
    "FAULTY_AT",
    "FAULTY_EVERY",
    "INDUSTRIES",
    "STAGES",
    "Row",
    "is_slot",
    "make_customers",
    "make_orders",
    "make_people",
    "make_products",
]

T = TypeVar("T")
Row = dict[str, Any]

STAGES = {
    "lead": "Qualification",
    "needs": "Needs Analysis",
    "value": "Value Proposition",
    "decision": "Id. Decision Makers",
    "quote": "Proposal/Price Quote",
    "negotiation": "Negotiation/Review",
    "won": "Closed Won",
    "lost": "Closed Lost",
}
"""The shop's words for how far an order is, and what Zoho calls them."""

INDUSTRIES = {
    "maker": "Large Enterprise",
    "workshop": "Small/Medium Enterprise",
    "software": "ERP (Enterprise Resource Planning)",
    "telecom": "Data/Telecom OEM",
    "public": "Government/Military",
    "service": "Service Provider",
    "integrator": "Systems Integrator",
}
"""The shop's words for lines of business, and what Zoho calls them."""

FAULTY_EVERY, FAULTY_AT = 25, 13
_FORMS = ("株式会社{}", "{}株式会社", "㈱{}", "（株）{}", "有限会社{}", "{}合同会社", "株式会社　{}")
_SUFFIXES = (" Inc.", " Ltd.", " LLC", " & Co.", "")
_SOFTWARE = ("ソフト", "システム")
_HALF_WIDTH = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF65, 0xFFA0)} | {
    "\u3099": "ﾞ",
    "\u309a": "ﾟ",
}


def is_slot(row: Row) -> bool:
    """Tell whether a row is set aside for a fault: nothing refers to it, and it is never edited."""
    return bool(row["id"] % FAULTY_EVERY == FAULTY_AT)


def make_customers(random: Random, count: int) -> list[Row]:
    """Make companies, half of them Japanese; a company's number is its key."""
    japanese = _combined(random, names.JAPANESE_WORDS, names.JAPANESE_TRADES)
    english = _combined(random, names.ENGLISH_WORDS, names.ENGLISH_TRADES)
    return [
        {"id": number, "customer_no": f"C-{number:05d}"}
        | (_japanese(random, *japanese.pop()) if number % 2 else _english(random, *english.pop()))
        | {
            "industry": random.choice([*INDUSTRIES]),
            "employees": random.randrange(1, 5000),
            "annual_revenue": str(Decimal(random.randrange(10**6, 10**11)) / 100),
            "active": int(random.random() < 0.95),
            "memo": random.choice(names.NOTES) or None,
        }
        for number in range(1, count + 1)
    ]


def _japanese(random: Random, word: tuple[str, str], trade: tuple[str, str]) -> Row:
    prefecture, city, postal = random.choice(names.PREFECTURES)
    kana = word[1] + trade[1]
    return {
        "company": random.choice(_FORMS).format(word[0] + trade[0]),
        "company_kana": _half_width(kana) if random.random() < 0.3 else kana,
        "postal_code": f"{postal}-{random.randrange(10_000):04d}",
        "prefecture": prefecture,
        "city": city,
        "street": f"{random.randrange(1, 9)}丁目{random.randrange(1, 30)}番{random.randrange(1, 20)}号",
        "country": "日本",
        "phone": japanese_phone(random),
        "website": f"https://www{random.randrange(1000)}.example.jp/",
    }


def _english(random: Random, word: str, trade: str) -> Row:
    city, state, postal = random.choice(names.ENGLISH_CITIES)
    return {
        "company": f"{word} {trade}{random.choice(_SUFFIXES)}",
        "company_kana": None,
        "postal_code": postal,
        "prefecture": state,
        "city": city,
        "street": f"{random.randrange(1, 999)} {random.choice(names.ENGLISH_WORDS)} Street",
        "country": "USA",
        "phone": american_phone(random),
        "website": f"https://{word}-{trade}.example.com".lower(),
    }


def make_people(random: Random, count: int, customers: Sequence[Row]) -> list[Row]:
    """Make people who work for these companies; a person's e-mail is the key."""
    return [_person(random, number, random.choice(customers)) for number in range(1, count + 1)]


def _person(random: Random, number: int, customer: Row) -> Row:
    japanese = customer["country"] == "日本"
    last_kana: str | None = None
    first_kana: str | None = None
    if japanese:
        last, last_kana, last_latin = random.choice(names.JAPANESE_LAST)
        first, first_kana, first_latin = random.choice(names.JAPANESE_FIRST)
    else:
        last = last_latin = random.choice(names.ENGLISH_LAST)
        first = first_latin = random.choice(names.ENGLISH_FIRST)
    email = f"{_plain(first_latin)}.{_plain(last_latin)}{number}@example.{'co.jp' if japanese else 'com'}"
    return {
        "id": number,
        "customer_no": customer["customer_no"],
        "last_name": last,
        "first_name": first,
        "last_kana": last_kana,
        "first_kana": first_kana,
        "email": email.title() if random.random() < 0.1 else email,
        "phone": japanese_phone(random) if japanese else american_phone(random),
        "mobile": japanese_mobile(random) if japanese else american_phone(random),
        "birthday": _day(random, date(1955, 1, 1), 18_000),
        "title": random.choice(names.TITLES),
        "notes": random.choice(names.NOTES) or None,
        "active": int(random.random() < 0.96 or number % FAULTY_EVERY == FAULTY_AT),
    }


def make_products(random: Random, count: int) -> list[Row]:
    """Make products; a product's number is its key."""
    labels = [f"{line} {kind}" for line in names.PRODUCT_LINES for kind in names.PRODUCT_KINDS]
    random.shuffle(labels)
    return [
        {
            "id": number,
            "product_no": f"P-{number:04d}",
            "name": label,
            "category": "software" if label.endswith(_SOFTWARE) else "hardware",
            "unit_price": str(Decimal(random.randrange(500, 2_000_000)) / 100),
            "stock": random.randrange(500),
            "sold_from": _day(random, date(2019, 1, 1), 2500),
            "active": int(random.random() < 0.9),
        }
        for number, label in zip(range(1, count + 1), labels, strict=False)
    ]


def make_orders(random: Random, count: int, people: Sequence[Row], products: Sequence[Row]) -> list[Row]:
    """Make orders of these people; an order's number is its key."""
    orders = []
    for number in range(1, count + 1):
        person, product = random.choice(people), random.choice(products)
        orders.append(
            {
                "id": number,
                "order_no": f"O-{number:06d}",
                "customer_no": person["customer_no"],
                "person_email": person["email"],
                "product_no": product["product_no"],
                "title": f"{product['name']} × {random.randrange(1, 200)}",
                "amount": str(Decimal(random.randrange(1_000, 900_000_000)) / 100),
                "stage": random.choice([*STAGES]),
                "closing_date": _day(random, date(2025, 1, 1), 900),
                "notes": random.choice(names.NOTES) or None,
            }
        )
    return orders


def _combined(random: Random, ones: Sequence[T], others: Sequence[T]) -> list[tuple[T, T]]:
    pairs = [(one, other) for one in ones for other in others]
    random.shuffle(pairs)
    return pairs


def _half_width(kana: str) -> str:
    return "".join(_HALF_WIDTH.get(sign, sign) for sign in unicodedata.normalize("NFD", kana))


def _plain(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", name).lower() if "a" <= sign <= "z")


def _day(random: Random, first: date, days: int) -> str:
    return (first + timedelta(days=random.randrange(days))).isoformat()
