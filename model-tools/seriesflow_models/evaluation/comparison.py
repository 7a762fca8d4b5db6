"""What one classifier gains or loses against another on the same cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from seriesflow_models.evaluation.figures import (
    REPLICATES,
    Cases,
    bootstrap,
    evaluated_locations,
    figures,
)
from seriesflow_models.evaluation.records import Record
from seriesflow_models.phantom import APPEARANCES

COMPARED = (
    "presence/all",
    *(f"presence/{appearance}" for appearance in APPEARANCES),
    "location/mean",
    "competition",
)


def compare(
    reference: Sequence[Record], other: Sequence[Record], seed: int, replicates: int = REPLICATES
) -> dict[str, Any]:
    """`cases`, how many both scored, and `figures`: by name of COMPARED, value of each and the difference other − reference.

    The difference has its own interval: both are resampled together, by anatomy, so that what is hard for both cancels.
    Figures that are not defined on one of them are left out.
    """
    by_case = {record.case: record for record in reference if record.presence is not None}
    pairs = [
        (by_case[record.case], record)
        for record in other
        if record.presence is not None and record.case in by_case
    ]
    if not pairs:
        return {"cases": 0, "figures": []}
    before, after = (Cases.of(side) for side in zip(*pairs))
    locations = tuple(sorted(set(evaluated_locations(before)) & set(evaluated_locations(after))))

    def both(rows: np.ndarray) -> tuple[dict[str, float], dict[str, float]]:
        return figures(before.take(rows), locations), figures(after.take(rows), locations)

    def differences(rows: np.ndarray) -> dict[str, float]:
        was, became = both(rows)
        return {name: became[name] - was[name] for name in COMPARED}

    was, became = both(np.arange(len(pairs)))
    intervals = bootstrap(before.unit, differences, seed, replicates)
    return {
        "cases": len(pairs),
        "figures": [
            {
                "figure": name,
                "reference": was[name],
                "value": became[name],
                "difference": {
                    "value": became[name] - was[name],
                    "low": intervals[name].low,
                    "high": intervals[name].high,
                    "replicates": intervals[name].replicates,
                },
            }
            for name in COMPARED
            if name in intervals and not np.isnan(became[name] - was[name])
        ],
    }
