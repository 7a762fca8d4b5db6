"""Phantoms as inputs of an evaluation: made and written as DICOM by a worker process, one case ahead of the predictor."""

from __future__ import annotations

import importlib
import multiprocessing
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nibabel
import numpy as np

from seriesflow_models.evaluation.predictions import Answer, SeriesPrediction
from seriesflow_models.evaluation.records import NOT_ANSWERED, AneurysmRecord, Entry, Record
from seriesflow_models.nifti import LPS_TO_RAS
from seriesflow_models.phantom import LABELS
from seriesflow_models.phantom.dicom import write_series

if TYPE_CHECKING:
    from seriesflow_models.phantom import Aneurysm, Phantom

ANEURYSM_LABEL = len(LABELS) + 1
#: The module that makes phantoms: evaluation_cases, render, check_unseen. A name, as it is imported by the worker, too.
GENERATOR = "seriesflow_models.phantom"
#: DICOM's decimals and NIfTI's float32 lie between the two.
_SAME_MM = 1e-3


@dataclass(frozen=True)
class AneurysmTruth:
    """Location id, diameter in mm, and its voxels: int16 [n,3] in z, y, x."""

    label: str
    diameter_mm: float
    voxels: np.ndarray


@dataclass(frozen=True)
class PhantomCase:
    """A phantom that lies in `folder` as DICOM, and its truth. shape is [z,y,x]; vessel_voxels is int16 [n,3] in z, y, x."""

    case: str
    series_uid: str
    folder: Path
    anatomy: int
    appearance: str
    plane: str
    slice_step_mm: float
    shape: tuple[int, int, int]
    affine_lps: np.ndarray
    vessel_voxels: np.ndarray
    aneurysms: tuple[AneurysmTruth, ...]

    def entry(self, answer: Answer) -> Entry:
        """What is kept of this case and its answer."""
        prediction = next((s for s in answer.series if s.series_uid == self.series_uid), None)
        aneurysms = tuple(AneurysmRecord(a.label, a.diameter_mm, None) for a in self.aneurysms)
        common: dict[str, Any] = {
            "case": self.case,
            "unit": str(self.anatomy),
            "appearance": self.appearance,
            "present": bool(self.aneurysms),
            "located": tuple(sorted({a.label for a in self.aneurysms}, key=LABELS.index)),
            "slice_step_mm": self.slice_step_mm,
            "plane": self.plane,
            "refused_files": answer.refused,
        }
        if prediction is None:
            reason = answer.error or "predict named another series, or none"
            record = Record(status=NOT_ANSWERED, reason=reason, aneurysms=aneurysms, **common)
        else:
            record = Record(
                status=prediction.status,
                reason=prediction.reason,
                presence=prediction.presence,
                locations=prediction.locations,
                modality=prediction.modality,
                **self._in_box(prediction),
                **common,
            )
        return Entry(self.case, (record,), error=answer.error)

    def _in_box(self, prediction: SeriesPrediction) -> dict[str, Any]:
        """Shares inside the box. The box counts in the normalised volume, which must be the phantom's own array."""
        box = prediction.box
        if prediction.shape is not None and (
            prediction.shape != self.shape
            or not np.allclose(prediction.matrix, self.affine_lps, atol=_SAME_MM)
        ):
            raise ValueError(
                f"{self.case}: the normalised volume {prediction.shape} at {prediction.matrix.tolist()} is not the "
                f"phantom's {self.shape} at {self.affine_lps.tolist()}"
            )
        return {
            "volume_kept": box.share_of(self.shape) if box else None,
            "vessel_share": float(box.contains(self.vessel_voxels).mean())
            if box and len(self.vessel_voxels)
            else None,
            "aneurysms": tuple(
                AneurysmRecord(
                    a.label, a.diameter_mm, float(box.contains(a.voxels).mean()) if box else None
                )
                for a in self.aneurysms
            ),
        }


@dataclass(frozen=True)
class NotRendered:
    """A case that the generator refused; nothing was asked about it."""

    case: str
    reason: str

    def entry(self) -> Entry:
        return Entry(self.case, (), error=f"no phantom: {self.reason}")


def prepare(generator: str, case: str, spec: Any, folder: Path) -> PhantomCase | NotRendered:
    """Renders a phantom and writes it. Raises ValueError where its array is not in LPS order."""
    try:
        phantom: Phantom = importlib.import_module(generator).render(spec)
    except ValueError as fault:
        return NotRendered(case, str(fault))
    axes = nibabel.aff2axcodes(LPS_TO_RAS @ phantom.volume.affine_lps)
    if axes != ("L", "P", "S"):
        raise ValueError(f"{case}: the phantom's array is in {''.join(axes)} order, not in LPS")
    vessels = (phantom.labels > 0) & (phantom.labels < ANEURYSM_LABEL)
    return PhantomCase(
        case,
        write_series(phantom, folder, f"evaluate {case}"),
        folder,
        phantom.anatomy,
        phantom.appearance,
        phantom.plane,
        float(phantom.slice_step_mm),
        phantom.volume.stored.shape,
        phantom.volume.affine_lps,
        np.argwhere(vessels).astype(np.int16),
        aneurysms_of(phantom),
    )


def aneurysms_of(phantom: Phantom) -> tuple[AneurysmTruth, ...]:
    """Voxels of label 14, each given to the aneurysm whose sphere is nearest.

    An aneurysm without a voxel of its own (smaller than a voxel) is the voxel that holds its centre.
    """
    voxels = np.argwhere(phantom.labels == ANEURYSM_LABEL)
    to_index = np.linalg.inv(phantom.volume.affine_lps)
    if phantom.aneurysms and len(voxels):
        homogeneous = np.column_stack([voxels[:, ::-1], np.ones(len(voxels))])
        places = (homogeneous @ phantom.volume.affine_lps.T)[:, :3]
        away = np.stack(
            [
                np.linalg.norm(places - a.centre_lps_mm, axis=1) - a.diameter_mm / 2
                for a in phantom.aneurysms
            ]
        )
        owner = away.argmin(axis=0)
    else:
        owner = np.zeros(len(voxels), dtype=int)
    return tuple(
        AneurysmTruth(
            LABELS[a.label],
            float(a.diameter_mm),
            _or_centre(voxels[owner == index], a, to_index).astype(np.int16),
        )
        for index, a in enumerate(phantom.aneurysms)
    )


def _or_centre(voxels: np.ndarray, aneurysm: Aneurysm, to_index: np.ndarray) -> np.ndarray:
    if len(voxels):
        return voxels
    return np.rint(to_index @ [*aneurysm.centre_lps_mm, 1.0])[None, 2::-1]


@contextmanager
def phantom_cases(
    generator: str, specs: list[tuple[str, Any]], scratch: Path
) -> Iterator[Iterator[PhantomCase | NotRendered]]:
    """The cases (id, spec) in order, each with its folder in `scratch`, deleted when the next one is asked for.

    While a case is worked on, the worker makes the next one.
    """
    # Spawned, not forked: the threads of numerical libraries do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as worker:
        try:
            yield _one_ahead(worker, generator, specs, scratch)
        finally:
            worker.shutdown(cancel_futures=True)


def _one_ahead(
    worker: ProcessPoolExecutor, generator: str, specs: list[tuple[str, Any]], scratch: Path
) -> Iterator[PhantomCase | NotRendered]:
    def begin(index: int):
        case, spec = specs[index]
        return worker.submit(prepare, generator, case, spec, scratch / case)

    ahead = begin(0) if specs else None
    for index in range(len(specs)):
        case = ahead.result()
        ahead = begin(index + 1) if index + 1 < len(specs) else None
        yield case
        shutil.rmtree(scratch / case.case, ignore_errors=isinstance(case, NotRendered))
