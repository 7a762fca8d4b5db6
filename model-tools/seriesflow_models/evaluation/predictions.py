"""What `seriesflow predict --stdin --json` answers: one line of JSON a path."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class VoxelBox:
    """Half-open box [z,y,x] in voxels of the normalised volume: from low up to, without, high."""

    low: tuple[int, int, int]
    high: tuple[int, int, int]

    @staticmethod
    def of(roi: dict[str, Any]) -> VoxelBox:
        """The only place that knows what the answer calls the box: `voxelBox` or `box`, of `min` and `max`."""
        named = roi.get("voxelBox", roi.get("box", roi))
        try:
            return VoxelBox(_three(named["min"]), _three(named["max"]))
        except (KeyError, TypeError, ValueError) as fault:
            raise ValueError(f"no box of min and max [z,y,x] in the roi {roi}") from fault

    def contains(self, voxels: np.ndarray) -> np.ndarray:
        """Which of the indices [n,3] (z, y, x) are inside."""
        return ((voxels >= self.low) & (voxels < self.high)).all(axis=1)

    def share_of(self, shape: tuple[int, int, int]) -> float:
        """Voxels of the box over voxels of the volume. Raises ValueError where the box reaches beyond it."""
        size = np.subtract(self.high, self.low)
        if min(self.low) < 0 or np.any(np.array(self.high) > shape) or size.min() < 1:
            raise ValueError(f"box {self.low} to {self.high} is not inside a volume of {shape}")
        return float(np.prod(size / np.array(shape)))


@dataclass(frozen=True)
class SeriesPrediction:
    """The end of one series. Probabilities are 0 to 1; None where no network said one.

    status is PREDICTED, FALLBACK, SKIPPED or FAILED; reason is None where PREDICTED; shape [z,y,x] and matrix [4,4],
    (x,y,z,1) to LPS mm, are those of the normalised volume.
    """

    series_uid: str
    status: str
    reason: str | None
    presence: float | None
    locations: dict[str, float | None]
    modality: dict[str, float] | None
    box: VoxelBox | None
    shape: tuple[int, int, int] | None
    matrix: np.ndarray | None
    logits: dict[str, float] | None = None

    @staticmethod
    def of(series: dict[str, Any]) -> SeriesPrediction:
        code, reason = series.get("reasonCode"), series.get("reason")
        roi, volume = series.get("roi"), series.get("volume")
        return SeriesPrediction(
            series["seriesInstanceUid"],
            series["status"],
            f"{code}: {reason}" if code else reason,
            series.get("presence"),
            dict(series.get("locations") or {}),
            series.get("modality"),
            VoxelBox.of(roi) if roi else None,
            _three(volume["shape"]) if volume else None,
            np.reshape(volume["indexToLps"], (4, 4)) if volume else None,
            series.get("logits"),
        )


@dataclass(frozen=True)
class Answer:
    """The answer to one input. error is None where the input could be worked on; refused are files of no series."""

    input: str
    series: tuple[SeriesPrediction, ...]
    refused: int
    error: str | None

    @staticmethod
    def parse(line: str) -> Answer:
        """Raises ValueError where the line is no answer."""
        try:
            document = json.loads(line)
            return Answer(
                document["input"],
                tuple(SeriesPrediction.of(s) for s in document.get("series", ())),
                len(document.get("refused", ())),
                document.get("error"),
            )
        except (KeyError, TypeError, ValueError) as fault:
            raise ValueError(f"no answer of predict: {line.strip()[:200]} ({fault!r})") from fault


def _three(numbers: list[int]) -> tuple[int, int, int]:
    z, y, x = (int(n) for n in numbers)
    return z, y, x
