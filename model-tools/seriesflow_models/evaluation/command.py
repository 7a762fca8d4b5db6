"""The subcommands `evaluate` and `shortcut-check`."""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from seriesflow_models.evaluation import card, site_series, tables
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
        help="results.jsonl, report.json, reliability.png, predict.log",
    )
    evaluate.add_argument("--json", action="store_true", help="the report on standard output")
    evaluate.add_argument(
        "--card",
        action="store_true",
        help="write the figures into the MODEL_CARD.md of both packages, and reliability-*.png beside the classifier's",
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


def _evaluate(root: Path, options: argparse.Namespace, generator: str) -> int:
    _check_combination(options)
    roi = read_package(options.roi, root / "models")
    classifier = read_package(options.classifier, root / "models")
    if options.card:
        for package in (roi, classifier):
            card.check_card(package.card)
    with _folder(options.out) as folder:
        identity = _identity(options, roi, classifier)
        predictor = Predictor(
            (options.seriesflow or root / "seriesflow").resolve(),
            roi.folder,
            classifier.folder,
            folder / "predict.log",
        )
        work = _phantoms if options.cases else _site
        results, records = work(options, generator, folder, identity, predictor)
        report = report_of(
            identity,
            records,
            options.seed or 0,
            [uid for e in results.entries for uid in e.unlabelled],
            [f"{e.input}: {e.error}" for e in results.entries if e.error is not None],
        )
        _publish(options, report, roi, classifier)
    return 0


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


Work = tuple[ResultsFile, list[Record]]


def _phantoms(
    options: argparse.Namespace,
    generator: str,
    folder: Path,
    identity: dict[str, Any],
    predictor: Predictor,
) -> Work:
    module = importlib.import_module(generator)
    module.check_unseen(options.seed)
    ranges = identity["ranges"]
    specs = [
        (f"{ranges}-{options.seed}-{number:04d}", spec)
        for number, spec in enumerate(
            module.evaluation_cases(options.cases, options.seed, ranges)
        )
    ]
    results = ResultsFile(folder / "results.jsonl", identity)
    done = {entry.input for entry in results.entries}
    left = [(case, spec) for case, spec in specs if case not in done]
    if left:
        progress = Progress("evaluate", len(specs), len(done))
        with (
            tempfile.TemporaryDirectory(prefix="seriesflow-phantoms-") as scratch,
            phantom_cases(generator, left, Path(scratch)) as cases,
            predictor,
        ):
            for case in cases:
                if isinstance(case, NotRendered):
                    results.add(case.entry())
                else:
                    predictor.ask(case.folder)
                    results.add(case.entry(predictor.answer(case.folder)))
                progress.step()
    return results, results.records()


def _site(
    options: argparse.Namespace,
    _: str,
    folder: Path,
    identity: dict[str, Any],
    predictor: Predictor,
) -> Work:
    labels = site_series.read_labels(options.labels)
    paths = site_series.inputs_in(options.input)
    results = ResultsFile(folder / "results.jsonl", identity)
    done = {entry.input for entry in results.entries}
    left = [path for path in paths if str(path) not in done]
    if left:
        progress = Progress("evaluate", len(paths), len(done))
        with predictor:
            for path in left:
                predictor.ask(path)
                results.add(site_series.entry_of(path, predictor.answer(path), labels))
                progress.step()
    return results, site_series.complete(results.records(), labels)


def _publish(
    options: argparse.Namespace,
    report: dict[str, Any],
    roi: ServedPackage,
    classifier: ServedPackage,
) -> None:
    # matplotlib takes a second to load.
    from seriesflow_models.evaluation.plot import write_reliability

    document = json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False)
    if options.out:
        (options.out / "report.json").write_text(document + "\n", encoding="utf-8")
        write_reliability(report, options.out / "reliability.png")
    if options.card:
        about = report["evaluation"]
        picture = f"reliability-{about['ranges'] if about['input'] == 'phantoms' else 'site'}.png"
        write_reliability(report, classifier.folder / picture)
        _write_card(roi, report, [tables.roi_table(report)])
        _write_card(classifier, report, tables.classifier_tables(report), picture)
    print(document if options.json else tables.as_text(report))


def _write_card(
    package: ServedPackage, report: dict[str, Any], shown: list, picture: str | None = None
) -> None:
    gone = card.write_card(package.card, report, shown, picture)
    also = f"; gone, as of other packages: {', '.join(gone)}" if gone else ""
    print(f"seriesflow-models evaluate: wrote {package.card}{also}", file=sys.stderr)
