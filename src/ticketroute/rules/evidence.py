"""Which kinds of evidence came with a ticket. It looks at names and media types, never into a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ticketroute.domain.ticket import Attachment

# What a text of some length is evidence of; a desk may ask for it like for a file.
DESCRIPTION: Final = "description"
# For an attachment whose kind the helpdesk does not know: what it may be, so that nobody is asked again
# for a file that is there.
_BY_MEDIA: Final[Mapping[str, frozenset[str]]] = {
    "image": frozenset({"screenshot", "receipt"}),
    "video": frozenset({"video", "screenshot"}),
    "application/pdf": frozenset({"receipt"}),
    "text": frozenset({"diagnostics"}),
    "application/zip": frozenset({"diagnostics"}),
    "application/json": frozenset({"diagnostics"}),
    "application/xml": frozenset({"diagnostics"}),
}


def evidence_kinds(attachments: Iterable[Attachment]) -> frozenset[str]:
    """The kinds of evidence at hand.

    >>> sorted(evidence_kinds([Attachment(name="a.png", media_type="image/png")]))
    ['receipt', 'screenshot']
    """
    found: set[str] = set()
    for attachment in attachments:
        if attachment.kind is not None:
            found.add(attachment.kind)
            continue
        media = attachment.media_type.split(";")[0].strip().lower()
        found |= _BY_MEDIA.get(media) or _BY_MEDIA.get(media.split("/")[0]) or frozenset({"other"})
    return frozenset(found)
