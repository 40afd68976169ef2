"""Jira Service Management: issues exported as CSV, of the REST interface, and of a warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.adf import adf_text
from ticketroute.edge.readers.products.messages import requester
from ticketroute.edge.readers.products.parts import attachment, identity, left_out, look, objects, read_ticket, word
from ticketroute.edge.readers.products.records import records_of, refuse, sampled
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source
from ticketroute.edge.readers.table import TableRow, row_problem

_REMEDIES: Final = {
    "requester": "export the field Reporter; a table of users gives e-mails (users=, --users)",
    "body": "export the field Description",
    "received_at": "export the field Created",
    "tz": "name the zone of whoever exported (tz=, --tz)",
}
_TIMES: Final = ("%d/%b/%y %I:%M %p", "%d/%b/%Y %I:%M %p", "%Y-%m-%d %H:%M", "%d.%m.%y %H:%M", "%d/%m/%y %H:%M")
_CSV: Final = frozenset({"Issue key", "Summary", "Reporter"})
_WAREHOUSE: Final = frozenset({"key", "summary", "reporter", "created", "issue_type"})
_DUPLICATE: Final = "duplicate"
_LOOK_CHARS: Final = 1 << 10


def _recognises(sample: Sample) -> float:
    header = {*sample.header}
    if header >= _CSV or header >= _WAREHOUSE:
        return CERTAIN
    fields = look(sampled(sample, "issues"), "fields")
    return CERTAIN if isinstance(fields, Mapping) and "summary" in fields else NO


def _read(source: Source) -> Iterator[Outcome]:
    with source.rereadable() as again:
        with again.open_text() as file:
            is_json = file.read(_LOOK_CHARS).lstrip("\ufeff \t\r\n")[:1] in {"{", "["}
        yield from _issues(again) if is_json else _rows(again)


def _issues(source: Source) -> Iterator[Outcome]:
    for record in records_of(source, "issues"):
        yield record if isinstance(record, Rejected) else _issue(record.value, record.place, source)


def _rows(source: Source) -> Iterator[Outcome]:
    """Rows of a table. Some of Jira's are wider than their header: those cannot be told apart cell by cell."""
    for row in source.rows():
        if isinstance(row, Rejected):
            yield row
        elif "Issue key" in row.header:
            if "Description" not in row.header:
                refuse(source, "this Jira export has no column Description", "export all fields")
            yield _row(row, source)
        else:
            yield _warehouse(dict(zip(row.header, row.cells, strict=False)), row.place, source)


def _row(row: TableRow, source: Source) -> Outcome:
    key = row.get("Issue key")
    if row.surplus:
        message = f"has {len(row.cells)} cells for {len(row.header)} columns"
        remedy = "Jira writes such rows where a list holds commas; export the issue alone, or as JSON"
        return Rejected(
            ticket_id=key or None,
            problems=(row_problem(message, remedy, list(row.surplus), "too_wide"),),
            source=row.place.source,
            line=row.place.line,
        )
    duplicates = row.get("Outward issue link (Duplicate)")
    if duplicates or word(row.get("Resolution")) == _DUPLICATE:
        return left_out(key, row.place, "merged", f"is a duplicate{' of ' + duplicates if duplicates else ''}")
    return _ticket(
        {
            "id": key,
            "requester": (row.get("Reporter Id", "Reporter"), row.get("Reporter Email", "Reporter email")),
            "subject": row.get("Summary"),
            "body": row.get("Description"),
            "received_at": written(row.get("Created")),
            "solved_at": written(row.get("Resolved")),
            "attachments": [one for cell in row.every("Attachment") for one in attachment(_file_name(cell))],
        },
        row.place,
        source,
    )


def _file_name(cell: str) -> str:
    """Jira writes date, author, name and address of a file, with semicolons between."""
    parts = cell.split(";")
    return parts[2] if len(parts) > 3 else cell.rpartition("/")[2]  # noqa: PLR2004 - of the four


def _warehouse(cells: Mapping[str, str], place: Place, source: Source) -> Outcome:
    if word(cells.get("_fivetran_deleted")) == "true":
        return left_out(cells.get("key"), place, "deleted", "was deleted")
    return _ticket(
        {
            "id": cells.get("key"),
            "requester": (cells.get("reporter"), None),
            "subject": cells.get("summary"),
            "body": cells.get("description"),
            "received_at": cells.get("created"),
            "solved_at": cells.get("resolved"),
        },
        place,
        source,
    )


def _issue(value: Mapping[str, Any], place: Place, source: Source) -> Outcome:
    fields = value.get("fields")
    fields = fields if isinstance(fields, Mapping) else {}
    if word(look(fields, "resolution.name")) == _DUPLICATE:
        return left_out(value.get("key"), place, "merged", "was closed as a duplicate")
    reporter = look(fields, "reporter.accountId") or look(fields, "reporter.name")
    return _ticket(
        {
            "id": value.get("key"),
            "requester": (reporter, look(fields, "reporter.emailAddress")),
            "subject": fields.get("summary"),
            "body": adf_text(fields.get("description")),
            "received_at": fields.get("created"),
            "solved_at": fields.get("resolutiondate"),
            "attachments": [
                one
                for item in objects(fields, "attachment")
                for one in attachment(item.get("filename"), item.get("mimeType"))
            ],
        },
        place,
        source,
    )


def _ticket(found: Mapping[str, Any], place: Place, source: Source) -> Outcome:
    person, address = found["requester"]
    blank = {name: None for name, value in found.items() if value in ("", [])}
    record = {**found, **blank, "requester": requester(identity(person), address or None, source.options.users)}
    # An issue without a description says what it says in its summary.
    return read_ticket(record, place, source, _REMEDIES)


def written(time: str) -> str | None:
    """A time as Jira writes it in its CSV, in ISO form and without a zone; another form is the contract's to refuse.

    >>> written("11/May/24 03:26 PM"), written("2024-05-11 15:26"), written("soon"), written("")
    ('2024-05-11T15:26:00', '2024-05-11T15:26:00', 'soon', None)
    """
    for form in _TIMES:
        try:
            return datetime.strptime(time.strip(), form).isoformat()  # noqa: DTZ007 - its zone is the caller's tz
        except ValueError:
            continue
    return time or None


JIRA: Final = Product(
    name="jira",
    title="Jira Service Management (CSV, REST, a warehouse's issues)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "Issue key, key",
        "requester": "Reporter by the table of users, else its e-mail, else the id as it is",
        "received_at": "Created (the CSV's times are in the exporter's zone: tz=)",
        "subject": "Summary",
        "body": "Description; of REST, its document as text",
        "solved_at": "Resolved, resolutiondate",
        "attachments": "Attachment, by the file's name",
        "left out": "Resolution Duplicate, a link as duplicate, deleted issues of a warehouse",
    },
)
