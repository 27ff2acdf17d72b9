"""A Zoho CRM on your desk: accounts server and API in one process, with a state that lasts.

It imports nothing of the rest of Hakobu and nothing imports it: an independent reading of Zoho's
documentation, reached over HTTP only.
"""

from hakobu.emulator.command import main

__all__ = ["main"]
