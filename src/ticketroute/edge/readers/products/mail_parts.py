"""One mail as a reader of it sees it: headers, addresses, time, text and files. It judges no mail."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Mapping
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Final

from attrs import frozen

from ticketroute.domain.instant import format_instant
from ticketroute.edge.readers.products.mail_charset import header_text, text_of
from ticketroute.edge.readers.products.messages import HTML, PLAIN
from ticketroute.edge.readers.products.parts import attachment
from ticketroute.edge.readers.times import read_time

_ATTACHED: Final = "message/rfc822"
_MEDIA: Final = frozenset({"image", "audio", "video"})
_SIGNATURES: Final = frozenset(
    {
        "application/pgp-signature",
        "application/pgp-keys",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    }
)
_ENCRYPTED: Final = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_CLEARTEXT: Final = "-----BEGIN PGP SIGNED MESSAGE-----"
_CIPHERTEXT: Final = "-----BEGIN PGP MESSAGE-----"
_SIGNATURE: Final = "-----BEGIN PGP SIGNATURE-----"
# Nearly all senders; parsing takes fifteen times as long.
_SIMPLE: Final = re.compile(r"(?:[^\"<>(),:;@\[\]\\\r\n]{0,200}<)?([A-Za-z0-9.+=_-]{1,200}@[A-Za-z0-9.-]{1,200})>?")
_IN_BRACKETS: Final = re.compile(r"<\s{0,5}([^<>\s@]{1,200}@[^<>\s@]{1,200})\s{0,5}>")
_ZONES: Final = re.compile(r" (?:(CES?T)|(MES?T))$")
_NO_ZONE: Final = "-0000"


@frozen(kw_only=True)
class Mail:
    """A parsed mail; of headers that stand twice the first counts, which is the last one that was put on."""

    message: Message
    headers: Mapping[str, str]

    @classmethod
    def parse(cls, raw: bytes) -> Mail:
        """Parse a mail, however broken."""
        message = email.message_from_bytes(raw)
        headers: dict[str, str] = {}
        for name, value in message.raw_items():
            headers.setdefault(name.lower(), str(value))
        return cls(message=message, headers=headers)

    def header(self, name: str) -> str:
        """A header's text on one line; empty where there is none."""
        return header_text(self.headers.get(name, ""))

    def address(self, name: str) -> str:
        """The first address in a header; empty where there is none."""
        return address_in(self.headers.get(name, ""))

    @property
    def sender(self) -> str:
        """Who wrote it: not the list or the form that it came through, where one can tell."""
        answer_to = self.address("reply-to")
        if answer_to and answer_to.lower() in self.headers.get("to", "").lower():
            answer_to = ""  # a shared inbox that wants all answers itself
        return self.address("x-original-from") or answer_to or self.address("from") or self.address("sender")

    @property
    def sent_at(self) -> str | None:
        """When it was sent, or came in where its Date cannot be read; what cannot be read either is given as it is."""
        said = self.header("date")
        came = self.header("received").rpartition(";")[2]
        return _instant(said) or _instant(came) or said or None

    def is_encrypted(self, text: str) -> bool:
        """Whether it, or this text of it, cannot be read without a key."""
        kind = self.message.get_content_type()
        if kind in _ENCRYPTED:
            return "signed" not in str(self.message.get_param("smime-type", ""))
        return text.lstrip().startswith(_CIPHERTEXT)

    def text(self) -> tuple[str, str]:
        """The text that one sees first and its kind, plain if there is such a one; else that of an attached mail."""
        pieces = _pieces(self.message) or [piece for one in _attached(self.message) for piece in _pieces(one)][:1]
        if not pieces:
            return "", PLAIN
        kind = pieces[0][1]
        found = "\n".join(text for text, other in pieces if other == kind)
        return (_without_armour(found) if kind == PLAIN else found), kind

    def files(self) -> list[dict[str, str]]:
        """Its attachments, without the signatures that programs put on."""
        return [
            item
            for part in _leaves(self.message)
            if _is_file(part) and part.get_content_type() not in _SIGNATURES
            for item in attachment(_file_name(part), part.get_content_type())
        ]


def address_in(header: str) -> str:
    """The first address in a header, as it stands in the mail; empty where there is none.

    >>> address_in('"Bé, Ana" <ana@post.example>'), address_in("Bé, Ana <ana@post.example>"), address_in("Ana")
    ('ana@post.example', 'ana@post.example', '')
    """
    if simple := _SIMPLE.fullmatch(header):
        return simple[1]
    found = parseaddr(header)[1]
    if "@" not in found:  # a comma in an unquoted name
        match = _IN_BRACKETS.search(header)
        found = match[1] if match else ""
    return header_text(found).replace(" ", "")


def _pieces(message: Message) -> list[tuple[str, str]]:
    """Filled texts and their kinds, in order; of alternatives one: plain, else the last, which is the richest."""
    if message.get_content_maintype() == "multipart":
        offers = [found for part in _children(message) if (found := _pieces(part))]
        if message.get_content_type() == "multipart/alternative":
            plain = (found for found in offers if any(kind == PLAIN for _, kind in found))
            return next(plain, offers[-1] if offers else [])
        return [piece for found in offers for piece in found]
    kind = message.get_content_type()
    text = _decoded(message) if kind in {PLAIN, HTML} and not _is_file(message) else ""
    return [(text, kind)] if text.strip() else []


def _children(message: Message) -> list[Message]:
    found = message.get_payload()
    return [part for part in found if isinstance(part, Message)] if isinstance(found, list) else []


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold no others; an attached mail is one."""
    if message.get_content_maintype() == "multipart":
        for part in _children(message):
            yield from _leaves(part)
    else:
        yield message


def _attached(message: Message) -> Iterator[Message]:
    for part in _leaves(message):
        if part.get_content_type() == _ATTACHED:
            yield from _children(part)


def _is_file(part: Message) -> bool:
    if part.get_content_disposition() == "attachment" or part.get_filename() is not None:
        return True
    return part.get_content_type() == _ATTACHED or part.get_content_maintype() in _MEDIA


def _file_name(part: Message) -> str:
    default = "message.eml" if part.get_content_type() == _ATTACHED else "unnamed"
    return header_text(part.get_filename() or "") or default


def _decoded(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    text = text_of(raw, part.get_content_charset()).replace("\r\n", "\n")
    if "flowed" not in str(part.get("content-type", "")).lower():
        return text
    return unflowed(text, glue="" if str(part.get_param("delsp", "")).lower() == "yes" else " ")


def unflowed(text: str, *, glue: str = " ") -> str:
    r"""A text of ``format=flowed`` with its lines put together again; quoted lines stay as they are.

    >>> unflowed("my game \ncrashes\n-- \nAna")
    'my game crashes\n-- \nAna'
    """
    found: list[str] = []
    flows = False
    for line in text.split("\n"):
        bare = line.removeprefix(" ")
        if flows and not line.startswith(">") and bare != "-- ":
            found[-1] += bare
        else:
            found.append(bare)
        flows = line.endswith(" ") and bare != "-- " and not line.startswith(">")
        if flows:
            found[-1] = found[-1].removesuffix(" ") + glue
    return "\n".join(found)


def _without_armour(text: str) -> str:
    """What somebody signed, without the lines of the signature around it."""
    begin = text.find(_CLEARTEXT)
    end = text.find(_SIGNATURE, begin)
    if begin < 0 or end < 0:
        return text
    signed = text[begin:end].partition("\n\n")[2]
    return text[:begin] + "\n".join(line.removeprefix("- ") for line in signed.split("\n"))


def _instant(text: str) -> str | None:
    """A header's time; one without a zone is given without, but ``-0000`` is written in UTC."""
    dated = _ZONES.sub(lambda zone: f" +0{1 + ('S' in zone[0])}00", text.strip())
    try:
        found = parsedate_to_datetime(dated)
        if found.tzinfo is None:
            return found.isoformat() + ("Z" if _NO_ZONE in dated else "")
        return format_instant(found)
    except (ValueError, TypeError, IndexError, OverflowError):
        return read_time(text)
