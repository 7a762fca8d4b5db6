"""What a training run leaves behind, and takes up again.

Two files: `NAME.pt` is small and meant to be committed (averaged weights in half precision and how far training went);
`NAME.full.pt` holds all of the run's state and stays on the machine. A run goes on from the full state where it is there and
at least as far, otherwise from the small one, with the optimiser's memory lost.
"""

from __future__ import annotations

import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

#: A committed file is at most this large.
LARGEST_BYTES = 10_000_000


class Average:
    """Running mean of a network's weights; what is exported."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {name: value.detach().clone().float() for name, value in network.state_dict().items()}

    def update(self, network: nn.Module, step: int) -> None:
        # Young averages forget faster, or the first random weights would stay in them.
        keep = min(self.decay, (1.0 + step) / (10.0 + step))
        for name, value in network.state_dict().items():
            self.weights[name].lerp_(value.detach().float(), 1.0 - keep)


@dataclass
class Progress:
    """How far a run is: optimiser steps, phantoms seen, and the figures of each validation."""

    step: int = 0
    phantoms: int = 0
    seconds: float = 0.0
    history: list[dict[str, Any]] = field(default_factory=list)


class Deadline:
    """Says when a run has to end: after so many minutes, or once it is asked to (SIGTERM, SIGINT), at the next step."""

    def __init__(self, minutes: float) -> None:
        self._end = time.monotonic() + minutes * 60
        self._asked = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: self._asked.set())

    @property
    def passed(self) -> bool:
        return self._asked.is_set() or time.monotonic() >= self._end


def full_path(path: Path) -> Path:
    return path.with_suffix(".full.pt")


def _write(content: dict[str, Any], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    torch.save(content, draft)
    draft.replace(path)


def save(path: Path, network: nn.Module, average: Average, optimiser: torch.optim.Optimizer, progress: Progress) -> None:
    """Writes both files, each whole or not at all."""
    small = {"weights": {n: w.half() for n, w in average.weights.items()}, "progress": vars(progress)}
    _write(small, path)
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise ValueError(f"{path}: {size} bytes; a checkpoint that is committed has at most {LARGEST_BYTES}")
    full = {
        "network": network.state_dict(),
        "average": average.weights,
        "optimiser": optimiser.state_dict(),
        "progress": vars(progress),
    }
    _write(full, full_path(path))


def resume(path: Path, network: nn.Module, average: Average, optimiser: torch.optim.Optimizer) -> Progress:
    """Fills what is given from the newer of the two files; a new Progress where there is none."""
    small = _read(path)
    full = _read(full_path(path))
    if full is not None and (small is None or full["progress"]["step"] >= small["progress"]["step"]):
        network.load_state_dict(full["network"])
        average.weights = full["average"]
        optimiser.load_state_dict(full["optimiser"])
        return Progress(**full["progress"])
    if small is not None:
        load_average(path, network)
        average.weights = {n: w.detach().clone().float() for n, w in network.state_dict().items()}
        return Progress(**small["progress"])
    return Progress()


def steps_of(path: Path) -> int:
    """How far the run is that left files at `path`; 0 where there are none."""
    return max((found["progress"]["step"] for found in map(_read, (path, full_path(path))) if found), default=0)


def load_average(path: Path, network: nn.Module) -> Progress:
    """The averaged weights of the committed file."""
    small = _read(path)
    if small is None:
        raise FileNotFoundError(f"{path}: there is no checkpoint; train first")
    network.load_state_dict({n: w.float() for n, w in small["weights"].items()})
    return Progress(**small["progress"])


def _read(path: Path) -> dict[str, Any] | None:
    return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None
