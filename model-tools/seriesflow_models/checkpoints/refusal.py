"""What is refused, and where it stands."""

from __future__ import annotations


class Refused(Exception):
    """A checkpoint that is not exported: `field` names the file and the key, the message says what is wrong there."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field
