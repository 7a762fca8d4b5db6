import evaluation_fakes
import numpy as np
import pytest

from seriesflow_models.cli import _parser
from seriesflow_models.evaluation import shortcuts
from seriesflow_models.evaluation.command import run_shortcut_check

ANATOMIES = np.repeat(np.arange(100), 2)
PRESENT = np.tile([False, True], 100)


def _aucs(features):
    return {f.classifier: f.auc for f in shortcuts.shortcut_aucs(features, PRESENT, ANATOMIES, 1)}


def test_what_has_nothing_to_do_with_presence_stays_near_chance():
    found = _aucs(np.random.default_rng(1).normal(size=(200, 4)))
    assert all(0.38 < auc < 0.62 for auc in found.values())


def test_a_statistic_that_gives_presence_away_is_found_by_both():
    leak = np.random.default_rng(1).normal(size=(200, 4))
    leak[:, 2] += 3.0 * PRESENT
    assert all(auc > 0.85 for auc in _aucs(leak).values())


def test_what_only_tells_anatomies_apart_says_nothing_of_new_ones():
    # Of each anatomy's number alone every anatomy's presence could be learnt by heart, were it in two folds.
    present = np.repeat(np.random.default_rng(2).random(100) < 0.5, 2)
    found = shortcuts.shortcut_aucs(ANATOMIES[:, None].astype(float), present, ANATOMIES, 1)
    assert all(f.auc < 0.75 for f in found)


def test_fewer_anatomies_than_folds_are_refused():
    with pytest.raises(ValueError, match="4 cases of 2 anatomies are too few"):
        shortcuts.shortcut_aucs(np.zeros((4, 1)), PRESENT[:4], ANATOMIES[:4], 1)


def _statistics(with_aneurysm):
    phantom = evaluation_fakes.render(evaluation_fakes.Spec(4, "MRA", with_aneurysm))
    return dict(zip(shortcuts.FEATURES, shortcuts.global_statistics(phantom), strict=True))


def test_the_vessel_volume_is_without_the_aneurysms_voxels():
    # 96 voxels of 2 mm³, one of them aneurysm.
    assert _statistics(True)["vessel volume mm³"] == 95 * 2.0


def test_spacing_and_extent_are_in_array_order():
    found = _statistics(False)
    assert (found["spacing z mm"], found["spacing x mm"]) == (2.0, 1.0)
    assert (found["extent z mm"], found["extent y mm"], found["extent x mm"]) == (12.0, 8.0, 10.0)


def test_the_command_fails_above_the_bound_and_says_by_how_much(capsys):
    # The aneurysm of the fake phantoms is a voxel that deviation and mean give away.
    options = _parser().parse_args(["shortcut-check", "--cases", "80", "--seed", "200"])
    assert run_shortcut_check(None, options, "evaluation_fakes") == 1
    printed = capsys.readouterr().out
    assert "logistic regression: AUC 1.000 (95 % interval 1.000–1.000)" in printed
    assert "N = 80" in printed


def test_a_phantom_that_cannot_be_made_is_left_out_and_said_so():
    found = shortcuts.check(80, evaluation_fakes.NOT_RENDERED, "usual", "evaluation_fakes")
    assert found.cases == 79
    assert found.sentences()[-1] == "left out, no phantom: no aneurysm fits"


def test_the_command_passes_where_presence_leaves_no_trace(capsys, monkeypatch):
    render = evaluation_fakes.render

    def without_trace(spec):
        phantom = render(spec)
        phantom.volume.stored[2, 3, 4] = phantom.volume.stored[2, 3, 5]
        phantom.labels[2, 3, 4] = 5
        return phantom

    monkeypatch.setattr(evaluation_fakes, "render", without_trace)
    options = _parser().parse_args(["shortcut-check", "--cases", "80", "--seed", "200"])
    assert run_shortcut_check(None, options, "evaluation_fakes") == 0
    assert "logistic regression: AUC 0.500" in capsys.readouterr().out
