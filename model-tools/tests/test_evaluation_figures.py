import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from seriesflow_models.evaluation.figures import (
    Cases,
    bootstrap,
    evaluated_locations,
    figures,
)
from seriesflow_models.evaluation.records import AneurysmRecord, Record
from seriesflow_models.phantom import LABELS


def _record(presence=0.5, located=(), scores=None, unit="1", **more):
    locations = {label: 0.5 for label in LABELS} | (scores or {})
    return Record(
        more.pop("case", "a"),
        unit,
        more.pop("appearance", "CTA"),
        bool(located),
        tuple(located),
        "PREDICTED",
        presence=presence,
        locations=locations,
        **more,
    )


def _figures(records):
    cases = Cases.of(records)
    return figures(cases, evaluated_locations(cases))


def test_presence_is_measured_per_appearance_and_over_all():
    found = _figures(
        [
            _record(0.9, ["left-mca"], appearance="CTA"),
            _record(0.1, appearance="CTA"),
            _record(0.2, ["left-mca"], appearance="T2"),
            _record(0.8, appearance="T2"),
        ]
    )
    assert (found["presence/CTA"], found["presence/T2"]) == (1.0, 0.0)
    assert found["presence/all"] == 0.75
    assert np.isnan(found["presence/MRA"])


def test_a_location_has_an_auc_from_ten_positives_on():
    records = [_record(0.9, ["left-mca"])] * 10 + [_record(0.9, ["right-mca"])] * 9 + [_record()]
    assert [LABELS[i] for i in evaluated_locations(Cases.of(records))] == ["left-mca"]


def test_a_positive_without_a_score_does_not_count_towards_ten():
    records = [_record(0.9, ["left-mca"])] * 9 + [_record()]
    records.append(_record(0.9, ["left-mca"], {"left-mca": None}))
    assert evaluated_locations(Cases.of(records)) == ()


def test_the_competitions_metric_is_half_presence_and_half_the_mean_location():
    positive = [
        _record(0.9, ["left-mca", "basilar-tip"], {"left-mca": 0.9, "basilar-tip": 0.5})
    ] * 10
    found = _figures([*positive, _record(0.1, scores={"left-mca": 0.1, "basilar-tip": 0.5})])
    assert found["location/mean"] == (1.0 + 0.5) / 2
    assert found["competition"] == (1.0 + 0.75) / 2


def test_location_aucs_are_those_of_scikit_learn():
    random = np.random.default_rng(5)
    records = [
        _record(0.5, ["left-mca"] if random.random() < 0.4 else [], {"left-mca": random.random()})
        for _ in range(80)
    ]
    truth = [bool(r.located) for r in records]
    scores = [r.locations["left-mca"] for r in records]
    assert _figures(records)["location/left-mca"] == pytest.approx(roc_auc_score(truth, scores))


def test_no_location_with_an_auc_means_no_mean_and_no_metric():
    found = _figures([_record(0.9, ["left-mca"]), _record(0.1)])
    assert np.isnan(found["location/mean"]) and np.isnan(found["competition"])


@pytest.mark.parametrize("side, other", (("left", "right"), ("right", "left")))
def test_the_other_side_scoring_higher_is_counted_from_either_side(side, other):
    wrong = _record(0.9, [f"{side}-mca"], {f"{side}-mca": 0.2, f"{other}-mca": 0.7})
    right = _record(0.9, [f"{side}-mca"], {f"{side}-mca": 0.7, f"{other}-mca": 0.2})
    cases = Cases.of([wrong, right, right])
    assert cases.sides()[2] == (3, 1)
    assert figures(cases, ())["sides"] == pytest.approx(1 / 3)


def test_an_aneurysm_on_both_sides_says_nothing_about_sides():
    assert Cases.of([_record(0.9, ["left-mca", "right-mca"])]).sides()[2] == (0, 0)


def test_an_aneurysm_is_inside_only_with_all_its_voxels():
    aneurysms = (AneurysmRecord("left-mca", 4.0, 1.0), AneurysmRecord("left-aca", 4.0, 0.99))
    found = _figures([_record(0.9, ["left-mca"], aneurysms=aneurysms, volume_kept=0.4)])
    assert found["roi/aneurysms"] == 0.5


def test_an_aneurysm_of_a_case_without_a_box_is_in_no_share():
    aneurysms = (AneurysmRecord("left-mca", 4.0, None),)
    assert np.isnan(_figures([_record(0.9, ["left-mca"], aneurysms=aneurysms)])["roi/aneurysms"])


def test_the_largest_aneurysm_says_in_which_diameter_group_a_case_is():
    aneurysms = (AneurysmRecord("left-mca", 2.5, 1.0), AneurysmRecord("left-aca", 6.0, 1.0))
    positive = _record(0.9, ["left-mca", "left-aca"], aneurysms=aneurysms, slice_step_mm=0.5)
    found = _figures([positive, _record(0.1)])
    assert found["diameter/5–8 mm"] == 1.0 and np.isnan(found["diameter/2–3 mm"])


def test_the_modality_head_is_right_where_its_highest_score_is_the_appearance():
    right = _record(modality={"CTA": 0.6, "T2": 0.4}, appearance="CTA")
    wrong = _record(modality={"CTA": 0.6, "T2": 0.4}, appearance="T2")
    assert _figures([right, right, wrong])["modality"] == pytest.approx(2 / 3)


def test_bootstrap_draws_whole_units():
    units = np.array(["a", "b", "a", "c", "b", "a"])
    seen = []

    def statistic(rows):
        counts = np.bincount(rows, minlength=len(units))
        seen.append(all(len(set(counts[units == u])) == 1 for u in "abc"))
        return {"rows": float(len(rows))}

    bootstrap(units, statistic, seed=1, replicates=50)
    assert len(seen) == 50 and all(seen)


def test_bootstrap_gives_the_same_interval_for_the_same_seed_and_another_for_another():
    values = np.arange(40.0)

    def interval(seed):
        return bootstrap(
            np.arange(40), lambda rows: {"mean": float(values[rows].mean())}, seed, 200
        )

    assert interval(1) == interval(1)
    assert interval(1) != interval(2)


def test_bootstrap_of_a_mean_is_as_wide_as_its_standard_error_says():
    values = np.random.default_rng(0).normal(size=400)
    found = bootstrap(np.arange(400), lambda rows: {"mean": float(values[rows].mean())}, 1, 1000)
    error = values.std() / 20.0
    assert found["mean"].low == pytest.approx(values.mean() - 1.96 * error, abs=0.01)
    assert found["mean"].high == pytest.approx(values.mean() + 1.96 * error, abs=0.01)


def test_bootstrap_says_on_how_many_resamples_a_figure_was_defined():
    truth = np.array([True] + [False] * 4)
    found = bootstrap(
        np.arange(5),
        lambda rows: {"x": 1.0 if truth[rows].any() else float("nan")},
        seed=1,
        replicates=100,
    )
    assert 0 < found["x"].replicates < 100


def test_a_single_unit_gives_no_interval():
    assert bootstrap(np.array(["a", "a"]), lambda rows: {"x": 1.0}, seed=1) == {}
