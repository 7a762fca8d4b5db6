from dataclasses import replace

import evaluation_fakes
import numpy as np
import pytest

from seriesflow_models.evaluation.phantom_cases import (
    PhantomCase,
    aneurysms_of,
    phantom_cases,
    prepare,
)
from seriesflow_models.evaluation.predictions import Answer, SeriesPrediction, VoxelBox
from seriesflow_models.evaluation.records import NOT_ANSWERED
from seriesflow_models.nifti import StoredVolume
from seriesflow_models.phantom import LABELS, Aneurysm, Phantom

FAKES = "evaluation_fakes"
WITH = evaluation_fakes.Spec(4, "MRA", with_aneurysm=True)  # anatomy 4: left-mca
MATRIX = np.diag([1.0, 1.0, 2.0, 1.0])


@pytest.fixture
def case(tmp_path) -> PhantomCase:
    return prepare(FAKES, "usual-4-0000", WITH, tmp_path)


def _prediction(case, box, **more):
    return SeriesPrediction(
        case.series_uid,
        more.get("status", "PREDICTED"),
        None,
        0.7,
        {},
        None,
        box,
        more.get("shape", evaluation_fakes.SHAPE),
        more.get("matrix", MATRIX),
    )


def _record(case, box, **more):
    return case.entry(Answer("/a", (_prediction(case, box, **more),), 0, None)).records[0]


def test_truth_goes_into_the_record(case):
    record = _record(case, None)
    assert (record.present, record.located, record.unit) == (True, ("left-mca",), "4")


def test_an_aneurysm_in_the_first_voxel_outside_the_box_is_not_inside(case):
    # The aneurysm is voxel [2, 3, 4]; the box ends before x = 4.
    assert _record(case, VoxelBox((0, 0, 0), (6, 8, 4))).aneurysms[0].inside == 0.0
    assert _record(case, VoxelBox((0, 0, 0), (6, 8, 5))).aneurysms[0].inside == 1.0


def test_vessel_voxels_are_counted_without_the_aneurysms(case):
    # The vessel is z 1-4, y 2-5, x 3-8 (96 voxels), one of them aneurysm; z below 3 holds 48 of them.
    assert _record(case, VoxelBox((0, 0, 0), (3, 8, 10))).vessel_share == 47 / 95


def test_the_volume_kept_is_the_boxs_share(case):
    assert _record(case, VoxelBox((0, 0, 0), (3, 8, 10))).volume_kept == 0.5


def test_without_a_box_nothing_is_said_about_it(case):
    record = _record(case, None)
    assert (record.volume_kept, record.vessel_share, record.aneurysms[0].inside) == (None,) * 3


def test_a_series_that_was_not_answered_is_kept_with_its_truth(case):
    record = case.entry(Answer("/a", (), 0, "fell over")).records[0]
    assert (record.status, record.reason, record.present) == (NOT_ANSWERED, "fell over", True)


def test_a_volume_of_another_shape_is_not_measured(case):
    with pytest.raises(ValueError, match="is not the phantom's"):
        _record(case, None, shape=(8, 6, 10))


def test_a_volume_that_is_mirrored_is_not_measured(case):
    mirrored = np.diag([-1.0, 1.0, 2.0, 1.0])
    with pytest.raises(ValueError, match="is not the phantom's"):
        _record(case, None, matrix=mirrored)


def _phantom(labels, *aneurysms):
    stored = np.zeros(labels.shape, np.int16)
    return Phantom(1, "CTA", StoredVolume(stored, MATRIX), labels, aneurysms, 2.0, "axial")


def test_touching_aneurysms_share_the_voxels_by_the_nearer_surface():
    labels = np.zeros((3, 3, 10), np.uint8)
    labels[1, 1, 2:8] = 14
    large = Aneurysm(0, (3.0, 1.0, 2.0), 4.0)  # reaches x = 5
    small = Aneurysm(1, (6.5, 1.0, 2.0), 2.0)  # from x = 5.5
    found = aneurysms_of(_phantom(labels, large, small))
    assert [a.label for a in found] == list(LABELS[:2])
    assert [sorted(a.voxels[:, 2]) for a in found] == [[2, 3, 4, 5], [6, 7]]


def test_an_aneurysm_without_a_voxel_is_the_voxel_of_its_centre():
    found = aneurysms_of(_phantom(np.zeros((3, 3, 10), np.uint8), Aneurysm(0, (6.2, 1.0, 2.4), 2.0)))
    assert found[0].voxels.tolist() == [[1, 1, 6]]


def test_a_phantom_that_is_not_stored_in_lps_order_is_refused(tmp_path, monkeypatch):
    phantom = evaluation_fakes.render(WITH)
    turned = replace(phantom.volume, affine_lps=np.diag([-1.0, 1.0, 2.0, 1.0]))
    monkeypatch.setattr(evaluation_fakes, "render", lambda _: replace(phantom, volume=turned))
    with pytest.raises(ValueError, match="is in RPS order, not in LPS"):
        prepare(FAKES, "a", WITH, tmp_path)


def test_cases_come_in_order_and_their_folders_go(tmp_path):
    specs = [(f"c{n}", evaluation_fakes.Spec(n, "T2", n % 2 == 1)) for n in range(3)]
    seen = []
    with phantom_cases(FAKES, specs, tmp_path) as cases:
        for case in cases:
            seen.append((case.case, case.anatomy, len(list(case.folder.iterdir()))))
            assert not any((tmp_path / done).exists() for done, *_ in seen[:-1])
    assert seen == [("c0", 0, 6), ("c1", 1, 6), ("c2", 2, 6)]
    assert list(tmp_path.iterdir()) == []
