import signal
from dataclasses import replace

import numpy as np
import pytest
import torch

from seriesflow_models.packages import EvidenceNetwork, RoiNetwork
from seriesflow_models.phantom import APPEARANCES, LABELS, CaseSpec, scene
from seriesflow_models.phantom.vessels import ANEURYSM
from seriesflow_models.reference import LOCATION_SWAP, classifier_input
from seriesflow_models.training import classifier
from seriesflow_models.training.checkpoint import Average, Deadline, Progress, full_path, load_average, resume, save, steps_of
from seriesflow_models.training.classifier import ClassifierTask
from seriesflow_models.training.data import (
    BOX_MARGIN_MM,
    SWAP,
    _patch_start,
    classifier_sample,
    classifier_tensor,
    collate,
    half_grid,
    mirrored,
    patch_sample,
    plane_of,
    training_spec,
    validation_spec,
)
from seriesflow_models.training.roi import RoiTask
from seriesflow_models.training.run import rate, train

def train_roi(path, steps, minutes=9.0):
    return train(RoiTask(ROI, steps_of(path), workers=0), 1, path, steps, minutes, say=lambda _: None)


ROI = RoiNetwork("roi.onnx", 1, (4, 8), (32, 32), (6.0, 6.0))
EDGE = 32


def small() -> EvidenceNetwork:
    return EvidenceNetwork("classifier.onnx", 1, (4, 4, 8, 8), (1, 1, 1, 1), EDGE, "none.pt")


@pytest.fixture(scope="module")
def sample():
    drawn = scene(CaseSpec(7, "CTA", True))
    return classifier_sample(drawn, drawn.box(BOX_MARGIN_MM), EDGE)


def test_training_and_validation_draw_from_their_own_anatomies():
    random = np.random.Generator(np.random.PCG64(3))
    assert all(training_spec(random, 0.5).anatomy < 100_000 for _ in range(200))
    assert all(100_000 <= validation_spec(n).anatomy < 200_000 for n in (0, 7, 8, 799_999))


def test_presence_is_drawn_without_looking_at_anything_else():
    random = np.random.Generator(np.random.PCG64(4))
    drawn = [training_spec(random, 0.5) for _ in range(4000)]
    for appearance in APPEARANCES:
        share = np.mean([s.with_aneurysm for s in drawn if s.appearance == appearance])
        assert 0.45 < share < 0.55


def test_the_training_tensor_is_the_tensor_of_the_reference_reading():
    crop = np.random.Generator(np.random.PCG64(5)).integers(-500, 900, (13, 21, 17)).astype(np.int16)
    box = tuple((0, n) for n in crop.shape)
    np.testing.assert_allclose(classifier_tensor(crop, 24)[0].numpy(), classifier_input(crop, box, 24), atol=2e-6)


def test_a_sample_marks_the_aneurysm_in_both_maps_and_in_the_label(sample):
    territories = sample.territories[sample.vessels == ANEURYSM].unique().tolist()
    assert territories == sorted(i + 1 for i in range(13) if sample.location[i])


def test_cells_of_the_half_grid_stand_between_the_voxels_that_they_stand_for():
    part = scene(CaseSpec(7, "CTA", True)).grid.part(((2, 40), (3, 80), (4, 90)))
    cells = half_grid(part, 128)
    step = (np.array(part.shape[::-1]) - 1) * part.spacing / 127
    np.testing.assert_allclose(part.along(cells.origin[None])[0], step / 2)
    last = cells.origin + cells.directions @ ((np.array(cells.shape[::-1]) - 1) * cells.spacing)
    np.testing.assert_allclose(part.along(last[None])[0], step * 126.5)


def test_a_mirrored_head_has_its_sides_exchanged(sample):
    other = mirrored(sample)
    assert torch.equal(other.image, sample.image.flip(-1))
    for index, name in enumerate(LABELS):
        opposite = LABELS[SWAP[index]]
        assert name.replace("left", "?").replace("right", "left").replace("?", "right") == opposite
        assert other.location[SWAP[index]] == sample.location[index]
        assert (other.vessels == SWAP[index] + 1).sum() == (sample.vessels == index + 1).sum()
    assert torch.equal(mirrored(other).territories, sample.territories)


def test_sides_are_exchanged_as_the_recipe_says():
    assert SWAP == LOCATION_SWAP


def test_evidence_is_asked_for_where_the_aneurysm_is(sample):
    target = classifier.evidence_target(collate([sample]))
    assert target.shape == (1, 14, EDGE // 2, EDGE // 2, EDGE // 2)
    for index in range(13):
        assert bool(target[0, index].any()) == bool(sample.location[index])
    assert bool(target[0, 13].any())


def test_the_mask_of_a_slice_is_the_cross_section_of_the_region():
    drawn = scene(CaseSpec(9, "MRA", False))
    region = drawn.box(BOX_MARGIN_MM)
    middle = sum(region[0]) // 2
    _, mask = plane_of(drawn, 0, middle, (1.5, 1.5), (192, 192))
    height = (region[1][1] - region[1][0]) * drawn.grid.spacing[1]
    width = (region[2][1] - region[2][0]) * drawn.grid.spacing[0]
    assert mask.any(axis=1).sum() * 1.5 == pytest.approx(height, abs=2.0)
    assert mask.any(axis=0).sum() * 1.5 == pytest.approx(width, abs=2.0)


def test_a_slice_beside_the_region_has_no_mask():
    drawn = scene(CaseSpec(9, "CTA", False))
    outside = drawn.box(BOX_MARGIN_MM)[1][1] + 2
    assert not plane_of(drawn, 1, outside, (1.5, 1.5), (192, 192))[1].any()


def test_a_patch_is_a_part_of_the_tensor_of_its_region():
    """But for noise, and for the edges of tissue, whose coarse grid begins elsewhere."""
    drawn = scene(CaseSpec(7, "CTA", True))
    quiet = replace(drawn, look=replace(drawn.look, noise=0.0))
    box = quiet.box(BOX_MARGIN_MM)
    whole = classifier_sample(quiet, box, 64)
    random = np.random.Generator(np.random.PCG64(2))
    taken = patch_sample(quiet, box, 64, 32, np.random.Generator(np.random.PCG64(2)))
    part = quiet.grid.part(box)
    low = _patch_start(quiet, part, (np.array(part.shape) - 1) / 63, 64, 32, random)
    cut = tuple(slice(n, n + 32) for n in low)
    alike = np.corrcoef(taken.image[0].numpy().ravel(), whole.image[0][cut].numpy().ravel())[0, 1]
    assert alike > 0.98
    half = tuple(slice(n // 2, n // 2 + 16) for n in low)
    assert torch.equal(taken.vessels, whole.vessels[half])
    assert torch.equal(taken.territories, whole.territories[half])


def test_a_patch_of_a_head_with_aneurysm_mostly_shows_one():
    random = np.random.Generator(np.random.PCG64(3))
    drawn = scene(CaseSpec(7, "MRA", True, crowded=True))
    box = drawn.box(BOX_MARGIN_MM)
    shown = [bool((patch_sample(drawn, box, 64, 32, random).vessels == ANEURYSM).any()) for _ in range(8)]
    assert sum(shown) >= 5


def test_loss_falls_on_one_sample(sample):
    torch.manual_seed(0)
    network = small().fresh().train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3)
    batch = collate([sample, mirrored(sample)])
    first, _ = classifier.loss(network, batch)
    for _ in range(12):
        error, _ = classifier.loss(network, batch)
        optimiser.zero_grad()
        error.backward()
        optimiser.step()
    assert float(error.detach()) < 0.8 * float(first.detach())


def test_a_network_that_says_everything_gives_the_same_logits_as_the_one_that_says_what_matters(sample):
    from seriesflow_models.networks import WithSegmentation

    network = small().fresh().eval()
    with torch.inference_mode():
        plain = network(sample.image[None])
        *logits, vessels, territories = WithSegmentation(network)(sample.image[None])
    for a, b in zip(plain, logits):
        assert torch.equal(a, b)
    assert vessels.shape == (1, 15, EDGE // 2, EDGE // 2, EDGE // 2)
    assert territories.shape == (1, 14, EDGE // 2, EDGE // 2, EDGE // 2)


def test_a_run_goes_on_from_where_it_was_cut(tmp_path):
    path = tmp_path / "roi.pt"
    cut = train_roi(path, steps=4, minutes=0.0)
    assert cut.step == 0
    begun = train_roi(path, steps=2)
    assert begun.step == 2 and full_path(path).exists()
    ended = train_roi(path, steps=4)
    assert (ended.step, ended.phantoms) == (4, 8)
    assert [h["step"] for h in ended.history] == [2, 4]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_asked_to_end_does_so_at_the_next_step(number):
    before = [signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT)]
    try:
        deadline = Deadline(minutes=9.0)
        assert not deadline.passed
        signal.raise_signal(number)
        assert deadline.passed
    finally:
        for n, handler in zip((signal.SIGTERM, signal.SIGINT), before):
            signal.signal(n, handler)


def test_a_run_ends_after_its_minutes():
    assert Deadline(minutes=0.0).passed


def test_the_committed_file_alone_is_enough_to_go_on(tmp_path):
    path = tmp_path / "roi.pt"
    train_roi(path, steps=2)
    full_path(path).unlink()
    network = ROI.fresh()
    optimiser = torch.optim.AdamW(network.parameters())
    progress = resume(path, network, Average(network, 0.9), optimiser)
    assert progress.step == 2
    other = ROI.fresh()
    load_average(path, other)
    for a, b in zip(network.parameters(), other.parameters()):
        assert torch.equal(a, b)


def test_a_checkpoint_too_large_to_commit_is_refused_with_its_size(tmp_path):
    network = torch.nn.Linear(3000, 2000)
    with pytest.raises(ValueError, match="at most 10000000"):
        save(tmp_path / "big.pt", network, Average(network, 0.9), torch.optim.SGD(network.parameters(), 0.1), Progress())


def test_no_checkpoint_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="train first"):
        load_average(tmp_path / "none.pt", ROI.fresh())


def test_the_classifier_is_taught_on_regions_and_on_patches(monkeypatch):
    monkeypatch.setattr(classifier, "PHASES", (classifier.Phase(1.0, EDGE, 0.9, patch_steps=1),))
    monkeypatch.setattr(classifier, "PATCH", EDGE)
    task = ClassifierTask(small(), seed=3, workers=0)
    network = task.fresh().train()
    _, of_regions, seen = task.error(network, step=0, steps=10)
    assert "presence" in of_regions and seen == classifier.BATCH
    _, of_patches, seen = task.error(network, step=1, steps=10)
    assert "patch-evidence" in of_patches and seen == classifier.PATCH_BATCH


def test_the_rate_rises_then_falls_to_a_hundredth():
    rates = [rate(step, 1000, 1.0) for step in range(1000)]
    assert rates[0] < 0.05
    assert max(rates) == pytest.approx(1.0)
    assert rates.index(max(rates)) <= 31
    assert rates[-1] == pytest.approx(0.01, abs=1e-3)
