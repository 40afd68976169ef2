"""Jira's wiki markup as plain text: words stay, marks go, code stays as it is. Layout is dropped."""

from __future__ import annotations

import re
from typing import Final

_CODE: Final = re.compile(r"\{(?:code|noformat)(?::[^}\n]{0,200})?\}")
_LINK: Final = re.compile(r"\[([^\[\]|\n]{1,300})\|([^\[\]|\n]{1,2000})(?:\|[^\[\]\n]{0,100})?\]")
_MENTION: Final = re.compile(r"\[~(?:accountid:)?([^\[\]\n]{1,200})\]")
_PICTURE: Final = re.compile(r"!([^!|\n\s][^!|\n]{0,200}\.[A-Za-z0-9]{2,5})(?:\|[^!\n]{0,200})?!")
_ROW: Final = re.compile(r"^[ \t]{0,20}(\|{1,2}[^\n]{1,10000}\|)[ \t]{0,20}$", re.MULTILINE)
_CELLS: Final = re.compile(r"\|{1,2}")
# What is replaced one after another; the first ones would be taken for others.
_STEPS: Final = (
    (re.compile(r"\{(?:color|quote|panel|expand|section|column|anchor|toc|info|warning)(?::[^}\n]{0,300})?\}"), ""),
    (re.compile(r"\{([*_+^~-]|\?\?)\}"), r"\1"),
    (re.compile(r"\{\{([^{}\n]{1,500})\}\}"), r"\1"),
    (re.compile(r"^[ \t]{0,20}(?:h[1-6]|bq)\.[ \t]{1,20}", re.MULTILINE), ""),
    (re.compile(r"^[ \t]{0,20}-{4,60}[ \t]{0,20}$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]{0,20}[*#-]{1,20} ", re.MULTILINE), "- "),
    (re.compile(r"\[\^([^\[\]\n]{1,300})\]|\[(?:mailto:)?([^\s\[\]|]{1,2000}[@/][^\s\[\]|]{1,2000})\]"), r"\1\2"),
    (re.compile(r"(?<![\w*\\])\*(?=\S)([^*\n]{1,500})(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w\\])_(?=\S)([^_\n]{1,500})(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"(?<![\w+\\])\+(?=\S)([^+\n]{1,500})(?<=\S)\+(?![\w+])"), r"\1"),
    (re.compile(r"[ ]?\\\\(?=\s|$)"), "\n"),
    (re.compile(r"\\([{}\[\]*_!|])"), r"\1"),
)
_SIGNS: Final = re.compile(r"[{\[*_+|!\\#]|^[ \t]{0,20}(?:h[1-6]\.|bq\.|-)", re.MULTILINE)


def wiki_text(text: object) -> object:
    r"""The words of a text in wiki markup; what is no text stays as it is.

    >>> wiki_text("h2. No *sound*\n* since [the update|https://shop.example/u]\n{code:java}x = a[*i*]{code}")
    'No sound\n- since the update (https://shop.example/u)\nx = a[*i*]'
    """
    if not isinstance(text, str) or _SIGNS.search(text) is None:
        return text
    # Every second piece stands in a block of code.
    return "".join(piece if at % 2 else _plain(piece) for at, piece in enumerate(_CODE.split(text))).strip()


def _plain(text: str) -> str:
    text = _MENTION.sub(r"@\1", _PICTURE.sub("", _LINK.sub(_link, text)))
    text = _ROW.sub(lambda row: _CELLS.sub(" ", row[1]).strip(), text)
    for pattern, instead in _STEPS:
        text = pattern.sub(instead, text)
    return text


def _link(match: re.Match[str]) -> str:
    words, target = match[1].strip(), match[2].strip()
    return words if words == target or not words.strip() else f"{words} ({target})"
