"""Decisions as JSON Lines, one record a line, in UTF-8."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TextIO

from attrs import frozen

from ticketroute.domain.decision import Decision
from ticketroute.domain.rejected import Rejected


@frozen
class JsonlWriter:
    """Writes one JSON object a line."""

    file: TextIO

    def write(self, outcome: Decision | Rejected) -> None:
        """Write one outcome."""
        self.file.write((outcome.json if isinstance(outcome, Decision) else _rejected(outcome)) + "\n")

    def finish(self) -> None:
        """Nothing is held back."""

    def remarks(self) -> Sequence[str]:
        """Nothing is lost in this format."""
        return ()


def _rejected(outcome: Rejected) -> str:
    return json.dumps(outcome.to_dict(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
