"""How far a long command is, on standard error."""

from __future__ import annotations

import sys
import time
from typing import TextIO

_LINE_EVERY_SECONDS = 30.0


class Progress:
    """Counts steps; says rate and remaining time: in one line on a terminal, in a line now and then elsewhere."""

    def __init__(self, what: str, total: int, done: int = 0, stream: TextIO | None = None) -> None:
        """done: steps of an earlier run; they count for the place, not for the rate."""
        self._what, self._total, self._done, self._new = what, total, done, 0
        self._stream = stream or sys.stderr
        self._begun = self._written = time.monotonic()

    def step(self) -> None:
        self._done += 1
        self._new += 1
        now = time.monotonic()
        last = self._done >= self._total
        if self._stream.isatty():
            end = "\n" if last else ""
            self._stream.write(f"\r\x1b[K{self._sentence(now)}{end}")
        elif last or now - self._written >= _LINE_EVERY_SECONDS:
            self._written = now
            self._stream.write(self._sentence(now) + "\n")
        self._stream.flush()

    def _sentence(self, now: float) -> str:
        rate = self._new / max(now - self._begun, 1e-9)
        return (
            f"{self._what}: {self._done} of {self._total}, {rate * 60:.1f} a minute, "
            f"{_duration((self._total - self._done) / rate)} left"
        )


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"
