"""The reliability plot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def write_reliability(report: dict[str, Any], path: Path) -> None:
    """A PNG: share of positives over mean probability, bin by bin, and how many cases each bin holds."""
    found, about = report["calibration"], report["evaluation"]
    filled = [b for b in found["bins"] if b["count"]]
    figure = Figure(figsize=(5, 6), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    above.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    above.plot(
        [b["mean"] for b in filled], [b["observed"] for b in filled], marker="o", color="tab:blue"
    )
    above.set(xlim=(0, 1), ylim=(0, 1), ylabel="share with aneurysm")
    what = (
        f"SYNTHETIC phantoms, {about['ranges']} ranges"
        if about["input"] == "phantoms"
        else "a site's own series"
    )
    above.set_title(f"Reliability of presence: {what}\n{about['classifier']['id']}", fontsize=10)
    if found["ece"]["value"] is not None:
        above.text(
            0.03,
            0.96,
            f"ECE {found['ece']['value']:.3f}, at {100 * found['prevalence']:.0f} % prevalence only",
            va="top",
            fontsize=9,
        )
    below.bar(
        [b["low"] for b in found["bins"]],
        [b["count"] for b in found["bins"]],
        width=1 / len(found["bins"]),
        align="edge",
        color="0.6",
    )
    below.set(xlabel="probability of presence", ylabel="cases")
    # Without these the file would name the version of the library.
    figure.savefig(path, format="png", metadata={"Software": None})
