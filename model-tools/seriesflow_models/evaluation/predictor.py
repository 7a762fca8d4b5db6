"""One `seriesflow predict` process for all cases: what is measured is what is served, and packages are opened once."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from seriesflow_models.evaluation.predictions import Answer

_CLOSING_SECONDS = 60


class PredictorError(RuntimeError):
    """The process ended or answered what is no answer; nothing more can be measured with it."""


class Predictor:
    """A running process; a context manager. Its standard error goes to a file, whose end is quoted where it fails."""

    def __init__(self, front_door: Path, roi: Path, classifier: Path, log: Path) -> None:
        """front_door is the script `seriesflow`; roi and classifier are folders."""
        self._log = log
        self._command: Sequence[str] = (
            str(front_door),
            "predict",
            "--stdin",
            "--json",
            "--roi",
            str(roi),
            "--classifier",
            str(classifier),
        )

    def __enter__(self) -> Predictor:
        with self._log.open("wb") as log:
            try:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    encoding="utf-8",
                )
            except OSError as fault:
                raise PredictorError(f"{self._command[0]} cannot be started: {fault}") from fault
        return self

    def ask(self, path: Path) -> None:
        """Hands over a path; the answer is read by `answer`, so that others can work meanwhile."""
        try:
            self._process.stdin.write(f"{path}\n")
            self._process.stdin.flush()
        except OSError:
            raise self._ended() from None

    def answer(self, path: Path) -> Answer:
        line = self._process.stdout.readline()
        if not line:
            raise self._ended()
        try:
            answer = Answer.parse(line)
        except ValueError as fault:
            raise PredictorError(str(fault)) from fault
        if answer.input != str(path):
            raise PredictorError(f"asked for {path}, predict answered for {answer.input}")
        return answer

    def __exit__(self, *_: object) -> None:
        try:
            self._process.stdin.close()
        except OSError:
            pass  # It ended before it had read all; that was said already.
        try:
            self._process.wait(_CLOSING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait()
        finally:
            self._process.stdout.close()

    def _ended(self) -> PredictorError:
        code = self._process.wait()
        said = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-5:]
        return PredictorError(
            f"{self._command[0]} predict ended with code {code}: {' / '.join(said) or 'it said nothing'}"
        )
