"""A field whose values are records of another module: a subform or a lookup to several records."""

from dataclasses import dataclass

NEVER = 99.0


@dataclass(slots=True)
class ChildList:
    """A subform (its rows are its own module's) or a lookup to several (its rows are links)."""

    api_name: str
    data_type: str
    label: str
    label_ja: str
    module: str
    link: str = "Parent_Id"
    partner: str = ""
    mandatory: bool = False
    most: int = 200
    since: float = 2.0
    custom: bool = False
    section: str = ""
    id: int = 0
    # the name in v2, where that differs
    legacy: str = ""
    # shown in v2's lists too, with few keys a row
    listed: bool = False

    def name_in(self, version: float) -> str | None:
        """Give its name in a version of the API; None where the version lacks it."""
        if version < self.since:
            return None
        return self.legacy if self.legacy and version < 2.1 else self.api_name

    def label_in(self, locale: str) -> str:
        """Give the label in the language of a locale."""
        return self.label_ja if locale.startswith("ja") else self.label
