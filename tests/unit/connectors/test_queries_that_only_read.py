"""A query reads and nothing else, in every dialect."""

from __future__ import annotations

import pytest

from hakobu.connectors.statement import DIALECTS, statement_fault
from hakobu.model import Read

READS = (
    "SELECT 1",
    "select * from a join b using (id) where x in (select y from c) order by 1 limit 5;",
    "WITH x AS (SELECT 1 AS a) SELECT * FROM x",
    "(SELECT 1) UNION ALL (SELECT 2)",
    "SELECT replace(a, 'delete from', '') AS \"update\" FROM t -- drop table t",
    "SELECT count(*), sum(x) OVER (PARTITION BY y) FROM 顧客",
)
WRITES = (
    "DELETE FROM t",
    "INSERT INTO t VALUES (1)",
    "UPDATE t SET a = 1",
    "DROP TABLE t",
    "CREATE TABLE t AS SELECT 1",
    "SELECT 1; DELETE FROM t",
    "TRUNCATE t",
    "VALUES (1)",
    "",
    ";",
    "not sql at all",
    "CALL p()",
    "EXPLAIN SELECT 1",
    "SET x = 1",
    "SELECT " + "(" * 3000,
)


@pytest.mark.parametrize("connector", DIALECTS)
@pytest.mark.parametrize("query", READS)
def test_a_query_that_reads(connector: str, query: str) -> None:
    assert statement_fault(Read(query=query), connector) is None


@pytest.mark.parametrize("connector", DIALECTS)
@pytest.mark.parametrize("query", WRITES)
def test_a_query_that_does_not(connector: str, query: str) -> None:
    assert statement_fault(Read(query=query), connector) is not None


@pytest.mark.parametrize("connector", DIALECTS)
@pytest.mark.parametrize(
    "where", ["1=1) OR (2=2", "1=1; DELETE FROM t", "1=1) UNION SELECT (1", "1 ORDER BY 1", "1) LIMIT (1", ""]
)
def test_a_condition_is_a_condition(connector: str, where: str) -> None:
    assert statement_fault(Read(table="t", where=where), connector) is not None


@pytest.mark.parametrize("connector", DIALECTS)
def test_a_condition_may_hold_anything_that_reads(connector: str) -> None:
    assert statement_fault(Read(table="t", where="a > 1 AND b IN (SELECT c FROM d)"), connector) is None
