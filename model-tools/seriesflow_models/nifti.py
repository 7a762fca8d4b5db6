"""NIfTI-1 single files as Seriesflow stores volumes: array [z,y,x] in LPS order, x fastest, affine in RAS.

The header is written field by field because nibabel's own writer would choose slope and intercept itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nibabel
import numpy as np

LPS_TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])


@dataclass(frozen=True)
class StoredVolume:
    """Stored numbers [z,y,x]; value = stored * slope + intercept; affine maps (x,y,z,1) to LPS mm."""

    stored: np.ndarray
    affine_lps: np.ndarray
    slope: float = 1.0
    intercept: float = 0.0

    def values(self) -> np.ndarray:
        return self.stored.astype(np.float64) * self.slope + self.intercept

    def spacing_zyx(self) -> tuple[float, float, float]:
        steps = np.linalg.norm(self.affine_lps[:3, :3], axis=0)
        return float(steps[2]), float(steps[1]), float(steps[0])


def write(volume: StoredVolume, path: Path) -> None:
    header = nibabel.Nifti1Header(endianness="<")
    header.set_data_dtype(volume.stored.dtype)
    header.set_data_shape(volume.stored.shape[::-1])
    affine = LPS_TO_RAS @ volume.affine_lps
    header.set_qform(affine, code=1)
    header.set_sform(affine, code=1)
    header.set_xyzt_units("mm")
    header["scl_slope"] = volume.slope
    header["scl_inter"] = volume.intercept
    header["magic"] = b"n+1"
    header["vox_offset"] = 352
    little = np.ascontiguousarray(volume.stored, dtype=volume.stored.dtype.newbyteorder("<"))
    path.write_bytes(header.binaryblock + bytes(4) + little.tobytes())


def read(path: Path) -> StoredVolume:
    image = nibabel.load(path)
    if nibabel.aff2axcodes(image.affine) != ("L", "P", "S"):
        raise ValueError(f"{path}: the array is not stored in LPS order")
    stored = np.asarray(image.dataobj.get_unscaled()).transpose(2, 1, 0)
    return StoredVolume(
        stored, LPS_TO_RAS @ image.affine, float(image.dataobj.slope), float(image.dataobj.inter)
    )
