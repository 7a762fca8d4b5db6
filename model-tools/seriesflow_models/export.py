"""Networks to ONNX bytes that are the same on every run."""

from __future__ import annotations

import hashlib
import io
import warnings

import onnx
import torch

from seriesflow_models.packages import ClassifierNetwork, EvidenceNetwork, RoiNetwork

OPSET = 17


def onnx_bytes(spec: RoiNetwork | ClassifierNetwork | EvidenceNetwork) -> bytes:
    """Traces the network with static spatial shapes; the attention's token count is baked in by that."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
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
