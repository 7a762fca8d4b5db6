"""The golden files of the engine's tests are what nnU-Net and the exporter make today."""

from pathlib import Path

import numpy as np
import pytest
import torch

pytest.importorskip("nnunetv2", reason="needs the extra `nnunet`")

from seriesflow_models import nifti  # noqa: E402
from seriesflow_models.checkpoints import golden  # noqa: E402

torch.set_num_threads(1)
COMMITTED = Path(__file__).resolve().parents[2] / "inference/src/test/resources/nnunet"


@pytest.fixture(scope="module", params=golden.CASES)
def pair(request, tmp_path_factory):
    made = tmp_path_factory.mktemp("golden") / request.param
    golden.write(request.param, made)
    return COMMITTED / request.param, made


def stored(folder, name):
    return nifti.read(folder / name).stored


def test_package_is_the_same(pair):
    committed, made = pair
    files = sorted(f.name for f in made.iterdir() if f.suffix in (".yaml", ".onnx", ".md"))
    assert files
    for file in files:
        assert (committed / file).read_bytes() == (made / file).read_bytes(), file


def test_what_nnunet_gives_is_the_same(pair):
    committed, made = pair
    np.testing.assert_array_equal(stored(committed, "volume.nii"), stored(made, "volume.nii"))
    np.testing.assert_allclose(stored(committed, "preprocessed.nii"), stored(made, "preprocessed.nii"), atol=1e-5)
    sure = stored(committed, "unsure.nii") == 0
    np.testing.assert_array_equal(stored(committed, "mask.nii")[sure], stored(made, "mask.nii")[sure])


def test_mask_has_every_label_and_few_ties(pair):
    committed, _ = pair
    mask, unsure = stored(committed, "mask.nii"), stored(committed, "unsure.nii")
    assert set(np.unique(mask)) == {0, 1, 2}
    assert unsure.mean() < 0.002
