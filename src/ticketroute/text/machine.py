"""Stretches of a text that machines wrote: encoded bytes, traces, logs, dumps, data. It judges no word of people.

Lines of a chat are people's words though they begin with a time, and so is the line that names an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

# Shorter texts hold nothing that is worth a look.
_LEAST_CHARS: Final = 60
# Fewer such lines may be people's words; one of dense data is none.
_LEAST_LINES: Final = {"trace": 2, "log": 2, "hex": 2, "data": 3, "dense": 1}
_LONG_RUN: Final = 60
# Of a longer line only so much is looked at.
_LOOK_CHARS: Final = 400
# Share of signs in one line of data that are neither letters nor blanks.
_DENSE_SHARE: Final = 0.22
_DENSE_CHARS: Final = 80

_RUN: Final = re.compile(rf"(?:data:[\w/+.-]{{3,60}};base64,)?[A-Za-z0-9+/_=-]{{{_LONG_RUN},}}")
# What any line of a trace, a log or data holds.
_TECHNICAL: Final = re.compile(r"[(\[{<\]}\">:]|\d\d")
_TAIL: Final = re.compile(r"[A-Za-z0-9+/_-]{1,76}={0,2}")
_FRAME: Final = re.compile(
    r"\s{0,12}(?:at (?=\S{1,100}[.$/\\]\w)[\w.$<>`\[\]/\\-]{3,200} ?[(\[+]|at [\w.$<>]{1,80}:\d|File \"[^\"\n]{1,200}\", line \d|\.\.\. \d{1,4} more|#\d{1,3}\s{1,4}(?:0x|\S{2,80}\()"
    r"|\d{1,3}\s{1,4}[\w.-]{2,60}\s{1,20}0x[0-9a-f]{6,16}|\[?0x[0-9a-f]{8,16}\]?[ :]|[\w.-]{2,60}\.(?:dll|exe|so|dylib)[!+ (]{1,3}(?:0x)?[\w:~<>]{2,120}|(?:rax|eax|rip|eip|rsp|esp)[:= ]{1,3}(?:0x)?[0-9a-f]{6,16})",
    re.IGNORECASE,
)
_LEVEL: Final = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|ERR|FATAL|CRITICAL|SEVERE|VERBOSE)"
_LOG: Final = re.compile(
    rf"\s{{0,4}}(?:[\[(<]?(?:\d{{4}}[-/.]\d\d[-/.]\d\d|\d\d[-/.]\d\d[-/.]\d{{4}})?[T ,]{{0,2}}(?:\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?)Z?[\])>]?[^\n]{{0,40}}?[\[\s|:(<-]{_LEVEL}[\]\s|:)>-]"
    rf"|[\[<]?{_LEVEL}[\]>:]?\s{{1,4}}[\[(]?\d{{2,4}}[-/:.]\d\d"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]\d{3}"
    r"|\[\d{1,2}/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d \S{1,60} \S{1,60}:)"
)
_HEX: Final = re.compile(r"\s{0,8}(?:0x)?[0-9a-fA-F]{4,16}[:h]?\s{1,4}(?:[0-9a-fA-F]{2,8}[ \t-]{1,3}){4,32}")
_DATA: Final = re.compile(
    r"\s{0,40}(?:[{}\[\]],?\s{0,8}$|\"[\w .-]{1,60}\"\s?:\s?\S|</?[A-Za-z][\w:.-]{0,60}(?:\s[^<>\n]{0,200})?/?>|<\?xml)"
)
_OPENS_DATA: Final = re.compile(r"\s{0,8}(?:\{\s?\"|\[\s?[{\"]|<\?xml|<[A-Za-z][\w:.-]{0,40}[ >/])")


def machine_spans(text: str) -> list[tuple[int, int]]:
    r"""Where a text holds what machines wrote; half-open spans in order, none touching another.

    >>> text = "le jeu plante\n  at Game.Shop.Open (Shop.cs:12)\n  at Game.Main.Run (Main.cs:4)\n  at Game.Main.Loop (Main.cs:9)"
    >>> machine_spans(text)
    [(14, 109)]
    """
    if len(text) < _LEAST_CHARS or ("\n" not in text and not _tells(text)):
        return []
    return _joined(sorted([*_lines_of_machines(text), *_encoded(text)]), text)


def _tells(line: str) -> bool:
    """Whether a text of one line may hold encoded bytes or data."""
    words = line.split()
    return bool(words) and (words[0][0] in "{[<" or len(max(words, key=len)) >= _LONG_RUN)


def machine_share(text: str) -> float:
    """The share of a text's characters that machines wrote, 0 to 1.

    >>> machine_share("mon compte a été piraté")
    0.0
    """
    return sum(end - start for start, end in machine_spans(text)) / len(text) if text else 0.0


def without_machine(text: str) -> str:
    r"""A text without what machines wrote, never without all words: a text of nothing else stays whole.

    >>> without_machine("voici :\n" + "iVBORw0KGgoAAAANSUhEUgAA" * 9)
    'voici :'
    """
    spans = machine_spans(text)
    if not spans:
        return text
    places = [0, *(place for span in spans for place in span), len(text)]
    kept = "\n".join(text[a:b].strip(" \n") for a, b in zip(places[::2], places[1::2], strict=True)).strip()
    return kept if any(map(str.isalpha, kept)) else text


def _joined(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Spans of which none overlaps, or stands only blanks apart from, the next."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and (start <= joined[-1][1] or not text[joined[-1][1] : start].strip()):
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def _encoded(text: str) -> Iterator[tuple[int, int]]:
    """Runs of encoded bytes, with the shorter line that ends one."""
    for match in _RUN.finditer(text):
        run = match[0]
        if _looks_encoded(run[-_LOOK_CHARS:]):
            end = match.end()
            tail = _TAIL.match(text, end + 1) if text[end : end + 1] == "\n" else None
            yield match.start(), tail.end() if tail is not None and _ends_run(tail) else end


def _ends_run(tail: re.Match[str]) -> bool:
    whole = tail.string[tail.end() : tail.end() + 1] in {"", "\n"}
    return whole and (tail[0].endswith("=") or _looks_encoded(tail[0]))


def _looks_encoded(run: str) -> bool:
    digits = sum(map(str.isdigit, run))
    upper = sum(map(str.isupper, run))
    lower = sum(map(str.islower, run))
    if digits and digits + upper + lower == len(run) and set(run.lower()) <= set("0123456789abcdef"):
        return True
    return min(upper, lower) * 6 >= len(run) and (digits > 0 or "+" in run or "/" in run or run.endswith("="))


def _lines_of_machines(text: str) -> Iterator[tuple[int, int]]:
    """Runs of lines of one kind; blank lines do not part them."""
    group: list[tuple[int, int]] = []
    kind, at = "", 0
    for line in text.split("\n"):
        found = _kind(line) or (kind if kind == "trace" and _continues_trace(line) else "")
        if found != kind and line.strip():
            yield from _whole(group, kind)
            group, kind = [], found
        if found:
            group.append((at, at + len(line)))
        at += len(line) + 1
    yield from _whole(group, kind)


def _continues_trace(line: str) -> bool:
    """The code that some traces show under a frame is indented."""
    return line.startswith("    ") and len(line) <= _LOOK_CHARS


def _whole(group: Sequence[tuple[int, int]], kind: str) -> Iterator[tuple[int, int]]:
    if group and len(group) >= _LEAST_LINES[kind]:
        yield group[0][0], group[-1][1]


def _kind(line: str) -> str:
    look = line[:_LOOK_CHARS]
    if _TECHNICAL.search(look) is None:
        return ""
    if _FRAME.match(look):
        return "trace"
    if _LOG.match(look):
        return "log"
    if _HEX.match(look):
        return "hex"
    if len(line) >= _DENSE_CHARS and _OPENS_DATA.match(look) and _is_dense(look):
        return "dense"
    return "data" if _DATA.match(look) else ""


def _is_dense(look: str) -> bool:
    words = sum(sign.isalpha() or sign == " " for sign in look)
    return len(look) - words >= _DENSE_SHARE * len(look)
