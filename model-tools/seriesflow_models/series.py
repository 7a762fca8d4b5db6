"""A DICOM series as a volume, read without any of Seriesflow's own code, so that the two readings can be compared."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import nibabel
import numpy as np
import pydicom

from seriesflow_models.nifti import LPS_TO_RAS, StoredVolume


def read_series(path: Path) -> StoredVolume:
    """float32 values [z,y,x] in LPS order with their affine, of the one regular single-frame series in a folder or .zip.

    Slices are ordered along their normal (PS3.3 C.7.6.2.1.1), rescaled, and turned by flips and exchanges of axes only.
    Raises ValueError where there is no such series.
    """
    images = _images(path)
    series = {str(i.SeriesInstanceUID) for i in images}
    if len(series) != 1:
        raise ValueError(f"{path}: {len(series)} series; expected one")
    across, down = np.reshape([float(v) for v in images[0].ImageOrientationPatient], (2, 3))
    normal = np.cross(across, down)
    images.sort(key=lambda i: float(normal @ [float(v) for v in i.ImagePositionPatient]))
    places = np.array([[float(v) for v in i.ImagePositionPatient] for i in images])
    step = (places[-1] - places[0]) / (len(images) - 1)
    if np.abs(np.diff(places, axis=0) - step).max() > 0.1:
        raise ValueError(f"{path}: its slices are not evenly spaced")
    rows_mm, columns_mm = (float(v) for v in images[0].PixelSpacing)
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1], affine[:3, 2], affine[:3, 3] = across * columns_mm, down * rows_mm, step, places[0]
    values = np.stack([_values(i) for i in images])
    return _to_lps(values, affine)


def _images(path: Path) -> list[pydicom.Dataset]:
    if path.is_dir():
        sources = [p for p in sorted(path.rglob("*")) if p.is_file()]
        return [pydicom.dcmread(p) for p in sources]
    with zipfile.ZipFile(path) as archive:
        return [pydicom.dcmread(BytesIO(archive.read(n))) for n in sorted(archive.namelist()) if not n.endswith("/")]


def _values(image: pydicom.Dataset) -> np.ndarray:
    slope, intercept = float(image.get("RescaleSlope", 1)), float(image.get("RescaleIntercept", 0))
    return (image.pixel_array.astype(np.float64) * slope + intercept).astype(np.float32)


def _to_lps(values: np.ndarray, affine: np.ndarray) -> StoredVolume:
    """values [slice,row,column] whose affine takes (column,row,slice,1)."""
    image = nibabel.Nifti1Image(values.transpose(2, 1, 0), LPS_TO_RAS @ affine)
    wanted = nibabel.orientations.axcodes2ornt(("L", "P", "S"))
    turn = nibabel.orientations.ornt_transform(nibabel.io_orientation(image.affine), wanted)
    turned = image.as_reoriented(turn)
    return StoredVolume(np.asarray(turned.dataobj).transpose(2, 1, 0), LPS_TO_RAS @ turned.affine)
