"""The reference system's labels in the order of its outputs, and the series that it was made for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_LOCATIONS = (
    ("infraclinoid-ica", "infraclinoid internal carotid artery", None),
    ("supraclinoid-ica", "supraclinoid internal carotid artery", None),
    ("mca", "middle cerebral artery", ("17232002", "Middle Cerebral Artery")),
    ("anterior-communicating-artery", "anterior communicating artery", ("8012006", "Anterior communicating artery")),
    ("aca", "anterior cerebral artery", ("60176003", "Anterior Cerebral Artery")),
    ("pcoma", "posterior communicating artery", ("43119007", "posterior communicating artery")),
    ("basilar-tip", "basilar tip", None),
    ("other-posterior-circulation", "other posterior circulation", None),
)
_HEAD_PARTS = ["HEAD", "BRAIN", "SKULL", "HEADNECK", "HEAD AND NECK", "HEAD_NECK"]
_HEAD_WORDS = [
    "head",
    "brain",
    "cranial",
    "cranium",
    "crane",
    "intracranial",
    "cerebral",
    "cerebrale",
    "neuro",
    "willis",
    "cow",
    "schaedel",
    "schädel",
    "hirn",
]
_OTHER_WORDS = [
    "spine",
    "cspine",
    "tspine",
    "lspine",
    "spinal",
    "cervical",
    "thoracic",
    "lumbar",
    "lumbosacral",
    "sacrum",
    "wirbel",
    "chest",
    "thorax",
    "lung",
    "abdomen",
    "abdominal",
    "pelvis",
    "liver",
    "kidney",
    "renal",
    "cardiac",
    "heart",
    "coronary",
    "aorta",
    "knee",
    "hip",
    "shoulder",
    "ankle",
    "foot",
    "hand",
    "wrist",
    "elbow",
    "breast",
    "prostate",
]
_UNPAIRED = ("anterior-communicating-artery", "basilar-tip", "other-posterior-circulation")


def _codes(code: tuple[str, str] | None) -> dict[str, Any]:
    return {} if code is None else {"codes": [{"scheme": "SCT", "value": code[0], "meaning": code[1]}]}


def labels() -> dict[str, Any]:
    locations = []
    for name, words, code in _LOCATIONS:
        if name in _UNPAIRED:
            locations.append({"id": name, "name": words} | _codes(code))
            continue
        for side in ("left", "right"):
            locations.append({"id": f"{side}-{name}", "name": f"{side} {words}", "laterality": side} | _codes(code))
    modalities = (
        ("CTA", "CT angiography"),
        ("MRA", "MR angiography"),
        ("T2", "T2-weighted MR"),
        ("T1post", "T1-weighted MR after contrast"),
    )
    present = {"id": "aneurysm-present", "name": "aneurysm present"} | _codes(("85659009", "Aneurysm"))
    return {
        "location": {"role": "location", "entries": locations},
        "presence": {"role": "presence", "entries": [present]},
        "modality": {"role": "modality", "entries": [{"id": i, "name": name} for i, name in modalities]},
    }


def eligibility(body_parts: Sequence[str]) -> dict[str, Any]:
    """For heads, as the RSNA 2025 set of series: CTA, MRA (time of flight), T1 after contrast, T2."""
    given_contrast = {"contrastAgent": {"wordsForNone": ["none", "no", "non", "without", "ohne"]}}
    angiography = ["angio", "angiography", "angiogram", "angiographie"]
    arteries_only = {"without": ["mrv", "venous", "venography", "venogram"]}
    t1 = {"words": ["t1", "mprage", "fspgr", "spgr", "bravo", "vibe", "tfl"]}
    after = {
        "words": [
            "gd",
            "gado",
            "gadolinium",
            "gadovist",
            "dotarem",
            "post",
            "postcontrast",
            "ce",
            "km",
            "contrast",
            "+c",
            "c+",
        ]
    }
    not_t2 = {"without": ["t2*", "t2star", "flair", "swi", "gre", "dwi", "adc", "perfusion"]}
    return {
        "anatomy": {"bodyParts": list(body_parts or _HEAD_PARTS), "words": _HEAD_WORDS, "refusedWords": _OTHER_WORDS},
        "refusedImageTypes": ["PROJECTION IMAGE", "LOCALIZER", "MIP"],
        "sequences": [
            {"id": "CTA", "modality": "CT", "anyOf": [{"words": ["cta", *angiography, "arterial"]}, given_contrast]},
            {
                "id": "MRA",
                "modality": "MR",
                "anyOf": [
                    {"all": [{"angioFlag": True}, arteries_only]},
                    {"all": [{"words": ["tof", "mra", *angiography, "time of flight"]}, arteries_only]},
                ],
            },
            {"id": "T1post", "modality": "MR", "anyOf": [{"all": [t1, given_contrast]}, {"all": [t1, after]}]},
            {"id": "T2", "modality": "MR", "anyOf": [{"all": [{"words": ["t2", "t2w"]}, not_t2]}]},
        ],
        "geometry": {"sliceStepMm": {"least": 0.1, "greatest": 7.0}, "extentMm": {"least": 30.0, "greatest": 600.0}},
    }
