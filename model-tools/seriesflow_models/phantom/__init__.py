"""Synthetic head angiographies with ground truth. They look like heads from afar and show no person.

A phantom is anatomy x findings x acquisition x look, each drawn from its own stream of random numbers, so that whether there is
an aneurysm is independent of all the rest, and every anatomy exists with and without.

Anatomies are numbered; the number says what an anatomy may be used for (`split_of`), so that all variants of one stay together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from seriesflow_models.nifti import StoredVolume
from seriesflow_models.phantom import acquisition, aneurysms, appearance, tissue, vessels
from seriesflow_models.phantom.acquisition import Grid
from seriesflow_models.phantom.aneurysms import Sac
from seriesflow_models.phantom.appearance import Look
from seriesflow_models.phantom.ranges import APPEARANCES, named
from seriesflow_models.phantom.render import label_map, render as render_voxels
from seriesflow_models.phantom.tissue import Head
from seriesflow_models.phantom.vessels import LABELS, Tree

__all__ = ["APPEARANCES", "LABELS", "Aneurysm", "CaseSpec", "Phantom", "Scene", "check_unseen", "evaluation_cases", "phantom_of", "render", "scene", "split_of"]

#: Anatomies below the first number are trained on, those below the second are looked at while training.
TRAINING_END, VALIDATION_END = 100_000, 200_000
_ANATOMY, _FINDINGS, _ACQUISITION, _LOOK, _NOISE = range(5)


def split_of(anatomy: int) -> str:
    """`training`, `validation` or `evaluation`."""
    if anatomy < 0:
        raise ValueError(f"anatomy {anatomy} is below 0")
    if anatomy < TRAINING_END:
        return "training"
    return "validation" if anatomy < VALIDATION_END else "evaluation"


def check_unseen(seed: int) -> None:
    """Raises ValueError where the anatomies from that seed on were trained on or looked at while training."""
    if split_of(seed) != "evaluation":
        raise ValueError(
            f"seed {seed}: its anatomies are for {split_of(seed)}; take {VALIDATION_END} or above for an evaluation"
        )


@dataclass(frozen=True)
class CaseSpec:
    """What makes one phantom; the same spec gives the same voxels. `variant` parts cases that are alike in all the rest."""

    anatomy: int
    appearance: str
    with_aneurysm: bool
    ranges: str = "usual"
    variant: int = 0
    #: More aneurysms than heads have, where there are any: for training alone.
    crowded: bool = False

    @property
    def name(self) -> str:
        sign = "with" if self.with_aneurysm else "without"
        return f"{self.ranges}-{self.anatomy}-{self.appearance}-{sign}-{self.variant}"

    def stream(self, purpose: int) -> np.random.Generator:
        """Numbers for one purpose. Anatomy depends on the anatomy alone; nothing but the findings' own stream knows of them."""
        ranges = tuple(named(self.ranges).name.encode())
        key = [purpose, self.anatomy, *ranges]
        if purpose != _ANATOMY:
            key += [APPEARANCES.index(self.appearance), self.variant, int(self.with_aneurysm)]
        return np.random.Generator(np.random.PCG64(key))


@dataclass(frozen=True)
class Aneurysm:
    """Index of its territory in LABELS, centre in LPS mm, largest extent in mm."""

    label: int
    centre_lps_mm: tuple[float, float, float]
    diameter_mm: float


@dataclass(frozen=True)
class Scene:
    """All that a phantom's voxels follow from, before any voxel is computed."""

    spec: CaseSpec
    tree: Tree
    head: Head
    sacs: list[Sac]
    grid: Grid
    look: Look

    def box(self, margin_mm: float) -> tuple[tuple[int, int], ...]:
        """The box around the vessels of the territories: half-open voxels ((z0,z1),(y0,y1),(x0,x1)), at least one along each axis."""
        place = self.grid.along(self.tree.labelled_points())
        low = np.floor((place.min(axis=0) - margin_mm) / self.grid.spacing).astype(int)[::-1]
        high = np.ceil((place.max(axis=0) + margin_mm) / self.grid.spacing).astype(int)[::-1] + 1
        return tuple(
            (int(min(max(a, 0), n - 1)), int(max(min(b, n), 1))) for a, b, n in zip(low, high, self.grid.shape)
        )

    def voxels(self, box: tuple[tuple[int, int], ...] | None = None) -> np.ndarray:
        """int16 [z,y,x] of a box (default: all). The noise of a box is its own, not a part of the whole's."""
        return render_voxels(
            self.grid.part(box or self.grid.whole), self.tree, self.head, self.sacs, self.look, self.spec.stream(_NOISE)
        )


@dataclass(frozen=True)
class Phantom:
    anatomy: int
    appearance: str
    #: int16 [z,y,x]; the affine maps (x,y,z,1) to LPS mm.
    volume: StoredVolume
    #: uint8 [z,y,x]: 0 background, i + 1 the vessels of LABELS[i], 14 aneurysm.
    labels: np.ndarray
    aneurysms: tuple[Aneurysm, ...]
    slice_step_mm: float
    #: `axial`, `coronal` or `sagittal`: across which array axis (z, y, x) slices were taken.
    plane: str


@lru_cache(maxsize=4)
def _anatomy(anatomy: int, ranges: str) -> tuple[Tree, Head]:
    random = CaseSpec(anatomy, APPEARANCES[0], False, ranges).stream(_ANATOMY)
    tree = vessels.grow(random, named(ranges))
    return tree, tissue.draw(random, named(ranges), tree)


def _whole_inside(sac: Sac, grid: Grid) -> bool:
    place = grid.along(sac.spheres[:, :3])
    reach = sac.spheres[:, 3:]
    length = (np.array(grid.shape[::-1]) - 1) * grid.spacing
    return bool(((place - reach >= 0) & (place + reach <= length)).all())


def scene(spec: CaseSpec) -> Scene:
    """Draws everything; aneurysms only where they lie wholly in the field of view. A head with aneurysms has at least one."""
    ranges = named(spec.ranges)
    tree, head = _anatomy(spec.anatomy, spec.ranges)
    grid = acquisition.draw(spec.stream(_ACQUISITION), ranges, spec.appearance)
    look = appearance.draw(spec.stream(_LOOK), ranges, spec.appearance)
    sacs: list[Sac] = []
    if spec.with_aneurysm:
        random = spec.stream(_FINDINGS)
        for _ in range(50):
            sacs = [s for s in aneurysms.draw(random, ranges, tree, spec.crowded) if _whole_inside(s, grid)]
            if sacs:
                break
        else:
            raise ValueError(f"{spec.name}: no aneurysm fits into the field of view")
    return Scene(spec, tree, head, sacs, grid, look)


def render(spec: CaseSpec) -> Phantom:
    """Raises ValueError where the case cannot be drawn."""
    return phantom_of(scene(spec))


def phantom_of(drawn: Scene) -> Phantom:
    return Phantom(
        drawn.spec.anatomy,
        drawn.spec.appearance,
        StoredVolume(drawn.voxels(), drawn.grid.affine()),
        label_map(drawn.grid, drawn.tree, drawn.sacs),
        tuple(Aneurysm(s.label, tuple(float(c) for c in s.centre_mm), s.diameter_mm) for s in drawn.sacs),
        drawn.grid.slice_step_mm,
        drawn.grid.plane,
    )


def evaluation_cases(count: int, seed: int, ranges: str = "usual") -> Iterator[CaseSpec]:
    """Eight cases an anatomy from number `seed` on: each appearance with and without aneurysm.

    Raises ValueError where the anatomies were trained on.
    """
    check_unseen(seed)
    per_anatomy = 2 * len(APPEARANCES)
    for number in range(count):
        anatomy, place = divmod(number, per_anatomy)
        yield CaseSpec(seed + anatomy, APPEARANCES[place // 2], place % 2 == 1, ranges)
