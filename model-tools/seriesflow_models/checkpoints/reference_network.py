"""The reference system's classifier in the layout of its checkpoints.

Its code is public (github.com/PengchengShi1220/RSNA2025_Intracranial-Aneurysm-Detection, the trainers "ResEncoderUNet two
seg with cls modality"); the names below are those of its state dictionary, and the layers those of
dynamic_network_architectures, so that a checkpoint loads strictly. The forward pass is written here and is the part that
inference needs: the encoder and the heads.

- `conv_encoder_blocks.S.blocks.B`: stage S of the encoder, `BasicBlockD`; a skip that only halves has no convolution.
- `transpconvs`, `decoder_blocks`: the first level upwards, shared; `..._last_two_1`, `..._last_two_2`: two branches of four
  levels; `seg_layers_1`, `seg_layers_2`: 1x1 convolutions of each level. Loaded, never run, not exported.
- Heads: Q queries, attention (4 heads), norm, Linear(Q * width, out). In the dictionary they stand as `cls_head_list.0`
  (presence), `cls_head_list.1` (location) and `cls_modality_head`; here they are told apart by their shapes alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from seriesflow_models.checkpoints.refusal import Refused
from seriesflow_models.networks import AttentionHead

STRIDES = (1, 2, 2, 2, 2, 2)
ATTENTION_HEADS = 4
#: Outputs in the order of the published system, by (queries, values).
HEADS = {"presence": (2, 1), "location": (16, 13), "modality": (4, 4)}
FULL_FEATURES = (32, 64, 128, 256, 320, 320)
FULL_BLOCKS = (1, 3, 4, 6, 6, 6)
_SHARED_LEVELS = 1
_ENCODER = "conv_encoder_blocks"


@dataclass(frozen=True)
class Shape:
    """What the shapes of the weights say: widths and blocks a stage, and channels of the two segmentations."""

    features: tuple[int, ...]
    blocks: tuple[int, ...]
    segmentations: tuple[int, int]


class _Pooling(nn.Module):
    """The layers of a head under their published names; its computation is `networks.AttentionHead`."""

    def __init__(self, width: int, queries: int, outputs: int) -> None:
        super().__init__()
        self.class_query = nn.Parameter(torch.zeros(queries, width))
        self.cross_attention = nn.MultiheadAttention(width, ATTENTION_HEADS)
        self.norm = nn.LayerNorm(width)
        self.classifier = nn.Linear(queries * width, outputs)

    def forward(self, tokens: Tensor) -> Tensor:
        """[B,tokens,width] to [B,outputs]."""
        by_token = tokens.transpose(0, 1)
        queries = self.class_query[:, None].expand(-1, tokens.shape[0], -1)
        gathered, _ = self.cross_attention(queries, by_token, by_token)
        return self.classifier(self.norm(gathered).transpose(0, 1).flatten(1))


class _Head(nn.Module):
    def __init__(self, width: int, queries: int, outputs: int) -> None:
        super().__init__()
        self.pooling = _Pooling(width, queries, outputs)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.pooling(tokens)


class ReferenceNetwork(nn.Module):
    """Input [1,1,n,n,n] (z,y,x); outputs are logits: location [1,13], presence [1,1], modality [1,4]."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        from dynamic_network_architectures.building_blocks.residual import BasicBlockD, StackedResidualBlocks

        self.conv_encoder_blocks = nn.ModuleList()
        channels = 1
        for width, count, stride in zip(shape.features, shape.blocks, STRIDES, strict=True):
            self.conv_encoder_blocks.append(
                StackedResidualBlocks(
                    count, nn.Conv3d, channels, width, 3, stride, True, *_norm_and_activation(), block=BasicBlockD
                )
            )
            channels = width
        self._add_decoders(shape)
        self.cls_head_list = nn.ModuleList(_Head(channels, *HEADS[name]) for name in ("presence", "location"))
        self.cls_modality_head = _Head(channels, *HEADS["modality"])

    def _add_decoders(self, shape: Shape) -> None:
        """Levels upwards, deepest first."""
        from dynamic_network_architectures.building_blocks.simple_conv_blocks import StackedConvBlocks

        def level(deep: int, wide: int) -> tuple[nn.Module, nn.Module]:
            up = nn.ConvTranspose3d(deep, wide, 2, 2, bias=True)
            return up, StackedConvBlocks(1, nn.Conv3d, 2 * wide, wide, 3, 1, True, *_norm_and_activation(), False)

        for name in ("transpconvs", "decoder_blocks"):
            for part in ("", "_last_two_1", "_last_two_2"):
                setattr(self, name + part, nn.ModuleList())
        self.seg_layers_1, self.seg_layers_2 = nn.ModuleList(), nn.ModuleList()
        upwards = shape.features[::-1]
        for number, (deep, wide) in enumerate(zip(upwards, upwards[1:])):
            for part in ("",) if number < _SHARED_LEVELS else ("_last_two_1", "_last_two_2"):
                up, block = level(deep, wide)
                getattr(self, "transpconvs" + part).append(up)
                getattr(self, "decoder_blocks" + part).append(block)
            self.seg_layers_1.append(nn.Conv3d(wide, shape.segmentations[0], 1))
            self.seg_layers_2.append(nn.Conv3d(wide, shape.segmentations[1], 1))

    def forward(self, volume: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        for stage in self.conv_encoder_blocks:
            volume = stage(volume)
        tokens = volume.flatten(2).transpose(1, 2)
        presence, location = self.cls_head_list
        return location(tokens), presence(tokens), self.cls_modality_head(tokens)


def _norm_and_activation() -> tuple[object, ...]:
    return nn.InstanceNorm3d, {"eps": 1e-5, "affine": True}, None, None, nn.LeakyReLU, {"inplace": True}


def shape_of(weights: Mapping[str, Tensor], field: str) -> Shape:
    """Reads widths and blocks from the shapes. Raises `Refused` where they are not those of this architecture."""
    features, blocks = [], []
    for stage in range(len(STRIDES)):
        first = weights.get(f"{_ENCODER}.{stage}.blocks.0.conv1.conv.weight")
        if first is None:
            raise Refused(f"{field}[{_ENCODER}.{stage}]", f"is missing; the encoder has {len(STRIDES)} stages")
        count = 0
        while f"{_ENCODER}.{stage}.blocks.{count}.conv1.conv.weight" in weights:
            count += 1
        features.append(int(first.shape[0]))
        blocks.append(count)
    segmentations = []
    for branch in ("seg_layers_1", "seg_layers_2"):
        layer = weights.get(f"{branch}.0.weight")
        if layer is None:
            raise Refused(f"{field}[{branch}]", "is missing; the system has two segmentation branches")
        segmentations.append(int(layer.shape[0]))
    return Shape(tuple(features), tuple(blocks), (segmentations[0], segmentations[1]))


def canonical(weights: Mapping[str, Tensor], field: str) -> dict[str, Tensor]:
    """The weights with each head under the name that its shapes give it, wherever it stood."""
    places = {
        "presence": "cls_head_list.0.pooling",
        "location": "cls_head_list.1.pooling",
        "modality": "cls_modality_head.pooling",
    }
    renamed: dict[str, str] = {}
    for prefix in sorted(
        key.removesuffix(".cross_attention.in_proj_weight")
        for key in weights
        if key.endswith(".cross_attention.in_proj_weight")
    ):
        name = _head(weights, prefix, field)
        if places[name] in renamed.values():
            raise Refused(f"{field}[{prefix}]", f"is a second head with the shapes of '{name}'")
        renamed[prefix] = places[name]
    missing = [name for name, place in places.items() if place not in renamed.values()]
    if missing:
        raise Refused(
            field,
            f"has no head of the shapes of {', '.join(missing)}: (queries, values) {[HEADS[name] for name in missing]}",
        )

    def of(key: str) -> str:
        for prefix, place in renamed.items():
            if key.startswith(prefix + "."):
                return place + key.removeprefix(prefix)
        return key

    return {of(key): value for key, value in weights.items()}


def _head(weights: Mapping[str, Tensor], prefix: str, field: str) -> str:
    queries, outputs = weights.get(f"{prefix}.class_query"), weights.get(f"{prefix}.classifier.weight")
    if queries is None or outputs is None:
        raise Refused(f"{field}[{prefix}]", "has an attention, but not class_query and classifier.weight")
    shape = (int(queries.shape[0]), int(outputs.shape[0]))
    for name, wanted in HEADS.items():
        if shape == wanted and outputs.shape[1] == queries.numel():
            return name
    raise Refused(f"{field}[{prefix}]", f"is a head of {shape[0]} queries and {shape[1]} values; known are {HEADS}")


class Exportable(nn.Module):
    """The encoder with norms written out, and heads that leave plain MatMul and Softmax nodes."""

    def __init__(self, network: ReferenceNetwork) -> None:
        super().__init__()
        from seriesflow_models.checkpoints.architecture import exportable

        self.encoder = exportable(nn.Sequential(*network.conv_encoder_blocks))
        presence, location = network.cls_head_list
        self.heads = nn.ModuleList(_plain(head.pooling) for head in (location, presence, network.cls_modality_head))

    def forward(self, volume: Tensor) -> tuple[Tensor, ...]:
        tokens = self.encoder(volume).flatten(2).transpose(1, 2)
        return tuple(head(tokens) for head in self.heads)


OUTPUTS: Sequence[str] = ("location", "presence", "modality")


def _plain(head: _Pooling) -> AttentionHead:
    queries, width = head.class_query.shape
    plain = AttentionHead(width, queries, head.classifier.out_features, ATTENTION_HEADS)
    with torch.no_grad():
        plain.queries.copy_(head.class_query[None])
        for part, weight, bias in zip(
            (plain.query, plain.key, plain.value),
            head.cross_attention.in_proj_weight.chunk(3),
            head.cross_attention.in_proj_bias.chunk(3),
        ):
            part.weight.copy_(weight)
            part.bias.copy_(bias)
        plain.merge.load_state_dict(head.cross_attention.out_proj.state_dict())
        plain.norm.load_state_dict(head.norm.state_dict())
        plain.output.load_state_dict(head.classifier.state_dict())
    return plain
