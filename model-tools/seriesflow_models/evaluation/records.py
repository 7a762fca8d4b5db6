"""What was found of each case, and the file of JSON lines that keeps it, so that an interrupted evaluation goes on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

NOT_ANSWERED = "NOT_ANSWERED"
NOT_FOUND = "NOT_FOUND"


@dataclass(frozen=True)
class AneurysmRecord:
    """A true aneurysm: location id, diameter in mm, and the share of its voxels inside the box (None: there is no box)."""

    label: str
    diameter_mm: float
    inside: float | None


@dataclass(frozen=True)
class Record:
    """Truth and prediction of one series.

    unit is what the bootstrap draws: the anatomy of a phantom, the patient (or series) of a site. status is that of the
    prediction, NOT_ANSWERED where the input gave no result for the series, NOT_FOUND where no input held it. True
    aneurysms with a size are known of phantoms only; so are the shares of voxels.
    """

    case: str
    unit: str
    appearance: str | None
    present: bool
    located: tuple[str, ...]
    status: str
    reason: str | None = None
    presence: float | None = None
    locations: dict[str, float | None] = field(default_factory=dict)
    modality: dict[str, float] | None = None
    volume_kept: float | None = None
    vessel_share: float | None = None
    aneurysms: tuple[AneurysmRecord, ...] = ()
    slice_step_mm: float | None = None
    plane: str | None = None
    refused_files: int = 0

    @staticmethod
    def of(document: dict[str, Any]) -> Record:
        """The other way of `dataclasses.asdict`."""
        found = tuple(AneurysmRecord(**a) for a in document["aneurysms"])
        return Record(**{**document, "located": tuple(document["located"]), "aneurysms": found})


@dataclass(frozen=True)
class Entry:
    """One line: an input that is done, and the records that it gave.

    unlabelled are series that have no label (a site's only); error says why the input could not be worked on.
    """

    input: str
    records: tuple[Record, ...]
    unlabelled: tuple[str, ...] = ()
    error: str | None = None

    @staticmethod
    def of(document: dict[str, Any]) -> Entry:
        return Entry(
            document["input"],
            tuple(Record.of(r) for r in document["records"]),
            tuple(document["unlabelled"]),
            document["error"],
        )


class ResultsFile:
    """JSON lines: first what is evaluated, then an Entry a line, in the order in which they were done."""

    def __init__(self, path: Path, identity: dict[str, Any]) -> None:
        """Opens it for more, or begins it. identity is what must be the same for results to stand together.

        Raises ValueError where the file is of another evaluation, each difference named.
        """
        self._path = path
        self.entries: list[Entry] = []
        if path.exists():
            self._resume(identity)
        else:
            self._append(identity)

    def add(self, entry: Entry) -> None:
        self._append(asdict(entry))
        self.entries.append(entry)

    def records(self) -> list[Record]:
        return [record for entry in self.entries for record in entry.records]

    def _append(self, document: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(document, ensure_ascii=False) + "\n")

    def _resume(self, identity: dict[str, Any]) -> None:
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if not whole:
            raise ValueError(f"{self._path} holds no evaluation; delete it or name another --out")
        try:
            first, *others = (json.loads(line) for line in whole.splitlines())
            self.entries = [Entry.of(document) for document in others]
        except (ValueError, KeyError, TypeError) as fault:
            raise ValueError(f"{self._path} is no file of results: {fault!r}") from fault
        differing = [
            f"{key} was {first.get(key)}, is {identity.get(key)}"
            for key in sorted(first.keys() | identity.keys())
            if first.get(key) != identity.get(key)
        ]
        if differing:
            raise ValueError(
                f"{self._path} is of another evaluation: {'; '.join(differing)}. Name another --out"
            )
        if len(whole) < len(content):
            # The last line was cut off while it was written; its input is done again.
            self._path.write_bytes(whole)
