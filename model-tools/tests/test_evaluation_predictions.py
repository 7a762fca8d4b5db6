import json

import numpy as np
import pytest

from seriesflow_models.evaluation.predictions import Answer, VoxelBox

BOX = VoxelBox((1, 2, 3), (2, 4, 6))


def _series(**more):
    return {
        "seriesInstanceUid": "2.25.1",
        "status": "PREDICTED",
        "reasonCode": None,
        "reason": None,
        "presence": 0.25,
        "locations": {"left-mca": 0.5, "right-mca": None},
        "modality": None,
        "roi": {"voxelBox": {"min": [1, 2, 3], "max": [2, 4, 6]}, "minMm": None, "maxMm": None},
        "volume": {"shape": [4, 5, 6], "indexToLps": list(range(16))},
    } | more


def _parse(**more):
    line = json.dumps({"input": "/a", "series": [_series(**more)], "refused": [{"file": "b"}]})
    return Answer.parse(line)


def test_scores_box_and_shape_are_read():
    series = _parse().series[0]
    assert (series.presence, series.locations["left-mca"]) == (0.25, 0.5)
    assert (series.box, series.shape) == (BOX, (4, 5, 6))
    assert series.matrix[0, 3] == 3.0


def test_a_score_that_was_not_given_stays_none():
    assert _parse().series[0].locations["right-mca"] is None


def test_a_series_without_scores_keeps_its_reason():
    found = _parse(
        status="SKIPPED", reasonCode="X", reason="why", presence=None, locations={}, roi=None, volume=None
    ).series[0]
    assert (found.presence, found.box, found.reason) == (None, None, "X: why")


def test_refused_files_are_counted():
    assert _parse().refused == 1


def test_an_error_is_an_answer_without_series():
    answer = Answer.parse('{"input": "/a", "error": "no such folder"}')
    assert (answer.series, answer.error) == ((), "no such folder")


@pytest.mark.parametrize("line", ("", "hello", "[]", '{"series": []}', '{"input": "a", "series": [{}]}'))
def test_what_is_no_answer_is_refused(line):
    with pytest.raises(ValueError, match="no answer of predict"):
        Answer.parse(line)


def test_a_roi_without_a_box_is_refused():
    with pytest.raises(ValueError, match="no box of min and max"):
        VoxelBox.of({"voxelBox": {"min": [1, 2]}})


def test_a_box_is_half_open():
    voxels = np.array([[1, 2, 3], [1, 3, 5], [2, 3, 5], [1, 4, 5], [1, 3, 6], [0, 2, 3]])
    assert BOX.contains(voxels).tolist() == [True, True, False, False, False, False]


def test_the_volume_that_is_kept_is_a_share_of_voxels():
    assert BOX.share_of((4, 5, 6)) == pytest.approx(6 / 120)


@pytest.mark.parametrize("shape", ((1, 5, 6), (4, 3, 6), (4, 5, 5)))
def test_a_box_that_reaches_beyond_the_volume_is_refused(shape):
    with pytest.raises(ValueError, match="not inside a volume"):
        BOX.share_of(shape)
