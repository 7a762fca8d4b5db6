import math
from pathlib import Path

import numpy as np
import pytest

from seriesflow_models import reference
from seriesflow_models.golden_volumes import head
from seriesflow_models.reference import SliceVote
from seriesflow_models.runtime import open_network

ROOT = Path(__file__).resolve().parents[2]

UNDECIDED = math.inf


def brightness(batch: np.ndarray) -> dict[str, np.ndarray]:
    """A stand-in network: class 1 where the pixel is above the mean."""
    return {"logits": np.concatenate((np.zeros_like(batch), batch), axis=1)}


def test_slice_indices_are_a_half_a_quarter_three_quarters_and_equal_ones_once():
    assert reference.slice_indices(10) == [5, 2, 7]
    assert reference.slice_indices(2) == [1, 0]
    assert reference.slice_indices(1) == [0]


def test_resized_length_rounds_half_to_even():
    assert reference.resized_length(3, 0.75, 0.5) == 4
    assert reference.resized_length(27, 0.75, 0.5) == 40
    assert reference.resized_length(29, 0.75, 0.5) == 44


def test_z_score_uses_the_asked_deviation_and_survives_equal_values():
    values = np.array([[1.0, 3.0]])
    np.testing.assert_allclose(reference.z_score(values, ddof=0), [[-1.0, 1.0]])
    np.testing.assert_allclose(reference.z_score(values, ddof=1), [[-(0.5**0.5), 0.5**0.5]])
    assert not reference.z_score(np.full((2, 2), 7.0), ddof=0).any()
    assert not reference.z_score(np.full((1, 1, 1), 7.0), ddof=1).any()


def test_resizing_without_and_with_aligned_corners():
    row = np.array([[[0.0, 4.0]]], dtype=np.float32)
    np.testing.assert_allclose(reference.resize_bilinear(row, (1, 4))[0], [[0.0, 1.0, 3.0, 4.0]])
    cube = np.zeros((2, 2, 2), dtype=np.float32)
    cube[:, :, 1] = 4.0
    np.testing.assert_allclose(reference.resize_trilinear(cube, 3)[0, 0], [0.0, 2.0, 4.0])


def test_window_starts_are_even_and_end_at_the_end():
    assert reference.window_starts(32, 32) == [0]
    assert reference.window_starts(33, 32) == [0, 1]
    assert reference.window_starts(48, 32) == [0, 16]
    assert reference.window_starts(59, 32) == [0, 14, 27]


def test_gaussian_weights_peak_at_the_centre_with_ten():
    weights = reference.gaussian_weights((32, 16))
    assert weights.shape == (32, 16)
    assert weights[16, 8] == pytest.approx(10.0)
    assert weights[16, 8 + 2] == pytest.approx(10.0 * math.exp(-0.5))
    assert weights.min() > 0


def test_odd_padding_goes_to_the_high_end():
    seen = []

    def network(batch):
        seen.append(batch)
        return brightness(batch)

    reference.segment(np.ones((3, 4), dtype=np.float32), (6, 7), network)
    np.testing.assert_array_equal(np.flatnonzero(seen[0][0, 0].any(axis=1)), [1, 2, 3])
    np.testing.assert_array_equal(np.flatnonzero(seen[0][0, 0].any(axis=0)), [1, 2, 3, 4])


def test_windows_of_a_constant_network_blend_to_that_constant():
    def network(batch):
        return {"logits": np.full((batch.shape[0], 2, 8, 8), 3.0)}

    logits, windows = reference.segment(np.zeros((13, 21), dtype=np.float32), (8, 8), network)
    assert windows == 3 * 5
    np.testing.assert_allclose(logits, 3.0)


def test_bounds_are_truncated_means_and_an_axis_without_votes_is_full():
    def one(axis, index, rows, columns):
        margins = (1.0, 1.0)
        return SliceVote(
            axis, index, False, (9, 9), 1, 1, rows, columns, margins, margins
        )

    reading = reference.fuse([one(0, 5, (2, 7), (1, 4)), one(0, 2, (3, 8), (1, 5))], (10, 11, 12))
    assert reading.box == ((0, 10), (2, 7), (1, 4))
    assert reading.full_axes == (0,)
    assert reading.margins == ((UNDECIDED, UNDECIDED), (1.0, 1.0), (1.0, 1.0))


def test_all_zero_slices_do_not_vote_and_no_mask_gives_the_full_volume():
    reading = reference.locate(np.zeros((4, 5, 6)), (1.0, 1.0, 1.0), (8, 8), brightness)
    assert reading.box == ((0, 4), (0, 5), (0, 6))
    assert all(v.all_zero for v in reading.votes)


def test_a_bright_block_is_found_with_exclusive_upper_bounds():
    volume = np.zeros((16, 16, 16))
    volume[3:13, 2:14, 4:13] = 100.0
    reading = reference.locate(volume, (0.55, 0.55, 0.55), (32, 32), brightness)
    assert reading.box == ((3, 13), (2, 14), (4, 13))


def test_margin_is_the_smallest_change_that_moves_a_bound():
    extent, margins = reference._tight_range(np.array([-3.0, -0.5, 2.0, 0.25, -4.0]))
    assert extent == (2, 4)
    assert margins == (0.5, 0.25)
    assert reference._tight_range(np.array([-3.0, -0.5])) == (None, (0.5, 0.5))


def test_x_flips_exchange_left_and_right_locations_and_nothing_else():
    """A network that reads single corners: each pass is known by hand."""

    def network(batch):
        corner = batch[0, 0, 0, 0, 0]
        location = np.arange(13, dtype=np.float32)[None] + corner * 0
        return {
            "location": location,
            "presence": np.array([[corner]]),
            "modality": np.array([[0.0, 0.0, 0.0, math.log(3.0)]]),
        }

    values = np.arange(8.0).reshape(2, 2, 2)
    reading = reference.classify(values, ((0, 2), (0, 2), (0, 2)), 2, [network])
    plain, x_flipped = reading.passes[0][0], reading.passes[0][4]
    assert plain["location"] == list(range(13))
    assert x_flipped["location"] == list(reference.LOCATION_SWAP)
    corners = [p["presence"][0] for p in reading.passes[0]]
    expected = reference.z_score(values, ddof=1)
    order = [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 0), (0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)]
    np.testing.assert_allclose(corners, [expected[i] for i in order])
    assert reading.logits["location"][:2] == [0.5, 0.5]
    np.testing.assert_allclose(reading.probabilities["modality"], [1 / 6, 1 / 6, 1 / 6, 0.5])


def test_folds_are_averaged_after_their_passes():
    def fold(value):
        def network(batch):
            return {
                "location": np.full((1, 13), value),
                "presence": np.full((1, 1), value),
                "modality": np.full((1, 4), value),
            }

        return network

    reading = reference.classify(
        np.ones((2, 2, 2)), ((0, 2), (0, 2), (0, 2)), 2, [fold(1.0), fold(-3.0)]
    )
    assert reading.logits["presence"] == [-1.0]
    assert reading.probabilities["presence"][0] == pytest.approx(1 / (1 + math.e))


def test_a_mirrored_volume_gives_mirrored_locations():
    """Left and right have to change places, and nothing else may change: the eight flips are closed under mirroring."""
    network = open_network(ROOT / "models/tiny-classifier/classifier.onnx")
    values = head((20, 24, 22), seed=31)
    box = ((0, 20), (0, 24), (0, 22))
    plain = reference.classify(values, box, 32, [network]).logits
    mirrored = reference.classify(values[:, :, ::-1], box, 32, [network]).logits
    swapped = [plain["location"][i] for i in reference.LOCATION_SWAP]
    np.testing.assert_allclose(mirrored["location"], swapped, atol=1e-4)
    assert abs(plain["location"][0] - plain["location"][1]) > 1e-3
    np.testing.assert_allclose(mirrored["presence"], plain["presence"], atol=1e-4)
