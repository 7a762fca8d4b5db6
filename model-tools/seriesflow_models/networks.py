"""The two reference architectures, with the widths left open.

Layout of every tensor: [batch, channel, (z,) y, x], float32. Nothing here is trained; `weights` fills the parameters.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

NEGATIVE_SLOPE = 0.01
NORM_EPSILON = 1e-5


def _conv_norm(in_channels: int, out_channels: int, stride: int) -> nn.Sequential:
    """One 3x3 convolution of the plain U-Net with its norm and activation."""
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1),
        nn.InstanceNorm2d(out_channels, eps=NORM_EPSILON, affine=True),
        nn.LeakyReLU(NEGATIVE_SLOPE),
    )


class PlainUNet2d(nn.Module):
    """Plain nnU-Net 2D: two convolutions a stage, transposed convolutions upwards, one 1x1 output layer.

    Input [B,1,h,w] with h and w divisible by 2**(stages-1); output [B,classes,h,w] logits.
    """

    def __init__(self, features: Sequence[int], classes: int = 2) -> None:
        super().__init__()
        self.encoder = nn.ModuleList()
        channels = 1
        for stage, width in enumerate(features):
            self.encoder.append(
                nn.Sequential(
                    _conv_norm(channels, width, stride=1 if stage == 0 else 2),
                    _conv_norm(width, width, stride=1),
                )
            )
            channels = width
        self.up = nn.ModuleList()
        self.decoder = nn.ModuleList()
        for width in reversed(features[:-1]):
            self.up.append(nn.ConvTranspose2d(channels, width, 2, stride=2))
            self.decoder.append(
                nn.Sequential(_conv_norm(2 * width, width, 1), _conv_norm(width, width, 1))
            )
            channels = width
        self.output = nn.Conv2d(channels, classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        skips = []
        x = image
        for stage in self.encoder:
            x = stage(x)
            skips.append(x)
        for up, stage, skip in zip(self.up, self.decoder, reversed(skips[:-1])):
            x = stage(torch.cat((up(x), skip), dim=1))
        return self.output(x)


class InstanceNorm3d(nn.Module):
    """Affine instance normalisation, written out in means over few numbers at a time.

    Runtimes sum a channel of 224 cubed voxels in float32 one after the other: small voxels are lost against the large
    sum, and ONNX Runtime's InstanceNormalization moves the final logits by 5e-3. Means of means keep 2e-5, at no cost.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    @staticmethod
    def _mean(x: Tensor) -> Tensor:
        return x.mean(4, keepdim=True).mean((2, 3), keepdim=True)

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            # The same numbers but for rounding, in one pass over memory.
            return functional.instance_norm(x, weight=self.weight, bias=self.bias, eps=NORM_EPSILON)
        centred = x - self._mean(x)
        variance = self._mean(centred * centred)
        scale = self.weight.view(1, -1, 1, 1, 1) / torch.sqrt(variance + NORM_EPSILON)
        return centred * scale + self.bias.view(1, -1, 1, 1, 1)


class ResidualBlock3d(nn.Module):
    """conv-norm-activation-conv-norm + skip, activation; a strided skip is an average pool, a wider one a 1x1x1 convolution with norm."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv3d(in_channels, out_channels, 3, stride=stride, padding=1)
        self.norm1 = InstanceNorm3d(out_channels)
        self.conv2 = nn.Conv3d(out_channels, out_channels, 3, padding=1)
        self.norm2 = InstanceNorm3d(out_channels)
        self.activation = nn.LeakyReLU(NEGATIVE_SLOPE)
        skip: list[nn.Module] = []
        if stride != 1:
            skip.append(nn.AvgPool3d(stride, stride))
        if in_channels != out_channels:
            skip.append(nn.Conv3d(in_channels, out_channels, 1, bias=False))
            skip.append(InstanceNorm3d(out_channels))
        self.skip = nn.Sequential(*skip)

    def forward(self, x: Tensor) -> Tensor:
        inner = self.activation(self.norm1(self.conv1(x)))
        return self.activation(self.norm2(self.conv2(inner)) + self.skip(x))


class AttentionHead(nn.Module):
    """Learned queries attend to the bottleneck tokens; what they gather is normalised and mapped to logits.

    The same computation as `nn.MultiheadAttention` on [B,tokens,width], written out so that the tracing exporter
    leaves plain MatMul and Softmax nodes.
    """

    def __init__(self, width: int, queries: int, outputs: int, heads: int = 4) -> None:
        super().__init__()
        if width % heads:
            raise ValueError(f"width {width} cannot be split over {heads} attention heads")
        self.heads = heads
        self.queries = nn.Parameter(torch.zeros(1, queries, width))
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.merge = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=NORM_EPSILON)
        self.output = nn.Linear(queries * width, outputs)

    def _split(self, x: Tensor) -> Tensor:
        return x.reshape(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens [B,tokens,width] to logits [B,outputs]."""
        q = self._split(self.query(self.queries))
        k = self._split(self.key(tokens))
        v = self._split(self.value(tokens))
        weights = torch.softmax(q @ k.transpose(-1, -2) * (q.shape[-1] ** -0.5), dim=-1)
        gathered = (weights @ v).transpose(1, 2).flatten(2)
        return self.output(self.norm(self.merge(gathered)).flatten(1))


class ResidualEncoderClassifier3d(nn.Module):
    """Encoder of a residual encoder U-Net with the three attention heads.

    Input [1,1,n,n,n] (axes z,y,x); outputs are logits: location [1,13], presence [1,1], modality [1,4].
    """

    def __init__(self, features: Sequence[int], blocks: Sequence[int]) -> None:
        super().__init__()
        stages: list[nn.Module] = []
        channels = 1
        for stage, (width, count) in enumerate(zip(features, blocks, strict=True)):
            for block in range(count):
                stride = 2 if stage > 0 and block == 0 else 1
                stages.append(ResidualBlock3d(channels, width, stride))
                channels = width
        self.encoder = nn.Sequential(*stages)
        self.location = AttentionHead(channels, queries=16, outputs=13)
        self.presence = AttentionHead(channels, queries=2, outputs=1)
        self.modality = AttentionHead(channels, queries=4, outputs=4)

    def forward(self, volume: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        tokens = self.encoder(volume).flatten(2).transpose(1, 2)
        return self.location(tokens), self.presence(tokens), self.modality(tokens)


class _Up(nn.Module):
    """One level of a decoder: transposed convolution, what the encoder kept, one residual block."""

    def __init__(self, in_channels: int, skip_channels: int, out_channels: int) -> None:
        super().__init__()
        self.up = nn.ConvTranspose3d(in_channels, out_channels, 2, stride=2)
        self.block = ResidualBlock3d(out_channels + skip_channels, out_channels, 1)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        return self.block(torch.cat((self.up(x), skip), dim=1))


#: Cells of the evidence map whose mean is a label's evidence.
EVIDENCE_CELLS = 4


class EvidenceClassifier3d(nn.Module):
    """The reference's second stage at a size that two CPU cores train and serve: residual encoder, attention heads, two
    segmentation decoders whose first level is shared.

    What differs from the reference: the first stage is strided (the finest maps have half the input's edge), tokens know their
    place (a learned vector each; a patient's left is a place), and small findings have a shorter way: a map of evidence on the vessel
    decoder's finest level, with one channel a location and one for presence; the mean of a channel's greatest cells is added to
    what the attention heads say.

    Input [B,1,n,n,n] (axes z,y,x), n divisible by 2**stages. Outputs are logits: location [B,13], presence [B,1], modality [B,4].
    """

    def __init__(self, features: Sequence[int], blocks: Sequence[int], edge: int) -> None:
        super().__init__()
        self.stages = nn.ModuleList()
        channels = 1
        for width, count in zip(features, blocks, strict=True):
            layers = []
            for block in range(count):
                layers.append(ResidualBlock3d(channels, width, 2 if block == 0 else 1))
                channels = width
            self.stages.append(nn.Sequential(*layers))
        cells = edge // 2 ** len(features)
        self.place = nn.Parameter(torch.zeros(1, channels, cells, cells, cells))
        self.location = AttentionHead(channels, queries=16, outputs=13)
        self.presence = AttentionHead(channels, queries=2, outputs=1)
        self.modality = AttentionHead(channels, queries=4, outputs=4)
        for head in (self.location, self.presence, self.modality):
            nn.init.normal_(head.queries, std=1.0)
        nn.init.normal_(self.place, std=0.1)
        half, quarter, eighth = features[0], features[1], features[2]
        self.shared = _Up(channels, eighth, eighth)
        self.vessel_up = nn.ModuleList((_Up(eighth, quarter, quarter), _Up(quarter, half, half)))
        self.territory_up = nn.ModuleList((_Up(eighth, quarter, quarter // 2), _Up(quarter // 2, half, half // 2)))
        self.vessels = nn.Conv3d(half, 15, 1)
        self.territories = nn.Conv3d(half // 2, 14, 1)
        self.evidence = nn.Conv3d(half, 14, 1)
        nn.init.constant_(self.evidence.bias, -4.0)
        self.gain = nn.Parameter(torch.full((14,), 0.5))
        self.offset = nn.Parameter(torch.full((14,), 1.0))

    def encode(self, volume: Tensor) -> list[Tensor]:
        """Maps of all stages, finest first."""
        maps = []
        x = volume
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps

    def look(self, maps: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """What the decoders go on from, of a whole region or of a part of it: their shared level [B,f2,n/8,...], the vessel
        decoder's finest level [B,f0,n/2,...]; and the evidence in it [B,14,n/2,...].
        """
        shared = self.shared(maps[-1], maps[-2])
        fine = self.vessel_up[1](self.vessel_up[0](shared, maps[-3]), maps[-4])
        return shared, fine, self.evidence(fine)

    def decide(self, maps: list[Tensor], evidence: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """location, presence and modality of a whole region."""
        place = self.place
        if place.shape[2:] != maps[-1].shape[2:]:
            # While training starts on a smaller input; an exported network has the one size.
            place = functional.interpolate(place, maps[-1].shape[2:], mode="trilinear", align_corners=True)
        tokens = (maps[-1] + place).flatten(2).transpose(1, 2)
        pooled = evidence.flatten(2).topk(EVIDENCE_CELLS, dim=2).values.mean(dim=2)
        gathered = self.gain * pooled + self.offset
        location = self.location(tokens) + gathered[:, :13]
        presence = self.presence(tokens) + gathered[:, 13:]
        return location, presence, self.modality(tokens)

    def segment(self, maps: list[Tensor], shared: Tensor, fine: Tensor) -> tuple[Tensor, Tensor]:
        """vessels [B,15,n/2,...]: background, 13 vessels, aneurysm; territories [B,14,n/2,...]: background, 13 territories."""
        territories = self.territory_up[1](self.territory_up[0](shared, maps[-3]), maps[-4])
        return self.vessels(fine), self.territories(territories)

    def forward(self, volume: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        maps = self.encode(volume)
        return self.decide(maps, self.look(maps)[2])


class WithSegmentation(nn.Module):
    """The same network with the two segmentations as further outputs."""

    def __init__(self, network: EvidenceClassifier3d) -> None:
        super().__init__()
        self.network = network

    def forward(self, volume: Tensor) -> tuple[Tensor, ...]:
        maps = self.network.encode(volume)
        shared, fine, evidence = self.network.look(maps)
        return (*self.network.decide(maps, evidence), *self.network.segment(maps, shared, fine))
