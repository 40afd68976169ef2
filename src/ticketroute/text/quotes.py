"""The sender's own words of a mail, without what was quoted, passed along or added by a server. Nothing is read.

It cuts only where a mail program's mark stands with words before it, never to nothing, in time linear in the text.
A mail that only points at the one below it keeps that one: it is the request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ticketroute.text import mail
from ticketroute.text.flat import with_line_ends
from ticketroute.text.marks import Mark, attribution, head_end, is_rule, marks

# "Voir ci-dessous, merci. Cordialement, Jeanne Dupont, accueil" points; a request has more words.
_POINTING_WORDS: Final = 12
# So few words before a mail passed on say nothing themselves.
_PASSING_WORDS: Final = 3
# One line with ">" may be a menu, an arrow or one remark; more are a quotation.
_QUOTED_LINES: Final = 2
# Above a marked head stands at most a line with its date.
_HEAD_WITHIN: Final = 4
_DISCLAIMER_CHARS: Final = 4_000
_PROOFS: Final = 2

_QUOTED: Final = re.compile(r"[ \t]?>")
_BLANK_LINES: Final = re.compile(r"\n[ \t]{0,200}(?:\n[ \t]{0,200})+")
_WORD: Final = re.compile(r"[^\W_]+")


def without_history(text: str) -> str:
    r"""Cut the quoted history and the server's disclaimers off a message, never to nothing.

    >>> without_history("Toujours rien.\n\nLe 3 nov. 2026 à 10:12, Support a écrit :\n> Bonjour")
    'Toujours rien.'
    >>> without_history("> Quel serveur ?\nEU2.\n> Quelle carte ?\nUne 1060.")
    'EU2.\n\nUne 1060.'
    """
    if ":" not in text and ">" not in text and "\n" not in text:
        return text
    unfolded = with_line_ends(text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text)
    own = _before_marks(_without_quoted(unfolded))
    own = _without_disclaimers(own).strip()
    return text if own == unfolded.strip() or not _has_words(own) else own


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _without_quoted(text: str) -> str:
    """Drop lines marked with ">" and what stands over them; a blank line is left in their place."""
    if not text.startswith((">", " >")) and "\n>" not in text and "\n >" not in text:
        return text
    lines = text.split("\n")
    runs = list(_runs(lines))
    firsts = [_over(lines, start) for start, _ in runs]
    if firsts == [start for start, _ in runs] and not _quotes(lines, runs):
        return text
    kept: list[str] = []
    at = 0
    for (start, end), first in zip(runs, firsts, strict=True):
        kept += lines[at : max(first, at)]
        kept += _bared(lines, start, end)
        at = end
    joined = "\n".join([*kept, *lines[at:]])
    return _BLANK_LINES.sub("\n\n", joined).strip() if _has_words(joined) else text


def _runs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = None
    for at, line in enumerate(lines):
        if _QUOTED.match(line):
            start = at if start is None else start
        elif start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(lines)


def _quotes(lines: Sequence[str], runs: Sequence[tuple[int, int]]) -> bool:
    """Whether marked lines without a mail program's line over them are a quotation, and not what a sender shows."""
    shown = any(start and lines[start - 1].rstrip().endswith(":") for start, _ in runs)
    prompts = all(lines[at].startswith(">>> ") for start, end in runs for at in range(start, end))
    return not shown and not prompts and sum(end - start for start, end in runs) >= _QUOTED_LINES


def _over(lines: Sequence[str], start: int) -> int:
    """The first line of the attribution over a quotation, or the quotation's own first line."""
    above = start - 1
    while above > max(0, start - 3) and not lines[above].strip():
        above -= 1
    first = attribution(lines, above, quoted_below=True) if above >= 0 else None
    return start if first is None else first


def _bared(lines: Sequence[str], start: int, end: int) -> list[str]:
    """A head that alone of a quoted mail is marked stays, without its signs, to be found as a head."""
    run = lines[start:end] if any(line.strip() for line in lines[end : end + 3]) else ()
    for at in range(min(len(run), _HEAD_WITHIN)):
        head = head_end(run, at)
        if head is not None and not any(line.strip("> \t") for line in run[head:]):
            return ["", *(line.lstrip("> \t") for line in run[at:head]), ""]
    return [""]


def _before_marks(text: str) -> str:
    if ":" not in text and "--" not in text and "##-" not in text:
        return text
    lines = text.split("\n")
    start = 0
    for mark in marks(lines):
        own = lines[start : mark.start]
        if _speaks(own) and not _points(own, mark):
            return _upto(lines, mark.start)
        start = mark.end
    return text


def _speaks(lines: Iterable[str]) -> bool:
    return any(_has_words(line) and not is_rule(line) for line in lines)


def _points(lines: Sequence[str], mark: Mark) -> bool:
    """Whether lines before a mail only say that it is below."""
    own = "\n".join(lines)[:1_000]
    count = len(_WORD.findall(own))
    return (mark.forward and count <= _PASSING_WORDS) or (
        count <= _POINTING_WORDS and mail.pointing().search(own) is not None
    )


def _upto(lines: Sequence[str], end: int) -> str:
    while end and (not lines[end - 1].strip() or is_rule(lines[end - 1])):
        end -= 1
    return "\n".join(lines[:end]).strip()


def _without_disclaimers(text: str) -> str:
    """Drop the last paragraphs as long as they are a mail server's."""
    while (at := text.rfind("\n\n", max(0, len(text) - _DISCLAIMER_CHARS))) >= 0:
        if not _disclaims(text[at:]) or not _has_words(text[:at]):
            break
        text = text[:at].rstrip()
    return text


def _disclaims(paragraph: str) -> bool:
    said = paragraph.strip(" \t\n*_-").lower()
    if said.startswith(mail.words("disclaimers", "plain")):
        return True
    proofs = mail.words("disclaimers", "proofs")
    return said.startswith(mail.words("disclaimers", "starts")) and sum(word in said for word in proofs) >= _PROOFS
