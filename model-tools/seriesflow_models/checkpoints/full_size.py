"""`seriesflow-models export demo-full-size`: the reference classifier at its published size, for measurements of speed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from seriesflow_models.checkpoints import card, manifest, nnunet_library, reference_manifest
from seriesflow_models.checkpoints.nnunet import Exported, parameters
from seriesflow_models.checkpoints.reference_network import FULL_BLOCKS, FULL_FEATURES, ReferenceNetwork, Shape
from seriesflow_models.checkpoints.reference_system import traced_and_checked
from seriesflow_models.export import sha256
from seriesflow_models.weights import fill_random

EDGE = 224
SEED = 2901
#: Channels of the two segmentations: background, 13 vessels, aneurysm; background, 13 territories.
SEGMENTATIONS = (15, 14)
_TOLERANCE = 1e-3
_FILE = "classifier.onnx"


def network(features: tuple[int, ...] = FULL_FEATURES, blocks: tuple[int, ...] = FULL_BLOCKS) -> ReferenceNetwork:
    """Seeded random weights at the published size; nothing is trained."""
    full = ReferenceNetwork(Shape(features, blocks, SEGMENTATIONS))
    fill_random(full, SEED)
    return full.eval()


def export(out: Path, say: Callable[[str], None] = lambda line: None) -> Exported:
    """Writes the package; one network, eight passes a series, as `models/aneurysm-classifier`."""
    nnunet_library.require()
    full = network()
    count = parameters(full)
    say(
        f"{count:,} parameters, seeded; tracing {EDGE}³ and comparing it with PyTorch is three passes and 10 GB of memory"
    )
    content, difference = traced_and_checked(full, EDGE, "untrained", _TOLERANCE, _FILE, {"seed": str(SEED)}, rounds=1)
    networks = {_FILE: content}
    result = Exported("aneurysm-classifier-full-size", {_FILE: sha256(content)}, count, onnx_difference=difference)
    result.notes.append("untrained: for measurements of speed only, not to be committed")
    steps = reference_manifest.classifier(result.package, "untrained", "Apache-2.0", ("HEAD",), EDGE, networks)
    steps["title"] = "UNTRAINED full-size classifier, for measurements of speed"
    steps["intendedUse"] = (
        "Measurements of speed only. The weights are random; the scores mean nothing. Not a medical device."
    )
    manifest.write(
        out,
        steps,
        networks,
        card.text(
            title=steps["title"],
            identifier=result.package,
            licence="Apache-2.0",
            training="untrained",
            origin=[f"**Made by**: `seriesflow-models export demo-full-size`, seed {SEED}"],
            tensors=[
                f"`volume` [1,1,{EDGE},{EDGE},{EDGE}] to `location` [1,13], `presence` [1,1], `modality` [1,4], logits",
                f"{count:,} parameters with the segmentation decoders, which are not in the file",
            ],
            steps=[
                f"`{one['id']}`: {one['operator']}{' ' + one['mode'] if 'mode' in one else ''}"
                for one in steps["steps"]
            ],
            checks=[f"ONNX Runtime against PyTorch on random inputs: at most {difference:.1e}"],
            differences=["It is not trained."],
        ),
    )
    return result
