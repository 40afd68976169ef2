"""gzip and Zstandard files unpacked as they are read; one that breaks off gives what came before, and says where."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any, Final, cast

from ticketroute.edge.readers.encoding import SAMPLE_BYTES
from ticketroute.errors import MissingExtraError, Problem

# Of a damaged file what was packed into the piece at hand is lost, so it is small.
_CHUNK_BYTES: Final = 1 << 13
# A row that is cut in its middle must not pass for a whole one, so the last line waits for the next; up to here.
# A JSON object that is cut cannot pass for a whole one.
_HELD_BYTES: Final = 32 << 20
_BEFORE_JSON: Final = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
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
        raise MissingExtraError("zstd", "reading a Zstandard file") from fault
    return cast("Callable[[], Any]", zstandard.ZstdDecompressor().decompressobj)


class _Unpacked(io.RawIOBase):
    """A stream over one or several packed parts. A table ends at the last whole line before a break."""

    def __init__(self, raw: io.BufferedReader, new: Callable[[], Any], faults: list[Problem]) -> None:
        self._raw, self._new, self._faults = raw, new, faults
        self._part = new()
        # Whether the part at hand has been given any of its bytes.
        self._begun = False
        self._ready, self._given = b"", 0
        self._held: list[bytes] = []
        self._is_json: bool | None = None
        self._read_bytes = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:  # noqa: ANN401 - a writable buffer
        while self._given == len(self._ready) and not self._ended:
            self._advance()
        found = self._ready[self._given : self._given + len(into)]
        into[: len(found)] = found
        self._given += len(found)
        return len(found)

    def _advance(self) -> None:
        chunk = self._raw.read(_CHUNK_BYTES)
        if not chunk:
            self._end(whole=self._part.eof or not self._begun, why="ends in the middle of its packed data")
            return
        self._read_bytes += len(chunk)
        parts: list[bytes] = []
        try:
            self._unpack(chunk, parts)
        except (zlib.error, ValueError, EOFError) as fault:
            why = f"is damaged ({fault})"
        except Exception as fault:  # noqa: BLE001 - zstandard's own error, which cannot be named without it
            why = f"is damaged ({fault})"
        else:
            why = ""
        self._take(b"".join(parts))
        if why:
            self._end(whole=False, why=why)

    def _unpack(self, chunk: bytes, parts: list[bytes]) -> None:
        """Add what a piece unpacks to; what came before a fault is there when it is raised."""
        while chunk:
            if self._part.eof:
                self._part, self._begun = self._new(), False
            if not self._begun:
                chunk = chunk.lstrip(b"\0")  # some writers pad the end
                if not chunk:
                    return
            found = self._part.decompress(chunk)
            self._begun = True
            parts.append(found)
            chunk = self._part.unused_data if self._part.eof else b""

    def _take(self, found: bytes) -> None:
        if self._is_json is None and (seen := found.lstrip(_BEFORE_JSON)):
            self._is_json = seen[:1] in {b"{", b"["}
        cut = found.rfind(b"\n") + 1
        if self._is_json or sum(map(len, self._held)) + len(found) - cut > _HELD_BYTES:
            cut = len(found)
        if not cut:
            self._held.append(found)
            return
        self._ready, self._given = b"".join([*self._held, found[:cut]]), 0
        self._held = [found[cut:]]

    def _end(self, *, whole: bool, why: str) -> None:
        self._ended = True
        if whole or not self._begun:  # what follows the last part is not of it
            self._ready, self._given = self._ready[self._given :] + b"".join(self._held), 0
        if whole:
            return
        problem = Problem(
            path="the file",
            message=f"{why}, after byte {self._read_bytes:,} of the packed file",
            remedy="fetch the export again; the rows before the break were read",
            code="broken_file",
        )
        if problem not in self._faults:  # an export that is read twice breaks twice
            self._faults.append(problem)
