"""Speaks as `seriesflow predict --stdin --json` does, and finds the bright voxel of the phantoms of evaluation_fakes.

FAKE_SKIPS names a modality whose series it skips; FAKE_BLIND a classifier that scores all alike; FAKE_ENDS_AFTER says after how many answers it ends with an error.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pydicom

from seriesflow_models.phantom import LABELS


def answer(folder):
    files = [pydicom.dcmread(p) for p in sorted(Path(folder).iterdir())]
    series = {"seriesInstanceUid": files[0].SeriesInstanceUID, "revision": 1}
    if files[0].Modality == os.environ.get("FAKE_SKIPS"):
        return series | {"status": "SKIPPED", "reasonCode": "NOT_FOR_IT", "reason": "no.", "presence": None, "locations": {}}
    voxels = np.stack([f.pixel_array + int(f.get("RescaleIntercept", 0)) for f in files])
    blind = Path(sys.argv[-1]).name == os.environ.get("FAKE_BLIND")
    brightest = 0 if blind else int(voxels.max())
    place = np.argwhere(voxels > 0)
    return series | {
        "status": "PREDICTED",
        "reasonCode": None,
        "reason": None,
        "presence": 0.9 if brightest > 1000 else 0.1,
        "locations": {label: 0.8 if brightest == 1001 + i else 0.2 for i, label in enumerate(LABELS)},
        "modality": {"CTA": 0.7, "MRA": 0.1, "T2": 0.1, "T1post": 0.1},
        "roi": {"voxelBox": {"min": place.min(axis=0).tolist(), "max": (place.max(axis=0) + 1).tolist()}},
        "volume": {"shape": voxels.shape, "indexToLps": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1]},
    }


def main():
    assert sys.argv[1:4] == ["predict", "--stdin", "--json"], sys.argv
    for count, line in enumerate(sys.stdin):
        if count == int(os.environ.get("FAKE_ENDS_AFTER", -1)):
            sys.exit("seriesflow: the roof fell in")
        path = line.rstrip("\n")
        try:
            document = {"input": path, "series": [answer(path)], "refused": []}
        except (OSError, IndexError) as fault:
            document = {"input": path, "error": str(fault)}
        print(json.dumps(document), flush=True)


main()
