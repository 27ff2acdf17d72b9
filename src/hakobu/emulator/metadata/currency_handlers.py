"""What an organisation may switch on: several currencies, and (never here) territories."""

from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.problem import Problem
from hakobu.emulator.schema.child import NEVER
from hakobu.emulator.schema.notation import read_field
from hakobu.emulator.state import State
from hakobu.emulator.wire import Reply, nothing

Json = dict[str, Any]

# iso code -> name, symbol, exchange rate (how many for one of the home currency)
CURRENCIES = {
    "USD": ("US Dollar - USD", "$", "1"),
    "EUR": ("Euro - EUR", "€", "0.92"),
    "GBP": ("Pound Sterling - GBP", "£", "0.79"),
    "JPY": ("Japanese Yen - JPY", "¥", "150"),
}
_FIELDS = (
    "Currency | picklist 120 | Currency | 通貨 | strict values=currency",
    "Exchange_Rate | double 16.9 | Exchange Rate | 為替レート | default=1",
)


def home(state: State) -> str:
    """Give the organisation's own currency."""
    return "JPY" if state.org.locale.startswith("ja") else "USD"


def switch_currencies(state: State, *, on: bool) -> None:
    """Give records a currency and an exchange rate, or hide both."""
    state.org.currencies = on
    for table in list(state.tables.values()):
        if table.module.since == NEVER or table.module.is_child or table.module.generated == "linking":
            continue
        for line in _FIELDS:
            field = read_field(line, {"currency": " · ".join(CURRENCIES)})
            known = table.module.fields.get(field.api_name)
            if known is None and on:
                field.default = home(state) if field.choices else field.default
                state.add_field(table, field)
            elif known is not None:
                known.since, known.read_only = (2.0, False) if on else (NEVER, True)
                table.compile()
    state.schema_changes += 1


def territories(_: Call) -> Reply:
    """``GET /settings/territories``: the emulated organisation has no territory management."""
    raise Problem("FEATURE_NOT_ENABLED")


def currencies(call: Call) -> Reply:
    """``GET /org/currencies``: nothing where the organisation has one currency only."""
    state = call.state
    if not state.org.currencies:
        return nothing()
    now, by = state.zone.render(state.org.created), state.user_reference(next(iter(state.users)))
    shown: list[Json] = [
        {
            "symbol": symbol,
            "created_time": now,
            "is_active": True,
            "exchange_rate": f"{float(rate):.9f}",
            "format": {"decimal_separator": "Period", "thousand_separator": "Comma", "decimal_places": "2"},
            "created_by": by,
            "prefix_symbol": True,
            "is_base": code == home(state),
            "modified_time": now,
            "name": name,
            "modified_by": by,
            "id": str(state.org.id + 1_000_000 + place),
            "iso_code": code,
        }
        for place, (code, (name, symbol, rate)) in enumerate(CURRENCIES.items())
    ]
    return Reply(200, {"currencies": shown})
