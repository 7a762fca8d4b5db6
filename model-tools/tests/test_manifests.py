"""What stands in the manifests of models/ that the engine cannot know."""

from pathlib import Path

import pytest
import yaml
from pydicom.sr._concepts_dict import concepts

from seriesflow_models.packages import PACKAGES
from seriesflow_models.phantom import LABELS
from seriesflow_models.training.data import MODALITIES

MODELS = Path(__file__).resolve().parents[2] / "models"
MANIFESTS = {p.parent.name: yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted(MODELS.glob("*/manifest.yaml"))}
CLASSIFIERS = {name: m for name, m in MANIFESTS.items() if m["task"] == "classification"}


def entries(manifest):
    return [entry for labels in manifest["labels"].values() for entry in labels["entries"]]


@pytest.mark.parametrize("name", MANIFESTS)
def test_every_code_stands_in_the_dictionary_with_its_meaning(name):
    for entry in entries(MANIFESTS[name]):
        for code in entry.get("codes", []):
            meanings = {
                known[code["value"]][0].lower() for known in concepts[code["scheme"]].values() if code["value"] in known
            }
            assert code["meaning"].lower() in meanings, entry["id"]


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_labels_stand_in_the_order_that_was_learnt(name):
    labels = CLASSIFIERS[name]["labels"]
    assert tuple(e["id"] for e in labels["location"]["entries"]) == LABELS
    assert tuple(e["id"] for e in labels["modality"]["entries"]) == MODALITIES


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_side_is_the_side_that_its_name_says(name):
    for entry in CLASSIFIERS[name]["labels"]["location"]["entries"]:
        side = entry["id"].partition("-")[0]
        assert entry.get("laterality") == (side if side in ("left", "right") else None)


@pytest.mark.parametrize("package", PACKAGES, ids=[p.name for p in PACKAGES])
def test_packages_say_what_they_were_trained_on(package):
    folder = MODELS.parent / package.folder
    manifest = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))
    trained = {n.checkpoint is not None for n in package.networks}
    assert trained == {manifest["training"] == "synthetic"}


def test_the_trained_pair_is_small_enough_to_ship():
    size = sum(f.stat().st_size for n in ("aneurysm-roi", "aneurysm-classifier") for f in (MODELS / n).glob("*.onnx"))
    assert size < 25_000_000
