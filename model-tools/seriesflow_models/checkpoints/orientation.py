"""In which order an nnU-Net network saw the patient.

An array [axis 0, axis 1, axis 2] is described here as in a manifest: three letters, the patient directions in which its
x (axis 2, fastest), y (axis 1) and z (axis 0) grow. The engine's volumes are LPS.

What nnU-Net's readers give (nnunetv2/imageio), and what that means for an LPS volume [z,y,x]:

- `SimpleITKIO`: `GetArrayFromImage`, the file's index order with i fastest: [k,j,i]. The direction cosines are kept for
  writing only; nothing is turned. A file with identity directions is LPS and so is its array; one that dcm2niix wrote is
  LAS: axis 1 must be flipped.
- `NibabelIO`: the stored array transposed by (2,1,0), again the file's own order, nothing turned. The same letters.
- `NibabelIOWithReorient`: the image is brought to RAS by flips and permutation first (nibabel's `io_orientation`, by which
  the engine chooses axes, too), then transposed by (2,1,0): always RAS, so axes 1 and 2 of an LPS array are flipped.
- `NaturalImage2DIO` and `Tiff3DIO` read images without a patient's frame. They are refused.

So only the last-but-one fixes the orientation. For the first two it is that of the files that were trained on, which no
key of plans.json or dataset.json states: the masks in `fold_*/validation` have it (nnU-Net writes them in the geometry of
their images); where there are none, or they differ, `--orientation` must say it.

`transpose_forward` then permutes the axes: axis k of what the network sees is axis `transpose_forward[k]` of the reader's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from seriesflow_models.checkpoints.refusal import Refused

#: Patient axis of a letter; of each pair the first is LPS's.
_AXES = {"L": 0, "R": 0, "P": 1, "A": 1, "S": 2, "I": 2}
_KEEPING = ("SimpleITKIO", "NibabelIO")
_REORIENTING = {"NibabelIOWithReorient": "RAS"}


def parse(letters: str) -> str:
    codes = letters.upper()
    if sorted(_AXES.get(c, -1) for c in codes) != [0, 1, 2]:
        raise Refused("--orientation", f"'{letters}' does not name one of L and R, one of P and A, and one of S and I")
    return codes


def of_training(reader: str, field: str, stated: str | None, folds: Sequence[Path]) -> str:
    """The axis codes of what the reader gave in training.

    Raises `Refused` for a reader without a patient's frame, an unknown one, and where nothing says the orientation.
    """
    if reader in _REORIENTING:
        codes = _REORIENTING[reader]
        if stated and parse(stated) != codes:
            raise Refused("--orientation", f"is {stated}, but the reader {reader} always gives {codes}")
        return codes
    if reader not in _KEEPING:
        raise Refused(
            field,
            f"the image reader '{reader}' is not served; served are {', '.join((*_KEEPING, *_REORIENTING))}",
        )
    seen = _of_validation(folds)
    if stated:
        codes = parse(stated)
        if len(seen) == 1 and codes not in seen:
            ((other, file),) = seen.items()
            raise Refused("--orientation", f"is {codes}, but {file}, a mask that nnU-Net wrote in training, is {other}")
        return codes
    if len(seen) == 1:
        return next(iter(seen))
    why = (
        "no mask in fold_*/validation shows it"
        if not seen
        else "the masks in fold_*/validation differ: " + ", ".join(seen)
    )
    raise Refused(
        field,
        f"the reader {reader} keeps the order in which a file is stored, and {why}; state the order of the files that "
        "were trained on with --orientation (LPS for files that ITK made of axial DICOM, LAS for dcm2niix, RAS for NIfTI's own)",
    )


def _of_validation(folds: Sequence[Path]) -> dict[str, Path]:
    """Axis codes of the masks that nnU-Net wrote in training, each with one file that has them."""
    import nibabel

    seen: dict[str, Path] = {}
    for fold in folds:
        for file in sorted((fold / "validation").glob("*.nii*")):
            codes = "".join(nibabel.aff2axcodes(nibabel.load(file).affine))
            seen.setdefault(codes, file)
    return seen


def transposed(codes: str, order: Sequence[int]) -> str:
    """Axis codes after numpy's `transpose(order)` of the array."""
    by_axis = codes[::-1]
    return "".join(by_axis[axis] for axis in order)[::-1]


def permutation(source: str, target: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How an array of one order becomes one of another: numpy's `transpose` order, then the axes to flip."""
    order, flips = [], []
    for axis, letter in enumerate(target[::-1]):
        (found,) = [i for i, other in enumerate(source[::-1]) if _AXES[other] == _AXES[letter]]
        order.append(found)
        if source[::-1][found] != letter:
            flips.append(axis)
    return tuple(order), tuple(flips)
