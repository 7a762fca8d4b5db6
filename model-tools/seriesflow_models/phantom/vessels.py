"""The vessels of a head as spheres strung along centre lines.

Frame: LPS in mm (x to the patient's left, y to the back, z to the head), its origin between the two ends of the internal
carotid arteries. Every anatomy draws its own courses around the nominal ones (`nodes`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.interpolate import CubicSpline

from seriesflow_models.phantom.nodes import MIDLINE, NODES
from seriesflow_models.phantom.ranges import Ranges

#: The 13 territories in the order of the classifier's outputs; the label of LABELS[i] in a label map is i + 1.
LABELS = (
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
NO_TERRITORY = 0
ANEURYSM = 14

#: What fills a sphere.
ARTERY, VEIN, CALCIFICATION = 0, 1, 2

SIDES = {"left": 1.0, "right": -1.0}
STEP_MM = 0.3

#: Where the territories end downwards: the neck's arteries have none.
LOWEST_ICA_MM, LOWEST_VA_MM = -44.0, -52.0


@dataclass(frozen=True)
class Vessel:
    """Centre line [n,3] in mm, radius [n] in mm, territory of each point [n] (0: none), and what fills it."""

    name: str
    points: np.ndarray
    radius: np.ndarray
    label: np.ndarray
    kind: int = ARTERY

    def at(self, share: float) -> int:
        """Index of the point at that share (0 to 1) of the length."""
        return int(round(share * (len(self.points) - 1)))

    def tangent(self, index: int) -> np.ndarray:
        low, high = max(0, index - 3), min(len(self.points) - 1, index + 3)
        step = self.points[high] - self.points[low]
        return step / np.linalg.norm(step)


@dataclass
class Tree:
    """All vessels of one anatomy, by name; what a head has not is not in it."""

    vessels: dict[str, Vessel] = field(default_factory=dict)
    scale: np.ndarray = field(default_factory=lambda: np.ones(3))

    def labelled_points(self) -> np.ndarray:
        return np.concatenate([v.points[v.label > 0] for v in self.vessels.values()])


class _Grower:
    """Draws one anatomy. Draws stand in a fixed order, so that one seed is one head."""

    def __init__(self, random: np.random.Generator, ranges: Ranges) -> None:
        self.random = random
        self.ranges = ranges
        self.tree = Tree()
        self.tree.scale = random.uniform(*ranges.head_scale, 3)
        self.calibre = random.uniform(*ranges.calibre)
        self.nodes = {}
        for name, nominal in NODES.items():
            spread = 2.5 if "m2" in name or "vein" in name or "pica" in name else 1.3
            for side in ("",) if name in MIDLINE else SIDES:
                sign = np.array([SIDES.get(side, 1.0), 1.0, 1.0])
                place = np.asarray(nominal, dtype=float) + random.normal(0.0, spread, 3).clip(
                    -2 * spread, 2 * spread
                )
                if name.startswith(("a2", "aca")):
                    place[0] = max(1.2, place[0])
                self.nodes[name + side] = place * sign * self.tree.scale

    def chance(self, probability: float) -> bool:
        return bool(self.random.random() < probability)

    def grow(
        self,
        name: str,
        course: list[str],
        radius: tuple[float, float],
        label: str | None = None,
        kind: int = ARTERY,
    ) -> Vessel:
        """A smooth course through nodes, with bends in between; radius from begin to end."""
        control = np.array([self.nodes[node] for node in course])
        chord = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(control, axis=0), axis=1))))
        count = max(4, int(chord[-1] * 1.1 / STEP_MM))
        share = np.linspace(0.0, 1.0, count)
        points = CubicSpline(chord, control)(share * chord[-1]) if len(course) > 2 else (
            control[0] + share[:, None] * (control[1] - control[0])
        )
        bend = self.random.uniform(*self.ranges.tortuosity_mm) * min(1.0, chord[-1] / 25.0)
        for wave in (1, 2):
            direction = self.random.normal(size=3)
            direction *= bend / wave / np.linalg.norm(direction)
            phase = self.random.uniform(0.0, np.pi)
            # Zero at both ends, so that neighbours meet.
            swing = np.sin(np.pi * share) * np.sin(2 * np.pi * wave * chord[-1] / 30.0 * share + phase)
            points = points + swing[:, None] * direction
        width = np.linspace(radius[0], radius[1], count) * self.calibre
        width = width * (1.0 + 0.06 * np.sin(share * chord[-1] / 3.0 + self.random.uniform(0, 6)))
        number = NO_TERRITORY if label is None else LABELS.index(label) + 1
        vessel = Vessel(name, points, width, np.full(count, number, np.uint8), kind)
        self.tree.vessels[name] = vessel
        return vessel

    def relabel(self, name: str, chosen: np.ndarray, label: int) -> None:
        self.tree.vessels[name].label[chosen] = label

    def carotid(self, side: str) -> None:
        lower = self.grow(
            f"{side}-ica-lower",
            [n + side for n in ("ica-neck", "ica-canal", "ica-petrous", "ica-cavernous", "ica-siphon", "ica-genu", "ica-clinoid")],
            (2.4, 2.0),
            f"{side}-infraclinoid-ica",
        )
        self.relabel(lower.name, lower.points[:, 2] < LOWEST_ICA_MM * self.tree.scale[2], NO_TERRITORY)
        self.grow(
            f"{side}-ica-upper",
            [n + side for n in ("ica-clinoid", "ica-communicating", "ica-end")],
            (2.0, 1.7),
            f"{side}-supraclinoid-ica",
        )
        self.grow(f"{side}-m1", [n + side for n in ("ica-end", "m1", "mca-fork")], (1.5, 1.3), f"{side}-mca")
        for branch in ("upper", "lower"):
            self.grow(
                f"{side}-m2-{branch}",
                [f"mca-fork{side}"] + [f"m2-{branch}-{i}{side}" for i in (1, 2, 3)],
                (1.1, 0.7),
                f"{side}-mca",
            )
        self.grow(f"{side}-ophthalmic", [n + side for n in ("ica-clinoid", "ophthalmic", "ophthalmic-end")], (0.6, 0.4))

    def anterior(self) -> None:
        for side in SIDES:
            thin = self.random.uniform(0.4, 0.6) if self.chance(0.1) else 1.0
            self.grow(f"{side}-a1", [n + side for n in ("ica-end", "a1", "aca-fork")], (1.15 * thin, 1.0 * thin), f"{side}-aca")
            self.grow(f"{side}-a2", [n + side for n in ("aca-fork", "a2-1", "a2-2", "a2-3", "a2-4")], (1.0, 0.65), f"{side}-aca")
        if not self.chance(0.08):
            thin = self.random.uniform(0.4, 0.6) if self.chance(0.25) else 1.0
            acom = self.grow("acoma", ["aca-forkleft", "aca-forkright"], (0.75 * thin, 0.75 * thin), "anterior-communicating-artery")
            if self.chance(0.12):
                self.split("acoma", acom, 0.15, 0.85)

    def posterior(self) -> None:
        other = "other-posterior-circulation"
        dominant = self.random.choice(("left", "right"))
        for side in SIDES:
            thin = 1.0 if side == dominant else self.random.uniform(0.55, 1.0)
            vertebral = self.grow(f"{side}-va", [n + side for n in ("va-low", "va-pica", "va-high")] + ["ba-low"], (1.5 * thin, 1.4 * thin), other)
            self.relabel(vertebral.name, vertebral.points[:, 2] < LOWEST_VA_MM * self.tree.scale[2], NO_TERRITORY)
            self.grow(f"{side}-pica", [n + side for n in ("va-pica", "pica-1", "pica-2", "pica-3")], (0.7, 0.45), other)
        basilar = self.grow("basilar", ["ba-low", "ba-mid", "ba-high", "ba-tip"], (1.7, 1.5), other)
        end = len(basilar.points)
        self.relabel("basilar", np.arange(end) >= end - int(3.5 / STEP_MM), LABELS.index("basilar-tip") + 1)
        if self.chance(0.12):
            self.split("basilar", basilar, 0.08, 0.38)
        for side in SIDES:
            kind = self.random.choice(("absent", "hypoplastic", "usual", "fetal"), p=(0.25, 0.3, 0.35, 0.1))
            p1 = 0.5 if kind == "fetal" else 1.1
            self.grow(f"{side}-p1", ["ba-tip", f"p1{side}"], (p1, p1), other)
            self.grow(f"{side}-p2", [n + side for n in ("p1", "p2", "p2-end", "p3")], (1.1, 0.75), other)
            self.grow(f"{side}-sca", ["ba-high"] + [n + side for n in ("sca-1", "sca-2", "sca-3")], (0.65, 0.45), other)
            if kind != "absent":
                r = {"hypoplastic": self.random.uniform(0.3, 0.45), "usual": 0.7, "fetal": 1.05}[kind]
                self.grow(f"{side}-pcoma", [n + side for n in ("ica-communicating", "pcoma", "p1")], (r, r), f"{side}-pcoma")

    def split(self, name: str, vessel: Vessel, begin: float, end: float) -> None:
        """A fenestration: the vessel runs in two strands for a while."""
        first, last = vessel.at(begin), vessel.at(end)
        share = np.linspace(0.0, 1.0, last - first)
        across = np.cross(vessel.tangent((first + last) // 2), self.random.normal(size=3))
        across *= self.random.uniform(1.0, 1.8) / np.linalg.norm(across)
        apart = np.sin(np.pi * share)[:, None] * across
        thin = vessel.radius.copy()
        thin[first:last] *= 1.0 - 0.35 * np.sin(np.pi * share)
        points = vessel.points.copy()
        points[first:last] += apart
        self.tree.vessels[name] = Vessel(name, points, thin, vessel.label)
        self.tree.vessels[f"{name}-strand"] = Vessel(
            f"{name}-strand", vessel.points[first:last] - apart, thin[first:last], vessel.label[first:last]
        )

    def loop(self, name: str) -> None:
        """One turn of a helix on a vessel: seen end on, it looks like a sac."""
        vessel = self.tree.vessels[name]
        size = self.random.uniform(1.5, 3.0)
        centre = vessel.at(self.random.uniform(0.3, 0.7))
        half = min(centre, len(vessel.points) - 1 - centre, int(2.5 * size / STEP_MM))
        if half < 5:
            return
        turn = np.linspace(-np.pi, np.pi, 2 * half + 1)
        tangent = vessel.tangent(centre)
        u = np.cross(tangent, self.random.normal(size=3))
        u /= np.linalg.norm(u)
        w = np.cross(tangent, u)
        rise = size * (1.0 + np.cos(turn))[:, None] * u + size * np.sin(turn)[:, None] * w * 0.8
        vessel.points[centre - half : centre + half + 1] += rise

    def infundibulum(self, name: str) -> None:
        """A funnel of at most 3 mm where a small branch begins; it is no aneurysm."""
        vessel = self.tree.vessels.get(name)
        if vessel is None:
            return
        count = min(len(vessel.points) - 1, int(self.random.uniform(1.5, 2.8) / STEP_MM) + 6)
        wide = self.random.uniform(1.0, 1.5)
        funnel = np.linspace(wide, vessel.radius[count], count)
        vessel.radius[:count] = np.maximum(vessel.radius[:count], funnel)

    def veins(self) -> None:
        for side in SIDES:
            for name, radius in (("basal-vein", 0.9), ("sylvian-vein", 1.0)):
                self.grow(f"{side}-{name}", [f"{name}-{i}{side}" for i in (1, 2, 3)], (radius * 0.7, radius), kind=VEIN)
            self.grow(f"{side}-inner-vein", [n + side for n in ("inner-vein-1", "inner-vein-2")] + ["galen"], (0.7, 1.1), kind=VEIN)
            self.grow(f"{side}-transverse", ["confluence"] + [n + side for n in ("transverse-1", "transverse-2", "sigmoid-1", "sigmoid-2")], (3.2, 3.6), kind=VEIN)
            self.grow(f"{side}-cavernous", [n + side for n in ("cavernous-1", "cavernous-2")], (self.random.uniform(2.5, 4.0),) * 2, kind=VEIN)
            self.grow(f"{side}-temporal", [n + side for n in ("temporal-1", "temporal-2", "temporal-3")], (1.0, 0.7))
        self.grow("straight", ["galen", "straight", "confluence"], (1.8, 2.4), kind=VEIN)
        self.grow("sagittal", ["confluence"] + [f"sagittal-{i}" for i in (1, 2, 3, 4)], (3.4, 1.6), kind=VEIN)

    def calcifications(self) -> None:
        """Plaques on the walls of the carotid siphon and the vertebral arteries."""
        for name in ("left-ica-lower", "right-ica-lower", "left-va", "right-va"):
            vessel = self.tree.vessels[name]
            for number in range(self.random.poisson(0.9)):
                index = vessel.at(self.random.uniform(0.45, 0.98))
                across = np.cross(vessel.tangent(index), self.random.normal(size=3))
                across /= np.linalg.norm(across)
                count = int(self.random.integers(2, 10))
                low = max(0, index - count // 2)
                points = vessel.points[low : low + count] + across * vessel.radius[index] * 1.05
                radius = np.full(len(points), self.random.uniform(0.5, 1.2))
                plaque = f"{name}-plaque-{number}"
                self.tree.vessels[plaque] = Vessel(plaque, points, radius, np.zeros(len(points), np.uint8), CALCIFICATION)

    def hard_negatives(self) -> None:
        for side in SIDES:
            for name in ("pcoma", "ophthalmic", "sca"):
                if self.chance(0.15):
                    self.infundibulum(f"{side}-{name}")
            for name in ("m1", "m2-upper", "m2-lower", "a2", "p2", "pica", "va"):
                if self.chance(0.06):
                    self.loop(f"{side}-{name}")


def grow(random: np.random.Generator, ranges: Ranges) -> Tree:
    """The vessels of one head, without aneurysm."""
    grower = _Grower(random, ranges)
    for side in SIDES:
        grower.carotid(side)
    grower.anterior()
    grower.posterior()
    grower.veins()
    grower.hard_negatives()
    grower.calcifications()
    return grower.tree
