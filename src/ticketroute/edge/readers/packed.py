"""gzip and Zstandard files unpacked as they are read; one that breaks off gives what came before, and says where."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any, Final, cast

from ticketroute.edge.readers.encoding import SAMPLE_BYTES
from ticketroute.errors import ExportError, Problem

_CHUNK_BYTES: Final = 1 << 18
# A row that is cut in its middle must not pass for a whole one, so the last line waits for the next; up to here.
_HELD_BYTES: Final = 32 << 20
_GZIP: Final = b"\x1f\x8b"
_ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"
_GZIP_WINDOW: Final = 31


def unpacked(raw: io.BufferedReader, faults: list[Problem]) -> io.BufferedReader:
    """The bytes themselves, or what they unpack to, told by their first four; faults go to the list."""
    mark = raw.peek(len(_ZSTANDARD))[: len(_ZSTANDARD)]
    if mark.startswith(_GZIP):
        return io.BufferedReader(_Unpacked(raw, _new_gzip, faults), SAMPLE_BYTES)
    if mark == _ZSTANDARD:
        return io.BufferedReader(_Unpacked(raw, _new_zstandard(), faults), SAMPLE_BYTES)
    return raw


def _new_gzip() -> Any:  # noqa: ANN401 - zlib has no public type for it
    return zlib.decompressobj(_GZIP_WINDOW)


def _new_zstandard() -> Callable[[], Any]:
    try:
        import zstandard  # noqa: PLC0415 - an extra, loaded on first use
    except ImportError as fault:
        msg = "a Zstandard file needs the extra: pip install 'ticketroute[zstd]'"
        raise ExportError(msg) from fault
    return cast("Callable[[], Any]", zstandard.ZstdDecompressor().decompressobj)


class _Unpacked(io.RawIOBase):
    """A stream over one or several packed parts. It ends at the last whole line before a break."""

    def __init__(self, raw: io.BufferedReader, new: Callable[[], Any], faults: list[Problem]) -> None:
        self._raw, self._new, self._faults = raw, new, faults
        self._part = new()
        self._ready, self._held = b"", b""
        self._read_bytes = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:  # noqa: ANN401 - a writable buffer
        while not self._ready and not self._ended:
            self._advance()
        given = self._ready[: len(into)]
        into[: len(given)] = given
        self._ready = self._ready[len(given) :]
        return len(given)

    def _advance(self) -> None:
        chunk = self._raw.read(_CHUNK_BYTES)
        if not chunk:
            self._end(whole=self._part.eof, why="ends in the middle of its packed data")
            return
        self._read_bytes += len(chunk)
        try:
            self._take(self._unpack(chunk))
        except (zlib.error, ValueError, EOFError) as fault:
            self._end(whole=False, why=f"is damaged ({fault})")
        except Exception as fault:  # noqa: BLE001 - zstandard's own error, which cannot be named without it
            self._end(whole=False, why=f"is damaged ({fault})")

    def _unpack(self, chunk: bytes) -> bytes:
        parts = []
        while chunk:
            if self._part.eof:
                chunk = chunk.lstrip(b"\0")  # some writers pad the end
                if not chunk:
                    break
                self._part = self._new()
            parts.append(self._part.decompress(chunk))
            chunk = self._part.unused_data if self._part.eof else b""
        return b"".join(parts)

    def _take(self, found: bytes) -> None:
        found = self._held + found
        cut = found.rfind(b"\n") + 1
        if len(found) - cut > _HELD_BYTES:
            cut = len(found)
        self._ready, self._held = found[:cut], found[cut:]

    def _end(self, *, whole: bool, why: str) -> None:
        self._ended = True
        if whole:
            self._ready, self._held = self._held, b""
            return
        self._faults.append(
            Problem(
                path="the file",
                message=f"{why}, after byte {self._read_bytes:,} of the packed file",
                remedy="fetch the export again; the rows before the break were read",
                code="broken_file",
            )
        )
