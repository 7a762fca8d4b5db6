import numpy as np
import pytest

from seriesflow_models import phantom
from seriesflow_models.phantom import APPEARANCES, LABELS, CaseSpec, check_unseen, evaluation_cases, render, scene, split_of
from seriesflow_models.phantom.ranges import UNSEEN, USUAL, named
from seriesflow_models.phantom.render import label_map
from seriesflow_models.phantom.vessels import ANEURYSM

WITH = CaseSpec(200_003, "MRA", True)
WITHOUT = CaseSpec(200_003, "MRA", False)


@pytest.fixture(scope="module")
def sick() -> phantom.Phantom:
    return render(WITH)


def voxel_of(shown: phantom.Phantom, place: np.ndarray) -> np.ndarray:
    """Index (x,y,z) of a place in LPS mm."""
    return np.linalg.solve(shown.volume.affine_lps, np.append(place, 1.0))[:3]


def test_the_same_spec_gives_the_same_voxels(sick):
    phantom._anatomy.cache_clear()
    again = render(WITH)
    np.testing.assert_array_equal(again.volume.stored, sick.volume.stored)
    np.testing.assert_array_equal(again.labels, sick.labels)


def test_volume_and_labels_share_one_grid_of_sixteen_bit_numbers(sick):
    assert sick.volume.stored.dtype == np.int16
    assert sick.labels.dtype == np.uint8
    assert sick.labels.shape == sick.volume.stored.shape


def test_a_head_with_aneurysms_has_their_label_at_their_centres(sick):
    assert sick.aneurysms
    for found in sick.aneurysms:
        x, y, z = np.rint(voxel_of(sick, np.array(found.centre_lps_mm))).astype(int)
        assert sick.labels[z, y, x] == ANEURYSM


def test_a_head_without_aneurysms_has_no_such_label():
    well = render(WITHOUT)
    assert well.aneurysms == ()
    assert not (well.labels == ANEURYSM).any()


def test_both_variants_of_an_anatomy_have_the_same_vessels():
    sick, well = scene(WITH).tree, scene(WITHOUT).tree
    assert sick.vessels.keys() == well.vessels.keys()
    for name, vessel in sick.vessels.items():
        np.testing.assert_array_equal(vessel.points, well.vessels[name].points)


@pytest.mark.parametrize("number", range(6))
def test_vessels_of_the_left_lie_on_the_patients_left(number):
    """Left is where x of LPS grows; the midline is x = 0 of the anatomy's frame."""
    tree = scene(CaseSpec(200_010 + number, "CTA", False)).tree
    for vessel in tree.vessels.values():
        for label in set(vessel.label.tolist()) - {0}:
            side = LABELS[label - 1].partition("-")[0]
            middle = vessel.points[vessel.label == label][:, 0].mean()
            if side == "left":
                assert middle > 0, vessel.name
            elif side == "right":
                assert middle < 0, vessel.name


def test_an_aneurysm_is_as_large_as_it_says():
    for number in range(20):
        for sac in scene(CaseSpec(200_100 + number, "CTA", True)).sacs:
            body = sac.spheres[:9]
            reach = np.linalg.norm(body[:, :3] - sac.centre_mm, axis=1) + body[:, 3]
            assert 0.75 * sac.diameter_mm < 2 * reach.max() < 1.25 * sac.diameter_mm


def test_every_territory_gets_aneurysms():
    seen = {s.label for number in range(120) for s in scene(CaseSpec(200_300 + number, "CTA", True)).sacs}
    assert seen == set(range(len(LABELS)))


def test_some_heads_lack_communicating_arteries():
    trees = [scene(CaseSpec(201_000 + number, "CTA", False)).tree for number in range(60)]
    assert any("acoma" not in t.vessels for t in trees)
    assert any("left-pcoma" not in t.vessels for t in trees)
    assert any("left-pcoma" in t.vessels for t in trees)
    assert any("basilar-strand" in t.vessels for t in trees)


def test_arteries_are_bright_but_for_flow_voids():
    for appearance in APPEARANCES:
        drawn = scene(CaseSpec(200_005, appearance, False))
        box = drawn.box(6.0)
        voxels = drawn.voxels(box).astype(float)
        labels = label_map(drawn.grid.part(box), drawn.tree, [])
        thick = np.isin(labels, (1, 2, 3, 4))
        inside, whole = np.median(voxels[thick]), np.median(voxels)
        assert (inside < whole) if appearance == "T2" else (inside > whole), appearance


def test_a_part_of_the_grid_lies_where_it_lay_in_the_whole():
    drawn = scene(WITH)
    part = drawn.grid.part(((3, 9), (5, 40), (7, 60)))
    np.testing.assert_allclose(part.affine()[:3, 3], (drawn.grid.affine() @ [7, 5, 3, 1])[:3])
    assert part.shape == (6, 35, 53)


def test_the_box_holds_all_labelled_vessels_and_nothing_beyond_its_margin():
    drawn = scene(WITH)
    tight, wide = drawn.box(0.0), drawn.box(6.0)
    labelled = np.argwhere(label_map(drawn.grid, drawn.tree, []) > 0)
    for axis in range(3):
        assert wide[axis][0] <= labelled[:, axis].min() and labelled[:, axis].max() < wide[axis][1]
        spacing = drawn.grid.spacing[2 - axis]
        assert (tight[axis][0] - wide[axis][0]) * spacing <= 6.0 + spacing


def test_the_slice_axis_has_the_slice_step():
    for number in range(12):
        drawn = scene(CaseSpec(200_400 + number, "T1post", False))
        assert drawn.grid.spacing[2 - drawn.grid.slice_axis] == drawn.grid.slice_step_mm
        assert drawn.grid.slice_step_mm in USUAL.slice_steps["T1post"].steps_mm


def test_evaluation_shows_each_anatomy_in_every_appearance_with_and_without():
    cases = list(evaluation_cases(16, 300_000))
    assert {c.anatomy for c in cases} == {300_000, 300_001}
    for anatomy in (300_000, 300_001):
        kinds = {(c.appearance, c.with_aneurysm) for c in cases if c.anatomy == anatomy}
        assert kinds == {(a, w) for a in APPEARANCES for w in (False, True)}


@pytest.mark.parametrize("seed", [0, 99_999, 100_000, 199_999])
def test_seeds_of_training_and_validation_are_refused_by_name(seed):
    with pytest.raises(ValueError, match=str(seed)):
        check_unseen(seed)
    with pytest.raises(ValueError, match=split_of(seed)):
        list(evaluation_cases(8, seed))


def test_unseen_ranges_do_not_meet_the_usual_ones():
    for name in ("head_scale", "calibre", "tortuosity_mm", "pixel_mm", "tilt_degrees", "noise", "contrast", "bias"):
        usual, unseen = getattr(USUAL, name), getattr(UNSEEN, name)
        assert unseen[0] > usual[1] or unseen[1] < usual[0], name
    for appearance in APPEARANCES:
        assert not set(USUAL.slice_steps[appearance].steps_mm) & set(UNSEEN.slice_steps[appearance].steps_mm)


def test_unknown_ranges_are_refused_by_name():
    with pytest.raises(ValueError, match="strange"):
        named("strange")
