"""Leads converted into contacts, accounts and deals; attachments put on records and taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Crm

DEAL = {"Deal_Name": "Big", "Stage": "Qualification", "Closing_Date": "2031-01-01", "Amount": 5}


def convert(crm: Crm, lead: str, **wish: Any) -> Any:
    return crm.call("POST", f"Leads/{lead}/actions/convert", {"data": [wish]})


def test_a_lead_becomes_a_contact_an_account_and_a_deal(any_version: Crm) -> None:
    crm = any_version
    lead = crm.added(
        "Leads", Last_Name="Lee", First_Name="Ann", Company="Shop", Email="l@x.example", City="Tsu"
    )
    answer = convert(crm, lead, Deals=DEAL)
    assert answer.status == 200
    if crm.version in {"v2", "v2.1", "v4"}:
        made = answer.first
        assert set(made) == {"Contacts", "Deals", "Accounts"}
    else:
        assert answer.first["message"] == "The record has been converted successfully"
        assert answer.details["Accounts"]["name"] == "Shop"
        made = {name: each["id"] for name, each in answer.details.items()}
    contact = crm.get(f"Contacts/{made['Contacts']}").first
    assert (contact["Full_Name"], contact["Email"], contact["Mailing_City"]) == (
        "Ann Lee",
        "l@x.example",
        "Tsu",
    )
    assert contact["Account_Name"]["id"] == made["Accounts"]
    deal = crm.get(f"Deals/{made['Deals']}").first
    assert (deal["Deal_Name"], deal["Contact_Name"]["id"]) == ("Big", made["Contacts"])
    shown = crm.get(f"Leads/{lead}").first
    assert shown["$converted"] is True
    assert shown["$converted_detail"] == {
        "contact": made["Contacts"],
        "account": made["Accounts"],
        "deal": made["Deals"],
    }
    assert crm.get("Leads?fields=Last_Name").status == 204  # hidden unless asked for
    assert len(crm.get("Leads?fields=Last_Name&converted=true").data) == 1
    again = convert(crm, lead)
    assert (again.status, again.body["code"]) == (400, "ID_ALREADY_CONVERTED")
    assert again.body["details"] == {"resource_path_index": 1}
    assert crm.call("PUT", f"Leads/{lead}", {"data": [{"City": "Ise"}]}).first["code"] == "CONVERTED_RECORD"


def test_an_existing_account_is_taken_and_a_refused_deal_makes_nothing(crm: Crm) -> None:
    account = crm.added("Accounts", Account_Name="Old")
    lead = crm.added("Leads", Last_Name="Lee", Company="Shop")
    refused = convert(crm, lead, Accounts={"id": account}, Deals={"Deal_Name": "No stage"})
    assert (refused.status, refused.first["code"]) == (400, "MANDATORY_NOT_FOUND")
    assert refused.details["json_path"].startswith("$.data[0].Deals.")
    assert crm.get("Contacts?fields=Last_Name").status == 204
    assert crm.get(f"Leads/{lead}").first["$converted"] is False
    unknown = convert(crm, lead, Contacts={"id": "5"})
    assert (unknown.first["code"], unknown.details["json_path"]) == ("INVALID_DATA", "$.data[0].Contacts.id")
    done = convert(crm, lead, Accounts={"id": account})
    assert done.details["Accounts"] == {"name": "Old", "id": account}
    assert done.details["Deals"] is None
    assert convert(crm, "5").body["details"] == {"resource_path_index": 1}


BOUNDARY = {"Content-Type": "multipart/form-data; boundary=b"}


def form(name: str, content: bytes) -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n--b--\r\n"


def test_attachments_are_put_on_listed_fetched_and_taken_off(any_version: Crm) -> None:
    crm = any_version
    lead = crm.added("Leads", Last_Name="Lee")
    place = f"Leads/{lead}/Attachments"
    assert crm.get(f"{place}?fields=File_Name").status == 204
    put = crm.call("POST", place, form("見積.pdf", b"\x00\xff%PDF"), headers=BOUNDARY)
    assert (put.status, put.first["message"]) == (200, "attachment uploaded successfully")
    linked = crm.call("POST", f"{place}?attachmentUrl=https://x.example/a.pdf&title=Offer")
    assert linked.status == 200
    first, second = crm.get(f"{place}?fields=id,File_Name").data
    assert (first["File_Name"], first["$type"], first["$link_url"]) == (
        "Offer",
        "Link URL",
        "https://x.example/a.pdf",
    )
    assert (second["File_Name"], second["Size"], second["Parent_Id"]["id"]) == ("見積.pdf", "6", lead)
    ident = put.details["id"]
    assert crm.call("GET", f"{place}/{ident}").body == b"\x00\xff%PDF"
    no = crm.call("GET", f"{place}/{linked.details['id']}")
    assert (no.status, no.body["code"]) == (400, "DOWNLOAD_NOT_ALLOWED")
    gone = crm.call("DELETE", f"{place}/{ident}")
    assert gone.first["message"] == "record deleted"
    assert crm.call("GET", f"{place}/{ident}").body["details"] == {"resource_path_index": 3}
    assert crm.call("DELETE", f"{place}?ids={linked.details['id']}").status == 200
    assert crm.get(f"{place}?fields=id").status == 204


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("?attachmentUrl=nowhere", None, "INVALID_DATA"),
        ("", b"no form", "REQUIRED_PARAM_MISSING"),
    ],
)
def test_an_attachment_without_a_file_is_refused(crm: Crm, path: str, body: Any, code: str) -> None:
    lead = crm.added("Leads", Last_Name="Lee")
    told = crm.call("POST", f"Leads/{lead}/Attachments{path}", body)
    assert (told.status, told.body["code"]) == (400, code)
