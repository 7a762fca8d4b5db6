"""The public nnU-Net code, imported where it is needed: the rest of model-tools works without it."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """nnU-Net prints to stdout on import and in use; stdout is for results."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def require() -> None:
    try:
        with quiet():
            import nnunetv2.utilities.plans_handling.plans_handler  # noqa: F401
    except ImportError as e:
        raise SystemExit(
            f"seriesflow-models: export needs nnU-Net's public code ({e.name} is missing): pip install 'seriesflow-models[nnunet]'"
        ) from e
