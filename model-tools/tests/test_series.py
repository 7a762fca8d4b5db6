import zipfile

import numpy as np
import pytest

from seriesflow_models.nifti import StoredVolume
from seriesflow_models.parity import LARGEST_DIFFERENCE, Reading, compare
from seriesflow_models.phantom import CaseSpec, Phantom, scene
from seriesflow_models.phantom.dicom import write_series
from seriesflow_models.series import read_series

BOX = ((0, 4), (1, 5), (2, 6))


def small_phantom(plane: str) -> Phantom:
    random = np.random.Generator(np.random.PCG64(8))
    grid = scene(CaseSpec(200_001, "CTA", False)).grid
    spacing = grid.spacing
    step = float(spacing[2 - {"axial": 0, "coronal": 1, "sagittal": 2}[plane]])
    stored = random.integers(-900, 900, (5, 7, 9)).astype(np.int16)
    return Phantom(1, "CTA", StoredVolume(stored, grid.affine()), np.zeros((5, 7, 9), np.uint8), (), step, plane)


@pytest.mark.parametrize("plane", ["axial", "coronal", "sagittal"])
def test_a_series_is_read_back_as_the_volume_that_was_written(plane, tmp_path):
    phantom = small_phantom(plane)
    write_series(phantom, tmp_path / "dicom", "test")
    back = read_series(tmp_path / "dicom")
    np.testing.assert_array_equal(back.stored, phantom.volume.stored)
    np.testing.assert_allclose(back.affine_lps, phantom.volume.affine_lps, atol=1e-4)


def test_a_zip_is_read_as_its_folder(tmp_path):
    write_series(small_phantom("axial"), tmp_path / "dicom", "test")
    with zipfile.ZipFile(tmp_path / "series.zip", "w") as archive:
        for file in (tmp_path / "dicom").iterdir():
            archive.write(file, file.name)
    np.testing.assert_array_equal(read_series(tmp_path / "series.zip").stored, read_series(tmp_path / "dicom").stored)


def test_two_series_in_one_folder_are_refused(tmp_path):
    write_series(small_phantom("axial"), tmp_path / "a", "one")
    write_series(small_phantom("axial"), tmp_path / "b", "two")
    with pytest.raises(ValueError, match="2 series"):
        read_series(tmp_path)


def test_a_missing_slice_is_refused(tmp_path):
    write_series(small_phantom("axial"), tmp_path, "test")
    (tmp_path / "slice-0003.dcm").unlink()
    with pytest.raises(ValueError, match="evenly"):
        read_series(tmp_path)


def test_readings_are_alike_with_the_same_box_and_close_logits():
    ours = Reading(BOX, {"a": 1.0, "b": 2.0})
    close = compare("x", ours, Reading(BOX, {"a": 1.0, "b": 2.0 + LARGEST_DIFFERENCE / 2}))
    assert close.passed and close.label == "b"
    assert not compare("x", ours, Reading(BOX, {"a": 1.0, "b": 2.0 + 2 * LARGEST_DIFFERENCE})).passed
    assert not compare("x", ours, Reading(((0, 4), (1, 5), (2, 7)), ours.logits)).passed


def test_a_label_without_a_logit_is_an_error():
    with pytest.raises(KeyError):
        compare("x", Reading(BOX, {}), Reading(BOX, {"a": 0.0}))
