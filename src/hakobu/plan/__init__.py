"""The plan of a run: which keys, which changes, which way, at what price."""

from hakobu.plan.bulk import (
    BULK_CREATES,
    BULK_UPDATES,
    BulkRoute,
    Group,
    Tally,
    bulk_faults,
    explain_no_bulk,
    guards_of,
)
from hakobu.plan.guards import beyond, stops_of, too_few_credits
from hakobu.plan.keys import choose_keys, names_only, valid_keys
from hakobu.plan.lines import LineChange, line_changes
from hakobu.plan.plan import (
    GONE,
    SEEN,
    WHOLE,
    InvalidRow,
    ReadWay,
    TaskPlan,
    amend_plan,
    read_changes,
    read_invalid,
    read_kept,
    read_plan,
    whole_rows,
    write_plan,
)
from hakobu.plan.route import Price, Route, choose_create, choose_route, price_of
from hakobu.plan.undone import Edited, LostLookup

__all__ = [
    "BULK_CREATES",
    "BULK_UPDATES",
    "GONE",
    "SEEN",
    "WHOLE",
    "BulkRoute",
    "Edited",
    "Group",
    "InvalidRow",
    "LineChange",
    "LostLookup",
    "Price",
    "ReadWay",
    "Route",
    "Tally",
    "TaskPlan",
    "amend_plan",
    "beyond",
    "bulk_faults",
    "choose_create",
    "choose_keys",
    "choose_route",
    "explain_no_bulk",
    "guards_of",
    "line_changes",
    "names_only",
    "price_of",
    "read_changes",
    "read_invalid",
    "read_kept",
    "read_plan",
    "stops_of",
    "too_few_credits",
    "valid_keys",
    "whole_rows",
    "write_plan",
]
