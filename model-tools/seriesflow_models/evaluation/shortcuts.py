"""A baseline against shortcuts: what global statistics of a phantom, without looking for an aneurysm, say about presence."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from seriesflow_models.evaluation import metrics
from seriesflow_models.evaluation.figures import Interval, bootstrap
from seriesflow_models.evaluation.phantom_cases import ANEURYSM_LABEL
from seriesflow_models.evaluation.progress import Progress
from seriesflow_models.phantom import APPEARANCES

if TYPE_CHECKING:
    from seriesflow_models.phantom import Phantom

BOUND = 0.55
FOLDS = 5
PERCENTILES = (1, 5, 25, 50, 75, 95, 99)
PLANES = ("axial", "sagittal", "coronal")
FEATURES = (
    "mean",
    "deviation",
    *(f"percentile {p}" for p in PERCENTILES),
    *(f"spacing {axis} mm" for axis in "zyx"),
    *(f"extent {axis} mm" for axis in "zyx"),
    "slice step mm",
    "vessel volume mm³",
    *APPEARANCES,
    *PLANES,
)


def global_statistics(phantom: Phantom) -> np.ndarray:
    """FEATURES, in that order.

    The vessel volume is that of labels 1 to 13, without the aneurysm's own voxels: beside them, the difference of two
    volumes would be the truth.
    """
    values, spacing = phantom.volume.values(), np.array(phantom.volume.spacing_zyx())
    vessels = (phantom.labels > 0) & (phantom.labels < ANEURYSM_LABEL)
    return np.array(
        [
            values.mean(),
            values.std(),
            *np.percentile(values, PERCENTILES),
            *spacing,
            *spacing * values.shape,
            phantom.slice_step_mm,
            vessels.sum() * spacing.prod(),
            *(phantom.appearance == a for a in APPEARANCES),
            *(phantom.plane == p for p in PLANES),
        ],
        dtype=np.float64,
    )


def classifiers() -> dict[str, ClassifierMixin]:
    return {
        "logistic regression": make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)),
        "gradient boosting": GradientBoostingClassifier(random_state=0),
    }


@dataclass(frozen=True)
class ShortcutAuc:
    """AUC of presence by one classifier, and its interval by anatomy."""

    classifier: str
    auc: float
    interval: Interval


def shortcut_aucs(
    features: np.ndarray, present: np.ndarray, anatomies: np.ndarray, seed: int
) -> list[ShortcutAuc]:
    """Of scores out of fold, each anatomy wholly in one fold.

    features is [n, k]. Raises ValueError where there are fewer anatomies than folds, or one class alone.
    """
    if len(np.unique(anatomies)) < FOLDS or len(np.unique(present)) < 2:
        raise ValueError(
            f"{len(present)} cases of {len(np.unique(anatomies))} anatomies are too few: at least {FOLDS} anatomies,"
            " with and without aneurysm"
        )
    found = []
    for name, classifier in classifiers().items():
        score = cross_val_predict(
            classifier,
            features,
            present,
            groups=anatomies,
            cv=GroupKFold(FOLDS),
            method="predict_proba",
        )[:, 1]
        interval = bootstrap(
            anatomies, lambda rows, s=score: {"auc": metrics.auc(present[rows], s[rows])}, seed
        )["auc"]
        found.append(ShortcutAuc(name, metrics.auc(present, score), interval))
    return found


@dataclass(frozen=True)
class ShortcutCheck:
    """AUCs on that many phantoms; left_out says why others could not be made."""

    aucs: list[ShortcutAuc]
    cases: int
    left_out: list[str]

    @property
    def passed(self) -> bool:
        return all(found.auc <= BOUND for found in self.aucs)

    def sentences(self) -> list[str]:
        found = [
            f"{f.classifier}: AUC {f.auc:.3f} (95 % interval {f.interval.low:.3f}–{f.interval.high:.3f}) "
            f"on {self.cases} SYNTHETIC phantoms, {FOLDS} folds by anatomy"
            for f in self.aucs
        ]
        bound = f"bound: point estimate at most {BOUND}, N = {self.cases}"
        return [*found, bound, *(f"left out, no phantom: {reason}" for reason in self.left_out)]


def check(cases: int, seed: int, ranges: str, generator: str) -> ShortcutCheck:
    """Renders the phantoms of an evaluation and asks both classifiers."""
    module = importlib.import_module(generator)
    progress = Progress("shortcut-check", cases)
    features: list[np.ndarray] = []
    present: list[bool] = []
    anatomies: list[int] = []
    left_out: list[str] = []
    for spec in module.evaluation_cases(cases, seed, ranges):
        try:
            phantom = module.render(spec)
        except ValueError as fault:
            left_out.append(str(fault))
        else:
            features.append(global_statistics(phantom))
            present.append(bool(phantom.aneurysms))
            anatomies.append(phantom.anatomy)
        progress.step()
    aucs = shortcut_aucs(np.array(features), np.array(present), np.array(anatomies), seed)
    return ShortcutCheck(aucs, len(present), left_out)
