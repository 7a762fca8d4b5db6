"""A site's own series: which folders are asked about, and the labels in a table as the RSNA 2025 competition's train.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from seriesflow_models.evaluation.predictions import Answer
from seriesflow_models.evaluation.records import NOT_ANSWERED, NOT_FOUND, Entry, Record
from seriesflow_models.phantom import APPEARANCES, LABELS

_PRESENCE = ("aneurysm present", "presence", "aneurysm-present")
_APPEARANCE = ("modality", "appearance")
_PATIENT = ("patientid", "patient id", "patient")
_COMPETITION = {
    "infraclinoid internal carotid artery": "infraclinoid-ica",
    "supraclinoid internal carotid artery": "supraclinoid-ica",
    "middle cerebral artery": "mca",
    "anterior communicating artery": "anterior-communicating-artery",
    "anterior cerebral artery": "aca",
    "posterior communicating artery": "pcoma",
    "basilar tip": "basilar-tip",
    "other posterior circulation": "other-posterior-circulation",
}
_APPEARANCES = {a.lower(): a for a in APPEARANCES} | {"mri t2": "T2", "mri t1post": "T1post"}


@dataclass(frozen=True)
class SeriesLabels:
    """The truth about one series; unit is its patient where the table names one, else the series."""

    series_uid: str
    unit: str
    appearance: str | None
    present: bool
    located: tuple[str, ...]

    def record(self, status: str, reason: str | None, **found: object) -> Record:
        return Record(
            self.series_uid,
            self.unit,
            self.appearance,
            self.present,
            self.located,
            status,
            reason,
            **found,
        )


def read_labels(path: Path) -> dict[str, SeriesLabels]:
    """By Series Instance UID.

    Columns, whatever their case and order: SeriesInstanceUID; `Aneurysm Present` or `presence`; the 13 locations under
    their ids or the competition's names; where there are any, `Modality` or `appearance`, and `PatientID`. Labels are
    0 or 1. Raises ValueError with the column or the line that is not so.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file)
        columns = _columns(path, table.fieldnames or [])
        labels: dict[str, SeriesLabels] = {}
        for row in table:
            where = f"{path}, line {table.line_num}"
            series = _series(where, row, columns)
            if series.series_uid in labels:
                raise ValueError(f"{where}: {series.series_uid} is labelled twice")
            labels[series.series_uid] = series
    if not labels:
        raise ValueError(f"{path} labels no series")
    return labels


def _columns(path: Path, names: Iterable[str]) -> dict[str, str]:
    """What is meant, to the column's name as it stands in the file."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(_meaning(name.strip().lower()), name)
    missing = [w for w in ("SeriesInstanceUID", "presence", *LABELS) if w not in found]
    if missing:
        raise ValueError(f"{path} has no column for {', '.join(missing)}")
    return found


def _meaning(column: str) -> str:
    if column == "seriesinstanceuid":
        return "SeriesInstanceUID"
    for meaning, known in (
        ("presence", _PRESENCE),
        ("appearance", _APPEARANCE),
        ("patient", _PATIENT),
    ):
        if column in known:
            return meaning
    side, _, rest = column.partition(" ")
    if side in ("left", "right") and rest in _COMPETITION:
        return f"{side}-{_COMPETITION[rest]}"
    return _COMPETITION.get(column, column)


def _series(where: str, row: dict[str, str], columns: dict[str, str]) -> SeriesLabels:
    uid = (row[columns["SeriesInstanceUID"]] or "").strip()
    if not uid:
        raise ValueError(f"{where}: SeriesInstanceUID is empty")
    located = tuple(label for label in LABELS if _flag(where, row, columns[label]))
    present = _flag(where, row, columns["presence"])
    if located and not present:
        raise ValueError(f"{where}: {located[0]} is 1, but {columns['presence']} is 0")
    appearance = (row[columns["appearance"]] or "").strip() if "appearance" in columns else ""
    if appearance and appearance.lower() not in _APPEARANCES:
        raise ValueError(
            f"{where}: unknown {columns['appearance']} {appearance!r}; known: {', '.join(_APPEARANCES)}"
        )
    patient = (row[columns["patient"]] or "").strip() if "patient" in columns else ""
    return SeriesLabels(
        uid, patient or uid, _APPEARANCES.get(appearance.lower()), present, located
    )


def _flag(where: str, row: dict[str, str], column: str) -> bool:
    value = (row[column] or "").strip()
    if value not in ("0", "1", "0.0", "1.0"):
        raise ValueError(f"{where}: {column} is {value!r}, not 0 or 1")
    return value.startswith("1")


def inputs_in(folder: Path) -> list[Path]:
    """What is asked about, a path a line: each subfolder and .zip archive; the folder itself where files lie in it."""
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder")
    entries = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    inside = [p for p in entries if p.is_dir() or p.suffix.lower() == ".zip"]
    if not entries:
        raise ValueError(f"{folder} is empty")
    return [p.resolve() for p in inside] if len(inside) == len(entries) else [folder.resolve()]


def entry_of(path: Path, answer: Answer, labels: dict[str, SeriesLabels]) -> Entry:
    """What is kept of one input; one that could not be worked on is a record of the series that it is called by, if any."""
    records, unlabelled = [], []
    for series in answer.series:
        if series.series_uid not in labels:
            unlabelled.append(series.series_uid)
            continue
        kept = series.box.share_of(series.shape) if series.box and series.shape else None
        records.append(
            labels[series.series_uid].record(
                series.status,
                series.reason,
                presence=series.presence,
                locations=series.locations,
                modality=series.modality,
                volume_kept=kept,
                refused_files=answer.refused,
            )
        )
    named = labels.get(path.stem if path.suffix.lower() == ".zip" else path.name)
    if answer.error is not None and named is not None:
        records.append(named.record(NOT_ANSWERED, answer.error))
    return Entry(str(path), tuple(records), tuple(unlabelled), answer.error)


def complete(records: list[Record], labels: dict[str, SeriesLabels]) -> list[Record]:
    """One record for each labelled series: the first that was met, NOT_FOUND where there was none."""
    met: dict[str, Record] = {}
    for record in records:
        met.setdefault(record.case, record)
    return [
        met.get(uid) or series.record(NOT_FOUND, "no input holds this series")
        for uid, series in labels.items()
    ]
