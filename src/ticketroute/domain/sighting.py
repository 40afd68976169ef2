"""One person's report in the form by which many reports of one incident are found. It links nothing."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen(kw_only=True)
class Sighting:
    """When somebody reported something: ``bands`` are equal for similar texts, ``shingles`` tell how similar they are.

    ``shingles`` are sorted 32-bit numbers, four bytes each, of the text's runs of letters.
    """

    ticket_id: str
    requester: str
    at: datetime
    bands: tuple[int, ...] = ()
    shingles: bytes = b""
