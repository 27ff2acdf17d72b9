"""The editions of Zoho CRM: credits a day and calls in flight (api-core §8)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """What an organisation pays for."""

    name: str
    base: int
    per_user: int
    cap: int | None
    concurrency: int
    paid: bool = True

    def allowance(self, users: int) -> int:
        """Give the credits of 24 hours."""
        whole = self.base + users * self.per_user
        return whole if self.cap is None else min(whole, self.cap)


EDITIONS: dict[str, Edition] = {
    edition.name: edition
    for edition in (
        Edition("free", 5_000, 0, 5_000, 5, paid=False),
        Edition("standard", 50_000, 250, 100_000, 10),
        Edition("professional", 50_000, 500, 3_000_000, 15),
        Edition("enterprise", 50_000, 1_000, 5_000_000, 20),
        Edition("ultimate", 50_000, 2_000, None, 25),
    )
}
SUB_CONCURRENCY = 10
