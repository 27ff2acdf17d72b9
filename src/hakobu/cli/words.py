"""Every text that the command line shows, by language."""

from __future__ import annotations

from hakobu.cli.texts import TOPICS

__all__ = ["WORDS", "Words", "language_named"]

WORDS: dict[str, dict[str, str]] = {
    "en": {key: said for topic in TOPICS for key, said in topic.ENGLISH.items()},
    "ja": {key: said for topic in TOPICS for key, said in topic.JAPANESE.items()},
}


class Words:
    """The texts of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in WORDS else "en"
        self._texts = WORDS[self.lang]

    def __call__(self, key: str, /, **values: object) -> str:
        """Give a text with its values put in."""
        return self._texts[key].format(**values)

    def find(self, *keys: str) -> str | None:
        """Give the first of some texts that there is."""
        return next((self._texts[key] for key in keys if key in self._texts), None)

    def term(self, group: str, name: str) -> str:
        """Give the word for one of a group of names; a name that has none stands for itself."""
        return self._texts.get(f"{group}.{name}", name)

    def count(self, what: str, number: int) -> str:
        """Say how many rows, calls or credits."""
        return self(f"count.{what}.{'one' if number == 1 else 'many'}", n=number)

    def seconds(self, seconds: float) -> str:
        """Say how long something took."""
        if seconds < 90:
            return self("count.seconds", n=seconds)
        return self("count.minutes", minutes=int(seconds) // 60, seconds=int(seconds) % 60)


def language_named(arguments: list[str]) -> str | None:
    """Find the language that a command line asks for, before it is parsed."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
    return None
