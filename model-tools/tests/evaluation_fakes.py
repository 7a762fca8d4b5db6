"""A generator of phantoms for tests: a few voxels, in which a value above 1000 is an aneurysm of location value - 1001."""

from dataclasses import dataclass

import numpy as np

from seriesflow_models.nifti import StoredVolume
from seriesflow_models.phantom import APPEARANCES, LABELS, Aneurysm, Phantom

TRAINED_ON = 7
NOT_RENDERED = 9006
SHAPE = (6, 8, 10)


@dataclass(frozen=True)
class Spec:
    anatomy: int
    appearance: str
    with_aneurysm: bool


def check_unseen(seed):
    if seed == TRAINED_ON:
        raise ValueError(f"seed {seed} was trained on")


def evaluation_cases(count, seed, ranges="usual"):
    for number in range(count):
        anatomy, place = divmod(number, 2 * len(APPEARANCES))
        yield Spec(seed + anatomy, APPEARANCES[place // 2], place % 2 == 1)


def render(spec):
    if spec.anatomy == NOT_RENDERED and spec.with_aneurysm and spec.appearance == "T2":
        raise ValueError("no aneurysm fits")
    matrix = np.diag([1.0, 1.0, 2.0, 1.0])
    stored, labels = np.zeros(SHAPE, np.int16), np.zeros(SHAPE, np.uint8)
    stored[1:5, 2:6, 3:9] = 100 + spec.anatomy % 50
    labels[1:5, 2:6, 3:9] = 5
    aneurysms = ()
    if spec.with_aneurysm:
        label = spec.anatomy % len(LABELS)
        stored[2, 3, 4] = 1001 + label
        labels[2, 3, 4] = 14
        aneurysms = (Aneurysm(label, (4.0, 3.0, 4.0), 4.0),)
    return Phantom(
        spec.anatomy, spec.appearance, StoredVolume(stored, matrix), labels, aneurysms, 2.0, "axial"
    )
