"""Saccular aneurysms: at which sites of a tree they stand, and their shape as overlapping spheres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seriesflow_models.phantom.ranges import DIAMETER_LOG_DEVIATION, DIAMETER_MEDIAN_MM, Ranges
from seriesflow_models.phantom.vessels import LABELS, Tree, Vessel

#: How often a head with aneurysms has one, two, three and so on.
COUNT_WEIGHTS = (0.72, 0.21, 0.07)
#: The same for heads that are learnt from: each sac is a lesson, and so is each place without one beside it.
CROWDED_WEIGHTS = (0.05, 0.1, 0.15, 0.15, 0.15, 0.15, 0.15, 0.1)


@dataclass(frozen=True)
class Sac:
    """One aneurysm: index of its territory in LABELS, centre in LPS mm of the anatomy's frame, spheres [n,4] (x, y, z, radius) in mm."""

    label: int
    centre_mm: np.ndarray
    diameter_mm: float
    spheres: np.ndarray


@dataclass(frozen=True)
class Site:
    """A place on a vessel, by share of its length, and the direction in which a sac there grows (None: any across the vessel)."""

    vessel: str
    share: tuple[float, float]
    towards: tuple[float, float, float] | None = None
    weight: float = 1.0


def _sites(label: str) -> list[Site]:
    side, _, name = label.partition("-")
    outwards = 1.0 if side == "left" else -1.0
    match name:
        case "infraclinoid-ica":
            return [Site(f"{side}-ica-lower", (0.62, 0.97))]
        case "supraclinoid-ica":
            return [
                Site(f"{side}-ica-upper", (0.08, 0.3)),
                Site(f"{side}-ica-upper", (0.97, 1.0), (0.3 * outwards, -0.2, 1.0)),
            ]
        case "mca":
            return [
                Site(f"{side}-m1", (0.98, 1.0), (outwards, 0.0, 0.2), 3.0),
                Site(f"{side}-m1", (0.3, 0.8)),
            ]
        case "aca":
            return [Site(f"{side}-a1", (0.3, 0.7)), Site(f"{side}-a2", (0.3, 0.7), None, 2.0)]
        case "pcoma":
            return [Site(f"{side}-pcoma", (0.05, 0.3), (0.5 * outwards, 0.8, -0.6))]
    match label:
        case "anterior-communicating-artery":
            return [Site("acoma", (0.3, 0.7), (0.0, -1.0, 0.4))]
        case "basilar-tip":
            return [Site("basilar", (0.98, 1.0), (0.0, 0.2, 1.0))]
        case "other-posterior-circulation":
            sides = ("left", "right")
            return [
                *(Site(f"{s}-va", (0.38, 0.5)) for s in sides),
                *(Site(f"{s}-p2", (0.05, 0.4)) for s in sides),
                Site("basilar", (0.2, 0.55)),
            ]
    raise ValueError(f"no site is known for {label!r}")


def _grow(
    random: np.random.Generator, ranges: Ranges, vessel: Vessel, site: Site, label: int, diameter: float
) -> Sac:
    index = vessel.at(random.uniform(*site.share))
    tangent = vessel.tangent(index)
    wish = np.asarray(site.towards, dtype=float) if site.towards else np.zeros(3)
    wish = wish / max(1e-9, np.linalg.norm(wish)) + random.normal(0.0, 0.35, 3)
    if site.towards is None:
        wish = random.normal(size=3)
        wish -= wish.dot(tangent) * tangent
    direction = wish / np.linalg.norm(wish)
    radius = diameter / 2.0
    parent = vessel.points[index]
    # The sac's wall stands on the vessel's: its neck is as wide as where both spheres cut.
    centre = parent + direction * (vessel.radius[index] * 0.7 + radius * random.uniform(0.72, 0.92))
    stretch = random.uniform(*ranges.body_axis, 3)
    spheres = [np.append(centre, radius * 0.8)]
    for _ in range(8):
        offset = random.normal(size=3)
        offset *= radius * 0.28 / np.linalg.norm(offset)
        spheres.append(np.append(centre + offset * stretch, radius * 0.72))
    neck = radius * random.uniform(0.4, 0.7)
    for share in (0.35, 0.6, 0.85):
        spheres.append(np.append(parent + (centre - parent) * share, min(neck, radius * 0.7)))
    if random.random() < 0.2:
        lobe = direction + random.normal(0.0, 0.6, 3)
        lobe *= radius * 0.75 / np.linalg.norm(lobe)
        spheres.append(np.append(centre + lobe, radius * random.uniform(0.3, 0.45)))
    return Sac(label, centre, diameter, np.asarray(spheres))


def _diameter(random: np.random.Generator, ranges: Ranges) -> float:
    """Drawn again until it lies in the range."""
    while True:
        diameter = float(np.exp(random.normal(np.log(DIAMETER_MEDIAN_MM), DIAMETER_LOG_DEVIATION)))
        if ranges.diameter_mm[0] <= diameter <= ranges.diameter_mm[1]:
            return diameter


def draw(random: np.random.Generator, ranges: Ranges, tree: Tree, crowded: bool = False) -> list[Sac]:
    """Sacs in different territories of those that this head has."""
    possible = [
        label for label, name in enumerate(LABELS) if any(s.vessel in tree.vessels for s in _sites(name))
    ]
    weights = CROWDED_WEIGHTS if crowded else COUNT_WEIGHTS
    count = min(len(possible), 1 + int(random.choice(len(weights), p=weights)))
    sacs = []
    for label in random.choice(possible, count, replace=False):
        sites = [s for s in _sites(LABELS[label]) if s.vessel in tree.vessels]
        wanted = np.array([s.weight for s in sites])
        site = sites[int(random.choice(len(sites), p=wanted / wanted.sum()))]
        diameter = _diameter(random, ranges)
        sacs.append(_grow(random, ranges, tree.vessels[site.vessel], site, int(label), diameter))
    return sacs
