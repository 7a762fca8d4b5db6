"""Fills networks with reproducible numbers. Nothing here is learnt from data.

Each parameter gets its own generator, seeded by the package's seed and the parameter's name, so that the numbers depend
neither on torch's version nor on the order in which layers were made.
"""

from __future__ import annotations

import math
import zlib

import numpy as np
import torch
from torch import nn

from seriesflow_models.networks import (
    AttentionHead,
    PlainUNet2d,
    ResidualBlock3d,
    ResidualEncoderClassifier3d,
)

#: Bias of the brightness path of the ROI network: how bright, in units of its own deviation, a place has to be.
BRIGHTNESS_THRESHOLD = 2.0


def _draw(seed: int, name: str, shape: torch.Size, scale: float) -> torch.Tensor:
    generator = np.random.Generator(np.random.PCG64([seed, zlib.crc32(name.encode())]))
    return torch.from_numpy((generator.standard_normal(tuple(shape)) * scale).astype(np.float32))


def fill_random(network: nn.Module, seed: int) -> None:
    """He-scaled normal weights; small biases and norm shifts that are not zero.

    A norm shift of zero would leave an all-equal image to rounding noise, which the next InstanceNorm blows up.
    """
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if parameter.ndim > 1:
                fan_in = math.prod(parameter.shape[1:])
                parameter.copy_(_draw(seed, name, parameter.shape, math.sqrt(2.0 / fan_in)))
            elif name.endswith("weight"):
                parameter.copy_(1.0 + _draw(seed, name, parameter.shape, 0.1))
            else:
                parameter.copy_(_draw(seed, name, parameter.shape, 0.1))


def fill_roi(network: PlainUNet2d, seed: int) -> None:
    """Random weights, except for channel 0, which carries smoothed brightness through all stages.

    The output layer lets bright structures vote for class 1 (vessel box), disturbed a little by the random channels: an
    untrained network whose mask is neither empty nor everything on an angiogram.
    """
    fill_random(network, seed)
    with torch.no_grad():
        for stage in (*network.encoder, *network.decoder):
            for convolution, norm, _ in stage:
                convolution.weight[0] = 0.0
                convolution.bias[0] = 0.0
                norm.weight[0] = 1.0
                norm.bias[0] = 0.0
        for stage in network.encoder:
            for convolution, _, _ in stage:
                convolution.weight[0, 0] = 1.0 / 9.0
        for up, stage in zip(network.up, network.decoder):
            up.weight[:, 0] = 0.0
            up.weight[0, 0] = 1.0
            up.bias[0] = 0.0
            first, second = stage[0][0], stage[1][0]
            skip_channel = first.weight.shape[1] // 2
            first.weight[0, 0] = 1.0 / 9.0
            first.weight[0, skip_channel] = 1.0 / 9.0
            second.weight[0, 0] = 1.0 / 9.0
        noise = network.output.weight[1, :, 0, 0].clone() * 0.2
        noise[0] = 1.0
        network.output.weight[1, :, 0, 0] = noise
        network.output.weight[0, :, 0, 0] = -noise
        network.output.bias[0] = BRIGHTNESS_THRESHOLD
        network.output.bias[1] = -BRIGHTNESS_THRESHOLD


def fill_classifier(network: ResidualEncoderClassifier3d, seed: int) -> None:
    """Random weights; residual branches at half strength, queries strong enough to prefer some tokens."""
    fill_random(network, seed)
    with torch.no_grad():
        for name, module in network.named_modules():
            if isinstance(module, ResidualBlock3d):
                module.norm2.weight.mul_(0.5)
            elif isinstance(module, AttentionHead):
                module.queries.copy_(_draw(seed, f"{name}.queries", module.queries.shape, 1.0))
                module.output.weight.mul_(math.sqrt(0.5))
