"""osTicket: the exported queue, in the language of whoever exported it. Without a column of messages it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.mail_parts import address_in
from ticketroute.edge.readers.products.messages import HTML, PLAIN, has_tags
from ticketroute.edge.readers.products.parts import identity, left_out, read_ticket, word
from ticketroute.edge.readers.products.records import refuse
from ticketroute.edge.readers.products.written import TimesWritten, rows_with_times
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Source
from ticketroute.edge.readers.table import TableRow, too_wide
from ticketroute.edge.readers.words import folded

# Each field's column in English, French, German, Spanish, Italian, Portuguese and Polish, without case and accents.
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": (
        "ticket number", "numero du ticket", "numero de ticket", "n du ticket", "n de ticket", "ticketnummer",
        "ticket nummer", "numero ticket", "numero do ticket", "numer zgloszenia",
    ),
    "requester": (
        "from email", "user email", "email de l expediteur", "e mail de l expediteur", "adresse e mail de l expediteur",
        "de email", "de courriel", "courriel de l expediteur", "von e mail", "e mail des absenders", "absender e mail",
        "correo electronico", "de correo electronico", "correo electronico del remitente", "email del remitente",
        "email mittente", "da email", "email do remetente", "e mail nadawcy",
    ),
    "name": ("from", "de", "von", "da", "od", "expediteur", "absender", "remitente"),
    "received_at": (
        "date created", "create date", "date de creation", "creation date", "cree le", "erstelldatum",
        "erstellungsdatum", "erstellt am", "erstellt", "fecha de creacion", "creado", "data di creazione",
        "data de criacao", "data utworzenia",
    ),
    "subject": ("subject", "issue summary", "sujet", "objet", "betreff", "asunto", "oggetto", "assunto", "temat"),
    "body": (
        "message", "issue details", "details", "description", "details du probleme", "nachricht", "beschreibung",
        "problembeschreibung", "mensaje", "detalles", "detalles del problema", "descripcion", "messaggio",
        "descrizione", "mensagem", "descricao", "tresc", "wiadomosc",
    ),
    "channel": ("source", "quelle", "origen", "origine", "origem", "zrodlo"),
    "solved_at": (
        "closed date", "close date", "date de cloture", "date de fermeture", "ferme le", "geschlossen am",
        "abschlussdatum", "schlussdatum", "fecha de cierre", "data di chiusura", "data de encerramento",
        "data zamkniecia",
    ),
    "merged": (
        "merged", "fusionne", "fusionnes", "zusammengefuhrt", "verschmolzen", "combinado", "combinados", "fusionado",
        "unito", "mesclado", "scalone",
    ),
}  # fmt: skip
# What no other helpdesk calls its columns so.
_OWN: Final = frozenset({"ticket number", "date created", "from email"})
_CHANNELS: Final[Mapping[str, str]] = {
    "email": "email", "e mail": "email", "courriel": "email", "correo electronico": "email",
    "web": "form", "phone": "phone", "telephone": "phone", "telefon": "phone", "telefono": "phone",
}  # fmt: skip
_YES: Final = frozenset({"yes", "oui", "ja", "sí", "si", "sim", "tak", "1", "true"})
_NEEDED: Final = ("id", "received_at", "subject", "merged")
_REMEDIES: Final = {
    "requester": "tick 'From Email' among the fields to export",
    "received_at": "tick 'Date Created' among the fields to export",
    "tz": "name the zone that the export was made in (tz=, --tz)",
}


def _recognises(sample: Sample) -> float:
    found = columns(sample.header)
    is_own = {*map(folded, sample.header)} >= _OWN
    return CERTAIN if is_own or all(name in found for name in _NEEDED) else NO


def columns(header: tuple[str, ...]) -> Mapping[str, str]:
    """Which column of a header holds which field.

    >>> sorted(columns(("Numéro du ticket", "Date de création", "Sujet", "Colour")).items())
    [('id', 'Numéro du ticket'), ('received_at', 'Date de création'), ('subject', 'Sujet')]
    """
    by_name = {folded(name): name for name in reversed(header)}
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
        times, rows = rows_with_times(again, found.get("received_at", ""))
        for row in rows:
            if isinstance(row, Rejected):
                yield row
            else:
                yield too_wide(row) if row.surplus else _ticket(row, found, times, again)


def _ticket(row: TableRow, found: Mapping[str, str], times: TimesWritten, source: Source) -> Outcome:
    cells = {name: row.get(column) for name, column in found.items()}
    ticket_id, text = identity(cells.get("id")), cells.get("body")
    if word(cells.get("merged")) in _YES:
        return left_out(ticket_id, row.place, "merged", "was merged into another ticket")
    # Some installations write the address behind the name.
    person = cells.get("requester") or address_in(cells.get("name", ""))
    return read_ticket(
        {
            "id": ticket_id,
            "requester": source.options.users.get(person, person) or None,
            "subject": cells.get("subject") or None,
            "body": text or None,
            "content_type": HTML if has_tags(text) else PLAIN,
            "received_at": times.read(cells.get("received_at")),
            "channel": _CHANNELS.get(folded(cells.get("channel", ""))),
            "solved_at": times.read(cells.get("solved_at")),
        },
        row.place,
        source,
        _REMEDIES,
    )


OSTICKET: Final = Product(
    name="osticket",
    title="osTicket (exported queue, CSV)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "Ticket Number",
        "requester": "From Email, else the address in From",
        "received_at": "Date Created (day and month as the rows tell, else day first unless AM or PM stands there)",
        "subject": "Subject",
        "body": "Message, Issue Details, Description",
        "channel": "Source",
        "solved_at": "Closed Date",
        "left out": "Merged",
    },
)
