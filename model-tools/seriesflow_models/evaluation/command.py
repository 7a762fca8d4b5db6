"""The subcommands `evaluate` and `shortcut-check`."""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seriesflow_models.evaluation import card, site_series, tables
from seriesflow_models.evaluation.comparison import compare
from seriesflow_models.evaluation.phantom_cases import GENERATOR, NotRendered, phantom_cases
from seriesflow_models.evaluation.predictor import Predictor, PredictorError
from seriesflow_models.evaluation.progress import Progress
from seriesflow_models.evaluation.records import Record, ResultsFile
from seriesflow_models.evaluation.report import report as report_of
from seriesflow_models.evaluation.served_packages import ServedPackage, read_package

RANGES = ("usual", "unseen")


def add_commands(commands: Any) -> None:
    """Adds both to the subparsers of `seriesflow-models`; each sets `run(root, options)`, which gives the exit status."""
    _add_evaluate(commands)
    _add_shortcut_check(commands)


def _add_evaluate(commands: Any) -> None:
    evaluate = commands.add_parser(
        "evaluate",
        help="measure a pair of packages as served",
        description="Sends phantoms, or a site's own series, through one `seriesflow predict` process and measures what it "
        "says. With --out it can be interrupted: the same command goes on.",
    )
    evaluate.add_argument("--roi", required=True, metavar="PKG", help="folder, or name in models/")
    evaluate.add_argument(
        "--classifier", required=True, metavar="PKG", help="folder, or name in models/"
    )
    evaluate.add_argument(
        "--also",
        action="append",
        default=[],
        metavar="PKG",
        help="another classifier on the same series, and what it gains or loses; may stand several times",
    )
    what = evaluate.add_mutually_exclusive_group(required=True)
    what.add_argument("--cases", type=_positive, metavar="N", help="number of phantoms")
    what.add_argument("--input", type=Path, metavar="DIR", help="series of a site; with --labels")
    evaluate.add_argument(
        "--seed", type=int, metavar="S", help="seed of the phantoms; one that was trained on is refused"
    )
    evaluate.add_argument(
        "--ranges",
        choices=RANGES,
        help="what the phantoms are drawn from: as in training (default), or ranges never trained on",
    )
    evaluate.add_argument(
        "--labels",
        type=Path,
        metavar="CSV",
        help="SeriesInstanceUID, presence and 13 locations, as the competition's train.csv",
    )
    evaluate.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="results.jsonl, report.json, reliability.png, predict.log; those of --also in a folder of its name",
    )
    evaluate.add_argument("--json", action="store_true", help="the report on standard output; a list of them with --also")
    evaluate.add_argument(
        "--card",
        action="store_true",
        help="write the figures into the MODEL_CARD.md of all packages, and reliability-*.png beside the classifiers'",
    )
    evaluate.add_argument(
        "--seriesflow",
        type=Path,
        metavar="PATH",
        help="the front door that predicts (default: seriesflow of the repository)",
    )
    evaluate.set_defaults(run=run_evaluate)


def _add_shortcut_check(commands: Any) -> None:
    check = commands.add_parser(
        "shortcut-check",
        help="measure what global statistics alone say about presence",
        description="Logistic regression and gradient boosting on global statistics of phantoms, cross-validated by "
        "anatomy. Exit status 1 where an AUC is above the bound.",
    )
    check.add_argument("--cases", type=_positive, required=True, metavar="N")
    check.add_argument("--seed", type=int, required=True, metavar="S")
    check.add_argument("--ranges", choices=RANGES, default="usual")
    check.set_defaults(run=run_shortcut_check)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return int(text)


def run_shortcut_check(_: Path, options: argparse.Namespace, generator: str = GENERATOR) -> int:
    # scikit-learn takes seconds to load; nothing else needs it.
    from seriesflow_models.evaluation import shortcuts

    try:
        found = shortcuts.check(options.cases, options.seed, options.ranges, generator)
    except ValueError as fault:
        return _refused("shortcut-check", fault)
    print("\n".join(found.sentences()))
    return 0 if found.passed else 1


def run_evaluate(root: Path, options: argparse.Namespace, generator: str = GENERATOR) -> int:
    try:
        return _evaluate(root, options, generator)
    except (ValueError, PredictorError) as fault:
        return _refused("evaluate", fault)
    except KeyboardInterrupt:
        kept = f"; the same command goes on from {options.out}" if options.out else ""
        print(f"seriesflow-models evaluate: interrupted{kept}", file=sys.stderr)
        return 130


def _refused(command: str, fault: Exception) -> int:
    print(f"seriesflow-models {command}: {fault}", file=sys.stderr)
    return 2


@dataclass
class Measured:
    """A classifier behind the ROI package: the process that serves the two, and what it said so far."""

    classifier: ServedPackage
    folder: Path
    identity: dict[str, Any]
    predictor: Predictor
    results: ResultsFile

    def lacks(self, name: str) -> bool:
        return all(entry.input != name for entry in self.results.entries)


def _evaluate(root: Path, options: argparse.Namespace, generator: str) -> int:
    _check_combination(options)
    roi = read_package(options.roi, root / "models")
    classifiers = [read_package(n, root / "models") for n in (options.classifier, *options.also)]
    _check_distinct(classifiers)
    if options.card:
        for package in (roi, *classifiers):
            card.check_card(package.card)
    if options.cases:
        importlib.import_module(generator).check_unseen(options.seed)
    with _folder(options.out) as folder:
        measured = []
        for classifier in classifiers:
            own = folder / classifier.id if measured else folder
            own.mkdir(exist_ok=True)
            identity = _identity(options, roi, classifier)
            predictor = Predictor(
                (options.seriesflow or root / "seriesflow").resolve(),
                roi.folder,
                classifier.folder,
                own / "predict.log",
            )
            results = ResultsFile(own / "results.jsonl", identity)
            measured.append(Measured(classifier, own, identity, predictor, results))
        work = _phantoms if options.cases else _site
        records = work(options, generator, measured)
        reports = []
        for number, (one, said) in enumerate(zip(measured, records)):
            report = report_of(
                one.identity,
                said,
                options.seed or 0,
                [uid for e in one.results.entries for uid in e.unlabelled],
                [f"{e.input}: {e.error}" for e in one.results.entries if e.error is not None],
            )
            if number:
                first = measured[0].identity["classifier"]
                differences = compare(records[0], said, options.seed or 0)
                report["against"] = {"classifier": first, **differences}
            # The ROI package has one card: that of the first pair stands in it.
            _publish(options, report, None if number else roi, one)
            reports.append(report)
    if options.json:
        document = reports[0] if len(reports) == 1 else reports
        print(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print("\n\n".join(tables.as_text(report) for report in reports))
    return 0


def _check_distinct(classifiers: list[ServedPackage]) -> None:
    names = [classifier.id for classifier in classifiers]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"--also names {', '.join(twice)} again: each classifier needs an id of its own")


def _check_combination(options: argparse.Namespace) -> None:
    if options.cases and (options.seed is None or options.labels):
        raise ValueError("--cases needs --seed and takes no --labels: phantoms bring their truth")
    if options.input and (options.labels is None or options.seed is not None or options.ranges):
        raise ValueError("--input needs --labels and takes neither --seed nor --ranges")


@contextmanager
def _folder(out: Path | None):
    """The folder of the results: --out, or one that is gone afterwards."""
    if out is None:
        with tempfile.TemporaryDirectory(prefix="seriesflow-evaluate-") as temporary:
            yield Path(temporary)
    else:
        out.mkdir(parents=True, exist_ok=True)
        yield out


def _identity(
    options: argparse.Namespace, roi: ServedPackage, classifier: ServedPackage
) -> dict[str, Any]:
    packages = {"roi": roi.identity(), "classifier": classifier.identity()}
    if options.cases:
        return {
            "input": "phantoms",
            "synthetic": True,
            "cases": options.cases,
            "seed": options.seed,
            "ranges": options.ranges or "usual",
            **packages,
        }
    return {
        "input": str(options.input.resolve()),
        "synthetic": False,
        "labels": hashlib.sha256(_content(options.labels)).hexdigest(),
        **packages,
    }


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise ValueError(f"{file} cannot be read: {fault.strerror}") from fault


def _phantoms(
    options: argparse.Namespace, generator: str, measured: list[Measured]
) -> list[list[Record]]:
    module = importlib.import_module(generator)
    ranges = options.ranges or "usual"
    specs = [
        (f"{ranges}-{options.seed}-{number:04d}", spec)
        for number, spec in enumerate(
            module.evaluation_cases(options.cases, options.seed, ranges)
        )
    ]
    left = [(case, spec) for case, spec in specs if any(m.lacks(case) for m in measured)]
    with _at_work(measured, [case for case, _ in left]):
        progress = Progress("evaluate", len(specs), len(specs) - len(left))
        with (
            tempfile.TemporaryDirectory(prefix="seriesflow-phantoms-") as scratch,
            phantom_cases(generator, left, Path(scratch)) as cases,
        ):
            for case in cases:
                for one in (m for m in measured if m.lacks(case.case)):
                    if isinstance(case, NotRendered):
                        one.results.add(case.entry())
                    else:
                        one.predictor.ask(case.folder)
                        one.results.add(case.entry(one.predictor.answer(case.folder)))
                progress.step()
    return [one.results.records() for one in measured]


def _site(
    options: argparse.Namespace, _: str, measured: list[Measured]
) -> list[list[Record]]:
    labels = site_series.read_labels(options.labels)
    paths = site_series.inputs_in(options.input)
    left = [path for path in paths if any(m.lacks(str(path)) for m in measured)]
    with _at_work(measured, [str(path) for path in left]):
        progress = Progress("evaluate", len(paths), len(paths) - len(left))
        for path in left:
            for one in (m for m in measured if m.lacks(str(path))):
                one.predictor.ask(path)
                one.results.add(site_series.entry_of(path, one.predictor.answer(path), labels))
            progress.step()
    return [site_series.complete(one.results.records(), labels) for one in measured]


@contextmanager
def _at_work(measured: list[Measured], left: list[str]):
    """The processes of those that lack one of `left`, running."""
    with ExitStack() as running:
        for one in measured:
            if any(one.lacks(name) for name in left):
                running.enter_context(one.predictor)
        yield


def _publish(
    options: argparse.Namespace,
    report: dict[str, Any],
    roi: ServedPackage | None,
    measured: Measured,
) -> None:
    # matplotlib takes a second to load.
    from seriesflow_models.evaluation.plot import write_reliability

    classifier = measured.classifier
    if options.out:
        document = json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False)
        (measured.folder / "report.json").write_text(document + "\n", encoding="utf-8")
        write_reliability(report, measured.folder / "reliability.png")
    if options.card:
        about = report["evaluation"]
        picture = f"reliability-{about['ranges'] if about['input'] == 'phantoms' else 'site'}.png"
        write_reliability(report, classifier.folder / picture)
        if roi:
            _write_card(roi, report, [tables.roi_table(report)])
        _write_card(classifier, report, tables.classifier_tables(report), picture)


def _write_card(
    package: ServedPackage, report: dict[str, Any], shown: list, picture: str | None = None
) -> None:
    gone = card.write_card(package.card, report, shown, picture)
    also = f"; gone, as of other packages: {', '.join(gone)}" if gone else ""
    print(f"seriesflow-models evaluate: wrote {package.card}{also}", file=sys.stderr)
