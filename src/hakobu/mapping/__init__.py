"""From source columns to Zoho's field values: expressions, checks and lookups."""

from hakobu.mapping.canonical import canonical_of, canonical_sql, is_text, normal_key, normal_key_sql, wire
from hakobu.mapping.cells import trimmed
from hakobu.mapping.check import check
from hakobu.mapping.child_rows import ChildRows, Orphan, attach, bring_in, find_orphans
from hakobu.mapping.children import ChildField, ChildShape, join_values, same_value, sort_out
from hakobu.mapping.compile import compile_mapping
from hakobu.mapping.compile_children import ITEMS, ChildFacts, compile_children, whole_lines
from hakobu.mapping.compiled import CompiledChild, CompiledField, CompiledLookup, CompiledMapping, Slot
from hakobu.mapping.constants import canonical_constant
from hakobu.mapping.faults import FAULTS, FaultMeaning, explain_fault
from hakobu.mapping.fields import FieldLike, why_not_writable
from hakobu.mapping.lookups import Parent, RecordFinder, resolve_lookups
from hakobu.mapping.rows import Limits, map_rows, write_mapped
from hakobu.mapping.structures import leads_anywhere, reference_to

__all__ = [
    "FAULTS",
    "ITEMS",
    "ChildFacts",
    "ChildField",
    "ChildRows",
    "ChildShape",
    "CompiledChild",
    "CompiledField",
    "CompiledLookup",
    "CompiledMapping",
    "FaultMeaning",
    "FieldLike",
    "Limits",
    "Orphan",
    "Parent",
    "RecordFinder",
    "Slot",
    "attach",
    "bring_in",
    "canonical_constant",
    "canonical_of",
    "canonical_sql",
    "check",
    "compile_children",
    "compile_mapping",
    "explain_fault",
    "find_orphans",
    "is_text",
    "join_values",
    "leads_anywhere",
    "map_rows",
    "normal_key",
    "normal_key_sql",
    "reference_to",
    "resolve_lookups",
    "same_value",
    "sort_out",
    "trimmed",
    "whole_lines",
    "why_not_writable",
    "wire",
    "write_mapped",
]
