"""A head, a grid and a look to voxels: the whole grid, or any box of it (a training crop, one slice) at the price of that box."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter

from seriesflow_models.phantom import raster, tissue
from seriesflow_models.phantom.acquisition import Grid
from seriesflow_models.phantom.aneurysms import Sac
from seriesflow_models.phantom.appearance import Look
from seriesflow_models.phantom.tissue import Head
from seriesflow_models.phantom.vessels import ANEURYSM, ARTERY, CALCIFICATION, VEIN, Tree

#: Spacing in mm of the grid on which tissue is classified; edges are blurred, so that finer is not seen.
_TISSUE_STEP_MM = 1.4
#: Slices are averaged over planes that are at most this far apart.
_PLANE_STEP_MM = 0.8

Spheres = tuple[np.ndarray, np.ndarray]


def _spheres(tree: Tree, kind: int) -> Spheres:
    chosen = [v for v in tree.vessels.values() if v.kind == kind]
    if not chosen:
        return np.empty((0, 4)), np.empty(0, np.uint8)
    return (
        np.concatenate([np.column_stack((v.points, v.radius)) for v in chosen]),
        np.concatenate([v.label for v in chosen]),
    )


def _sac_spheres(sacs: list[Sac]) -> np.ndarray:
    return np.concatenate([s.spheres for s in sacs]) if sacs else np.empty((0, 4))


def _on_grid(spheres: np.ndarray, grid: Grid) -> np.ndarray:
    return np.column_stack((grid.along(spheres[:, :3]), spheres[:, 3]))


def label_map(grid: Grid, tree: Tree, sacs: list[Sac], territories: bool = False) -> np.ndarray:
    """uint8 [z,y,x]: 0 background, 1 to 13 the vessel of that territory, 14 aneurysm; with `territories` a sac has its
    territory's number instead of 14. A voxel belongs to what its centre lies in, or within half its smallest edge of.
    """
    spheres, labels = _spheres(tree, ARTERY)
    keep = labels > 0
    sac_spheres = _sac_spheres(sacs)
    sac_labels = [np.full(len(s.spheres), s.label + 1 if territories else ANEURYSM, np.uint8) for s in sacs]
    margin = float(grid.spacing.min()) / 2.0
    nearest = np.full(grid.shape, raster.FAR_MM, np.float32)
    found = np.zeros(grid.shape, np.uint8)
    raster.distances(_on_grid(spheres[keep], grid), labels[keep], np.zeros(3), grid.spacing, margin, nearest, found)
    if len(sac_spheres):
        # Where a sac stands on its vessel, the sac is what is seen.
        sac_nearest = np.full(grid.shape, raster.FAR_MM, np.float32)
        sac_found = np.zeros(grid.shape, np.uint8)
        raster.distances(_on_grid(sac_spheres, grid), np.concatenate(sac_labels), np.zeros(3), grid.spacing, margin, sac_nearest, sac_found)
        inside = (sac_found > 0) & (sac_nearest < nearest)
        found[inside] = sac_found[inside]
    for sac, values in zip(sacs, sac_labels):
        # A sac between two thick slices is still one voxel.
        x, y, z = np.rint(grid.along(sac.centre_mm[None])[0] / grid.spacing).astype(int)
        if 0 <= z < grid.shape[0] and 0 <= y < grid.shape[1] and 0 <= x < grid.shape[2]:
            found[z, y, x] = values[0]
    return found


def _share(grid: Grid, spheres: np.ndarray) -> np.ndarray:
    """float32 [z,y,x]: which share of each voxel the spheres fill; partial volume in the plane and across the slice, which is
    cut into planes, so that a thick slice is the mean of what is in it.
    """
    axis = 2 - grid.slice_axis
    count = max(1, int(np.ceil(grid.thickness_mm / _PLANE_STEP_MM)))
    placed = _on_grid(spheres, grid)
    labels = np.zeros(len(placed), np.uint8)
    width = float(np.delete(grid.spacing, axis).mean())
    total = np.zeros(grid.shape, np.float32)
    nearest = np.full(grid.shape, raster.FAR_MM, np.float32)
    unused = np.empty(grid.shape, np.uint8)
    for plane in range(count):
        origin = np.zeros(3)
        origin[axis] = ((plane + 0.5) / count - 0.5) * grid.thickness_mm
        raster.distances(placed, labels, origin, grid.spacing, width, nearest, unused)
        raster.add_shares(nearest, width, 1.0 / count, total)
    return total


def _tissue(grid: Grid, head: Head, look: Look) -> np.ndarray:
    """float32 [z,y,x] brightness of everything but vessels."""
    spacing = np.maximum(grid.spacing, _TISSUE_STEP_MM)
    length = (np.array(grid.shape[::-1]) - 1) * grid.spacing
    # One coarse voxel beyond each end, so that the blur has what it needs.
    border = 1
    shape = (np.ceil(length / spacing).astype(int) + 1 + 2 * border)[::-1]
    step = grid.directions * spacing
    origin = grid.origin - step @ np.full(3, float(border))
    found = np.empty(tuple(shape), np.uint8)
    tissue.classes(origin, step, head.scale, head.waves, found)
    coarse_grid = Grid(tuple(shape), spacing, grid.directions, origin, grid.plane, grid.thickness_mm)
    wet = np.full(found.shape, raster.FAR_MM, np.float32)
    unused = np.zeros(found.shape, np.uint8)
    raster.distances(_on_grid(head.cisterns, coarse_grid), np.zeros(len(head.cisterns), np.uint8), np.zeros(3), spacing, 0.5, wet, unused)
    brain = (found == tissue.GREY) | (found == tissue.WHITE)
    found[brain & (wet < 0)] = tissue.FLUID
    bright = look.tissue[found]
    bright = gaussian_filter(bright, look.blur_mm / spacing[::-1])
    fine = np.empty(grid.shape, np.float32)
    raster.sample(bright, np.full(3, float(border)), (grid.spacing / spacing)[::-1].copy(), fine)
    return fine


def _noisy(values: np.ndarray, look: Look, random: np.random.Generator) -> np.ndarray:
    field = random.standard_normal(values.shape, np.float32)
    if look.grain > 0.25:
        field = gaussian_filter(field, look.grain)
        field /= max(1e-6, float(field.std()))
    field *= np.float32(look.noise)
    field += values
    if not look.is_magnitude:
        return field
    return np.hypot(field, random.standard_normal(values.shape, np.float32) * np.float32(look.noise))


def _bias(grid: Grid, look: Look) -> np.ndarray:
    """float32 [z,y,x] factor of the receive field, near 1."""
    field = np.ones(grid.shape, np.float32)
    for wave in look.bias:
        if wave[4] == 0.0:
            continue
        k = (wave[:3] @ grid.directions) * grid.spacing
        phase = wave[3] + wave[:3] @ grid.origin
        nz, ny, nx = grid.shape
        # sin(a + b) from one-dimensional tables: the field is a plane wave.
        z = phase + k[2] * np.arange(nz)[:, None, None]
        y = k[1] * np.arange(ny)[None, :, None]
        x = k[0] * np.arange(nx)[None, None, :]
        zy = (z + y).astype(np.float32)
        field += np.float32(wave[4]) * (np.sin(zy) * np.cos(x, dtype=np.float32) + np.cos(zy) * np.sin(x, dtype=np.float32))
    return field


def render(
    grid: Grid, tree: Tree, head: Head, sacs: list[Sac], look: Look, random: np.random.Generator
) -> np.ndarray:
    """int16 [z,y,x]: Hounsfield units for CTA, scanner units for MR. `random` is used for noise alone."""
    values = _tissue(grid, head, look)
    veins, _ = _spheres(tree, VEIN)
    share = _share(grid, veins)
    values += share * (look.vein - values)
    arteries, _ = _spheres(tree, ARTERY)
    share = _share(grid, arteries)
    artery = np.full((grid.shape[0], 1, 1), look.artery, np.float32)
    if look.fading_per_mm:
        height = grid.origin[2] + np.arange(grid.shape[0]) * grid.spacing[2] * grid.directions[2, 2]
        loss = np.clip(1.0 - look.fading_per_mm * np.maximum(0.0, height + 20.0), 0.5, 1.0)
        artery = (look.tissue[tissue.GREY] + (artery - look.tissue[tissue.GREY]) * loss[:, None, None]).astype(np.float32)
    values += share * (artery - values)
    if sacs:
        share = _share(grid, _sac_spheres(sacs))
        around = look.tissue[tissue.FLUID]
        values += share * (around + (artery - around) * np.float32(look.sac) - values)
    plaques, _ = _spheres(tree, CALCIFICATION)
    if len(plaques):
        share = _share(grid, plaques)
        values += share * (look.calcification - values)
    if look.is_magnitude:
        values *= _bias(grid, look)
    return np.clip(np.rint(_noisy(values, look, random)), -1024, 32767).astype(np.int16)


