"""One training run of any network: steps, learning rate, running average, validations, checkpoints."""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from seriesflow_models.training.checkpoint import Average, Deadline, Progress, resume, save

_SAID_EVERY = 20
_CAREFUL_STEPS = 100


class Task(ABC):
    """What is learnt: the network, its samples and its error."""

    #: Highest learning rate, and how much of itself the average of weights keeps a step.
    peak_rate: float
    keep: float

    def __init__(self, device: str) -> None:
        self.device = torch.device(device)

    @abstractmethod
    def fresh(self) -> nn.Module:
        """The network with initial weights."""

    @abstractmethod
    def error(self, network: nn.Module, step: int, steps: int) -> tuple[Tensor, dict[str, float], int]:
        """The error on the next batch, its parts by name, and how many phantoms that batch shows."""

    @abstractmethod
    def validate(self, network: nn.Module) -> dict[str, float]:
        """Figures on validation anatomies."""

    def autocast(self) -> torch.autocast:
        """bfloat16 where it is fast; it needs no scaling of the error."""
        return torch.autocast(self.device.type, dtype=torch.bfloat16)


def train(
    task: Task, seed: int, path: Path, steps: int, minutes: float, say: Callable[[str], None], every: int = 400
) -> Progress:
    """Trains until `steps` in all, for that many minutes in this run or until asked to end; goes on from the checkpoint at `path`,
    and leaves one behind at each validation (every so many steps) and at the end.
    """
    torch.manual_seed(seed)
    network = task.fresh().to(task.device).train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=task.peak_rate, weight_decay=1e-3)
    average = Average(network, task.keep)
    progress = resume(path, network, average, optimiser)
    # Where the optimiser's memory is lost, it begins carefully, and the average as a young one.
    cold = 0 if optimiser.state else progress.step
    begun, before, seen = time.monotonic(), progress.seconds, []
    deadline = Deadline(minutes)
    while progress.step < steps and not deadline.passed:
        for group in optimiser.param_groups:
            group["lr"] = rate(progress.step, steps, task.peak_rate) * min(1.0, (progress.step - cold + 1) / _CAREFUL_STEPS)
        error, parts, phantoms = task.error(network, progress.step, steps)
        optimiser.zero_grad(set_to_none=True)
        error.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        progress.step += 1
        progress.phantoms += phantoms
        progress.seconds = before + time.monotonic() - begun
        average.update(network, progress.step - cold)
        seen.append(parts)
        if progress.step % _SAID_EVERY == 0:
            say(f"step {progress.step}/{steps}  {progress.seconds / 60:.1f} min  {_means(seen[-_SAID_EVERY:])}")
        if progress.step % every == 0 or progress.step == steps:
            judged = task.fresh().to(task.device)
            judged.load_state_dict(average.weights)
            figures = task.validate(judged.eval())
            progress.history.append({"step": progress.step, **figures})
            say(f"validation at step {progress.step}: {figures}")
            save(path, network, average, optimiser, progress)
    save(path, network, average, optimiser, progress)
    return progress


def _means(recent: list[dict[str, float]]) -> str:
    names = dict.fromkeys(name for parts in recent for name in parts)
    return "  ".join(f"{name} {np.mean([p[name] for p in recent if name in p]):.3f}" for name in names)


def rate(step: int, steps: int, peak: float) -> float:
    """Learning rate: up over the first 3 %, then down along a cosine to a hundredth."""
    warm = max(1, int(0.03 * steps))
    if step < warm:
        return peak * (step + 1) / warm
    share = (step - warm) / max(1, steps - warm)
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, share))))
