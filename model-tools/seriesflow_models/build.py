"""Writes the ONNX files of all packages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from seriesflow_models.export import onnx_bytes, sha256
from seriesflow_models.packages import PACKAGES


@dataclass(frozen=True)
class Built:
    path: Path
    size: int
    digest: str
    changed: bool


def build(root: Path, names: tuple[str, ...] = ()) -> list[Built]:
    """Writes every ONNX file (or those of the named packages) under `root`; untouched when the bytes are the same."""
    built = []
    for package in PACKAGES:
        if names and package.name not in names:
            continue
        folder = root / package.folder
        folder.mkdir(parents=True, exist_ok=True)
        for network in package.networks:
            content = onnx_bytes(network)
            path = folder / network.file
            before = path.read_bytes() if path.exists() else b""
            if before != content:
                path.write_bytes(content)
                replace_digest(folder / "manifest.yaml", sha256(before), sha256(content))
            built.append(Built(path, len(content), sha256(content), before != content))
    return built


def replace_digest(manifest: Path, old: str, new: str) -> bool:
    """Exchanges one SHA-256 in a manifest, if there is a manifest and it holds the old one; whatever its format."""
    if not manifest.exists():
        return False
    text = manifest.read_text(encoding="utf-8")
    changed = re.sub(rf"\b{old}\b", new, text)
    if changed != text:
        manifest.write_text(changed, encoding="utf-8")
    return changed != text
