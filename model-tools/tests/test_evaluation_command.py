"""The whole command, against a process that speaks as predict does and a generator of tiny phantoms."""

import json
import shutil
import sys
from pathlib import Path

import evaluation_fakes
import pytest

from seriesflow_models.cli import _parser
from seriesflow_models.evaluation import card
from seriesflow_models.evaluation.command import run_evaluate
from seriesflow_models.evaluation.phantom_cases import prepare
from seriesflow_models.phantom import LABELS

HERE = Path(__file__).resolve().parent
SEED = 200


@pytest.fixture
def root(tmp_path):
    """A repository with two packages and a front door."""
    for name in ("roi", "classifier"):
        folder = tmp_path / "models" / name
        folder.mkdir(parents=True)
        (folder / "net.onnx").write_bytes(b"net")
        (folder / "manifest.yaml").write_text(
            f"id: {name}\nversion: 1.0.0\ntraining: synthetic\nmodels: {{fold-0: {{file: net.onnx}}}}\n"
        )
        (folder / "MODEL_CARD.md").write_text(f"# {name}\n{card.BEGIN}\n{card.END}\n")
    door = tmp_path / "seriesflow"
    door.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{HERE / "fake_seriesflow.py"}" "$@"\n')
    door.chmod(0o755)
    return tmp_path


def _run(root, *arguments):
    options = _parser().parse_args(
        ["evaluate", "--roi", "roi", "--classifier", "classifier", *arguments]
    )
    return run_evaluate(root, options, "evaluation_fakes")


def _phantoms(root, *arguments, cases=16):
    return _run(root, "--cases", str(cases), "--seed", str(SEED), *arguments)


def test_a_predictor_that_finds_everything_is_measured_as_one(root, capsys):
    assert _phantoms(root, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["cases"]["byStatus"] == {"PREDICTED": 16}
    assert [r["auc"]["value"] for r in report["presence"]["byAppearance"]] == [1.0] * 4
    assert (report["roi"]["whollyInside"], report["roi"]["aneurysms"]) == (8, 8)
    assert report["roi"]["vesselShare"]["value"] == 1.0
    assert report["roi"]["volumeKept"]["value"] == pytest.approx(96 / 480)
    assert report["modality"]["accuracy"]["value"] == 0.25  # the fake always says CTA
    assert report["evaluation"]["synthetic"] is True


def test_location_aucs_come_from_each_locations_own_score(root, capsys):
    # 13 locations of 3 anatomies each, with 4 positives an anatomy.
    assert _run(root, "--cases", str(8 * 13 * 3), "--seed", "300", "--json") == 0
    found = json.loads(capsys.readouterr().out)["locations"]
    assert [(r["positive"], r["auc"]["value"], r["few"]) for r in found["byLocation"]] == [
        (12, 1.0, True)
    ] * 13
    assert (found["missing"], found["competition"]["value"]) == ([], 1.0)


def test_skipped_series_are_missing_and_listed(root, capsys, monkeypatch):
    monkeypatch.setenv("FAKE_SKIPS", "CT")
    assert _phantoms(root, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["cases"]["byStatus"] == {"PREDICTED": 12, "SKIPPED": 4}
    assert (report["cases"]["withoutScore"]["positive"], len(report["roi"]["withoutBox"])) == (2, 4)
    assert report["presence"]["byAppearance"][0]["auc"]["value"] is None
    assert report["presence"]["overall"]["positive"] == 6


def test_a_phantom_that_cannot_be_made_is_listed_and_the_others_are_measured(root, capsys):
    seed = str(evaluation_fakes.NOT_RENDERED)
    assert _run(root, "--cases", "16", "--seed", seed, "--json") == 0
    cases = json.loads(capsys.readouterr().out)["cases"]
    assert (cases["count"], cases["positive"]) == (15, 7)
    assert cases["inputErrors"] == [f"usual-{seed}-0007: no phantom: no aneurysm fits"]


def test_a_seed_that_was_trained_on_is_refused(root, capsys):
    status = _run(root, "--cases", "8", "--seed", str(evaluation_fakes.TRAINED_ON))
    assert status == 2
    assert "seed 7 was trained on" in capsys.readouterr().err


def test_an_interrupted_evaluation_goes_on_and_ends_as_if_it_had_not_been(
    root, tmp_path, capsys, monkeypatch
):
    out = tmp_path / "out"
    monkeypatch.setenv("FAKE_ENDS_AFTER", "5")
    assert _phantoms(root, "--out", str(out)) == 2
    assert "ended with code 1: seriesflow: the roof fell in" in capsys.readouterr().err
    assert len((out / "results.jsonl").read_text().splitlines()) == 1 + 5
    monkeypatch.setenv("FAKE_ENDS_AFTER", "11")  # enough for the other eleven, and not for one more
    assert _phantoms(root, "--out", str(out)) == 0
    monkeypatch.delenv("FAKE_ENDS_AFTER")
    assert _phantoms(root, "--out", str(tmp_path / "whole")) == 0
    assert (out / "results.jsonl").read_bytes() == (tmp_path / "whole" / "results.jsonl").read_bytes()
    assert (out / "report.json").read_bytes() == (tmp_path / "whole" / "report.json").read_bytes()


def test_a_finished_evaluation_is_reported_again_without_a_predictor(root, tmp_path, capsys):
    out = str(tmp_path / "out")
    assert _phantoms(root, "--out", out) == 0
    before = capsys.readouterr().out
    (root / "seriesflow").unlink()
    assert _phantoms(root, "--out", out) == 0
    assert capsys.readouterr().out == before


def test_results_of_another_package_are_refused(root, tmp_path, capsys):
    out = str(tmp_path / "out")
    assert _phantoms(root, "--out", out) == 0
    (root / "models" / "roi" / "net.onnx").write_bytes(b"another net")
    assert _phantoms(root, "--out", out) == 2
    assert "is of another evaluation: roi was" in capsys.readouterr().err


def test_both_cards_are_written_each_with_its_own_figures(root):
    assert _phantoms(root, "--card") == 0
    roi = (root / "models/roi/MODEL_CARD.md").read_text(encoding="utf-8")
    classifier = (root / "models/classifier/MODEL_CARD.md").read_text(encoding="utf-8")
    assert "Region of interest" in roi and "Presence" not in roi
    assert "**Presence**" in classifier and "reliability-usual.png" in classifier
    assert "SYNTHETIC" in roi and "SYNTHETIC" in classifier
    assert (root / "models/classifier/reliability-usual.png").is_file()


def test_a_card_that_cannot_be_written_is_refused_before_the_work(root, tmp_path, capsys):
    (root / "models/roi/MODEL_CARD.md").unlink()
    out = tmp_path / "out"
    assert _phantoms(root, "--card", "--out", str(out)) == 2
    assert "MODEL_CARD.md is missing" in capsys.readouterr().err
    assert not out.exists()


def test_no_phantom_is_left_behind(root, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    assert _phantoms(root) == 0
    assert list(scratch.iterdir()) == []


def test_progress_goes_to_standard_error(root, capsys):
    assert _phantoms(root) == 0
    assert "evaluate: 16 of 16" in capsys.readouterr().err


def test_an_unknown_package_is_refused_by_name(root, capsys):
    options = ["evaluate", "--roi", "no-such", "--classifier", "classifier", "--cases", "8", "--seed", "1"]
    assert run_evaluate(root, _parser().parse_args(options), "evaluation_fakes") == 2
    assert "no-such is no model package" in capsys.readouterr().err


def test_a_front_door_that_is_not_there_is_named(root, capsys):
    assert _phantoms(root, "--seriesflow", "/no/such/door") == 2
    assert "/no/such/door cannot be started" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    (
        ["--cases", "8"],
        ["--cases", "8", "--seed", "1", "--labels", "x.csv"],
        ["--input", "x"],
        ["--input", "x", "--labels", "x.csv", "--seed", "1"],
        ["--input", "x", "--labels", "x.csv", "--ranges", "usual"],
    ),
)
def test_options_that_do_not_belong_together_are_refused(arguments, root, capsys):
    assert _run(root, *arguments) == 2
    assert "needs" in capsys.readouterr().err


@pytest.fixture
def site(tmp_path):
    """Two series of a site, with and without aneurysm, a third that is labelled and not there, and their table."""
    rows = []
    for number, with_aneurysm in enumerate((True, False)):
        spec = evaluation_fakes.Spec(4, "MRA", with_aneurysm)
        case = prepare("evaluation_fakes", f"s{number}", spec, tmp_path / "site" / f"s{number}")
        flags = [int(with_aneurysm and label == "left-mca") for label in LABELS]
        rows.append([case.series_uid, int(with_aneurysm), *flags])
    rows.append(["9.9", 1, *[0] * 13])
    table = tmp_path / "labels.csv"
    lines = [["SeriesInstanceUID", "Aneurysm Present", *LABELS], *rows]
    table.write_text("".join(",".join(map(str, line)) + "\n" for line in lines))
    return tmp_path / "site", table


def test_a_sites_series_are_measured_against_its_table(root, site, capsys):
    folder, table = site
    assert _run(root, "--input", str(folder), "--labels", str(table), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["evaluation"]["synthetic"] is False
    assert report["presence"]["overall"]["auc"]["value"] == 1.0
    assert report["cases"]["byStatus"] == {"NOT_FOUND": 1, "PREDICTED": 2}
    assert report["roi"]["volumeKept"]["value"] == pytest.approx(96 / 480)
    assert report["roi"]["shareWhollyInside"]["value"] is None


def test_results_against_another_table_are_refused(root, site, tmp_path, capsys):
    folder, table = site
    arguments = ["--input", str(folder), "--labels", str(table), "--out", str(tmp_path / "out")]
    assert _run(root, *arguments) == 0
    table.write_text(table.read_text().replace("9.9", "9.8"))
    assert _run(root, *arguments) == 2
    assert "is of another evaluation: labels was" in capsys.readouterr().err


def test_a_table_that_is_not_there_is_named(root, site, capsys):
    assert _run(root, "--input", str(site[0]), "--labels", "/no/such.csv") == 2
    assert "/no/such.csv cannot be read" in capsys.readouterr().err


def test_the_table_of_a_site_does_not_call_it_synthetic(root, site, capsys):
    folder, table = site
    assert _run(root, "--input", str(folder), "--labels", str(table)) == 0
    printed = capsys.readouterr().out
    assert "a site's own series" in printed and "SYNTHETIC" not in printed


@pytest.fixture
def another(root):
    """A second classifier in the repository, which scores some cases otherwise."""
    folder = root / "models" / "another"
    shutil.copytree(root / "models" / "classifier", folder)
    manifest = folder / "manifest.yaml"
    manifest.write_text(manifest.read_text().replace("id: classifier", "id: another"))
    return folder


def test_a_second_classifier_is_measured_on_the_same_cases_and_compared(
    root, another, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("FAKE_BLIND", "another")
    out = tmp_path / "out"
    assert _phantoms(root, "--also", "another", "--json", "--out", str(out)) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert "against" not in first
    assert second["presence"]["overall"]["auc"]["value"] == 0.5
    found = second["against"]
    assert (found["classifier"]["id"], found["cases"]) == ("classifier", 16)
    assert {f["figure"]: f["difference"]["value"] for f in found["figures"]}["presence/all"] == -0.5
    assert (out / "another" / "report.json").is_file()


def test_what_a_second_classifier_loses_stands_in_its_card_alone(root, another, monkeypatch):
    monkeypatch.setenv("FAKE_BLIND", "another")
    assert _phantoms(root, "--also", "another", "--card") == 0
    card_of = {n: (root / f"models/{n}/MODEL_CARD.md").read_text("utf-8") for n in ("classifier", "another")}
    assert "Against classifier@1.0.0" in card_of["another"] and "-0.500" in card_of["another"]
    assert "Against" not in card_of["classifier"]


def test_a_second_classifier_that_is_named_later_is_asked_about_all_cases(root, another, tmp_path, capsys):
    out = str(tmp_path / "out")
    assert _phantoms(root, "--out", out) == 0
    before = (tmp_path / "out" / "results.jsonl").read_bytes()
    assert _phantoms(root, "--out", out, "--also", "another") == 0
    assert (tmp_path / "out" / "results.jsonl").read_bytes() == before
    assert len((tmp_path / "out" / "another" / "results.jsonl").read_text().splitlines()) == 17


def test_the_same_classifier_twice_is_refused(root, capsys):
    assert _phantoms(root, "--also", "classifier") == 2
    assert "--also names classifier again" in capsys.readouterr().err
