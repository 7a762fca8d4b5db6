"""What the trained networks of models/ do, seen once (no mirroring evens anything out)."""

from pathlib import Path

import numpy as np
import pytest

from seriesflow_models.packages import package
from seriesflow_models.phantom import LABELS, CaseSpec, scene
from seriesflow_models.reference import LOCATION_SWAP, classifier_input, locate
from seriesflow_models.runtime import open_package
from seriesflow_models.training.data import BOX_MARGIN_MM

ROOT = Path(__file__).resolve().parents[2]
ROI = package("aneurysm-roi")
CLASSIFIER = package("aneurysm-classifier")


def sided_cases():
    """Heads with one large aneurysm of one side's middle cerebral artery, found by looking through evaluation anatomies."""
    found = {}
    for anatomy in range(700_000, 700_400):
        drawn = scene(CaseSpec(anatomy, "CTA", True))
        names = [LABELS[s.label] for s in drawn.sacs]
        if len(names) == 1 and names[0].endswith("-mca") and drawn.sacs[0].diameter_mm > 8:
            found.setdefault(names[0], drawn)
        if len(found) == 2:
            return found
    raise AssertionError("no such heads")


@pytest.fixture(scope="module")
def locations():
    """Location logits of each case as it is and mirrored left to right."""
    (network,) = open_package(ROOT, CLASSIFIER)
    said = {}
    for name, drawn in sided_cases().items():
        box = drawn.box(BOX_MARGIN_MM)
        crop = drawn.voxels(box)
        tensor = classifier_input(crop, tuple((0, n) for n in crop.shape), CLASSIFIER.networks[0].edge)
        said[name] = tuple(
            network(np.ascontiguousarray(t)[None, None])["location"][0] for t in (tensor, tensor[:, :, ::-1])
        )
    return said


@pytest.mark.parametrize("name", ["left-mca", "right-mca"])
def test_an_aneurysm_is_seen_on_its_side(locations, name):
    index = LABELS.index(name)
    seen, _ = locations[name]
    assert seen[index] > seen[LOCATION_SWAP[index]]


@pytest.mark.parametrize("name", ["left-mca", "right-mca"])
def test_a_mirrored_head_swaps_the_sides(locations, name):
    index = LABELS.index(name)
    _, mirrored = locations[name]
    assert mirrored[LOCATION_SWAP[index]] > mirrored[index]


def test_the_region_holds_the_vessels_and_is_not_everything():
    (network,) = open_package(ROOT, ROI)
    drawn = scene(CaseSpec(700_500, "MRA", False))
    values = drawn.voxels()
    spec = ROI.networks[0]
    box = locate(values.astype(np.float64), drawn.grid.spacing[::-1], spec.patch, network, spec.spacing_mm).box
    low, high = np.array(box).T
    place = np.rint((drawn.grid.along(drawn.tree.labelled_points()) / drawn.grid.spacing)[:, ::-1])
    in_view = ((place >= 0) & (place < drawn.grid.shape)).all(axis=1)
    inside = ((place >= low) & (place < high)).all(axis=1)
    assert inside[in_view].mean() > 0.95
    assert np.prod((high - low) / drawn.grid.shape) < 0.5
