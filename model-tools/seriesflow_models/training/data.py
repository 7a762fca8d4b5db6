"""Phantoms as endless streams of training samples, rendered as they are needed: no anatomy is seen twice in a short run.

What a sample's numbers go through is what the package's steps do: the same crop, z-score and resize.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from seriesflow_models.phantom import APPEARANCES, LABELS, TRAINING_END, CaseSpec, Scene, scene
from seriesflow_models.phantom.acquisition import Grid
from seriesflow_models.phantom.raster import sample
from seriesflow_models.phantom.render import label_map
from seriesflow_models.reference import resized_length, slice_indices, z_score

#: Channels of the modality head, in the order of the reference system.
MODALITIES = ("CTA", "MRA", "T2", "T1post")
#: The region around the vessels that stage 1 learns: so far beyond their centre lines that averaged bounds do not cut.
BOX_MARGIN_MM = 6.0
#: By how much the region that the classifier is trained on differs from that one, per bound (outwards positive).
BOX_JITTER_MM = (-2.0, 9.0)

Box = tuple[tuple[int, int], ...]


def training_spec(random: np.random.Generator, crowded_share: float) -> CaseSpec:
    """Half of them without aneurysm, whatever else is drawn; that share of the others with many."""
    return CaseSpec(
        int(random.integers(TRAINING_END)),
        APPEARANCES[int(random.integers(len(APPEARANCES)))],
        bool(random.integers(2)),
        variant=int(random.integers(1_000)),
        crowded=bool(random.random() < crowded_share),
    )


def validation_spec(number: int) -> CaseSpec:
    """Eight cases an anatomy, as in an evaluation, on anatomies of their own."""
    anatomy, place = divmod(number, 2 * len(APPEARANCES))
    return CaseSpec(TRAINING_END + anatomy, APPEARANCES[place // 2], place % 2 == 1)


def jittered(drawn: Scene, random: np.random.Generator) -> Box:
    """The region with each bound moved on its own, clipped to the volume."""
    exact = drawn.box(BOX_MARGIN_MM)
    moved = []
    for axis, (low, high) in enumerate(exact):
        spacing = drawn.grid.spacing[2 - axis]
        first, last = random.uniform(*BOX_JITTER_MM, 2) / spacing
        low, high = int(round(low - first)), int(round(high + last))
        moved.append((max(0, low), min(drawn.grid.shape[axis], max(low + 2, high))))
    return tuple(moved)


def classifier_tensor(crop: np.ndarray, edge: int) -> torch.Tensor:
    """float32 [1,edge,edge,edge]: z-score (unbiased) and trilinear resize, aligned corners. Step 9 of the recipe."""
    values = torch.from_numpy(crop.astype(np.float32))
    values -= values.mean()
    values /= values.std().clamp_min(1e-8)
    return functional.interpolate(values[None, None], (edge,) * 3, mode="trilinear", align_corners=True)[0]


@dataclass(frozen=True)
class Sample:
    """One phantom for the classifier: image [1,n,n,n]; maps uint8 [n/2]*3 of vessels and aneurysm (0 to 14) and of territories
    (0 to 13, a sac counted to its vessel); location float32 [13]; modality: index in MODALITIES.
    """

    image: torch.Tensor
    vessels: torch.Tensor
    territories: torch.Tensor
    location: torch.Tensor
    modality: int


def half_grid(part: Grid, edge: int) -> Grid:
    """Grid of edge/2 cells an axis over the resized crop: each cell stands for two voxels an axis."""
    step = (np.array(part.shape[::-1]) - 1) * part.spacing / (edge - 1)
    origin = part.origin + part.directions @ (step / 2)
    return Grid((edge // 2,) * 3, 2 * step, part.directions, origin, part.plane, part.thickness_mm)


def classifier_sample(drawn: Scene, box: Box, edge: int) -> Sample:
    grid = half_grid(drawn.grid.part(box), edge)
    location = torch.zeros(len(LABELS))
    for sac in drawn.sacs:
        location[sac.label] = 1.0
    return Sample(
        classifier_tensor(drawn.voxels(box), edge),
        torch.from_numpy(label_map(grid, drawn.tree, drawn.sacs)),
        torch.from_numpy(label_map(grid, drawn.tree, drawn.sacs, territories=True)),
        location,
        MODALITIES.index(drawn.spec.appearance),
    )


def patch_sample(drawn: Scene, box: Box, edge: int, patch: int, random: np.random.Generator) -> Sample:
    """A cube of `patch` voxels out of the tensor that `classifier_sample` gives, around a sac or a place on a vessel.

    Only that part is rendered. Its z-score is its own; the network's first normalisation makes that the same.
    """
    part = drawn.grid.part(box)
    step = (np.array(part.shape) - 1) / (edge - 1)
    low = _patch_start(drawn, part, step, edge, patch, random)
    first = np.floor(low * step).astype(int)
    last = np.minimum(np.ceil((low + patch - 1) * step).astype(int) + 1, part.shape)
    native = drawn.voxels(tuple((b[0] + f, b[0] + t) for b, f, t in zip(box, first, last))).astype(np.float32)
    values = np.empty((patch,) * 3, np.float32)
    sample(native, low * step - first, step, values)
    values -= values.mean()
    values /= max(float(values.std()), 1e-8)
    whole = half_grid(part, edge)
    cells = whole.part(tuple((int(n) // 2, int(n) // 2 + patch // 2) for n in low))
    location = torch.zeros(len(LABELS))
    return Sample(
        torch.from_numpy(values)[None],
        torch.from_numpy(label_map(cells, drawn.tree, drawn.sacs)),
        torch.from_numpy(label_map(cells, drawn.tree, drawn.sacs, territories=True)),
        location,
        MODALITIES.index(drawn.spec.appearance),
    )


def _patch_start(
    drawn: Scene, part: Grid, step: np.ndarray, edge: int, patch: int, random: np.random.Generator
) -> np.ndarray:
    """First voxel (z, y, x; even) of a patch that holds a sac's centre, or a point of a vessel, somewhere inside."""
    if drawn.sacs and random.random() < 0.8:
        place = drawn.sacs[int(random.integers(len(drawn.sacs)))].centre_mm
    else:
        points = drawn.tree.labelled_points()
        place = points[int(random.integers(len(points)))]
    at = (part.along(place[None])[0] / part.spacing)[::-1] / step
    low = np.round(at - patch * random.uniform(0.2, 0.8, 3)).astype(int) // 2 * 2
    return np.clip(low, 0, edge - patch)


def plane_of(drawn: Scene, axis: int, index: int, spacing_mm: tuple[float, float], patch: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """One slice as stage 1 sees it: float32 [h,w] z-scored, resized and padded, and its uint8 mask: the region's cross-section."""
    grid = drawn.grid
    cut = tuple((index, index + 1) if a == axis else (0, n) for a, n in enumerate(grid.shape))
    plane = np.squeeze(drawn.voxels(cut), axis).astype(np.float64)
    rows, columns = (a for a in range(3) if a != axis)
    sizes = [resized_length(grid.shape[a], grid.spacing[2 - a], mm) for a, mm in zip((rows, columns), spacing_mm)]
    image = functional.interpolate(
        torch.from_numpy(z_score(plane, 0))[None, None], sizes, mode="bilinear", align_corners=False
    )[0, 0].numpy()
    region = drawn.box(BOX_MARGIN_MM)
    mask = np.zeros(sizes, np.uint8)
    if region[axis][0] <= index < region[axis][1]:
        (r0, r1), (c0, c1) = (
            [int(round(bound * size / grid.shape[a])) for bound in region[a]] for a, size in zip((rows, columns), sizes)
        )
        mask[r0:r1, c0:c1] = 1
    return _fit(image, patch), _fit(mask, patch)


def _fit(plane: np.ndarray, patch: tuple[int, int]) -> np.ndarray:
    """Padded up to the patch, centred, as the package's steps do; what is larger is cut in the middle (a window of it)."""
    missing = [max(0, p - n) for p, n in zip(patch, plane.shape)]
    padded = np.pad(plane, [(m // 2, m - m // 2) for m in missing])
    low = [(n - p) // 2 for p, n in zip(patch, padded.shape)]
    return padded[low[0] : low[0] + patch[0], low[1] : low[1] + patch[1]]


def planes(drawn: Scene, spacing_mm: tuple[float, float], patch: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """All slices that stage 1 takes: float32 [s,1,h,w] and uint8 [s,h,w]."""
    pairs = [
        plane_of(drawn, axis, index, spacing_mm, patch)
        for axis in range(3)
        for index in slice_indices(drawn.grid.shape[axis])
    ]
    images, masks = zip(*pairs)
    return np.stack(images)[:, None].astype(np.float32), np.stack(masks)


class _Stream(IterableDataset):
    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __iter__(self) -> Iterator[object]:
        torch.set_num_threads(1)
        worker = get_worker_info()
        random = np.random.Generator(np.random.PCG64([self.seed, worker.id if worker else 0]))
        while True:
            yield self.sample(random)

    def sample(self, random: np.random.Generator) -> object:
        raise NotImplementedError


class ClassifierStream(_Stream):
    """Endless samples of the training anatomies; half of them mirrored, with left and right exchanged."""

    def __init__(self, seed: int, edge: int, crowded_share: float) -> None:
        super().__init__(seed)
        self.edge = edge
        self.crowded_share = crowded_share

    def sample(self, random: np.random.Generator) -> Sample:
        drawn = scene(training_spec(random, self.crowded_share))
        sample = classifier_sample(drawn, jittered(drawn, random), self.edge)
        return mirrored(sample) if random.integers(2) else sample


class PatchStream(_Stream):
    """Endless patches of the training anatomies; half of them mirrored. Their `location` is empty: a patch is no series."""

    def __init__(self, seed: int, edge: int, patch: int, crowded_share: float) -> None:
        super().__init__(seed)
        self.edge = edge
        self.patch = patch
        self.crowded_share = crowded_share

    def sample(self, random: np.random.Generator) -> Sample:
        drawn = scene(training_spec(random, self.crowded_share))
        taken = patch_sample(drawn, jittered(drawn, random), self.edge, self.patch, random)
        return mirrored(taken) if random.integers(2) else taken


class RoiStream(_Stream):
    """Endless stacks of slices of the training anatomies."""

    def __init__(self, seed: int, spacing_mm: tuple[float, float], patch: tuple[int, int]) -> None:
        super().__init__(seed)
        self.spacing_mm = spacing_mm
        self.patch = patch

    def sample(self, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        return planes(scene(training_spec(random, 0.0)), self.spacing_mm, self.patch)


#: Index of the territory on the other side.
SWAP = (1, 0, 3, 2, 5, 4, 6, 8, 7, 10, 9, 11, 12)
_LABEL_SWAP = torch.tensor((0, *(1 + i for i in SWAP), 14), dtype=torch.uint8)


def mirrored(sample: Sample) -> Sample:
    """The same head seen in a mirror: x reversed, left and right exchanged."""
    return Sample(
        sample.image.flip(-1),
        _LABEL_SWAP[sample.vessels.flip(-1).long()],
        _LABEL_SWAP[sample.territories.flip(-1).long()],
        sample.location[list(SWAP)],
        sample.modality,
    )


def collate(samples: list[Sample]) -> Sample:
    """A batch: every field with a batch axis in front; modality int64 [b]."""
    return Sample(
        torch.stack([s.image for s in samples]),
        torch.stack([s.vessels for s in samples]),
        torch.stack([s.territories for s in samples]),
        torch.stack([s.location for s in samples]),
        torch.tensor([s.modality for s in samples]),
    )


def on(device: torch.device, batch: Sample) -> Sample:
    return Sample(*(getattr(batch, f.name).to(device) for f in fields(batch)))


def loader(stream: _Stream, batch: int, workers: int, collate_fn: object = None) -> Iterator[object]:
    return iter(DataLoader(stream, batch_size=batch, num_workers=workers, collate_fn=collate_fn, prefetch_factor=4 if workers else None))
