"""Installing a connector: from a folder of wheels, so that no network is needed; whole or not at all."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hakobu.connectors.catalogue import CATALOGUE, open_source
from hakobu.connectors.installer import Installer, State, locked_version
from hakobu.connectors.spec import Driver, Spec, Words
from hakobu.errors import BusyError, SetupError
from hakobu.model import Connection

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "planet-driver"


class Shop:
    """A folder of wheels, the lock that names them, and a home to install into."""

    def __init__(self, folder: Path) -> None:
        self.wheels = folder / "wheels"
        self.locks = folder / "locks"
        self.home = folder / "home"
        for each in (self.wheels, self.locks):
            each.mkdir()
        driver = Driver(package=NAME, wanted=">=1", module="planet_driver", licence="MIT", size=1000)
        self.spec = Spec(
            name="planet",
            title=Words("Planet", "惑星"),
            category="Database",
            source=True,
            destination=False,
            settings=(),
            driver=driver,
        )
        self.offer("1.0")

    def offer(self, number: str, text: str = "WORLD = 1\n") -> None:
        """Build a wheel, and lock it."""
        info = f"planet_driver-{number}.dist-info"
        file = self.wheels / f"planet_driver-{number}-py3-none-any.whl"
        with zipfile.ZipFile(file, "w") as wheel:
            wheel.writestr("planet_driver/__init__.py", text)
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {number}\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        lock = f"{NAME}=={number} \\\n    --hash=sha256:{digest}\n"
        (self.locks / "planet.lock").write_text(lock, encoding="utf-8")

    def installer(self, **env: str) -> Installer:
        return Installer(self.home, env=env, locks=self.locks)

    def loaded(self) -> str:
        """Import the driver as a fresh process would."""
        (place,) = self.home.glob("connectors/planet/*")
        program = (
            f"import sys; sys.path.append({str(place)!r}); import planet_driver; print(planet_driver.WORLD)"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        return done.stdout.strip()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    before = list(sys.path)
    yield Shop(tmp_path)
    sys.path[:] = before


def test_a_connector_is_installed_updated_and_removed(shop: Shop) -> None:
    installer, heard = shop.installer(), []
    assert installer.standing(shop.spec).state is State.DOWNLOADABLE
    assert installer.standing(shop.spec).size == 1000
    with pytest.raises(SetupError, match="Planet is not installed"):
        installer.need(shop.spec)
    there = installer.install(
        shop.spec, wheels=shop.wheels, tell=lambda done, total, line: heard.append((done, total, line))
    )
    assert (there.state, there.version, there.newer) == (State.INSTALLED, "1.0", "")
    assert heard[-1][:2] == (1, 1)
    assert "Successfully installed" in installer.log(shop.spec)
    installer.need(shop.spec)
    assert shop.loaded() == "1"

    shop.offer("2.0", "WORLD = 2\n")
    assert installer.standing(shop.spec).newer == "2.0"
    assert installer.install(shop.spec, wheels=shop.wheels).version == "2.0"
    assert shop.loaded() == "2"
    assert not list((shop.home / "connectors").glob(".new-*"))

    assert installer.remove(shop.spec).state is State.DOWNLOADABLE


@pytest.mark.parametrize(
    ("spoil", "message", "step"),
    [
        ("changed", "nothing was changed", "not what this version of Hakobu was tried with"),
        ("missing", "nothing was changed", "Put the wheels that planet.lock names"),
        ("broken", "cannot be loaded: .*boom", "Nothing was changed"),
    ],
)
def test_a_failure_leaves_everything_as_it_was(shop: Shop, spoil: str, message: str, step: str) -> None:
    installer = shop.installer()
    installer.install(shop.spec, wheels=shop.wheels)
    shop.offer("2.0", "raise ImportError('boom')\n" if spoil == "broken" else "WORLD = 2\n")
    (wheel,) = shop.wheels.glob("*2.0*")
    if spoil == "changed":
        with zipfile.ZipFile(wheel, "a") as opened:
            opened.writestr("planet_driver/more.py", "")
    if spoil == "missing":
        wheel.unlink()
    with pytest.raises(SetupError, match=message) as refused:
        installer.install(shop.spec, wheels=shop.wheels)
    assert step in refused.value.next_step
    assert installer.standing(shop.spec).version == "1.0"
    assert shop.loaded() == "1"
    assert not list((shop.home / "connectors").glob(".new-*"))


def test_an_administrator_can_forbid_it(shop: Shop) -> None:
    forbidden = shop.installer(HAKOBU_INSTALLS="forbidden")
    for change in (forbidden.install, forbidden.remove):
        with pytest.raises(SetupError, match="does not let"):
            change(shop.spec)
    with pytest.raises(SetupError, match="it is allowed or forbidden"):
        shop.installer(HAKOBU_INSTALLS="no").install(shop.spec)


def test_two_at_once_are_told_apart(shop: Shop) -> None:
    installer = shop.installer()

    def again(_done: int, _total: int, _line: str) -> None:
        with pytest.raises(BusyError, match="being installed"):
            shop.installer().install(shop.spec, wheels=shop.wheels)

    installer.install(shop.spec, wheels=shop.wheels, tell=again)


def test_one_that_comes_with_hakobu_returns_without_network(shop: Shop, tmp_path: Path) -> None:
    installer = Installer(shop.home, env={})
    spec = CATALOGUE["files"]
    assert installer.standing(spec).state is State.INCLUDED
    assert installer.remove(spec).state is State.REMOVED
    connection = Connection(name="drop", connector="files", settings={"path": "."})
    with pytest.raises(SetupError, match="not installed") as refused:
        open_source(connection, base=tmp_path, home=shop.home)
    assert refused.value.next_step == "Install it: hakobu connectors install files"
    assert installer.install(spec).state is State.INCLUDED
    open_source(connection, base=tmp_path, home=shop.home).close()


@pytest.mark.parametrize("name", [spec.name for spec in CATALOGUE.values() if spec.driver])
def test_every_driver_is_locked_with_hashes(name: str) -> None:
    spec = CATALOGUE[name]
    assert spec.driver is not None
    lock = Path(str(files("hakobu.connectors") / "locks" / f"{name}.lock"))
    text = lock.read_text(encoding="utf-8")
    assert locked_version(spec.driver, lock)
    pins = [line for line in text.splitlines() if "==" in line]
    assert all(line.endswith("\\") for line in pins)  # a hash follows each
    assert "://" not in text
