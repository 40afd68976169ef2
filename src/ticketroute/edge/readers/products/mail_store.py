"""Where mails stand: a file, a mailbox (mbox), a folder of files, a Maildir. It reads no mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.rows import Place, rejected
from ticketroute.edge.readers.source import Source
from ticketroute.errors import ExportError, MissingExtraError, Problem

SEPARATOR: Final = b"From "
ENDING: Final = ".eml"
# A mail is cut here: its text stands before its files, and no helpdesk takes longer ones.
MAX_MAIL_BYTES: Final = 64 << 20
# A line of a text may begin with "From " too; a separator names a sender, a time of day and a year.
_SEPARATES: Final = re.compile(rb"From [^\r\n]{0,400}?\d{1,2}:\d{2}[^\r\n]{0,40}\b\d{4}\b")
_QUOTED: Final = re.compile(rb">{1,20}From ")
_MAILDIR: Final = frozenset({"cur", "new", "tmp"})
_READ: Final = ("cur", "new")
# The flags of a file in a Maildir stand behind ``:2,``, or behind another sign where a colon is not allowed.
_FLAGS: Final = re.compile(r"[:;!_-]2,([A-Za-z]{0,30})$")


@frozen(kw_only=True)
class StoredMail:
    """A mail's bytes, where it begins, and the flags of its file."""

    raw: bytes
    place: Place
    flags: str = ""


def is_maildir(entries: tuple[str, ...]) -> bool:
    """Whether a folder of these names is a Maildir, also one whose empty folders were lost.

    >>> is_maildir(("cur", "new", "tmp")), is_maildir(("cur", ".Sent")), is_maildir(("cur", "readme.txt"))
    (True, True, False)
    """
    seen = {name for name in entries if not name.startswith(".")}
    return bool({*_READ} & seen) and (seen <= _MAILDIR or seen >= _MAILDIR)


def is_folder_of_mails(entries: tuple[str, ...]) -> bool:
    """Whether each file of a folder is a mail."""
    seen = [name for name in entries if not name.startswith(".")]
    return bool(seen) and all(name.lower().endswith(ENDING) for name in seen)


def stored_mails(source: Source) -> Iterator[StoredMail | Rejected]:
    """Each mail of an export; a file that cannot be read is a value, and the next is read."""
    entries = source.entries()
    if is_maildir(entries):
        folders = [Path(source.path) / name for name in _READ if name in entries]
        yield from _files(source, [path for folder in folders for path in _inside(folder)])
    elif entries:
        yield from _files(source, [path for path in _inside(Path(source.path)) if path.name.lower().endswith(ENDING)])
    else:
        yield from _one_file(source)


def _inside(folder: Path) -> list[Path]:
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in found if path.is_file() and not path.name.startswith(".")]


def _files(source: Source, paths: list[Path]) -> Iterator[StoredMail | Rejected]:
    for path in paths:
        file = Source(path, source.options, source.faults)
        place = Place(source=file.name, line=1)
        flags = match[1] if (match := _FLAGS.search(path.name)) else ""
        try:
            with file.open_binary() as raw:
                yield StoredMail(raw=raw.read(MAX_MAIL_BYTES), place=place, flags=flags)
        except (ExportError, MissingExtraError, OSError) as fault:
            remedy = "see that the file can be read, or take it out of the folder"
            problem = Problem(path="the file", message=f"cannot be read: {fault}", remedy=remedy, code="unread_file")
            yield rejected(problem, place)


def _one_file(source: Source) -> Iterator[StoredMail]:
    with source.open_binary() as file:
        if file.peek(len(SEPARATOR)).startswith(SEPARATOR):
            yield from _mailbox(iter(file.readline, b""), source.name)
        elif raw := file.read(MAX_MAIL_BYTES):
            yield StoredMail(raw=raw, place=Place(source=source.name, line=1))


def _mailbox(lines: Iterator[bytes], name: str) -> Iterator[StoredMail]:
    """Mails of an mbox: a separator behind a blank line begins the next, ``>From `` in a text is unquoted."""
    held: list[bytes] = []
    size, began, blank = 0, 1, True
    for number, line in enumerate(lines, 1):
        if (blank and _SEPARATES.match(line)) or number == 1:
            if held:
                del held[-1]  # the blank line belongs to the separator
                yield StoredMail(raw=b"".join(held), place=Place(source=name, line=began))
            held, size, began = [], 0, number
        elif size < MAX_MAIL_BYTES:
            held.append(line[1:] if _QUOTED.match(line) else line)
            size += len(line)
        blank = not line.strip()
    if held:
        yield StoredMail(raw=b"".join(held), place=Place(source=name, line=began))
