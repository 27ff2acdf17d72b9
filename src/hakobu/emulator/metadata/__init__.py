"""Metadata: organisation, users, modules, fields, layouts and what hangs on them (api-core §5)."""
