"""The grid on which a head is seen: plane, spacing, field of view, tilt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seriesflow_models.phantom.ranges import Ranges

#: Array axis along which slices were taken.
SLICE_AXIS = {"axial": 0, "coronal": 1, "sagittal": 2}
_PLANES = {
    "CTA": ((1.0, 0.0, 0.0)),
    "MRA": ((1.0, 0.0, 0.0)),
    "T1post": ((0.5, 0.15, 0.35)),
    "T2": ((0.8, 0.15, 0.05)),
}
#: Extent of a series around the circle of Willis in mm by appearance: across (x), front to back (y), up and down (z).
_EXTENT_MM = {
    "CTA": ((140, 185), (150, 195), (105, 160)),
    "MRA": ((140, 185), (150, 195), (75, 115)),
    "T1post": ((145, 185), (160, 200), (115, 160)),
    "T2": ((145, 185), (160, 200), (100, 150)),
}


@dataclass(frozen=True)
class Grid:
    """A volume's grid: shape [z,y,x], spacing (x, y, z) in mm, directions [3,3] whose columns are the axes x, y, z in the
    anatomy's LPS frame, and the place of voxel (0,0,0) in it. Slices were taken across `slice_axis` and are `thickness_mm` thick.
    """

    shape: tuple[int, int, int]
    spacing: np.ndarray
    directions: np.ndarray
    origin: np.ndarray
    plane: str
    thickness_mm: float

    @property
    def slice_axis(self) -> int:
        return SLICE_AXIS[self.plane]

    @property
    def slice_step_mm(self) -> float:
        return float(self.spacing[2 - self.slice_axis])

    def affine(self) -> np.ndarray:
        """(x,y,z,1) of a voxel to LPS mm."""
        matrix = np.eye(4)
        matrix[:3, :3] = self.directions * self.spacing
        matrix[:3, 3] = self.origin
        return matrix

    def along(self, points: np.ndarray) -> np.ndarray:
        """Places [n,3] in LPS mm as mm along the grid's axes (x, y, z) from voxel (0,0,0)."""
        return (points - self.origin) @ self.directions

    def part(self, box: tuple[tuple[int, int], ...]) -> Grid:
        """The grid of a half-open voxel box ((z0,z1),(y0,y1),(x0,x1))."""
        low = np.array([box[2][0], box[1][0], box[0][0]], dtype=float)
        return Grid(
            tuple(high - first for first, high in box),
            self.spacing,
            self.directions,
            self.origin + self.directions @ (low * self.spacing),
            self.plane,
            self.thickness_mm,
        )

    @property
    def whole(self) -> tuple[tuple[int, int], ...]:
        return tuple((0, n) for n in self.shape)


def _turn(random: np.random.Generator, ranges: Ranges) -> np.ndarray:
    """A rotation about a random axis by the angle that the ranges allow (Rodrigues)."""
    axis = random.normal(size=3) * (1.0, 0.6, 0.6)
    axis /= np.linalg.norm(axis)
    angle = np.deg2rad(random.uniform(*ranges.tilt_degrees))
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def draw(random: np.random.Generator, ranges: Ranges, appearance: str) -> Grid:
    plane = str(random.choice(tuple(SLICE_AXIS), p=np.asarray(_PLANES[appearance])))
    step = ranges.slice_steps[appearance].draw(random)
    pixel = random.uniform(*ranges.pixel_mm)
    if appearance in ("T1post", "T2"):
        pixel = max(pixel, 0.5 * random.uniform(1.0, 1.4))
    spacing = np.full(3, pixel)
    spacing[2 - SLICE_AXIS[plane]] = step
    extent = np.array([random.uniform(*axis) for axis in _EXTENT_MM[appearance]])
    shape = np.maximum(8, np.round(extent / spacing)).astype(int)
    directions = _turn(random, ranges)
    # The centre of the field of view: a little behind and above the circle of Willis, where technologists put it.
    centre = np.array([0.0, 12.0, -6.0]) + random.normal(0.0, 1.0, 3).clip(-2, 2) * (4.0, 6.0, 5.0)
    if appearance in ("CTA", "T1post", "T2"):
        centre[2] += random.uniform(0.0, 12.0)
    origin = centre - directions @ ((shape - 1) / 2.0 * spacing)
    thickness = step * (random.uniform(0.8, 1.0) if step >= 2.0 else random.uniform(1.0, 1.3))
    return Grid(tuple(int(n) for n in shape[::-1]), spacing, directions, origin, plane, float(thickness))
