from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from seriesflow_models.build import build, replace_digest
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
def test_files_say_untrained_and_nothing_about_the_machine(owner, spec):
    path = ROOT / owner.folder / spec.file
    properties = {p.key: p.value for p in onnx.load(path).metadata_props}
    assert properties["training"] == "untrained"
    assert b"site-packages" not in path.read_bytes()


def test_build_writes_the_new_digest_where_the_manifest_names_the_old_one(tmp_path):
    folder = tmp_path / package("tiny-roi").folder
    folder.mkdir(parents=True)
    (folder / "roi.onnx").write_bytes(b"old")
    manifest = folder / "manifest.yaml"
    manifest.write_text(f"sha256: {sha256(b'old')}\nother: {'0' * 64}\n", encoding="utf-8")
    (built,) = build(tmp_path, ("tiny-roi",))
    assert manifest.read_text(encoding="utf-8") == f"sha256: {built.digest}\nother: {'0' * 64}\n"
    assert not replace_digest(manifest, sha256(b"old"), built.digest)
