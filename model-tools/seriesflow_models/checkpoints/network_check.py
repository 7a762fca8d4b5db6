"""An ONNX file against the network that it was made of, and against what the engine serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from seriesflow_models.checkpoints.refusal import Refused

DEFAULT_TOLERANCE = 1e-3


def shapes(content: bytes, part: str) -> dict[str, tuple[str, list[int | str]]]:
    """Element type and shape by tensor name; a free axis is `any`. `part` is `input` or `output`."""
    tensors = {}
    for value in getattr(onnx.load_from_string(content).graph, part):
        tensor = value.type.tensor_type
        kind = onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type).name
        sizes = [axis.dim_value if axis.HasField("dim_value") else "any" for axis in tensor.shape.dim]
        tensors[value.name] = (kind, sizes)
    return tensors


def require_served(
    content: bytes, field: str, inputs: Mapping[str, Sequence[int | str]], outputs: Mapping[str, Sequence[int | str]]
) -> None:
    """Refuses a file whose tensors are not these, in name, float32 and shape: the engine compares them at every start."""
    for part, wanted in (("input", inputs), ("output", outputs)):
        found = shapes(content, part)
        for name, shape in wanted.items():
            if name not in found:
                raise Refused(f"{field}: {part} {name}", f"is not in the file; it has {', '.join(found) or 'none'}")
            kind, sizes = found[name]
            if kind != "float32":
                raise Refused(f"{field}: {part} {name}", f"has the type {kind}; only float32 is served")
            if sizes != list(shape):
                raise Refused(f"{field}: {part} {name}", f"has the shape {sizes}; {list(shape)} is needed")
        extra = sorted(set(found) - set(wanted))
        if extra and part == "input":
            raise Refused(f"{field}: input {extra[0]}", "is asked for by the file, but nothing gives it")


def compare(
    content: bytes,
    network: nn.Module,
    example: torch.Tensor,
    input_name: str,
    outputs: Sequence[str],
    tolerance: float,
    field: str,
    rounds: int = 2,
) -> float:
    """The largest absolute difference between ONNX Runtime and PyTorch on random inputs; refused above the tolerance."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    random = np.random.Generator(np.random.PCG64(0))
    largest = 0.0
    for _ in range(rounds):
        image = random.standard_normal(tuple(example.shape)).astype(np.float32)
        with torch.no_grad():
            expected = network(torch.from_numpy(image))
        expected = expected if isinstance(expected, tuple) else (expected,)
        for found, wanted in zip(session.run(list(outputs), {input_name: image}), expected, strict=True):
            if not np.isfinite(found).all():
                raise Refused(field, "gives values that are not finite on random inputs")
            largest = max(largest, float(np.abs(found - wanted.numpy()).max()))
    if largest > tolerance:
        raise Refused(
            field, f"ONNX differs from PyTorch by {largest:.2e} on random inputs, above the tolerance {tolerance:.0e}"
        )
    return largest
