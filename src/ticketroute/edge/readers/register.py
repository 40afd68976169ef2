"""The kinds of export that are known, and which of them a file is. It opens no file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Final

from ticketroute.edge.readers import contract
from ticketroute.edge.readers.folder import folder_of
from ticketroute.edge.readers.product import Product, Sample
from ticketroute.edge.readers.products.chatwoot import CHATWOOT
from ticketroute.edge.readers.products.freshdesk import FRESHDESK
from ticketroute.edge.readers.products.helpscout import HELPSCOUT
from ticketroute.edge.readers.products.hubspot import HUBSPOT
from ticketroute.edge.readers.products.intercom import INTERCOM
from ticketroute.edge.readers.products.zammad import ZAMMAD
from ticketroute.edge.readers.products.zendesk import ZENDESK
from ticketroute.edge.readers.tables import TABLES
from ticketroute.errors import ExportError

# By what is asked first; of two that are as sure, the first wins.
SHIPPED: Final[tuple[Product, ...]] = (
    contract.JSONL,
    contract.CSV,
    ZENDESK,
    FRESHDESK,
    ZAMMAD,
    INTERCOM,
    HUBSPOT,
    HELPSCOUT,
    CHATWOOT,
    TABLES,
    folder_of(lambda sample: recognise(sample)),  # noqa: PLW0108 - it is defined below
)


@cache
def products() -> Mapping[str, Product]:
    """Shipped kinds, then those that installed packages add under the entry point ``ticketroute.readers``."""
    found = {product.name: product for product in SHIPPED}
    for entry in entry_points(group="ticketroute.readers"):
        found.setdefault(entry.name, entry.load())
    return found


def product_named(name: str) -> Product:
    """The kind of this name.

    Raises:
        ExportError: there is none.
    """
    known = products()
    if name not in known:
        msg = f"no reader for {name!r}; known are auto, {', '.join(known)}"
        raise ExportError(msg)
    return known[name]


def recognise(sample: Sample) -> Product:
    """The kind that is surest of a sample; the contract's own formats take what nobody knows."""
    return max(products().values(), key=lambda product: product.recognises(sample))
