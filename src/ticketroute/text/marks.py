"""Where the history of a mail begins: separators, heads and lines over a quotation. It cuts nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from ticketroute.text import mail

# A longer line is no line of a mail program; its beginning is looked at no further.
_LONGEST: Final = 400
# A head has hardly more lines, its copies and wrapped ones included.
_HEAD_LINES: Final = 16
# Programs wrap a line over a quotation at some 76 signs.
_WRAPPED_OVER: Final = 3

_DAY: Final = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d\d)(?!\d)")
_TIME: Final = re.compile(r"(?<!\d)\d{1,2} ?[:.h] ?\d\d(?!\d)")
_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2} ?[:h] ?\d\d(?!\d)")
_BARE: Final = re.compile(r"(?:\d|[^\W\d_]{2,14}\.?, ?\d)[^<>]{6,150}<[^<>\s]{3,100}> ?:$")
_SENDER_FIRST: Final = re.compile(r"[^<>:]{1,80}<[^<>\s]{1,60}@[^<>\s]{1,60}> ?")
# Signs of which separators are drawn.
_SEPARATING: Final = frozenset("-_=*#")
_RULE: Final = re.compile(r"[ \t]{0,4}(?:[-_=*]{3,200}|>? ?Message du \d[\d/.: -]{4,30})[ \t]{0,4}$", re.IGNORECASE)


@frozen(kw_only=True)
class Mark:
    """Lines from ``start`` up to ``end`` by which an earlier mail begins; ``forward`` says that it was passed on."""

    start: int
    end: int
    forward: bool = False


def is_rule(line: str) -> bool:
    """Whether a line is only drawn, or names the date of the mail below it.

    >>> is_rule("________________"), is_rule("Message du 06/10/26 09:41"), is_rule("1. ouvrir")
    (True, True, False)
    """
    return _RULE.match(line) is not None


def attribution(lines: Sequence[str], last: int, *, quoted_below: bool) -> int | None:
    """The first line of what stands over a quotation and ends at line ``last``, or None.

    >>> attribution(["Non.", "Le 6 oct. 2026 à 09:41, Aide", "<aide@jeu.example> a écrit :"], 2, quoted_below=False)
    1
    """
    if not lines[last].rstrip("\xa0 \t").endswith((":", ": *")):
        return None
    joined = ""
    for first in range(last, max(-1, last - _WRAPPED_OVER), -1):
        line = lines[first].strip("> \t\xa0")
        joined = f"{line} {joined}".strip()
        if not line or len(joined) > _LONGEST:
            return None
        if _attributes(joined, quoted_below=quoted_below):
            return first
    return None


def _attributes(line: str, *, quoted_below: bool) -> bool:
    if _DAY.search(line) is None:
        return False
    address, time = "@" in line, _TIME.search(line) is not None
    if quoted_below and (address or mail.written().search(line)):
        return True
    if _BARE.match(line) or line.lower().startswith(mail.opens_attribution()):
        return True
    verb = mail.written().search(line)
    if verb is None or not (address or time):
        return False
    # A verb with more behind it is German or Dutch order, or the sender's own words: "I wrote to you:".
    named = line[verb.start() : verb.end()]
    after = named.partition(" ")[2]
    ends = named.rstrip(" :\xa0").lower() in mail.words("attribution", "verbs")
    return (
        ends
        or ("<" in after and ">" in after)
        or _follows_date(line, verb.start())
        or _sender_first(line, verb.start())
    )


def _follows_date(line: str, verb: int) -> bool:
    """German and Dutch: the verb stands right behind date and time."""
    return re.search(r"\d(?: Uhr)?,? $", line[max(0, verb - 12) : verb], re.IGNORECASE) is not None


def _sender_first(line: str, verb: int) -> bool:
    return _SENDER_FIRST.fullmatch(line, 0, verb) is not None


def marks(lines: Sequence[str]) -> Iterator[Mark]:
    """Every mark in order; none overlaps another."""
    at = 0
    while at < len(lines):
        mark = _mark_at(lines, at)
        if mark is not None:
            yield mark
            at = mark.end
        else:
            at += 1


def _mark_at(lines: Sequence[str], at: int) -> Mark | None:
    line = lines[at]
    if len(line) > _LONGEST or (":" not in line and "--" not in line and "##" not in line):
        return None
    said = line.strip("> \t\xa0")
    found = (
        mail.separator().match(said)
        if said[:1] in _SEPARATING or said.lower().startswith(mail.forward_lines())
        else None
    )
    if found is not None:
        head = head_end(lines, _past_blank(lines, at + 1), marked=True)
        return Mark(start=at, end=head or at + 1, forward=bool(found["forward"] or found["line"]))
    head = head_end(lines, at)
    if head is not None:
        return Mark(start=at, end=head)
    return _spoken(lines, at)


def _spoken(lines: Sequence[str], at: int) -> Mark | None:
    below = _past_blank(lines, at + 1)
    first = attribution(lines, at, quoted_below=below < len(lines) and lines[below].startswith(">"))
    return None if first is None else Mark(start=first, end=at + 1)


def _past_blank(lines: Sequence[str], at: int) -> int:
    limit = min(len(lines), at + 3)
    while at < limit and not lines[at].strip("> \t\xa0"):
        at += 1
    return at


def head_end(lines: Sequence[str], at: int, *, marked: bool = False) -> int | None:
    """The line after a mail's head that begins at a line, or None where none does.

    A head names its sender, and when it was sent or what about, beside an address, a day or a time; ``marked`` says
    that a separator stands over it, so that two labels are enough.

    >>> head_end(["From: A <a@b.example>", "Sent: Tuesday", "To: C", "Subject: gold", "", "Hello"], 0)
    4
    >>> head_end(["From: Leeds", "To: York", "Date: 12 October"], 0)
    """
    kinds: list[str] = []
    values, end, odd = "", at, 0
    for place in range(at, min(len(lines), at + _HEAD_LINES)):
        found = mail.label().match(lines[place][:_LONGEST])
        kind = mail.kinds_of_labels()[found[1].lower()] if found is not None else None
        if (kind == "to" and not kinds and not marked) or (kind == "from" and "from" in kinds):
            break  # no head begins so, and none names two senders
        if found is not None and kind is not None:
            kinds.append(kind)
            values += lines[place][found.end() : found.end() + _LONGEST]
            end, odd = place + 1, 0
            continue
        odd += 1
        if place == at or odd > 1:
            break
    return end if _is_head(kinds, values, marked=marked) else None


def _is_head(kinds: Sequence[str], values: str, *, marked: bool) -> bool:
    if len(kinds) < 2 or ("from" not in kinds and not marked):  # noqa: PLR2004 - two labels make a head
        return False
    dated = "@" in values or _CLOCK.search(values) is not None or _DAY.search(values) is not None
    told = "sent" in kinds or ("subject" in kinds and (len(kinds) > 2 or "@" in values))  # noqa: PLR2004 - as above
    return marked or (dated and told)
