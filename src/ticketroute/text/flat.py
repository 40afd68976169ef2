"""Mails of which an export kept no line ends: they are put back around what mail programs write. It cuts nothing."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from ticketroute.text import mail
from ticketroute.text.marks import attribution

# Only longer lines can be a mail that lost its line ends.
_FLAT_CHARS: Final = 100
# A line over a quotation is hardly longer; its beginning is sought so far back.
_BACK_CHARS: Final = 200
# Labels of one head stand so close to each other.
_APART_CHARS: Final = 200


def with_line_ends(text: str) -> str:
    r"""Give a mail that an export wrote on one line the line ends around its marks.

    >>> with_line_ends("Toujours rien. -----Message d'origine----- De : Aide Objet : or " + "Patientez. " * 4)
    "Toujours rien.\n-----Message d'origine-----\nDe : Aide Objet : or Patientez. Patientez. Patientez. Patientez."
    """
    if len(text) < _FLAT_CHARS or ("@" not in text and "--" not in text):
        return text
    return "\n".join(map(_parted, text.split("\n")))


def _parted(line: str) -> str:
    if len(line) < _FLAT_CHARS or ("@" not in line and "--" not in line):
        return line
    cuts = {match.start() for match in mail.separator_inside().finditer(line)}
    cuts |= {match.end() for match in mail.separator_inside().finditer(line)}
    if "@" in line:
        cuts |= _flat_heads(line) | _flat_attributions(line)
    places = [0, *sorted(cuts - {0}), len(line)]
    return "\n".join(line[a:b].strip() for a, b in pairwise(places)) if cuts else line


def _flat_attributions(line: str) -> set[int]:
    cuts: set[int] = set()
    at = 0
    for match in mail.written_inside().finditer(line):
        back = max(at, match.start() - _BACK_CHARS)
        for opening in reversed(list(mail.opening_inside().finditer(line, back, match.start()))):
            said = line[opening.start() : match.end()]
            if "@" in said and attribution([said], 0, quoted_below=False) is not None:
                cuts |= {opening.start(), match.end()}
                break
        at = match.end()
    return cuts


def _flat_heads(line: str) -> set[int]:
    """Where the labels of heads stand that have all of sender, time, addressee and subject."""
    kinds = mail.kinds_of_labels()
    cuts: set[int] = set()
    group: list[re.Match[str]] = []
    for match in mail.label_inside().finditer(line):
        if group and (match.start() - group[-1].end() > _APART_CHARS or kinds[match[1].lower()] == "from"):
            group = []
        group.append(match)
        found = {kinds[label[1].lower()] for label in group}
        if (
            {"from", "to", "subject"} <= found
            and {"sent", "date"} & found
            and "@" in line[group[0].start() : match.end()]
        ):
            cuts |= {label.start() for label in group}
    return cuts
