"""The rules of services, appointments and the history of their moves (api-core §7.15-7.17)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hakobu.emulator.catalogue import common
from hakobu.emulator.records.packed import unpack
from hakobu.emulator.records.rule import BrokenRule, Deed
from hakobu.emulator.records.table import Row, Table

_MINUTE = 60
_LAST_YEAR = 9998
_SHORTEST, _LONGEST = 15, 1440
MOST_ACTIVE_SERVICES = 500
MOST_MOVES = 20
_CANCELLING = ("Cancellation_Reason", "Cancellation_Note")
_MOVING = ("Reschedule_Reason", "Reschedule_Note")
_JOB_SHEET = ("Job_Sheet_Name__s", "Job_Sheet_Description__s", "Job_Sheet_Section__s")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# availability -> fields that it needs
_NEEDED = {
    "Specific Date Range": ("Available_From", "Available_Till"),
    "Specific Date(s)": ("Available_Dates",),
    "Specific Day(s)": ("Available_Days",),
}


def _need(deed: Deed, name: str, dependee: str) -> None:
    if deed.get(name) is None:
        raise BrokenRule("DEPENDENT_FIELD_MISSING", name, dependee)


# -- services ------------------------------------------------------------------------------------


def check_service(deed: Deed) -> None:
    """Check a service: duration, availability, job sheet, number of active ones."""
    if not _SHORTEST <= (deed.get("Duration") or 0) <= _LONGEST:
        raise BrokenRule("INVALID_DATA", "Duration", range={"minimum": _SHORTEST, "maximum": _LONGEST})
    for name in _NEEDED.get(deed.get("Availability_Type"), ()):
        _need(deed, name, "Availability_Type")
    if deed.get("Status") == "Temporarily Unavailable":
        _need(deed, "Unavailable_From", "Status")
    if deed.get("Job_Sheet_Required") == "Yes":
        _need(deed, "Job_Sheet_Section__s", "Job_Sheet_Required")
    elif deed.get("Job_Sheet_Section__s") is not None:
        raise BrokenRule("DEPENDENT_MISMATCH", "Job_Sheet_Section__s", "Job_Sheet_Required")
    _check_timings(deed)
    if deed.old is None and _active(deed.table) >= MOST_ACTIVE_SERVICES:
        raise BrokenRule("LIMIT_EXCEEDED", "Service_Name", limit=MOST_ACTIVE_SERVICES)


def _check_timings(deed: Deed) -> None:
    for number, one in enumerate(unpack(deed.get("Available_Timings")) or []):
        if _minutes(one["To"]) - _minutes(one["From"]) < deed.get("Duration"):
            raise BrokenRule("INVALID_DATA", f"Available_Timings[{number}]", "Duration")


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * _MINUTE + int(minutes)


def _active(table: Table) -> int:
    status = table.module.fields["Status"].slot
    return sum(row[status] != "Not in Use" for row in table.rows.values())


# -- appointments --------------------------------------------------------------------------------


class _Service:
    """The service that an appointment is for."""

    def __init__(self, deed: Deed) -> None:
        self._table = deed.world.tables["Services__s"]
        self._links = deed.world.tables["Services_X_Users"]
        self._row = self._table.rows.get(deed.get("Service_Name"))

    def get(self, name: str) -> Any:
        return None if self._row is None else self._row[self._table.module.fields[name].slot]

    def has_member(self, user: int) -> bool:
        if self._row is None:
            return True
        fields = self._links.module.fields
        held = self._links.index(fields["Parent_Id"].slot).find(self._row[common.ID])
        return any(self._links.rows[one][fields["Members"].slot] == user for one in held)

    def is_open(self, start: datetime) -> bool:
        """Tell whether the service is to be had at a time of the organisation's zone."""
        day = start.date().isoformat()
        kind = self.get("Availability_Type")
        if kind == "Specific Date Range":
            if not (self.get("Available_From") or "") <= day <= (self.get("Available_Till") or "9"):
                return False
        elif kind == "Specific Date(s)":
            if day not in (unpack(self.get("Available_Dates")) or []):
                return False
        elif kind == "Specific Day(s)" and _DAYS[start.weekday()] not in (self.get("Available_Days") or []):
            return False
        timings = unpack(self.get("Available_Timings"))
        begin = start.hour * _MINUTE + start.minute
        end = begin + (self.get("Duration") or 0)
        return not timings or any(
            _minutes(one["From"]) <= begin and end <= _minutes(one["To"]) for one in timings
        )


def check_appointment(deed: Deed) -> None:
    """Check an appointment against its service, and note its cancelling or moving."""
    if deed.get("Appointment_Start_Time") is None:
        raise BrokenRule("MANDATORY_NOT_FOUND", "Appointment_Start_Time")
    service = _Service(deed)
    if deed.sent & {"Owner", "Service_Name"} and not service.has_member(deed.row[common.OWNER]):
        raise BrokenRule("INVALID_DATA", "Owner")
    _check_place(deed, service)
    _set_times(deed, service)
    _check_job_sheet(deed, service)
    _cancel(deed)
    _move(deed)


def _check_place(deed: Deed, service: _Service) -> None:
    location, offered = deed.get("Location") or "", service.get("Location") or ""
    if location not in offered:
        raise BrokenRule("DEPENDENT_MISMATCH", "Location", "Service_Name")
    if location == "Client Address":
        _need(deed, "Address", "Location")


def _set_times(deed: Deed, service: _Service) -> None:
    start, duration = deed.get("Appointment_Start_Time"), service.get("Duration") or 0
    deed.put("Duration", duration)
    deed.put("Appointment_End_Time", start + duration * _MINUTE)
    if not deed.sent & {"Appointment_Start_Time", "Service_Name"}:
        return
    try:
        local = datetime.fromtimestamp(start, ZoneInfo(deed.world.org.zone.name))
        last = local + timedelta(minutes=duration, days=1)
    except (ValueError, OverflowError):
        raise BrokenRule("INVALID_DATA", "Appointment_Start_Time") from None
    if last.year > _LAST_YEAR or not service.is_open(local):
        raise BrokenRule("INVALID_DATA", "Appointment_Start_Time")
    moved = start != deed.was("Appointment_Start_Time")
    if moved and start < deed.now and deed.get("Status") == "Scheduled":
        raise BrokenRule("DEPENDENT_MISMATCH", "Appointment_Start_Time", "Status")


def _check_job_sheet(deed: Deed, service: _Service) -> None:
    for name in deed.sent.intersection(_JOB_SHEET):
        if deed.get(name) is None:
            continue
        if deed.get("Status") != "Completed":
            raise BrokenRule("DEPENDENT_MISMATCH", name, "Status")
        if service.get("Job_Sheet_Required") != "Yes":
            raise BrokenRule("DEPENDENT_MISMATCH", name, "Service_Name")
        deed.put("Job_Sheet_Created__s", value=True)


def _cancel(deed: Deed) -> None:
    if deed.get("Status") != "Cancelled":
        for name in deed.sent.intersection(_CANCELLING):
            if deed.get(name) is not None:
                raise BrokenRule("DEPENDENT_FIELD_MISSING", "Status", name)
    elif deed.was("Status") != "Cancelled":
        deed.put("Cancelled_By", deed.user)
        deed.put("Cancelled_Time", deed.now)
        if deed.get("Cancellation_Reason") is None:
            deed.put("Cancellation_Reason", "By Customer")


def _move(deed: Deed) -> None:
    start, before = deed.get("Appointment_Start_Time"), deed.was("Appointment_Start_Time")
    explained = next((name for name in _MOVING if name in deed.sent and deed.get(name) is not None), None)
    if deed.old is None:
        before = deed.get("Rescheduled_From")
        if before is None and explained is not None:
            raise BrokenRule("DEPENDENT_FIELD_MISSING", "Rescheduled_From", explained)
        if before is not None and before >= start:
            raise BrokenRule("DEPENDENT_MISMATCH", "Rescheduled_From", "Appointment_Start_Time")
    elif start == before:
        if explained is not None:
            raise BrokenRule("DEPENDENT_FIELD_UNCHANGED", "Appointment_Start_Time", explained)
        return
    if before is not None:
        _note_move(deed, before, start)


def _note_move(deed: Deed, before: int, start: int) -> None:
    deed.put("Rescheduled_From", before)
    deed.put("Rescheduled_To", start)
    deed.put("Rescheduled_Time", deed.now)
    deed.put("Rescheduled_By", deed.user)
    deed.put("Reschedule_Count", (deed.was("Reschedule_Count") or 0) + 1)
    if deed.get("Reschedule_Reason") is None:
        deed.put("Reschedule_Reason", "By Customer")


def keep_move(deed: Deed) -> None:
    """Write a row of history where an appointment moved."""
    if deed.get("Reschedule_Count") == (deed.was("Reschedule_Count") or 0):
        return
    table = deed.world.tables["Appointments_Rescheduled_History__s"]
    row: Row = table.blank.copy()
    fields = table.module.fields
    row[common.OWNER] = row[common.CREATED_BY] = row[common.MODIFIED_BY] = deed.user
    row[common.CREATED_TIME] = row[common.MODIFIED_TIME] = deed.now
    for name in ("Rescheduled_Time", "Rescheduled_By", "Rescheduled_From", "Rescheduled_To", *_MOVING):
        row[fields[name].slot] = deed.get(name)
    row[fields["Name"].slot] = deed.get("Appointment_Name")
    row[fields["Appointment_Name"].slot] = deed.row[common.ID]
    row[common.ID] = deed.world.ids.next()
    table.insert(row)


# -- history -------------------------------------------------------------------------------------


def check_history(deed: Deed) -> None:
    """Check a row of history: only of an appointment that was moved, and not too many."""
    appointments = deed.world.tables["Appointments__s"]
    fields = appointments.module.fields
    chosen = appointments.rows.get(deed.get("Appointment_Name"))
    if chosen is None:
        raise BrokenRule("MANDATORY_NOT_FOUND", "Appointment_Name")
    deed.put("Name", chosen[fields["Appointment_Name"].slot])
    if (deed.get("Rescheduled_Time") or 0) > deed.now:
        raise BrokenRule("INVALID_DATA", "Rescheduled_Time")
    if deed.old is not None:
        return
    if not chosen[fields["Reschedule_Count"].slot]:
        raise BrokenRule("NOT_ALLOWED", "Appointment_Name")
    held = deed.table.index(deed.table.module.fields["Appointment_Name"].slot).find(chosen[common.ID])
    if len(held) >= MOST_MOVES:
        raise BrokenRule("IN_REQUEST_LIMIT_EXCEEDED", "Appointment_Name", limit=MOST_MOVES)
