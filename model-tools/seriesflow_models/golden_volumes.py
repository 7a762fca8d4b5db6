"""Small synthetic volumes for the golden cases. They look like heads from afar and show no person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from seriesflow_models.nifti import StoredVolume
from seriesflow_models.phantom import CaseSpec, scene
from seriesflow_models.phantom.acquisition import Grid


def affine(
    spacing_zyx: Sequence[float], origin_lps: Sequence[float], tilt_degrees: float = 0.0
) -> np.ndarray:
    """LPS affine for (x,y,z,1); the tilt turns the volume about the patient's left-right axis."""
    angle = np.deg2rad(tilt_degrees)
    turn = np.array(
        [
            [1.0, 0.0, 0.0],
            [0.0, np.cos(angle), -np.sin(angle)],
            [0.0, np.sin(angle), np.cos(angle)],
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = turn @ np.diag(spacing_zyx[::-1])
    matrix[:3, 3] = origin_lps
    return matrix


def head(shape: tuple[int, int, int], seed: int, peak: float = 900.0) -> np.ndarray:
    """A noisy ellipsoid with a dozen bright, winding tubes, lopsided between left and right; integers from 0 to about peak."""
    random = np.random.Generator(np.random.PCG64(seed))
    grid = np.stack(
        np.meshgrid(*(np.linspace(-1.0, 1.0, n) for n in shape), indexing="ij"), axis=-1
    )
    inside = (grid**2 / np.array([0.95, 0.9, 0.8]) ** 2).sum(axis=-1) < 1.0
    image = random.normal(12.0, 4.0, shape)
    image[inside] += peak * 0.2 + random.normal(0.0, peak * 0.03, int(inside.sum()))
    for _ in range(12):
        start = random.uniform([-0.6, -0.4, -0.35], [0.2, 0.4, 0.5])
        bend = random.uniform(0.1, 0.35, 3)
        phase = random.uniform(0.0, 6.0, 3)
        radius = random.uniform(0.03, 0.07)
        brightness = random.uniform(0.5, 1.0) * peak
        for t in np.linspace(0.0, 1.0, 40):
            centre = start + bend * np.sin(phase + 3.0 * t) + np.array([0.5, 0.1, 0.0]) * t
            near = ((grid - centre) ** 2).sum(axis=-1) < radius**2
            image[near] = np.maximum(image[near], brightness)
    return np.clip(np.rint(image), 0, None)


@dataclass(frozen=True)
class Case:
    """One golden case: what it is there for, its volume, and the packages that read it."""

    name: str
    purpose: str
    volume: StoredVolume
    roi: str = "tiny-roi"
    classifier: str = "tiny-classifier"


def _anisotropic() -> StoredVolume:
    return StoredVolume(
        head((40, 64, 56), seed=1).astype("<i2"), affine((1.5, 0.75, 0.8), (-22.0, -30.0, 5.0), 12.0)
    )


def _odd_sizes() -> StoredVolume:
    return StoredVolume(
        head((37, 61, 53), seed=2).astype("<u2"), affine((1.25, 0.5, 0.625), (-16.5, -15.0, -40.0))
    )


def _half_even() -> StoredVolume:
    return StoredVolume(
        head((29, 30, 27), seed=3, peak=250.0).clip(0, 255).astype("u1"),
        affine((1.1, 1.1, 0.75), (-10.0, -16.0, 0.0)),
    )


def _empty_slices() -> StoredVolume:
    stored = head((32, 44, 40), seed=4).astype("<i2")
    stored[8] = 0
    stored[24:] = 0
    stored[:, :, 10] = 0
    return StoredVolume(stored, affine((2.0, 0.75, 0.75), (-15.0, -16.0, 10.0)))


def _slope_intercept() -> StoredVolume:
    stored = (head((30, 42, 46), seed=5) / 2.0 + 512.0).round().astype("<i2")
    stored[22] = 512
    return StoredVolume(stored, affine((1.0, 0.9, 0.9), (-20.0, -19.0, 3.0)), 2.0, -1024.0)


def _no_mask() -> StoredVolume:
    return StoredVolume(np.full((18, 20, 22), 100, dtype="<i2"), affine((2.0, 1.0, 1.0), (0.0, 0.0, 0.0)))


def _all_zero() -> StoredVolume:
    return StoredVolume(np.zeros((12, 14, 16), dtype="<i2"), affine((2.0, 1.0, 1.0), (0.0, 0.0, 0.0)))


def _two_slices() -> StoredVolume:
    return StoredVolume(
        head((24, 40, 36), seed=6)[11:13].astype("<i2"), affine((4.0, 1.0, 1.0), (-18.0, -20.0, 7.0))
    )


def _one_axis_without_votes() -> StoredVolume:
    """A bright block between the planes that are read across, touching only the middle z-slice that is read."""
    stored = np.full((24, 32, 28), 50, dtype="<i2")
    stored[9:16, 10:15, 16:20] = 800
    return StoredVolume(stored, affine((1.2, 1.0, 1.0), (-14.0, -16.0, 2.0)))


def _float_voxels() -> StoredVolume:
    stored = (head((22, 34, 30), seed=7) * np.float32(0.37) - np.float32(20.5)).astype("<f4")
    return StoredVolume(stored, affine((1.4, 1.2, 1.1), (-16.0, -20.0, 0.0), -7.0))


def _phantom() -> StoredVolume:
    """A synthetic head with an aneurysm, on a grid coarse enough to be kept here."""
    drawn = scene(CaseSpec(200_000, "CTA", True))
    coarse = 2.2
    spacing = np.array([coarse, coarse, 2.5])
    shape = tuple(int(n) for n in np.round(np.array(drawn.grid.shape) * drawn.grid.spacing[::-1] / spacing[::-1]))
    grid = Grid(shape, spacing, drawn.grid.directions, drawn.grid.origin, "axial", 2.5)
    return StoredVolume(replace(drawn, grid=grid).voxels().astype("<i2"), grid.affine())


def cases() -> list[Case]:
    return [
        Case("anisotropic", "oblique, three different spacings", _anisotropic()),
        Case("odd-sizes", "odd sizes: odd padding goes to the high end; unsigned voxels", _odd_sizes()),
        Case("half-even", "27 columns of 0.75 mm: 40.5 pixels, rounded to 40", _half_even()),
        Case("empty-slices", "all-zero slices have no vote", _empty_slices()),
        Case(
            "slope-intercept",
            "rescaled values; one slice is zero only after rescaling",
            _slope_intercept(),
        ),
        Case("no-mask", "equal voxels: slices are read but no mask is found: full volume", _no_mask()),
        Case("all-zero", "nothing to read: full volume", _all_zero()),
        Case("two-slices", "two slices: equal indices vote once", _two_slices()),
        Case(
            "one-axis-without-votes",
            "only one z-slice has a mask: full extent along z; seven slices are read and find nothing",
            _one_axis_without_votes(),
        ),
        Case("float-voxels", "float32 voxels with negative values", _float_voxels()),
        Case(
            "two-fold",
            "mean over the passes, then over two folds",
            _anisotropic(),
            classifier="tiny-two-fold",
        ),
        Case(
            "phantom",
            "the trained packages on a synthetic head",
            _phantom(),
            roi="aneurysm-roi",
            classifier="aneurysm-classifier",
        ),
    ]
