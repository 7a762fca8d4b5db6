"""Stage 1: a 2D network learns the cross-section of the box around the vessels, on the slices that the package cuts."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from seriesflow_models.packages import RoiNetwork
from seriesflow_models.phantom import scene
from seriesflow_models.training.checkpoint import Average, Deadline, Progress, resume, save
from seriesflow_models.training.data import BOX_MARGIN_MM, RoiStream, loader, planes, validation_spec

PHANTOMS_A_STEP = 2
PEAK_RATE = 2e-3
VALIDATION_CASES = 24


def loss(logits: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
    """Cross-entropy and soft Dice of logits [b,2,h,w] against masks [b,h,w]."""
    entropy = functional.cross_entropy(logits, masks)
    share = logits.softmax(dim=1)[:, 1]
    overlap = (share * masks).sum(dim=(1, 2))
    dice = (2 * overlap + 1.0) / (share.sum(dim=(1, 2)) + masks.sum(dim=(1, 2)) + 1.0)
    return entropy + 1.0 - dice.mean()


def validate(network: torch.nn.Module, spec: RoiNetwork, cases: int) -> dict[str, float]:
    """Overlap (Dice) of the slices that show the region, and how often a slice that does not show it stays empty."""
    network.eval()
    overlaps, quiet = [], []
    with torch.inference_mode():
        for number in range(cases):
            images, masks = planes(scene(validation_spec(number * 5 + 1)), spec.spacing_mm, spec.patch)
            found = network(torch.from_numpy(images)).argmax(dim=1).numpy()
            for mask, seen in zip(masks, found):
                if mask.any():
                    overlaps.append(2 * float((mask & seen).sum()) / float(mask.sum() + seen.sum()))
                else:
                    quiet.append(float(not seen.any()))
    network.train()
    return {"dice": float(np.mean(overlaps)), "worstDice": float(np.min(overlaps)), "quiet": float(np.mean(quiet)) if quiet else 1.0}


def train(
    spec: RoiNetwork, path: Path, steps: int, minutes: float, workers: int, say: Callable[[str], None], every: int = 200
) -> Progress:
    """Trains until `steps` in all, for that many minutes in this run or until asked to end; goes on from the checkpoint at `path`."""
    torch.manual_seed(spec.seed)
    network = spec.fresh()
    optimiser = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=1e-3)
    average = Average(network, 0.995)
    progress = resume(path, network, average, optimiser)
    batches = loader(RoiStream(spec.seed + progress.step, spec.spacing_mm, spec.patch), PHANTOMS_A_STEP, workers, list)
    begun, before, seen = time.monotonic(), progress.seconds, []
    deadline = Deadline(minutes)
    while progress.step < steps and not deadline.passed:
        for group in optimiser.param_groups:
            group["lr"] = rate(progress.step, steps, PEAK_RATE)
        stacks = next(batches)
        images = torch.from_numpy(np.concatenate([i for i, _ in stacks]))
        masks = torch.from_numpy(np.concatenate([m for _, m in stacks])).long()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(images)
        error = loss(logits.float(), masks)
        optimiser.zero_grad(set_to_none=True)
        error.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        progress.step += 1
        progress.phantoms += len(stacks)
        progress.seconds = before + time.monotonic() - begun
        average.update(network, progress.step)
        seen.append(float(error.detach()))
        if progress.step % 20 == 0:
            say(f"step {progress.step}/{steps}  {progress.seconds / 60:.1f} min  loss {np.mean(seen[-20:]):.3f}")
        if progress.step % every == 0 or progress.step == steps:
            judged = spec.fresh()
            judged.load_state_dict(average.weights)
            figures = validate(judged, spec, VALIDATION_CASES)
            progress.history.append({"step": progress.step, **figures})
            say(f"validation at step {progress.step}, margin {BOX_MARGIN_MM} mm: {figures}")
            save(path, network, average, optimiser, progress)
    save(path, network, average, optimiser, progress)
    return progress


def rate(step: int, steps: int, peak: float) -> float:
    """Learning rate: up over the first 3 %, then down along a cosine to a hundredth."""
    warm = max(1, int(0.03 * steps))
    if step < warm:
        return peak * (step + 1) / warm
    share = (step - warm) / max(1, steps - warm)
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, share))))
