"""Progress lines on standard error, about one for each 5 % of a stage."""

import sys
import time


class Progress:
    """Counts steps; prints the mean loss since the last line and the seconds since the start."""

    def __init__(self, stage: str, steps: int) -> None:
        self._stage = stage
        self._steps = steps
        self._every = max(1, steps // 20)
        self._done = 0
        self._losses: list[float] = []
        self._started = time.monotonic()

    def report(self, loss: float) -> None:
        self._done += 1
        self._losses.append(loss)
        if self._done % self._every == 0 or self._done == self._steps:
            say(
                f"{self._stage} {self._done}/{self._steps}"
                f" loss {sum(self._losses) / len(self._losses):.3f}"
                f" after {time.monotonic() - self._started:.0f} s"
            )
            self._losses.clear()


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
