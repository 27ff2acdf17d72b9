"""What the integration tests share."""

from tests.integration.stores import either_store, postgresql_store

__all__ = ["either_store", "postgresql_store"]
