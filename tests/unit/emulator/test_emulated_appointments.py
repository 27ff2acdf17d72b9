"""Services, appointments and the history of their moves keep their rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Crm

START = "2031-03-03T10:00:00+00:00"  # a Monday
LATER = "2031-03-04T10:00:00+00:00"


def service(crm: Crm, **more: Any) -> Any:
    user = str(crm.state.current_user.id)
    values = {
        "Service_Name": "Repair",
        "Duration": 30,
        "Location": "Business Address",
        "Members": [{"Members": {"id": user}}],
        "Availability_Type": "Every Business Days",
        "Price": 10,
    }
    return crm.insert("Services__s", values | more)


def visit(crm: Crm, **more: Any) -> dict[str, Any]:
    found = crm.query("select id from Services__s where id > 0")
    chosen = found.first["id"] if found.status == 200 else service(crm).details["id"]
    return {
        "Appointment_Name": "Visit",
        "Appointment_For": {"module": {"api_name": "Leads"}, "id": crm.added("Leads", Last_Name="Lee")},
        "Service_Name": {"id": chosen},
        "Owner": {"id": str(crm.state.current_user.id)},
        "Appointment_Start_Time": START,
        "Location": "Business Address",
    } | more


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"Duration": 10}, "INVALID_DATA", "Duration"),
        ({"Members": []}, "MANDATORY_NOT_FOUND", "Members"),
        ({"Location": "Moon"}, "INVALID_DATA", "Location"),
        ({"Availability_Type": "Specific Date(s)"}, "DEPENDENT_FIELD_MISSING", "Available_Dates"),
        ({"Availability_Type": "Specific Day(s)"}, "DEPENDENT_FIELD_MISSING", "Available_Days"),
        ({"Status": "Temporarily Unavailable"}, "DEPENDENT_FIELD_MISSING", "Unavailable_From"),
        ({"Job_Sheet_Required": "Yes"}, "DEPENDENT_FIELD_MISSING", "Job_Sheet_Section__s"),
        ({"Job_Sheet_Section__s": "Section 1"}, "DEPENDENT_MISMATCH", "Job_Sheet_Section__s"),
        ({"Available_Timings": [{"From": "9", "To": "10:00"}]}, "INVALID_DATA", "Available_Timings"),
        ({"Available_Timings": [{"From": "09:00", "To": "09:10"}]}, "INVALID_DATA", "Available_Timings[0]"),
        ({"Available_Dates": ["2031-13-01"]}, "INVALID_DATA", "Available_Dates"),
    ],
)
def test_services(crm: Crm, values: dict[str, Any], code: str, field: str) -> None:
    answer = service(crm, **values)
    assert (answer.first["code"], answer.details["api_name"]) == (code, field)


def test_an_appointment(crm: Crm) -> None:
    written = crm.insert("Appointments__s", visit(crm))
    shown = crm.get(f"Appointments__s/{written.details['id']}").first
    assert (shown["Appointment_End_Time"], shown["Duration"]) == ("2031-03-03T10:30:00+00:00", 30)
    assert shown["Appointment_For"]["module"]["api_name"] == "Leads"
    assert (shown["Status"], shown["Reschedule_Count"]) == ("Scheduled", 0)


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"Owner": None}, "MANDATORY_NOT_FOUND", "Owner"),
        ({"Location": "Client Address"}, "DEPENDENT_MISMATCH", "Location"),
        ({"Appointment_Start_Time": "2020-01-01T10:00:00Z"}, "DEPENDENT_MISMATCH", "Appointment_Start_Time"),
        ({"Reschedule_Note": "why"}, "DEPENDENT_FIELD_MISSING", "Rescheduled_From"),
        ({"Rescheduled_From": LATER}, "DEPENDENT_MISMATCH", "Rescheduled_From"),
        ({"Cancellation_Note": "why"}, "DEPENDENT_FIELD_MISSING", "Status"),
        ({"Job_Sheet_Name__s": "J"}, "DEPENDENT_MISMATCH", "Job_Sheet_Name__s"),
        ({"Remind_At": [{"unit": 101, "period": "minutes"}]}, "INVALID_DATA", "Remind_At"),
        (
            {"Appointment_For": {"module": {"api_name": "Deals"}, "id": "5"}},
            "INVALID_DATA",
            "Appointment_For",
        ),
    ],
)
def test_appointments_that_cannot_be(crm: Crm, values: dict[str, Any], code: str, field: str) -> None:
    answer = crm.insert("Appointments__s", visit(crm, **values))
    assert (answer.status, answer.first["code"], answer.details["api_name"]) == (400, code, field)
    assert answer.details["json_path"].startswith(f"$.data[0].{field}")


def test_only_members_of_the_service(crm: Crm) -> None:
    other = str(list(crm.state.users)[1])
    assert crm.insert("Appointments__s", visit(crm, Owner={"id": other})).details["api_name"] == "Owner"


def test_the_availability_of_the_service(crm: Crm) -> None:
    service(crm, Availability_Type="Specific Day(s)", Available_Days=["Tuesday"],
            Available_Timings=[{"From": "09:00", "To": "12:00"}])  # fmt: skip
    assert crm.insert("Appointments__s", visit(crm)).details["api_name"] == "Appointment_Start_Time"
    late = visit(crm, Appointment_Start_Time="2031-03-04T11:45:00+00:00")
    assert crm.insert("Appointments__s", late).status == 400
    assert crm.insert("Appointments__s", visit(crm, Appointment_Start_Time=LATER)).status == 201


def test_a_move_is_noted(crm: Crm) -> None:
    record = crm.insert("Appointments__s", visit(crm)).details["id"]
    same = {"id": record, "Appointment_Start_Time": START, "Reschedule_Reason": "By Team"}
    assert crm.update("Appointments__s", same).first["code"] == "DEPENDENT_FIELD_UNCHANGED"
    moved = {"id": record, "Appointment_Start_Time": LATER, "Reschedule_Note": "rain"}
    assert crm.update("Appointments__s", moved).status == 200
    shown = crm.get(f"Appointments__s/{record}").first
    assert (shown["Rescheduled_From"], shown["Rescheduled_To"], shown["Reschedule_Count"]) == (
        START,
        LATER,
        1,
    )
    fields = "Appointment_Name,Reschedule_Reason,Reschedule_Note"
    (row,) = crm.get(f"Appointments_Rescheduled_History__s?fields={fields}").data
    assert (row["Appointment_Name"]["id"], row["Reschedule_Reason"], row["Reschedule_Note"]) == (
        record,
        "By Customer",
        "rain",
    )


def test_cancelling(crm: Crm) -> None:
    record = crm.insert("Appointments__s", visit(crm)).details["id"]
    crm.update("Appointments__s", {"id": record, "Status": "Cancelled", "Cancellation_Note": "ill"})
    shown = crm.get(f"Appointments__s/{record}").first
    assert (shown["Cancellation_Reason"], shown["Cancelled_By"]["name"]) == ("By Customer", "Ann Admin")
    assert shown["Cancelled_Time"]


def test_history(crm: Crm) -> None:
    record = crm.insert("Appointments__s", visit(crm)).details["id"]
    row = {
        "Appointment_Name": {"id": record},
        "Rescheduled_Time": "2024-01-01T10:00:00+00:00",
        "Rescheduled_By": {"id": str(crm.state.current_user.id)},
        "Rescheduled_From": START,
        "Rescheduled_To": LATER,
    }
    never = crm.insert("Appointments_Rescheduled_History__s", row)
    assert never.first["code"] == "NOT_ALLOWED"
    crm.update("Appointments__s", {"id": record, "Appointment_Start_Time": LATER})
    ahead = crm.insert("Appointments_Rescheduled_History__s", row | {"Rescheduled_Time": LATER})
    assert ahead.details["api_name"] == "Rescheduled_Time"
    many = crm.insert("Appointments_Rescheduled_History__s", *[row] * 20)
    assert many.status == 207
    assert [one["code"] for one in many.data] == ["SUCCESS"] * 19 + ["IN_REQUEST_LIMIT_EXCEEDED"]
