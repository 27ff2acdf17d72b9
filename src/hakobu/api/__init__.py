"""The HTTP API and the browser application: thin over runs, jobs and store."""

from hakobu.api.app import make_app

__all__ = ["make_app"]
