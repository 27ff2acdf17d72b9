"""What the rules of the house look at: the tree's files, and the modules of the package as syntax trees."""

from __future__ import annotations

import ast
import fnmatch
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULE_NAME = re.compile(r"hakobu(\.[a-z_][a-z0-9_]*)+(?=:|$)")


@dataclass(frozen=True)
class Module:
    """One module of the package."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def place(self) -> str:
        """The folder or module right below ``hakobu``; nothing for the package itself."""
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def is_public(self) -> bool:
        return not any(part.startswith("_") and part != "__main__" for part in self.name.split("."))

    @cached_property
    def imports(self) -> tuple[tuple[str, int], ...]:
        """Every name that an import statement brings, wherever it stands, with its line."""
        found: list[tuple[str, int]] = []
        for node in ast.walk(self.tree):
            match node:
                case ast.Import():
                    found += [(alias.name, node.lineno) for alias in node.names]
                case ast.ImportFrom():
                    base = self._base(node)
                    found += [(f"{base}.{alias.name}", node.lineno) for alias in node.names]
        return tuple(found)

    @cached_property
    def mentions(self) -> tuple[tuple[str, int], ...]:
        """Every module of ours that is written as a text, to be imported later or started."""
        return tuple(
            (named.group(), node.lineno)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if (named := MODULE_NAME.match(node.value))
        )

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        if self.path.name != "__init__.py":
            parts = parts[:-1]
        parts = parts[: len(parts) - node.level + 1]
        return ".".join([*parts, node.module] if node.module else parts)


def _module(path: Path) -> Module:
    parts = list(path.relative_to(ROOT / "src").with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return Module(".".join(parts), path)


def _ignored(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern.rstrip("/")) for pattern in patterns)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def modules() -> tuple[Module, ...]:
    """Every module of the package."""
    return tuple(_module(path) for path in sorted((ROOT / "src" / "hakobu").rglob("*.py")))


@pytest.fixture(scope="session")
def files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, part of the project: all that .gitignore does not name."""
    patterns = [".git", *(ROOT / ".gitignore").read_text(encoding="utf-8").split()]
    found = []
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        folders[:] = sorted(
            name
            for name in folders
            if not _ignored(name, patterns) and not _ignored((here / name).as_posix(), patterns)
        )
        found += [Path(folder, name) for name in sorted(names) if not _ignored(name, patterns)]
    return tuple(found)


@pytest.fixture(scope="session")
def texts(files: tuple[Path, ...]) -> dict[str, str]:
    """The text of every file that is text in UTF-8, by its path from the root."""
    found = {}
    for path in files:
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


@pytest.fixture(scope="session")
def docs(texts: dict[str, str]) -> str:
    """All that the documentation says."""
    return "\n".join(text for path, text in texts.items() if path.startswith("docs/") or path == "README.md")


@pytest.fixture(scope="session")
def told(texts: dict[str, str]) -> bool:
    """Whether the project has begun to present itself; until then nothing can be missing from its docs."""
    return len(texts["README.md"].splitlines()) > 1
