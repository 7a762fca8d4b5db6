"""The packages that are evaluated: which they are, and by which digest they are told apart."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class ServedPackage:
    """A model package as a folder; training is `trained`, `untrained` or `synthetic`; digest as events state it."""

    folder: Path
    id: str
    version: str
    training: str
    digest: str

    @property
    def name(self) -> str:
        return f"{self.id}@{self.version}"

    @property
    def card(self) -> Path:
        return self.folder / "MODEL_CARD.md"

    def identity(self) -> dict[str, str]:
        return {
            "id": self.id,
            "version": self.version,
            "training": self.training,
            "digest": self.digest,
        }


def read_package(name: str, models: Path) -> ServedPackage:
    """A folder, or the name of one in `models`. Raises ValueError where there is no manifest or it lacks a key."""
    folder = next(
        (f.resolve() for f in (Path(name), models / name) if (f / "manifest.yaml").is_file()), None
    )
    if folder is None:
        raise ValueError(f"{name} is no model package: no manifest.yaml in {name} or {models / name}")
    try:
        manifest = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))
        return ServedPackage(
            folder,
            str(manifest["id"]),
            str(manifest["version"]),
            str(manifest["training"]),
            _digest(folder, [model["file"] for model in manifest["models"].values()]),
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"{folder / 'manifest.yaml'} is no manifest: {fault!r}") from fault
    except OSError as fault:
        raise ValueError(f"{folder}: {fault.filename} cannot be read: {fault.strerror}") from fault


def _digest(folder: Path, files: list[str]) -> str:
    """SHA-256 over lines `<sha256>  <relative path>` of the manifest and all its ONNX files, sorted by path."""
    lines = (
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in sorted({"manifest.yaml", *files})
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()
