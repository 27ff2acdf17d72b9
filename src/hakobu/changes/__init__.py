"""What differs between the source and the CRM: keys, ledger, live records, matching, comparing."""

from hakobu.changes.compare import Comparison, Counts, Staged
from hakobu.changes.decision import BY as BY_DECISION
from hakobu.changes.decision import CREATE, SKIP, SKIPPED
from hakobu.changes.facts import Facts, ModuleFacts
from hakobu.changes.forget import FORGOTTEN
from hakobu.changes.join import Part
from hakobu.changes.keys import ID, MatchKeys
from hakobu.changes.ledger import Ledger
from hakobu.changes.live import cheaper_to_read
from hakobu.changes.policy import Kept
from hakobu.changes.rules import Rules

__all__ = [
    "BY_DECISION",
    "CREATE",
    "FORGOTTEN",
    "ID",
    "SKIP",
    "SKIPPED",
    "Comparison",
    "Counts",
    "Facts",
    "Kept",
    "Ledger",
    "MatchKeys",
    "ModuleFacts",
    "Part",
    "Rules",
    "Staged",
    "cheaper_to_read",
]
