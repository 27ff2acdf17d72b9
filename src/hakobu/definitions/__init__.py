"""Connections, jobs and tasks as YAML and as objects."""

from hakobu.definitions.file import load, parse
from hakobu.definitions.locate import line_of
from hakobu.definitions.lookups import lookups_of
from hakobu.definitions.order import chosen_tasks, order_tasks
from hakobu.definitions.schema import schema
from hakobu.definitions.starter import STARTER

__all__ = ["STARTER", "chosen_tasks", "line_of", "load", "lookups_of", "order_tasks", "parse", "schema"]
