"""The kinds of export that are known, and which of them a file is. It opens no file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Final

from ticketroute.edge.readers import contract
from ticketroute.edge.readers.folder import folder_of
from ticketroute.edge.readers.product import POSSIBLE, Product, Sample
from ticketroute.edge.readers.products.chatwoot import CHATWOOT
from ticketroute.edge.readers.products.discord import DISCORD
from ticketroute.edge.readers.products.django_helpdesk import DJANGO_HELPDESK
from ticketroute.edge.readers.products.freshdesk import FRESHDESK
from ticketroute.edge.readers.products.glpi import GLPI
from ticketroute.edge.readers.products.helpscout import HELPSCOUT
from ticketroute.edge.readers.products.hubspot import HUBSPOT
from ticketroute.edge.readers.products.intercom import INTERCOM
from ticketroute.edge.readers.products.jira import JIRA
from ticketroute.edge.readers.products.mail import MAIL
from ticketroute.edge.readers.products.osticket import OSTICKET
from ticketroute.edge.readers.products.request_tracker import REQUEST_TRACKER
from ticketroute.edge.readers.products.zammad import ZAMMAD
from ticketroute.edge.readers.products.zendesk import ZENDESK
from ticketroute.edge.readers.products.znuny import ZNUNY
from ticketroute.edge.readers.tables import TABLE
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
    DJANGO_HELPDESK,
    DISCORD,
    GLPI,
    JIRA,
    MAIL,
    OSTICKET,
    REQUEST_TRACKER,
    ZNUNY,
    TABLE,
    # Both are defined below.
    folder_of(lambda sample: recognise(sample), lambda: _beside()),  # noqa: PLW0108
)


@cache
def products() -> Mapping[str, Product]:
    """Shipped kinds, then those that installed packages add under the entry point ``ticketroute.readers``."""
    found = {product.name: product for product in SHIPPED}
    for entry in entry_points(group="ticketroute.readers"):
        found.setdefault(entry.name, entry.load())
    return found


def _beside() -> frozenset[str]:
    return frozenset(name for product in products().values() for name in product.beside)


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


def answers(sample: Sample, chosen: Product) -> dict[str, float]:
    """How sure the other kinds are of an export, the surest first; those that say no are left out."""
    sure = {name: product.recognises(sample) for name, product in products().items() if name != chosen.name}
    return dict(sorted(((name, share) for name, share in sure.items() if share >= POSSIBLE), key=lambda one: -one[1]))
