"""A plain reading of the reference recipe, both stages, step by step; slow and obvious on purpose.

Arrays are [z,y,x]; boxes are half-open voxel ranges ((z0,z1),(y0,y1),(x0,x1)). It shares no code with the Java pipeline.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy.ndimage import gaussian_filter
from torch.nn import functional

#: A network: float32 array in, outputs by name.
Network = Callable[[np.ndarray], dict[str, np.ndarray]]
Box = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]

#: What slices are resized to (rows, columns) in the recipe; a package may name other lengths.
TARGET_MM = (0.55, 0.5)
WINDOW_STEP = 0.5
MAX_BATCH = 16
SMALLEST_DEVIATION = 1e-8

#: Axes flipped by each pass of the recipe, in array numbering (0 = z, 1 = y, 2 = x): identity, y, z, yz, x, xy, xz, xyz.
FLIPS: tuple[tuple[int, ...], ...] = ((), (1,), (0,), (0, 1), (2,), (1, 2), (0, 2), (0, 1, 2))
LOCATION_SWAP = (1, 0, 3, 2, 5, 4, 6, 8, 7, 10, 9, 11, 12)


@dataclass(frozen=True)
class SliceVote:
    """What one slice said. Margins are the smallest change of (vessel - background) logit that could move a bound."""

    axis: int
    index: int
    all_zero: bool
    resized: tuple[int, int] | None = None
    windows: int = 0
    mask_pixels: int = 0
    rows: tuple[int, int] | None = None
    columns: tuple[int, int] | None = None
    row_margins: tuple[float, float] | None = None
    column_margins: tuple[float, float] | None = None


@dataclass(frozen=True)
class RoiReading:
    box: Box
    votes: list[SliceVote]
    full_axes: tuple[int, ...]
    #: ((z0,z1),(y0,y1),(x0,x1)): smallest logit margin behind each bound; infinite where no slice had a say.
    margins: tuple[tuple[float, float], ...]


def slice_indices(length: int) -> list[int]:
    """n/2, n/4, 3n/4 (floor); equal indices once."""
    return list(dict.fromkeys((length // 2, length // 4, 3 * length // 4)))


def resized_length(length: int, spacing_mm: float, target_mm: float) -> int:
    """Python's round is half to even, as the recipe asks."""
    return max(1, round(length * spacing_mm / target_mm))


def z_score(values: np.ndarray, ddof: int) -> np.ndarray:
    values = values.astype(np.float64)
    deviation = float(values.std(ddof=ddof)) if values.size > ddof else 0.0
    return ((values - values.mean()) / max(deviation, SMALLEST_DEVIATION)).astype(np.float32)


def resize_bilinear(planes: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """[C,h,w] to [C,*size], align_corners = false, no antialiasing."""
    tensor = torch.from_numpy(np.ascontiguousarray(planes, dtype=np.float32))[None]
    return functional.interpolate(tensor, size, mode="bilinear", align_corners=False)[0].numpy()


def resize_trilinear(volume: np.ndarray, edge: int) -> np.ndarray:
    """[z,y,x] to a cube, align_corners = true, no antialiasing."""
    tensor = torch.from_numpy(np.ascontiguousarray(volume, dtype=np.float32))[None, None]
    return functional.interpolate(
        tensor, (edge, edge, edge), mode="trilinear", align_corners=True
    )[0, 0].numpy()


def window_starts(length: int, window: int) -> list[int]:
    """Evenly spaced starts whose step is at most WINDOW_STEP windows."""
    count = math.ceil((length - window) / (window * WINDOW_STEP)) + 1
    if count == 1:
        return [0]
    return [round((length - window) / (count - 1) * i) for i in range(count)]


def gaussian_weights(patch: tuple[int, int]) -> np.ndarray:
    """sigma = patch/8, centred at patch//2, truncated at 4 sigma, peak 10; no weight is zero."""
    impulse = np.zeros(patch)
    impulse[patch[0] // 2, patch[1] // 2] = 1.0
    weights = gaussian_filter(
        impulse, [n / 8 for n in patch], order=0, mode="constant", cval=0.0, truncate=4.0
    )
    weights *= 10.0 / weights.max()
    weights[weights == 0] = weights[weights > 0].min()
    return weights.astype(np.float32)


def _in_batches(patches: list[np.ndarray], network: Network) -> Iterator[np.ndarray]:
    for start in range(0, len(patches), MAX_BATCH):
        batch = np.stack(patches[start : start + MAX_BATCH])[:, None].astype(np.float32)
        yield from network(batch)["logits"]


def segment(
    plane: np.ndarray, patch: tuple[int, int], network: Network
) -> tuple[np.ndarray, int]:
    """Logits [2,h,w] of one resized slice, and how many windows it took."""
    missing = [max(0, p - n) for p, n in zip(patch, plane.shape)]
    low = [m // 2 for m in missing]
    padded = np.pad(plane, [(a, m - a) for a, m in zip(low, missing)])
    starts = [
        (row, column)
        for row in window_starts(padded.shape[0], patch[0])
        for column in window_starts(padded.shape[1], patch[1])
    ]
    patches = [padded[r : r + patch[0], c : c + patch[1]] for r, c in starts]
    weights = gaussian_weights(patch).astype(np.float64)
    blended = np.zeros((2, *padded.shape))
    total = np.zeros(padded.shape)
    for (r, c), logits in zip(starts, _in_batches(patches, network), strict=True):
        blended[:, r : r + patch[0], c : c + patch[1]] += weights * logits
        total[r : r + patch[0], c : c + patch[1]] += weights
    blended /= total
    kept = blended[:, low[0] : low[0] + plane.shape[0], low[1] : low[1] + plane.shape[1]]
    return kept, len(starts)


def _tight_range(lead: np.ndarray) -> tuple[tuple[int, int] | None, tuple[float, float]]:
    """Range of lines with a positive entry, and how far each of its two bounds is from moving.

    `lead` holds, per line, the largest vessel-minus-background logit on it.
    """
    marked = np.flatnonzero(lead > 0)
    if marked.size == 0:
        return None, (float(-lead.max()), float(-lead.max()))
    first, last = int(marked[0]), int(marked[-1])
    margins = []
    for bound, outside in ((first, lead[:first]), (last, lead[last + 1 :])):
        margins.append(float(min([lead[bound], *(-outside)])))
    return (first, last + 1), (margins[0], margins[1])


def vote(
    values: np.ndarray,
    spacing: Sequence[float],
    axis: int,
    index: int,
    patch: tuple[int, int],
    network: Network,
    target_mm: tuple[float, float] = TARGET_MM,
) -> SliceVote:
    plane = np.take(values, index, axis=axis)
    if not plane.any():
        return SliceVote(axis, index, all_zero=True)
    row_axis, column_axis = (a for a in range(3) if a != axis)
    size = (
        resized_length(plane.shape[0], spacing[row_axis], target_mm[0]),
        resized_length(plane.shape[1], spacing[column_axis], target_mm[1]),
    )
    resized = resize_bilinear(z_score(plane, ddof=0)[None], size)[0]
    logits, windows = segment(resized, patch, network)
    background, vessel = resize_bilinear(logits, plane.shape)
    lead = vessel - background
    rows, row_margins = _tight_range(lead.max(axis=1))
    columns, column_margins = _tight_range(lead.max(axis=0))
    return SliceVote(
        axis,
        index,
        all_zero=False,
        resized=size,
        windows=windows,
        mask_pixels=int((lead > 0).sum()),
        rows=rows,
        columns=columns,
        row_margins=row_margins,
        column_margins=column_margins,
    )


def fuse(votes: Sequence[SliceVote], shape: tuple[int, int, int]) -> RoiReading:
    """Truncated mean of each bound's votes; an axis without votes, or degenerate, becomes its full extent."""
    ranges: list[list[tuple[int, int]]] = [[], [], []]
    margins = [[math.inf, math.inf] for _ in range(3)]
    for slice_vote in votes:
        if slice_vote.all_zero:
            continue
        row_axis, column_axis = (a for a in range(3) if a != slice_vote.axis)
        for axis, extent, margin in (
            (row_axis, slice_vote.rows, slice_vote.row_margins),
            (column_axis, slice_vote.columns, slice_vote.column_margins),
        ):
            margins[axis] = [min(a, b) for a, b in zip(margins[axis], margin)]
            if extent is not None:
                ranges[axis].append(extent)
    box, full = [], []
    for axis, extents in enumerate(ranges):
        low, high = 0, 0
        if extents:
            low = sum(e[0] for e in extents) // len(extents)
            high = sum(e[1] for e in extents) // len(extents)
        if high <= low:
            low, high = 0, shape[axis]
            full.append(axis)
        box.append((low, high))
    return RoiReading(
        (box[0], box[1], box[2]), list(votes), tuple(full), tuple((a, b) for a, b in margins)
    )


def locate(
    values: np.ndarray,
    spacing: Sequence[float],
    patch: tuple[int, int],
    network: Network,
    target_mm: tuple[float, float] = TARGET_MM,
) -> RoiReading:
    """Stage 1 (steps 5 to 8). `values` are rescaled voxels [z,y,x], spacing in mm in the same order."""
    votes = [
        vote(values, spacing, axis, index, patch, network, target_mm)
        for axis in range(3)
        for index in slice_indices(values.shape[axis])
    ]
    return fuse(votes, values.shape)


@dataclass(frozen=True)
class ClassifierReading:
    #: Per fold and pass, location already brought back by the label permutation; 13 + 1 + 4 logits each.
    passes: list[list[dict[str, list[float]]]]
    logits: dict[str, list[float]]
    probabilities: dict[str, list[float]]
    tensor: np.ndarray


def classifier_input(values: np.ndarray, box: Box, edge: int) -> np.ndarray:
    """Step 9, without the two leading axes of length 1."""
    crop = values[tuple(slice(low, high) for low, high in box)]
    return resize_trilinear(z_score(crop, ddof=1), edge)


def classify(
    values: np.ndarray,
    box: Box,
    edge: int,
    folds: Sequence[Network],
    flips: Sequence[tuple[int, ...]] = FLIPS,
) -> ClassifierReading:
    """Stage 2 (steps 9 to 12); `flips` are the passes of each fold."""
    tensor = classifier_input(values, box, edge)
    passes = []
    for network in folds:
        fold = []
        for axes in flips:
            flipped = np.ascontiguousarray(np.flip(tensor, axes))[None, None]
            outputs = {name: array[0].astype(np.float64) for name, array in network(flipped).items()}
            if 2 in axes:
                outputs["location"] = outputs["location"][list(LOCATION_SWAP)]
            fold.append({name: array.tolist() for name, array in outputs.items()})
        passes.append(fold)
    logits = {
        name: np.mean([np.mean([p[name] for p in fold], axis=0) for fold in passes], axis=0)
        for name in passes[0][0]
    }
    probabilities = {
        "location": 1.0 / (1.0 + np.exp(-logits["location"])),
        "presence": 1.0 / (1.0 + np.exp(-logits["presence"])),
        "modality": np.exp(logits["modality"] - logits["modality"].max()),
    }
    probabilities["modality"] /= probabilities["modality"].sum()
    return ClassifierReading(
        passes,
        {name: array.tolist() for name, array in logits.items()},
        {name: array.tolist() for name, array in probabilities.items()},
        tensor,
    )
