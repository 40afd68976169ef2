"""A folder of exports: its files in the order of their names, each read by its own kind. It reads no row itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

from attrs import frozen

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers.product import NO, Outcome, Product, Sample
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Source
from ticketroute.errors import ExportError, MissingExtraError, Problem

# Below what any product answers for a folder that it knows.
_ANY_FOLDER: Final = 0.1
_DIGEST_BYTES: Final = 8

Recognise = Callable[[Sample], Product]


def folder_of(recognise: Recognise, beside: Callable[[], Collection[str]] = tuple) -> Product:
    """The kind of export that is a folder of exports.

    Args:
        recognise: tells the kind of each file.
        beside: names of files that some kind reads beside its export; where none has read them, and they are no
            exports themselves, they are passed over without a word.
    """
    return Product(
        name="folder",
        title="a folder of exports",
        recognises=lambda sample: _ANY_FOLDER if sample.entries else NO,
        read=lambda source: _read(source, recognise, frozenset(beside())),
        mapping={"every field": "as the kind of each file has it"},
    )


@frozen
class _Refused:
    """Why a file cannot be read."""

    fault: Exception


def _read(source: Source, recognise: Recognise, beside: frozenset[str]) -> Iterator[Outcome]:
    """Read each file; one that cannot be read is a rejected row, and the next is read.

    Raises:
        ExportError: the folder holds no file.
    """
    files = list(_files(source))
    if not files:
        msg = f"{source.name}: the folder holds no file; give one that holds exports"
        raise ExportError(msg)
    kinds = {file.name: _kind(file, recognise) for file in files}
    read = {name for kind in kinds.values() if isinstance(kind, Product) for name in kind.beside}
    apart = _IdsOfFiles()
    for file in files:
        name = Path(file.path).name
        if name not in read:
            yield from apart.checked(_outcomes(file, kinds[file.name], may_be_none=name in beside), file.name)


def _files(source: Source) -> Iterator[Source]:
    """The folder's files and filled folders by name, but for hidden ones; a link to a folder is not followed."""
    for name in source.entries():
        path = Path(source.path) / name
        is_folder = path.is_dir() and not path.is_symlink() and any(path.iterdir())
        if not name.startswith(".") and (path.is_file() or is_folder):
            yield Source(path, source.options)


def _kind(file: Source, recognise: Recognise) -> Product | _Refused:
    try:
        sample = take_sample(file)
    except (ExportError, MissingExtraError) as fault:
        return _Refused(fault)
    if not sample.entries and not sample.head:
        return _Refused(ExportError(f"{file.name}: is empty"))
    return recognise(sample)


def _outcomes(file: Source, kind: Product | _Refused, *, may_be_none: bool) -> Iterator[Outcome]:
    """The outcomes of one file."""
    refused = kind if isinstance(kind, _Refused) else None
    try:
        if isinstance(kind, Product):
            yield from kind.read(file)
    except (ExportError, MissingExtraError) as fault:
        refused = _Refused(fault)
    if refused is not None and not may_be_none:
        yield _unread(file, refused.fault)
    for at, problem in enumerate(file.faults):
        if problem not in file.faults[:at]:
            yield Rejected(problems=(problem,), source=file.name)


def _unread(file: Source, fault: Exception) -> Rejected:
    remedy = "take it out of the folder if it is no export, or read it alone with its own options"
    problem = Problem(path="the file", message=f"cannot be read: {fault}", remedy=remedy, code="unread_file")
    return Rejected(problems=(problem,), source=file.name)


class _IdsOfFiles:
    """Which file each id came from, so that the same id for two tickets in two files is told as that."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[bytes, str]] = {}

    def checked(self, outcomes: Iterator[Outcome], file: str) -> Iterator[Outcome]:
        """The outcomes; a ticket whose id another file has for another ticket is a rejected row.

        The same ticket again is let through: it is a replay.
        """
        for outcome in outcomes:
            yield self._clash(outcome, file) or outcome if isinstance(outcome, Ticket) else outcome

    def _clash(self, ticket: Ticket, file: str) -> Rejected | None:
        digest = blake2b(repr(ticket).encode(errors="replace"), digest_size=_DIGEST_BYTES).digest()
        known, first = self._seen.setdefault(ticket.key, (digest, file))
        if first == file or known == digest:
            return None
        problem = Problem(
            path="id",
            value=ticket.id,
            message=f"stands for another ticket in {first}",
            remedy="route files of several helpdesks apart, or give each its source (constants in a mapping)",
            code="id_of_two_files",
        )
        return Rejected(problems=(problem,), source=file, ticket_id=ticket.id)
