"""The sample shop, and the tour through Hakobu that delivers it."""

from __future__ import annotations

from hakobu.demo.definition import demo_definition, demo_fields
from hakobu.demo.edits import Edit, edit_shop
from hakobu.demo.faults import ShopFault, Wrong
from hakobu.demo.shop import Shop, make_shop

__all__ = [
    "Edit",
    "Shop",
    "ShopFault",
    "Wrong",
    "demo_definition",
    "demo_fields",
    "edit_shop",
    "make_shop",
]
