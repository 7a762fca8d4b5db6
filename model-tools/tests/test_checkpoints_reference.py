"""The reference system's layout: two kinds of results folders, recognised from their weights."""

import json
from pathlib import Path

import pytest
import torch
import yaml
from torch import nn

pytest.importorskip("nnunetv2", reason="needs the extra `nnunet`")

from seriesflow_models import cli  # noqa: E402
from seriesflow_models.checkpoints import full_size, reference_system, untrained  # noqa: E402
from seriesflow_models.checkpoints.reference_network import ReferenceNetwork, Shape, canonical, shape_of  # noqa: E402
from seriesflow_models.checkpoints.reference_system import Request  # noqa: E402
from seriesflow_models.checkpoints.refusal import Refused  # noqa: E402
from seriesflow_models.checkpoints.untrained import Recipe  # noqa: E402
from seriesflow_models.weights import fill_random  # noqa: E402

torch.set_num_threads(1)
ROOT = Path(__file__).resolve().parents[2]
SHAPE = Shape((4, 4, 8, 8, 8, 8), (1, 2, 1, 1, 1, 1), (15, 14))
EDGE = 64
STAGE_1 = Recipe(
    "2d", spacing=(0.55, 0.5), patch=(32, 32), labels={"background": 0, "vessel box": 1}, strides=((1, 1), (2, 2))
)


def classifier(seed):
    network = ReferenceNetwork(SHAPE)
    fill_random(network, seed)
    return network.eval()


def save_classifier(folder, seed, change=lambda weights: weights, edge=EDGE):
    """As nnU-Net's trainer saves it; what inference does not need of it is left out."""
    file = folder / "fold_0" / "checkpoint_final.pth"
    file.parent.mkdir(parents=True)
    weights = change(dict(classifier(seed).state_dict()))
    torch.save(
        {"network_weights": weights, "trainer_name": "untrained", "init_args": {"configuration": "3d_fullres"}}, file
    )
    (folder / "plans.json").write_text(json.dumps({"configurations": {"3d_fullres": {"patch_size": [edge] * 3}}}))


@pytest.fixture
def folders(tmp_path):
    untrained.write(STAGE_1, tmp_path / "in" / "stage1")
    save_classifier(tmp_path / "in" / "stage2" / "first", 1)
    save_classifier(tmp_path / "in" / "stage2" / "second", 2)
    return tmp_path / "in"


def export(folders, **more):
    out = folders.parent / "out"
    return out, reference_system.export(Request((folders,), "ours", "CC-BY-4.0", out, **more))


class _AsTheEngineReads(yaml.SafeLoader):
    """Words stay words: YAML 1.1 makes `no` a truth value, the engine does not."""


_AsTheEngineReads.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool") or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(folder):
    return yaml.load((folder / "manifest.yaml").read_text(encoding="utf-8"), Loader=_AsTheEngineReads)


def test_stages_are_recognised_from_the_weights_and_every_network_is_checked(folders):
    out, results = export(folders)
    assert [one.package for one in results] == ["ours-roi", "ours-classifier"]
    assert list(results[1].files) == ["classifier-0.onnx", "classifier-1.onnx"]
    assert all(one.onnx_difference < 1e-4 for one in results)
    assert len(set(results[1].files.values())) == 2
    for folder in ("ours-roi", "ours-classifier"):
        assert "TO BE FILLED IN" in (out / folder / "MODEL_CARD.md").read_text(encoding="utf-8")


def renamed(step, models):
    """A step without the sizes and names that differ from package to package."""
    text = json.dumps(step, sort_keys=True)
    for i, name in enumerate(models):
        text = text.replace(f'"{name}"', f'"fold-{i}"')
    return json.loads(text)


def test_classifier_steps_and_labels_are_the_reference_packages(folders):
    out, _ = export(folders)
    ours = read(out / "ours-classifier")
    theirs = read(ROOT / "inference/src/test/resources/packages/tiny-two-fold")
    edge = {EDGE: 32}
    by_name = lambda manifest: {one["id"]: renamed(one, manifest["models"]) for one in manifest["steps"]}  # noqa: E731
    wanted, found = by_name(theirs), by_name(ours)
    found["resized"]["shape"] = [edge[n] for n in found["resized"]["shape"]]
    assert found == wanted
    assert ours["labels"] == theirs["labels"]
    assert ours["produces"] == theirs["produces"]


def test_roi_steps_and_eligibility_are_the_reference_packages(folders):
    out, _ = export(folders)
    ours, theirs = read(out / "ours-roi"), read(ROOT / "models/tiny-roi")
    for found, wanted in zip(ours["steps"], theirs["steps"], strict=True):
        if found["id"] != "votes":
            assert found == wanted
    found = {one["id"]: one for one in ours["steps"][1]["body"]["steps"]}
    wanted = {one["id"]: one for one in theirs["steps"][1]["body"]["steps"]}
    for name in ("normal", "fine", "padded", "native", "decided", "tight"):
        assert found[name] == wanted[name]
    windows, theirs_windows = found["ensemble"]["body"]["steps"][0], wanted["windows"]
    for key in ("window", "step", "blending", "batch"):
        assert windows[key] == theirs_windows[key]
    for key in ("anatomy", "refusedImageTypes", "sequences"):
        assert ours["eligibility"][key] == theirs["eligibility"][key]


def test_heads_are_told_apart_by_their_shapes_not_by_their_names(folders):
    def swapped(weights):
        names = {
            "cls_head_list.0.": "cls_head_list.1.",
            "cls_head_list.1.": "cls_modality_head.",
            "cls_modality_head.": "cls_head_list.0.",
        }
        return {next((k.replace(a, b) for a, b in names.items() if k.startswith(a)), k): v for k, v in weights.items()}

    weights = classifier(3).state_dict()
    again = canonical(swapped(weights), "here")
    assert again.keys() == weights.keys()
    assert all(bool((again[key] == weights[key]).all()) for key in weights)


def test_shapes_of_the_weights_give_the_architecture():
    assert shape_of(classifier(0).state_dict(), "here") == SHAPE


def test_last_stage_halves_without_a_convolution_in_its_skip():
    assert not [key for key in classifier(0).state_dict() if key.startswith("conv_encoder_blocks.5.blocks.0.skip")]


def test_full_size_network_has_the_published_number_of_parameters():
    with torch.device("meta"):
        network = ReferenceNetwork(Shape(full_size.FULL_FEATURES, full_size.FULL_BLOCKS, full_size.SEGMENTATIONS))
    count = lambda module: sum(p.numel() for p in module.parameters())  # noqa: E731
    assert round(count(network) / 1e6, 2) == 109.36
    served = nn.ModuleList([network.conv_encoder_blocks, network.cls_head_list, network.cls_modality_head])
    assert count(served) * 4 / 1e6 == pytest.approx(366, abs=1)


REFUSED = {
    "is a head of 15 queries and 13 values": lambda w: w
    | {
        "cls_head_list.1.pooling.class_query": torch.zeros(15, 8),
        "cls_head_list.1.pooling.classifier.weight": torch.zeros(13, 120),
    },
    "has no head of the shapes of modality": lambda w: {
        k: v for k, v in w.items() if not k.startswith("cls_modality_head")
    },
    "network_weights[conv_encoder_blocks.5]: is missing": lambda w: {
        k: v for k, v in w.items() if not k.startswith("conv_encoder_blocks.5")
    },
    "network_weights[spare]: belongs to nothing": lambda w: w | {"spare": torch.zeros(1)},
    "network_weights[seg_layers_2]: is missing": lambda w: {
        k: v for k, v in w.items() if not k.startswith("seg_layers_2")
    },
}


@pytest.mark.parametrize("words", REFUSED)
def test_weights_of_another_classifier_are_refused_by_their_name(tmp_path, words):
    untrained.write(STAGE_1, tmp_path / "in" / "stage1")
    save_classifier(tmp_path / "in" / "stage2", 1, REFUSED[words])
    with pytest.raises(Refused) as caught:
        export(tmp_path / "in")
    assert words in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_input_that_is_no_cube_of_thirty_two_is_refused(tmp_path):
    untrained.write(STAGE_1, tmp_path / "in" / "stage1")
    save_classifier(tmp_path / "in" / "stage2", 1, edge=60)
    with pytest.raises(Refused, match="3d_fullres.patch_size"):
        export(tmp_path / "in")


def test_one_stage_alone_is_refused(tmp_path):
    untrained.write(STAGE_1, tmp_path / "in" / "stage1")
    with pytest.raises(Refused, match="classifier of stage 2"):
        export(tmp_path / "in")


def test_command_writes_both_packages(folders, capsys):
    arguments = [
        "export",
        "reference",
        str(folders),
        "--id",
        "ours",
        "--licence",
        "CC-BY-4.0",
        "--training",
        "untrained",
    ]
    assert cli.main([*arguments, "--out", str(folders.parent / "out"), "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert [one["package"] for one in results] == ["ours-roi", "ours-classifier"]
    assert read(folders.parent / "out" / "ours-roi")["task"] == "region-of-interest"
    assert read(folders.parent / "out" / "ours-classifier")["task"] == "classification"
