import json
from pathlib import Path

import numpy as np
import pytest

from seriesflow_models import nifti
from seriesflow_models.golden import describe
from seriesflow_models.golden_volumes import affine, cases
from seriesflow_models.packages import package

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "inference/src/test/resources/golden"
CASES = {case.name: case for case in cases()}


def _close(ours, theirs):
    if isinstance(theirs, dict):
        assert ours.keys() == theirs.keys()
        for key in theirs:
            _close(ours[key], theirs[key])
    elif isinstance(theirs, list):
        assert len(ours) == len(theirs)
        for a, b in zip(ours, theirs):
            _close(a, b)
    elif isinstance(theirs, float):
        assert ours == pytest.approx(theirs, abs=1e-4)
    else:
        assert ours == theirs


@pytest.mark.parametrize("name", CASES)
def test_committed_golden_is_what_the_reading_gives(name):
    path = GOLDEN / f"{name}.nii"
    stored = nifti.read(path)
    np.testing.assert_array_equal(stored.stored, CASES[name].volume.stored)
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    _close(describe(ROOT, CASES[name], path), expected)


@pytest.mark.parametrize("name", CASES)
def test_no_golden_box_hangs_on_a_rounding_error(name):
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    margins = [m for side in golden["roi"]["margin"].values() for m in side if m is not None]
    assert all(m > 10 * golden["trustedMargin"] for m in margins)


@pytest.mark.parametrize("name", CASES)
def test_resized_lengths_are_exact_halves_or_far_from_them(name):
    volume = CASES[name].volume
    for length, spacing in zip(volume.stored.shape, volume.spacing_zyx()):
        for target in package(CASES[name].roi).networks[0].spacing_mm:
            away = abs((length * spacing / target) % 1.0 - 0.5)
            assert away == 0.0 or away > 1e-3


def test_goldens_stay_small():
    assert sum(f.stat().st_size for f in GOLDEN.iterdir()) < 3_000_000


def test_nifti_keeps_voxels_geometry_and_scaling(tmp_path):
    stored = np.arange(24, dtype="<i2").reshape(2, 3, 4)
    path = tmp_path / "small.nii"
    nifti.write(
        nifti.StoredVolume(stored, affine((3.0, 2.0, 1.0), (1.0, 2.0, 3.0)), 2.0, -5.0), path
    )
    assert path.stat().st_size == 352 + 48
    back = nifti.read(path)
    np.testing.assert_array_equal(back.stored, stored)
    assert back.values()[0, 0, 1] == 1 * 2.0 - 5.0
    assert back.spacing_zyx() == (3.0, 2.0, 1.0)
    np.testing.assert_allclose(back.affine_lps[:3, 3], [1.0, 2.0, 3.0])
