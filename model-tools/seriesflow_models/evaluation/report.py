"""The report of an evaluation: one JSON document, from which tables, card and picture are made."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from seriesflow_models.evaluation import metrics
from seriesflow_models.evaluation.figures import (
    CONFIDENCE,
    FEW_POSITIVES,
    LEAST_POSITIVES,
    REPLICATES,
    SIDED_PAIRS,
    Cases,
    Interval,
    bootstrap,
    evaluated_locations,
    figures,
)
from seriesflow_models.evaluation.records import Record
from seriesflow_models.phantom import APPEARANCES, LABELS

PREVALENCE = 0.03
THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)
DISCLAIMER = "Research software, not a medical device. Not for clinical use."


class _Figures:
    """Figures with their intervals, as they stand in the document."""

    def __init__(self, values: dict[str, float], intervals: dict[str, Interval]) -> None:
        self._values, self._intervals = values, intervals

    def __getitem__(self, name: str) -> dict[str, Any]:
        """value, low, high, replicates; None where not defined."""
        value, interval = self._values.get(name, metrics.NOT_DEFINED), self._intervals.get(name)
        if math.isnan(value) or interval is None:
            return {"value": _given(value), "low": None, "high": None, "replicates": 0}
        return {
            "value": value,
            "low": interval.low,
            "high": interval.high,
            "replicates": interval.replicates,
        }


def report(
    identity: dict[str, Any],
    records: Sequence[Record],
    seed: int,
    unlabelled: Sequence[str] = (),
    errors: Sequence[str] = (),
    replicates: int = REPLICATES,
) -> dict[str, Any]:
    """The document. identity says what was evaluated and stands first; seed is that of the bootstrap.

    Raises ValueError where there is no record.
    """
    if not records:
        raise ValueError("there is no case to report on")
    cases = Cases.of(records)
    locations = evaluated_locations(cases)
    found = _Figures(
        figures(cases, locations),
        bootstrap(
            cases.unit, lambda rows: figures(cases.take(rows), locations), seed, replicates
        ),
    )
    return {
        "evaluation": identity,
        "disclaimer": DISCLAIMER,
        "cases": _counts(records, cases, unlabelled, errors),
        "presence": _presence(cases, found),
        "locations": _locations(cases, locations, found),
        "diameters": _diameters(cases, found),
        "roi": _roi(records, cases, found),
        "calibration": _calibration(cases, found),
        "sides": _sides(cases, found),
        "modality": _modality(cases, found),
        "bootstrap": {
            "replicates": replicates,
            "confidence": CONFIDENCE,
            "seed": seed,
            "units": len(np.unique(cases.unit)),
        },
    }


def _given(value: float) -> float | None:
    return None if math.isnan(value) else value


def _counts(
    records: Sequence[Record], cases: Cases, unlabelled: Sequence[str], errors: Sequence[str]
) -> dict[str, Any]:
    unscored = [r for r in records if r.presence is None]
    return {
        "count": len(records),
        "positive": int(cases.present.sum()),
        "negative": int((~cases.present).sum()),
        "byStatus": dict(sorted(Counter(r.status for r in records).items())),
        "withoutScore": {
            "positive": sum(r.present for r in unscored),
            "negative": sum(not r.present for r in unscored),
            "cases": [
                {"case": r.case, "status": r.status, "reason": r.reason, "present": r.present}
                for r in unscored
            ],
        },
        "refusedFiles": sum(r.refused_files for r in records),
        "unlabelledSeries": list(unlabelled),
        "inputErrors": list(errors),
    }


def _presence(cases: Cases, found: _Figures) -> dict[str, Any]:
    def row(name: str, rows: np.ndarray) -> dict[str, Any]:
        scored = rows & ~np.isnan(cases.presence)
        return {
            "appearance": name,
            "positive": int((scored & cases.present).sum()),
            "negative": int((scored & ~cases.present).sum()),
            "auc": found[f"presence/{name}"],
        }

    wrong = np.where(np.isnan(cases.presence), np.where(cases.present, -1.0, 2.0), cases.presence)
    return {
        "overall": row("all", np.ones(len(cases.present), dtype=bool)),
        "byAppearance": [row(a, cases.appearance == a) for a in APPEARANCES],
        "aucIfMissingWereWrong": _given(metrics.auc(cases.present, wrong)),
    }


def _locations(cases: Cases, evaluated: Sequence[int], found: _Figures) -> dict[str, Any]:
    positives = cases.positives()
    return {
        "leastPositives": LEAST_POSITIVES,
        "fewPositives": FEW_POSITIVES,
        "byLocation": [
            {
                "location": label,
                "positive": int(positives[i]),
                "negative": int((~cases.located[:, i] & ~np.isnan(cases.locations[:, i])).sum()),
                "auc": found[f"location/{label}"],
                "few": i in evaluated and bool(positives[i] < FEW_POSITIVES),
            }
            for i, label in enumerate(LABELS)
        ],
        "mean": found["location/mean"],
        "competition": found["competition"],
        "missing": [label for i, label in enumerate(LABELS) if i not in evaluated],
    }


def _diameters(cases: Cases, found: _Figures) -> list[dict[str, Any]]:
    groups = metrics.diameter_groups(cases.diameter_mm, cases.slice_step_mm)
    rows = []
    for name, group in groups.items():
        count = int((group & ~np.isnan(cases.presence)).sum())
        if count or name != metrics.OTHER_DIAMETERS:
            rows.append({"diameter": name, "positive": count, "auc": found[f"diameter/{name}"]})
    return rows


def _roi(records: Sequence[Record], cases: Cases, found: _Figures) -> dict[str, Any]:
    cut = [
        {"case": r.case, "location": a.label, "diameterMm": a.diameter_mm, "inside": a.inside}
        for r in records
        for a in r.aneurysms
        if a.inside is not None and a.inside < 1.0
    ]
    return {
        "aneurysms": int(cases.aneurysms.sum()),
        "whollyInside": int(cases.aneurysms_inside.sum()),
        "shareWhollyInside": found["roi/aneurysms"],
        "cut": cut,
        "vesselShare": found["roi/vessels"],
        "worstVesselShare": _worst(records, cases.vessel_share, np.nanargmin),
        "volumeKept": found["roi/volume"],
        "worstVolumeKept": _worst(records, cases.volume_kept, np.nanargmax),
        "withoutBox": [r.case for r in records if r.volume_kept is None],
    }


def _worst(records: Sequence[Record], values: np.ndarray, which) -> dict[str, Any] | None:
    if np.isnan(values).all():
        return None
    row = int(which(values))
    return {"case": records[row].case, "value": float(values[row])}


def _calibration(cases: Cases, found: _Figures) -> dict[str, Any]:
    scored = ~np.isnan(cases.presence)
    thresholds = []
    for threshold in THRESHOLDS:
        sensitivity, specificity = metrics.sensitivity_and_specificity(
            cases.present, cases.presence, threshold
        )
        value = metrics.positive_predictive_value(sensitivity, specificity, PREVALENCE)
        thresholds.append(
            {
                "threshold": threshold,
                "sensitivity": _given(sensitivity),
                "specificity": _given(specificity),
                "ppv": _given(value),
            }
        )
    return {
        "ece": found["ece"],
        "prevalence": _given(metrics.mean(cases.present[scored].astype(np.float64))),
        "bins": [
            {
                "low": b.low,
                "high": b.high,
                "count": b.count,
                "mean": _given(b.mean),
                "observed": _given(b.observed),
            }
            for b in metrics.calibration(cases.present, cases.presence)
        ],
        "statedPrevalence": PREVALENCE,
        "atStatedPrevalence": thresholds,
    }


def _sides(cases: Cases, found: _Figures) -> dict[str, Any]:
    counts = cases.sides()
    return {
        "asked": sum(asked for asked, _ in counts),
        "otherSideHigher": sum(other for _, other in counts),
        "share": found["sides"],
        "byPair": [
            {
                "pair": LABELS[left].removeprefix("left-"),
                "asked": asked,
                "otherSideHigher": other,
            }
            for (left, _), (asked, other) in zip(SIDED_PAIRS, counts)
        ],
    }


def _modality(cases: Cases, found: _Figures) -> dict[str, Any]:
    asked = (cases.modality != "") & (cases.appearance != "")
    confused = Counter(zip(cases.appearance[asked].tolist(), cases.modality[asked].tolist()))
    return {
        "asked": int(asked.sum()),
        "accuracy": found["modality"],
        "confusion": [
            {"appearance": truth, "scoredHighest": said, "count": count}
            for (truth, said), count in sorted(confused.items())
        ],
    }
