"""One call, or a few, of each operation of v8: what the emulator says when all is well and when it is not."""

from __future__ import annotations

import io
import json
import time
import uuid
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from tests.conftest import Emulator

LONGEST = 20.0


@dataclass(frozen=True)
class Exchange:
    """A call and its answer."""

    method: str
    path: str
    status: int
    body: bytes


class Visitor:
    """Speaks plain HTTP with an emulator, signed in, and keeps every exchange."""

    def __init__(self, emulator: Emulator, version: str = "v8") -> None:
        self.version = version
        self.exchanges: list[Exchange] = []
        self.http = httpx2.Client(base_url=emulator.url, timeout=30)
        parameters = {"grant_type": "refresh_token", "client_id": "a", "client_secret": "b"}
        parameters["refresh_token"] = f"visitor-{uuid.uuid4()}"  # each makes but ten tokens in ten minutes
        token = self.http.post("/oauth/v2/token", params=parameters).json()
        self.http.headers["Authorization"] = f"Zoho-oauthtoken {token['access_token']}"

    def close(self) -> None:
        self.http.close()

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> httpx2.Response:
        """One call; a path without ``/crm`` is one of this visitor's version."""
        if not path.startswith("/crm/"):
            path = f"/crm/{self.version}/{path}"
        if body is not None:
            more["content"] = json.dumps(body)
            more["headers"] = {"Content-Type": "application/json", **more.get("headers", {})}
        answer = self.http.request(method, path, **more)
        self.exchanges.append(Exchange(method, answer.request.url.path, answer.status_code, answer.content))
        return answer

    def query(self, text: str) -> httpx2.Response:
        return self.call("POST", "coql", {"select_query": text})

    def insert(self, module: str, *rows: Any, **extras: Any) -> list[str]:
        answer = self.call("POST", module, {"data": rows, **extras}).json()
        return [each["details"]["id"] for each in answer["data"]]

    def upload(self, content: bytes, name: str = "rows.zip") -> httpx2.Response:
        org = self.call("GET", "org").json()["org"][0]["zgid"]
        headers = {"feature": "bulk-write", "X-CRM-ORG": org}
        return self.call("POST", "upload", headers=headers, files={"file": (name, content)})

    def poll(self, path: str, *ends: str) -> Any:
        """The state of a job, once it has ended."""
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            found = self.call("GET", path).json()
            text = json.dumps(found)
            if any(f'"{end}"' in text for end in ends):
                return found
            time.sleep(0.02)
        raise AssertionError(f"{path} did not end: {found}")


def zipped(text: str, name: str = "rows.csv") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, text)
    return file.getvalue()


def tour(visitor: Visitor) -> list[Exchange]:
    """Call everything; gives the exchanges."""
    ids = _records(visitor)
    _settings(visitor)
    _queries(visitor)
    _related(visitor, ids)
    _timeline(visitor, ids[0])
    _bulk(visitor)
    return visitor.exchanges


def _records(visitor: Visitor) -> list[str]:
    ids = visitor.insert(
        "Leads", *({"Last_Name": f"Lee {number}", "Email": f"lee{number}@example.com"} for number in range(3))
    )
    call = visitor.call
    call("POST", "Leads", {"data": [{"Company": "No name"}]})
    call("POST", "Leads", {"data": [{"Last_Name": "Kim"}, {"Last_Name": "x" * 300}]})
    call(
        "POST",
        "Leads/upsert",
        {"data": [{"Last_Name": "Lee", "Email": "lee0@example.com"}, {"Last_Name": "New"}]},
    )
    call("PUT", "Leads", {"data": [{"id": ids[0], "City": "Kyoto"}, {"id": "1", "City": "Kyoto"}]})
    call("PUT", f"Leads/{ids[1]}", {"data": [{"City": "Kobe"}]})
    call("PUT", "Leads", {"data": [{"City": "Kobe"}]})
    call("GET", f"Leads/{ids[0]}")
    call("GET", "Leads", params={"fields": "Last_Name,Email,Owner"})
    call("GET", "Leads")
    call("GET", "Leads/search", params={"email": "lee1@example.com"})
    call("GET", "Leads/search", params={"criteria": "(Last_Name:equals:Lee 1)"})
    call("GET", "Leads/search")
    call("GET", "Leads/actions/count")
    call("GET", "Nowhere", params={"fields": "id"})
    gone = visitor.insert("Leads", {"Last_Name": "Gone"}, {"Last_Name": "Gone too"})
    call("DELETE", f"Leads/{gone[0]}")
    call("DELETE", "Leads", params={"ids": f"{gone[1]},1"})
    call("GET", "Leads/deleted")
    call("GET", "settings/recycle_bin")
    call("GET", "settings/recycle_bin", params={"ids": "1"})
    call("GET", f"settings/recycle_bin/{gone[0]}")
    call("POST", "settings/recycle_bin/actions/restore", {"ids": [gone[0], "1"]})
    call("POST", f"settings/recycle_bin/{gone[1]}/actions/restore")
    call("POST", "settings/recycle_bin/actions/restore", {})
    more = visitor.insert("Leads", {"Last_Name": "Mass"})
    call("POST", "Leads/actions/mass_delete", {"ids": more})
    return ids


def _settings(visitor: Visitor) -> None:
    call = visitor.call
    call("GET", "org")
    call("GET", "org/currencies")
    call("GET", "settings/territories")
    users = call("GET", "users", params={"type": "AllUsers"}).json()["users"]
    call("GET", f"users/{users[0]['id']}")
    for name in ("profiles", "roles", "modules"):
        call("GET", f"settings/{name}")
    call("GET", "settings/modules/Leads")
    fields = call("GET", "settings/fields", params={"module": "Leads"}).json()["fields"]
    call("GET", f"settings/fields/{fields[0]['id']}", params={"module": "Leads"})
    call("GET", "settings/fields", params={"module": "Nowhere"})
    for module in ("Leads", "Deals", "Products", "Quotes"):
        call("GET", "settings/fields", params={"module": module})
        layouts = call("GET", "settings/layouts", params={"module": module}).json()["layouts"]
        call("GET", f"settings/layouts/{layouts[0]['id']}", params={"module": module})
        call("GET", "settings/related_lists", params={"module": module})
        call("GET", "settings/custom_views", params={"module": module})
    deals = call("GET", "settings/layouts", params={"module": "Deals"}).json()["layouts"]
    call("GET", "settings/pipeline", params={"layout_id": deals[0]["id"]})
    call(
        "POST",
        "settings/fields",
        {"fields": [{"field_label": "Shoe", "data_type": "text", "length": 20}]},
        params={"module": "Leads"},
    )
    call("GET", "__apis")


def _queries(visitor: Visitor) -> None:
    for text in (
        "select Last_Name, Owner from Leads where id is not null limit 2",
        "select COUNT(id) from Leads where id is not null",
        "select Last_Name from Leads",
        "select Nothing from Leads where id is not null",
        "select Last_Name from Leads where id is not null limit 2001",
        "select Last_Name from Leads where Last_Name ~ 'x'",
        "select Last_Name from Leads where Last_Name = 'nobody'",
    ):
        visitor.query(text)
    insert = {"method": "POST", "uri": "/crm/v8/Leads", "body": {"data": [{"Last_Name": "Part"}]}}
    parts = [
        {"sub_request_id": "a", **insert},
        {"sub_request_id": "b", "method": "GET", "uri": "/crm/v8/org"},
    ]
    visitor.call("POST", "__composite_requests", {"__composite_requests": parts})
    visitor.call("POST", "__composite_requests", {"__composite_requests": []})


def _related(visitor: Visitor, ids: list[str]) -> None:
    call = visitor.call
    lead = ids[0]
    tags = call(
        "POST", "settings/tags", {"tags": [{"name": "hot"}, {"name": "cold"}]}, params={"module": "Leads"}
    ).json()["tags"]
    numbers = [each["details"]["id"] for each in tags]
    call("GET", "settings/tags", params={"module": "Leads"})
    call("PUT", f"settings/tags/{numbers[0]}", {"tags": [{"name": "hotter"}]}, params={"module": "Leads"})
    call("POST", f"Leads/{lead}/actions/add_tags", {"tags": [{"name": "hotter"}]})
    call("POST", "Leads/actions/add_tags", {"tags": [{"name": "cold"}], "ids": ids})
    call("GET", f"settings/tags/{numbers[0]}/actions/records_count", params={"module": "Leads"})
    call("POST", f"Leads/{lead}/actions/remove_tags", {"tags": [{"name": "hotter"}]})
    call("POST", "Leads/actions/remove_tags", {"tags": [{"name": "cold"}], "ids": ids})
    call("POST", f"settings/tags/{numbers[0]}/actions/merge", {"tags": [{"conflict_id": numbers[1]}]})
    call("DELETE", f"settings/tags/{numbers[1]}")  # gone with the merge
    call("DELETE", f"settings/tags/{numbers[0]}")
    visitor.insert(
        "Notes",
        {"Note_Title": "T", "Note_Content": "C", "Parent_Id": {"id": lead, "module": {"api_name": "Leads"}}},
    )
    call("GET", f"Leads/{lead}/Notes", params={"fields": "Note_Title,Note_Content"})
    call("GET", f"Leads/{lead}/actions/fetch_full_data", params={"fields": "Description"})
    campaign = visitor.insert("Campaigns", {"Campaign_Name": "Spring"})[0]
    call("PUT", f"Leads/{lead}/Campaigns/{campaign}", {"data": [{"Member_Status": "Planned"}]})
    call("GET", f"Leads/{lead}/Campaigns", params={"fields": "Campaign_Name"})
    call("DELETE", f"Leads/{lead}/Campaigns/{campaign}")
    call("PUT", f"Campaigns/{campaign}/Leads", {"data": [{"id": lead, "Member_Status": "Sent"}]})
    _converted(visitor)
    roles = call(
        "POST", "Contacts/roles", {"contact_roles": [{"name": "Judge", "sequence_number": 1}]}
    ).json()["contact_roles"]
    role = roles[0]["details"]["id"]
    call("GET", "Contacts/roles")
    call("GET", f"Contacts/roles/{role}")
    call("PUT", f"Contacts/roles/{role}", {"contact_roles": [{"name": "Juror"}]})
    call("DELETE", f"Contacts/roles/{role}")


def _timeline(visitor: Visitor, lead: str) -> None:
    path, inner = f"Leads/{lead}/__timeline", "field_history.pick_list_values,done_by.profile,done_by.type__s"
    visitor.call("PUT", "Leads", {"data": [{"id": lead, "Lead_Source": "Chat"}]})
    visitor.call("GET", path)
    visitor.call("GET", path, params={"include_inner_details": inner, "include": "type,extension"})
    visitor.call("GET", path, params={"per_page": "1", "sort_by": "audited_time"})
    visitor.call("GET", path, params={"filters": "{"})
    visitor.call("GET", path, params={"sort_order": "up"})
    visitor.call("GET", "Leads/1/__timeline")
    visitor.call("GET", f"Nowhere/{lead}/__timeline")


def _converted(visitor: Visitor) -> None:
    """A lead with attachments is converted; then its contact plays a role in its deal."""
    call = visitor.call
    lead = visitor.insert("Leads", {"Last_Name": "Converted", "Company": "Shop"})[0]
    put = visitor.call("POST", f"Leads/{lead}/Attachments", files={"file": ("a.txt", b"hello")}).json()
    call("POST", f"Leads/{lead}/Attachments", params={"attachmentUrl": "https://x.example/a"})
    call("GET", f"Leads/{lead}/Attachments", params={"fields": "id,File_Name"})
    call("DELETE", f"Leads/{lead}/Attachments/{put['data'][0]['details']['id']}")
    call("DELETE", f"Leads/{lead}/Attachments/5")
    deal = {"Deal_Name": "Big", "Stage": "Qualification", "Closing_Date": "2031-01-01"}
    made = call("POST", f"Leads/{lead}/actions/convert", {"data": [{"Deals": deal}]}).json()
    call("POST", f"Leads/{lead}/actions/convert", {"data": [{}]})
    found = made["data"][0]["details"]
    roles = call("GET", "Contacts/roles").json()["contact_roles"]
    place = f"Deals/{found['Deals']['id']}/Contact_Roles"
    role = {"id": roles[0]["id"], "name": roles[0]["name"]}
    call("PUT", place, {"data": [{"id": found["Contacts"]["id"], "Contact_Role": role}]})
    call("GET", place, params={"fields": "id,Contact_Role"})
    call("DELETE", place, params={"ids": found["Contacts"]["id"]})


def _bulk(visitor: Visitor) -> None:
    call = visitor.call
    read = call(
        "POST", "/crm/bulk/v8/read", {"query": {"module": {"api_name": "Leads"}, "fields": ["Last_Name"]}}
    )
    job = read.json()["data"][0]["details"]["id"]
    call("GET", f"/crm/bulk/v8/read/{job}")
    visitor.poll(f"/crm/bulk/v8/read/{job}", "COMPLETED")
    call("GET", f"/crm/bulk/v8/read/{job}/result")
    call("POST", "/crm/bulk/v8/read", {"query": {"module": {"api_name": "Nowhere"}}})
    file = visitor.upload(zipped("Last_Name,Email\nBulk,bulk@example.com\n")).json()["details"]["file_id"]
    resource = {
        "type": "data",
        "module": {"api_name": "Leads"},
        "file_id": file,
        "field_mappings": [{"api_name": "Last_Name", "index": 0}, {"api_name": "Email", "index": 1}],
    }
    write = call("POST", "/crm/bulk/v8/write", {"operation": "insert", "resource": [resource]})
    made = write.json()["details"]["id"]
    call("GET", f"/crm/bulk/v8/write/{made}")
    visitor.poll(f"/crm/bulk/v8/write/{made}", "COMPLETED", "FAILED")
    call("POST", "/crm/bulk/v8/write", {"operation": "insert", "resource": [{**resource, "file_id": "1"}]})
