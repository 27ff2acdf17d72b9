"""For scripts/lock: what each connector wants to be fetched, and a lock without what another holds already.

wanted_drivers.py FOLDER                write FOLDER/CONNECTOR.in for each connector with a driver
wanted_drivers.py --without LOCK LOCK   print the second lock without what the first always installs
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from hakobu.connectors.catalogue import CATALOGUE


def write_wanted(folder: Path) -> None:
    """Write one file of requirements for each connector with a driver."""
    for spec in CATALOGUE.values():
        if spec.driver is not None:
            text = f"{spec.driver.package}{spec.driver.wanted}\n"
            (folder / f"{spec.name}.in").write_text(text, encoding="utf-8")


def without(held: str, lock: str) -> str:
    """Give a lock without the packages that another installs whatever the platform."""
    always = set(re.findall(r"^([\w.-]+)==\S+ \\$", held, re.MULTILINE))
    entries = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)
    return "".join(each for each in entries if each.partition("==")[0] not in always)


if __name__ == "__main__":
    if sys.argv[1] == "--without":
        first, second = (Path(each).read_text(encoding="utf-8") for each in sys.argv[2:4])
        sys.stdout.write(without(first, second))
    else:
        write_wanted(Path(sys.argv[1]))
