"""Synthetic head angiographies with ground truth. Here: what a phantom is. No person is shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seriesflow_models.nifti import StoredVolume

APPEARANCES = ("CTA", "MRA", "T1post", "T2")
LABELS: tuple[str, ...] = (
    "left-infraclinoid-ica",
    "right-infraclinoid-ica",
    "left-supraclinoid-ica",
    "right-supraclinoid-ica",
    "left-mca",
    "right-mca",
    "anterior-communicating-artery",
    "left-aca",
    "right-aca",
    "left-pcoma",
    "right-pcoma",
    "basilar-tip",
    "other-posterior-circulation",
)


@dataclass(frozen=True)
class Aneurysm:
    """A saccular aneurysm: index into LABELS, centre in LPS mm (x, y, z), greatest diameter in mm."""

    label: int
    centre_lps_mm: tuple[float, float, float]
    diameter_mm: float


@dataclass(frozen=True)
class Phantom:
    """A volume with its truth.

    anatomy is the seed of the vessels; all variants of one anatomy share it. labels is uint8 [z,y,x]: 0 background,
    1 to 13 the vessel LABELS[i - 1], 14 aneurysm. plane ("axial", "sagittal", "coronal") says which array axis the
    slices were acquired along: z, x, y; slice_step_mm is the step along it.
    """

    anatomy: int
    appearance: str
    volume: StoredVolume
    labels: np.ndarray
    aneurysms: tuple[Aneurysm, ...]
    slice_step_mm: float
    plane: str
