"""HTML to text, and quoted replies cut off a message; in time linear in its length. No meaning is read."""

from __future__ import annotations

import html
import re
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
    source = source[:MAX_HTML_CHARS]
    lowered = source.lower()
    parts: list[str] = []
    at = 0
    no_comment_end = False
    while (opening := source.find("<", at)) >= 0:
        parts.append(source[at:opening])
        if source.startswith("<!--", opening) and not no_comment_end:
            closing = source.find("-->", opening)
            no_comment_end = closing < 0
            at = closing + 3 if closing >= 0 else opening + 4
            continue
        name = _TAG_NAME.match(source, opening + 1)
        if name is None and not source.startswith("<!", opening):
            parts.append("<")  # a lone sign: "level < 5", "<3"
            at = opening + 1
            continue
        at = _after_tag(source, lowered, opening, name[1].lower() if name else "", parts)
    parts.append(source[at:])
    return _tidy(html.unescape("".join(parts)))


def _after_tag(source: str, lowered: str, opening: int, name: str, parts: list[str]) -> int:
    """Where reading goes on after the tag at ``opening``; a break or a blank is left in its place."""
    # A tag does not run over the next '<': so a cut-off one costs its own length only.
    closing, following = source.find(">", opening, opening + 20_000), source.find("<", opening + 1)
    if closing < 0 or 0 <= following < closing:
        return following if following >= 0 else len(source)
    if name in _BREAKING:
        parts.append("\n")
    if name in _HIDDEN and source[opening + 1] != "/":
        ending = lowered.find(f"</{name}", closing)
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
