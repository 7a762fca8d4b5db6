import numpy as np
import pytest
import torch
from torch import nn

from seriesflow_models.networks import (
    AttentionHead,
    InstanceNorm3d,
    PlainUNet2d,
    ResidualEncoderClassifier3d,
)
from seriesflow_models.packages import package


def _parameters(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())


def test_roi_network_at_full_width_has_the_published_parameter_count():
    network = PlainUNet2d((32, 64, 128, 256, 512, 512, 512))
    assert round(_parameters(network) / 1e6, 2) == 33.47


def test_classifier_at_full_width_has_the_published_file_size():
    network = ResidualEncoderClassifier3d((32, 64, 128, 256, 320, 320), (1, 3, 4, 6, 6, 6))
    assert _parameters(network) * 4 / 1e6 == pytest.approx(366, abs=1)


def test_written_out_norm_computes_what_instance_norm_computes():
    torch.manual_seed(4)
    ours, theirs = InstanceNorm3d(3), nn.InstanceNorm3d(3, eps=1e-5, affine=True)
    with torch.no_grad():
        for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
            b.copy_(nn.init.normal_(a))
        x = torch.randn(1, 3, 5, 6, 7) * 4 + 2
        torch.testing.assert_close(ours(x), theirs(x), rtol=1e-5, atol=1e-5)


def test_attention_head_computes_what_multihead_attention_computes():
    torch.manual_seed(3)
    head = AttentionHead(width=8, queries=3, outputs=2, heads=4)
    for parameter in head.parameters():
        nn.init.normal_(parameter)
    theirs = nn.MultiheadAttention(8, 4, batch_first=True)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(
            torch.cat((head.query.weight, head.key.weight, head.value.weight))
        )
        theirs.in_proj_bias.copy_(torch.cat((head.query.bias, head.key.bias, head.value.bias)))
        theirs.out_proj.weight.copy_(head.merge.weight)
        theirs.out_proj.bias.copy_(head.merge.bias)
        tokens = torch.randn(1, 27, 8)
        gathered, _ = theirs(head.queries, tokens, tokens)
        expected = head.output(head.norm(gathered).flatten(1))
        torch.testing.assert_close(head(tokens), expected, rtol=1e-5, atol=1e-5)


def test_classifier_logits_differ_under_every_flip():
    spec = package("tiny-classifier").networks[0]
    random = np.random.Generator(np.random.PCG64(5))
    volume = torch.from_numpy(random.standard_normal((1, 1, 32, 32, 32)).astype(np.float32))
    network = spec.network()
    with torch.no_grad():
        plain = torch.cat(network(volume), dim=1)
        for axis in (2, 3, 4):
            flipped = torch.cat(network(volume.flip(axis)), dim=1)
            assert (flipped - plain).abs().max() > 0.05


def test_roi_network_sees_no_vessel_in_an_even_image():
    network = package("tiny-roi").networks[0].network()
    with torch.no_grad():
        logits = network(torch.zeros(1, 1, 32, 32))
    assert bool((logits[0, 0] > logits[0, 1] + 1.0).all())
