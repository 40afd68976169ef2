"""Personal details hidden where a text is shown to others than its agents: logs, reports. Decisions keep the original.

A masked text is as long as the original, so that a span of the one is a span of the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Final, Literal

from attrs import frozen

Kind = Literal["mail", "iban", "card", "ip", "phone", "name"]

_FILL: Final = "•"
_CARD_DIGITS: Final = range(13, 20)
_PHONE_DIGITS: Final = range(8, 16)
# National numbers of our languages' countries have so many digits, trunk prefix included.
_NATIONAL_DIGITS: Final = range(9, 13)
# ISO 13616's register: how long a number is by country.
_IBAN_CHARS: Final = {
    country: size
    for size, countries in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL", 19: "MK SI", 20: "AT BA EE KZ LT LU XK", 21: "CH HR LI LV", 22: "BG DE GB IE ME RS VA",
        23: "AE GI IL", 24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "PT", 26: "IS TR", 27: "FR GR IT MC SM", 28: "AL AZ CY DO GE HU LB PL",
        29: "BR EG QA UA", 31: "MT",
    }.items()
    for country in countries.split()
}  # fmt: skip

_MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w-])")
_IBAN: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \xa0-]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
# In groups as they are printed, or in one.
_CARD: Final = re.compile(
    r"(?<![\w.,-])(?:\d{13,19}|\d{4}([ \xa0.-])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ \xa0.-])\d{6}\2\d{4,5})(?![\w-])"
)
_IPV4: Final = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6: Final = re.compile(
    r"(?<![\w:.])(?=[0-9A-Fa-f:.]{2,45}(?![\w:]))(?:[0-9A-Fa-f]{0,4}:){2,8}[0-9A-Fa-f.]{0,15}(?![\w:])"
)
_INTERNATIONAL: Final = re.compile(r"(?<![\w+])(?:\+|00[ \xa0]?(?=[1-9]))\d{1,3}(?:[ \xa0./()-]{0,3}\d){6,13}(?![\w])")
# With a trunk 0 (fr, gb, de, it, pl of old, nl), a trunk 8 (ru), in groups (es, pt, pl, us).
_NATIONAL: Final = re.compile(
    r"(?<![\w.,/+-])(?:\(?0[1-9]\d{0,4}\)?(?:[ \xa0./-]{0,2}\d){5,9}|8[ \xa0-]?\(?\d{3}\)?(?:[ \xa0-]{0,2}\d){7}|\(\d{3}\)[ \xa0]?\d{3}[ \xa0.-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4}"
    r"|[6-9]\d{2}(?:[ \xa0]\d{3}){2}|[6-9]\d{2}(?:[ \xa0]\d{2}){3})(?![\w]|[.,]\d)"
)
_HANDLE: Final = re.compile(r"(?<![\w@./])@[A-Za-z0-9_][\w.-]{1,31}")
_TAGGED: Final = re.compile(r"(?<![\w#])[^\W_][\w.]{1,31}#\d{4}(?!\w)")
_DATE: Final = re.compile(r"(?:0?[1-9]|[12]\d|3[01])([./ -])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?!\d)")
_GAP: Final = re.compile(r"[ \xa0./-]")


@frozen(kw_only=True)
class Personal:
    """A personal detail in a text; the span is half-open."""

    kind: Kind
    start: int
    end: int


def personal_in(text: str, *, handles: bool = False) -> list[Personal]:
    """Every personal detail of a text in order; where two overlap the surer kind counts.

    Args:
        text: any text.
        handles: nicknames such as ``@someone`` and ``someone#1234`` too.

    >>> [found.kind for found in personal_in("ana@post.example, 06 12 34 56 78, 192.0.2.7, FR76 3000 6000 0112 3456 7890 189")]
    ['mail', 'phone', 'ip', 'iban']
    """
    found: list[Personal] = []
    taken = bytearray(len(text))
    has_digits = any(map(str.isdigit, text))
    for kind, pattern, proves, sign in _KINDS:
        if (kind == "name" and not handles) or not (sign in text if sign else has_digits):
            continue
        for start, end in _proven(pattern, text, proves):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Personal(kind=kind, start=start, end=end))
    return sorted(found, key=lambda detail: detail.start)


def mask(text: str, *, handles: bool = False) -> str:
    """A text with its personal details covered by their kind; as long as before, and masking again changes nothing.

    >>> mask("écrivez à ana.ruiz@post.example ou au +33 6 12 34 56 78")
    'écrivez à [mail•••••••••••••••] ou au [phone••••••••••]'
    >>> mask("commande 4970 1012 3456 7892 du 03/11/2026")
    'commande 4970 1012 3456 7892 du 03/11/2026'
    """
    shown, at = [], 0
    for detail in personal_in(text, handles=handles):
        shown += [text[at : detail.start], _cover(detail)]
        at = detail.end
    return "".join([*shown, text[at:]]) if shown else text


def _cover(detail: Personal) -> str:
    size, label = detail.end - detail.start, f"[{detail.kind}"
    return f"{label}{_FILL * (size - len(label) - 1)}]" if size > len(label) else _FILL * size


def _proven(pattern: re.Pattern[str], text: str, proves: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    """Where a pattern stands and its check passes; where it fails, another may begin at the next group."""
    match = pattern.search(text)
    while match is not None:
        size = proves(match[0])
        if size:
            yield match.start(), match.start() + size
        gap = None if size else _GAP.search(text, match.start() + 1, match.end())
        match = pattern.search(text, match.start() + size if size else gap.end() if gap else match.end())


def _always(found: str) -> int:
    return len(found)


def _beginning(found: str, proves: Callable[[str], bool]) -> int:
    """The length of the longest beginning that passes a check: a date or a word may follow the number."""
    ends = [len(found), *(match.start() for match in reversed(list(_GAP.finditer(found))))]
    return next((end for end in ends if proves(found[:end])), 0)


def _is_card(found: str) -> int:
    return _beginning(found, _passes_luhn)


def _passes_luhn(number: str) -> bool:
    """A number of one repeated digit passes the check and is no card's."""
    digits = [int(sign) for sign in number if sign.isdigit()]
    doubled = (digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2])  # noqa: PLR2004 - from 5 on it has two digits
    return len(digits) in _CARD_DIGITS and len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_iban(found: str) -> int:
    return _beginning(found, _passes_97)


def _passes_97(number: str) -> bool:
    """The check of ISO 13616."""
    signs = "".join(sign for sign in number if sign.isalnum()).upper()
    return (
        signs.isascii()
        and len(signs) == _IBAN_CHARS.get(signs[:2])
        and int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1
    )


def _is_ip(found: str) -> int:
    try:
        ip_address(found.rstrip("."))
    except ValueError:
        return 0
    return len(found.rstrip(".")) if any(map(str.isalnum, found)) else 0


def _is_phone(found: str) -> int:
    count = sum(map(str.isdigit, found))
    return len(found) if count in _PHONE_DIGITS else 0


def _is_national(found: str) -> int:
    count = sum(map(str.isdigit, found))
    return len(found) if count in _NATIONAL_DIGITS and _DATE.match(found) is None else 0


# The surest first. The sign is what a text must hold at least; none stands for a digit.
_KINDS: Final[tuple[tuple[Kind, re.Pattern[str], Callable[[str], int], str], ...]] = (
    ("mail", _MAIL, _always, "@"),
    ("iban", _IBAN, _is_iban, ""),
    ("card", _CARD, _is_card, ""),
    ("ip", _IPV4, _is_ip, "."),
    ("ip", _IPV6, _is_ip, ":"),
    ("phone", _INTERNATIONAL, _is_phone, ""),
    ("phone", _NATIONAL, _is_national, ""),
    ("name", _HANDLE, _always, "@"),
    ("name", _TAGGED, _always, "#"),
)
