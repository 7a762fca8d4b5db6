import pytest

from seriesflow_models.evaluation import site_series
from seriesflow_models.evaluation.predictions import Answer, SeriesPrediction, VoxelBox
from seriesflow_models.evaluation.records import NOT_ANSWERED, NOT_FOUND
from seriesflow_models.phantom import LABELS

COMPETITION = [
    "SeriesInstanceUID",
    "PatientAge",
    "PatientSex",
    "Modality",
    "Left Infraclinoid Internal Carotid Artery",
    "Right Infraclinoid Internal Carotid Artery",
    "Left Supraclinoid Internal Carotid Artery",
    "Right Supraclinoid Internal Carotid Artery",
    "Left Middle Cerebral Artery",
    "Right Middle Cerebral Artery",
    "Anterior Communicating Artery",
    "Left Anterior Cerebral Artery",
    "Right Anterior Cerebral Artery",
    "Left Posterior Communicating Artery",
    "Right Posterior Communicating Artery",
    "Basilar Tip",
    "Other Posterior Circulation",
    "Aneurysm Present",
]


def _table(tmp_path, *rows, header=COMPETITION):
    path = tmp_path / "train.csv"
    lines = [",".join(header), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _row(uid="1.2", modality="CTA", located=(), present=None):
    flags = [int(i in located) for i in range(13)]
    return [uid, 60, "Female", modality, *flags, int(bool(located)) if present is None else present]


def _labels(tmp_path, *rows, **more):
    return site_series.read_labels(_table(tmp_path, *rows, **more))


@pytest.mark.parametrize("index", range(13))
def test_each_column_of_the_competition_is_its_location(index, tmp_path):
    assert _labels(tmp_path, _row(located=[index]))["1.2"].located == (LABELS[index],)


def test_columns_may_be_called_by_the_location_ids(tmp_path):
    header = ["presence", *LABELS, "SeriesInstanceUID"]
    found = _labels(tmp_path, [1, *[0] * 12, 1, "1.2"], header=header)["1.2"]
    assert (found.located, found.present, found.appearance) == ((LABELS[12],), True, None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("CTA", "CTA"), ("MRA", "MRA"), ("MRI T2", "T2"), ("MRI T1post", "T1post"), ("", None)],
)
def test_the_modality_column_names_the_appearance(written, meant, tmp_path):
    assert _labels(tmp_path, _row(modality=written))["1.2"].appearance == meant


def test_the_bootstrap_unit_is_the_patient_where_there_is_one(tmp_path):
    found = _labels(tmp_path, [*_row(), "P1"], header=[*COMPETITION, "PatientID"])
    assert found["1.2"].unit == "P1"
    assert _labels(tmp_path, _row())["1.2"].unit == "1.2"


def test_missing_columns_are_named(tmp_path):
    header = [c for c in COMPETITION if c not in ("Basilar Tip", "Aneurysm Present")]
    with pytest.raises(ValueError, match="no column for presence, basilar-tip"):
        _labels(tmp_path, header=header)


def test_a_label_that_is_neither_0_nor_1_is_refused_with_its_line(tmp_path):
    with pytest.raises(ValueError, match="line 3: Aneurysm Present is '0.5', not 0 or 1"):
        _labels(tmp_path, _row(), _row("1.3", present=0.5))


def test_a_location_without_presence_is_refused(tmp_path):
    with pytest.raises(ValueError, match="line 2: left-mca is 1, but Aneurysm Present is 0"):
        _labels(tmp_path, _row(located=[4], present=0))


def test_a_series_that_is_labelled_twice_is_refused(tmp_path):
    with pytest.raises(ValueError, match="line 3: 1.2 is labelled twice"):
        _labels(tmp_path, _row(), _row())


def test_an_unknown_modality_is_refused(tmp_path):
    with pytest.raises(ValueError, match="unknown Modality 'PET'"):
        _labels(tmp_path, _row(modality="PET"))


def test_a_table_without_rows_is_refused(tmp_path):
    with pytest.raises(ValueError, match="labels no series"):
        _labels(tmp_path)


def test_subfolders_and_archives_are_asked_about_one_by_one(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "a.zip").touch()
    (tmp_path / ".hidden").touch()
    assert [p.name for p in site_series.inputs_in(tmp_path)] == ["a.zip", "b"]


def test_a_folder_with_files_is_asked_about_as_a_whole(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "1.dcm").touch()
    assert site_series.inputs_in(tmp_path) == [tmp_path]


@pytest.mark.parametrize("make", (True, False))
def test_an_empty_or_missing_folder_is_refused(make, tmp_path):
    folder = tmp_path / "x"
    if make:
        folder.mkdir()
    with pytest.raises(ValueError, match="is empty|is no folder"):
        site_series.inputs_in(folder)


def _prediction(uid):
    box = VoxelBox((0, 0, 0), (1, 2, 2))
    return SeriesPrediction(uid, "PREDICTED", None, 0.7, {}, None, box, (2, 2, 2), None)


def test_a_series_without_a_label_is_listed_and_not_measured(tmp_path):
    labels = _labels(tmp_path, _row("1.2"))
    answer = Answer("/a", (_prediction("1.2"), _prediction("9.9")), 0, None)
    entry = site_series.entry_of(tmp_path, answer, labels)
    assert [r.case for r in entry.records] == ["1.2"] and entry.unlabelled == ("9.9",)
    assert entry.records[0].volume_kept == 0.5


def test_an_input_that_failed_is_a_record_of_the_series_that_it_is_called_by(tmp_path):
    labels = _labels(tmp_path, _row("1.2"))
    answer = Answer("/a", (), 0, "cannot be read")
    entry = site_series.entry_of(tmp_path / "1.2", answer, labels)
    assert (entry.records[0].status, entry.records[0].reason) == (NOT_ANSWERED, "cannot be read")
    assert entry.error == "cannot be read"


def test_a_labelled_series_that_no_input_holds_is_a_record_of_its_own(tmp_path):
    labels = _labels(tmp_path, _row("1.2"), _row("1.3"))
    met = site_series.entry_of(tmp_path, Answer("/a", (_prediction("1.3"),), 0, None), labels)
    found = site_series.complete(list(met.records), labels)
    assert [(r.case, r.status) for r in found] == [("1.2", NOT_FOUND), ("1.3", "PREDICTED")]
