"""Write docs/reference/modules.md from the client's own tables: what each module takes, by version."""

from pathlib import Path

from hakobu.zoho import BULK_WRITABLE, DUPLICATE_CHECK_FIELDS, NOT_QUERIED, VERSIONS, WITHOUT_UPSERT
from hakobu.zoho.bulk_read import NOT_EXPORTED

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "modules.md"
NAMES = {
    **{name: name.replace("_", " ") for name in DUPLICATE_CHECK_FIELDS},
    "Appointments__s": "Appointments",
    "Appointments_Rescheduled_History__s": "Appointments Rescheduled History",
    "Services__s": "Services",
    "": "Custom modules",
    "Tasks": "Tasks",
    "Events": "Events (Meetings)",
    "Calls": "Calls",
    "Notes": "Notes",
}
HEAD = """\
# Modules

What each module of Zoho CRM takes, by the versions that a connection may choose as its `schema`. Read,
insert, update and delete go for every module here. This page is written by `scripts/modules_page.py`
from the tables that Hakobu itself goes by.

"""
TAIL = """
**Keys.** Whatever the module, a task may also match by the field that is its External ID, by a field
that allows no duplicates, by the record's `id` (update and delete), and by any other field where Hakobu
itself finds the records; `hakobu keys FILE MODULE` lists them with the reasons. *Not documented*: Zoho's
documents name no field by which its own upsert finds a record of these modules, so a task names a key
with `match`. *None: no upsert*: Zoho has insert and update alone; `operation: upsert` still works, by a
key that the task names.

**COQL: no** means that a connection with `use_coql: true` reads the module by lists. Of some modules
this goes for single fields, which no row of a query or an export can hold: reminders and repeats of
tasks and meetings, participants, comments, the days and hours of services, the reminders of
appointments.

**Bulk Write: not listed**: Zoho's page of Bulk Write does not name the module; such tasks go by REST.
Quotes, orders and invoices are tried where a task says `write: bulk`, from v8 on, where line items are
described.

**Linking modules** (`Leads_X_Wants`, behind the multi-select lookup `Wants` of leads) are modules whose rows
hold two lookups: written, deleted and read like any other, by `match: [[Lead, Wants]]`; or through the lookup
itself, with `each` (see [Definition files](definitions.md)). Bulk Write takes them below a parent only.

**Fields of several parts** (`Remind_At` of tasks, `Recurring_Activity`, `Participants`, `Remind_At` of
appointments, `Available_Timings`, `Available_Dates`) take a text of JSON in the form that Zoho shows,
such as `[{"From": "09:00", "To": "17:30"}]`. Taxes take their names, separated by `;`.

**`Add_Comment`** (cases, solutions) is a door, not a value: Zoho shows nothing of it, and makes a comment of
each text that arrives. With `compare: live` every run would add it again; say `policy: on create` there.

**Parents of any module** (`What_Id` of tasks, meetings and calls, `Parent_Id` of notes,
`Appointment_For`) lead to records of several modules, so the task says to which:

```yaml
map:
  Note_Title: title
  Note_Content: body
  Parent_Id: {lookup: Contacts, by: {Email: email}}     # or by: {id: contact_id}
```

**Campaign members and contact roles** are related lists in Zoho, at an address below the record above. A
task names them like a module, and each row is one tie:

| Module | Its fields | One call takes |
|---|---|---|
| `Campaigns.Leads` | `Campaign`, `Lead`, `Member_Status` | up to 100 members of one campaign |
| `Campaigns.Contacts` | `Campaign`, `Contact`, `Member_Status` | up to 100 members of one campaign |
| `Deals.Contact_Roles` | `Deal`, `Contact`, `Contact_Role` | up to 100 roles of a deal in v8; before, one |

```yaml
- name: members
  read: {table: spring_guests}
  module: Campaigns.Leads
  operation: upsert
  map:
    Campaign: {lookup: Campaigns, by: {Campaign_Name: campaign}}
    Lead: {lookup: Leads, by: {Email: email}}
    Member_Status: status
```

Insert, update, upsert, delete and mirror, comparing, plan and undo go for them as for any module; without a
`match` the pair of lookups is the key, as `hakobu keys` tells, and no pair is twice in Zoho. A mirror unties
what it tied and the source no longer has; the records stay, and undo ties them again. Zoho tells them only
record by record: finding some costs a call for each campaign or deal that the rows name, reading all of them
a call for each campaign or deal there is, whatever `use_coql` and `api_type` say. The call takes no list of
triggers, so `automation` cannot hold Zoho's rules back here. `Contact_Role` takes the organisation's own
roles; `Member_Status` goes to Zoho as it is, for no document tells its values. Tags are a field of the
record.
"""


def page() -> str:
    """The text of the page."""
    rows = [
        "| Module | API name | Versions | Upsert by | COQL | Bulk Read | Bulk Write |",
        "|---|---|---|---|---|---|---|",
    ]
    return HEAD + "\n".join([*rows, *(_row(name, title) for name, title in NAMES.items())]) + "\n" + TAIL


def _row(name: str, title: str) -> str:
    having = [version.name for version in VERSIONS.values() if name not in version.missing_modules]
    versions = "all" if len(having) == len(VERSIONS) else f"needs {having[0]}: {', '.join(having)}"
    cells = [
        title,
        f"`{name}`" if name else "its own",
        versions,
        _key(name),
        "no" if name in NOT_QUERIED else "yes",
        "no" if name in NOT_EXPORTED else "yes",
        "yes" if not name or name in BULK_WRITABLE else "not listed",
    ]
    return f"| {' | '.join(cells)} |"


def _key(name: str) -> str:
    if name in WITHOUT_UPSERT:
        return "none: no upsert"
    key = DUPLICATE_CHECK_FIELDS.get(name) if name else "Name"
    return f"`{key}`" if key else "not documented"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
