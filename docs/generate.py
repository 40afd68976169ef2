"""Writes docs/reference/api.md from the public names and their docstrings; a test fails where it is stale."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import ticketroute

TARGET = Path(__file__).parent / "reference" / "api.md"
_EXAMPLE = re.compile(r"\n\n>>> .*?(?=\n\n|\Z)", re.DOTALL)


def page() -> str:
    """The whole page as text."""
    head = "# Python API\n\nWritten by `make docs` from the docstrings; do not edit.\n"
    return head + "".join(_entry(name) for name in ticketroute.__all__ if not name.startswith("_"))


def _entry(name: str) -> str:
    thing = getattr(ticketroute, name)
    title = name if inspect.isclass(thing) else f"{name}{_signature(thing)}"
    lines = [f"\n## `{title}`\n\n{_words(thing)}\n"]
    if inspect.isclass(thing):
        lines += [_member(thing, member) for member in _public(thing)]
    return "".join(lines)


def _public(thing: type) -> list[str]:
    own = [name for base in thing.__mro__[:-1] if base.__module__.startswith("ticketroute") for name in vars(base)]
    return [name for name in dict.fromkeys(own) if not name.startswith("_") and callable(getattr(thing, name, None))]


def _member(thing: type, name: str) -> str:
    member = getattr(thing, name)
    return (
        f"\n### `{thing.__name__}.{name}{_signature(member)}`\n\n{_words(member)}\n" if inspect.getdoc(member) else ""
    )


def _signature(member: object) -> str:
    return str(inspect.signature(member)) if callable(member) else ""


def _words(thing: object) -> str:
    """The docstring, its sections as bold words, without its example: examples are run where they stand."""
    text = _EXAMPLE.sub("", "\n\n" + (inspect.getdoc(thing) or "")).strip()
    return re.sub(r"^(Args|Returns|Raises|Yields):$", r"**\1**\n", text, flags=re.MULTILINE)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if TARGET.read_text("utf-8") == page() else "docs/reference/api.md is stale; run 'make docs'")
    TARGET.write_text(page(), "utf-8")
