"""What an nnU-Net v2 results folder says about its networks' input, checked key by key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seriesflow_models.checkpoints import nnunet_library
from seriesflow_models.checkpoints.refusal import Refused

CONFIGURATIONS = ("2d", "3d_fullres")
_RESAMPLING = "resample_data_or_seg_to_shape"
#: nnU-Net's spline orders by what the engine calls them: whole, and with thick slices apart.
_INTERPOLATIONS = {1: ("linear", "linear-separate-z"), 3: ("cubic", "cubic-separate-z")}
_DEFAULT_ANISOTROPY = 3.0


@dataclass(frozen=True)
class Resampling:
    """An interpolation of the manifest's vocabulary; `anisotropy_above` where it keeps thick slices apart."""

    interpolation: str
    anisotropy_above: float | None

    def keys(self) -> dict[str, Any]:
        keys: dict[str, Any] = {"interpolation": self.interpolation}
        if self.anisotropy_above is not None:
            keys["anisotropyAbove"] = self.anisotropy_above
        return keys | {"alignCorners": False, "antialias": False}


@dataclass(frozen=True)
class Normalisation:
    """One of nnU-Net's schemes; `statistics` of the training set for CT."""

    scheme: str
    use_mask: bool
    statistics: Mapping[str, float]


@dataclass(frozen=True)
class Plans:
    """One configuration of a plans file with its dataset file. Axes are those after `transpose_forward`, z first.

    `spacing_mm` and `patch` have two entries for 2D, of the axes 1 and 2.
    """

    configuration: str
    dataset_name: str
    reader: str
    reader_field: str
    transpose_forward: tuple[int, ...]
    spacing_mm: tuple[float, ...]
    patch: tuple[int, ...]
    normalisation: Normalisation
    data: Resampling
    scores: Resampling
    architecture: Mapping[str, Any]
    channel: str
    #: Names of the labels in the order of the network's channels, background first.
    labels: tuple[str, ...]
    ignore_label: int | None

    @property
    def rank(self) -> int:
        return len(self.patch)


class _Keys:
    """A mapping of a JSON file that names itself where a key is missing or wrong."""

    def __init__(self, field: str, values: Any) -> None:
        if not isinstance(values, Mapping):
            raise Refused(field, "must be an object")
        self.field = field
        self.values = values

    def get(self, key: str) -> Any:
        if key not in self.values:
            raise Refused(f"{self.field}.{key}", "is missing")
        return self.values[key]

    def inside(self, key: str) -> _Keys:
        return _Keys(f"{self.field}.{key}", self.get(key))

    def refuse(self, key: str, sentence: str) -> Refused:
        return Refused(f"{self.field}.{key}", sentence)

    def numbers(self, key: str, lengths: Sequence[int]) -> tuple[Any, ...]:
        value = self.get(key)
        good = isinstance(value, (list, tuple)) and len(value) in lengths
        if not good or not all(isinstance(n, (int, float)) and n > 0 for n in value):
            raise self.refuse(key, f"is {value}; {' or '.join(map(str, lengths))} numbers above 0 are needed")
        return tuple(value)


def _json(path: Path) -> _Keys:
    if not path.is_file():
        raise Refused(str(path), "there is no such file; a results folder of nnU-Net v2 holds it")
    try:
        return _Keys(path.name, json.loads(path.read_text(encoding="utf-8")))
    except ValueError as e:
        raise Refused(path.name, f"is no JSON: {e}") from e


def read(folder: Path, configuration: str) -> Plans:
    """Reads plans.json and dataset.json of a results folder. Raises `Refused` with the key at what is not served."""
    plans, dataset = _json(folder / "plans.json"), _json(folder / "dataset.json")
    settings = _settings(plans, configuration)
    patch = settings.numbers("patch_size", (2,) if configuration == "2d" else (3,))
    transpose = tuple(plans.get("transpose_forward"))
    if sorted(transpose) != [0, 1, 2]:
        raise plans.refuse("transpose_forward", f"is {list(transpose)}, no permutation of 0, 1, 2")
    if "transpose_backward" in plans.values and [transpose[i] for i in plans.get("transpose_backward")] != [0, 1, 2]:
        raise plans.refuse("transpose_backward", f"is not the inverse of transpose_forward, {list(transpose)}")
    if plans.values.get("label_manager", "LabelManager") != "LabelManager":
        raise plans.refuse("label_manager", f"'{plans.get('label_manager')}' is not served, only LabelManager")
    labels, ignore = _labels(dataset)
    return Plans(
        configuration=configuration,
        dataset_name=str(plans.values.get("dataset_name", folder.name)),
        reader=_reader(plans, dataset),
        reader_field=f"{plans.field}.image_reader_writer",
        transpose_forward=transpose,
        spacing_mm=tuple(float(mm) for mm in settings.numbers("spacing", (len(patch),))),
        patch=tuple(int(n) for n in patch),
        normalisation=_normalisation(plans, settings),
        data=_resampling(settings, "resampling_fn_data"),
        scores=_resampling(settings, "resampling_fn_probabilities"),
        architecture=_architecture(settings),
        channel=_channel(dataset),
        labels=labels,
        ignore_label=ignore,
    )


def _reader(plans: _Keys, dataset: _Keys) -> str:
    """The reader of the plans, by which images were prepared; the dataset's wish for another must have come true there."""
    reader = str(plans.get("image_reader_writer"))
    wish = dataset.values.get("overwrite_image_reader_writer", "None")
    if wish not in ("None", reader):
        raise dataset.refuse("overwrite_image_reader_writer", f"is {wish}, but {plans.field} was made with {reader}")
    return reader


def _settings(plans: _Keys, configuration: str) -> _Keys:
    """The configuration with what it inherits."""
    all_of_them = plans.inside("configurations")
    chain: list[str] = []
    name: str | None = configuration
    while name is not None:
        if name not in all_of_them.values:
            raise all_of_them.refuse(
                name, f"there is no such configuration; there are: {', '.join(all_of_them.values)}"
            )
        if name in chain:
            raise all_of_them.refuse(f"{name}.inherits_from", "goes round in a circle")
        chain.append(name)
        name = all_of_them.inside(name).values.get("inherits_from")
    merged: dict[str, Any] = {}
    for name in reversed(chain):
        merged.update(all_of_them.get(name))
    settings = _Keys(f"{all_of_them.field}.{configuration}", merged)
    if settings.values.get("previous_stage"):
        raise settings.refuse("previous_stage", "a cascade needs the mask of its first stage, which is not served")
    if settings.values.get("preprocessor_name", "DefaultPreprocessor") != "DefaultPreprocessor":
        raise settings.refuse(
            "preprocessor_name", f"'{settings.get('preprocessor_name')}' is not served, only DefaultPreprocessor"
        )
    return settings


def _labels(dataset: _Keys) -> tuple[tuple[str, ...], int | None]:
    labels = dataset.inside("labels")
    by_value: dict[int, str] = {}
    for name, value in labels.values.items():
        if name == "ignore":
            continue
        if isinstance(value, (list, tuple)) and len(value) == 1:
            value = value[0]
        if isinstance(value, (list, tuple)):
            raise labels.refuse(name, f"is the region {list(value)}: region-based training is not served")
        by_value[int(value)] = name
    if sorted(by_value) != list(range(len(by_value))) or len(by_value) < 2:
        raise Refused(labels.field, f"has the values {sorted(by_value)}; they must count from 0 without a gap")
    ignore = labels.values.get("ignore")
    return tuple(by_value[i] for i in range(len(by_value))), None if ignore is None else int(ignore)


def _channel(dataset: _Keys) -> str:
    key = "channel_names" if "channel_names" in dataset.values else "modality"
    channels = dataset.inside(key)
    if len(channels.values) != 1:
        raise Refused(
            channels.field,
            f"names {len(channels.values)} input channels ({', '.join(map(str, channels.values.values()))}); one series is served",
        )
    return str(next(iter(channels.values.values())))


def _normalisation(plans: _Keys, settings: _Keys) -> Normalisation:
    schemes, masks = settings.get("normalization_schemes"), settings.get("use_mask_for_norm")
    scheme = schemes[0] if schemes else ""
    served = ("ZScoreNormalization", "CTNormalization", "NoNormalization", "RescaleTo01Normalization")
    if scheme not in served:
        raise settings.refuse("normalization_schemes", f"'{scheme}' is not served; served are {', '.join(served)}")
    statistics: dict[str, float] = {}
    if scheme == "CTNormalization":
        key = "foreground_intensity_properties_per_channel"
        channel = plans.inside(key if key in plans.values else "foreground_intensity_properties_by_modality").inside(
            "0"
        )
        statistics = {k: float(channel.get(k)) for k in ("mean", "std", "percentile_00_5", "percentile_99_5")}
    return Normalisation(scheme, bool(masks[0]), statistics)


def _resampling(settings: _Keys, key: str) -> Resampling:
    if settings.get(key) != _RESAMPLING:
        raise settings.refuse(key, f"'{settings.get(key)}' is not served, only {_RESAMPLING}")
    options = settings.inside(f"{key}_kwargs")
    order = options.values.get("order", 3)
    if options.values.get("is_seg", False) or order not in _INTERPOLATIONS:
        raise options.refuse(
            "order", f"is {order}{' of a mask' if options.values.get('is_seg') else ''}; served are 1 and 3"
        )
    whole, apart = _INTERPOLATIONS[order]
    force = options.values.get("force_separate_z", False)
    if force:
        raise options.refuse("force_separate_z", "is true; served are null (by the spacing) and false")
    if force is not None:
        return Resampling(whole, None)
    if options.values.get("order_z", 0) != 0:
        raise options.refuse(
            "order_z", f"is {options.get('order_z')}; across thick slices only 0, the nearest, is served"
        )
    return Resampling(apart, float(options.values.get("separate_z_anisotropy_threshold", _DEFAULT_ANISOTROPY)))


def _architecture(settings: _Keys) -> Mapping[str, Any]:
    """The `architecture` of today's plans; that of older ones is brought to it by nnU-Net's own code."""
    if "architecture" in settings.values:
        return settings.get("architecture")
    name = settings.get("UNet_class_name")
    if name not in ("PlainConvUNet", "ResidualEncoderUNet"):
        raise settings.refuse(
            "UNet_class_name", f"'{name}' is not served; served are PlainConvUNet, ResidualEncoderUNet"
        )
    with nnunet_library.quiet():
        from nnunetv2.utilities.plans_handling.plans_handler import ConfigurationManager

        return ConfigurationManager(dict(settings.values)).configuration["architecture"]
