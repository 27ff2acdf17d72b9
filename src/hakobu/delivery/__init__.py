"""Delivering a plan: batches, the journal around each call, and settling what nobody answered."""

from hakobu.delivery.batch import Sender
from hakobu.delivery.below import find_whole
from hakobu.delivery.bulk import BulkDelivery, outlast
from hakobu.delivery.bulk_files import BulkFiles
from hakobu.delivery.bulk_lines import LinesFile
from hakobu.delivery.deliver import Delivery, Ending, Pace
from hakobu.delivery.gone import Gone
from hakobu.delivery.hold import Holder
from hakobu.delivery.references import References
from hakobu.delivery.settle import Settler
from hakobu.delivery.writer import Writer

__all__ = [
    "BulkDelivery",
    "BulkFiles",
    "Delivery",
    "Ending",
    "Gone",
    "Holder",
    "LinesFile",
    "Pace",
    "References",
    "Sender",
    "Settler",
    "Writer",
    "find_whole",
    "outlast",
]
