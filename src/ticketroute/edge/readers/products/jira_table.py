"""Rows of Jira's CSV: columns in four languages, some named twice; rows that a list has made too wide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.products.parts import attachment, fault, identity, word
from ticketroute.edge.readers.products.written import TimesWritten
from ticketroute.edge.readers.table import TableRow, row_problem

SURE_KEYS: Final = (
    "Issue key",
    "Work item key",
    "Clé de ticket",
    "Clé de demande",
    "Vorgangsschlüssel",
    "Clave de incidencia",
)
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": (*SURE_KEYS, "Key", "Clé", "Schlüssel", "Clave"),
    "subject": ("Summary", "Résumé", "Zusammenfassung", "Resumen"),
    "body": ("Description", "Beschreibung", "Descripción"),
    "requester": ("Reporter Id", "Reporter", "Rapporteur", "Autor", "Melder", "Informador"),
    "address": ("Reporter Email", "Reporter email", "Custom field (Reporter email)"),
    "received_at": ("Created", "Création", "Créée", "Créé", "Erstellt", "Creada"),
    "solved_at": ("Resolved", "Résolu", "Résolue", "Erledigt", "Resuelta"),
    "resolution": ("Resolution", "Résolution", "Lösung", "Resolución"),
    "files": ("Attachment", "Pièce jointe", "Anhang", "Adjunto"),
    "duplicate": ("Outward issue link (Duplicate)",),
    "channel": ("Custom field (Request channel type)", "Custom field (Channel)"),
}
KEYS: Final = _COLUMNS["id"]
CREATED: Final = _COLUMNS["received_at"]
_TIMES: Final = frozenset((*CREATED, *_COLUMNS["solved_at"], "Updated", "Mise à jour", "Aktualisiert", "Actualizada"))
_DUPLICATES: Final = frozenset({"duplicate", "doublon", "duplikat", "duplicado", "dupliziert"})
_CHANNELS: Final[Mapping[str, str]] = {"portal": "form", "email": "email", "phone": "phone", "chat": "chat"}


def has_columns(header: Sequence[str], *fields: str) -> bool:
    """Whether a header has a column for each of these fields."""
    return all({*header}.intersection(_COLUMNS[field]) for field in fields)


def is_duplicate(resolution: object) -> bool:
    """Whether an issue was closed because it repeats another."""
    return word(resolution) in _DUPLICATES


def row_of_issue(row: TableRow, times: TimesWritten) -> Mapping[str, Any] | Rejected:
    """What a row says of its issue; ``merged`` is into which it went, or why nobody knows."""
    fitted = _fitted(row, times)
    if fitted is None:
        return _too_wide(row)
    found = {field: fitted.get(*names) for field, names in _COLUMNS.items()}
    merged = found["duplicate"] or ("another" if is_duplicate(found["resolution"]) else None)
    return {
        "id": found["id"],
        "person": [fitted.get(name) for name in _COLUMNS["requester"]],
        "address": found["address"],
        "subject": found["subject"],
        "body": found["body"],
        "received_at": times.read(found["received_at"]),
        "solved_at": times.read(found["solved_at"]),
        "channel": _CHANNELS.get(word(found["channel"])),
        "attachments": [one for name in _COLUMNS["files"] for cell in fitted.every(name) for one in _file(cell)],
        "merged": merged,
    }


def _file(cell: str) -> list[dict[str, str]]:
    """Jira writes date, author, name and address of a file, with semicolons between."""
    parts = cell.split(";")
    return attachment(parts[2] if len(parts) > 3 else cell.rpartition("/")[2])  # noqa: PLR2004 - of the four


def _fitted(row: TableRow, times: TimesWritten) -> TableRow | None:
    """A row with its cells under their columns again; None for one whose cells nobody can tell apart.

    Jira leaves some lists of labels unquoted, ``a, b``: what begins with a blank belongs to the cell before it.
    """
    if len(row.cells) <= len(row.header):
        return row
    cells = list(_joined(row.cells))
    fitted = evolve(row, cells=tuple(cells))
    is_time = all(
        not cell.strip() or times.read(cell) != cell
        for name, cell in zip(row.header, cells, strict=False)
        if name in _TIMES
    )
    if len(cells) == len(row.header) and is_time:
        return fitted
    return None if row.surplus else row


def _joined(cells: Sequence[str]) -> Iterator[str]:
    held = ""
    for at, cell in enumerate(cells):
        if at and cell.startswith(" ") and cell.strip():
            held += f",{cell}"
        else:
            if at:
                yield held
            held = cell
    yield held


def _too_wide(row: TableRow) -> Rejected:
    message = f"has {len(row.cells)} cells for {len(row.header)} columns"
    remedy = "Jira writes such rows where a list holds commas; export the issue alone, or as JSON"
    key = next((name for name in row.header if name in KEYS), "")
    found = identity(evolve(row, cells=row.cells[: len(row.header)]).get(key))
    return fault(found, row.place, row_problem(message, remedy, list(row.surplus), "too_wide"))
