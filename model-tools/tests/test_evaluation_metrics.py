import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from seriesflow_models.evaluation import metrics


def _bools(*values):
    return np.array(values, dtype=bool)


def test_auc_is_the_share_of_pairs_in_the_right_order():
    # Pairs (positive, negative): .8 beats .1 and .5; .4 beats .1 and loses to .5.
    assert metrics.auc(_bools(1, 1, 0, 0), np.array([0.8, 0.4, 0.1, 0.5])) == 0.75


def test_a_tie_counts_half():
    assert metrics.auc(_bools(1, 0), np.array([0.5, 0.5])) == 0.5


def test_auc_is_that_of_scikit_learn():
    random = np.random.default_rng(3)
    truth = random.random(200) < 0.3
    score = np.round(random.random(200) + 0.2 * truth, 2)  # with ties
    assert metrics.auc(truth, score) == pytest.approx(roc_auc_score(truth, score), abs=1e-12)


@pytest.mark.parametrize("truth", ([1, 1], [0, 0], []))
def test_auc_of_one_class_is_not_defined(truth):
    assert np.isnan(metrics.auc(_bools(*truth), np.zeros(len(truth))))


def test_a_score_that_was_not_given_is_left_out():
    assert metrics.auc(_bools(1, 0, 1), np.array([0.9, 0.1, np.nan])) == 1.0


def test_ece_is_the_weighted_distance_between_said_and_seen():
    # Bin of .10: said .1, seen 0 of 2. Bin of .90: said .9, seen 1 of 2. (2 * .1 + 2 * .4) / 4
    value = metrics.expected_calibration_error(
        _bools(0, 0, 1, 0), np.array([0.1, 0.1, 0.9, 0.9])
    )
    assert value == pytest.approx(0.25)


def test_the_last_bin_holds_a_probability_of_one():
    assert metrics.calibration(_bools(1), np.array([1.0]))[-1].count == 1


def test_an_empty_bin_has_no_mean():
    assert np.isnan(metrics.calibration(_bools(1), np.array([1.0]))[0].mean)


def test_what_is_at_the_threshold_is_called_positive():
    found = metrics.sensitivity_and_specificity(
        _bools(1, 1, 0, 0), np.array([0.5, 0.4, 0.5, 0.1]), 0.5
    )
    assert found == (0.5, 0.5)


def test_ppv_follows_bayes():
    # Of 1000: 30 with, 27 of them called; 970 without, 97 of them called.
    assert metrics.positive_predictive_value(0.9, 0.9, 0.03) == pytest.approx(27 / 124)


def test_ppv_of_what_calls_nothing_is_not_defined():
    assert np.isnan(metrics.positive_predictive_value(0.0, 1.0, 0.03))


def _groups(diameter, step=0.5):
    found = metrics.diameter_groups(np.array([diameter]), np.array([step]))
    return [name for name, rows in found.items() if rows[0]]


@pytest.mark.parametrize(
    ("diameter", "group"),
    [(2.0, "2–3 mm"), (3.0, "3–5 mm"), (7.99, "5–8 mm"), (8.0, "8–12 mm"), (12.0, "8–12 mm")],
)
def test_a_diameter_is_in_the_bin_that_it_begins(diameter, group):
    assert _groups(diameter) == [group]


def test_smaller_than_the_slice_step_is_a_group_of_its_own():
    assert _groups(4.0, step=5.0) == [metrics.BELOW_SLICE_STEP]


@pytest.mark.parametrize("diameter", (1.5, 12.5))
def test_a_diameter_outside_all_bins_is_not_lost(diameter):
    assert _groups(diameter) == [metrics.OTHER_DIAMETERS]


def test_a_case_without_aneurysm_is_in_no_diameter_group():
    assert _groups(np.nan) == []


def test_positives_of_other_groups_are_no_negatives():
    group, negative = _bools(1, 0, 0), _bools(0, 0, 1)
    # The second, a positive of another group, scores above the first.
    assert metrics.auc_of_group(group, negative, np.array([0.5, 0.9, 0.1])) == 1.0
