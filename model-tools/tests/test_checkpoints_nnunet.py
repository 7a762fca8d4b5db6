"""Exports of results folders that nnU-Net's own trainer wrote on the spot, with random weights."""

import dataclasses
import json

import numpy as np
import onnxruntime
import pytest
import torch
import yaml

pytest.importorskip("nnunetv2", reason="needs the extra `nnunet`")

from seriesflow_models import cli  # noqa: E402
from seriesflow_models.checkpoints import nnunet, plans, reading, untrained  # noqa: E402
from seriesflow_models.checkpoints.nnunet import Request  # noqa: E402
from seriesflow_models.checkpoints.untrained import Recipe  # noqa: E402
from seriesflow_models.export import sha256  # noqa: E402

torch.set_num_threads(1)

FLAT = Recipe(
    "2d",
    spacing=(1.1, 0.9),
    patch=(16, 24),
    use_mask=True,
    channel="T1",
    strides=((1, 1), (2, 2)),
    folds=(0, 1),
    mirror_axes=(0, 1),
)
THICK_CT = Recipe(residual=True, spacing=(4.0, 0.9, 1.1), transpose=(1, 0, 2), scheme="CTNormalization", channel="CT")
RECIPES = {
    "2D, plain, masked z-score, two folds": FLAT,
    "2D, residual, z-score": dataclasses.replace(FLAT, residual=True, use_mask=False, folds=(0,)),
    "3D, residual, CT, anisotropic, transposed": THICK_CT,
    "3D, plain, z-score, no mirroring": Recipe(
        transpose=(2, 0, 1), patch=(16, 16, 8), strides=((1, 1, 1), (2, 2, 2)), mirror_axes=None
    ),
    "3D, plain, minimum and maximum": Recipe(scheme="RescaleTo01Normalization"),
    "3D, plain, values as they are": Recipe(scheme="NoNormalization"),
    "3D, turned to RAS": Recipe(reader="NibabelIOWithReorient", spacing=(1.0, 0.8, 1.2)),
}


def request(results, out, recipe, **more):
    stated = None if recipe.reader == "NibabelIOWithReorient" else "LAS"
    keys = {"orientation": stated, "training": "untrained"} | more
    return Request(results, recipe.configuration, "tried", "Tried", "Apache-2.0", out, **keys)


def export(tmp_path, recipe, **more):
    results = untrained.write(recipe, tmp_path / "results")
    return nnunet.export(request(results, tmp_path / "package", recipe, **more))


def manifest(tmp_path):
    return yaml.safe_load((tmp_path / "package" / "manifest.yaml").read_text(encoding="utf-8"))


def steps(tmp_path):
    return {one["id"]: one for one in manifest(tmp_path)["steps"]}


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_network_and_its_input_are_those_of_nnunet(tmp_path, recipe):
    exported = export(tmp_path, recipe)
    assert exported.onnx_difference < 1e-4
    assert exported.preprocessing_difference < 1e-4
    for file, digest in exported.files.items():
        assert sha256((tmp_path / "package" / file).read_bytes()) == digest
    assert len(exported.files) == len(recipe.folds)


def test_one_file_a_fold_whose_weights_differ(tmp_path):
    exported = export(tmp_path, FLAT)
    assert sorted(exported.files) == ["fold-0.onnx", "fold-1.onnx"]
    assert len(set(exported.files.values())) == 2
    assert steps(tmp_path)["ensemble"]["models"] == ["fold-0", "fold-1"]


def test_file_computes_what_nnunets_own_predictor_loads(tmp_path):
    results = untrained.write(FLAT, tmp_path / "results")
    nnunet.export(request(results, tmp_path / "package", FLAT))
    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor

    predictor = nnUNetPredictor(device=torch.device("cpu"), allow_tqdm=False)
    predictor.initialize_from_trained_model_folder(str(results), (1,))
    image = np.random.default_rng(3).standard_normal((1, 1, 1, 16, 24)).astype(np.float32)
    with torch.no_grad():
        expected = predictor.network.eval()(torch.from_numpy(image[:, :, 0])).numpy()
    session = onnxruntime.InferenceSession(tmp_path / "package" / "fold-1.onnx", providers=["CPUExecutionProvider"])
    np.testing.assert_allclose(session.run(None, {"image": image})[0][:, :, 0], expected, atol=1e-4)


def test_everything_that_shapes_the_input_stands_in_the_steps(tmp_path):
    export(tmp_path, THICK_CT)
    of = steps(tmp_path)
    # LAS stored, axes 1 and 0 exchanged: z runs to Anterior, y to Superior, x to Left.
    assert of["turned"]["to"] == "LSA"
    assert (of["mask"]["from"], of["mask"]["to"]) == ("LSA", "LPS")
    assert {k: of["normal"][k] for k in ("low", "high", "mean", "std")} == {
        "low": -120.0,
        "high": 420.0,
        "mean": 180.0,
        "std": 140.0,
    }
    assert of["grid"]["spacingMm"] == [4.0, 0.9, 1.1]
    assert (of["grid"]["interpolation"], of["native"]["interpolation"]) == ("cubic-separate-z", "linear-separate-z")
    assert of["grid"]["anisotropyAbove"] == 3.0
    assert of["padded"]["atLeast"] == [8, 16, 16]
    windows = of["ensemble"]["body"]["steps"][0]
    assert (windows["window"], windows["step"]) == ([8, 16, 16], 0.5)
    assert len(windows["body"]["steps"][0]["transforms"]) == 8


def test_slices_of_a_2d_network_keep_their_spacing(tmp_path):
    export(tmp_path, FLAT)
    of = steps(tmp_path)
    assert of["grid"]["spacingMm"] == ["same", 1.1, 0.9]
    assert of["padded"]["atLeast"] == [1, 16, 24]
    assert [one["flip"] for one in of["ensemble"]["body"]["steps"][0]["body"]["steps"][0]["transforms"]] == [
        [],
        ["y"],
        ["x"],
        ["y", "x"],
    ]


def test_sides_and_order_of_labels_are_kept(tmp_path):
    export(tmp_path, THICK_CT)
    entries = manifest(tmp_path)["labels"]["structures"]["entries"]
    assert [(one["id"], one.get("laterality")) for one in entries] == [
        ("background", None),
        ("left-vessel", "left"),
        ("right-vessel", "right"),
    ]


def test_ignore_label_is_no_channel(tmp_path):
    recipe = dataclasses.replace(THICK_CT, labels={"background": 0, "vessel": 1, "ignore": 2})
    export(tmp_path, recipe)
    assert manifest(tmp_path)["models"]["fold-0"]["outputs"]["logits"]["channels"] == ["background", "vessel"]


def test_without_body_parts_no_series_is_eligible_and_the_result_says_so(tmp_path):
    exported = export(tmp_path, THICK_CT)
    assert manifest(tmp_path)["eligibility"]["anatomy"]["bodyParts"] == []
    assert any("bodyParts" in note for note in exported.notes)


def test_older_plans_give_the_same_network(tmp_path):
    recipe = Recipe(features=(4, 8))
    results = untrained.write(recipe, tmp_path / "results")
    new = nnunet.export(request(results, tmp_path / "new", recipe))
    content = json.loads((results / "plans.json").read_text())
    settings = content["configurations"]["3d_fullres"]
    del settings["architecture"]
    settings |= {
        "UNet_class_name": "PlainConvUNet",
        "UNet_base_num_features": 4,
        "unet_max_num_features": 320,
        "n_conv_per_stage_encoder": [1, 1],
        "n_conv_per_stage_decoder": [1],
        "num_pool_per_axis": [0, 1, 1],
        "pool_op_kernel_sizes": [[1, 1, 1], [1, 2, 2]],
        "conv_kernel_sizes": [[3, 3, 3], [3, 3, 3]],
    }
    (results / "plans.json").write_text(json.dumps(content))
    assert nnunet.export(request(results, tmp_path / "old", recipe)).files == new.files


def test_orientation_is_read_from_the_masks_of_the_validation(tmp_path):
    results = untrained.write(THICK_CT, tmp_path / "results")
    (results / "fold_0" / "validation").mkdir()
    mask = reading.synthetic((1, 1, 1), (6, 7, 8), 0, 0)
    reading.save(mask, "PIR", results / "fold_0" / "validation" / "case.nii.gz")
    exported = nnunet.export(request(results, tmp_path / "package", THICK_CT, orientation=None))
    assert (exported.orientation, exported.axes) == ("PIR", "PRI")


def test_reading_sees_a_wrong_orientation(tmp_path):
    results = untrained.write(THICK_CT, tmp_path / "results")
    read = plans.read(results, "3d_fullres")
    good = nnunet.pipeline.segmentation(read, "LSA", ["fold-0"], ())
    wrong = nnunet.pipeline.segmentation(read, "LSP", ["fold-0"], ())
    assert reading.compare(results, read, "LAS", "LSA", good) < 1e-4
    with pytest.raises(nnunet.Refused, match="differs from nnU-Net's"):
        reading.compare(results, read, "LAS", "LSA", wrong)


def test_command_prints_the_differences_and_json(tmp_path, capsys):
    results = untrained.write(THICK_CT, tmp_path / "results")
    arguments = [
        "export",
        "nnunet",
        str(results),
        "--configuration",
        "3d_fullres",
        "--id",
        "tried",
        "--title",
        "Tried",
        "--licence",
        "CC-BY-4.0",
        "--orientation",
        "LPS",
        "--training",
        "untrained",
    ]
    assert cli.main([*arguments, "--out", str(tmp_path / "one")]) == 0
    assert "ONNX against PyTorch: at most" in capsys.readouterr().out
    assert cli.main([*arguments, "--out", str(tmp_path / "two"), "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert result["axes"] == "LSP"
    assert result["preprocessing_difference"] < 1e-4


def test_command_ends_with_the_field_that_is_refused(tmp_path, capsys):
    results = untrained.write(
        dataclasses.replace(THICK_CT, scheme="HistogramNormalization"), tmp_path / "results", checkpoints=False
    )
    status = cli.main(
        [
            "export",
            "nnunet",
            str(results),
            "--configuration",
            "3d_fullres",
            "--id",
            "tried",
            "--title",
            "Tried",
            "--licence",
            "CC-BY-4.0",
            "--out",
            str(tmp_path / "out"),
        ]
    )
    assert status == 2
    assert "normalization_schemes: 'HistogramNormalization' is not served" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
