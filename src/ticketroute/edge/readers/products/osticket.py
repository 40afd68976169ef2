"""osTicket: the exported queue, in the language of whoever exported it. Without a column of messages it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN, has_tags
from ticketroute.edge.readers.products.parts import identity, left_out, read_ticket, word
from ticketroute.edge.readers.products.records import refuse, table_records
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Source

# Each field's column in English, French, German, Spanish, Italian, Portuguese and Polish, in lower case.
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("ticket number", "numéro du ticket", "numéro de ticket", "ticketnummer", "ticket-nummer", "número de ticket", "numero ticket", "número do ticket", "numer zgłoszenia"),
    "requester": ("from email", "email de l'expéditeur", "e-mail de l'expéditeur", "de (email)", "von e-mail", "absender-e-mail", "correo electrónico", "de correo electrónico", "email mittente", "email do remetente", "e-mail nadawcy"),
    "name": ("from", "de", "von", "da", "od", "expéditeur", "absender"),
    "received_at": ("date created", "date de création", "erstelldatum", "erstellt am", "fecha de creación", "data di creazione", "data de criação", "data utworzenia"),
    "subject": ("subject", "sujet", "objet", "betreff", "asunto", "oggetto", "assunto", "temat"),
    "body": ("message", "issue details", "issue summary", "details", "description", "détails", "nachricht", "beschreibung", "mensaje", "detalles", "messaggio", "descrizione", "mensagem", "descrição", "treść", "wiadomość"),
    "channel": ("source", "quelle", "origen", "origine", "origem", "źródło"),
    "solved_at": ("closed date", "date de clôture", "date de fermeture", "geschlossen am", "abschlussdatum", "fecha de cierre", "data di chiusura", "data de encerramento", "data zamknięcia"),
    "merged": ("merged", "fusionné", "zusammengeführt", "combinado", "fusionado", "unito", "mesclado", "scalone"),
}  # fmt: skip
_CHANNELS: Final[Mapping[str, str]] = {
    "email": "email",
    "web": "form",
    "phone": "phone",
    "e-mail": "email",
    "téléphone": "phone",
    "telefon": "phone",
}
_YES: Final = frozenset({"yes", "oui", "ja", "sí", "si", "sim", "tak", "1", "true"})
# Day before month in all but the American form, which is written with its half of the day.
_TIMES: Final = (
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d-%m-%Y %H:%M",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%y %I:%M %p",
)
_NEEDED: Final = ("id", "received_at", "subject")
_REMEDIES: Final = {
    "requester": "tick 'From Email' among the fields to export",
    "received_at": "tick 'Date Created' among the fields to export",
    "tz": "name the zone that the export was made in (tz=, --tz)",
}


def _recognises(sample: Sample) -> float:
    found = columns(sample.header)
    return CERTAIN if all(name in found for name in (*_NEEDED, "merged")) else NO


def columns(header: tuple[str, ...]) -> Mapping[str, str]:
    """Which column of a header holds which field.

    >>> sorted(columns(("Numéro du ticket", "Date de création", "Sujet", "Colour")).items())
    [('id', 'Numéro du ticket'), ('received_at', 'Date de création'), ('subject', 'Sujet')]
    """
    by_name = {name.lower(): name for name in reversed(header)}
    return {
        field: next(by_name[name] for name in names if name in by_name)
        for field, names in _COLUMNS.items()
        if any(name in by_name for name in names)
    }


def _read(source: Source) -> Iterator[Outcome]:
    with source.rereadable() as again:
        found = columns(take_sample(again).header)
        if "body" not in found:
            how = "add the field of the message to the export, or export the thread"
            refuse(again, "this osTicket export has no column of the messages", how)
        for record in table_records(again):
            if isinstance(record, Rejected):
                yield record
            else:
                yield _ticket({name: record.value.get(column) for name, column in found.items()}, record.place, again)


def _ticket(cells: Mapping[str, str | None], place: Place, source: Source) -> Outcome:
    ticket_id, text = identity(cells.get("id")), cells.get("body")
    if word(cells.get("merged")) in _YES:
        return left_out(ticket_id, place, "merged", "was merged into another ticket")
    return read_ticket(
        {
            "id": ticket_id,
            "requester": cells.get("requester"),
            "subject": cells.get("subject"),
            "body": text,
            "content_type": HTML if has_tags(text) else PLAIN,
            "received_at": written(cells.get("received_at")),
            "channel": _CHANNELS.get(word(cells.get("channel"))),
            "solved_at": written(cells.get("solved_at")),
        },
        place,
        source,
        _REMEDIES,
    )


def written(time: str | None) -> str | None:
    """A time as osTicket writes it, in ISO form and without a zone; another form is left to the contract to refuse.

    >>> written("22/11/2026 10:00"), written("11/22/26 3:05 PM"), written("yesterday")
    ('2026-11-22T10:00:00', '2026-11-22T15:05:00', 'yesterday')
    """
    for form in _TIMES if time else ():
        try:
            return datetime.strptime(str(time).strip(), form).isoformat()  # noqa: DTZ007 - its zone is the caller's tz
        except ValueError:
            continue
    return time


OSTICKET: Final = Product(
    name="osticket",
    title="osTicket (exported queue, CSV)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "Ticket Number",
        "requester": "From Email",
        "received_at": "Date Created (day before month, unless AM or PM stands there)",
        "subject": "Subject",
        "body": "Message, Issue Details, Description",
        "channel": "Source",
        "solved_at": "Closed Date",
        "left out": "Merged",
    },
)
