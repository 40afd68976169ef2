"""HTML to text in time linear in its length, quotations and signatures marked as in plain mails. No meaning is read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from ticketroute.text.mojibake import repaired
from ticketroute.text.normalise import cap
from ticketroute.text.quotes import without_history
from ticketroute.text.signatures import is_closing

# Of a longer body the two ends are looked through, far more of each than `cap` leaves.
_END_CHARS: Final = 100_000
# Much markup can stand before little text, so HTML is capped higher than text, and the text again after.
MAX_HTML_CHARS: Final = 400_000

_HIDDEN: Final = ("script", "style", "head", "title", "template")
_BREAKING: Final = frozenset(
    {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote", "hr", "pre"}
)
_PARTING: Final = frozenset({"td", "th"})
_TAG_NAME: Final = re.compile(r"/?([A-Za-z][A-Za-z0-9]{0,20})")
_BLANKS: Final = re.compile(r"[ \t\r\f\v\xa0]{2,1000}")
_BLANK_LINES: Final = re.compile(r"\n{3,1000000}")
_ATTRIBUTES_CHARS: Final = 2_000
# Gmail's button for indenting makes such a quotation of one's own words.
_INDENTED: Final = re.compile(r"border:\s?none|margin:\s?0(?:px)? 0(?:px)? 0(?:px)? 40px", re.IGNORECASE)
_SIGNATURE: Final = re.compile(
    r"(?:class|id)\s?=\s?[\"']?[^\"'>]{0,60}(?:gmail_signature(?![_-])|js-signaturemarker|moz-signature|applemailsignature|mobile_signature)"
    r"|id\s?=\s?[\"']?signature[\"' >]",
    re.IGNORECASE,
)
# Signs that no text holds after this module: the beginning and end of a quotation, the beginning of a signature.
_QUOTE, _UNQUOTE, _SIGN = "\ue0f0", "\ue0f1", "\ue0f2"


def html_to_text(source: str) -> str:
    r"""Strip tags, comments, scripts and styles, and resolve entities; block elements end a line.

    Lines of quotations begin with "> ", and a block that its program marks as a signature follows a line "--".

    >>> html_to_text("<p>Bonjour,</p><p>mon or a <b>disparu</b> &amp; rien</p><style>p{}</style>")
    'Bonjour,\n\nmon or a disparu & rien'
    >>> html_to_text('<p>Non.</p><blockquote type="cite">Est-ce fait ?<br>Merci</blockquote>')
    'Non.\n\n> Est-ce fait ?\n> Merci'
    """
    source = _without_own_signs(source[:MAX_HTML_CHARS])
    return _tidy(html.unescape("".join(_Stripper(source).parts())))


def _without_own_signs(text: str) -> str:
    for sign in (_QUOTE, _UNQUOTE, _SIGN, "\0"):
        text = text.replace(sign, "")
    return text


class _Stripper:
    """One pass over a page. What is sought once without success is not sought again: that keeps it linear."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lowered = source.lower()
        self._signed = "signature" in self._lowered
        self._absent: set[str] = set()
        self._quotes: list[bool] = []

    def parts(self) -> Iterator[str]:
        """The text between tags, with a line end for each element that ends one."""
        source, at = self._source, 0
        while (opening := source.find("<", at)) >= 0:
            yield source[at:opening]
            name = _TAG_NAME.match(source, opening + 1)
            if source.startswith("<!--", opening):
                ending = self._find("-->", opening)
                at = ending + len("-->") if ending >= 0 else opening + len("<!--")
            elif name is None and not source.startswith("<!", opening):
                yield "<"  # a lone sign: "level < 5", "<3"
                at = opening + 1
            else:
                tag = name[1].lower() if name else ""
                at = self._after_tag(opening, tag)
                yield self._meaning(tag, opening, at)
        yield source[at:]

    def _meaning(self, tag: str, opening: int, end: int) -> str:
        """What a tag says to a reader of its text."""
        if tag == "blockquote":
            return f"\n{self._quotation(opening, end)}"
        space = "\n" if tag in _BREAKING else " " if tag in _PARTING else ""
        return space + _SIGN if self._signed and self._marks_signature(opening, end) else space

    def _quotation(self, opening: int, end: int) -> str:
        if self._source[opening + 1] == "/":
            return _UNQUOTE if self._quotes and self._quotes.pop() else ""
        quotes = _INDENTED.search(self._source, opening, min(end, opening + _ATTRIBUTES_CHARS)) is None
        self._quotes.append(quotes)
        return _QUOTE if quotes else ""

    def _marks_signature(self, opening: int, end: int) -> bool:
        end = min(end, opening + _ATTRIBUTES_CHARS)
        return (
            self._lowered.find("signature", opening, end) >= 0
            and _SIGNATURE.search(self._source, opening, end) is not None
        )

    def _find(self, sought: str, start: int) -> int:
        if sought in self._absent:
            return -1
        found = self._lowered.find(sought, start)
        if found < 0:
            self._absent.add(sought)
        return found

    def _after_tag(self, opening: int, tag: str) -> int:
        """Where reading goes on after a tag; it never runs over the next '<', so a cut-off one costs its own length."""
        following = self._source.find("<", opening + 1)
        limit = following if following >= 0 else len(self._source)
        closing = self._source.find(">", opening, limit)
        if closing < 0:
            return limit
        if tag in _HIDDEN and self._source[opening + 1] != "/":
            ending = self._find(f"</{tag}", closing)
            return ending if ending >= 0 else closing + 1
        return closing + 1


def _tidy(text: str) -> str:
    lines = [_BLANKS.sub(" ", line).strip(" \t\r\f\v\xa0") for line in text.split("\n")]
    if _QUOTE in text or _SIGN in text:
        lines = list(_marked(lines))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _marked(lines: list[str]) -> Iterator[str]:
    """Lines with their quotations and signatures marked as plain mails mark them; a page of nothing else is not."""
    depths = list(accumulate(line.count(_QUOTE) - line.count(_UNQUOTE) for line in lines))
    own = any(depth <= 0 and any(map(str.isalnum, line)) for depth, line in zip(depths, lines, strict=True))
    last = ""
    for depth, line in zip(depths, lines, strict=True):
        text = _without_own_signs(line).strip()
        if _SIGN in line and depth <= 0 and last and not is_closing(last):
            yield "--"
            yield ""
        yield f"> {text}" if own and depth > 0 and text else text
        last = text or last


def plain_text(subject: str | None, body: str | None, *, is_html: bool = False) -> str:
    """The words of one message: subject and body, without markup and history, capped."""
    body = (html_to_text(body) if is_html else body) if body else ""
    if len(body) > 2 * _END_CHARS:
        body = f"{body[:_END_CHARS]}\n{body[-_END_CHARS:]}"
    body = cap(without_history(repaired(body)))
    subject = repaired((subject or "").strip()[:1_000])
    return f"{subject}\n{body}".strip() if subject and subject not in body[: len(subject) + 20] else body
