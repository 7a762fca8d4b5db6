"""Checkpoints as numbers only: a pickle can name any function of this machine, so what it may name is listed here."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import torch

from seriesflow_models.checkpoints.refusal import Refused

#: What nnU-Net's checkpoints hold beyond tensors and plain values: numpy numbers in their logs and plans. The second
#: name is the one that a pickle written under numpy 2 uses.
ALLOWED: tuple[tuple[Any, str], ...] = (
    (np.core.multiarray.scalar, "numpy.core.multiarray.scalar"),
    (np.core.multiarray.scalar, "numpy._core.multiarray.scalar"),
    (np.dtype, "numpy.dtype"),
    *(
        (type(np.dtype(kind)), f"numpy.dtypes.{type(np.dtype(kind)).__name__}")
        for kind in ("float64", "float32", "float16", "int64", "int32", "bool")
    ),
)


def load(path: Path) -> dict[str, Any]:
    """The dictionary in a checkpoint, on the CPU, by torch's weights-only reader.

    Raises `Refused` where the file is no checkpoint, or names something that is not on the list; nothing that it names
    is called in that case.
    """
    if not path.is_file():
        raise Refused(str(path), "there is no such file")
    if not zipfile.is_zipfile(path):
        raise Refused(str(path), "is no checkpoint in torch's zip format (torch >= 1.6)")
    with torch.serialization.safe_globals(list(ALLOWED)):
        named = torch.serialization.get_unsafe_globals_in_checkpoint(str(path))
        if named:
            raise Refused(
                str(path),
                f"its pickle names {', '.join(sorted(named))}; only tensors, plain values and numpy numbers are read",
            )
        try:
            content = torch.load(path, map_location="cpu", weights_only=True)
        except Exception as e:  # noqa: BLE001 - the reader raises what the pickle makes it raise
            raise Refused(str(path), f"cannot be read as weights: {str(e).splitlines()[0]}") from e
    if not isinstance(content, dict) or not isinstance(content.get("network_weights"), dict):
        raise Refused(f"{path}: network_weights", "is missing; a checkpoint of nnU-Net v2 holds a dictionary with it")
    for key, value in content["network_weights"].items():
        if not isinstance(value, torch.Tensor):
            raise Refused(f"{path}: network_weights[{key}]", f"is a {type(value).__name__}, not a tensor")
        if value.dtype.is_floating_point and not bool(torch.isfinite(value).all()):
            raise Refused(f"{path}: network_weights[{key}]", "holds a value that is not finite")
    return content
