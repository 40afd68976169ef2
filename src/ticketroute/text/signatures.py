"""The block under which people and devices sign a message, and a message without it. It reads no name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ticketroute.text import mail

# A signature has hardly more lines; what stands higher is the message.
_SIGNED_LINES: Final = 14
# Its lines are short: a longer one is a sentence.
_LINE_CHARS: Final = 90
_NAME_WORDS: Final = 5
# A message of fewer words keeps its signature: it may be all that it says.
_LEAST_WORDS: Final = 2

_DASHES: Final = re.compile(r"(?:--|—|__)[ \t\xa0]{0,3}$")
_CONTACT: Final = re.compile(
    r"(?:\+|00|\(|\b0)\d[\d ().\xa0/-]{6,24}\d|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}|\b(?:https?://|www\.)\S{3,200}"
    r"|\b(?:tel|tél|téléphone|phone|mobile|mob|fax|handy|móvil|cell|тел)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def is_closing(line: str) -> bool:
    """Whether a line only takes leave.

    >>> is_closing("Bien cordialement,"), is_closing("Merci de me répondre")
    (True, False)
    """
    return line.strip(" \t\xa0,.!;:*_-").lower() in mail.closings()


def is_device_line(line: str) -> bool:
    """Whether a device or a mail program wrote a line.

    >>> is_device_line("Envoyé de mon iPhone"), is_device_line("Envoyé de mon appartement")
    (True, False)
    """
    said = line.strip(" \t\xa0.*_<>[]").lower()
    return (
        len(said) <= _LINE_CHARS
        and said.startswith(mail.words("devices", "starts"))
        and any(name in said for name in mail.words("devices", "names"))
    )


def without_devices(text: str) -> str:
    r"""Drop the lines that devices add at the end; nobody who reads a message needs them.

    >>> without_devices("toujours rien ?\n\nEnvoyé de mon iPhone")
    'toujours rien ?'
    """
    if "\n" not in text:
        return text
    lines = text.rstrip().split("\n")
    end = _before_devices(lines)
    return text if end == len(lines) else "\n".join(lines[:end]).rstrip()


def without_signature(text: str) -> str:
    r"""Cut the signature off a message, never to nothing; a line that may be a sentence is none.

    >>> without_signature("Mon or a disparu.\n\nCordialement,\nJeanne Dupuis\n06 12 34 56 78")
    'Mon or a disparu.'
    >>> without_signature("Merci\nMon compte est bloqué")
    'Merci\nMon compte est bloqué'
    """
    if "\n" not in text:
        return text
    lines = text.rstrip().split("\n")
    end = len(lines)
    while (shorter := _end_of(lines[:end] if end < len(lines) else lines)) < end:
        end = shorter
    return text if end == len(lines) else "\n".join(lines[:end]).rstrip()


def _end_of(lines: Sequence[str]) -> int:
    """Where a message ends that may be signed: the number of its lines without one signature."""
    end = _before_devices(lines)
    for at in range(max(1, end - _SIGNED_LINES), end):
        if _signs(lines, at, end) and _speaks(lines[:at]):
            return at
    return end


def _before_devices(lines: Sequence[str]) -> int:
    end = len(lines)
    while end > 1:
        last = end
        while last > 1 and not lines[last - 1].strip():
            last -= 1
        if not is_device_line(lines[last - 1]) or not _speaks(lines[: last - 1], least=1):
            break
        end = last - 1
    return end


def _signs(lines: Sequence[str], at: int, end: int) -> bool:
    tail = [line for line in lines[at + 1 : end] if line.strip()]
    if _DASHES.match(lines[at]):
        return not lines[at - 1].rstrip().endswith(":") and all(
            len(line) <= _LINE_CHARS and "?" not in line for line in tail
        )
    return bool(tail) and is_closing(lines[at]) and all(_of_signature(line) for line in tail)


def _of_signature(line: str) -> bool:
    if len(line) > _LINE_CHARS or "?" in line:
        return False
    return is_closing(line) or is_device_line(line) or _CONTACT.search(line) is not None or _is_name(line)


def _is_name(line: str) -> bool:
    words = [word for word in _LETTERS.findall(line) if word.lower() not in mail.words("closings", "linking")]
    return len(words) <= _NAME_WORDS and (
        all(word[0].isupper() for word in words) or (len(words) == 1 and "." not in line)
    )


def _speaks(lines: Sequence[str], *, least: int = _LEAST_WORDS) -> bool:
    count = 0
    for line in reversed(lines):
        count += len(_WORD.findall(line[:200]))
        if count >= least:
            return True
    return False
