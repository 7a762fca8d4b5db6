"""The section of a MODEL_CARD.md that an evaluation writes: between two HTML comments, a block for each kind of input."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from seriesflow_models.evaluation.tables import Table, provenance

BEGIN, END = "<!-- evaluation:begin -->", "<!-- evaluation:end -->"
_SECTION = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)
_BLOCK = re.compile(
    r"<!-- evaluation:block (?P<key>\S+) (?P<packages>\S+) -->\n.*?(?=<!-- evaluation:(?:block|end))",
    re.DOTALL,
)
_TITLES = {
    "usual": "On the ranges that phantoms for training are drawn from",
    "unseen": "On ranges never trained on",
    "site": "On a site's own series",
}
_ORDER = tuple(_TITLES)


def check_card(path: Path) -> None:
    """Raises ValueError where the card is missing or has one marker without the other. To be asked before the long work."""
    if not path.is_file():
        raise ValueError(f"{path} is missing")
    text = path.read_text(encoding="utf-8")
    if (text.count(BEGIN), text.count(END)) not in ((0, 0), (1, 1)) or (
        BEGIN in text and text.index(BEGIN) > text.index(END)
    ):
        raise ValueError(f"{path}: {BEGIN} and {END} must stand there once each, in that order")


def write_card(
    path: Path, report: dict[str, Any], tables: list[Table], picture: str | None = None
) -> list[str]:
    """Rewrites the report's block between the markers; a card without markers gets the section at its end.

    Blocks of other ranges stay where they are of the same two packages; those of others would say of this package what
    was measured on another, and go. Gives the keys of those that went.
    """
    check_card(path)
    text = path.read_text(encoding="utf-8")
    about = report["evaluation"]
    key = about["ranges"] if about["input"] == "phantoms" else "site"
    packages = f"{about['roi']['digest'][:16]}+{about['classifier']['digest'][:16]}"
    kept, gone = {}, []
    section = _SECTION.search(text)
    for block in _BLOCK.finditer(section.group() if section else ""):
        if block["packages"] == packages:
            kept[block["key"]] = block.group()
        elif block["key"] != key:
            gone.append(block["key"])
    kept[key] = _block(key, packages, report, tables, picture)
    blocks = "".join(kept[k] for k in sorted(kept, key=_ORDER.index))
    written = f"{BEGIN}\n{blocks}{END}"
    if section:
        text = text[: section.start()] + written + text[section.end() :]
    else:
        text = f"{text.rstrip()}\n\n## Evaluation\n{written}\n"
    path.write_text(text, encoding="utf-8")
    return gone


def _block(
    key: str, packages: str, report: dict[str, Any], tables: list[Table], picture: str | None
) -> str:
    parts = [
        f"<!-- evaluation:block {key} {packages} -->",
        f"### {_TITLES[key]}",
        " ".join(provenance(report)),
        *(t.as_markdown() for t in tables),
    ]
    if picture:
        parts.append(f"![Reliability of the presence probability, {key}]({picture})")
    # A heading right below the comment, paragraphs apart.
    return parts[0] + "\n" + "\n\n".join(parts[1:]) + "\n\n"
