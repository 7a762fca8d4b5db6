"""Results folders with random weights, made by nnU-Net's own trainer: what tests and golden files export.

The plans are written here, as nnU-Net's planner writes them; the network is built, and the checkpoint saved, by
`nnUNetTrainer`. Nothing is trained.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from seriesflow_models.checkpoints import nnunet_library
from seriesflow_models.weights import fill_random

_NETWORKS = "dynamic_network_architectures.architectures.unet."


@dataclass(frozen=True)
class Recipe:
    """A tiny results folder. Axes are those after `transpose`; `spacing` and `patch` have two entries for 2D."""

    configuration: str = "3d_fullres"
    residual: bool = False
    spacing: tuple[float, ...] = (1.0, 1.0, 1.0)
    patch: tuple[int, ...] = (8, 16, 16)
    transpose: tuple[int, ...] = (0, 1, 2)
    reader: str = "SimpleITKIO"
    scheme: str = "ZScoreNormalization"
    use_mask: bool = False
    channel: str = "MRI"
    labels: Mapping[str, Any] = field(default_factory=lambda: {"background": 0, "left vessel": 1, "right vessel": 2})
    features: tuple[int, ...] = (4, 6)
    strides: tuple[tuple[int, ...], ...] = ((1, 1, 1), (1, 2, 2))
    folds: tuple[int, ...] = (0,)
    mirror_axes: tuple[int, ...] | None = (0, 1, 2)

    def configuration_keys(self) -> dict[str, Any]:
        rank, stages = len(self.patch), len(self.features)
        resampling = {"is_seg": False, "order": 3, "order_z": 0, "force_separate_z": None}
        convolutions = "n_blocks_per_stage" if self.residual else "n_conv_per_stage"
        return {
            "data_identifier": f"nnUNetPlans_{self.configuration}",
            "preprocessor_name": "DefaultPreprocessor",
            "batch_size": 2,
            "patch_size": list(self.patch),
            "median_image_size_in_voxels": [float(n) for n in self.patch],
            "spacing": list(self.spacing),
            "normalization_schemes": [self.scheme],
            "use_mask_for_norm": [self.use_mask],
            "resampling_fn_data": "resample_data_or_seg_to_shape",
            "resampling_fn_seg": "resample_data_or_seg_to_shape",
            "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
            "resampling_fn_data_kwargs": resampling,
            "resampling_fn_seg_kwargs": resampling | {"is_seg": True, "order": 1},
            "resampling_fn_probabilities_kwargs": resampling | {"order": 1},
            "batch_dice": True,
            "architecture": {
                "network_class_name": _NETWORKS + ("ResidualEncoderUNet" if self.residual else "PlainConvUNet"),
                "arch_kwargs": {
                    "n_stages": stages,
                    "features_per_stage": list(self.features),
                    "conv_op": f"torch.nn.modules.conv.Conv{rank}d",
                    "kernel_sizes": [[3] * rank] * stages,
                    "strides": [list(stride) for stride in self.strides],
                    convolutions: [1] * stages,
                    "n_conv_per_stage_decoder": [1] * (stages - 1),
                    "conv_bias": True,
                    "norm_op": f"torch.nn.modules.instancenorm.InstanceNorm{rank}d",
                    "norm_op_kwargs": {"eps": 1e-05, "affine": True},
                    "dropout_op": None,
                    "dropout_op_kwargs": None,
                    "nonlin": "torch.nn.LeakyReLU",
                    "nonlin_kwargs": {"inplace": True},
                },
                "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"],
            },
        }

    def plans(self) -> dict[str, Any]:
        backward = [self.transpose.index(axis) for axis in range(3)]
        statistics = {
            "max": 900.0,
            "mean": 180.0,
            "median": 170.0,
            "min": -300.0,
            "percentile_00_5": -120.0,
            "percentile_99_5": 420.0,
            "std": 140.0,
        }
        return {
            "dataset_name": "Dataset999_Untrained",
            "plans_name": "nnUNetPlans",
            "original_median_spacing_after_transp": [1.0, 1.0, 1.0],
            "original_median_shape_after_transp": [32, 32, 32],
            "image_reader_writer": self.reader,
            "transpose_forward": list(self.transpose),
            "transpose_backward": backward,
            "configurations": {self.configuration: self.configuration_keys()},
            "experiment_planner_used": "ExperimentPlanner",
            "label_manager": "LabelManager",
            "foreground_intensity_properties_per_channel": {"0": statistics},
        }

    def dataset(self) -> dict[str, Any]:
        return {
            "channel_names": {"0": self.channel},
            "labels": dict(self.labels),
            "numTraining": 1,
            "file_ending": ".nii.gz",
        }


def write(recipe: Recipe, folder: Path, seed: int = 0, checkpoints: bool = True) -> Path:
    """Writes plans.json, dataset.json and the checkpoints of a recipe; the same seed gives the same weights."""
    folder.mkdir(parents=True, exist_ok=True)
    plans, dataset = recipe.plans(), recipe.dataset()
    (folder / "plans.json").write_text(json.dumps(plans), encoding="utf-8")
    (folder / "dataset.json").write_text(json.dumps(dataset), encoding="utf-8")
    for fold in recipe.folds if checkpoints else ():
        save_checkpoint(recipe, plans, dataset, fold, folder / f"fold_{fold}" / "checkpoint_final.pth", seed + fold)
    return folder


def save_checkpoint(
    recipe: Recipe, plans: dict[str, Any], dataset: dict[str, Any], fold: int, file: Path, seed: int
) -> None:
    """One checkpoint by nnU-Net's trainer, as after its last epoch."""
    with nnunet_library.quiet(), tempfile.TemporaryDirectory() as scratch:
        import nnunetv2.training.nnUNetTrainer.nnUNetTrainer as module

        # The trainer asks these at its start; they are read from the environment when the module is imported.
        module.nnUNet_preprocessed, module.nnUNet_results = scratch, scratch
        prepared = Path(scratch) / plans["dataset_name"] / recipe.configuration_keys()["data_identifier"]
        prepared.mkdir(parents=True)
        (prepared / "case.b2nd").touch()
        os.environ.setdefault("nnUNet_compile", "f")
        torch.manual_seed(seed)
        trainer = module.nnUNetTrainer(plans, recipe.configuration, fold, dataset, torch.device("cpu"))
        trainer.initialize()
        fill_random(trainer.network, seed)
        trainer.inference_allowed_mirroring_axes = recipe.mirror_axes
        for key in ("train_losses", "val_losses", "mean_fg_dice", "ema_fg_dice", "lrs"):
            # numpy's own numbers, as a training leaves them there.
            trainer.logger.my_fantastic_logging[key].append(np.float64(0.5))
        file.parent.mkdir(parents=True, exist_ok=True)
        trainer.save_checkpoint(str(file))
