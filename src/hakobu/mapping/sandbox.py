"""The child process in which expressions run; it is started as a file and knows nothing of Hakobu.

Its standard input begins with one line of JSON, the order: macros, limits, and what to do. ``describe``
answers with one line of JSON that names each expression's type or error. ``map`` is followed by an Arrow
stream of batches and answers with an Arrow stream that has one batch for each. What goes wrong is told as one
line of JSON on standard error, with exit code 3. The parent holds the list of what expressions may say; here
stands the second wall: no file, no network, no extension, no setting, an empty environment, little memory.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from io import BufferedIOBase

ROWS = "rows"
EXIT_REFUSED = 3


def main() -> int:
    """Carry out one order; give the process's exit code."""
    source, sink = os.fdopen(0, "rb"), _private_stdout()
    order = json.loads(source.readline())
    _limit_memory(order["memory"])
    try:
        session = _session(order)
        if order["do"] == "describe":
            _describe(session, order, sink)
        else:
            _map(session, order, source, sink)
    except (duckdb.Error, MemoryError, pa.ArrowException) as error:
        sys.stderr.write(json.dumps({"error": str(error)[:2000]}) + "\n")
        return EXIT_REFUSED
    except BrokenPipeError:
        return EXIT_REFUSED  # the parent went away; nobody reads what we could say
    return 0


def _private_stdout() -> BufferedIOBase:
    """Keep standard output for the answer; whatever a library prints goes to standard error."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(kept, "wb")


def _limit_memory(memory: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit, macOS refuses it
        import resource  # noqa: PLC0415 - absent on Windows

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: float, threads: int) -> None:
    """Let the process live for so many more seconds of computing; the parent watches the clock itself."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - absent on Windows

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + seconds * threads) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _session(order: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    session = duckdb.connect(
        ":memory:",
        config={
            "threads": order["threads"],
            "memory_limit": f"{order['memory'] // 3_000_000}MB",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": "",
            "python_enable_replacements": "false",
        },
    )
    session.execute("LOAD icu")  # part of the wheel; time zones are in it
    session.execute("SET TimeZone = 'UTC'")
    for macro in order["macros"]:
        session.execute(macro)
    session.execute("SET enable_external_access = false")
    session.execute("SET lock_configuration = true")
    return session


def _describe(session: duckdb.DuckDBPyConnection, order: dict[str, Any], sink: BufferedIOBase) -> None:
    session.execute(order["table"])
    _limit_time(order["seconds"], order["threads"])
    answers = [_type_of(session, sql) for sql in order["expressions"]]
    sink.write(json.dumps(answers).encode() + b"\n")
    sink.close()


def _type_of(session: duckdb.DuckDBPyConnection, sql: str) -> dict[str, str]:
    try:
        row = session.execute(f"DESCRIBE SELECT (\n{sql}\n) AS v FROM {ROWS}").fetchone()
    except duckdb.Error as error:
        return {"error": str(error)}
    return {"type": str(row[1])} if row else {"error": "no answer"}


def _map(
    session: duckdb.DuckDBPyConnection, order: dict[str, Any], source: BufferedIOBase, sink: BufferedIOBase
) -> None:
    with pa.ipc.open_stream(pa.PythonFile(source, mode="r")) as reader:
        writer = None
        for batch in reader:
            _limit_time(order["seconds"], order["threads"])
            answer = _answer(session, order["statement"], batch)
            if writer is None:
                writer = pa.ipc.new_stream(pa.PythonFile(sink, mode="w"), answer.schema)
            writer.write_batch(answer)
            sink.flush()
        if writer is not None:
            writer.close()
    sink.close()


def _answer(session: duckdb.DuckDBPyConnection, statement: str, batch: pa.RecordBatch) -> pa.RecordBatch:
    session.register(ROWS, pa.Table.from_batches([batch]))
    table = pa.table(session.sql(statement))
    whole = table.combine_chunks().to_batches()
    return whole[0] if whole else pa.RecordBatch.from_pylist([], schema=table.schema)


if __name__ == "__main__":
    sys.exit(main())
