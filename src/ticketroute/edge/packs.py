"""Policy packs as TOML: read, laid over the pack that they extend, and the line of a key found. It knows no rule.

Over the pack named by ``extends``: a table is merged key by key, any other value replaces the one below it, ``remove``
takes keys away first (``categories.other``), and rows under ``[[append.NAME]]`` come after the list that is there.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from attrs import frozen

from ticketroute.edge.toml_lines import line_of, steps_of
from ticketroute.errors import InvalidPolicyError, Problem

Record = dict[str, Any]


@frozen(kw_only=True)
class Pack:
    """A pack as it stands after everything it extends; ``digest`` is that of all the files together."""

    name: str
    text: str
    record: Record
    digest: str

    def line_of(self, path: str) -> int | None:
        """The line (from 1) of a key or row of the pack's own file, or of the nearest thing around it."""
        return line_of(self.text, path)


def read_pack(raw: bytes, *, name: str, find: Callable[[str], bytes], above: tuple[str, ...] = ()) -> Pack:
    """Read a pack and lay it over the one that it extends.

    Args:
        raw: the file's bytes.
        name: what the file is called in messages.
        find: gives the bytes of another pack by name.
        above: the packs that led here, so that none extends itself.

    Raises:
        InvalidPolicyError: it is not TOML, extends itself, or removes what is not there.
        UnknownDeskError: it extends a pack that is not there.
    """
    try:
        text = raw.decode()
        record = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise _refused(name, "", "is not TOML", f"correct it: {fault}", code="not_toml") from fault
    base = record.get("extends")
    if not isinstance(base, str):
        return Pack(name=name, text=text, record=record, digest=hashlib.sha256(raw).hexdigest())
    if base in above:
        raise _refused(name, "extends", f"leads back to {base!r}", "extend a pack that does not extend this one")
    below = read_pack(find(base), name=base, find=find, above=(*above, base))
    merged = _without(deepcopy(below.record), record.pop("remove", []), name)
    appended = record.pop("append", {})
    merged = _over(merged, record)
    for table, rows in appended.items():
        merged[table] = [*merged.get(table, []), *rows]
    digest = hashlib.sha256(below.digest.encode() + raw).hexdigest()
    return Pack(name=name, text=text, record=merged, digest=digest)


def _over(below: Record, above: Mapping[str, Any]) -> Record:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _without(record: Record, paths: Any, name: str) -> Record:  # noqa: ANN401 - unchecked input
    for path in paths if isinstance(paths, list) else [paths]:
        *tables, key = steps_of(str(path))
        table: Any = record
        for step in tables:
            table = table.get(step, {}) if isinstance(table, dict) else {}
        if not isinstance(table, dict) or key not in table:
            raise _refused(name, "remove", f"names {path!r}, which is not there", "name a key of the pack it extends")
        del table[key]
    return record


def _refused(name: str, path: str, message: str, remedy: str, *, code: str = "extends") -> InvalidPolicyError:
    return InvalidPolicyError(f"desk {name}", [Problem(path=path or name, message=message, remedy=remedy, code=code)])
