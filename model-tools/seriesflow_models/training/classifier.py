"""Stage 2: where vessels and aneurysms are (dense targets), and from that what the series shows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional

from seriesflow_models.networks import EvidenceClassifier3d
from seriesflow_models.packages import EvidenceNetwork
from seriesflow_models.phantom import scene
from seriesflow_models.phantom.vessels import ANEURYSM
from seriesflow_models.training.checkpoint import Average, Deadline, Progress, resume, save
from seriesflow_models.training.data import (
    BOX_JITTER_MM,
    MODALITIES,
    ClassifierStream,
    PatchStream,
    Sample,
    classifier_sample,
    collate,
    jittered,
    loader,
    validation_spec,
)
from seriesflow_models.training.roi import rate

BATCH = 2
PEAK_RATE = 1.5e-3
VALIDATION_CASES = 96
@dataclass(frozen=True)
class Phase:
    """A part of the training, up to a share of all steps: edge of the input in voxels, and how many of the heads with aneurysms
    have many (`training_spec`).
    """

    until: float
    edge: int
    crowded_share: float
    #: Steps on patches for each step on whole regions.
    patch_steps: int = 0


#: Vessels are learnt on small inputs, which cost less than half; findings on patches of the full edge, which show most of them for
#: the time; the end is like what will be met.
PHASES = (Phase(0.2, 96, 0.9), Phase(0.85, 128, 0.9, patch_steps=4), Phase(1.0, 128, 0.4, patch_steps=1))
PATCH, PATCH_BATCH = 64, 8
#: Cells without a finding that look most like one, per channel, which evidence is taught to leave alone.
HARD_CELLS = 256


def _segmentation_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy, rare classes weighted up, and soft Dice over the classes that are there. logits [b,c,...], target [b,...]."""
    classes = logits.shape[1]
    weight = torch.full((classes,), 3.0)
    weight[0] = 1.0
    if classes == ANEURYSM + 1:
        weight[ANEURYSM] = 10.0
    entropy = functional.cross_entropy(logits, target, weight=weight)
    shares = logits.softmax(dim=1).flatten(2)
    truth = functional.one_hot(target.flatten(1), classes).transpose(1, 2).float()
    overlap = (shares * truth).sum(dim=2)
    size = truth.sum(dim=2)
    missed = 1.0 - (2 * overlap + 1.0) / (shares.sum(dim=2) + size + 1.0)
    there = size > 0
    total = entropy + missed[:, 1:14][there[:, 1:14]].mean()
    if classes == ANEURYSM + 1 and there[:, ANEURYSM].any():
        # As much as all vessels together: they are many, it is what is looked for.
        total = total + missed[:, ANEURYSM][there[:, ANEURYSM]].mean()
    return total


def evidence_target(sample: Sample) -> Tensor:
    """float32 [b,14,n/4,...]: 1 in cells that hold a part of an aneurysm, by its territory; last channel: of any."""
    sac = sample.vessels == ANEURYSM
    by_label = torch.where(sac, sample.territories, torch.zeros_like(sample.territories)).long()
    hot = functional.one_hot(by_label, 14)[..., 1:].movedim(-1, 1).float()
    cells = functional.max_pool3d(hot, 2)
    return torch.cat((cells, cells.amax(dim=1, keepdim=True)), dim=1)


def _evidence_loss(evidence: Tensor, target: Tensor) -> Tensor:
    """Per cell: those with a finding against as many that look most like one as HARD_CELLS says."""
    error = functional.binary_cross_entropy_with_logits(evidence, target, reduction="none")
    found = target > 0
    positive = error[found].mean() if found.any() else evidence.sum() * 0.0
    negative = error.masked_fill(found, 0.0).flatten(2).topk(HARD_CELLS, dim=2).values.mean()
    return positive + 4.0 * negative


def loss(network: EvidenceClassifier3d, sample: Sample) -> tuple[Tensor, dict[str, float]]:
    """Of whole regions: what is seen in them, and what the series says."""
    maps = network.encode(sample.image)
    location, presence, modality, evidence, shared, quarter = network.decide(maps)
    present = sample.location.amax(dim=1, keepdim=True)
    parts = _dense_parts(sample, evidence, *network.segment(maps, shared, quarter)) | {
        "location": 3.0 * functional.binary_cross_entropy_with_logits(location.float(), sample.location),
        "presence": functional.binary_cross_entropy_with_logits(presence.float(), present),
        "modality": 0.2 * functional.cross_entropy(modality.float(), sample.modality),
    }
    return _total(parts)


def patch_loss(network: EvidenceClassifier3d, sample: Sample) -> tuple[Tensor, dict[str, float]]:
    """Of patches: what is seen in them."""
    maps = network.encode(sample.image)
    evidence, shared, quarter = network.look(maps)
    parts = _dense_parts(sample, evidence, *network.segment(maps, shared, quarter))
    return _total({f"patch-{name}": part for name, part in parts.items()})


def _dense_parts(sample: Sample, evidence: Tensor, vessels: Tensor, territories: Tensor) -> dict[str, Tensor]:
    return {
        "vessels": _segmentation_loss(vessels.float(), sample.vessels.long()),
        "territories": 0.5 * _segmentation_loss(territories.float(), sample.territories.long()),
        "evidence": _evidence_loss(evidence.float(), evidence_target(sample)),
    }


def _total(parts: dict[str, Tensor]) -> tuple[Tensor, dict[str, float]]:
    return sum(parts.values()), {name: float(part.detach()) for name, part in parts.items()}


def validate(network: EvidenceClassifier3d, edge: int, cases: int) -> dict[str, float]:
    """AUCs on validation anatomies, regions as in training (the packages together are measured by `evaluate`)."""
    network.eval()
    random = np.random.Generator(np.random.PCG64(5))
    truth, found, kinds, right = [], [], [], []
    with torch.inference_mode():
        for number in range(cases):
            drawn = scene(validation_spec(number))
            sample = classifier_sample(drawn, jittered(drawn, random), edge)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                location, presence, modality = network(sample.image[None])
            truth.append(np.append(sample.location.numpy(), sample.location.max()))
            found.append(np.append(location.float()[0].numpy(), presence.float()[0].numpy()))
            kinds.append(sample.modality)
            right.append(int(modality.argmax()) == sample.modality)
    network.train()
    truth, found, kinds = np.array(truth), np.array(found), np.array(kinds)
    figures = {"presence": float(roc_auc_score(truth[:, 13], found[:, 13])), "modality": float(np.mean(right))}
    for kind, name in enumerate(MODALITIES):
        figures[f"presence-{name}"] = float(roc_auc_score(truth[kinds == kind, 13], found[kinds == kind, 13]))
    places = [float(roc_auc_score(truth[:, i], found[:, i])) for i in range(13) if 0 < truth[:, i].sum() < len(truth)]
    figures["location"] = float(np.mean(places))
    return {name: round(value, 4) for name, value in figures.items()}


def train(
    spec: EvidenceNetwork, path: Path, steps: int, minutes: float, workers: int, say: Callable[[str], None], every: int = 400
) -> Progress:
    """Trains until `steps` in all, for that many minutes in this run or until asked to end; goes on from the checkpoint at `path`."""
    torch.manual_seed(spec.seed)
    network = spec.fresh().train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=1e-3)
    average = Average(network, 0.998)
    progress = resume(path, network, average, optimiser)
    phase, regions, patches = None, iter(()), iter(())
    begun, before, seen = time.monotonic(), progress.seconds, []
    deadline = Deadline(minutes)
    while progress.step < steps and not deadline.passed:
        due = next(p for p in PHASES if progress.step < p.until * steps)
        if due != phase:
            phase = due
            seed = spec.seed + progress.step
            regions = loader(ClassifierStream(seed, phase.edge, phase.crowded_share), BATCH, 1, collate)
            if phase.patch_steps:
                stream = PatchStream(seed, phase.edge, PATCH, phase.crowded_share)
                patches = loader(stream, PATCH_BATCH, workers, collate)
            say(f"from step {progress.step}: {phase}")
        for group in optimiser.param_groups:
            group["lr"] = rate(progress.step, steps, PEAK_RATE)
        on_patches = progress.step % (phase.patch_steps + 1) > 0
        with torch.autocast("cpu", dtype=torch.bfloat16):
            error, parts = patch_loss(network, next(patches)) if on_patches else loss(network, next(regions))
        optimiser.zero_grad(set_to_none=True)
        error.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        progress.step += 1
        progress.phantoms += PATCH_BATCH if on_patches else BATCH
        progress.seconds = before + time.monotonic() - begun
        average.update(network, progress.step)
        seen.append(parts)
        if progress.step % 20 == 0:
            recent = seen[-20:]
            names = dict.fromkeys(name for p in recent for name in p)
            means = "  ".join(f"{n} {np.mean([p[n] for p in recent if n in p]):.3f}" for n in names)
            say(f"step {progress.step}/{steps}  {progress.seconds / 60:.1f} min  {means}")
        if progress.step % every == 0 or progress.step == steps:
            judged = spec.fresh()
            judged.load_state_dict(average.weights)
            figures = validate(judged, phase.edge, VALIDATION_CASES)
            progress.history.append({"step": progress.step, "edge": phase.edge, **figures})
            say(f"validation at step {progress.step}, region moved by {BOX_JITTER_MM} mm: {figures}")
            save(path, network, average, optimiser, progress)
    save(path, network, average, optimiser, progress)
    return progress

