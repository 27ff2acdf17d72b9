"""Made-up organisation for the stories of modules: what is there before, and values by data type."""

from __future__ import annotations

from typing import Any

__all__ = ["BESIDE", "KARTE", "LEFT_OUT", "LINES", "PARENTS", "PLAIN", "SAMPLES"]

FUTURE = "2031-03-03T10:00:00+00:00"

KARTE = {
    "api_name": "Customer_Karte",
    "singular_label": "顧客カルテ",
    "plural_label": "顧客カルテ",
    "fields": [
        {
            "api_name": "Karte_No",
            "field_label": "カルテ番号",
            "data_type": "text",
            "unique": True,
            "length": 40,
        },
        {"api_name": "Gaiyo", "field_label": "概要", "data_type": "textarea"},
        {"api_name": "Shosai", "field_label": "詳細", "data_type": "textarea", "textarea": "large"},
        {"api_name": "Renrakusaki", "field_label": "連絡先メール", "data_type": "email"},
        {"api_name": "Denwa", "field_label": "電話番号", "data_type": "phone"},
        {"api_name": "Saito", "field_label": "サイト", "data_type": "website"},
        {"api_name": "Kaisu", "field_label": "来店回数", "data_type": "integer"},
        {"api_name": "Kaiin_Bango", "field_label": "会員番号", "data_type": "bigint"},
        {"api_name": "Taiju", "field_label": "体重", "data_type": "double", "decimal_place": 3},
        {"api_name": "Ryokin", "field_label": "料金", "data_type": "currency"},
        {"api_name": "Waribiki", "field_label": "割引率", "data_type": "percent"},
        {"api_name": "Doui", "field_label": "同意", "data_type": "boolean"},
        {"api_name": "Tanjobi", "field_label": "誕生日", "data_type": "date"},
        {"api_name": "Raiten", "field_label": "来店日時", "data_type": "datetime"},
        {
            "api_name": "Rank",
            "field_label": "会員ランク",
            "data_type": "picklist",
            "pick_list_values": ["ゴールド", "シルバー"],
        },
        {
            "api_name": "Kyomi",
            "field_label": "興味",
            "data_type": "multiselectpicklist",
            "pick_list_values": ["髪", "肌", "爪"],
        },
        {"api_name": "Kokyaku", "field_label": "顧客", "data_type": "lookup", "lookup": "Contacts"},
        {"api_name": "Tantosha", "field_label": "担当スタッフ", "data_type": "userlookup"},
        {"api_name": "Shomei", "field_label": "署名", "data_type": "fileupload"},
        {
            "api_name": "Nen_Ryokin",
            "field_label": "年間料金",
            "data_type": "formula",
            "formula": {"return_type": "double", "expression": "${Customer_Karte.Ryokin} * 12"},
        },
        {"api_name": "Kazoku", "field_label": "家族", "data_type": "multiselectlookup", "lookup": "Contacts"},
    ],
}

PARENTS: dict[str, dict[str, Any]] = {
    "Accounts": {"Account_Name": "Acme"},
    "Leads": {"Last_Name": "Lead", "Company": "Acme"},
    "Contacts": {"Last_Name": "Kontakt"},
    "Campaigns": {"Campaign_Name": "Spring"},
    "Vendors": {"Vendor_Name": "Supplier"},
    "Products": {"Product_Name": "Chair", "Unit_Price": 12.5},
    "Deals": {"Deal_Name": "Deal", "Stage": "Qualification"},
    "Quotes": {"Subject": "Quote", "Quoted_Items": [{"Product_Name": {"id": "@Products"}}]},
    "Sales_Orders": {"Subject": "Order", "Ordered_Items": [{"Product_Name": {"id": "@Products"}}]},
    "Services__s": {
        "Service_Name": "Repair",
        "Duration": 30,
        "Location": "Business Address and Client Address",
        "Members": [{"Members": {"id": "@user"}}, {"Members": {"id": "@other user"}}],
        "Availability_Type": "Every Business Days",
        "Price": 10,
        "Job_Sheet_Required": "Yes",
        "Job_Sheet_Section__s": "Section 1",
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
"""Records that lookups lead to, in the order in which they are made."""

_PRODUCTS = [{"product": "@Products", "quantity": 2}]
_ITEMS = {"match": ["Product_Name"], "map": {"Product_Name": "product", "Quantity": "quantity"}}
LINES: dict[str, tuple[Any, Any, Any]] = {
    "Pricing_Details": (
        [{"from": 1, "to": 5, "off": 2.5}],
        {"match": ["from_range"], "map": {"from_range": '"from"', "to_range": '"to"', "discount": "off"}},
        [{"from_range": 1, "to_range": 5, "discount": 2.5}],
    ),
    "Product_Details": (
        _PRODUCTS,
        {"match": ["product"], "map": {"product": "product", "quantity": "quantity"}},
        [{"product": {"id": "@Products"}, "quantity": 2}],
    ),
    **dict.fromkeys(
        ("Quoted_Items", "Ordered_Items", "Purchase_Items", "Invoiced_Items"),
        (_PRODUCTS, _ITEMS, [{"Product_Name": {"id": "@Products"}, "Quantity": 2}]),
    ),
    "Members": (
        "@user",
        {"lookup": "users", "by": {"id": "members"}, "each": ";"},
        [{"Members": {"id": "@user"}}],
    ),
}
"""What a new record cannot do without, though a row holds it in parts: the cell, the map, and Zoho's JSON.

All that lines and links can hold has tests of its own."""

BESIDE = {
    "subform": "lines have a mapping of their own, and tests of their own",
    "multiselectlookup": "links have a mapping of their own, and tests of their own",
    "multiuserlookup": "links have a mapping of their own, and tests of their own",
    "Tag": "tags have tests of their own",
    "fileupload": "files go by another door",
    "imageupload": "images go by another door",
    "profileimage": "photos go by another door",
}
"""Fields by type or name that these jobs do not fill, and why."""

LEFT_OUT: dict[str, dict[str, str]] = {
    "Appointments__s": {
        "Rescheduled_From": "tells of a move, which wants a history of its own",
        "Reschedule_Reason": "goes with a move",
        "Reschedule_Note": "goes with a move",
        "Cancellation_Reason": "goes with Status Cancelled, which ends an appointment",
        "Cancellation_Note": "goes with Status Cancelled, which ends an appointment",
        "Job_Sheet_Name__s": "wants a completed appointment",
        "Job_Sheet_Description__s": "wants a completed appointment",
        "Job_Sheet_Section__s": "wants a completed appointment",
    },
}
"""Writable fields that one and the same record cannot hold together; jobs of their own write them."""

SAMPLES: dict[str, dict[str, tuple[Any, Any]]] = {
    "Appointments__s": {
        "Status": ("Scheduled", "Scheduled"),
        "Location": ("Client Address", "Business Address"),
        "Appointment_Start_Time": (FUTURE, "2031-04-03T11:00:00+00:00"),
    },
    "Appointments_Rescheduled_History__s": {
        "Rescheduled_Time": ("2024-01-01T10:00:00+00:00", "2024-01-02T10:00:00+00:00")
    },
    "Services__s": {
        "Duration": (60, 90),
        "Job_Sheet_Required": ("Yes", "Yes"),
        "Availability_Type": ("Every Business Days", "Every Business Days"),
        "Available_Dates": (["2031-01-02", "2031-01-03"], ["2031-02-02"]),
    },
    "Calls": {"Call_Duration": ("12:30", "14:30")},
    "Deals": {"Probability": (60, 61)},
}
"""Values, first and changed, where a module's own rules ask for them."""

PLAIN: dict[str, Any] = {
    "text": lambda name, mark, _, most: f"{mark} {name} 日本"[:most],
    "textarea": lambda name, mark, _, most: f"一行目 {mark}\n{name}"[:most],
    "email": lambda _name, mark, _n, _most: f"{mark}@example.com".lower(),
    "phone": lambda _name, _mark, n, _most: f"+81-3-{n}000-0000",
    "website": lambda _name, _mark, n, _most: f"https://www{n}.example.com",
    "integer": lambda _name, _mark, n, _most: 7 + n,
    "bigint": lambda _name, _mark, n, _most: str(12345678901 + n),
    "double": lambda _name, _mark, n, _most: 1.25 + n,
    "currency": lambda _name, _mark, n, _most: 10.5 + n,
    "percent": lambda _name, _mark, n, _most: 5 + n,
    "boolean": lambda _name, _mark, n, _most: not n,
    "date": lambda _name, _mark, n, _most: f"2031-0{1 + n}-02",
    "datetime": lambda _name, _mark, n, _most: f"2031-03-0{3 + n}T10:00:00+00:00",
    "event_reminder": lambda _name, _mark, n, _most: f"2031-03-0{3 + n}T09:00:00+00:00",
    "ALARM": lambda _name, _mark, n, _most: {"ALARM": f"FREQ=NONE;ACTION=EMAIL;TRIGGER=-P{n}DT0H0M"},
    "RRULE": lambda _name, _mark, n, _most: {"RRULE": f"FREQ=DAILY;INTERVAL={1 + n};UNTIL=2031-12-01"},
    "participants": lambda _name, mark, _n, _most: [{"type": "email", "participant": f"{mark}@example.com"}],
    "multireminder": lambda _name, _mark, n, _most: [{"unit": 30 + n, "period": "minutes"}],
    "time_range": lambda _name, _mark, n, _most: [{"From": "09:00", "To": f"1{7 + n}:30"}],
}
"""Values by data type: of the name, a mark, 0 or 1, and the length."""
