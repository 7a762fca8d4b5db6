"""A report as tables: for a terminal, or as Markdown for a model card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

NOT_AVAILABLE = "n/a"


@dataclass(frozen=True)
class Table:
    """A heading, rows of text under a header, and sentences below. Without rows there are sentences alone."""

    title: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    notes: tuple[str, ...] = ()

    def as_text(self) -> str:
        lines = [self.title]
        if self.rows:
            widths = [max(map(len, column)) for column in zip(self.header, *self.rows)]
            lines += [_aligned(row, widths) for row in (self.header, *self.rows)]
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def as_markdown(self) -> str:
        parts = [f"**{self.title}**"]
        if self.rows:
            rule = "|---" * len(self.header) + "|"
            rows = ["| " + " | ".join(row) + " |" for row in (self.header, *self.rows)]
            parts.append("\n".join([rows[0], rule, *rows[1:]]))
        if self.notes:
            parts.append("\n".join(f"- {note}" for note in self.notes))
        return "\n\n".join(parts)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths))
    )
    return "  " + "  ".join([first, *others]).rstrip()


def number(value: float | None, digits: int = 3) -> str:
    return NOT_AVAILABLE if value is None else f"{value:.{digits}f}"


def percent(value: float | None) -> str:
    return NOT_AVAILABLE if value is None else f"{100 * value:.1f} %"


def with_interval(figure: dict[str, Any], form=number) -> str:
    """`0.912 (0.890–0.931)`."""
    if figure["value"] is None or figure["low"] is None:
        return form(figure["value"])
    return f"{form(figure['value'])} ({form(figure['low'])}–{form(figure['high'])})"


def provenance(report: dict[str, Any]) -> list[str]:
    """Sentences that must stand beside every figure: on what, by which packages, with which gaps."""
    about, cases = report["evaluation"], report["cases"]
    if about["input"] == "phantoms":
        what = f"SYNTHETIC phantoms, {about['ranges']} ranges, seed {about['seed']}"
    else:
        what = "a site's own series"
    sentences = [
        f"{cases['count']} cases ({cases['positive']} with, {cases['negative']} without aneurysm): {what}.",
        "Packages: "
        + "; ".join(
            f"{p['id']}@{p['version']} ({p['training']}, digest {p['digest'][:12]})"
            for p in (about["roi"], about["classifier"])
        )
        + ".",
        "Ended as: " + ", ".join(f"{n} {s}" for s, n in cases["byStatus"].items()) + ".",
    ]
    missing = cases["withoutScore"]
    if missing["cases"]:
        sentences.append(
            f"Without a score, and in no AUC: {missing['positive']} with, {missing['negative']} without aneurysm. "
            f"Were each of them scored wrong, presence AUC would be {number(report['presence']['aucIfMissingWereWrong'])}."
        )
    if cases["unlabelledSeries"]:
        sentences.append(
            f"{len(cases['unlabelledSeries'])} series have no label and were left out."
        )
    if cases["inputErrors"]:
        sentences.append(f"{len(cases['inputErrors'])} inputs could not be worked on.")
    bootstrap = report["bootstrap"]
    sentences.append(
        f"In brackets: {100 * bootstrap['confidence']:.0f} % intervals, {bootstrap['replicates']} bootstrap "
        f"resamples of {bootstrap['units']} {'anatomies' if about['input'] == 'phantoms' else 'patients or series'}."
    )
    sentences.append(report["disclaimer"])
    return sentences


def classifier_tables(report: dict[str, Any]) -> list[Table]:
    tables = [
        _presence(report),
        _locations(report),
        _diameters(report),
        _calibration(report),
        _heads(report),
    ]
    return [_against(report["against"]), *tables] if "against" in report else tables


def _against(found: dict[str, Any]) -> Table:
    reference = found["classifier"]
    return Table(
        f"Against {reference['id']}@{reference['version']}, on the {found['cases']} cases that both scored",
        ("figure", reference["id"], "this package", "difference"),
        [
            (r["figure"], number(r["reference"]), number(r["value"]), with_interval(r["difference"], _signed))
            for r in found["figures"]
        ],
        ("AUC, and half presence and half mean location AUC. The intervals are of the difference on the same cases.",),
    )


def _signed(value: float | None) -> str:
    return NOT_AVAILABLE if value is None else f"{value:+.3f}"


def _presence(report: dict[str, Any]) -> Table:
    presence = report["presence"]
    return Table(
        "Presence",
        ("appearance", "with", "without", "AUC"),
        [
            (r["appearance"], str(r["positive"]), str(r["negative"]), with_interval(r["auc"]))
            for r in (*presence["byAppearance"], presence["overall"])
        ],
    )


def _locations(report: dict[str, Any]) -> Table:
    found = report["locations"]
    rows = [
        (
            row["location"],
            str(row["positive"]),
            str(row["negative"]),
            with_interval(row["auc"]) + (" *" if row["few"] else ""),
        )
        for row in found["byLocation"]
    ]
    scope = f"over {len(rows) - len(found['missing'])} of {len(rows)} locations"
    notes = [
        f"Mean location AUC {scope}: {with_interval(found['mean'])}.",
        f"The competition's metric, half presence and half that mean: {with_interval(found['competition'])}.",
    ]
    if found["missing"]:
        notes.append(
            f"Missing in both, as they have fewer than {found['leastPositives']} positives: "
            f"{', '.join(found['missing'])}."
        )
    if any(row["few"] for row in found["byLocation"]):
        notes.append(f"* fewer than {found['fewPositives']} positives.")
    return Table(
        "Location, all appearances together", ("location", "with", "without", "AUC"), rows, tuple(notes)
    )


def _diameters(report: dict[str, Any]) -> Table:
    return Table(
        "Presence by diameter of the largest aneurysm",
        ("diameter", "with", "AUC"),
        [
            (r["diameter"], str(r["positive"]), with_interval(r["auc"]))
            for r in report["diameters"]
        ],
        (
            "Each group against all cases without aneurysm; those smaller than the slice step are in no other group.",
        ),
    )


def _calibration(report: dict[str, Any]) -> Table:
    found = report["calibration"]
    synthetic = report["evaluation"]["input"] == "phantoms"
    whose = "the phantoms'" if synthetic else "this set's"
    return Table(
        f"Calibration, and positive predictive value at {100 * found['statedPrevalence']:g} % prevalence",
        ("threshold", "sensitivity", "specificity", "PPV"),
        [
            (
                number(r["threshold"], 1),
                number(r["sensitivity"]),
                number(r["specificity"]),
                percent(r["ppv"]),
            )
            for r in found["atStatedPrevalence"]
        ],
        (
            f"Expected calibration error ({len(found['bins'])} bins): {with_interval(found['ece'])}. It holds at {whose} "
            f"prevalence of {percent(found['prevalence'])} only.",
        ),
    )


def _heads(report: dict[str, Any]) -> Table:
    sides, modality = report["sides"], report["modality"]
    notes = [
        f"The other side scored higher: {sides['otherSideHigher']} of {sides['asked']}, "
        f"{with_interval(sides['share'], percent)}."
    ]
    if modality["asked"]:
        notes.append(f"Modality head right: {with_interval(modality['accuracy'], percent)}.")
    return Table(
        "Sides, where one side of a pair has an aneurysm",
        ("pair", "cases", "other side higher"),
        [(r["pair"], str(r["asked"]), str(r["otherSideHigher"])) for r in sides["byPair"]],
        tuple(notes),
    )


def roi_table(report: dict[str, Any]) -> Table:
    roi = report["roi"]
    worst_vessels, worst_volume = roi["worstVesselShare"], roi["worstVolumeKept"]
    notes = []
    if roi["cut"]:
        cut = ", ".join(f"{c['case']} ({c['location']})" for c in roi["cut"][:10])
        more = f" and {len(roi['cut']) - 10} more" if len(roi["cut"]) > 10 else ""
        notes.append(f"Aneurysms not wholly inside: {cut}{more}.")
    if roi["withoutBox"]:
        notes.append(f"{len(roi['withoutBox'])} cases have no box and are in no figure here.")
    return Table(
        "Region of interest",
        ("figure", "value", "worst", "worst case"),
        [
            (
                "aneurysms wholly inside",
                f"{with_interval(roi['shareWhollyInside'], percent)}",
                f"{roi['whollyInside']} of {roi['aneurysms']}",
                "",
            ),
            (
                "vessel voxels inside, mean",
                with_interval(roi["vesselShare"], percent),
                percent(worst_vessels and worst_vessels["value"]),
                worst_vessels["case"] if worst_vessels else "",
            ),
            (
                "volume kept, mean",
                with_interval(roi["volumeKept"], percent),
                percent(worst_volume and worst_volume["value"]),
                worst_volume["case"] if worst_volume else "",
            ),
        ],
        tuple(notes),
    )


def as_text(report: dict[str, Any]) -> str:
    tables = [*classifier_tables(report), roi_table(report)]
    return "\n\n".join([*(t.as_text() for t in tables), "\n".join(provenance(report))])
