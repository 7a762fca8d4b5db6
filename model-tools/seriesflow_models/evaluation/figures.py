"""All figures of an evaluation as numbers by name, with bootstrap intervals by anatomy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from seriesflow_models.evaluation import metrics
from seriesflow_models.evaluation.records import Record
from seriesflow_models.phantom import APPEARANCES, LABELS

#: Below this many positives a location has no AUC; below the second it is flagged.
LEAST_POSITIVES, FEW_POSITIVES = 10, 30
REPLICATES = 1000
CONFIDENCE = 0.95

#: Indices into LABELS of a left label and its right counterpart.
SIDED_PAIRS = tuple(
    (LABELS.index(left), LABELS.index("right-" + left.removeprefix("left-")))
    for left in LABELS
    if left.startswith("left-")
)


@dataclass(frozen=True)
class Cases:
    """The records as arrays, one row a case. NaN where something was not given."""

    unit: np.ndarray
    appearance: np.ndarray
    present: np.ndarray
    presence: np.ndarray
    located: np.ndarray  #: bool [n,13]
    locations: np.ndarray  #: float [n,13]
    modality: np.ndarray  #: the appearance that scored highest; empty where none was scored
    diameter_mm: np.ndarray  #: of the largest aneurysm
    slice_step_mm: np.ndarray
    aneurysms: np.ndarray  #: how many, of those in cases with a box
    aneurysms_inside: np.ndarray  #: how many of these are wholly inside it
    vessel_share: np.ndarray
    volume_kept: np.ndarray

    @staticmethod
    def of(records: Sequence[Record]) -> Cases:
        boxed = [[a.inside for a in r.aneurysms if a.inside is not None] for r in records]
        return Cases(
            unit=np.array([r.unit for r in records]),
            appearance=np.array([r.appearance or "" for r in records]),
            present=np.array([r.present for r in records], dtype=bool),
            presence=_numbers(r.presence for r in records),
            located=np.array([[label in r.located for label in LABELS] for r in records]),
            locations=_numbers(r.locations.get(label) for r in records for label in LABELS).reshape(
                len(records), len(LABELS)
            ),
            modality=np.array([_highest(r.modality) for r in records]),
            diameter_mm=_numbers(
                max((a.diameter_mm for a in r.aneurysms), default=None) for r in records
            ),
            slice_step_mm=_numbers(r.slice_step_mm for r in records),
            aneurysms=np.array([len(b) for b in boxed]),
            aneurysms_inside=np.array([sum(inside == 1.0 for inside in b) for b in boxed]),
            vessel_share=_numbers(r.vessel_share for r in records),
            volume_kept=_numbers(r.volume_kept for r in records),
        )

    def take(self, rows: np.ndarray) -> Cases:
        return Cases(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def positives(self) -> np.ndarray:
        """Positives by location, of cases that have a score for it."""
        return (self.located & ~np.isnan(self.locations)).sum(axis=0)

    def sides(self) -> list[tuple[int, int]]:
        """By pair of sided labels: cases with an aneurysm on one side alone; of these, those that scored the other higher."""
        counts = []
        for pair in SIDED_PAIRS:
            truth, score = self.located[:, pair], self.locations[:, pair]
            asked = (truth.sum(axis=1) == 1) & ~np.isnan(score).any(axis=1)
            gain = np.where(truth[:, 0], score[:, 0] - score[:, 1], score[:, 1] - score[:, 0])
            counts.append((int(asked.sum()), int((gain[asked] < 0.0).sum())))
        return counts


def _numbers(values) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def _highest(modality: dict[str, float] | None) -> str:
    return max(modality, key=modality.__getitem__) if modality else ""


def evaluated_locations(cases: Cases) -> tuple[int, ...]:
    """Indices of the locations with enough positives, and a negative, for an AUC."""
    negatives = (~cases.located & ~np.isnan(cases.locations)).sum(axis=0)
    enough = (cases.positives() >= LEAST_POSITIVES) & (negatives > 0)
    return tuple(int(i) for i in np.flatnonzero(enough))


def figures(cases: Cases, locations: Sequence[int]) -> dict[str, float]:
    """By name; NaN where not defined. locations are the indices that have an AUC and are averaged.

    presence/all, presence/APPEARANCE, location/ID, location/mean, competition, diameter/GROUP, ece, modality, sides,
    roi/aneurysms, roi/vessels, roi/volume. The competition's metric is half the AUC of presence and half the mean of the
    location AUCs, here of those in `locations`.
    """
    found = {"presence/all": metrics.auc(cases.present, cases.presence)}
    for appearance in APPEARANCES:
        rows = cases.appearance == appearance
        found[f"presence/{appearance}"] = metrics.auc(cases.present[rows], cases.presence[rows])
    aucs = [metrics.auc(cases.located[:, i], cases.locations[:, i]) for i in locations]
    found |= {f"location/{LABELS[i]}": value for i, value in zip(locations, aucs)}
    # A plain mean: where a replicate lacks one location, it says nothing about the mean of all.
    found["location/mean"] = float(np.mean(aucs)) if aucs else metrics.NOT_DEFINED
    found["competition"] = (found["presence/all"] + found["location/mean"]) / 2.0
    for name, group in metrics.diameter_groups(cases.diameter_mm, cases.slice_step_mm).items():
        found[f"diameter/{name}"] = metrics.auc_of_group(group, ~cases.present, cases.presence)
    found["ece"] = metrics.expected_calibration_error(cases.present, cases.presence)
    asked = (cases.modality != "") & (cases.appearance != "")
    found["modality"] = metrics.mean(
        (cases.modality[asked] == cases.appearance[asked]).astype(np.float64)
    )
    sides = np.array(cases.sides())
    found["sides"] = metrics.share(sides[:, 1], sides[:, 0])
    found["roi/aneurysms"] = metrics.share(cases.aneurysms_inside, cases.aneurysms)
    found["roi/vessels"] = metrics.mean(cases.vessel_share)
    found["roi/volume"] = metrics.mean(cases.volume_kept)
    return found


@dataclass(frozen=True)
class Interval:
    """Bounds of a bootstrap interval; replicates is of how many resamples, as a figure is not defined on each."""

    low: float
    high: float
    replicates: int


def bootstrap(
    units: np.ndarray,
    statistic: Callable[[np.ndarray], dict[str, float]],
    seed: int,
    replicates: int = REPLICATES,
) -> dict[str, Interval]:
    """Percentile intervals of `statistic(rows)` where whole units (all rows of an anatomy) are drawn with replacement.

    A figure's interval is over the resamples on which it is defined; one that is defined on none has none. A single unit
    says nothing about others: no intervals.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    _, index = np.unique(units, return_inverse=True)
    members = [np.flatnonzero(index == unit) for unit in range(index.max() + 1)]
    drawn: dict[str, list[float]] = {}
    for _ in range(replicates if len(members) > 1 else 0):
        chosen = random.integers(len(members), size=len(members))
        for name, value in statistic(np.concatenate([members[c] for c in chosen])).items():
            if not np.isnan(value):
                drawn.setdefault(name, []).append(value)
    tail = (1.0 - CONFIDENCE) / 2.0
    return {
        name: Interval(*(float(q) for q in np.quantile(values, (tail, 1.0 - tail))), len(values))
        for name, values in drawn.items()
    }
