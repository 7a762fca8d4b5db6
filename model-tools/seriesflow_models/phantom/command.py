"""`seriesflow-models phantoms`: writes phantoms as volumes with labels and as DICOM series; or those that the demo sends."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from seriesflow_models import nifti
from seriesflow_models.nifti import StoredVolume
from seriesflow_models.phantom import LABELS, CaseSpec, Phantom, Scene, evaluation_cases, phantom_of, render, scene
from seriesflow_models.phantom.acquisition import Grid
from seriesflow_models.phantom.dicom import write_series

_GENERATOR = "seriesflow-models phantoms"
#: What the demo sends: one head twice, without and with aneurysm, and others. Anatomies are those of evaluations.
_DEMO = (
    ("cta-without", CaseSpec(1_000_000, "CTA", False)),
    ("cta-with", CaseSpec(1_000_000, "CTA", True)),
    ("mra-without", CaseSpec(1_000_001, "MRA", False)),
    ("mra-with", CaseSpec(1_000_001, "MRA", True)),
    ("t1post-with", CaseSpec(1_000_002, "T1post", True)),
    ("t2-without", CaseSpec(1_000_003, "T2", False)),
)
#: Small enough to be kept in a repository: coarse pixels, and values in steps, as the last bits of noise are what takes room.
#: No resized length of these is an exact half, which two readings may round to either side.
_DEMO_SPACING_MM = (0.74, 0.74, 1.5)
_DEMO_EXTENT_MM = (136.0, 140.0, 100.0)
_DEMO_NOISE = 0.6
_DEMO_VALUE_STEP = 8
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def add_commands(commands: argparse._SubParsersAction) -> None:
    phantoms = commands.add_parser(
        "phantoms",
        help="write synthetic heads with ground truth",
        description="Writes for each case NAME.nii (LPS order), NAME-labels.nii (0 background, 1 to 13 vessels of the territories, "
        "14 aneurysm), NAME.json (truth) and the folder NAME with the DICOM series.",
    )
    phantoms.add_argument("--cases", type=int, default=8, help="number of phantoms, eight an anatomy (default: 8)")
    phantoms.add_argument("--seed", type=int, default=1_000_000, help="number of the first anatomy (default: 1000000)")
    phantoms.add_argument("--ranges", default="usual", help="usual or unseen (default: usual)")
    phantoms.add_argument("--out", type=Path, help="target folder; needed unless --demo")
    phantoms.add_argument("--demo", action="store_true", help="write instead the phantoms that `seriesflow demo` sends, into models/phantoms")
    phantoms.set_defaults(run=run)


def run(root: Path, options: argparse.Namespace) -> int:
    if options.demo:
        for path in write_demo(root / "models" / "phantoms"):
            print(f"{path.stat().st_size:>9}  {path.relative_to(root)}")
        return 0
    if options.out is None:
        print("seriesflow-models phantoms: name a folder with --out", file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    for spec in evaluation_cases(options.cases, options.seed, options.ranges):
        phantom = render(spec)
        nifti.write(phantom.volume, options.out / f"{spec.name}.nii")
        nifti.write(StoredVolume(phantom.labels, phantom.volume.affine_lps), options.out / f"{spec.name}-labels.nii")
        uid = write_series(phantom, options.out / spec.name, spec.name)
        truth = {"synthetic": True, "generator": _GENERATOR, "ranges": spec.ranges, "anatomy": spec.anatomy, **described(phantom, uid)}
        (options.out / f"{spec.name}.json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")
        print(f"{spec.name}: {len(phantom.aneurysms)} aneurysms")
    return 0


def described(phantom: Phantom, uid: str) -> dict[str, Any]:
    """The truth of one series as it stands in JSON; lengths in mm, shape and spacing as [z,y,x]."""
    return {
        "seriesInstanceUid": uid,
        "appearance": phantom.appearance,
        "shape": list(phantom.volume.stored.shape),
        "spacingMm": [round(mm, 4) for mm in phantom.volume.spacing_zyx()],
        "aneurysms": [
            {
                "label": LABELS[a.label],
                "diameterMm": round(a.diameter_mm, 1),
                "centreLpsMm": [round(c, 2) for c in a.centre_lps_mm],
            }
            for a in phantom.aneurysms
        ],
    }


def demo_scene(spec: CaseSpec) -> Scene:
    """The case on a grid of its own, coarser and with less noise than scanners give."""
    drawn = scene(spec)
    spacing = np.array(_DEMO_SPACING_MM)
    shape = np.round(np.array(_DEMO_EXTENT_MM) / spacing).astype(int)
    directions = drawn.grid.directions
    origin = np.array([0.0, 10.0, -5.0]) - directions @ ((shape - 1) / 2.0 * spacing)
    grid = Grid(tuple(int(n) for n in shape[::-1]), spacing, directions, origin, "axial", float(spacing[2]))
    return replace(drawn, grid=grid, look=replace(drawn.look, noise=drawn.look.noise * _DEMO_NOISE))


def write_demo(folder: Path) -> list[Path]:
    """NAME.zip for each and phantoms.json; the same bytes on every run."""
    folder.mkdir(parents=True, exist_ok=True)
    series, written = [], []
    for name, spec in _DEMO:
        phantom = phantom_of(demo_scene(spec))
        coarse = (phantom.volume.stored // _DEMO_VALUE_STEP * _DEMO_VALUE_STEP).astype(np.int16)
        phantom = replace(phantom, volume=StoredVolume(coarse, phantom.volume.affine_lps))
        path = folder / f"{name}.zip"
        with tempfile.TemporaryDirectory() as scratch:
            uid = write_series(phantom, Path(scratch), f"demo {name}")
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
                for file in sorted(Path(scratch).iterdir()):
                    archive.writestr(zipfile.ZipInfo(file.name, _ZIP_TIME), file.read_bytes(), zipfile.ZIP_DEFLATED, 9)
        series.append({"file": path.name, **described(phantom, uid)})
        written.append(path)
    index = folder / "phantoms.json"
    document = {"synthetic": True, "generator": f"{_GENERATOR} --demo", "series": series}
    index.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return [*written, index]
