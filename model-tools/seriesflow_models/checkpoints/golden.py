"""Golden files for the engine: tiny exported packages, a volume each, and what nnU-Net itself makes of it.

`python -m seriesflow_models.checkpoints.golden [FOLDER]` writes `inference/src/test/resources/nnunet/NAME/`: the package,
`volume.nii` (LPS), `preprocessed.nii` (the network's input by nnU-Net's reader and preprocessor, [z,y,x] of the network's
axes), `mask.nii` (by nnU-Net's predictor, in the volume's order) and `unsure.nii` (1 where the two highest logits are
nearer than `SURE` to each other: a difference of rounding may decide there). Nothing is trained.

nnU-Net's predictor runs as it is but for one thing: its buffers are float32 instead of half precision (see `steps`).
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from seriesflow_models.checkpoints import nnunet, nnunet_library, orientation, reading, untrained
from seriesflow_models.checkpoints.reading import Image
from seriesflow_models.checkpoints.untrained import Recipe
from seriesflow_models.nifti import StoredVolume
from seriesflow_models.nifti import write as write_nifti

SURE = 1e-3

#: By name: what is exported, how its files were stored, and the volume (spacing and size along z, y, x in LPS).
CASES: dict[str, tuple[Recipe, str, tuple[float, ...], tuple[int, ...]]] = {
    "2d-masked-ras": (
        Recipe(
            "2d",
            spacing=(1.1, 0.9),
            patch=(16, 24),
            reader="NibabelIOWithReorient",
            use_mask=True,
            channel="T1",
            strides=((1, 1), (2, 2)),
            folds=(0, 1),
            mirror_axes=(0, 1),
        ),
        "LPS",
        (2.5, 0.8, 1.0),
        (7, 33, 30),
    ),
    "3d-anisotropic-ct": (
        Recipe(
            residual=True,
            spacing=(4.0, 0.9, 1.1),
            patch=(8, 16, 16),
            transpose=(1, 0, 2),
            scheme="CTNormalization",
            channel="CT",
            features=(4, 4),
            strides=((1, 1, 1), (1, 2, 2)),
        ),
        "LAS",
        (1.0, 3.6, 0.8),
        (26, 11, 31),
    ),
    "3d-plain-turned": (
        Recipe(
            spacing=(1.0, 1.2, 0.9),
            patch=(16, 16, 8),
            transpose=(2, 0, 1),
            reader="NibabelIO",
            features=(4, 4),
            strides=((1, 1, 1), (2, 2, 2)),
            mirror_axes=None,
        ),
        "PIR",
        (1.3, 1.0, 0.7),
        (18, 20, 24),
    ),
}


@contextlib.contextmanager
def float32_buffers() -> Iterator[None]:
    """nnU-Net's predictor with sums in float32: its weights near 0 leave nothing of a logit in half precision."""
    from nnunetv2.inference import predict_from_raw_data as module

    half, gaussian = torch.half, module.compute_gaussian
    torch.half = torch.float32
    module.compute_gaussian = partial(gaussian, dtype=torch.float32)
    try:
        yield
    finally:
        torch.half, module.compute_gaussian = half, gaussian


def predicted(folder: Path, recipe: Recipe, stored: str, volume: Image) -> tuple[np.ndarray, np.ndarray]:
    """nnU-Net's mask and probabilities [label,...] of a volume, both brought to its LPS order."""
    with nnunet_library.quiet(), tempfile.TemporaryDirectory() as scratch, float32_buffers():
        from nnunetv2.imageio.reader_writer_registry import recursive_find_reader_writer_by_name
        from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor

        file = Path(scratch) / "case_0000.nii.gz"
        reading.save(volume, stored, file)
        image, properties = recursive_find_reader_writer_by_name(recipe.reader)().read_images([str(file)])
        predictor = nnUNetPredictor(device=torch.device("cpu"), allow_tqdm=False)
        predictor.initialize_from_trained_model_folder(str(folder), recipe.folds)
        mask, probabilities = predictor.predict_single_npy_array(image, properties, save_or_return_probabilities=True)
    seen = "RAS" if recipe.reader == "NibabelIOWithReorient" else stored
    order, flips = orientation.permutation(seen, "LPS")
    back = lambda array: np.flip(array.transpose(order), flips)  # noqa: E731
    return back(mask), np.stack([back(one) for one in probabilities])


def unsure(probabilities: np.ndarray) -> np.ndarray:
    """1 where the logits of the two likeliest labels differ by less than `SURE`."""
    first, second = np.sort(probabilities.astype(np.float64), axis=0)[::-1][:2]
    return (np.log(first) - np.log(np.maximum(second, 1e-300)) < SURE).astype(np.uint8)


def write(name: str, folder: Path) -> None:
    recipe, stored, spacing, shape = CASES[name]
    with tempfile.TemporaryDirectory() as scratch:
        results = untrained.write(recipe, Path(scratch) / "results", seed=7)
        nnunet.export(
            nnunet.Request(
                results,
                recipe.configuration,
                f"nnunet-{name}",
                f"Untrained nnU-Net, {name}",
                "Apache-2.0",
                folder,
                orientation=None if recipe.reader == "NibabelIOWithReorient" else stored,
                training="untrained",
                body_parts=("HEAD",),
            )
        )
        plans = nnunet.plans_file.read(results, recipe.configuration)
        volume = reading.synthetic(spacing, shape, 11, -300 if recipe.channel == "CT" else 0)
        network_input = reading.of_nnunet(results, plans, stored, volume)
        mask, probabilities = predicted(results, recipe, stored, volume)
    doubtful = unsure(probabilities)
    _store(folder / "volume.nii", volume.values.astype(np.int16), volume.spacing_mm)
    _store(folder / "preprocessed.nii", network_input.astype(np.float32), (1, 1, 1))
    _store(folder / "mask.nii", mask.astype(np.uint8), volume.spacing_mm)
    _store(folder / "unsure.nii", doubtful, volume.spacing_mm)
    counts = {str(label): int((mask == label).sum()) for label in np.unique(mask)}
    summary: dict[str, Any] = {"voxelsByLabel": counts, "unsure": int(doubtful.sum()), "orientationOfFiles": stored}
    (folder / "golden.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")


def _store(path: Path, values: np.ndarray, spacing_mm: tuple[float, ...]) -> None:
    affine = np.diag([spacing_mm[2], spacing_mm[1], spacing_mm[0], 1.0])
    write_nifti(StoredVolume(np.ascontiguousarray(values), affine), path)


def main(arguments: list[str]) -> None:
    torch.set_num_threads(1)
    root = Path(arguments[0]) if arguments else Path("inference/src/test/resources/nnunet")
    for name in CASES:
        shutil.rmtree(root / name, ignore_errors=True)
        write(name, root / name)
        print(root / name, (root / name / "golden.json").read_text(encoding="utf-8").replace("\n", ""))


if __name__ == "__main__":
    main(sys.argv[1:])
