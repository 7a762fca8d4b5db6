"""A phantom as a classic DICOM series: one CT or MR image a slice, explicit little endian, 16 bit signed.

Slices lie along the array axis of the phantom's plane. Images are oriented as scanners send them (PS3.3 C.7.6.2.1.1):

    plane      a row runs to   a column runs to   slices along
    axial      Left            Posterior          z
    sagittal   Posterior       Inferior           x
    coronal    Left            Inferior           y

Nothing depends on the machine or the time: the same phantom and seed give the same bytes.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydicom import config
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, MRImageStorage
from pydicom.valuerep import DSfloat

if TYPE_CHECKING:
    from seriesflow_models.phantom import Phantom

CT_INTERCEPT = -1024
_NAMESPACE = uuid.UUID("9f0c6a52-6a0e-5b1f-8a0c-5e1d0f7b2c11")
_X, _Y, _Z = 0, 1, 2


@dataclass(frozen=True)
class _Plane:
    """Affine columns (0 x, 1 y, 2 z) along a row, down a column and across slices; whether rows count z downwards."""

    row: int
    column: int
    slice: int
    downwards: bool


_PLANES = {
    "axial": _Plane(_X, _Y, _Z, downwards=False),
    "sagittal": _Plane(_Y, _Z, _X, downwards=True),
    "coronal": _Plane(_X, _Z, _Y, downwards=True),
}

# What the sequence rules of a package's eligibility look at (docs/model-packages.md), beside the modality.
_SEQUENCES = {
    "CTA": ("CTA HEAD", {"ContrastBolusAgent": "SYNTHETIC IODINE"}),
    "MRA": (
        "TOF MRA HEAD",
        {
            "ScanningSequence": "GR",
            "SequenceVariant": "SP",
            "MRAcquisitionType": "3D",
            "AngioFlag": "Y",
            "SequenceName": "tof3d",
            "RepetitionTime": "23",
            "EchoTime": "7",
        },
    ),
    "T1post": (
        "T1 POST CONTRAST HEAD",
        {
            "ScanningSequence": "GR",
            "SequenceVariant": "MP",
            "MRAcquisitionType": "3D",
            "ContrastBolusAgent": "SYNTHETIC GADOLINIUM",
            "SequenceName": "t1_gre",
            "RepetitionTime": "1900",
            "EchoTime": "2.5",
        },
    ),
    "T2": (
        "T2 HEAD",
        {
            "ScanningSequence": "SE",
            "SequenceVariant": "SK",
            "MRAcquisitionType": "2D",
            "SequenceName": "t2_tse",
            "RepetitionTime": "4500",
            "EchoTime": "95",
        },
    ),
}


def write_series(phantom: Phantom, folder: Path, uid_seed: str) -> str:
    """Writes slice-0001.dcm and so on, in the order of the array axis; gives the Series Instance UID.

    The folder is made where it is missing. UIDs are 2.25.* of a name-based UUID (PS3.5 B.2) over uid_seed, so that two
    phantoms need two seeds.

    Raises ValueError where the plane or appearance is unknown, the affine is sheared, slice_step_mm is not the step of
    the plane's axis, or values do not fit 16 bit.
    """
    geometry = _Geometry.of(phantom)
    stored, slope, intercept = _stored(phantom)
    dataset = _common(phantom, geometry, uid_seed)
    if (slope, intercept) != (1.0, 0.0):
        dataset.RescaleSlope = _decimal(slope)
        dataset.RescaleIntercept = _decimal(intercept)
        if phantom.appearance == "CTA":
            dataset.RescaleType = "HU"
    folder.mkdir(parents=True, exist_ok=True)
    for index, image in enumerate(geometry.images(stored)):
        dataset.SOPInstanceUID = _uid(uid_seed, f"instance {index}")
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        dataset.InstanceNumber = index + 1
        dataset.ImagePositionPatient = [_decimal(v) for v in geometry.position(index)]
        dataset.PixelData = np.ascontiguousarray(image).tobytes()
        dataset["PixelData"].VR = "OW"
        dataset.save_as(folder / f"slice-{index + 1:04d}.dcm", enforce_file_format=True)
    return str(dataset.SeriesInstanceUID)


@dataclass(frozen=True)
class _Geometry:
    plane: _Plane
    affine: np.ndarray
    shape_xyz: tuple[int, int, int]

    @staticmethod
    def of(phantom: Phantom) -> _Geometry:
        if phantom.plane not in _PLANES:
            raise ValueError(f"unknown plane {phantom.plane!r}; known: {', '.join(_PLANES)}")
        geometry = _Geometry(
            _PLANES[phantom.plane],
            np.asarray(phantom.volume.affine_lps, dtype=np.float64),
            phantom.volume.stored.shape[::-1],
        )
        directions = np.stack([geometry.direction(axis) for axis in (_X, _Y, _Z)])
        shear = np.abs(directions @ directions.T - np.eye(3)).max()
        if shear > 1e-4:
            raise ValueError(f"the axes of the affine are not perpendicular: cosine {shear:.5f}")
        step = geometry.step(geometry.plane.slice)
        if abs(step - phantom.slice_step_mm) > 1e-3 * step:
            raise ValueError(
                f"slice_step_mm is {phantom.slice_step_mm}, but {phantom.plane} slices are {step:.4f} mm apart"
            )
        return geometry

    def step(self, axis: int) -> float:
        return float(np.linalg.norm(self.affine[:3, axis]))

    def direction(self, axis: int) -> np.ndarray:
        return self.affine[:3, axis] / self.step(axis)

    def column_direction(self) -> np.ndarray:
        return self.direction(self.plane.column) * (-1.0 if self.plane.downwards else 1.0)

    def position(self, index: int) -> np.ndarray:
        """Centre of the first pixel of that slice, LPS mm."""
        voxel = np.zeros(3)
        voxel[self.plane.slice] = index
        if self.plane.downwards:
            voxel[self.plane.column] = self.shape_xyz[self.plane.column] - 1
        return self.affine[:3, :3] @ voxel + self.affine[:3, 3]

    def images(self, stored: np.ndarray):
        """The slices [row, column] of an array [z,y,x]."""
        for image in np.moveaxis(stored, 2 - self.plane.slice, 0):
            yield image[::-1] if self.plane.downwards else image


def _stored(phantom: Phantom) -> tuple[np.ndarray, float, float]:
    """Stored numbers, slope and intercept; CT numbers are moved so that the intercept is the usual one."""
    volume = phantom.volume
    shift, intercept = 0.0, volume.intercept
    if phantom.appearance == "CTA":
        shift, intercept = (volume.intercept - CT_INTERCEPT) / volume.slope, float(CT_INTERCEPT)
    if volume.stored.dtype.kind not in "iu" or shift != int(shift):
        raise ValueError(
            f"stored values of type {volume.stored.dtype}, moved by {shift}, are not whole numbers"
        )
    least, greatest = int(volume.stored.min()) + shift, int(volume.stored.max()) + shift
    limits = np.iinfo(np.int16)
    if least < limits.min or greatest > limits.max:
        raise ValueError(f"stored values {least:.0f} to {greatest:.0f} do not fit 16 bit signed")
    # Modulo 2^16 the sum is right whatever the operands do, as the result was seen to fit.
    moved = volume.stored.astype("<i2", copy=False)
    return (moved + np.int16(shift) if shift else moved), volume.slope, intercept


def _common(phantom: Phantom, geometry: _Geometry, uid_seed: str) -> Dataset:
    """All that is the same in every slice."""
    if phantom.appearance not in _SEQUENCES:
        raise ValueError(
            f"unknown appearance {phantom.appearance!r}; known: {', '.join(_SEQUENCES)}"
        )
    dataset = Dataset()
    dataset.SOPClassUID = CTImageStorage if phantom.appearance == "CTA" else MRImageStorage
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    _patient_and_study(dataset, phantom, uid_seed)
    _series(dataset, phantom, uid_seed)
    _image(dataset, phantom, geometry)
    return dataset


def _patient_and_study(dataset: Dataset, phantom: Phantom, uid_seed: str) -> None:
    dataset.SyntheticData = "YES"
    dataset.PatientName = "PHANTOM^SYNTHETIC"
    dataset.PatientID = f"PHANTOM-{phantom.anatomy}"
    dataset.StudyInstanceUID = _uid(uid_seed, "study")
    dataset.StudyDescription = "SYNTHETIC PHANTOM HEAD"
    # Type 2: they must be there and may be empty. A date would be the machine's.
    for keyword in (
        "PatientBirthDate",
        "PatientSex",
        "StudyDate",
        "StudyTime",
        "StudyID",
        "AccessionNumber",
        "ReferringPhysicianName",
        "PositionReferenceIndicator",
        "AcquisitionNumber",
    ):
        setattr(dataset, keyword, None)


def _series(dataset: Dataset, phantom: Phantom, uid_seed: str) -> None:
    description, attributes = _SEQUENCES[phantom.appearance]
    dataset.Modality = "CT" if phantom.appearance == "CTA" else "MR"
    dataset.SeriesInstanceUID = _uid(uid_seed, "series")
    dataset.FrameOfReferenceUID = _uid(uid_seed, "frame of reference")
    dataset.SeriesNumber = 1
    dataset.SeriesDescription = f"SYNTHETIC PHANTOM {description}"
    dataset.ProtocolName = description
    dataset.BodyPartExamined = "HEAD"
    dataset.PatientPosition = "HFS"
    dataset.Manufacturer = "Seriesflow"
    dataset.ManufacturerModelName = "Synthetic phantom"
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    for keyword in (
        ("KVP",) if phantom.appearance == "CTA" else ("ScanOptions", "EchoTrainLength")
    ):
        setattr(dataset, keyword, None)


def _image(dataset: Dataset, phantom: Phantom, geometry: _Geometry) -> None:
    plane = geometry.plane
    dataset.ImageType = [
        "DERIVED",
        "PRIMARY",
        "AXIAL" if phantom.appearance == "CTA" else "OTHER",
        "SYNTHETIC",
    ]
    dataset.DerivationDescription = "Computed head phantom"
    dataset.ImageComments = "SYNTHETIC PHANTOM: computed, shows no patient. Not for clinical use."
    dataset.ImageOrientationPatient = [
        _decimal(v) for v in (*geometry.direction(plane.row), *geometry.column_direction())
    ]
    # Distance between rows first (PS3.3 10.7.1.3).
    dataset.PixelSpacing = [
        _decimal(geometry.step(plane.column)),
        _decimal(geometry.step(plane.row)),
    ]
    dataset.SliceThickness = dataset.SpacingBetweenSlices = _decimal(geometry.step(plane.slice))
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows = geometry.shape_xyz[plane.column]
    dataset.Columns = geometry.shape_xyz[plane.row]
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit = 15
    dataset.PixelRepresentation = 1


def _decimal(value: float) -> DSfloat:
    """A decimal string of at most 16 characters (PS3.5 6.2)."""
    return DSfloat(float(value) + 0.0, auto_format=True, validation_mode=config.RAISE)


def _uid(seed: str, name: str) -> str:
    return f"2.25.{uuid.uuid5(_NAMESPACE, f'{seed}/{name}').int}"
