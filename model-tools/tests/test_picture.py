import struct

import numpy as np

from seriesflow_models.evaluation.picture import draw
from seriesflow_models.evaluation.predictions import SeriesPrediction
from seriesflow_models.golden_volumes import affine
from seriesflow_models.nifti import StoredVolume

ORANGE = (255, 165, 0)


def prediction() -> SeriesPrediction:
    return SeriesPrediction.of(
        {
            "seriesInstanceUid": "1.2",
            "status": "PREDICTED",
            "presence": 0.25,
            "locations": {"left-mca": 0.5},
            "roi": {"voxelBox": {"min": [2, 3, 4], "max": [8, 12, 16]}},
        }
    )


def test_the_region_is_drawn_over_three_projections(tmp_path):
    values = np.random.Generator(np.random.PCG64(1)).integers(0, 900, (10, 15, 20)).astype(np.int16)
    path = tmp_path / "picture.png"
    draw(StoredVolume(values, affine((1.0, 0.5, 0.5), (0.0, 0.0, 0.0))), prediction(), path)
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    assert (width, height) == (1170, 450)
    from matplotlib.image import imread

    pixels = np.rint(imread(path)[..., :3] * 255)
    columns = np.flatnonzero((np.abs(pixels - ORANGE) < 8).all(axis=2).any(axis=0))
    for third in range(3):
        assert ((columns >= third * width // 3) & (columns < (third + 1) * width // 3)).any()
