import json

import pytest

from seriesflow_models.evaluation import card, tables
from seriesflow_models.evaluation.plot import write_reliability
from seriesflow_models.evaluation.records import AneurysmRecord, Record
from seriesflow_models.evaluation.report import report as report_of
from seriesflow_models.phantom import LABELS


def _identity(ranges="usual", digest="a" * 64):
    package = {"id": "p", "version": "1", "training": "synthetic", "digest": digest}
    return {
        "input": "phantoms",
        "synthetic": True,
        "cases": 4,
        "seed": 9,
        "ranges": ranges,
        "roi": package,
        "classifier": package,
    }


def _record(case, unit, presence, located=(), **more):
    scores = {label: (0.9 if label in located else 0.1) for label in LABELS}
    aneurysms = tuple(AneurysmRecord(label, 4.0, 1.0) for label in located)
    return Record(
        case,
        unit,
        "CTA",
        bool(located),
        tuple(located),
        **{
            "status": "PREDICTED",
            "presence": presence,
            "locations": scores,
            "aneurysms": aneurysms,
            "slice_step_mm": 0.5,
            "volume_kept": 0.4,
            "vessel_share": 1.0,
            **more,
        },
    )


RECORDS = [
    _record("c0", "1", 0.9, ["left-mca"]),
    _record("c1", "1", 0.2),
    _record("c2", "2", 0.3, ["left-mca"], volume_kept=0.7, vessel_share=0.8),
    _record("c3", "2", 0.1),
]
FAILED = _record(
    "c4",
    "3",
    None,
    ["left-mca"],
    status="FAILED",
    reason="X: broke",
    locations={},
    volume_kept=None,
    vessel_share=None,
    aneurysms=(AneurysmRecord("left-mca", 4.0, None),),
)


def _report(records=RECORDS, **identity):
    return report_of(_identity(**identity), records, 1, replicates=50)


def test_the_report_is_plain_json():
    assert json.loads(json.dumps(_report(), allow_nan=False))["presence"]["overall"]["auc"]["value"] == 1.0


def test_the_same_seed_gives_the_same_report():
    assert _report() == _report()


def test_a_failed_series_is_counted_listed_and_in_no_auc():
    found = _report([*RECORDS, FAILED])
    assert found["cases"]["byStatus"] == {"FAILED": 1, "PREDICTED": 4}
    assert found["cases"]["withoutScore"]["positive"] == 1
    assert found["cases"]["withoutScore"]["cases"] == [
        {"case": "c4", "status": "FAILED", "reason": "X: broke", "present": True}
    ]
    assert found["presence"]["overall"]["positive"] == 2
    assert found["roi"]["withoutBox"] == ["c4"]


def test_a_failed_series_is_told_as_if_it_had_been_scored_wrong():
    # Three positives, two negatives: the failed one loses both of its pairs.
    assert _report([*RECORDS, FAILED])["presence"]["aucIfMissingWereWrong"] == pytest.approx(4 / 6)


def test_the_worst_cases_are_named():
    roi = _report()["roi"]
    assert roi["worstVolumeKept"] == {"case": "c2", "value": 0.7}
    assert roi["worstVesselShare"] == {"case": "c2", "value": 0.8}


def test_an_aneurysm_that_was_cut_is_named():
    cut = _record("c9", "4", 0.5, ["left-aca"], aneurysms=(AneurysmRecord("left-aca", 4.0, 0.5),))
    roi = _report([*RECORDS, cut])["roi"]
    assert roi["cut"] == [
        {"case": "c9", "location": "left-aca", "diameterMm": 4.0, "inside": 0.5}
    ]
    assert (roi["whollyInside"], roi["aneurysms"]) == (2, 3)


def test_a_location_with_few_positives_is_missing_and_said_so():
    found = _report()["locations"]
    assert found["missing"] == list(LABELS)
    assert found["competition"]["value"] is None
    assert "left-mca" in tables.classifier_tables(_report())[1].notes[2]


def test_between_ten_and_thirty_positives_are_flagged():
    many = [_record(f"p{n}", str(n), 0.9, ["left-mca"]) for n in range(29)]
    few = {r["location"]: r["few"] for r in _report([*many, *RECORDS[1::2]])["locations"]["byLocation"]}
    more = {r["location"]: r["few"] for r in _report([*many, *RECORDS])["locations"]["byLocation"]}
    assert (few["left-mca"], more["left-mca"]) == (True, False)
    assert not few["right-mca"]  # n/a, not merely few


def test_no_case_is_no_report():
    with pytest.raises(ValueError, match="no case to report on"):
        _report([])


def test_the_table_says_that_it_is_synthetic_and_no_medical_device():
    text = tables.as_text(_report())
    assert "SYNTHETIC phantoms, usual ranges" in text and "not a medical device" in text


def test_calibration_is_said_to_hold_for_the_phantoms_prevalence_only():
    notes = tables.classifier_tables(_report())[3].notes
    assert "at the phantoms' prevalence of 50.0 % only" in notes[0]


def test_the_reliability_plot_is_a_png_and_the_same_each_time(tmp_path):
    write_reliability(_report(), tmp_path / "a.png")
    write_reliability(_report(), tmp_path / "b.png")
    content = (tmp_path / "a.png").read_bytes()
    assert content.startswith(b"\x89PNG") and content == (tmp_path / "b.png").read_bytes()


def _card(tmp_path, text):
    path = tmp_path / "MODEL_CARD.md"
    path.write_text(text, encoding="utf-8")
    return path


def _write(path, report):
    return card.write_card(path, report, [tables.roi_table(report)])


def test_only_what_is_between_the_markers_is_rewritten(tmp_path):
    path = _card(tmp_path, f"before\n{card.BEGIN}\nold\n{card.END}\nafter\n")
    _write(path, _report())
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{card.BEGIN}\n") and text.endswith(f"{card.END}\nafter\n")
    assert "old" not in text and "SYNTHETIC" in text


def test_writing_again_changes_nothing(tmp_path):
    path = _card(tmp_path, f"{card.BEGIN}\n{card.END}\n")
    _write(path, _report())
    once = path.read_text(encoding="utf-8")
    _write(path, _report())
    assert path.read_text(encoding="utf-8") == once


def test_a_card_without_markers_gets_the_section_at_its_end(tmp_path):
    path = _card(tmp_path, "# Card\n\ntext\n")
    _write(path, _report())
    assert path.read_text(encoding="utf-8").startswith(f"# Card\n\ntext\n\n## Evaluation\n{card.BEGIN}\n")


def test_usual_and_unseen_ranges_stand_beside_each_other_in_that_order(tmp_path):
    path = _card(tmp_path, "# Card\n")
    _write(path, _report(ranges="unseen"))
    assert _write(path, _report()) == []
    text = path.read_text(encoding="utf-8")
    assert 0 < text.index("usual ranges") < text.index("unseen ranges")


def test_figures_of_other_packages_go(tmp_path):
    path = _card(tmp_path, "# Card\n")
    _write(path, _report(ranges="unseen"))
    assert _write(path, _report(digest="b" * 64)) == ["unseen"]
    assert "unseen ranges" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", (card.BEGIN, card.END, f"{card.END} {card.BEGIN}", 2 * (card.BEGIN + card.END)))
def test_a_card_with_broken_markers_is_refused(text, tmp_path):
    path = _card(tmp_path, text)
    with pytest.raises(ValueError, match="must stand there once each"):
        _write(path, _report())
    assert path.read_text(encoding="utf-8") == text
