"""A plain reading of the steps that stand in a manifest before the network, in NumPy and SciPy, slow and obvious.

It shares no code with the engine or with nnU-Net, and reads what was written, not the plans: what nnU-Net's own
preprocessor gives is compared with it at every export, on synthetic volumes that are written to a file and read by the
network's own image reader.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
from scipy import ndimage

from seriesflow_models.checkpoints import nnunet_library, orientation
from seriesflow_models.checkpoints.plans import Plans
from seriesflow_models.checkpoints.refusal import Refused

#: nnU-Net takes its statistics in float32, the reading in float64.
PREPROCESSING_TOLERANCE = 1e-3
_LONGEST_AXIS = 48


@dataclass(frozen=True)
class Image:
    """[z,y,x] in the order of `codes`, with a spacing in mm an axis."""

    values: np.ndarray
    spacing_mm: tuple[float, ...]
    codes: str = "LPS"


def prepared(steps: Sequence[Mapping[str, Any]], volume: Image) -> Image:
    """What the steps up to `grid` make of a volume in LPS."""
    images, box = {"volume": volume}, ()
    for one in steps:
        source = images.get(one["inputs"].get("image", one["inputs"].get("volume", "")))
        match one["operator"], one.get("mode"):
            case "reorient", "signed-permutation":
                images["turned.volume"] = _turned(source, one["to"])
            case "crop", "non-zero-box":
                box = tuple(slice(i.min(), i.max() + 1) for i in np.nonzero(source.values))
            case "guard", _:
                pass
            case "crop", "box":
                images["region.image"] = Image(source.values[box], source.spacing_mm, source.codes)
            case "intensity", mode:
                images["normal.image"] = Image(_normalised(mode, one, source.values), source.spacing_mm, source.codes)
            case "resample", "to-spacing":
                return _resampled(one, source)
            case other:
                raise ValueError(f"no step before the network: {other}")
    raise ValueError("no step resamples the image")


def _turned(image: Image, codes: str) -> Image:
    order, flips = orientation.permutation(image.codes, codes)
    values = np.flip(image.values.transpose(order), flips)
    return Image(values, tuple(image.spacing_mm[axis] for axis in order), codes)


def _normalised(mode: str, keys: Mapping[str, Any], values: np.ndarray) -> np.ndarray:
    real = values.astype(np.float64)
    match mode:
        case "z-score":
            return (real - real.mean()) / max(real.std(), keys["floor"])
        case "foreground-z-score":
            inside = ndimage.binary_fill_holes(real != 0)
            real[inside] = (real[inside] - real[inside].mean()) / max(real[inside].std(), keys["floor"])
            return real
        case "ct-scheme":
            return (np.clip(real, keys["low"], keys["high"]) - keys["mean"]) / max(keys["std"], keys["floor"])
        case "min-max":
            return (real - real.min()) / max(real.max() - real.min(), keys["floor"])
    raise ValueError(f"no normalisation: {mode}")


def _resampled(keys: Mapping[str, Any], image: Image) -> Image:
    target = [mm if wanted == "same" else float(wanted) for mm, wanted in zip(image.spacing_mm, keys["spacingMm"])]
    size = [max(1, round(n * mm / to)) for n, mm, to in zip(image.values.shape, image.spacing_mm, target)]
    kind = keys["interpolation"]
    order = 3 if kind.startswith("cubic") else 1
    coarse = _coarse_axis(image.spacing_mm, target, keys["anisotropyAbove"]) if kind.endswith("-separate-z") else None
    if coarse is None:
        return Image(_spline(image.values, size, order), tuple(target), image.codes)
    slices = np.moveaxis(image.values, coarse, 0)
    within = [n for axis, n in enumerate(size) if axis != coarse]
    resized = np.stack([_spline(one, within, order) for one in slices])
    nearest = np.floor((np.arange(size[coarse]) + 0.5) * len(slices) / size[coarse]).astype(int)
    return Image(np.moveaxis(resized[nearest], 0, coarse), tuple(target), image.codes)


def _coarse_axis(present: Sequence[float], target: Sequence[float], above: float) -> int | None:
    for spacing in (present, target):
        if max(spacing) / min(spacing) > above:
            axes = [axis for axis, mm in enumerate(spacing) if mm == max(spacing)]
            return axes[0] if len(axes) == 1 else None
    return None


def _spline(values: np.ndarray, size: Sequence[int], order: int) -> np.ndarray:
    """Outer edges stay; results never leave the range of the input."""
    factors = [to / n for to, n in zip(size, values.shape)]
    zoomed = ndimage.zoom(values.astype(np.float64), factors, order=order, mode="nearest", grid_mode=True)
    return np.clip(zoomed, values.min(), values.max())


def synthetic(spacing_mm: Sequence[float], shape: Sequence[int], seed: int, offset: float) -> Image:
    """A blob with a hole of zeros and a margin of zeros, in LPS; no symmetry, so that a wrong flip shows."""
    random = np.random.Generator(np.random.PCG64(seed))
    z, y, x = np.meshgrid(*(np.linspace(-1, 1, n) for n in shape), indexing="ij")
    values = 400 + 250 * x - 130 * y + 90 * z + 60 * np.sin(9 * x * y + 5 * z) + 25 * random.standard_normal(shape)
    values = np.rint(values + offset)
    values[(x / 0.9) ** 2 + (y / 0.8) ** 2 + (z / 0.95) ** 2 > 1] = 0
    values[((x - 0.2) ** 2 + y**2 + z**2) < 0.05] = 0
    return Image(values.astype(np.float32), tuple(float(np.float32(mm)) for mm in spacing_mm))


def cases(plans: Plans, codes: str) -> list[Image]:
    """Volumes in LPS whose spacing is finer, coarser and thicker, along each axis in turn, than the network's."""
    target = [2.0, *plans.spacing_mm] if plans.rank == 2 else list(plans.spacing_mm)
    order, _ = orientation.permutation(codes, "LPS")
    images = []
    for seed, factors in enumerate(((1.3, 0.8, 1.1), (4.5, 1.0, 0.9), (0.9, 4.5, 1.2))):
        spacing = [target[axis] * factors[axis] for axis in order]
        shape = [max(6, min(_LONGEST_AXIS, round(30 * min(spacing) / mm) + 5 * i)) for i, mm in enumerate(spacing)]
        images.append(synthetic(spacing, shape, seed, -300 if plans.normalisation.scheme == "CTNormalization" else 0))
    return images


def of_nnunet(folder: Path, plans: Plans, stored: str, volume: Image) -> np.ndarray:
    """What nnU-Net's reader and preprocessor make of the same volume, stored in a file in the order of `stored`."""
    with nnunet_library.quiet(), tempfile.TemporaryDirectory() as scratch:
        from nnunetv2.imageio.reader_writer_registry import recursive_find_reader_writer_by_name
        from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

        file = Path(scratch) / "case_0000.nii.gz"
        save(volume, stored, file)
        image, properties = recursive_find_reader_writer_by_name(plans.reader)().read_images([str(file)])
        manager = PlansManager(json.loads((folder / "plans.json").read_text(encoding="utf-8")))
        settings = manager.get_configuration(plans.configuration)
        dataset = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
        preprocessor = settings.preprocessor_class(verbose=False)
        return preprocessor.run_case_npy(image, None, properties, manager, settings, dataset)[0][0]


def save(volume: Image, stored: str, file: Path) -> None:
    """A NIfTI file of an LPS volume whose array is stored in another order."""
    affine = np.diag([-volume.spacing_mm[2], -volume.spacing_mm[1], volume.spacing_mm[0], 1.0])
    image = nibabel.Nifti1Image(volume.values.transpose(2, 1, 0), affine)
    lps = nibabel.orientations.axcodes2ornt("LPS")
    turn = nibabel.orientations.ornt_transform(lps, nibabel.orientations.axcodes2ornt(stored))
    nibabel.save(image.as_reoriented(turn), file)


def compare(folder: Path, plans: Plans, stored: str, codes: str, steps: Sequence[Mapping[str, Any]]) -> float:
    """The largest difference between the steps' reading and nnU-Net's preprocessor; refused above the tolerance."""
    largest = 0.0
    for volume in cases(plans, codes):
        ours, theirs = prepared(steps, volume).values, of_nnunet(folder, plans, stored, volume)
        if ours.shape != theirs.shape:
            raise Refused(
                "steps",
                f"give the network an image of {list(ours.shape)}, nnU-Net's preprocessor one of {list(theirs.shape)}",
            )
        scale = max(1.0, float(np.abs(theirs).max()) / 100)
        largest = max(largest, float(np.abs(ours - theirs).max()) / scale)
    if largest > PREPROCESSING_TOLERANCE:
        raise Refused(
            "steps", f"the network's input differs from nnU-Net's by {largest:.2e}, above {PREPROCESSING_TOLERANCE:.0e}"
        )
    return largest
