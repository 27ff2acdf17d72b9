"""Every module in every version that has it: all that can be written is written and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.conftest import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSIONS = {"v2": 2.0, "v2.1": 2.1, "v4": 4.0, "v8": 8.0}
SINCE = {
    "Leads": 2.0,
    "Accounts": 2.0,
    "Contacts": 2.0,
    "Deals": 2.0,
    "Campaigns": 2.0,
    "Cases": 2.0,
    "Solutions": 2.0,
    "Products": 2.0,
    "Vendors": 2.0,
    "Price_Books": 2.0,
    "Quotes": 2.0,
    "Sales_Orders": 2.0,
    "Purchase_Orders": 2.0,
    "Invoices": 2.0,
    "Services__s": 3.0,
    "Appointments__s": 3.0,
    "Appointments_Rescheduled_History__s": 3.0,
    "Vehicles": 2.0,
    "Charts": 2.0,
    "Tasks": 2.0,
    "Events": 2.0,
    "Calls": 2.0,
    "Notes": 2.0,
}
CASES = [
    (module, one) for module, since in SINCE.items() for one, number in VERSIONS.items() if number >= since
]
LACKING = [
    (module, one) for module, since in SINCE.items() for one, number in VERSIONS.items() if number < since
]
WITHOUT_UPSERT = {"Tasks", "Events", "Calls", "Notes"}
UNHEARD = {"Add_Comment", "Layout", "Tag", "Rescheduled_From"}
FUTURE = "2031-03-03T10:00:00+00:00"
LISTS = {"subform", "multiselectlookup", "multiuserlookup"}
SEED = {
    "modules": [
        {
            "api_name": "Vehicles",
            "singular_label": "Vehicle",
            "plural_label": "Vehicles",
            "fields": [
                {
                    "api_name": "Colours",
                    "data_type": "multiselectpicklist",
                    "pick_list_values": ["Red", "Blue"],
                },
                {"api_name": "Weight", "data_type": "double", "decimal_place": 3},
                {"api_name": "Drivers", "data_type": "multiselectlookup", "lookup": "Contacts"},
                {"api_name": "Keepers", "data_type": "multiuserlookup"},
                {
                    "api_name": "Trips",
                    "data_type": "subform",
                    "fields": [
                        {"api_name": "Distance", "data_type": "integer"},
                        {"api_name": "Day", "data_type": "date"},
                    ],
                },
            ],
        },
        {
            "api_name": "Charts",
            "singular_label": "顧客カルテ",
            "plural_label": "顧客カルテ",
            "fields": [
                {"api_name": "Summary", "field_label": "概要", "data_type": "textarea"},
                {"api_name": "Fee", "field_label": "料金", "data_type": "currency"},
                {"api_name": "Patient", "field_label": "顧客", "data_type": "lookup", "lookup": "Contacts"},
            ],
        },
    ]
}


class Crm:
    """One organisation, with the records that others look up to."""

    def __init__(self, emulator: Emulator, version: str) -> None:
        self._http = httpx2.Client(base_url=f"{emulator.url}/crm/{version}")
        form = {
            "grant_type": "refresh_token",
            "client_id": "c",
            "client_secret": "s",
            "refresh_token": version,
        }
        token = httpx2.post(f"{emulator.url}/oauth/v2/token", data=form).json()["access_token"]
        self._http.headers["Authorization"] = f"Zoho-oauthtoken {token}"
        self.version = version

    def call(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        return self._http.request(method, path, json=body)

    def add(self, module: str, **values: Any) -> str:
        answer = self.call("POST", module, {"data": [values]})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["data"][0]["details"]["id"])

    def fields(self, module: str) -> list[Any]:
        listed: list[Any] = self.call("GET", f"settings/fields?module={module}").json()["fields"]
        return listed

    def user(self) -> str:
        return str(self.call("GET", "users?type=CurrentUser").json()["users"][0]["id"])

    def close(self) -> None:
        self._http.close()


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[Emulator, dict[str, str]]]:
    """Start one emulator for all, with a record of each module that lookups lead to."""
    running = Emulator("--edition", "ultimate")
    try:
        running.seed(SEED)
        running.post("/_emulator/tokens", {"throttle": False})
        crm = Crm(running, "v8")
        held = {"user": crm.user()}
        for module, values in PARENTS.items():
            held[module] = crm.add(module, **filled(values, held))
        crm.close()
        yield running, held
    finally:
        running.close()


PARENTS: dict[str, dict[str, Any]] = {
    "Accounts": {"Account_Name": "Acme"},
    "Contacts": {"Last_Name": "Kontakt"},
    "Campaigns": {"Campaign_Name": "Spring"},
    "Vendors": {"Vendor_Name": "Supplier"},
    "Products": {"Product_Name": "Chair", "Unit_Price": 12.5},
    "Deals": {"Deal_Name": "Deal", "Stage": "Qualification"},
    "Price_Books": {
        "Price_Book_Name": "Book",
        "Pricing_Details": [{"from_range": 1, "to_range": 9, "discount": 10}],
    },
    "Quotes": {"Subject": "Quote", "Quoted_Items": [{"Product_Name": {"id": "@Products"}}]},
    "Sales_Orders": {"Subject": "Order", "Ordered_Items": [{"Product_Name": {"id": "@Products"}}]},
    "Services__s": {
        "Service_Name": "Repair",
        "Duration": 30,
        "Location": "Business Address and Client Address",
        "Members": [{"Members": {"id": "@user"}}],
        "Availability_Type": "Every Business Days",
        "Price": 10,
    },
    "Appointments__s": {
        "Appointment_Name": "Visit",
        "Appointment_For": {"module": {"api_name": "Contacts"}, "id": "@Contacts"},
        "Service_Name": {"id": "@Services__s"},
        "Owner": {"id": "@user"},
        "Appointment_Start_Time": FUTURE,
        "Rescheduled_From": "2031-03-02T10:00:00+00:00",
        "Location": "Business Address",
    },
}


def filled(value: Any, held: dict[str, str]) -> Any:
    """Put the ids of the held records in."""
    if isinstance(value, dict):
        return {key: filled(one, held) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, held) for one in value]
    return held[value[1:]] if isinstance(value, str) and value.startswith("@") else value


def taxes(field: Any) -> list[Any]:
    """Name taxes: in v2 by name, later as objects."""
    if "display_type" not in field:
        return [one["actual_value"] for one in field["pick_list_values"]]
    return [{"value": one["display_value"]} for one in field["pick_list_values"]]


def sample(field: Any, held: dict[str, str], *, changed: bool = False) -> Any:
    """Make a value of a field's type."""
    name, kind = field["api_name"], field["data_type"]
    if kind == "picklist":
        real = [one["actual_value"] for one in field["pick_list_values"] if one["actual_value"] != "-None-"]
        return real[-1 if changed else 0]
    if name == "Tax":
        return taxes(field)[: 1 if changed else 2]
    if kind == "multiselectpicklist":
        return [one["actual_value"] for one in field["pick_list_values"]][: 1 if changed else 2]
    if kind in {"lookup", "multi_module_lookup"}:
        module = field["lookup"].get("module")
        target = module["api_name"] if isinstance(module, dict) else module
        return {"id": held["Accounts" if target in {None, "se_module"} else target]}
    if kind in {"ownerlookup", "userlookup"}:
        return {"id": held["user"]}
    return VALUES[kind](name, changed)


VALUES: dict[str, Any] = {
    "text": lambda name, changed: f"{name[:6]} 日本 {changed}"[: 20 if "ode" not in name else 12],
    "textarea": lambda _, changed: f"line\nline {changed}",
    "email": lambda _, changed: f"a{changed}@example.com",
    "phone": lambda _, changed: f"+81-3-{int(changed)}000",
    "website": lambda _, changed: f"https://www{int(changed)}.example.com",
    "integer": lambda name, changed: (60 if name in {"Duration", "Probability"} else 7) + changed,
    "bigint": lambda _, changed: str(12345678901 + changed),
    "double": lambda _, changed: 1.25 + changed,
    "currency": lambda _, changed: 10.5 + changed,
    "percent": lambda _, changed: 5 + changed,
    "boolean": lambda _, changed: not changed,
    "date": lambda name, changed: f"2031-0{1 + changed}-02",
    "datetime": lambda name, changed: f"2031-03-0{3 + changed}T10:00:00+00:00",
    "ALARM": lambda _, changed: {"ALARM": f"FREQ=NONE;ACTION=EMAIL;TRIGGER=-P{int(changed)}DT0H0M"},
    "event_reminder": lambda _, changed: f"2031-03-0{3 + changed}T09:00:00+00:00",
    "RRULE": lambda _, changed: {"RRULE": f"FREQ=DAILY;INTERVAL={1 + changed};UNTIL=2031-12-01"},
    "participants": lambda _, changed: [{"type": "email", "participant": f"p{int(changed)}@example.com"}],
    "multireminder": lambda _, changed: [{"unit": 30 + changed, "period": "minutes"}],
    "time_range": lambda _, changed: [{"From": "09:00", "To": f"1{7 + changed}:30"}],
}
# what a module's own rules ask for instead of a made-up value
SPECIAL: dict[str, dict[str, Any]] = {
    "Appointments__s": {
        **PARENTS["Appointments__s"],
        "Appointment_Name": "Second visit",
        "Address": "1 Chuo",
        "Status": "Scheduled",
        **dict.fromkeys(("Cancellation_Reason", "Cancellation_Note"), ...),
        **dict.fromkeys(("Job_Sheet_Name__s", "Job_Sheet_Description__s", "Job_Sheet_Section__s"), ...),
        "Rescheduled_From": ...,
        "Reschedule_Reason": ...,
        "Reschedule_Note": ...,
    },
    "Appointments_Rescheduled_History__s": {"Rescheduled_Time": "2024-01-01T10:00:00+00:00"},
    "Services__s": {
        "Service_Name": "Cleaning",
        "Duration": 60,
        "Available_Dates": ["2031-01-02", "2031-01-03"],
        "Job_Sheet_Required": "Yes",
        "Availability_Type": "Every Business Days",
    },
    "Calls": {"Call_Duration": "12:30"},
    "Notes": {"Parent_Id": {"id": "@Contacts"}},
}
ROWS: dict[str, Any] = {
    "Pricing_Details": [{"from_range": 1, "to_range": 5, "discount": 2.5}],
    "Members": [{"Members": {"id": "@user"}}],
    "Drivers": [{"Drivers": {"id": "@Contacts"}}],
    "Keepers": [{"Keepers": {"id": "@user"}}],
    "Trips": [{"Distance": 12, "Day": "2026-01-02"}, {"Distance": 3}],
    "Product_Details": [
        {
            "product": {"id": "@Products"},
            "quantity": 2,
            "list_price": 20,
            "product_description": "two",
            "Discount": 1.5,
            "line_tax": [{"name": "Vat", "percentage": 10}],
        }
    ],
    "Items": [
        {
            "Product_Name": {"id": "@Products"},
            "Quantity": 2,
            "List_Price": 20,
            "Description": "two",
            "Discount": 1.5,
            "Line_Tax": [{"name": "Vat", "percentage": 10}],
        }
    ],
}


def record(crm: Crm, module: str, held: dict[str, str], *, changed: bool = False) -> dict[str, Any]:
    """Fill every field that the metadata says can be written."""
    special, values = SPECIAL.get(module, {}), {}
    for field in crm.fields(module):
        name = field["api_name"]
        read_only = field["field_read_only"] and name != "Owner"
        if read_only or name in {"id", "Layout", "Tag"}:
            continue
        if field["data_type"] in LISTS:
            if not changed:
                values[name] = filled(ROWS.get(name, ROWS["Items"]), held)
        elif name in special:
            if special[name] is not ...:
                values[name] = filled(special[name], held)
        else:
            values[name] = sample(field, held, changed=changed)
    return values


def agree(sent: Any, shown: Any) -> bool:
    """Tell whether a value was stored: references by id, rows by the keys that were sent."""
    if isinstance(sent, dict) and isinstance(shown, dict):
        return all(agree(value, shown.get(key)) for key, value in sent.items())
    if isinstance(sent, list) and isinstance(shown, list):
        return len(sent) == len(shown) and all(map(agree, sent, shown))
    return bool(sent == shown)


@pytest.mark.parametrize(("module", "version"), CASES)
def test_all_that_can_be_written_is_read_back(
    world: tuple[Emulator, dict[str, str]], module: str, version: str
) -> None:
    running, held = world
    crm = Crm(running, version)
    values = record(crm, module, held)
    written = crm.add(module, **values)
    shown = crm.call("GET", f"{module}/{written}").json()["data"][0]
    assert {key: shown.get(key) for key in values if not agree(values[key], shown.get(key))}.keys() <= UNHEARD
    change = record(crm, module, held, changed=True)
    answer = crm.call("PUT", module, {"data": [{"id": written, **change}]})
    assert answer.status_code == 200, answer.text
    shown = crm.call("GET", f"{module}/{written}").json()["data"][0]
    assert {key: shown.get(key) for key in change if not agree(change[key], shown.get(key))}.keys() <= UNHEARD
    listed = crm.call("GET", f"{module}?fields=id,Modified_Time&per_page=200").json()["data"]
    assert written in {one["id"] for one in listed}
    if module != "Notes":
        query = crm.call("POST", "coql", {"select_query": f"select id from {module} where id = '{written}'"})
        assert query.json()["data"] == [{"id": written}]
    gone = crm.call("DELETE", f"{module}?ids={written}")
    assert gone.json()["data"][0]["code"] == "SUCCESS"
    assert crm.call("GET", f"{module}/{written}").status_code == 204
    crm.close()


@pytest.mark.parametrize(("module", "version"), CASES)
def test_upsert(world: tuple[Emulator, dict[str, str]], module: str, version: str) -> None:
    running, held = world
    crm = Crm(running, version)
    answer = crm.call("POST", f"{module}/upsert", {"data": [record(crm, module, held)]})
    if module in WITHOUT_UPSERT:
        assert answer.json()["code"] == "NOT_SUPPORTED"
    else:
        assert answer.status_code == 200, answer.text
        assert answer.json()["data"][0]["action"] in {"insert", "update"}
        crm.call("DELETE", f"{module}/{answer.json()['data'][0]['details']['id']}")
    crm.close()


@pytest.mark.parametrize(("module", "version"), CASES)
def test_what_must_be_filled_is_demanded(
    world: tuple[Emulator, dict[str, str]], module: str, version: str
) -> None:
    crm = Crm(world[0], version)
    answer = crm.call("POST", module, {"data": [{}]})
    assert answer.status_code == (202 if version == "v2" else 400)
    refused = answer.json()["data"][0]
    assert (refused["code"], refused["status"]) == ("MANDATORY_NOT_FOUND", "error")
    assert ("json_path" in refused["details"]) == (version != "v2")
    crm.close()


@pytest.mark.parametrize(("module", "version"), LACKING)
def test_a_version_that_lacks_a_module_says_so(
    world: tuple[Emulator, dict[str, str]], module: str, version: str
) -> None:
    crm = Crm(world[0], version)
    for answer in (
        crm.call("GET", f"{module}?fields=id"),
        crm.call("GET", f"settings/fields?module={module}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (400, "API_NOT_SUPPORTED")
        assert answer.json()["details"]["supported_version"] == SINCE[module]
    listed = {one["api_name"] for one in crm.call("GET", "settings/modules").json()["modules"]}
    assert module not in listed
    crm.close()
