"""Calls in flight, counted as Zoho counts them: all, and those of the sub-concurrency pool."""

from hakobu.emulator.problem import Problem


class Traffic:
    """How many calls are under way, and the most there ever were."""

    def __init__(self) -> None:
        self.running = 0
        self.sub_running = 0
        self.peak = 0
        self.sub_peak = 0

    def enter(self, limit: int, slots: int = 1) -> None:
        """Let a call in, or refuse it."""
        if self.running + slots > limit:
            raise Problem(
                "TOO_MANY_REQUESTS", message=f"concurrency limit of {limit} exceeded; please try again"
            )
        self.running += slots
        self.peak = max(self.peak, self.running)

    def leave(self, slots: int = 1) -> None:
        """Let a call out."""
        self.running -= slots

    def enter_sub(self, limit: int) -> None:
        """Let a call into the pool of costly calls, or refuse it."""
        if self.sub_running >= limit:
            raise Problem(
                "TOO_MANY_REQUESTS", message=f"sub-concurrency limit of {limit} exceeded; please try again"
            )
        self.sub_running += 1
        self.sub_peak = max(self.sub_peak, self.sub_running)

    def leave_sub(self) -> None:
        """Let a call out of the pool."""
        self.sub_running -= 1
