from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from seriesflow_models.build import build, write_digest
from seriesflow_models.export import onnx_bytes, sha256
from seriesflow_models.packages import PACKAGES, package

ROOT = Path(__file__).resolve().parents[2]
NETWORKS = [(p, n) for p in PACKAGES for n in p.networks]
IDS = [f"{p.name}/{n.file}" for p, n in NETWORKS]


@pytest.mark.parametrize(("owner", "spec"), NETWORKS, ids=IDS)
def test_committed_file_is_what_build_makes_and_twice_the_same(owner, spec):
    first = onnx_bytes(spec)
    assert sha256(onnx_bytes(spec)) == sha256(first)
    assert sha256((ROOT / owner.folder / spec.file).read_bytes()) == sha256(first)


@pytest.mark.parametrize(("owner", "spec"), NETWORKS, ids=IDS)
def test_exported_file_computes_what_torch_computes(owner, spec):
    random = np.random.Generator(np.random.PCG64(11))
    batch = random.standard_normal(tuple(spec.example().shape)).astype(np.float32)
    session = onnxruntime.InferenceSession(
        (ROOT / owner.folder / spec.file).read_bytes(), providers=["CPUExecutionProvider"]
    )
    with torch.no_grad():
        expected = spec.network()(torch.from_numpy(batch))
    expected = expected if isinstance(expected, tuple) else (expected,)
    actual = session.run(list(spec.output_names), {spec.input_name: batch})
    for ours, theirs in zip(actual, expected, strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-4)


def test_roi_file_takes_batches_of_any_size():
    owner = package("tiny-roi")
    session = onnxruntime.InferenceSession(
        (ROOT / owner.folder / "roi.onnx").read_bytes(), providers=["CPUExecutionProvider"]
    )
    random = np.random.Generator(np.random.PCG64(12))
    batch = random.standard_normal((5, 1, 32, 32)).astype(np.float32)
    together = session.run(None, {"image": batch})[0]
    alone = np.concatenate([session.run(None, {"image": one[None]})[0] for one in batch])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_all_files_together_stay_under_twenty_megabytes():
    total = sum((ROOT / p.folder / n.file).stat().st_size for p, n in NETWORKS)
    assert total < 20_000_000


@pytest.mark.parametrize(("owner", "spec"), NETWORKS, ids=IDS)
def test_files_say_what_they_were_trained_on_and_nothing_about_the_machine(owner, spec):
    path = ROOT / owner.folder / spec.file
    properties = {p.key: p.value for p in onnx.load(path).metadata_props}
    assert properties["training"] == ("synthetic" if spec.checkpoint else "untrained")
    assert b"site-packages" not in path.read_bytes()


def test_build_writes_the_digest_below_the_file_that_it_belongs_to(tmp_path):
    folder = tmp_path / package("tiny-roi").folder
    folder.mkdir(parents=True)
    manifest = folder / "manifest.yaml"
    text = "# kept\nmodels:\n  a:\n    file: {}\n    sha256: {}\n  b:\n    file: other.onnx\n    sha256: {}\n"
    manifest.write_text(text.format("roi.onnx", "1" * 64, "2" * 64), encoding="utf-8")
    (built,) = build(tmp_path, ("tiny-roi",))
    expected = text.format("roi.onnx", built.digest, "2" * 64)
    assert manifest.read_text(encoding="utf-8") == expected
    assert not write_digest(manifest, "roi.onnx", built.digest)


def test_build_refuses_a_manifest_that_does_not_name_the_file(tmp_path):
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text("models: {}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="roi.onnx"):
        write_digest(manifest, "roi.onnx", "0" * 64)


@pytest.mark.parametrize(("owner", "spec"), NETWORKS, ids=IDS)
def test_manifests_name_the_digests_of_their_files(owner, spec):
    manifest = ROOT / owner.folder / "manifest.yaml"
    if not manifest.exists():
        pytest.skip(f"{manifest} does not exist")
    assert sha256((ROOT / owner.folder / spec.file).read_bytes()) in manifest.read_text(encoding="utf-8")
