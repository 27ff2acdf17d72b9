"""The pages of the reference that come from tables: expressions and faults."""

from __future__ import annotations

from hakobu.mapping.allowed import AGGREGATES, GROUPS, VOLATILE
from hakobu.mapping.faults import FAULTS
from hakobu.mapping.functions import FUNCTIONS

__all__ = ["expressions_page", "faults_page"]

_EXPRESSIONS = """\
# Expressions

A field's value is a column's name or one SQL expression (DuckDB's dialect) over the columns of one row.
If the whole text is a column's name, it is that column, whatever letters it holds; inside an expression a
name with blanks or signs stands in double quotes, a text in single quotes.

```yaml
map:
  Last_Name: last_name
  会社名: 会社 名
  Phone: "regexp_replace(half_width(phone), '[^0-9+]', '', 'g')"
  Email: {{value: lower(email), nulls: ignore}}
  Description: {{value: "nullif(notes, '-')", empty: allow}}
```

An expression sees one row and nothing else: no other row, table, file, setting or secret. It may use the
functions below, `CASE`, `CAST`, `TRY_CAST`, `TRY`, `IN`, `BETWEEN`, `LIKE`, `AT TIME ZONE`, the usual
operators and lists (`[a, b]`, `x[1]`). Sub-queries, aggregates, window functions, lambdas and `->` are
refused: do such things in the task's query.

- A row whose expression cannot be computed gets the fault `expression_failed`; the other rows go on.
- When all columns of an expression are filled and its result is empty, the row gets the fault `emptied`;
  `empty: allow` says that this is meant.
- Exact numbers stay exact. `/` between them would not, so it wants a cast: `CAST(a AS DOUBLE) / b`, or `//`
  for whole numbers. Results are rounded to the field's decimals, half away from zero.
- A date has no zone: a timestamp goes into a date field only by `CAST(… AS DATE)`, which takes the day in
  UTC, or after `AT TIME ZONE 'Asia/Tokyo'` the day there. A timestamp without a zone wants `time_zone:`
  in the task's `read`.
- Values that differ at each call are refused ({volatile}); `run_time()` is the moment at which the run began.
- Functions over several rows are refused ({aggregates} …).

Expressions run in a process of their own, with at most 1.5 GB of address space and 30 seconds a batch; one
that needs more ends the run before anything is written, and the message names it. On Windows the system
offers no limit on address space; DuckDB's own limit and the clock remain.

## Our own functions

{own}
## DuckDB's functions

{groups}"""

_FAULTS = """\
# Faults

What can be wrong with a row before it is sent. A row with a fault is *invalid*: it is never sent, the other
rows go on, and it waits among the rejects with its cause. All faults of a row are told at once.

{faults}"""


def expressions_page() -> str:
    """Write the reference of expressions."""
    own = "".join(
        f"### `{each.signature}`\n\n{each.help}\n\n"
        + (f"`{each.example}` → `{each.result}`\n\n" if each.result else f"`{each.example}`\n\n")
        for each in FUNCTIONS.values()
    )
    groups = "".join(
        f"**{name}**: {', '.join(f'`{each}`' for each in sorted(names))}\n\n"
        for name, names in GROUPS.items()
    )
    return _EXPRESSIONS.format(
        volatile=", ".join(f"`{each}`" for each in sorted(VOLATILE)[:8]) + " …",
        aggregates=", ".join(f"`{each}`" for each in ("sum", "max", "count") if each in AGGREGATES),
        own=own,
        groups=groups.rstrip("\n") + "\n",
    )


def faults_page() -> str:
    """Write the reference of faults, in both languages."""
    faults = "\n".join(
        f"## `{code}`\n\n{each.meaning['en']} {each.remedy['en']}\n\n"
        f"{each.meaning['ja']}{each.remedy['ja']}\n"
        for code, each in sorted(FAULTS.items())
    )
    return _FAULTS.format(faults=faults)
