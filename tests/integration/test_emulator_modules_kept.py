"""Subforms, links and tags are in the store too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2

from tests.conftest import Emulator

if TYPE_CHECKING:
    from pathlib import Path

FIELD = {"api_name": "Drivers", "data_type": "multiselectlookup", "lookup": "Contacts"}


def client(emulator: Emulator) -> httpx2.Client:
    form = {"grant_type": "refresh_token", "client_id": "c", "client_secret": "s", "refresh_token": "r"}
    token = httpx2.post(f"{emulator.url}/oauth/v2/token", data=form).json()["access_token"]
    headers = {"Authorization": f"Zoho-oauthtoken {token}"}
    return httpx2.Client(base_url=f"{emulator.url}/crm/v8", headers=headers)


def added(crm: httpx2.Client, module: str, **values: Any) -> str:
    answer = crm.post(module, json={"data": [values]})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["data"][0]["details"]["id"])


def test_subforms_and_tags_outlast_the_process(tmp_path: Path) -> None:
    store = str(tmp_path / "crm.db")
    first = Emulator("--store", store)
    try:
        first.seed({"fields": {"Leads": [FIELD]}})
        with client(first) as crm:
            product = {"id": added(crm, "Products", Product_Name="Chair", Unit_Price=12.5)}
            lines = [{"Product_Name": product}]
            quote = added(crm, "Quotes", Subject="Q", Quoted_Items=lines, Tag=[{"name": "vip"}])
            contact = added(crm, "Contacts", Last_Name="K")
            lead = added(crm, "Leads", Last_Name="L", Drivers=[{"Drivers": {"id": contact}}])
            before = [crm.get(path).json() for path in (f"Quotes/{quote}", f"Leads/{lead}")]
    finally:
        first.close()
    second = Emulator("--store", store)
    try:
        with client(second) as crm:
            assert [crm.get(path).json() for path in (f"Quotes/{quote}", f"Leads/{lead}")] == before
            assert before[0]["data"][0]["Tag"][0]["name"] == "vip"
            assert before[0]["data"][0]["Quoted_Items"][0]["Net_Total"] == 12.5
            again = added(crm, "Quotes", Subject="Q", Quoted_Items=lines)
            assert crm.get(f"Quotes/{again}").json()["data"][0]["Quote_Number"] == "2"
    finally:
        second.close()
