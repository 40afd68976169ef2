"""Where the keys of a TOML file stand, for messages. It knows no key's meaning and reads no file."""

from __future__ import annotations

import re
from typing import Final

_HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
_KEY: Final = re.compile(r"^\s*((?:\"[^\"]*\"|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:\"[^\"]*\"|[A-Za-z0-9_-]+))*)\s*=")
_PART: Final = re.compile(r'"([^"]*)"|([A-Za-z0-9_-]+)')


def line_of(text: str, path: str) -> int | None:
    r"""The line (from 1) of a key or row by its dotted path, or of the nearest thing around it.

    >>> line_of('[fields]\nid = "Nr"\n[[leave_out]]\ncolumn = "State"', "leave_out.0.column")
    4
    """
    lines = _lines(text)
    steps = path.split(".")
    while steps:
        if ".".join(steps) in lines:
            return lines[".".join(steps)]
        steps.pop()
    return None


def steps_of(path: str) -> list[str]:
    """The parts of a dotted key, quoted ones as they are."""
    return [quoted or bare for quoted, bare in _PART.findall(path)] or [path]


def _lines(text: str) -> dict[str, int]:
    """The first line of each key and row by its dotted path; rows of a list are numbered."""
    found: dict[str, int] = {}
    rows: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.splitlines(), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header is not None:
            prefix = ".".join(steps_of(header[2]))
            if header[1] == "[[":
                rows[prefix] = rows.get(prefix, -1) + 1
                prefix = f"{prefix}.{rows[prefix]}"
            found.setdefault(prefix, number)
        elif key is not None:
            path = ".".join(steps_of(key[1]))
            found.setdefault(f"{prefix}.{path}" if prefix else path, number)
    return found
