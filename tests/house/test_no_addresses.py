"""No file names a host that packages are fetched from, nor a path of the machine it was written on."""

from __future__ import annotations

import re

# joined here, so that this file does not name them
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("debian", "org"),
        ("golang", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
    )
)
PATHS = tuple("/" + name for name in ("work", "root", "tmp/" + "bash", "opt/" + "pypi", "opt/" + "wheels"))
NAMED = re.compile(
    "|".join(
        [
            *(rf"\b{re.escape(host)}\b" for host in HOSTS),
            *(rf"(?<![\w.}})*/-]){path}(?![\w-])" for path in PATHS),
        ]
    )
)


def test_no_file_names_a_registry_or_a_machine(texts: dict[str, str]) -> None:
    found = [
        f"{path}:{number}: {named.group()}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if (named := NAMED.search(line))
    ]
    assert not found, "\n".join(found)


def test_locks_name_no_index(texts: dict[str, str]) -> None:
    for path, text in texts.items():
        if path.endswith(".lock"):
            assert "://" not in text, path
            assert not re.search(r"^\s*-", text.replace("    --hash=sha256:", ""), re.MULTILINE), path
