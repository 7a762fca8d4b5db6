"""Manifests as nested dictionaries, and packages on disk. docs/model-packages.md says what each key means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from seriesflow_models.checkpoints.refusal import Refused
from seriesflow_models.export import sha256

_WIDTH = 150


class _Plain(yaml.SafeDumper):
    """No aliases: what runs is what is written."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def text(manifest: Mapping[str, Any]) -> str:
    body = yaml.dump(
        dict(manifest), Dumper=_Plain, sort_keys=False, default_flow_style=None, allow_unicode=True, width=_WIDTH
    )
    return "# A model package; docs/model-packages.md says what each key means.\n" + body


def identifier(name: str) -> str:
    """A name as a key: lower case, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "unnamed"


def label_entries(names: Sequence[str], field: str) -> list[dict[str, Any]]:
    """Entries of a label set, in the order of the channels. `laterality` where left or right stands in a name as a word."""
    entries: list[dict[str, Any]] = []
    for name in names:
        entry: dict[str, Any] = {"id": identifier(name), "name": name}
        if any(other["id"] == entry["id"] for other in entries):
            raise Refused(field, f"'{name}' and another label give the same id, {entry['id']}")
        words = entry["id"].split("-")
        sides = [side for side in ("left", "right") if side in words]
        if len(sides) == 1:
            entry["laterality"] = sides[0]
        entries.append(entry)
    return entries


def eligibility(body_parts: Sequence[str], modality: str) -> dict[str, Any]:
    """What can be said without the site: modality and parts of the body as they were named, nothing about sequences."""
    return {
        "anatomy": {"bodyParts": list(body_parts), "words": [], "refusedWords": []},
        "refusedImageTypes": ["PROJECTION IMAGE", "LOCALIZER", "MIP"],
        "sequences": [{"id": modality, "modality": modality, "anyOf": [{"without": []}]}],
        "geometry": {
            "sliceStepMm": {"least": 0.1, "greatest": 20.0},
            "extentMm": {"least": 10.0, "greatest": 2000.0},
        },
    }


def write(folder: Path, manifest: Mapping[str, Any], networks: Mapping[str, bytes], card: str) -> None:
    """Writes a package into a folder that is new or empty."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused("--out", f"{folder} is not empty; name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in networks.items():
        (folder / file).write_bytes(content)
    (folder / "manifest.yaml").write_text(text(manifest), encoding="utf-8")
    (folder / "MODEL_CARD.md").write_text(card, encoding="utf-8")


def model(file: str, content: bytes, inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> dict[str, Any]:
    return {"file": file, "sha256": sha256(content), "inputs": dict(inputs), "outputs": dict(outputs)}


def step(name: str, operator: str, mode: str | None, inputs: Mapping[str, str], **keys: Any) -> dict[str, Any]:
    """One step; `mode` is None where the operator has none."""
    head: dict[str, Any] = {"id": name, "operator": operator}
    if mode:
        head["mode"] = mode
    return head | {"inputs": dict(inputs)} | keys
