import json
import zipfile
from pathlib import Path

import nibabel
import numpy as np
import pytest

from seriesflow_models.cli import main
from seriesflow_models.phantom import LABELS
from seriesflow_models.phantom import command
from seriesflow_models.phantom.vessels import ANEURYSM
from seriesflow_models.series import read_series

ROOT = Path(__file__).resolve().parents[2]
PHANTOMS = ROOT / "models" / "phantoms"
SERIES = json.loads((PHANTOMS / "phantoms.json").read_text(encoding="utf-8"))["series"]


def test_the_demo_shows_heads_with_and_without_aneurysm():
    assert {bool(s["aneurysms"]) for s in SERIES} == {True, False}
    assert {s["appearance"] for s in SERIES} == {"CTA", "MRA", "T1post", "T2"}


@pytest.mark.parametrize("entry", SERIES, ids=[s["file"] for s in SERIES])
def test_a_demo_series_is_what_its_entry_says(entry):
    volume = read_series(PHANTOMS / entry["file"])
    assert list(volume.stored.shape) == entry["shape"]
    np.testing.assert_allclose(volume.spacing_zyx(), entry["spacingMm"], atol=1e-3)
    for aneurysm in entry["aneurysms"]:
        assert aneurysm["label"] in LABELS
        x, y, z = np.linalg.solve(volume.affine_lps, [*aneurysm["centreLpsMm"], 1.0])[:3]
        assert all(0 <= place < n for place, n in zip((z, y, x), volume.stored.shape))


def test_demo_series_stay_small():
    assert sum(f.stat().st_size for f in PHANTOMS.iterdir()) < 10_000_000


def test_a_demo_series_is_made_again_byte_for_byte(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "_DEMO", command._DEMO[3:4])
    made, _ = command.write_demo(tmp_path)
    assert made.read_bytes() == (PHANTOMS / made.name).read_bytes()


def test_phantoms_are_written_as_volume_labels_truth_and_dicom(tmp_path):
    assert main(["--root", str(ROOT), "phantoms", "--cases", "2", "--seed", "400000", "--out", str(tmp_path)]) == 0
    truth = json.loads((tmp_path / "usual-400000-CTA-with-0.json").read_text(encoding="utf-8"))
    assert truth["synthetic"] is True
    assert truth["aneurysms"]
    labels = nibabel.load(tmp_path / "usual-400000-CTA-with-0-labels.nii")
    assert (np.asarray(labels.dataobj) == ANEURYSM).any()
    volume = read_series(tmp_path / "usual-400000-CTA-with-0")
    stored = nibabel.load(tmp_path / "usual-400000-CTA-with-0.nii")
    np.testing.assert_array_equal(volume.stored.transpose(2, 1, 0), np.asarray(stored.dataobj))
    well = json.loads((tmp_path / "usual-400000-CTA-without-0.json").read_text(encoding="utf-8"))
    assert well["aneurysms"] == []
    with zipfile.ZipFile(PHANTOMS / "cta-with.zip") as archive:
        assert len(archive.namelist()) == SERIES[1]["shape"][0]
