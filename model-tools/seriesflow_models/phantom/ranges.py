"""From where the numbers of a phantom are drawn: the usual ranges, which are trained on, and others, which never are.

Lengths in mm, angles in degrees. The steps between slices are those of the size table of the reference recipe (0.5, 0.55,
0.75, 1, 1.5, 3, 5 mm) and those of the public series that this project is tested on (0.7 mm time of flight, 4.8 mm T1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

APPEARANCES = ("CTA", "MRA", "T1post", "T2")

Range = tuple[float, float]

DIAMETER_MEDIAN_MM, DIAMETER_LOG_DEVIATION = 5.5, 0.45


@dataclass(frozen=True)
class SliceSteps:
    """Steps between slices in mm, and how often each is drawn."""

    steps_mm: tuple[float, ...]
    weights: tuple[float, ...]

    def draw(self, random: np.random.Generator) -> float:
        weights = np.asarray(self.weights)
        return float(random.choice(self.steps_mm, p=weights / weights.sum()))


@dataclass(frozen=True)
class Ranges:
    """One set of ranges; `name` stands in reports."""

    name: str
    #: Size of the whole head relative to the nominal one, by axis.
    head_scale: Range
    #: Calibre of all vessels relative to the nominal one.
    calibre: Range
    #: Largest sideways displacement of a vessel's course.
    tortuosity_mm: Range
    #: Largest extent of an aneurysm; drawn log-normally around DIAMETER_MEDIAN_MM, since very small and large ones are rarer.
    diameter_mm: Range
    #: Axes of an aneurysm's body relative to its radius.
    body_axis: Range
    #: Edge of a pixel.
    pixel_mm: Range
    #: Rotation of the grid about a random axis.
    tilt_degrees: Range
    #: Noise relative to the usual noise of that appearance.
    noise: Range
    #: Contrast of vessels to their surroundings relative to the usual one.
    contrast: Range
    #: Strength of the bias field of MR: the field runs from 1 - b to 1 + b.
    bias: Range
    slice_steps: dict[str, SliceSteps]


USUAL = Ranges(
    name="usual",
    head_scale=(0.93, 1.07),
    calibre=(0.85, 1.2),
    tortuosity_mm=(0.0, 2.0),
    diameter_mm=(2.0, 12.0),
    body_axis=(0.85, 1.15),
    pixel_mm=(0.39, 0.75),
    tilt_degrees=(0.0, 15.0),
    noise=(0.6, 1.6),
    contrast=(0.75, 1.15),
    bias=(0.0, 0.25),
    slice_steps={
        "CTA": SliceSteps((0.5, 0.55, 0.75, 1.0, 1.5), (2, 2, 3, 3, 1)),
        "MRA": SliceSteps((0.5, 0.55, 0.7, 0.75, 1.0), (2, 2, 3, 2, 1)),
        "T1post": SliceSteps((0.75, 1.0, 1.5, 3.0, 4.8), (2, 4, 2, 2, 1)),
        "T2": SliceSteps((0.75, 1.0, 1.5, 3.0, 5.0), (2, 3, 2, 3, 1)),
    },
)

#: Every range here lies outside the usual one (diameters stay, so that both sets can be compared by size).
UNSEEN = Ranges(
    name="unseen",
    head_scale=(1.08, 1.14),
    calibre=(1.22, 1.35),
    tortuosity_mm=(2.2, 3.2),
    diameter_mm=(2.0, 12.0),
    body_axis=(0.7, 1.3),
    pixel_mm=(0.78, 0.95),
    tilt_degrees=(16.0, 22.0),
    noise=(1.7, 2.2),
    contrast=(0.62, 0.74),
    bias=(0.27, 0.4),
    slice_steps={
        "CTA": SliceSteps((0.4, 0.625, 2.0), (1, 2, 1)),
        "MRA": SliceSteps((0.6, 0.8, 1.2), (1, 1, 1)),
        "T1post": SliceSteps((0.9, 2.0, 4.0), (1, 1, 1)),
        "T2": SliceSteps((0.9, 2.0, 4.0), (1, 1, 1)),
    },
)

BY_NAME = {ranges.name: ranges for ranges in (USUAL, UNSEEN)}


def named(name: str) -> Ranges:
    if name not in BY_NAME:
        raise ValueError(f"no ranges are called {name!r}; known: {', '.join(BY_NAME)}")
    return BY_NAME[name]
