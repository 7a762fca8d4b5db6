"""Everything in a head that is no vessel: scalp, skull, skull base, air, brain, fluid. Frame as in `vessels`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from seriesflow_models.phantom.ranges import Ranges
from seriesflow_models.phantom.vessels import Tree

AIR, FAT, MUSCLE, BONE, FLUID, GREY, WHITE, MUCOSA = range(8)
CLASS_COUNT = 8

#: Courses around which fluid stands (cisterns and fissures): vessel, distance in mm within which the space is fluid.
_CISTERNS = {
    "basilar": 5.0, "left-p1": 5.0, "right-p1": 5.0, "left-p2": 3.5, "right-p2": 3.5,
    "left-ica-upper": 4.5, "right-ica-upper": 4.5, "left-a1": 4.0, "right-a1": 4.0, "left-a2": 3.0, "right-a2": 3.0,
    "left-m1": 4.0, "right-m1": 4.0, "left-m2-upper": 3.0, "right-m2-upper": 3.0, "left-m2-lower": 3.0, "right-m2-lower": 3.0,
    "left-va": 3.5, "right-va": 3.5, "left-pica": 2.5, "right-pica": 2.5, "left-sca": 2.5, "right-sca": 2.5,
}
_CISTERN_STEP = 10


@dataclass(frozen=True)
class Head:
    """The shapes of one head: scale by axis, waves that bend it, and the cisterns as spheres (x, y, z, radius)."""

    scale: np.ndarray
    waves: np.ndarray
    cisterns: np.ndarray


def draw(random: np.random.Generator, ranges: Ranges, tree: Tree) -> Head:
    """`waves` [4,6]: wave vector (x, y, z) in 1/mm, phase, axis that is moved, amplitude in mm."""
    waves = np.empty((4, 6))
    for row in waves:
        direction = random.normal(size=3)
        row[:3] = direction / np.linalg.norm(direction) * 2 * np.pi / random.uniform(40.0, 90.0)
        row[3] = random.uniform(0.0, 2 * np.pi)
        row[4] = random.integers(0, 3)
        row[5] = random.uniform(0.3, 1.8)
    spheres = []
    for name, radius in _CISTERNS.items():
        if name in tree.vessels:
            points = tree.vessels[name].points[::_CISTERN_STEP]
            width = radius * random.uniform(0.8, 1.3)
            spheres.append(np.column_stack((points, np.full(len(points), width))))
    return Head(tree.scale.copy(), waves, np.concatenate(spheres))


@njit(cache=True, fastmath=True)
def _near_rod(x, y, z, ax, ay, az, bx, by, bz):  # noqa: PLR0913 - coordinates
    """Distance in mm to the line from a to b."""
    ux, uy, uz = bx - ax, by - ay, bz - az
    t = ((x - ax) * ux + (y - ay) * uy + (z - az) * uz) / (ux * ux + uy * uy + uz * uz)
    t = min(1.0, max(0.0, t))
    return np.sqrt((x - ax - t * ux) ** 2 + (y - ay - t * uy) ** 2 + (z - az - t * uz) ** 2)


@njit(cache=True, fastmath=True)
def _floor(side, y):
    """Height in mm of the skull's floor: anterior, middle and posterior fossa; `side` is the distance from the midline."""
    if y < -18.0:
        return -7.0 + 4.0 * min(1.0, max(0.0, (side - 15.0) / 20.0))
    if y < 14.0:
        return -10.0 if side < 9.0 else (-17.0 if side < 15.0 else -30.0)
    return -55.0 + 12.0 * max(0.0, (y - 55.0) / 30.0)


@njit(cache=True, fastmath=True)
def _class(x, y, z):
    side = abs(x)
    ey = (y - 18.0) / 88.0
    shell = np.sqrt((x / 70.0) ** 2 + ey * ey + ((z - 22.0) / 80.0) ** 2)
    if z < 0.0:
        # Below the brain's middle the head goes on as face and neck.
        neck = np.sqrt((x / 66.0) ** 2 + ((y - 8.0) / 82.0) ** 2)
        outer = min(shell, max(neck, 0.0)) if z < -10.0 else shell
    else:
        outer = shell
    if outer > 1.13:
        return AIR
    if outer > 1.08:
        return FAT
    floor = _floor(side, y)
    petrous = _near_rod(side, y, z, 13.0, 6.0, -34.0, 52.0, 26.0, -30.0)
    clinoid = _near_rod(side, y, z, 15.0, -20.0, -7.0, 13.5, -12.5, -5.5)
    dorsum = _near_rod(x, y, z, -7.0, 1.5, -11.0, 7.0, 1.5, -11.0)
    if clinoid < 1.8 or dorsum < 1.8:
        return BONE
    if petrous < 8.0:
        cells = np.sin(x * 0.9) * np.sin(y * 0.8) * np.sin(z * 0.9)
        return AIR if side > 34.0 and cells > 0.25 else BONE
    if shell < 1.0 and z > floor:
        return _brain(x, y, z, side, shell)
    if shell < 1.0 and z > floor - 5.0:
        return BONE
    if 1.0 <= shell <= 1.06 and z > floor - 6.0:
        return BONE
    if z <= floor:
        # Clivus and body of the sphenoid with its sinus.
        if side < 13.0 and -32.0 < y < 4.0 and z > -50.0:
            sinus = ((x / 10.0) ** 2 + ((y + 17.0) / 11.0) ** 2 + ((z + 24.0) / 8.0) ** 2) ** 0.5
            if sinus < 0.9:
                return AIR
            if sinus < 1.0:
                return MUCOSA
            return BONE if y > -8.0 or sinus < 1.3 else MUCOSA
        if side < 14.0 and y < -32.0 and z > -60.0:
            cells = np.sin(0.5 * x + 0.2 * y) + np.sin(0.35 * y - 0.3 * z) + np.sin(0.4 * z + 0.2 * x)
            return AIR if cells > -0.3 else MUCOSA
        if _near_rod(x, y, z, 0.0, 22.0, -120.0, 0.0, 20.0, -56.0) < 11.0:
            ring = _near_rod(x, y, z, 0.0, 22.0, -120.0, 0.0, 20.0, -56.0)
            return WHITE if ring < 5.0 else (FLUID if ring < 7.5 else BONE)
        lobes = np.sin(0.13 * x + 0.17 * y) + np.sin(0.16 * y - 0.11 * z) + np.sin(0.12 * z - 0.15 * x + 1.0)
        return FAT if lobes > 0.9 else MUSCLE
    return MUSCLE if outer < 1.06 else FAT


@njit(cache=True, fastmath=True)
def _brain(x, y, z, side, shell):
    if shell > 0.955 or (side < 1.8 and (y < -16.0 or z > 45.0)):
        return FLUID
    if side < 15.0 and -14.0 < y < 3.0 and -10.0 < z < 2.0 and ((x / 15.0) ** 2 + ((y + 5.0) / 9.0) ** 2 + ((z + 4.0) / 7.0) ** 2) < 1.0:
        return FLUID
    horn = ((side - 11.0) / 6.5) ** 2 + ((y - 8.0) / 28.0) ** 2 + ((z - 30.0 - 0.004 * (y - 8.0) ** 2) / 8.0) ** 2
    third = (x / 2.5) ** 2 + ((y - 10.0) / 12.0) ** 2 + ((z - 14.0) / 8.0) ** 2
    fourth = (x / 7.0) ** 2 + ((y - 24.0) / 5.0) ** 2 + ((z + 26.0) / 9.0) ** 2
    if horn < 1.0 or third < 1.0 or fourth < 1.0:
        return FLUID
    fold = np.sin(0.33 * x + 0.21 * y - 0.1 * z) + np.sin(0.29 * y + 0.24 * z) + np.sin(0.31 * z - 0.27 * x + 0.12 * y)
    if shell > 0.9 and fold > 1.2:
        return FLUID
    return GREY if shell > 0.86 or fold > 1.4 else WHITE


@njit(cache=True, fastmath=True)
def classes(
    origin: np.ndarray, step: np.ndarray, scale: np.ndarray, waves: np.ndarray, tissue: np.ndarray
) -> None:
    """Class of every voxel of `tissue` [z,y,x]; its place in the anatomy's frame is origin + step @ (i,j,k), x first, in mm."""
    for k in range(tissue.shape[0]):
        for j in range(tissue.shape[1]):
            for i in range(tissue.shape[2]):
                p0 = origin[0] + step[0, 0] * i + step[0, 1] * j + step[0, 2] * k
                p1 = origin[1] + step[1, 0] * i + step[1, 1] * j + step[1, 2] * k
                p2 = origin[2] + step[2, 0] * i + step[2, 1] * j + step[2, 2] * k
                m0, m1, m2 = p0, p1, p2
                for w in range(waves.shape[0]):
                    move = waves[w, 5] * np.sin(waves[w, 0] * p0 + waves[w, 1] * p1 + waves[w, 2] * p2 + waves[w, 3])
                    if waves[w, 4] == 0.0:
                        m0 += move
                    elif waves[w, 4] == 1.0:
                        m1 += move
                    else:
                        m2 += move
                tissue[k, j, i] = _class(m0 / scale[0], m1 / scale[1], m2 / scale[2])
