"""Writes the ONNX files of all packages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from seriesflow_models.export import onnx_bytes, sha256
from seriesflow_models.packages import CLASSIFIER, PACKAGES


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
            write_digest(folder / "manifest.yaml", network.file, sha256(content))
            built.append(Built(path, len(content), sha256(content), before != content))
    return built


def build_segmentation(path: Path) -> None:
    """Writes the trained classifier with its segmentation decoders as outputs: `vessels` [1,15,64,64,64] (background, the
    13 vessels in label order, aneurysm) and `territories` [1,14,64,64,64] (background, 13), logits; axes z, y, x.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(onnx_bytes(replace(CLASSIFIER, segmentation=True)))


def write_digest(manifest: Path, file: str, digest: str) -> bool:
    """Puts the digest on the `sha256:` line below the `file:` line that names the file; says whether that changed it.

    Only the line is touched: comments and layout of the manifest stay as they were written.
    """
    if not manifest.exists():
        return False
    text = manifest.read_text(encoding="utf-8")
    pattern = rf"(\bfile: *{re.escape(file)}\s+sha256: *)[0-9a-f]{{64}}\b"
    changed, count = re.subn(pattern, rf"\g<1>{digest}", text)
    if count != 1:
        raise ValueError(f"{manifest}: {count} entries with `file: {file}` and a `sha256:` line below it; expected 1")
    if changed != text:
        manifest.write_text(changed, encoding="utf-8")
    return changed != text
