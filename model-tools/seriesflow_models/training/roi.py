"""Stage 1: a 2D network learns the cross-section of the box around the vessels, on the slices that the package cuts."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from seriesflow_models.packages import RoiNetwork
from seriesflow_models.phantom import scene
from seriesflow_models.training.data import RoiStream, loader, planes, validation_spec
from seriesflow_models.training.run import Task

PHANTOMS_A_STEP = 2
VALIDATION_CASES = 24


def loss(logits: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
    """Cross-entropy and soft Dice of logits [b,2,h,w] against masks [b,h,w]."""
    entropy = functional.cross_entropy(logits, masks)
    share = logits.softmax(dim=1)[:, 1]
    overlap = (share * masks).sum(dim=(1, 2))
    dice = (2 * overlap + 1.0) / (share.sum(dim=(1, 2)) + masks.sum(dim=(1, 2)) + 1.0)
    return entropy + 1.0 - dice.mean()


class RoiTask(Task):
    peak_rate = 2e-3
    keep = 0.995

    def __init__(self, spec: RoiNetwork, seed: int, workers: int, device: str = "cpu") -> None:
        super().__init__(device)
        self.spec = spec
        self.batches = loader(RoiStream(seed, spec.spacing_mm, spec.patch), PHANTOMS_A_STEP, workers, list)

    def fresh(self) -> nn.Module:
        return self.spec.fresh()

    def error(self, network: nn.Module, step: int, steps: int) -> tuple[Tensor, dict[str, float], int]:
        stacks = next(self.batches)
        images = torch.from_numpy(np.concatenate([i for i, _ in stacks])).to(self.device)
        masks = torch.from_numpy(np.concatenate([m for _, m in stacks])).to(self.device).long()
        with self.autocast():
            logits = network(images)
        error = loss(logits.float(), masks)
        return error, {"loss": float(error.detach())}, len(stacks)

    def validate(self, network: nn.Module) -> dict[str, float]:
        """Overlap (Dice) of the slices that show the region, and how often a slice that does not show it stays empty."""
        overlaps, quiet = [], []
        for number in range(VALIDATION_CASES):
            images, masks = planes(scene(validation_spec(number * 5 + 1)), self.spec.spacing_mm, self.spec.patch)
            with torch.inference_mode():
                found = network(torch.from_numpy(images).to(self.device)).argmax(dim=1).cpu().numpy()
            for mask, seen in zip(masks, found):
                if mask.any():
                    overlaps.append(2 * float((mask & seen).sum()) / float(mask.sum() + seen.sum()))
                else:
                    quiet.append(float(not seen.any()))
        return {
            "dice": float(np.mean(overlaps)),
            "worstDice": float(np.min(overlaps)),
            "quiet": float(np.mean(quiet)) if quiet else 1.0,
        }
