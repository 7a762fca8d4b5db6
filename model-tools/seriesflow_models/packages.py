"""What is built: one entry per ONNX file, and the numbers of the two recipes that go with each package pair."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from seriesflow_models import weights
from seriesflow_models.networks import PlainUNet2d, ResidualEncoderClassifier3d


@dataclass(frozen=True)
class RoiNetwork:
    """A 2D segmentation network. Patch in pixels (rows, columns)."""

    file: str
    seed: int
    features: tuple[int, ...]
    patch: tuple[int, int]

    input_name = "image"
    output_names = ("logits",)

    @property
    def blocks(self) -> tuple[int, ...]:
        return (2,) * len(self.features)

    def network(self) -> nn.Module:
        network = PlainUNet2d(self.features)
        weights.fill_roi(network, self.seed)
        return network.eval()

    def example(self) -> torch.Tensor:
        return torch.zeros(1, 1, *self.patch)

    def dynamic_axes(self) -> dict[str, dict[int, str]]:
        return {"image": {0: "batch"}, "logits": {0: "batch"}}


@dataclass(frozen=True)
class ClassifierNetwork:
    """A 3D encoder with three heads. Edge in voxels of the cubic input."""

    file: str
    seed: int
    features: tuple[int, ...]
    blocks: tuple[int, ...]
    edge: int

    input_name = "volume"
    output_names = ("location", "presence", "modality")

    def network(self) -> nn.Module:
        network = ResidualEncoderClassifier3d(self.features, self.blocks)
        weights.fill_classifier(network, self.seed)
        return network.eval()

    def example(self) -> torch.Tensor:
        return torch.zeros(1, 1, self.edge, self.edge, self.edge)

    def dynamic_axes(self) -> dict[str, dict[int, str]]:
        return {}


@dataclass(frozen=True)
class Package:
    """A model package: its folder under the repository root and its networks (the folds, in order)."""

    name: str
    folder: Path
    networks: tuple[RoiNetwork, ...] | tuple[ClassifierNetwork, ...]


_REFERENCE_BLOCKS = (1, 3, 4, 6, 6, 6)
_TINY_FEATURES = (4, 8, 16, 16)

PACKAGES = (
    Package(
        "aneurysm-roi",
        Path("models/aneurysm-roi"),
        (RoiNetwork("roi.onnx", 2101, (4, 8, 16, 32, 64, 64, 64), (256, 256)),),
    ),
    Package(
        "aneurysm-classifier",
        Path("models/aneurysm-classifier"),
        (ClassifierNetwork("classifier.onnx", 2201, (2, 2, 8, 16, 32, 32), _REFERENCE_BLOCKS, 224),),
    ),
    Package(
        "tiny-roi",
        Path("models/tiny-roi"),
        (RoiNetwork("roi.onnx", 2301, _TINY_FEATURES, (32, 32)),),
    ),
    Package(
        "tiny-classifier",
        Path("models/tiny-classifier"),
        (ClassifierNetwork("classifier.onnx", 2401, _TINY_FEATURES, (1, 1, 1, 1), 32),),
    ),
    Package(
        "tiny-two-fold",
        Path("inference/src/test/resources/packages/tiny-two-fold"),
        (
            ClassifierNetwork("fold-0.onnx", 2501, _TINY_FEATURES, (1, 1, 1, 1), 32),
            ClassifierNetwork("fold-1.onnx", 2502, _TINY_FEATURES, (1, 1, 1, 1), 32),
        ),
    ),
)


def package(name: str) -> Package:
    for candidate in PACKAGES:
        if candidate.name == name:
            return candidate
    raise KeyError(f"no package is called {name}; known: {', '.join(p.name for p in PACKAGES)}")
