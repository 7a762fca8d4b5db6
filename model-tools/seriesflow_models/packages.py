"""What is built: one entry per ONNX file, and the numbers of the two recipes that go with each package pair."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from seriesflow_models import weights
from seriesflow_models.networks import (
    EvidenceClassifier3d,
    PlainUNet2d,
    ResidualEncoderClassifier3d,
    WithSegmentation,
)
from seriesflow_models.reference import FLIPS
from seriesflow_models.training.checkpoint import load_average

#: Where training leaves its weights.
CHECKPOINTS = Path(__file__).resolve().parent.parent / "checkpoints"


@dataclass(frozen=True)
class RoiNetwork:
    """A 2D segmentation network. Patch in pixels (rows, columns)."""

    file: str
    seed: int
    features: tuple[int, ...]
    patch: tuple[int, int]
    #: What slices are resized to before they are windowed (rows, columns), as in the package's manifest.
    spacing_mm: tuple[float, float] = (0.55, 0.5)
    #: Trained weights in CHECKPOINTS; without one the weights are seeded random numbers.
    checkpoint: str | None = None

    input_name = "image"
    output_names = ("logits",)

    @property
    def blocks(self) -> tuple[int, ...]:
        return (2,) * len(self.features)

    def fresh(self) -> nn.Module:
        """The network with torch's own initial weights, for training."""
        return PlainUNet2d(self.features)

    def network(self) -> nn.Module:
        network = self.fresh()
        if self.checkpoint:
            load_average(CHECKPOINTS / self.checkpoint, network)
        else:
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
    checkpoint = None

    def network(self) -> nn.Module:
        network = ResidualEncoderClassifier3d(self.features, self.blocks)
        weights.fill_classifier(network, self.seed)
        return network.eval()

    def example(self) -> torch.Tensor:
        return torch.zeros(1, 1, self.edge, self.edge, self.edge)

    def dynamic_axes(self) -> dict[str, dict[int, str]]:
        return {}


@dataclass(frozen=True)
class EvidenceNetwork:
    """The trained classifier. Edge in voxels of the cubic input."""

    file: str
    seed: int
    features: tuple[int, ...]
    blocks: tuple[int, ...]
    edge: int
    checkpoint: str
    #: Whether the segmentation decoders are outputs, too.
    segmentation: bool = False

    input_name = "volume"

    @property
    def output_names(self) -> tuple[str, ...]:
        heads = ("location", "presence", "modality")
        return (*heads, "vessels", "territories") if self.segmentation else heads

    def fresh(self) -> EvidenceClassifier3d:
        """The network with torch's own initial weights, for training."""
        return EvidenceClassifier3d(self.features, self.blocks, self.edge)

    def network(self) -> nn.Module:
        network = self.fresh()
        load_average(CHECKPOINTS / self.checkpoint, network)
        return (WithSegmentation(network) if self.segmentation else network).eval()

    def example(self) -> torch.Tensor:
        return torch.zeros(1, 1, self.edge, self.edge, self.edge)

    def dynamic_axes(self) -> dict[str, dict[int, str]]:
        return {}


@dataclass(frozen=True)
class Package:
    """A model package: its folder under the repository root and its networks (the folds, in order)."""

    name: str
    folder: Path
    networks: tuple[RoiNetwork | ClassifierNetwork | EvidenceNetwork, ...]
    #: Axes that each pass of a classifier mirrors (0 = z, 1 = y, 2 = x), as in the package's manifest.
    flips: tuple[tuple[int, ...], ...] = FLIPS


ROI = RoiNetwork("roi.onnx", 2101, (8, 16, 32, 64, 64, 64), (160, 160), (1.65, 1.5), "aneurysm-roi.pt")
CLASSIFIER = EvidenceNetwork(
    "classifier.onnx", 2201, (16, 32, 64, 128), (1, 2, 2, 2), 128, "aneurysm-classifier.pt"
)
_TINY_FEATURES = (4, 8, 16, 16)

PACKAGES = (
    Package(
        "aneurysm-roi",
        Path("models/aneurysm-roi"),
        (ROI,),
    ),
    Package(
        "aneurysm-classifier",
        Path("models/aneurysm-classifier"),
        (CLASSIFIER,),
        ((), (2,)),
    ),
    Package("aneurysm-classifier-fast", Path("models/aneurysm-classifier-fast"), (CLASSIFIER,), ((),)),
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
