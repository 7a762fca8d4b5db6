"""Model cards: what a checkpoint says of itself, and what only its makers can say."""

from __future__ import annotations

from collections.abc import Sequence

_OPEN = "**TO BE FILLED IN.**"


def text(
    *,
    title: str,
    identifier: str,
    licence: str,
    training: str,
    origin: Sequence[str],
    tensors: Sequence[str],
    steps: Sequence[str],
    checks: Sequence[str],
    differences: Sequence[str],
) -> str:
    """The card of an exported package. Lines of `origin`, `tensors`, `steps`, `checks`, `differences` become lists."""
    notice = {
        "trained": "Research software, not a medical device. Nothing below was measured by those who exported it.",
        "synthetic": "Trained on synthetic data only. Research software, not a medical device. Not for clinical use.",
        "untrained": "**Untrained.** The weights are random; what it outputs says nothing about a patient. Not for clinical use.",
    }[training]
    return f"""# {title}

{notice}

- **Package**: `{identifier}`
- **Licence**: {licence}
- **Training**: `{training}`
{_list(origin)}

## What it is for
{_OPEN} Which series, which patients, which question; and for what not. `eligibility` in the manifest states what the
command line named, no more: a list of body parts that is empty refuses every series.

## Data and training
{_OPEN} Where the images came from, how many, of which scanners, with which consent; how they were labelled and by whom;
what was held out.

## Figures
{_OPEN} On which data, with intervals. Not on the data of training.

## Limits
{_OPEN} Where it is known to fail, and who must not rely on it.

## What goes in and comes out
{_list(tensors)}

## Steps
{_list(steps)}

## Checked when it was exported
{_list(checks)}

## Where it differs from the system that it was trained in
{_list(differences)}
"""


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
