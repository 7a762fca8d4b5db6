from dataclasses import replace

import numpy as np
import pydicom
import pytest

from seriesflow_models.nifti import StoredVolume
from seriesflow_models.phantom import APPEARANCES, Phantom
from seriesflow_models.phantom.dicom import write_series

PLANES = ("axial", "sagittal", "coronal")
SLICE_AXIS = {"axial": 2, "sagittal": 0, "coronal": 1}  # of the affine's columns x, y, z


def _affine(tilt_degrees: float = 0.0, turn_degrees: float = 0.0) -> np.ndarray:
    """Steps 0.6, 0.75, 1.5 mm along x, y, z; tilted about the left-right axis, then turned about the long axis."""
    tilt, turn = np.deg2rad([tilt_degrees, turn_degrees])
    about_x = [[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]]
    about_z = [[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]]
    matrix = np.eye(4)
    matrix[:3, :3] = np.array(about_z) @ np.array(about_x) @ np.diag([0.6, 0.75, 1.5])
    matrix[:3, 3] = (-31.0, 17.5, -40.25)
    return matrix


AFFINES = {"straight": _affine(), "oblique": _affine(20.0, 15.0)}


def _phantom(plane="axial", matrix=AFFINES["straight"], appearance="MRA", shape=(5, 6, 7)) -> Phantom:
    stored = np.arange(np.prod(shape), dtype=np.int16).reshape(shape)
    step = float(np.linalg.norm(matrix[:3, SLICE_AXIS[plane]]))
    return Phantom(
        7, appearance, StoredVolume(stored, matrix), np.zeros(shape, np.uint8), (), step, plane
    )


def _read(folder):
    return [pydicom.dcmread(path) for path in sorted(folder.iterdir())]


def _world(dataset, row, column) -> np.ndarray:
    """Patient position of a pixel by the formula of PS3.3 C.7.6.2.1.1."""
    orientation = np.array(dataset.ImageOrientationPatient, dtype=float)
    between_rows, between_columns = (float(v) for v in dataset.PixelSpacing)
    return (
        np.array(dataset.ImagePositionPatient, dtype=float)
        + column * between_columns * orientation[:3]
        + row * between_rows * orientation[3:]
    )


@pytest.mark.parametrize("matrix", AFFINES)
@pytest.mark.parametrize("plane", PLANES)
def test_every_voxel_stands_where_the_affine_says(plane, matrix, tmp_path):
    phantom = _phantom(plane, AFFINES[matrix])
    write_series(phantom, tmp_path, "a")
    seen = set()
    for dataset in _read(tmp_path):
        for (row, column), value in np.ndenumerate(dataset.pixel_array):
            z, y, x = np.unravel_index(int(value), phantom.volume.stored.shape)
            expected = phantom.volume.affine_lps @ [x, y, z, 1.0]
            np.testing.assert_allclose(_world(dataset, row, column), expected[:3], atol=1e-6)
            seen.add(int(value))
    assert len(seen) == phantom.volume.stored.size


@pytest.mark.parametrize("plane", PLANES)
def test_a_mark_on_the_patients_left_has_the_greater_x(plane, tmp_path):
    stored = np.zeros((5, 6, 7), np.int16)
    stored[2, 3, 6] = 100  # x grows towards Left
    stored[2, 3, 0] = 50
    phantom = replace(_phantom(plane), volume=StoredVolume(stored, AFFINES["straight"]))
    write_series(phantom, tmp_path, "a")
    x = {}
    for dataset in _read(tmp_path):
        for value in (100, 50):
            for row, column in np.argwhere(dataset.pixel_array == value):
                x[value] = _world(dataset, row, column)[0]
    assert x[100] - x[50] == pytest.approx(6 * 0.6)


@pytest.mark.parametrize("plane", PLANES)
def test_slices_are_evenly_spaced_by_the_step_that_is_stated(plane, tmp_path):
    phantom = _phantom(plane, AFFINES["oblique"])
    write_series(phantom, tmp_path, "a")
    series = _read(tmp_path)
    orientation = np.array(series[0].ImageOrientationPatient, dtype=float)
    normal = np.cross(orientation[:3], orientation[3:])
    places = [normal @ np.array(d.ImagePositionPatient, dtype=float) for d in series]
    np.testing.assert_allclose(np.abs(np.diff(places)), phantom.slice_step_mm, atol=1e-6)
    assert float(series[0].SpacingBetweenSlices) == pytest.approx(phantom.slice_step_mm)
    assert float(series[0].SliceThickness) == pytest.approx(phantom.slice_step_mm)


@pytest.mark.parametrize("plane", ("sagittal", "coronal"))
def test_the_top_of_the_head_is_the_top_of_the_image(plane, tmp_path):
    write_series(_phantom(plane), tmp_path, "a")
    first = _read(tmp_path)[0]
    assert _world(first, 0, 0)[2] > _world(first, first.Rows - 1, 0)[2]


def test_hounsfield_values_survive_with_the_usual_intercept(tmp_path):
    stored = np.linspace(-1024, 3071, 5 * 6 * 7).astype(np.int16).reshape(5, 6, 7)
    phantom = replace(
        _phantom(appearance="CTA"), volume=StoredVolume(stored, AFFINES["straight"])
    )
    write_series(phantom, tmp_path, "a")
    series = _read(tmp_path)
    assert float(series[0].RescaleIntercept) == -1024.0
    values = np.stack([d.pixel_array * float(d.RescaleSlope) - 1024.0 for d in series])
    np.testing.assert_array_equal(values, stored)


def test_slope_and_intercept_of_the_volume_are_kept(tmp_path):
    phantom = _phantom()
    phantom = replace(
        phantom, volume=replace(phantom.volume, slope=0.5, intercept=10.0), appearance="T2"
    )
    write_series(phantom, tmp_path, "a")
    values = np.stack(
        [
            d.pixel_array * float(d.RescaleSlope) + float(d.RescaleIntercept)
            for d in _read(tmp_path)
        ]
    )
    np.testing.assert_array_equal(values, phantom.volume.values())


@pytest.mark.parametrize("appearance", APPEARANCES)
def test_every_instance_says_that_it_is_synthetic(appearance, tmp_path):
    write_series(_phantom(appearance=appearance), tmp_path, "a")
    for dataset in _read(tmp_path):
        assert dataset.PatientName == "PHANTOM^SYNTHETIC"
        assert "SYNTHETIC PHANTOM" in dataset.SeriesDescription
        assert "SYNTHETIC" in dataset.ImageComments
        assert dataset.SyntheticData == "YES"


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_uids(tmp_path):
    first = write_series(_phantom(), tmp_path / "a", "one")
    again = write_series(_phantom(), tmp_path / "b", "one")
    other = write_series(_phantom(), tmp_path / "c", "two")
    assert first == again != other
    for a, b in zip(sorted((tmp_path / "a").iterdir()), sorted((tmp_path / "b").iterdir())):
        assert a.read_bytes() == b.read_bytes()


def test_uids_are_unique_and_valid(tmp_path):
    write_series(_phantom(), tmp_path, "a")
    series = _read(tmp_path)
    uids = [d.SOPInstanceUID for d in series] + [
        series[0].SeriesInstanceUID,
        series[0].StudyInstanceUID,
        series[0].FrameOfReferenceUID,
    ]
    assert len(set(uids)) == len(uids)
    assert all(uid.is_valid and uid.startswith("2.25.") and len(uid) <= 64 for uid in uids)


def test_no_date_or_time_is_written(tmp_path):
    write_series(_phantom(), tmp_path, "a")
    dated = [e for e in _read(tmp_path)[0].iterall() if e.VR in ("DA", "TM", "DT") and e.value]
    assert dated == []


def test_an_unknown_plane_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match="unknown plane 'skew'"):
        write_series(replace(_phantom(), plane="skew"), tmp_path, "a")


def test_an_unknown_appearance_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match="unknown appearance 'PET'"):
        write_series(_phantom(appearance="PET"), tmp_path, "a")


def test_a_slice_step_of_another_axis_is_refused(tmp_path):
    with pytest.raises(ValueError, match="slice_step_mm is 1.5, but coronal slices are 0.75"):
        write_series(replace(_phantom(), plane="coronal"), tmp_path, "a")


def test_a_sheared_affine_is_refused(tmp_path):
    matrix = _affine()
    matrix[0, 2] = 0.3
    with pytest.raises(ValueError, match="not perpendicular"):
        write_series(_phantom(matrix=matrix), tmp_path, "a")


def test_values_beyond_sixteen_bit_are_refused_with_their_range(tmp_path):
    volume = StoredVolume(np.full((3, 3, 3), 32000, np.int16), AFFINES["straight"])
    phantom = replace(_phantom(appearance="CTA"), volume=volume)
    with pytest.raises(ValueError, match="33024 to 33024 do not fit"):
        write_series(phantom, tmp_path, "a")
