"""The plan of a run: which keys, which changes, which way, at what price."""

from hakobu.plan.keys import choose_keys, names_only, valid_keys
from hakobu.plan.plan import (
    SEEN,
    InvalidRow,
    TaskPlan,
    read_changes,
    read_invalid,
    read_plan,
    write_plan,
)
from hakobu.plan.route import Price, Route, choose_route, price_of

__all__ = [
    "SEEN",
    "InvalidRow",
    "Price",
    "Route",
    "TaskPlan",
    "choose_keys",
    "choose_route",
    "names_only",
    "price_of",
    "read_changes",
    "read_invalid",
    "read_plan",
    "valid_keys",
    "write_plan",
]
