"""Networks rebuilt from the plans, and made ready for the tracing exporter.

Layout of every tensor: [batch, channel, (z,) y, x], float32.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from seriesflow_models.checkpoints.plans import Plans
from seriesflow_models.checkpoints.refusal import Refused

_PACKAGE = "dynamic_network_architectures.architectures"
#: Every name of a plans file that becomes code; nothing else is imported.
_NETWORKS = {
    f"{_PACKAGE}.unet.PlainConvUNet": "PlainConvUNet",
    f"{_PACKAGE}.unet.ResidualEncoderUNet": "ResidualEncoderUNet",
    f"{_PACKAGE}.residual_unet.ResidualEncoderUNet": "ResidualEncoderUNet",
}
_LAYERS: Mapping[str, Mapping[str | None, Any]] = {
    "conv_op": {"torch.nn.modules.conv.Conv2d": nn.Conv2d, "torch.nn.modules.conv.Conv3d": nn.Conv3d},
    "norm_op": {
        "torch.nn.modules.instancenorm.InstanceNorm2d": nn.InstanceNorm2d,
        "torch.nn.modules.instancenorm.InstanceNorm3d": nn.InstanceNorm3d,
    },
    "nonlin": {"torch.nn.LeakyReLU": nn.LeakyReLU, "torch.nn.modules.activation.LeakyReLU": nn.LeakyReLU},
    "dropout_op": {None: None},
}


class WrittenOutNorm(nn.Module):
    """Instance normalisation in means over few numbers at a time, any number of axes of space.

    Runtimes sum a channel in float32 one value after the other, which loses small values of large windows; means of
    means do not.
    """

    def __init__(self, norm: nn.InstanceNorm2d | nn.InstanceNorm3d) -> None:
        super().__init__()
        self.rank = 3 if isinstance(norm, nn.InstanceNorm3d) else 2
        self.epsilon = norm.eps
        ones = torch.ones(norm.num_features)
        self.weight = nn.Parameter(ones.clone() if norm.weight is None else norm.weight.detach().clone())
        self.bias = nn.Parameter(ones * 0 if norm.bias is None else norm.bias.detach().clone())

    def _mean(self, x: Tensor) -> Tensor:
        return x.mean(-1, keepdim=True).mean(tuple(range(2, self.rank + 1)), keepdim=True)

    def forward(self, x: Tensor) -> Tensor:
        shape = (1, -1, *(1,) * self.rank)
        centred = x - self._mean(x)
        variance = self._mean(centred * centred)
        return centred * (self.weight.view(shape) / torch.sqrt(variance + self.epsilon)) + self.bias.view(shape)


class OfOneSlice(nn.Module):
    """A 2D network as one of volumes of one slice: [B,C,1,y,x] to [B,classes,1,y,x]."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> Tensor:
        return self.network(image.squeeze(2)).unsqueeze(2)


def rebuild(plans: Plans) -> nn.Module:
    """The network that the plans describe, with its one full-resolution output; its weights are not loaded yet.

    Raises `Refused` with the key of plans.json for what is not served.
    """
    from dynamic_network_architectures.architectures import unet

    field = f"plans.json.configurations.{plans.configuration}.architecture"
    name = plans.architecture.get("network_class_name")
    if name not in _NETWORKS:
        raise Refused(
            f"{field}.network_class_name", f"'{name}' is not served; served are {', '.join(sorted(_NETWORKS))}"
        )
    arguments = dict(plans.architecture.get("arch_kwargs", {}))
    for key in plans.architecture.get("_kw_requires_import", ()):
        if key not in _LAYERS:
            raise Refused(f"{field}._kw_requires_import", f"'{key}' is not served; served are {', '.join(_LAYERS)}")
    for key, known in _LAYERS.items():
        value = arguments.get(key)
        if value not in known:
            raise Refused(
                f"{field}.arch_kwargs.{key}", f"'{value}' is not served; served are {', '.join(map(str, known))}"
            )
        arguments[key] = known[value]
    if arguments["conv_op"] is not (nn.Conv2d if plans.rank == 2 else nn.Conv3d):
        raise Refused(
            f"{field}.arch_kwargs.conv_op", f"has not the {plans.rank} axes of patch_size, {list(plans.patch)}"
        )
    arguments.pop("deep_supervision", None)
    try:
        network = getattr(unet, _NETWORKS[name])(
            input_channels=1, num_classes=len(plans.labels), deep_supervision=False, **arguments
        )
    except (TypeError, AssertionError, ValueError, IndexError) as e:
        raise Refused(f"{field}.arch_kwargs", f"do not make a {_NETWORKS[name]}: {e}") from e
    _check_patch(plans, arguments.get("strides", ()), field)
    return network.eval()


def _check_patch(plans: Plans, strides: Any, field: str) -> None:
    for axis, length in enumerate(plans.patch):
        factor = 1
        for stride in strides:
            factor *= stride if isinstance(stride, int) else stride[axis]
        if length % factor:
            raise Refused(
                f"plans.json.configurations.{plans.configuration}.patch_size",
                f"is {list(plans.patch)}, but axis {axis} is halved to 1/{factor} ({field}.arch_kwargs.strides); it must divide",
            )


def load_weights(network: nn.Module, weights: Mapping[str, Tensor], field: str) -> None:
    """Loads exactly these weights. Raises `Refused` with the first key that does not match the architecture."""
    wanted = network.state_dict()
    for key in wanted:
        if key not in weights:
            raise Refused(f"{field}[{key}]", "is missing; the plans describe a network that has it")
    for key, value in weights.items():
        if key not in wanted:
            raise Refused(f"{field}[{key}]", "belongs to nothing in the network that the plans describe")
        if value.shape != wanted[key].shape:
            raise Refused(
                f"{field}[{key}]", f"has the shape {list(value.shape)}, but the plans give {list(wanted[key].shape)}"
            )
    network.load_state_dict(dict(weights), strict=True)


def exportable(network: nn.Module) -> nn.Module:
    """A copy of the network for the exporter: the same parameters, norms written out."""
    from copy import deepcopy

    return _write_norms_out(deepcopy(network)).eval()


def _write_norms_out(module: nn.Module) -> nn.Module:
    if isinstance(module, (nn.InstanceNorm2d, nn.InstanceNorm3d)):
        return WrittenOutNorm(module)
    for name, child in module.named_children():
        setattr(module, name, _write_norms_out(child))
    return module
