"""Credits: a rolling window of 24 hours, by the emulator's clock (api-core §8.1)."""

from collections import deque

from hakobu.emulator.clock import Clock

WINDOW = 24 * 3600


class Credits:
    """What was spent in the last 24 hours."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spent = 0
        self._entries: deque[list[int]] = deque()

    def spent(self) -> int:
        """Give the sum of the last 24 hours."""
        horizon = self._clock.now() - WINDOW
        while self._entries and self._entries[0][0] <= horizon:
            self._spent -= self._entries.popleft()[1]
        return self._spent

    def spend(self, cost: int) -> None:
        """Book the cost of a call."""
        second = self._clock.second()
        self._spent += cost
        if self._entries and self._entries[-1][0] == second:
            self._entries[-1][1] += cost
        else:
            self._entries.append([second, cost])

    def leave(self, left: int, allowance: int) -> None:
        """Make so many credits be left, as the control door asks."""
        self.spend(allowance - left - self.spent())

    def entries(self) -> list[list[int]]:
        """Give what was spent when, for the store."""
        return [list(entry) for entry in self._entries]

    def restore(self, entries: list[list[int]]) -> None:
        """Take back what the store kept."""
        self._entries = deque([int(second), int(cost)] for second, cost in entries)
        self._spent = sum(cost for _, cost in self._entries)
