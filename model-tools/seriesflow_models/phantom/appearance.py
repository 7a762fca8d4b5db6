"""How bright things are in each kind of series, and how noisy.

CTA in Hounsfield units; MR in units of its own, of the size that scanners store.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seriesflow_models.phantom.ranges import Ranges
from seriesflow_models.phantom.tissue import CLASS_COUNT

#: Means by class (air, fat, muscle, bone, fluid, grey, white, mucosa), spread of a series' mean around it, and usual noise.
_TISSUE = {
    "CTA": ((-1000, -80, 55, 850, 8, 42, 32, 45), (0, 10, 8, 180, 4, 4, 4, 10), 14.0),
    "MRA": ((8, 150, 105, 25, 45, 130, 140, 110), (4, 50, 20, 10, 12, 18, 18, 30), 12.0),
    "T1post": ((8, 330, 140, 35, 55, 150, 185, 260), (4, 50, 20, 12, 12, 15, 15, 50), 12.0),
    "T2": ((8, 260, 70, 30, 470, 210, 160, 330), (4, 60, 15, 10, 50, 20, 20, 60), 14.0),
}
#: Means of artery, vein and calcification, and their spread from series to series.
_VESSELS = {
    "CTA": ((370, 210, 950), (60, 60, 200)),
    "MRA": ((400, 135, 40), (60, 35, 10)),
    "T1post": ((360, 350, 50), (60, 50, 15)),
    "T2": ((35, 60, 30), (12, 25, 10)),
}
#: Brightness of what surrounds vessels, from which their contrast counts.
_SURROUNDINGS = {"CTA": 38.0, "MRA": 130.0, "T1post": 160.0, "T2": 300.0}


@dataclass(frozen=True)
class Look:
    """The numbers of one series."""

    appearance: str
    tissue: np.ndarray
    artery: float
    vein: float
    calcification: float
    #: A sac's blood relative to the artery's contrast: flow in sacs is slow.
    sac: float
    #: Loss of the artery's contrast per mm upwards (time of flight saturates).
    fading_per_mm: float
    noise: float
    #: Deviation in voxels of the filter that makes noise grainy (0: white).
    grain: float
    #: Waves of the bias field: wave vector (x, y, z) in 1/mm, phase, amplitude.
    bias: np.ndarray
    #: Deviation in mm of the blur of tissue edges.
    blur_mm: float

    @property
    def is_magnitude(self) -> bool:
        """Magnitude images of MR: noise is Rician, nothing is below zero."""
        return self.appearance != "CTA"


def draw(random: np.random.Generator, ranges: Ranges, appearance: str) -> Look:
    means, spreads, noise = _TISSUE[appearance]
    tissue = np.asarray(means, dtype=float) + random.normal(size=CLASS_COUNT).clip(-2, 2) * spreads
    vessel_means, vessel_spreads = _VESSELS[appearance]
    artery, vein, calcification = np.asarray(vessel_means) + random.normal(size=3).clip(-2, 2) * vessel_spreads
    contrast = random.uniform(*ranges.contrast)
    surroundings = _SURROUNDINGS[appearance]
    artery = surroundings + (artery - surroundings) * contrast
    vein = surroundings + (vein - surroundings) * contrast
    bias = np.zeros((3, 5))
    for row in bias:
        direction = random.normal(size=3)
        row[:3] = direction / np.linalg.norm(direction) * 2 * np.pi / random.uniform(150.0, 400.0)
        row[3] = random.uniform(0.0, 2 * np.pi)
        row[4] = random.uniform(*ranges.bias) / 3.0 if appearance != "CTA" else 0.0
    return Look(
        appearance,
        np.maximum(tissue, -1000.0).astype(np.float32),
        float(artery),
        float(vein),
        float(calcification),
        sac=float(random.uniform(0.8, 1.03)),
        fading_per_mm=float(random.uniform(0.0, 0.006)) if appearance == "MRA" else 0.0,
        noise=noise * float(random.uniform(*ranges.noise)),
        grain=float(random.uniform(0.0, 0.7)),
        bias=bias,
        blur_mm=float(random.uniform(0.5, 1.0)),
    )
