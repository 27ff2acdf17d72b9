"""The address of a record's page names its module and its id."""

from __future__ import annotations

import pytest

from hakobu.cli.explain import place_of


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://crm.zoho.jp/crm/org123/tab/Leads/4150868000000224005", ("Leads", "4150868000000224005")),
        ("crm.zoho.com/crm/tab/Potentials/4150868000000224005?tab=x", ("Deals", "4150868000000224005")),
        ("https://crm.zoho.eu/crm/EntityInfo.do?module=Contacts&id=123456", ("Contacts", "123456")),
        ("https://crm.zoho.com/crm/org123/tab/Home/begin", None),
        ("https://example.com/", None),
    ],
)
def test_forms_of_addresses(url: str, place: tuple[str, str] | None) -> None:
    assert place_of(url) == place
