"""Writes the tables of docs/reference/connectors.md from the connectors' own specifications.

connectors_page.py            write the page's tables anew
connectors_page.py --check    only tell whether they are as they should be
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from hakobu.connectors.catalogue import CATALOGUE
from hakobu.connectors.spec import Setting, SettingType, Spec

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "connectors.md"
HEAD = "| Setting | Type | What it is | Default |\n|---|---|---|---|\n"


def line(setting: Setting) -> str:
    """Give one setting as a line of a table."""
    name = f"`{setting.name}`" + (" (advanced)" if setting.advanced else "")
    kind = " · ".join(f"`{each}`" for each in setting.choices) or str(setting.type)
    what = setting.help.en
    if setting.shown_when:
        other, value = setting.shown_when
        what += f" Only with `{other}: {str(value).lower() if isinstance(value, bool) else value}`."
    usual = "required" if setting.required and setting.default is None else ""
    if setting.default is not None:
        shown = setting.default
        usual = f"`{str(shown).lower() if setting.type is SettingType.BOOLEAN else shown}`"
    return f"| {name} | {kind} | {what} | {usual} |\n"


def catalogue() -> str:
    """Give all connectors as a table."""
    rows = [
        f"| `{spec.name}` | {spec.title.en} | {spec.category} | {role(spec)} | "
        f"{'yes' if spec.driver is None else 'downloaded: ' + spec.driver.package} | {spec.licence} | "
        f"{'yes' if spec.tried else 'no'} |\n"
        for spec in CATALOGUE.values()
    ]
    head = "| Connector | Name | Kind | Role | Included | Licence | Tried against a real server |\n"
    return head + "|---|---|---|---|---|---|---|\n" + "".join(rows)


def role(spec: Spec) -> str:
    """Say whether it is a source, a destination, or both."""
    return ", ".join(word for word in ("source", "destination") if getattr(spec, word))


def written(page: str) -> str:
    """Give the page with every table as the specifications have it."""
    table = r"(?:\|.*\n)+"
    page = re.sub(rf"(## The catalogue\n\n(?:.+\n)+\n){table}", lambda found: found[1] + catalogue(), page)
    for spec in CATALOGUE.values():
        lines = HEAD + "".join(map(line, spec.settings))
        place = rf"(## `{re.escape(spec.name)}`.*\n\n){table}"
        page, found = re.subn(place, lambda found, lines=lines: found[1] + lines, page)  # type: ignore[misc]
        if not found:
            sys.exit(f"{PAGE.name} has no section '## `{spec.name}`' with a table.")
    return page


if __name__ == "__main__":
    now = PAGE.read_text(encoding="utf-8")
    wanted = written(now)
    if sys.argv[1:] == ["--check"]:
        sys.exit(None if now == wanted else f"{PAGE.name} is not current: scripts/connectors_page.py")
    PAGE.write_text(wanted, encoding="utf-8")
