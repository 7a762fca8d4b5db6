"""ONNX files as plain functions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

from seriesflow_models.packages import Package
from seriesflow_models.reference import Network


def open_network(path: Path, threads: int = 2) -> Network:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    input_name = session.get_inputs()[0].name
    names = [output.name for output in session.get_outputs()]

    def run(batch: np.ndarray) -> dict[str, np.ndarray]:
        return dict(zip(names, session.run(names, {input_name: batch}), strict=True))

    return run


def open_package(root: Path, package: Package) -> list[Network]:
    """One function per fold, in order."""
    return [open_network(root / package.folder / network.file) for network in package.networks]
