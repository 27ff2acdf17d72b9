"""Bulk jobs: Bulk Read, Bulk Write and mass delete, worked off in slices (api-coql-bulk §2-4)."""
