"""The API's versions and what differs between them, in one table."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Version:
    """The rules of one version of the API (api-core §0, api-coql-bulk §1.7)."""

    name: str
    number: float
    all_failed_status: int = 400
    fields_mandatory: bool = True
    page_tokens: bool = True
    free_sort: bool = False
    json_path: bool = True
    duplicate_record: bool = True
    approval_state: bool = True
    lookup_module_as_object: bool = True
    id_is_a_field: bool = True
    coql_rows: int = 2000
    coql_columns: int = 50
    coql_in: int = 50
    coql_reach: int = 10_000
    coql_lookup_names: bool = False
    coql_flat_criteria: bool = False
    coql_joins: int = 2
    # custom views in from, and include_meta
    coql_views: bool = False
    coql_subqueries: bool = False


_V2_1 = Version(
    "v2.1",
    2.1,
    fields_mandatory=False,
    page_tokens=False,
    free_sort=True,
    duplicate_record=False,
    approval_state=False,
    lookup_module_as_object=False,
    id_is_a_field=False,
)
_V4 = Version("v4", 4.0)
_V8 = Version(
    "v8",
    8.0,
    coql_columns=500,
    coql_in=100,
    coql_reach=100_000,
    coql_lookup_names=True,
    coql_flat_criteria=True,
    coql_joins=5,
    coql_views=True,
    coql_subqueries=True,
)

VERSIONS: dict[str, Version] = {
    version.name: version
    for version in (
        replace(_V2_1, name="v2", number=2.0, all_failed_status=202, json_path=False, coql_rows=200),
        _V2_1,
        replace(_V4, name="v3", number=3.0),
        _V4,
        replace(_V4, name="v5", number=5.0),
        replace(_V4, name="v6", number=6.0),
        replace(_V8, name="v7", number=7.0, coql_flat_criteria=False, coql_subqueries=False),
        _V8,
    )
}
NEWEST = _V8
