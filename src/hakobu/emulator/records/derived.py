"""Fields that Zoho computes from others when a record is written."""

from collections.abc import Callable
from decimal import Decimal

from hakobu.emulator.problem import BadValue
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.records.value import round_to, shortest

_CENT = Decimal("0.01")


class BadField(Exception):  # noqa: N818 -- carries a bad value found only now
    """A value that does not fit the others."""

    def __init__(self, field: str, bad: BadValue) -> None:
        super().__init__(field)
        self.field = field
        self.bad = bad


def _person(table: Table, row: Row, _: frozenset[str]) -> None:
    fields = table.module.fields
    names = (row[fields["First_Name"].slot], row[fields["Last_Name"].slot])
    row[fields["Full_Name"].slot] = " ".join(filter(None, names)) or None


def _deal(table: Table, row: Row, sent: frozenset[str]) -> None:
    fields = table.module.fields
    probability = fields["Probability"].slot
    if "Stage" in sent and "Probability" not in sent:
        stage = row[fields["Stage"].slot]
        known = next((one for one in fields["Stage"].choices if one.actual == stage), None)
        row[probability] = None if known is None else known.probability
    chance, amount = row[probability], row[fields["Amount"].slot]
    if chance is not None and not 0 <= chance <= 100:
        raise BadField("Probability", BadValue({}, "Given Probability is not valid"))
    row[fields["Expected_Revenue"].slot] = (
        None
        if amount is None or chance is None
        else shortest(round_to(Decimal(amount) * chance / 100, _CENT))
    )


def _task(table: Table, row: Row, sent: frozenset[str]) -> None:
    fields = table.module.fields
    if "Status" in sent:
        done = row[fields["Status"].slot] == "Completed"
        row[fields["Closed_Time"].slot] = row[fields["Modified_Time"].slot] if done else None


Derivation = Callable[[Table, Row, frozenset[str]], None]
DERIVATIONS: dict[str, Derivation] = {
    "Leads": _person,
    "Contacts": _person,
    "Deals": _deal,
    "Tasks": _task,
}
