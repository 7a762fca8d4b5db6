import pytest

from seriesflow_models.evaluation.records import AneurysmRecord, Entry, Record, ResultsFile

IDENTITY = {"seed": 1, "roi": {"digest": "aa"}}


def _entry(name):
    record = Record(
        name,
        "1",
        "CTA",
        True,
        ("left-mca",),
        "PREDICTED",
        presence=0.5,
        locations={"left-mca": None},
        aneurysms=(AneurysmRecord("left-mca", 3.0, 0.5),),
    )
    return Entry(name, (record,), ("2.25.9",), None)


def test_entries_come_back_as_they_were(tmp_path):
    path = tmp_path / "results.jsonl"
    ResultsFile(path, IDENTITY).add(_entry("a"))
    assert ResultsFile(path, IDENTITY).entries == [_entry("a")]


def test_an_evaluation_goes_on_behind_what_is_there(tmp_path):
    path = tmp_path / "results.jsonl"
    ResultsFile(path, IDENTITY).add(_entry("a"))
    ResultsFile(path, IDENTITY).add(_entry("b"))
    assert [r.case for r in ResultsFile(path, IDENTITY).records()] == ["a", "b"]


def test_a_line_that_was_cut_off_is_done_again(tmp_path):
    path = tmp_path / "results.jsonl"
    results = ResultsFile(path, IDENTITY)
    results.add(_entry("a"))
    results.add(_entry("b"))
    path.write_bytes(path.read_bytes()[:-20])
    resumed = ResultsFile(path, IDENTITY)
    resumed.add(_entry("b"))
    assert ResultsFile(path, IDENTITY).entries == [_entry("a"), _entry("b")]


@pytest.mark.parametrize("identity", ({"seed": 2, "roi": {"digest": "aa"}}, {"seed": 1, "roi": {"digest": "bb"}}))
def test_results_of_another_seed_or_package_are_refused(identity, tmp_path):
    path = tmp_path / "results.jsonl"
    ResultsFile(path, IDENTITY)
    with pytest.raises(ValueError, match="is of another evaluation: (seed was 1, is 2|roi was .*aa.*bb)"):
        ResultsFile(path, identity)


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "results.jsonl"
    path.write_text("hello\nworld\n", encoding="utf-8")
    with pytest.raises(ValueError, match="is no file of results"):
        ResultsFile(path, IDENTITY)
