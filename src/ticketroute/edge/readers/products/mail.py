"""E-mail: messages (.eml), mailboxes (mbox) and Maildir folders, each message that a person sent a ticket."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from ticketroute.domain.instant import format_instant
from ticketroute.edge.readers.encoding import sniff_encoding
from ticketroute.edge.readers.product import CERTAIN, LIKELY, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.messages import HTML, PLAIN
from ticketroute.edge.readers.products.parts import attachment, left_out, read_ticket
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source

_HEADER: Final = re.compile(
    rb"^(?:From|To|Subject|Date|Message-ID|Return-Path|Received|MIME-Version):[ \t]", re.IGNORECASE | re.MULTILINE
)
_SEPARATOR: Final = b"From "
_MAILDIR: Final = frozenset({"cur", "new", "tmp"})
# Three of the headers that every mail has tell one from a text that begins with a colon.
_LEAST_HEADERS: Final = 3
_SAMPLE_BYTES: Final = 8_192
_MACHINES: Final = frozenset({"mailer-daemon", "postmaster", "no-reply", "noreply", "donotreply", "do-not-reply"})
_BULK: Final = frozenset({"bulk", "junk", "list", "auto_reply"})
_REMEDIES: Final = {
    "requester": "the mail has no sender (From, Reply-To)",
    "received_at": "the mail has no Date that can be read",
    "tz": "the mail's Date names no zone; name one (tz=, --tz)",
}


def _recognises(sample: Sample) -> float:
    if sample.entries:
        return CERTAIN if {*sample.entries} >= _MAILDIR or _is_folder_of_mails(sample.entries) else NO
    head = sample.head[:_SAMPLE_BYTES]
    names = {match[0].lower() for match in _HEADER.finditer(head.split(b"\n\n", 1)[0].replace(b"\r\n", b"\n"))}
    if head.startswith(_SEPARATOR):
        return CERTAIN if names else NO
    return LIKELY if len(names) >= _LEAST_HEADERS else NO


def _is_folder_of_mails(entries: tuple[str, ...]) -> bool:
    return all(name.lower().endswith(".eml") for name in entries)


def _read(source: Source) -> Iterator[Outcome]:
    for raw, place in _mails(source):
        yield _ticket(raw, place, source)


def _mails(source: Source) -> Iterator[tuple[bytes, Place]]:
    """Each mail's bytes: of the mails of a folder, by name, of a Maildir, of a mailbox, or the one."""
    entries = source.entries()
    if entries:
        folder = Path(source.path)
        names = [
            f"{part}/{path.name}"
            for part in ("cur", "new")
            if (folder / part).is_dir()
            for path in sorted((folder / part).iterdir())
        ]
        for name in names or entries:
            yield (folder / name).read_bytes(), Place(source=str(folder / name), line=1)
        return
    with source.open_binary() as file:
        if file.peek(len(_SEPARATOR)).startswith(_SEPARATOR):
            yield from _mailbox(iter(file.readline, b""), source)
        else:
            yield file.read(), Place(source=source.name, line=1)


def _mailbox(lines: Iterator[bytes], source: Source) -> Iterator[tuple[bytes, Place]]:
    """Mails of an mbox: a line ``From `` behind a blank one begins the next, ``>From `` in a text is unquoted."""
    held: list[bytes] = []
    began, blank = 1, True
    for number, line in enumerate(lines, 1):
        if blank and line.startswith(_SEPARATOR):
            if held:
                yield b"".join(held), Place(source=source.name, line=began)
            held, began = [], number
        else:
            held.append(line[1:] if line.lstrip(b">").startswith(_SEPARATOR) and line.startswith(b">") else line)
        blank = not line.strip()
    if held:
        yield b"".join(held), Place(source=source.name, line=began)


def _ticket(raw: bytes, place: Place, source: Source) -> Outcome:
    mail = email.message_from_bytes(raw)
    mail_id = _header(mail, "Message-ID").strip("<> ") or sha256(raw).hexdigest()[:16]
    why = _automatic(mail)
    if why:
        return left_out(mail_id, place, "automatic", why)
    text, kind = _text(mail)
    files = [one for part in _files(mail) for one in attachment(_file_name(part), part.get_content_type())]
    sender = parseaddr(_header(mail, "Reply-To"))[1] or parseaddr(_header(mail, "From"))[1]
    return read_ticket(
        {
            "id": mail_id,
            "requester": source.options.users.get(sender, sender) or None,
            "subject": _header(mail, "Subject") or None,
            "body": text or None,
            "content_type": kind,
            "received_at": _date(mail),
            "channel": "email",
            "attachments": files or None,
        },
        place,
        source,
        _REMEDIES,
    )


def _header(mail: Message, name: str) -> str:
    """A header's text; one that the library cannot read is none."""
    try:
        return words_of(str(mail.get(name) or ""))
    except (ValueError, LookupError, TypeError, IndexError, AttributeError):
        return ""


def words_of(header: str) -> str:
    r"""A header's text, decoded and on one line.

    >>> words_of("=?utf-8?B?Q29saXM=?= perdu"), words_of("two\n lines")
    ('Colis perdu', 'two lines')
    """
    return " ".join((str(make_header(decode_header(header))) if "=?" in header else header).split())


def _automatic(mail: Message) -> str | None:
    """Why no person sent it, None where one did."""
    submitted = _header(mail, "Auto-Submitted").lower()
    if submitted and not submitted.startswith("no"):
        return f"is an automatic answer (Auto-Submitted: {submitted[:40]})"
    if any(_header(mail, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress-Reply")):
        return "is an automatic answer"
    if _header(mail, "Precedence").lower() in _BULK:
        return f"is bulk mail (Precedence: {_header(mail, 'Precedence')})"
    if mail.get_content_type() in {"multipart/report", "message/delivery-status"}:
        return "is a report on another mail's delivery"
    sender = parseaddr(_header(mail, "From"))[1].partition("@")[0].lower()
    return f"is sent by a machine ({sender})" if sender in _MACHINES else None


def _text(mail: Message) -> tuple[str, str]:
    """The text that a reader sees first, and its kind; plain where a mail has both."""
    bodies = {PLAIN: "", HTML: ""}
    for part in mail.walk():
        kind = part.get_content_type()
        if kind in bodies and not bodies[kind].strip() and not _is_file(part):
            bodies[kind] = _decoded(part)
    return (bodies[PLAIN], PLAIN) if bodies[PLAIN].strip() or not bodies[HTML].strip() else (bodies[HTML], HTML)


def _decoded(part: Message) -> str:
    """A part's text by its stated charset; by the look of its bytes where that is missing or wrong."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    for charset in (part.get_content_charset(), sniff_encoding(raw)):
        try:
            return raw.decode(charset or "ascii").replace("\r\n", "\n")
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return raw.decode("utf-8", "replace").replace("\r\n", "\n")


def _file_name(part: Message) -> str:
    name = part.get_filename() or "unnamed"
    try:
        return words_of(name)
    except (ValueError, LookupError):
        return name


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _files(mail: Message) -> Iterator[Message]:
    for part in mail.walk():
        if not part.is_multipart() and _is_file(part):
            yield part


def _date(mail: Message) -> str | None:
    """When it was sent; ``-0000`` says that the zone is unknown, and gives a time without one."""
    try:
        found = parsedate_to_datetime(_header(mail, "Date"))
        return format_instant(found) if found.tzinfo else found.isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


MAIL: Final = Product(
    name="mail",
    title="e-mail (.eml, mbox, Maildir)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "Message-ID, else a digest of the mail",
        "requester": "Reply-To, From",
        "received_at": "Date",
        "subject": "Subject",
        "body": "the text part, else the HTML part",
        "channel": "always email",
        "attachments": "parts with a file name",
        "left out": "automatic answers, bulk mail, reports on delivery, mails of no-reply senders",
    },
)
