"""What is not served is refused by the name of the field, before anything is written."""

import json
import pickle
import zipfile

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper

pytest.importorskip("nnunetv2", reason="needs the extra `nnunet`")

from seriesflow_models.checkpoints import loading, manifest, network_check, nnunet, orientation, untrained  # noqa: E402
from seriesflow_models.checkpoints.nnunet import Request  # noqa: E402
from seriesflow_models.checkpoints.refusal import Refused  # noqa: E402
from seriesflow_models.checkpoints.untrained import Recipe  # noqa: E402

torch.set_num_threads(1)
RECIPE = Recipe()


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return untrained.write(RECIPE, tmp_path_factory.mktemp("source") / "results")


@pytest.fixture
def results(source, tmp_path):
    """A copy that a test may spoil."""
    import shutil

    return shutil.copytree(source, tmp_path / "results")


def spoil(results, file, change):
    content = json.loads((results / file).read_text())
    change(content)
    (results / file).write_text(json.dumps(content))


def settings(content):
    return content["configurations"]["3d_fullres"]


def refusal(results, **more):
    out = results.parent / "out"
    keys = {"orientation": "LPS"} | more
    with pytest.raises(Refused) as caught:
        nnunet.export(Request(results, "3d_fullres", "tried", "Tried", "Apache-2.0", out, **keys))
    assert not out.exists()
    return str(caught.value)


def _set(*path):
    *keys, last, value = path

    def change(content):
        for key in keys:
            content = content[key]
        content[last] = value

    return change


CONFIGURATION = ("configurations", "3d_fullres")
ARCHITECTURE = (*CONFIGURATION, "architecture")
PLANS = {
    "architecture.network_class_name: 'os.system'": _set(*ARCHITECTURE, "network_class_name", "os.system"),
    "arch_kwargs.norm_op: 'torch.nn.BatchNorm3d'": _set(
        *ARCHITECTURE, "arch_kwargs", "norm_op", "torch.nn.BatchNorm3d"
    ),
    "arch_kwargs.conv_op: has not the 3 axes": _set(
        *ARCHITECTURE, "arch_kwargs", "conv_op", "torch.nn.modules.conv.Conv2d"
    ),
    "arch_kwargs: do not make a PlainConvUNet": _set(*ARCHITECTURE, "arch_kwargs", "attention", True),
    "_kw_requires_import: 'norm_op_kwargs'": _set(*ARCHITECTURE, "_kw_requires_import", ["norm_op_kwargs"]),
    "patch_size: is [8, 15, 16]": _set(*CONFIGURATION, "patch_size", [8, 15, 16]),
    "patch_size: is [16, 16]": _set(*CONFIGURATION, "patch_size", [16, 16]),
    "spacing: is [1.0, 0, 1.0]": _set(*CONFIGURATION, "spacing", [1.0, 0, 1.0]),
    "normalization_schemes: 'RGBTo01Normalization'": _set(
        *CONFIGURATION, "normalization_schemes", ["RGBTo01Normalization"]
    ),
    "resampling_fn_data: 'resample_torch_fornnunet'": _set(
        *CONFIGURATION, "resampling_fn_data", "resample_torch_fornnunet"
    ),
    "resampling_fn_data_kwargs.order: is 2": _set(*CONFIGURATION, "resampling_fn_data_kwargs", "order", 2),
    "resampling_fn_data_kwargs.order_z: is 1": _set(*CONFIGURATION, "resampling_fn_data_kwargs", "order_z", 1),
    "force_separate_z: is true": _set(*CONFIGURATION, "resampling_fn_probabilities_kwargs", "force_separate_z", True),
    "previous_stage: a cascade": _set(*CONFIGURATION, "previous_stage", "3d_lowres"),
    "preprocessor_name: 'MyPreprocessor'": _set(*CONFIGURATION, "preprocessor_name", "MyPreprocessor"),
    "image_reader_writer: the image reader 'NaturalImage2DIO'": _set("image_reader_writer", "NaturalImage2DIO"),
    "image_reader_writer: the image reader 'HospitalIO'": _set("image_reader_writer", "HospitalIO"),
    "transpose_forward: is [0, 0, 1]": _set("transpose_forward", [0, 0, 1]),
    "transpose_backward: is not the inverse": _set("transpose_backward", [1, 2, 0]),
    "label_manager: 'MyLabels'": _set("label_manager", "MyLabels"),
    "configurations.3d_fullres: there is no such configuration": lambda c: c.update(configurations={"2d": {}}),
}


@pytest.mark.parametrize("words", PLANS)
def test_plans_that_are_not_served_are_refused_by_their_key(results, words):
    spoil(results, "plans.json", PLANS[words])
    assert words in refusal(results)


DATASETS = {
    "channel_names: names 2 input channels (T1, T2)": _set("channel_names", {"0": "T1", "1": "T2"}),
    "labels.whole: is the region [1, 2]": _set("labels", {"background": 0, "whole": [1, 2], "core": [2]}),
    "labels: has the values [0, 2]": _set("labels", {"background": 0, "vessel": 2}),
    "dataset.json.overwrite_image_reader_writer: is Tiff3DIO, but plans.json was made with SimpleITKIO": _set(
        "overwrite_image_reader_writer", "Tiff3DIO"
    ),
    "channel_names: 'PET' names no modality": _set("channel_names", {"0": "PET"}),
}


@pytest.mark.parametrize("words", DATASETS)
def test_datasets_that_are_not_served_are_refused_by_their_key(results, words):
    spoil(results, "dataset.json", DATASETS[words])
    assert words in refusal(results)


def test_weights_of_another_shape_are_refused_by_their_name(results):
    spoil(results, "plans.json", _set(*ARCHITECTURE, "arch_kwargs", "features_per_stage", [4, 8]))
    words = refusal(results)
    assert "fold_0/checkpoint_final.pth: network_weights[encoder.stages.1.0.convs.0.conv.weight]" in words
    assert "has the shape [6, 4, 3, 3, 3], but the plans give [8, 4, 3, 3, 3]" in words


def test_weights_that_are_missing_are_refused_by_their_name(results):
    spoil(results, "plans.json", _set(*ARCHITECTURE, "arch_kwargs", "n_conv_per_stage", [2, 1]))
    assert "network_weights[encoder.stages.0.0.convs.1.conv.weight]: is missing" in refusal(results)


def change_checkpoint(results, change):
    path = results / "fold_0" / "checkpoint_final.pth"
    content = torch.load(path, weights_only=False)
    change(content)
    torch.save(content, path)


def test_weights_that_belong_nowhere_are_refused_by_their_name(results):
    change_checkpoint(results, lambda c: c["network_weights"].update(extra=torch.zeros(1)))
    assert "network_weights[extra]: belongs to nothing" in refusal(results)


def test_weights_that_are_not_finite_are_refused(results):
    change_checkpoint(results, lambda c: c["network_weights"]["decoder.seg_layers.0.bias"].fill_(float("nan")))
    assert "network_weights[decoder.seg_layers.0.bias]: holds a value that is not finite" in refusal(results)


def test_checkpoint_of_another_configuration_is_refused(results):
    change_checkpoint(results, lambda c: c["init_args"].update(configuration="2d"))
    assert "init_args.configuration: is 2d, not 3d_fullres" in refusal(results)


def test_mirror_axes_that_the_patch_has_not_are_refused(results):
    change_checkpoint(results, lambda c: c.update(inference_allowed_mirroring_axes=(0, 3)))
    assert "inference_allowed_mirroring_axes: is (0, 3)" in refusal(results)


def test_fold_that_is_not_there_is_refused(results):
    assert "fold_4" in refusal(results, folds=("4",))


def test_tolerance_that_is_not_met_is_refused(results):
    assert "above the tolerance 1e-12" in refusal(results, tolerance=1e-12)


def test_folder_that_is_not_empty_is_not_written_to(results):
    out = results.parent / "full"
    out.mkdir()
    (out / "kept.txt").write_text("kept")
    with pytest.raises(Refused, match="is not empty"):
        nnunet.export(Request(results, "3d_fullres", "tried", "Tried", "Apache-2.0", out, orientation="LPS"))
    assert [file.name for file in out.iterdir()] == ["kept.txt"]


def test_orientation_that_nothing_states_is_asked_for(results):
    words = refusal(results, orientation=None)
    assert "plans.json.image_reader_writer" in words
    assert "--orientation" in words


def test_orientation_that_the_masks_of_training_disagree_on_is_asked_for(results):
    from seriesflow_models.checkpoints import reading

    (results / "fold_0" / "validation").mkdir()
    mask = reading.synthetic((1, 1, 1), (6, 7, 8), 0, 0)
    for stored in ("RAS", "LAS"):
        reading.save(mask, stored, results / "fold_0" / "validation" / f"{stored}.nii.gz")
    assert "the masks in fold_*/validation differ: LAS, RAS" in refusal(results, orientation=None)


def test_orientation_against_the_masks_of_training_is_refused(results):
    from seriesflow_models.checkpoints import reading

    (results / "fold_0" / "validation").mkdir()
    reading.save(
        reading.synthetic((1, 1, 1), (6, 7, 8), 0, 0), "RAS", results / "fold_0" / "validation" / "case.nii.gz"
    )
    assert "--orientation: is LPS, but" in refusal(results)


@pytest.mark.parametrize("letters", ["LLS", "LP", "ABC", "LPSI"])
def test_orientation_that_is_none_is_refused(letters):
    with pytest.raises(Refused, match=letters):
        orientation.parse(letters)


class _Call:
    """A pickle of it calls a function of this machine when it is loaded."""

    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        import pathlib

        return pathlib.Path.touch, (pathlib.Path(self.target),)


def test_pickle_that_wants_to_call_something_is_refused_by_name_and_calls_nothing(results):
    target = results / "called"
    change_checkpoint(results, lambda c: c.update(logging=_Call(target)))
    words = refusal(results)
    assert "pathlib" in words
    assert "fold_0/checkpoint_final.pth" in words
    assert not target.exists()


def test_numpy_numbers_of_numpy_2_are_read(tmp_path):
    path = tmp_path / "checkpoint.pth"
    torch.save({"network_weights": {}, "logging": [np.float64(1.5)]}, path)
    renamed = tmp_path / "renamed.pth"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(renamed, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename.endswith("data.pkl"):
                content = content.replace(b"numpy.core.multiarray", b"numpy._core.multiarray")
            new.writestr(item, content)
    assert loading.load(renamed)["logging"] == [1.5]


def test_old_pickle_without_a_zip_is_refused(tmp_path):
    path = tmp_path / "checkpoint.pth"
    path.write_bytes(pickle.dumps({"network_weights": {}}))
    with pytest.raises(Refused, match="zip format"):
        loading.load(path)


def _onnx(kind, input_shape, output_shape):
    graph = helper.make_graph(
        [helper.make_node("Identity", ["image"], ["logits"])],
        "g",
        [helper.make_tensor_value_info("image", kind, input_shape)],
        [helper.make_tensor_value_info("logits", kind, output_shape)],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()


SHAPE = [1, 1, 8, 16, 16]
FILES = {
    "input image: has the type float64": (TensorProto.DOUBLE, SHAPE, SHAPE),
    "input image: has the shape [1, 1, 8, 16, 'any']": (TensorProto.FLOAT, [1, 1, 8, 16, "w"], SHAPE),
    "output logits: has the shape [1, 1, 4, 8, 8]": (TensorProto.FLOAT, SHAPE, [1, 1, 4, 8, 8]),
}


@pytest.mark.parametrize("words", FILES)
def test_onnx_file_that_the_engine_cannot_serve_is_refused_by_its_tensor(words):
    with pytest.raises(Refused) as caught:
        network_check.require_served(_onnx(*FILES[words]), "fold_0", {"image": SHAPE}, {"logits": SHAPE})
    assert words in str(caught.value)


def test_onnx_file_with_another_input_is_refused():
    content = _onnx(TensorProto.FLOAT, SHAPE, SHAPE)
    model = onnx.load_from_string(content)
    model.graph.input.append(helper.make_tensor_value_info("age", TensorProto.FLOAT, [1, 1]))
    with pytest.raises(Refused, match="input age: is asked for"):
        network_check.require_served(model.SerializeToString(), "fold_0", {"image": SHAPE}, {"logits": SHAPE})


def test_labels_of_one_id_are_refused():
    with pytest.raises(Refused, match="left-mca"):
        manifest.label_entries(["left MCA", "Left_MCA"], "dataset.json.labels")
