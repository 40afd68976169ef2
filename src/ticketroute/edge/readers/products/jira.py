"""Jira Service Management: issues exported as CSV, of its REST interfaces, and of a warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, LIKELY, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.adf import adf_text
from ticketroute.edge.readers.products.jira_table import (
    CREATED,
    SURE_KEYS,
    has_columns,
    is_duplicate,
    row_of_issue,
)
from ticketroute.edge.readers.products.messages import requester
from ticketroute.edge.readers.products.parts import (
    attachment,
    identity,
    left_out,
    look,
    objects,
    read_ticket,
    since_epoch,
    word,
)
from ticketroute.edge.readers.products.records import records_of, refuse, sampled
from ticketroute.edge.readers.products.wiki import wiki_text
from ticketroute.edge.readers.products.written import TimesWritten, rows_with_times
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source
from ticketroute.edge.readers.table import TableRow

_REMEDIES: Final = {
    "requester": "export the field Reporter; a table of users gives e-mails (users=, --users)",
    "body": "export the field Description",
    "received_at": "export the field Created",
    "tz": "name the zone of whoever exported (tz=, --tz)",
}
_LISTS: Final = ("issues", "values")
_WAREHOUSE: Final = frozenset({"key", "summary", "reporter", "created", "issue_type"})
_REQUEST: Final = frozenset({"issueKey", "requestFieldValues"})
_THOUSAND: Final = 1_000


def _recognises(sample: Sample) -> float:
    header = sample.header
    if {*header} >= _WAREHOUSE:
        return CERTAIN
    if has_columns(header, "id", "subject", "requester"):
        return CERTAIN if {*SURE_KEYS}.intersection(header) else LIKELY
    record = sampled(sample, *_LISTS)
    fields = record.get("fields")
    is_issue = isinstance(fields, Mapping) and "summary" in fields
    return CERTAIN if is_issue or record.keys() >= _REQUEST else NO


def _read(source: Source) -> Iterator[Outcome]:
    with source.rereadable() as again:
        yield from _issues(again) if again.is_json() else _rows(again)


def _issues(source: Source) -> Iterator[Outcome]:
    for record in records_of(source, *_LISTS):
        if isinstance(record, Rejected):
            yield record
        else:
            found = _of_desk(record.value) if record.value.keys() >= _REQUEST else _of_rest(record.value)
            yield _ticket(found, record.place, source)


def _rows(source: Source) -> Iterator[Outcome]:
    times, rows = rows_with_times(source, *CREATED)
    for row in rows:
        if isinstance(row, Rejected):
            yield row
            continue
        if not has_columns(row.header, "body") and "description" not in row.header:
            refuse(source, "this Jira export has no column Description", "export all fields")
        found = row_of_issue(row, times) if has_columns(row.header, "id") else _of_warehouse(row)
        yield found if isinstance(found, Rejected) else _ticket(found, row.place, source)


def _of_warehouse(row: TableRow) -> Mapping[str, Any]:
    times = TimesWritten()
    return {
        "id": row.get("key"),
        "person": [row.get("reporter")],
        "subject": row.get("summary"),
        "body": row.get("description"),
        "received_at": times.read(row.get("created")),
        "solved_at": times.read(row.get("resolved")),
        "is_deleted": word(row.get("_fivetran_deleted")) == "true",
    }


def _of_rest(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """An issue of the REST interface, version 2 or 3."""
    fields = value.get("fields")
    fields = fields if isinstance(fields, Mapping) else {}
    person = [look(fields, f"reporter.{name}") for name in ("accountId", "name", "key", "displayName")]
    files = objects(fields, "attachment")
    return {
        "id": value.get("key"),
        "person": person,
        "address": look(fields, "reporter.emailAddress"),
        "subject": fields.get("summary"),
        "body": fields.get("description"),
        "received_at": fields.get("created"),
        "solved_at": fields.get("resolutiondate"),
        "attachments": [one for item in files for one in attachment(item.get("filename"), item.get("mimeType"))],
        "merged": _merged(fields),
    }


def _merged(fields: Mapping[str, Any]) -> object:
    """Into which issue it went: by its link as a duplicate of that one, else by how it was closed."""
    for link in objects(fields, "issuelinks"):
        if is_duplicate(look(link, "type.name")) and look(link, "outwardIssue.key"):
            return look(link, "outwardIssue.key")
    return "another" if is_duplicate(look(fields, "resolution.name")) else None


def _of_desk(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A request of the service desk's own interface."""
    answers = {word(one.get("fieldId")): one.get("value") for one in objects(value, "requestFieldValues")}
    created = look(value, "createdDate.iso8601") or look(value, "createdDate.epochMillis")
    return {
        "id": value.get("issueKey"),
        "person": [look(value, f"reporter.{name}") for name in ("accountId", "name", "key", "displayName")],
        "address": look(value, "reporter.emailAddress"),
        "subject": answers.get("summary"),
        "body": answers.get("description"),
        "received_at": created if isinstance(created, str) else _since_epoch_ms(created),
    }


def _since_epoch_ms(value: object) -> object:
    return since_epoch(value / _THOUSAND) if isinstance(value, int) and abs(value) < _THOUSAND**6 else value


def _ticket(found: Mapping[str, Any], place: Place, source: Source) -> Outcome:
    if found.get("is_deleted"):
        return left_out(found["id"], place, "deleted", "was deleted")
    if found.get("merged"):
        return left_out(found["id"], place, "merged", f"is a duplicate of {found['merged']}")
    record = {name: value for name, value in found.items() if value not in ("", [])}
    people = [name for name in map(identity, record.pop("person", [])) if name]
    known = next((person for person in people if str(person) in source.options.users), people[0] if people else None)
    record["requester"] = requester(known, record.pop("address", None), source.options.users)
    # An issue without a description says what it says in its summary.
    record["body"] = wiki_text(adf_text(record.get("body")))
    fields = {name: value for name, value in record.items() if name not in {"merged", "is_deleted"}}
    return read_ticket(fields, place, source, _REMEDIES)


JIRA: Final = Product(
    name="jira",
    title="Jira Service Management (CSV, REST, a warehouse's issues)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "Issue key, key, issueKey",
        "requester": "Reporter by the table of users, else its e-mail, else the id as it is",
        "received_at": "Created (the CSV's times are in the exporter's zone: tz=)",
        "subject": "Summary",
        "body": "Description as text: of a document (REST v3) or wiki markup",
        "solved_at": "Resolved, resolutiondate",
        "channel": "Request channel type",
        "attachments": "Attachment, by the file's name",
        "left out": "Resolution Duplicate, a link as duplicate, deleted issues of a warehouse",
    },
)
