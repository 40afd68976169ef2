"""HTML to text, and quoted replies cut off a message; in time linear in its length. No meaning is read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from ticketroute.text.normalise import cap

# Much markup can stand before little text, so HTML is capped higher than text, and the text again after.
MAX_HTML_CHARS: Final = 400_000

_HIDDEN: Final = ("script", "style", "head", "title", "template")
_BREAKING: Final = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol", "blockquote"})
_TAG_NAME: Final = re.compile(r"/?([A-Za-z][A-Za-z0-9]{0,20})")
_BLANKS: Final = re.compile(r"[ \t\r\f\v]{2,1000}")

# A line that opens the history of a mail; what follows belongs to somebody else or to an earlier message.
_HISTORY: Final = re.compile(
    r"^(?:>{0,3} ?(?:Le|On|Am|El|Il|Em|Dnia|W dniu) .{6,120}(?:écrit|wrote|schrieb|escribió|ha scritto|escreveu|napisał\(?a?\)?|pisze) ?:"
    r"|-{2,10} ?(?:Message d'origine|Message original|Original Message|Ursprüngliche Nachricht|Mensaje original|Messaggio originale|Mensagem original|Forwarded message|Message transféré) ?-{2,10}"
    r"|_{10,60})\s{0,3}$",
    re.MULTILINE | re.IGNORECASE,
)


def html_to_text(source: str) -> str:
    r"""Strip tags, comments, scripts and styles, and resolve entities; block elements end a line.

    >>> html_to_text("<p>Bonjour,</p><p>mon or a <b>disparu</b> &amp; rien</p><style>p{}</style>")
    'Bonjour,\n\nmon or a disparu & rien'
    """
    return _tidy(html.unescape("".join(_Stripper(source[:MAX_HTML_CHARS]).parts())))


class _Stripper:
    """One pass over a page. What is sought once without success is not sought again: that keeps it linear."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lowered = source.lower()
        self._absent: set[str] = set()

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
                if tag in _BREAKING:
                    yield "\n"
                at = self._after_tag(opening, tag)
        yield source[at:]

    def _find(self, sought: str, start: int) -> int:
        if sought in self._absent:
            return -1
        found = self._lowered.find(sought, start)
        if found < 0:
            self._absent.add(sought)
        return found

    def _after_tag(self, opening: int, tag: str) -> int:
        """Where reading goes on after a tag. A tag does not run over the next '<', so a cut-off one costs its own length."""
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
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(lines).strip()


def without_history(text: str) -> str:
    r"""Cut the quoted history off a message, never to nothing.

    >>> without_history("Toujours rien.\n\nLe 3 nov. 2026 à 10:12, Support a écrit :\n> Bonjour")
    'Toujours rien.'
    """
    match = _HISTORY.search(text)
    own = text[: match.start()] if match else text
    if "\n>" in own or own.startswith(">"):
        own = "\n".join(line for line in own.split("\n") if not line.startswith(">"))
    return own.strip() or text


def plain_text(subject: str | None, body: str | None, *, is_html: bool = False) -> str:
    """The words of one message: subject and body, without markup and history, capped."""
    body = (html_to_text(body) if is_html else body[: MAX_HTML_CHARS * 4]) if body else ""
    body = without_history(cap(body))
    subject = (subject or "").strip()[:1_000]
    return f"{subject}\n{body}".strip() if subject and subject not in body[: len(subject) + 20] else body
