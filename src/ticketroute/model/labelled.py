"""Labelled texts of any source: read, and made rows to train on. It predicts and trains nothing."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from ticketroute.errors import ExportError
from ticketroute.model.corpus import Corpus, Row
from ticketroute.text.language import detect_language

_LANGUAGES: Final = ("language", "lang")
_LANGUAGE_CHARS: Final = 2
# Rows are parted into so many to be measured; that many groups and fewer stay as they are.
_PARTS: Final = 5
_MOST_GROUPS: Final = 12
_LEAST_TEXTS: Final = 10


@frozen(kw_only=True)
class Labelled:
    """A text with its category; ``group`` is what it shares a source with, ``part`` what it is measured apart by."""

    text: str
    label: str
    language: str = "?"
    group: str = ""
    part: str = ""


def read_labelled(
    path: str | Path, *, group: str | None = None, by: str | None = None
) -> tuple[list[Labelled], list[str]]:
    """Read JSON Lines with ``text`` (or ``subject`` and ``body``) and ``label``.

    Args:
        path: the file; ``-`` reads standard input.
        group: the key whose value rows of one source share; None: each row is its own.
        by: the key whose value says which rows are measured together; None: all.

    Returns:
        The rows, and what was wrong with each line that was passed over. Rows marked ``ambiguous`` are left out.

    Raises:
        ExportError: the file cannot be read, or holds no labelled row.
    """
    found: list[Labelled] = []
    problems = []
    for line, text in enumerate(_lines(path), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
            if not row.get("ambiguous"):
                found.append(_labelled(row, group, by, line))
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            problems.append(f"{path}:{line}: {fault}; write an object with text and label")
    if not found:
        msg = f"{path}: no labelled row; write JSON Lines with text and label"
        raise ExportError(msg)
    return found, problems


def _lines(path: str | Path) -> Iterable[str]:
    if str(path) == "-":
        return sys.stdin
    try:
        return Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        msg = f"{path}: {fault}; give a UTF-8 file of labelled texts"
        raise ExportError(msg) from fault


def _labelled(row: Mapping[str, Any], group: str | None, by: str | None, line: int) -> Labelled:
    text = row["text"] if "text" in row else "\n".join(row[key] for key in ("subject", "body") if row.get(key))
    if not isinstance(text, str) or not isinstance(row["label"], str):
        msg = "text and label must be text"
        raise TypeError(msg)
    spoken = next((str(row[key]) for key in _LANGUAGES if row.get(key)), "?")
    return Labelled(
        text=text,
        label=row["label"],
        language=spoken[:_LANGUAGE_CHARS],
        group=str(row.get(group, line)) if group else str(line),
        part=str(row.get(by, "?")) if by else "",
    )


def corpus_of(rows: Sequence[Labelled], *, grouped: bool, besides: Sequence[Row] = ()) -> Corpus:
    """Labelled texts as training rows; ungrouped ones are parted into five by their digest, for measuring.

    More than twelve groups are parted into five as well, each group whole: every part costs a training run.

    Raises:
        ExportError: fewer than two categories, one with fewer than ten texts, or one group only.
    """
    counts = Counter([row.label for row in rows] + [row.label for row in besides])
    few = {label: count for label, count in counts.items() if count < _LEAST_TEXTS}
    if few or len(counts) <= 1:
        named = (
            ", ".join(f"{label} has {count}" for label, count in sorted(few.items())) or "there is one category only"
        )
        msg = f"too few texts to learn from: {named}; give each of two categories {_LEAST_TEXTS} or more"
        raise ExportError(msg)
    groups = {row.group for row in rows}
    if grouped and len(groups) <= 1 and not besides:
        msg = f"all texts are of one group, {groups.pop()!r}: nothing is left to measure on; name another --group"
        raise ExportError(msg)
    digest = hashlib.sha256()
    made = []
    few_groups = len(groups) <= _MOST_GROUPS
    for number, row in enumerate(rows, 1):
        own = hashlib.sha256(f"{row.label}\0{row.text}".encode()).digest()
        digest.update(own)
        if grouped and not few_groups:
            own = hashlib.sha256(row.group.encode()).digest()
        group = row.group if grouped and few_groups else f"part {own[0] % _PARTS}"
        made.append(_training_row(row, number, group))
    for other in besides:
        digest.update(f"{other.id}\0{other.text}".encode())
    return Corpus(rows=(*made, *besides), digest=digest.hexdigest())


def _training_row(row: Labelled, number: int, group: str) -> Row:
    return Row(
        id=f"own-{number}",
        text=row.text,
        label=row.label,
        language=detect_language(row.text),
        sub_intent=row.label,
        writer=group,
        persona=group,
        register="neutral",
        domain="own",
    )
