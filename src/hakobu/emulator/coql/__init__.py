"""COQL: the query language, from text to rows (api-coql-bulk §1)."""
