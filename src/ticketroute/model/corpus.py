"""Training rows: read, checked and digested. It trains nothing and changes no row."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import attrs
from attrs import field, frozen

from ticketroute.errors import Problem, ProblemsError

REGISTERS: Final = ("formal", "neutral", "colloquial", "slang", "broken", "angry", "technical")


class InvalidCorpusError(ProblemsError):
    """Training rows that cannot be used; each problem names file and line."""


@frozen(kw_only=True)
class Row:
    """One written text with its label, and who wrote it in which voice.

    ``writer`` is who composed the row, ``persona`` the person it is written as; both keep what is alike
    together when a model is measured.
    """

    id: str
    text: str
    label: str
    language: str
    sub_intent: str
    writer: str
    persona: str
    register: str
    domain: str
    also: tuple[str, ...] = field(default=(), converter=tuple)


@frozen(kw_only=True)
class Corpus:
    """All rows in the order of their files, and the digest of those files."""

    rows: tuple[Row, ...]
    digest: str

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that occur, in alphabetical order."""
        return tuple(sorted({row.label for row in self.rows}))


def load_corpus(folder: Path) -> Corpus:
    """Read ``rows/*.jsonl`` of a training data folder, checked against its ``sub_intents.toml``.

    Raises:
        InvalidCorpusError: with every fault of every row.
        FileNotFoundError: the folder lacks one of the two.
    """
    known = tomllib.loads((folder / "sub_intents.toml").read_text("utf-8"))
    rows: list[Row] = []
    problems: list[Problem] = []
    digest = hashlib.sha256()
    for path in sorted((folder / "rows").glob("*.jsonl")):
        raw = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + raw)
        for line, text in enumerate(raw.decode().splitlines(), 1):
            _read(text, f"{path.name}:{line}", known, rows, problems)
    problems += _repeated(rows)
    if problems or not rows:
        empty = Problem(path=str(folder), message="holds no rows", remedy="add rows/*.jsonl", code="empty")
        raise InvalidCorpusError("training data", problems or [empty])
    return Corpus(rows=tuple(rows), digest=digest.hexdigest())


def _read(
    text: str, place: str, known: Mapping[str, Mapping[str, Any]], rows: list[Row], problems: list[Problem]
) -> None:
    try:
        row = Row(**json.loads(text))
    except (ValueError, TypeError) as fault:
        problems.append(Problem(path=place, message="is no row", remedy=str(fault), code="not_a_row"))
        return
    blank = [name for name, value in attrs.asdict(row).items() if isinstance(value, str) and not value.strip()]
    faults = [(name, "is blank", "fill it") for name in blank]
    if row.sub_intent not in known.get(row.label, {}):
        faults.append(("sub_intent", f"{row.sub_intent!r} is none of {row.label!r}", "use one of sub_intents.toml"))
    if row.register not in REGISTERS:
        faults.append(("register", f"{row.register!r} is unknown", f"use {', '.join(REGISTERS)}"))
    problems += [
        Problem(path=f"{place}:{name}", message=message, remedy=remedy, code="wrong_value")
        for name, message, remedy in faults
    ]
    if not faults:
        rows.append(row)


def _repeated(rows: Iterable[Row]) -> list[Problem]:
    ids: dict[str, str] = {}
    texts: dict[str, str] = {}
    problems = []
    for row in rows:
        if row.id in ids:
            problems.append(
                Problem(path=row.id, message="stands twice", remedy="give each row an id of its own", code="twice")
            )
        text = " ".join(row.text.lower().split())
        if text in texts:
            problems.append(
                Problem(
                    path=row.id, message=f"has the text of {texts[text]}", remedy="remove one of them", code="twice"
                )
            )
        ids[row.id] = texts[text] = row.id
    return problems
