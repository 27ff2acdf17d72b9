"""Every field of a module in every version: made up from the live metadata, carried by jobs, held equal.

What these stories do not fill stands in ``BESIDE`` and ``LEFT_OUT`` of ``module_samples`` with its reason;
nothing is left out silently.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hakobu.errors import DefinitionError
from hakobu.mapping import why_not_writable
from hakobu.model import FieldPolicy, Operation
from hakobu.zoho import BulkColumn, BulkFile, Client, Settings, SystemClock
from tests.acceptance.module_samples import BESIDE, KARTE, LEFT_OUT, LINES, PARENTS, PLAIN, SAMPLES
from tests.conftest import Emulator
from tests.integration.jobs import Bench

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hakobu.zoho import Field

VERSIONS = ("v2", "v2.1", "v4", "v8")
FROM_V4 = ("v4", "v8")


@dataclass(frozen=True)
class Value:
    """One value: as the source writes it, as Zoho's JSON and tables hold it, and by what lookup it goes."""

    cell: str
    json: Any
    module: str = ""
    told: Any = None
    source: Any = None

    @property
    def as_told(self) -> Any:
        """As a table of Hakobu tells it."""
        return told(self.json) if self.told is None else self.told


class Hurried(SystemClock):
    """Asks again at once whether a job has ended; what Zoho wants to be waited for passes at Zoho's."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def sleep(self, seconds: float) -> None:
        super().sleep(min(seconds, 0.02))
        if seconds > 1:
            self._emulator.post("/_emulator/clock", {"advance": seconds})


@dataclass
class World:
    """An organisation with the records that others look up to, and a client for each version."""

    emulator: Emulator
    held: dict[str, str] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    @classmethod
    def start(cls) -> World:
        emulator = Emulator("--edition", "ultimate")
        try:
            emulator.post("/_emulator/tokens", {"throttle": False})
            other = {
                "first_name": "Eve",
                "last_name": "Other",
                "email": "eve@example.com",
                "status": "active",
            }
            made = emulator.seed({"users": [other], "modules": [KARTE]})
            world = cls(emulator, {"other user": str(made["users"][0])})
            crm = world.client("v8")
            world.held["user"] = crm.user().id
            for module, values in PARENTS.items():
                (added,) = crm.insert(module, [world.filled(values)], trigger=[])
                assert added.ok, added
                world.held[module] = added.id or ""
        except BaseException:
            emulator.close()
            raise
        return world

    def client(self, schema: str, **more: Any) -> Client:
        key = f"{schema} {sorted(more.items())}"
        if key not in self.clients:
            given: dict[str, Any] = {
                "client_id": "1000.M",
                "client_secret": "s",
                "refresh_token": f"1000.{schema}",
            }
            settings = Settings(**given, accounts_server=self.emulator.url, schema=schema, **more)
            self.clients[key] = Client(settings, clock=Hurried(self.emulator))
        return self.clients[key]

    def filled(self, value: Any) -> Any:
        """Put the ids of the held records in."""
        if isinstance(value, dict):
            return {key: self.filled(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        return self.held[value[1:]] if isinstance(value, str) and value.startswith("@") else value

    def close(self) -> None:
        for client in self.clients.values():
            client.close()
        self.emulator.close()


class Story:
    """One module in one version: its fields, values for them, jobs that carry them, and what came of it."""

    def __init__(self, world: World, folder: Path, module: str, schema: str) -> None:
        self.world = world
        self.module = module
        self.schema = schema
        self.crm = world.client(schema)
        self.fields = self.crm.fields(module)
        self.bench = Bench(folder, world.emulator, schema=schema, refresh_token=f"1000.{schema}", timeout=20)
        self._left = LEFT_OUT.get(module, {})
        self.lines = [n for n, known in self.fields.items() if known.mandatory and known.data_type in BESIDE]

        self.unique = [name for name, known in self.fields.items() if known.unique]

    @property
    def left_out(self) -> list[str]:
        """The fields that these stories do not fill, each with its reason in a table above."""
        return [n for n, each in self.fields.items() if {n, each.data_type} & set(BESIDE) or n in self._left]

    def writable(self, operation: Operation = Operation.INSERT) -> list[str]:
        """The fields that a row may write."""
        return [
            name
            for name, known in self.fields.items()
            if name != "id"
            and name not in self._left
            and not (name in BESIDE or known.data_type in BESIDE)
            and not why_not_writable(known, operation, FieldPolicy.ALWAYS)
        ]

    def refused(self) -> dict[str, str]:
        """The fields that no row may write, with the reason."""
        reasons = {
            name: why_not_writable(known, Operation.INSERT, FieldPolicy.ALWAYS)
            for name, known in self.fields.items()
        }
        return {name: reason for name, reason in reasons.items() if reason and name != "id"}

    def values(self, mark: str, *, changed: bool = False) -> dict[str, Value]:
        """A value for each; ``mark`` stands in texts, so that records can be told apart."""
        names = self.writable(Operation.UPDATE if changed else Operation.INSERT)
        made = {name: self._value(self.fields[name], mark, changed=changed) for name in names}
        return made | ({} if changed else {name: self._lines(name) for name in self.lines})

    def run(self, operation: str, rows: list[dict[str, Value]], **keys: Any) -> dict[str, int]:
        """Carry rows by a job: a file, a definition, a run."""
        columns = list(dict.fromkeys(name for row in rows for name in row))
        with (self.bench.folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([name.lower() for name in columns])
            writer.writerows([[row[name].cell if name in row else "" for name in columns] for row in rows])
        self.bench.tasks = []
        self.bench.task(
            name=operation,
            read={"file": "rows.csv", "types": {name.lower(): "VARCHAR" for name in columns}},
            module=self.module,
            operation=operation,
            map={name: _source(name, rows[0][name]) for name in columns},
            **keys,
        )
        return self.bench.outcomes(fresh=True)

    def refusals(self) -> str:
        """Map every field that no row may write; give what is said."""
        names = list(self.refused())
        self.bench.csv("rows.csv", "x", "1")
        self.bench.tasks = []
        self.bench.task(
            name="refused",
            read={"file": "rows.csv"},
            module=self.module,
            operation="insert",
            map=dict.fromkeys(names, "x"),
        )
        try:
            self.bench.run()
        except DefinitionError as error:
            return "\n".join(fault.message for fault in error.faults)
        return ""

    def ids(self) -> set[str]:
        return {row["id"] for page in self.crm.list(self.module, ["id"]) for row in page}

    def differences(self, record: str, values: dict[str, Value]) -> dict[str, tuple[Any, Any]]:
        """Read by REST and give what is not as it was written."""
        shown = self.crm.get(self.module, record)
        assert shown is not None
        if "Add_Comment" in values:  # what it brings is shown as a comment
            comments = shown["Comments"]
            shown["Add_Comment"] = comments[-1]["comment_content"]
        return {
            name: (value.json, shown.get(name))
            for name, value in values.items()
            if not agree(value.json, shown.get(name))
        }

    def read(self, record: str, names: Iterable[str], **settings: Any) -> dict[str, Any]:
        """Read as Zoho CRM as a source reads, by COQL, by lists or by Bulk Read."""
        crm = self.world.client(self.schema, **settings)
        table = crm.tables.table(self.module, ["id", *names])
        rows = [row for batch in crm.tables.batches(table) for row in batch.to_pylist()]
        (found,) = [row for row in rows if row["id"] == record]
        return found

    def bulk_write(self, values: dict[str, Value], record: str | None = None) -> str:
        """Create a record by a job with a file of its own, or change the one that is there."""
        columns = [BulkColumn.of(self.fields[name]) for name in values]
        row = {name: value.json for name, value in values.items()}
        how: dict[str, Any] = {"operation": "insert"}
        if record is not None:
            columns, row = [BulkColumn(api_name="id"), *columns], {"id": record, **row}
            how = {"operation": "update", "find_by": "id"}
        with BulkFile(self.module, columns, ignore_empty=None) as file:
            file.add(row)
            (answer,) = self.crm.finish_bulk_write(self.crm.start_bulk_write(file, **how))
        assert answer.ok, answer
        return answer.id or ""

    def bulk_write_with_lines(self, values: dict[str, Value], name: str) -> str:
        """Create a record and its lines by one job of two files."""
        plain = {key: value for key, value in values.items() if key != name}
        lines = values[name].json
        with BulkFile(
            self.module, [BulkColumn.of(self.fields[key]) for key in plain], ignore_empty=None
        ) as file:
            below = file.child(name, [BulkColumn(api_name=key) for key in lines[0]])
            file.add({key: value.json for key, value in plain.items()})
            for line in lines:
                below.add(plain[next(iter(plain))].json, line)
            found = self.crm.finish_bulk_write_below(self.crm.start_bulk_write(file, operation="insert"))
        (answer,) = found[self.module]
        assert answer.ok, answer
        return answer.id or ""

    def _value(self, known: Field, mark: str, *, changed: bool) -> Value:
        own = SAMPLES.get(self.module, {}).get(known.api_name)
        if own is not None:
            return _plain(own[changed])
        if known.picklist:
            return _chosen(known, changed=changed)
        if known.json_type == "jsonobject" and known.data_type not in PLAIN:
            return self._reference(known, changed=changed)
        kind, length = known.data_type, known.length or 255
        made = _plain(PLAIN[kind](known.api_name, f"{mark}{int(changed)}", int(changed), length))
        return Value(made.cell, made.json, told=told(int(made.json))) if kind == "bigint" else made

    def _lines(self, name: str) -> Value:
        cell, source, shown = (self.world.filled(each) for each in LINES[name])
        if not isinstance(cell, str):
            cell, source = json.dumps(cell), source | {"lines": {"column": name.lower()}}
        return Value(cell, shown, source=source)

    def _reference(self, known: Field, *, changed: bool) -> Value:
        module = ""
        if known.data_type in {"ownerlookup", "userlookup"}:
            target = "other user" if changed else "user"
        elif known.lookup_module == "se_module" or known.data_type == "multi_module_lookup":
            target = module = "Accounts" if changed else "Contacts"
        else:
            target = known.lookup_module or ""
        found = self.world.held[target]
        return Value(found, {"id": found}, module)


def _chosen(known: Field, *, changed: bool) -> Value:
    picks = [each for each in known.picklist if each.actual != "-None-"]
    if known.json_type != "jsonarray":
        return _plain(picks[-1 if changed else 0].actual)
    names = [each.actual for each in picks[: 1 if changed else 2]]
    if known.data_type == "tax":
        return Value(";".join(names), [{"value": each.display} for each in picks[: len(names)]], told=names)
    return Value(";".join(names), names)


def _plain(value: Any) -> Value:
    if isinstance(value, bool):
        return Value(str(value).lower(), value)
    cell = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return Value(cell, value)


def _source(name: str, value: Value) -> Any:
    if value.source is not None:
        return value.source
    return {"lookup": value.module, "by": {"id": name.lower()}} if value.module else name.lower()


def agree(sent: Any, shown: Any) -> bool:
    """Tell whether a value was stored: references by id, parts by the keys sent, times by instant."""
    if isinstance(sent, dict) and isinstance(shown, dict):
        return all(agree(value, shown.get(key)) for key, value in sent.items())
    if isinstance(sent, list) and isinstance(shown, list):
        return len(sent) == len(shown) and all(map(agree, sent, shown))
    if isinstance(sent, str) and isinstance(shown, str) and sent[10:11] == "T":
        return datetime.fromisoformat(sent) == datetime.fromisoformat(shown)
    return bool(sent == shown)


def told(value: Any) -> Any:
    """A value of a table, or of Zoho's JSON, in the one form in which they are held against each other."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        value = json.loads(value)
    if isinstance(value, str) and value[10:11] == "T" and value[:4].isdigit():
        value = datetime.fromisoformat(value)
    if isinstance(value, dict) and "id" in value:
        return value["id"]
    if isinstance(value, list):
        return [told(each) for each in value]
    return _FORMS.get(type(value), lambda plain: plain)(value)


def _number(value: float | Decimal) -> Decimal:
    return Decimal(str(value)).normalize()


_FORMS: dict[type, Any] = {
    datetime: lambda value: value.astimezone(UTC),
    date: date.isoformat,
    int: _number,
    float: _number,
    Decimal: _number,
}
