"""Networks to ONNX bytes that are the same on every run."""

from __future__ import annotations

import hashlib
import io
import warnings

import numpy as np
import onnx
import torch

from seriesflow_models.packages import ClassifierNetwork, EvidenceNetwork, RoiNetwork

OPSET = 17


def onnx_bytes(spec: RoiNetwork | ClassifierNetwork | EvidenceNetwork) -> bytes:
    """Traces the network with static spatial shapes; the attention's token count is baked in by that."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        warnings.filterwarnings("ignore", message=".*instance_norm.*set to train=True")
        torch.onnx.export(
            spec.network(),
            (spec.example(),),
            buffer,
            dynamo=False,
            opset_version=OPSET,
            input_names=[spec.input_name],
            output_names=list(spec.output_names),
            dynamic_axes=spec.dynamic_axes(),
        )
    model = onnx.load_from_string(buffer.getvalue())
    _forget_build_machine(model)
    training = "synthetic" if spec.checkpoint else "untrained"
    if spec.checkpoint:
        _halve(model)
    onnx.helper.set_model_props(model, {"training": training, "seed": str(spec.seed)})
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _forget_build_machine(model: onnx.ModelProto) -> None:
    """Doc strings of traced nodes may hold source paths."""
    model.doc_string = ""
    model.graph.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""


#: Initialisers below this many numbers stay as they are.
_WORTH_HALVING = 1024


def _halve(model: onnx.ModelProto) -> None:
    """Stores large weights in half precision, each widened by a Cast that a runtime folds away when it opens the file.

    Checkpoints hold half precision, so that no number changes; a weight that would change is left alone.
    """
    for weights in list(model.graph.initializer):
        values = onnx.numpy_helper.to_array(weights)
        halves = values.astype(np.float16)
        if values.dtype != np.float32 or values.size < _WORTH_HALVING or (halves.astype(np.float32) != values).any():
            continue
        stored = onnx.numpy_helper.from_array(halves, weights.name + ".half")
        model.graph.initializer.remove(weights)
        model.graph.initializer.append(stored)
        cast = onnx.helper.make_node("Cast", [stored.name], [weights.name], to=onnx.TensorProto.FLOAT)
        model.graph.node.insert(0, cast)
