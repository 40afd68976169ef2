"""E-mail: messages (.eml), mailboxes (mbox) and Maildir folders, each message that a person sent a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from ticketroute.domain.rejected import Rejected
from ticketroute.edge.readers.product import CERTAIN, LIKELY, NO, Outcome, Product, Sample
from ticketroute.edge.readers.products.mail_parts import Mail
from ticketroute.edge.readers.products.mail_store import (
    ENDING,
    SEPARATOR,
    StoredMail,
    is_folder_of_mails,
    is_maildir,
    stored_mails,
)
from ticketroute.edge.readers.products.parts import fault, left_out, read_ticket
from ticketroute.edge.readers.source import Source
from ticketroute.errors import Problem

_HEADER: Final = re.compile(
    rb"^(?:From|To|Subject|Date|Message-ID|Return-Path|Received|Delivered-To|MIME-Version):[ \t\r]",
    re.IGNORECASE | re.MULTILINE,
)
# Three of the headers that every mail has tell one from a text that begins with a colon; fewer where its name does.
_LEAST_HEADERS: Final = 3
_SAMPLE_BYTES: Final = 1 << 15
_BOUNCERS: Final = frozenset({"mailer-daemon", "postmaster"})
_NOBODIES: Final = frozenset({"no-reply", "noreply", "donotreply", "do-not-reply", "no_reply", "ne-pas-repondre"})
# Not "list": a shared inbox is often a list, and its posts are people's.
_BULK: Final = frozenset({"bulk", "junk", "auto_reply", "auto-reply"})
_ANSWERS: Final = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-vacation", "x-autoreply-from")
_REPORTS: Final = frozenset({"multipart/report", "message/delivery-status", "message/disposition-notification"})
# What a mailbox's provider calls the folders of a mail that is no request.
_LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "spam": ("spam", "junk", "indésirable"),
    "deleted": ("trash", "corbeille", "papierkorb", "papelera", "bin"),
    "draft": ("draft", "drafts", "brouillons", "entwürfe", "borradores"),
    "staff": ("sent", "messages envoyés", "gesendet", "enviados"),
}
_EXPUNGED: Final = 0x0008
_HEX_CHARS: Final = 8
_BROKEN: Final = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
_HIDDEN_SUBJECTS: Final = frozenset({"...", "encrypted message"})
_REMEDIES: Final = {
    "requester": "the mail has no sender (From, Reply-To)",
    "received_at": "the mail has no Date that can be read",
    "body": "the mail has neither a subject nor a text; see its files",
    "tz": "the mail's Date names no zone; name one (tz=, --tz)",
}


def _recognises(sample: Sample) -> float:
    if sample.entries:
        return CERTAIN if is_maildir(sample.entries) or is_folder_of_mails(sample.entries) else NO
    head = sample.head[:_SAMPLE_BYTES].replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    names = {match[0].lower() for match in _HEADER.finditer(head)}
    if head.startswith(SEPARATOR):
        return CERTAIN if names else NO
    return LIKELY if len(names) >= _LEAST_HEADERS or (names and sample.name.lower().endswith(ENDING)) else NO


def _read(source: Source) -> Iterator[Outcome]:
    for stored in stored_mails(source):
        yield stored if isinstance(stored, Rejected) else _outcome(stored, source)


def _outcome(stored: StoredMail, source: Source) -> Outcome:
    """The ticket; a mail so broken that the standard library gives up is a rejected row."""
    try:
        return _ticket(Mail.parse(stored.raw), stored, source)
    except _BROKEN as broken:
        message = f"is too broken to be read as a mail ({type(broken).__name__})"
        remedy = "look at it in a mail program, and enter what it says by hand"
        return fault(None, stored.place, Problem(path="the mail", message=message, remedy=remedy, code="broken_mail"))


def _ticket(mail: Mail, stored: StoredMail, source: Source) -> Outcome:
    mail_id = mail.header("message-id").strip("<> ") or sha256(stored.raw).hexdigest()[:16]
    for code, why in (_put_away(mail, stored.flags), ("automatic", _automatic(mail))):
        if why:
            return left_out(mail_id, stored.place, code, why)
    text, kind = mail.text()
    subject = mail.header("subject")
    sender = mail.sender
    if mail.is_encrypted(text):
        return fault(mail_id, stored.place, _encrypted())
    return read_ticket(
        {
            "id": mail_id,
            "requester": source.options.users.get(sender, sender) or None,
            "subject": None if subject.lower() in _HIDDEN_SUBJECTS else subject or None,
            "body": text if text.strip() else None,
            "content_type": kind,
            "received_at": mail.sent_at,
            "channel": "email",
            "attachments": mail.files() or None,
        },
        stored.place,
        source,
        _REMEDIES,
    )


def _encrypted() -> Problem:
    remedy = "decrypt the mailbox with the desk's key before it is exported"
    return Problem(path="body", message="is encrypted (OpenPGP or S/MIME)", remedy=remedy, code="encrypted")


def _put_away(mail: Mail, flags: str) -> tuple[str, str | None]:
    """Under which code a mail is left out for where it lies, and why; the why is None for one that stays."""
    if mail.header("x-spam-flag").lower() == "yes" or mail.header("x-spam-status").lower().startswith("yes"):
        return "spam", "was marked as spam"
    if "T" in flags or "D" in mail.header("x-status") or _is_expunged(mail.header("x-mozilla-status")):
        return "deleted", "was deleted"
    if "D" in flags or "T" in mail.header("x-status"):
        return "draft", "is a draft"
    labels = {label.strip(' "').lower() for label in mail.header("x-gmail-labels").split(",")}
    found = next(((code, word) for code, words in _LABELS.items() for word in words if word in labels), None)
    return (found[0], f"is labelled {found[1]!r}") if found else ("", None)


def _is_expunged(status: str) -> bool:
    """Whether Thunderbird has marked a mail to be removed when the mailbox is next compacted."""
    try:
        return bool(int(status[:_HEX_CHARS], 16) & _EXPUNGED) if status else False
    except ValueError:
        return False


def _automatic(mail: Mail) -> str | None:
    """Why no person sent it, None where one did."""
    submitted = mail.header("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return f"is an automatic answer (Auto-Submitted: {submitted[:40]})"
    if any(mail.header(name).lower() not in {"", "no"} for name in _ANSWERS):
        return "is an automatic answer"
    precedence = mail.header("precedence").lower()
    if precedence in _BULK:
        return f"is bulk mail (Precedence: {precedence})"
    if mail.message.get_content_type() in _REPORTS or mail.header("return-path") == "<>":
        return "is a report on another mail's delivery"
    sender = mail.address("from").partition("@")[0].lower()
    # A form on a web site sends as nobody, and says in Reply-To who filled it in.
    is_form = mail.sender != mail.address("from")
    return f"is sent by a machine ({sender})" if sender in _BOUNCERS or (sender in _NOBODIES and not is_form) else None


MAIL: Final = Product(
    name="mail",
    title="e-mail (.eml, mbox, Maildir)",
    recognises=_recognises,
    read=_read,
    mapping={
        "id": "Message-ID, else a digest of the mail",
        "requester": "Reply-To (unless it is the address written to), else From",
        "received_at": "Date, else the time of the last Received",
        "subject": "Subject",
        "body": "the text part, else the HTML part, else the text of an attached mail",
        "channel": "always email",
        "attachments": "parts with a file name, pictures, attached mails; no signatures",
        "left out": "automatic answers, bulk mail, reports on delivery, no-reply senders, spam, deleted mails, drafts",
    },
)
