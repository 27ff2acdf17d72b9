"""From source columns to Zoho's field values: expressions, checks and lookups."""

from hakobu.mapping.canonical import canonical_of, canonical_sql, is_text, normal_key, normal_key_sql, wire
from hakobu.mapping.cells import trimmed
from hakobu.mapping.check import check
from hakobu.mapping.compile import compile_mapping
from hakobu.mapping.compiled import CompiledField, CompiledLookup, CompiledMapping, Slot
from hakobu.mapping.faults import FAULTS, FaultMeaning, explain_fault
from hakobu.mapping.fields import FieldLike, why_not_writable
from hakobu.mapping.lookups import Parent, RecordFinder, resolve_lookups
from hakobu.mapping.rows import Limits, map_rows, write_mapped

__all__ = [
    "FAULTS",
    "CompiledField",
    "CompiledLookup",
    "CompiledMapping",
    "FaultMeaning",
    "FieldLike",
    "Limits",
    "Parent",
    "RecordFinder",
    "Slot",
    "canonical_of",
    "canonical_sql",
    "check",
    "compile_mapping",
    "explain_fault",
    "is_text",
    "map_rows",
    "normal_key",
    "normal_key_sql",
    "resolve_lookups",
    "trimmed",
    "why_not_writable",
    "wire",
    "write_mapped",
]
