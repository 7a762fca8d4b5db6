"""Compiled loops: spheres to distances on a grid, and a coarse image sampled on a finer one.

Grids are regular boxes [z,y,x]; a place on one is its index times the spacing, in mm along the grid's own axes (x,y,z).
"""

from __future__ import annotations

import numpy as np
from numba import njit

#: Distance in mm of a voxel that no sphere comes near.
FAR_MM = np.float32(1e3)


@njit(cache=True, fastmath=True)
def distances(
    spheres: np.ndarray, labels: np.ndarray, origin: np.ndarray, spacing: np.ndarray, margin: float,
    nearest: np.ndarray, label: np.ndarray,
) -> None:
    """Lowers `nearest` [z,y,x] to the distance in mm to the surface of the nearest sphere (negative inside), where that is below
    `margin`, and sets `label` to that sphere's.

    spheres [n,4]: x, y, z, radius in mm along the grid's axes; origin: place of voxel (0,0,0); spacing: x, y, z in mm.
    """
    nz, ny, nx = nearest.shape
    for i in range(spheres.shape[0]):
        x, y, z, r = spheres[i, 0] - origin[0], spheres[i, 1] - origin[1], spheres[i, 2] - origin[2], spheres[i, 3]
        reach = r + margin
        z0 = max(0, int(np.ceil((z - reach) / spacing[2])))
        z1 = min(nz - 1, int(np.floor((z + reach) / spacing[2])))
        y0 = max(0, int(np.ceil((y - reach) / spacing[1])))
        y1 = min(ny - 1, int(np.floor((y + reach) / spacing[1])))
        x0 = max(0, int(np.ceil((x - reach) / spacing[0])))
        x1 = min(nx - 1, int(np.floor((x + reach) / spacing[0])))
        for k in range(z0, z1 + 1):
            dz = k * spacing[2] - z
            for j in range(y0, y1 + 1):
                dy = j * spacing[1] - y
                across = dz * dz + dy * dy
                for c in range(x0, x1 + 1):
                    dx = c * spacing[0] - x
                    square = across + dx * dx
                    bound = nearest[k, j, c] + r
                    if bound > 0 and square < bound * bound:
                        d = np.sqrt(square) - r
                        if d < margin:
                            nearest[k, j, c] = d
                            label[k, j, c] = labels[i]


@njit(cache=True, fastmath=True)
def sample(coarse: np.ndarray, start: np.ndarray, step: np.ndarray, fine: np.ndarray) -> None:
    """Trilinear values of `coarse` [z,y,x] at index start + step * (k,j,i) (both z, y, x), into `fine`; clamped at the ends."""
    cz, cy, cx = coarse.shape
    for k in range(fine.shape[0]):
        z = min(max(start[0] + step[0] * k, 0.0), cz - 1.0)
        z0 = min(int(z), max(0, cz - 2))
        fz = np.float32(z - z0)
        z1 = min(z0 + 1, cz - 1)
        for j in range(fine.shape[1]):
            y = min(max(start[1] + step[1] * j, 0.0), cy - 1.0)
            y0 = min(int(y), max(0, cy - 2))
            fy = np.float32(y - y0)
            y1 = min(y0 + 1, cy - 1)
            for i in range(fine.shape[2]):
                x = min(max(start[2] + step[2] * i, 0.0), cx - 1.0)
                x0 = min(int(x), max(0, cx - 2))
                fx = np.float32(x - x0)
                x1 = min(x0 + 1, cx - 1)
                a = coarse[z0, y0, x0] + fx * (coarse[z0, y0, x1] - coarse[z0, y0, x0])
                b = coarse[z0, y1, x0] + fx * (coarse[z0, y1, x1] - coarse[z0, y1, x0])
                c = coarse[z1, y0, x0] + fx * (coarse[z1, y0, x1] - coarse[z1, y0, x0])
                d = coarse[z1, y1, x0] + fx * (coarse[z1, y1, x1] - coarse[z1, y1, x0])
                e = a + fy * (b - a)
                fine[k, j, i] = e + fz * (c + fy * (d - c) - e)


@njit(cache=True, fastmath=True)
def add_shares(nearest: np.ndarray, width: float, weight: float, total: np.ndarray) -> None:
    """Adds `weight` times the filled share of each voxel, whose edge is `width` mm, to `total`, and clears `nearest` again."""
    for k in range(nearest.shape[0]):
        for j in range(nearest.shape[1]):
            for i in range(nearest.shape[2]):
                d = nearest[k, j, i]
                if d < width:
                    total[k, j, i] += np.float32(weight * min(1.0, max(0.0, 0.5 - d / width)))
                    nearest[k, j, i] = FAR_MM
