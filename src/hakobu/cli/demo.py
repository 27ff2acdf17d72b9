"""``hakobu demo``: a small shop, delivered into the built-in practice Zoho CRM."""

from hakobu.cli.desk import desk
from hakobu.cli.options import Home, Json, Lang, Quiet

__all__ = ["demo"]


def demo(*, quiet: Quiet = False, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """Deliver a small shop and tell what happened."""
    with desk(json=json, lang=lang, home=home, quiet=quiet) as at:
        at.end(1)
