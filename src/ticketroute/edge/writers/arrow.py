"""The decision's columns as an Arrow schema. It loads pyarrow, an extra, on first use and opens no file."""

from __future__ import annotations

from typing import Any

from ticketroute.edge.writers.flat import COLUMN_KINDS
from ticketroute.errors import MissingExtraError


def pyarrow(purpose: str) -> Any:  # noqa: ANN401 - a module without types
    """The module pyarrow.

    Raises:
        MissingExtraError: it is not installed; the message names the extra and what it was wanted for.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
    except ImportError as fault:
        raise MissingExtraError("arrow", purpose) from fault
    return pa


def arrow_schema(pa: Any, prefix: str = "") -> Any:  # noqa: ANN401 - a module without types
    """The schema of `typed_row`, each name behind a prefix."""
    kinds = {
        "text": pa.string(),
        "number": pa.float64(),
        "whole": pa.int64(),
        "flag": pa.bool_(),
        "instant": pa.timestamp("us", tz="UTC"),
        "words": pa.list_(pa.string()),
        "json": pa.string(),
    }
    return pa.schema([(f"{prefix}{name}", kinds[kind]) for name, kind in COLUMN_KINDS.items()])
