"""Rows at rest between source and plan: Parquet spools and the DuckDB sessions that read them."""

from hakobu.staging.session import disk_errors, open_session, quote, text
from hakobu.staging.spool import ROW, Spool, write_spool

__all__ = ["ROW", "Spool", "disk_errors", "open_session", "quote", "text", "write_spool"]
