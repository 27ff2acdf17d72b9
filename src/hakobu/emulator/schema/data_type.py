"""The data types a field may have, each with its JSON type and limits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DataType:
    """One of Zoho's data types (api-core §6.1); a packed one is stored as the text of its JSON."""

    name: str
    json_type: str
    length: int
    creatable: bool = True
    textual: bool = False
    numeric: bool = False
    decimal_place: int | None = None
    operators: str = "text"
    packed: bool = False


DATA_TYPES: dict[str, DataType] = {
    kind.name: kind
    for kind in (
        DataType("text", "string", 255, textual=True),
        DataType("textarea", "string", 2000, textual=True),
        DataType("email", "string", 100, textual=True),
        DataType("phone", "string", 30, textual=True),
        DataType("website", "string", 450, textual=True),
        DataType("integer", "integer", 9, numeric=True, operators="number"),
        DataType("bigint", "string", 18, numeric=True, operators="number"),
        DataType("double", "double", 16, numeric=True, decimal_place=2, operators="number"),
        DataType("currency", "double", 16, numeric=True, decimal_place=2, operators="number"),
        DataType("percent", "double", 5, numeric=True, decimal_place=2, operators="number"),
        DataType("boolean", "boolean", 5, operators="boolean"),
        DataType("date", "string", 20, operators="number"),
        DataType("datetime", "string", 120, operators="number"),
        DataType("picklist", "string", 120, textual=True),
        DataType("multiselectpicklist", "jsonarray", 1000),
        DataType("lookup", "jsonobject", 120, operators="lookup"),
        DataType("ownerlookup", "jsonobject", 120, creatable=False, operators="lookup"),
        DataType("userlookup", "jsonobject", 120, operators="lookup"),
        DataType("autonumber", "string", 255, textual=True),
        DataType("layout", "jsonobject", 120, creatable=False, operators="lookup"),
        DataType("profileimage", "string", 255, creatable=False, textual=True),
        DataType("tag", "jsonarray", 2000, creatable=False),
        DataType("fileupload", "jsonarray", 5),
        DataType("imageupload", "jsonarray", 10),
        *(
            DataType(name, "jsonarray", 200, creatable=False)
            for name in ("subform", "multiselectlookup", "multiuserlookup")
        ),
        *(
            DataType(name, json_type, 50_000, creatable=False, packed=True)
            for name, json_type in (
                ("ALARM", "jsonobject"),
                ("RRULE", "jsonobject"),
                ("comments", "jsonarray"),
                ("dates", "jsonarray"),
                ("line_tax", "jsonarray"),
                ("multireminder", "jsonarray"),
                ("participants", "jsonarray"),
                ("timerange", "jsonarray"),
            )
        ),
    )
}

TEXTAREA_LENGTHS = {"small": 2000, "large": 32_000, "rich_text": 50_000}
