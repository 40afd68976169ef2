"""The model's file: arrays and a JSON header in the safetensors layout. It runs nothing that a file says.

Layout: 8 bytes header length (little endian), the JSON header, then the raw arrays, which must tile the
rest exactly. The bytes that are hashed are the bytes that are used: no second read, no memory map.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import frozen

from ticketroute.errors import ModelDamagedError, ModelNotFoundError

MAX_FILE_BYTES: Final = 64 << 20
MAX_HEADER_BYTES: Final = 1 << 20
_MAX_TENSORS: Final = 64
_ALIGN: Final = 64
_LENGTH_BYTES: Final = 8
_MAX_DIMENSIONS: Final = 4
_SPAN_ENDS: Final = 2
_DTYPES: Final[Mapping[str, npt.DTypeLike]] = {
    "I8": "i1",
    "U8": "u1",
    "F32": "<f4",
    "F64": "<f8",
    "I32": "<i4",
    "U32": "<u4",
}
_NAMES: Final = {np.dtype(code): name for name, code in _DTYPES.items()}


@frozen
class Artefact:
    """What a model file holds: read-only arrays by name, the header's metadata, and the file's sha256."""

    tensors: Mapping[str, npt.NDArray[Any]]
    metadata: Mapping[str, Any]
    sha256: str


def encode(tensors: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, Any]) -> bytes:
    """The bytes of a model file; the same values give the same bytes."""
    header: dict[str, Any] = {"__metadata__": {"ticketroute": json.dumps(metadata, sort_keys=True, ensure_ascii=True)}}
    body, offset = [], 0
    for name in sorted(tensors):
        array = np.ascontiguousarray(tensors[name])
        raw = array.tobytes()
        header[name] = {
            "dtype": _NAMES[array.dtype],
            "shape": list(array.shape),
            "data_offsets": [offset, offset + len(raw)],
        }
        body.append(raw)
        offset += len(raw)
    text = json.dumps(header, separators=(",", ":"), sort_keys=True, ensure_ascii=True).encode()
    text += b" " * (-(len(text) + 8) % _ALIGN)
    return struct.pack("<Q", len(text)) + text + b"".join(body)


def write_artefact(path: Path, tensors: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, Any]) -> str:
    """Write a model file in one step (a reader sees the old or the new one) and return its sha256."""
    raw = encode(tensors, metadata)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    with draft.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return hashlib.sha256(raw).hexdigest()


def read_artefact(path: Path, *, sha256: str | None = None) -> Artefact:
    """Read and check a model file.

    Args:
        path: the file.
        sha256: hex digest that the file must have; None checks the structure only.

    Raises:
        ModelNotFoundError: there is no such file.
        ModelDamagedError: another digest, or not the layout: truncated, changed, too large, hostile.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError) as fault:
        raise ModelNotFoundError(path) from fault
    if len(raw) > MAX_FILE_BYTES:
        raise ModelDamagedError(path, f"over the limit of {MAX_FILE_BYTES} bytes")
    found = hashlib.sha256(raw).hexdigest()
    if sha256 is not None and found != sha256:
        raise ModelDamagedError(path, f"sha256 {found[:12]}… is not the expected {sha256[:12]}…")
    try:
        return _parse(raw, found)
    except _LayoutError as fault:
        raise ModelDamagedError(path, str(fault)) from None


class _LayoutError(ValueError):
    """Bytes that are not the layout."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a key stands twice in the header"
        raise _LayoutError(msg)
    return found


def _no_constant(word: str) -> None:
    msg = f"{word} in the header"
    raise _LayoutError(msg)


def _json(text: str) -> Any:  # noqa: ANN401 - the shape is checked by the callers
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except _LayoutError:
        raise
    except (ValueError, RecursionError) as fault:
        msg = "the header is not JSON"
        raise _LayoutError(msg) from fault


def _need(condition: object, detail: str) -> None:
    if not condition:
        raise _LayoutError(detail)


def _parse(raw: bytes, sha256: str) -> Artefact:
    _need(len(raw) >= _LENGTH_BYTES, f"{len(raw)} bytes are too few for a model")
    (length,) = struct.unpack_from("<Q", raw)
    _need(length <= MAX_HEADER_BYTES and length + 8 <= len(raw), f"header length {length} does not fit the file")
    try:
        header = _json(raw[8 : 8 + length].decode())
    except UnicodeDecodeError as fault:
        msg = "the header is not UTF-8"
        raise _LayoutError(msg) from fault
    _need(isinstance(header, dict), "the header is not an object")
    notes = header.pop("__metadata__", None)
    _need(
        isinstance(notes, dict) and isinstance(notes.get("ticketroute"), str), "the header has no ticketroute metadata"
    )
    metadata = _json(notes["ticketroute"])
    _need(isinstance(metadata, dict), "the metadata is not an object")
    return Artefact(_tensors(header, memoryview(raw)[8 + length :]), metadata, sha256)


def _tensors(header: Mapping[str, Any], body: memoryview) -> dict[str, npt.NDArray[Any]]:
    _need(len(header) <= _MAX_TENSORS, "too many tensors")
    found: dict[str, npt.NDArray[Any]] = {}
    spans = []
    for name, entry in header.items():
        _need(
            isinstance(entry, dict) and set(entry) == {"dtype", "shape", "data_offsets"},
            f"tensor {name!r} has other keys",
        )
        dtype, shape, span = np.dtype(_known_dtype(name, entry["dtype"])), entry["shape"], entry["data_offsets"]
        _need(_is_naturals(shape) and len(shape) <= _MAX_DIMENSIONS, f"tensor {name!r} has no valid shape")
        _need(
            _is_naturals(span) and len(span) == _SPAN_ENDS and span[0] <= span[1] <= len(body),
            f"tensor {name!r} lies outside the file",
        )
        count = 1
        for size in shape:
            count *= size
        _need(count * dtype.itemsize == span[1] - span[0], f"shape and length of tensor {name!r} differ")
        array: npt.NDArray[Any] = np.frombuffer(body, dtype, count, span[0]) if count else np.empty(0, dtype)
        _need(dtype.kind != "f" or np.isfinite(array).all(), f"tensor {name!r} holds a number that is not finite")
        found[name] = array.reshape(shape)
        spans.append(span)
    at = 0
    for start, end in sorted(spans):
        _need(start == at, "tensors overlap or leave a hole")
        at = end
    _need(at == len(body), f"{len(body) - at} bytes after the last tensor")
    return found


def _known_dtype(name: str, dtype: object) -> npt.DTypeLike:
    _need(isinstance(dtype, str) and dtype in _DTYPES, f"tensor {name!r} has a dtype that is not allowed")
    return _DTYPES[str(dtype)]


def _is_naturals(value: object) -> bool:
    return isinstance(value, list) and all(type(item) is int and 0 <= item < 1 << 31 for item in value)
