"""Stage 2: where vessels and aneurysms are (dense targets), and from that what the series shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from seriesflow_models.networks import EvidenceClassifier3d
from seriesflow_models.packages import EvidenceNetwork
from seriesflow_models.phantom import scene
from seriesflow_models.phantom.vessels import ANEURYSM
from seriesflow_models.training.data import (
    MODALITIES,
    ClassifierStream,
    PatchStream,
    Sample,
    classifier_sample,
    collate,
    jittered,
    loader,
    on,
    validation_spec,
)
from seriesflow_models.training.run import Task

BATCH = 2
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
HARD_CELLS = 512


def _segmentation_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy, rare classes weighted up, and soft Dice over the classes that are there. logits [b,c,...], target [b,...]."""
    classes = logits.shape[1]
    weight = torch.full((classes,), 3.0, device=logits.device)
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
    """float32 [b,14,n/2,...]: 1 in cells of an aneurysm, by its territory; last channel: of any."""
    sac = sample.vessels == ANEURYSM
    by_label = torch.where(sac, sample.territories, torch.zeros_like(sample.territories)).long()
    hot = functional.one_hot(by_label, 14)[..., 1:].movedim(-1, 1).float()
    return torch.cat((hot, hot.amax(dim=1, keepdim=True)), dim=1)


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
    shared, fine, evidence = network.look(maps)
    location, presence, modality = network.decide(maps, evidence)
    present = sample.location.amax(dim=1, keepdim=True)
    parts = _dense_parts(sample, evidence, *network.segment(maps, shared, fine)) | {
        "location": 3.0 * functional.binary_cross_entropy_with_logits(location.float(), sample.location),
        "presence": functional.binary_cross_entropy_with_logits(presence.float(), present),
        "modality": 0.2 * functional.cross_entropy(modality.float(), sample.modality),
    }
    return _total(parts)


def patch_loss(network: EvidenceClassifier3d, sample: Sample) -> tuple[Tensor, dict[str, float]]:
    """Of patches: what is seen in them."""
    maps = network.encode(sample.image)
    shared, fine, evidence = network.look(maps)
    parts = _dense_parts(sample, evidence, *network.segment(maps, shared, fine))
    return _total({f"patch-{name}": part for name, part in parts.items()})


def _dense_parts(sample: Sample, evidence: Tensor, vessels: Tensor, territories: Tensor) -> dict[str, Tensor]:
    return {
        "vessels": _segmentation_loss(vessels.float(), sample.vessels.long()),
        "territories": 0.5 * _segmentation_loss(territories.float(), sample.territories.long()),
        "evidence": _evidence_loss(evidence.float(), evidence_target(sample)),
    }


def _total(parts: dict[str, Tensor]) -> tuple[Tensor, dict[str, float]]:
    return sum(parts.values()), {name: float(part.detach()) for name, part in parts.items()}


class ClassifierTask(Task):
    peak_rate = 1.5e-3
    keep = 0.998

    def __init__(self, spec: EvidenceNetwork, seed: int, workers: int, device: str = "cpu") -> None:
        super().__init__(device)
        self.spec = spec
        self.seed = seed
        self.workers = workers
        self.phase: Phase | None = None

    def fresh(self) -> nn.Module:
        return self.spec.fresh()

    def error(self, network: nn.Module, step: int, steps: int) -> tuple[Tensor, dict[str, float], int]:
        self._enter(next(p for p in PHASES if step < p.until * steps), step)
        on_patches = step % (self.phase.patch_steps + 1) > 0
        sample = on(self.device, next(self.patches if on_patches else self.regions))
        with self.autocast():
            error, parts = (patch_loss if on_patches else loss)(network, sample)
        return error, parts, PATCH_BATCH if on_patches else BATCH

    def _enter(self, due: Phase, step: int) -> None:
        if due == self.phase:
            return
        self.phase = due
        regions = ClassifierStream(self.seed + step, due.edge, due.crowded_share)
        self.regions = loader(regions, BATCH, min(1, self.workers), collate)
        if due.patch_steps:
            patches = PatchStream(self.seed + step, due.edge, PATCH, due.crowded_share)
            self.patches = loader(patches, PATCH_BATCH, self.workers, collate)

    def validate(self, network: nn.Module) -> dict[str, float]:
        """AUCs on validation anatomies, regions as in training (the packages together are measured by `evaluate`)."""
        random = np.random.Generator(np.random.PCG64(5))
        truth, found, kinds, right = [], [], [], []
        for number in range(VALIDATION_CASES):
            drawn = scene(validation_spec(number))
            sample = classifier_sample(drawn, jittered(drawn, random), self.phase.edge)
            with torch.inference_mode(), self.autocast():
                location, presence, modality = network(sample.image[None].to(self.device))
            truth.append(np.append(sample.location.numpy(), sample.location.max()))
            found.append(torch.cat((location, presence), dim=1)[0].float().cpu().numpy())
            kinds.append(sample.modality)
            right.append(int(modality.argmax()) == sample.modality)
        return {"edge": self.phase.edge, **_areas(np.array(truth), np.array(found), np.array(kinds)), "modality": float(np.mean(right))}


def _areas(truth: np.ndarray, found: np.ndarray, kinds: np.ndarray) -> dict[str, float]:
    """AUC of presence (last column) in all and by modality, and the mean of the locations' that occur."""
    figures = {"presence": roc_auc_score(truth[:, -1], found[:, -1])}
    for kind, name in enumerate(MODALITIES):
        figures[f"presence-{name}"] = roc_auc_score(truth[kinds == kind, -1], found[kinds == kind, -1])
    occurring = [i for i in range(truth.shape[1] - 1) if 0 < truth[:, i].sum() < len(truth)]
    figures["location"] = np.mean([roc_auc_score(truth[:, i], found[:, i]) for i in occurring])
    return {name: round(float(value), 4) for name, value in figures.items()}
