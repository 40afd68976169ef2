import random
import subprocess
import sys

import numpy as np
import pytest

from ticketroute.errors import ModelDamagedError, ModelError, ModelNotFoundError, ModelVersionError
from ticketroute.model.artefact import encode, read_artefact, write_artefact
from ticketroute.model.known import Known
from ticketroute.model.linear import LinearModel
from ticketroute.model.pins import DEFAULT, SHA256
from ticketroute.model.stored import load_model, save_model, shipped_model_path
from ticketroute.text.ngrams import Spec
from ticketroute.text.spelling import Spelling

TENSORS = {"a": np.arange(6, dtype=np.int8).reshape(2, 3), "b": np.array([1.5, -2.0])}


def small_model(**changes):
    rng = np.random.default_rng(7)
    values = {
        "name": "small",
        "digest": "",
        "known": Known(Spec(10, (3,)), np.arange(0, 2048, 2, dtype=np.int32)),
        "categories": ("one", "two"),
        "weights": rng.integers(-127, 128, (1024, 2)).astype(np.int8),
        "scales": np.array([0.01, 0.02]),
        "bias": np.zeros(2),
        "temperature": 0.7,
        "thresholds": np.array([0.5, 0.6]),
    }
    return LinearModel(**{**values, **changes})


def test_what_is_written_is_read_back(tmp_path):
    digest = write_artefact(tmp_path / "m.trm", TENSORS, {"name": "é"})
    artefact = read_artefact(tmp_path / "m.trm", sha256=digest)
    assert artefact.metadata == {"name": "é"}
    assert all((artefact.tensors[name] == value).all() for name, value in TENSORS.items())
    assert artefact.sha256 == digest


def test_the_same_values_give_the_same_bytes():
    assert encode(TENSORS, {"b": 1, "a": 2}) == encode(dict(reversed(TENSORS.items())), {"a": 2, "b": 1})


def test_arrays_of_a_file_cannot_be_written(tmp_path):
    write_artefact(tmp_path / "m.trm", TENSORS, {})
    with pytest.raises(ValueError, match="read-only"):
        read_artefact(tmp_path / "m.trm").tensors["a"][0, 0] = 1


def mutants(raw: bytes, count: int):
    rng = random.Random(5)  # noqa: S311 - mutants, not secrets
    for _ in range(count):
        kind = rng.randrange(5)
        mutant = bytearray(raw)
        if kind == 0:
            del mutant[rng.randrange(len(mutant)) :]
        elif kind == 1:
            mutant[rng.randrange(len(mutant))] ^= 1 << rng.randrange(8)
        elif kind == 2:
            mutant[:8] = rng.randrange(1 << 63).to_bytes(8, "little")
        elif kind == 3:
            mutant += bytes(rng.randrange(1, 50))
        else:
            at = rng.randrange(8, 8 + raw.index(b"}}") + 2)
            mutant[at : at + rng.randrange(1, 6)] = bytes(rng.randrange(256) for _ in range(rng.randrange(6)))
        if bytes(mutant) != raw:
            yield bytes(mutant)


def test_every_mutant_of_a_pinned_file_is_refused(tmp_path):
    path = tmp_path / "m.trm"
    digest = save_model(path, small_model(), canaries=("gold", "or perdu"), notes={})
    for mutant in mutants(path.read_bytes(), 1500):
        path.write_bytes(mutant)
        with pytest.raises(ModelDamagedError):
            load_model(path, sha256=digest)


def test_a_mutant_without_a_pin_is_refused_or_scores_its_canaries(tmp_path):
    path = tmp_path / "m.trm"
    save_model(path, small_model(), canaries=("gold", "or perdu"), notes={})
    refused = 0
    for mutant in mutants(path.read_bytes(), 1500):
        path.write_bytes(mutant)
        try:
            load_model(path)
        except ModelError:
            refused += 1
    assert refused > 750


HEADERS = [
    b"{}",
    b"[]",
    b'{"__metadata__":{"ticketroute":"{}"},"a":{"dtype":"I8","shape":[9],"data_offsets":[0,9]}}',
    b'{"__metadata__":{"ticketroute":"{}"},"a":{"dtype":"O","shape":[0],"data_offsets":[0,0]}}',
    b'{"__metadata__":{"ticketroute":"{}"},"a":{"dtype":"I8","shape":[-1],"data_offsets":[0,0]}}',
    b'{"__metadata__":{"ticketroute":"{}"},"a":{"dtype":"I8","shape":[2147483647,2147483647,2147483647,2147483647],"data_offsets":[0,0]}}',
    b'{"__metadata__":{"ticketroute":"{}"},"a":{"dtype":"I8","shape":[true],"data_offsets":[0,1]}}',
    b'{"__metadata__":{"ticketroute":"NaN"}}',
    b'{"a":1,"a":2}',
    b"[" * 100_000,
    b"\xff\xfe",
]


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_a_hostile_header_is_refused(tmp_path, header):
    path = tmp_path / "m.trm"
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    with pytest.raises(ModelDamagedError):
        read_artefact(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    for path in (tmp_path / "none.trm", tmp_path):
        with pytest.raises(ModelNotFoundError, match="make model"):
            read_artefact(path)


def test_a_model_for_other_features_is_refused(tmp_path):
    from ticketroute.model import stored  # noqa: PLC0415 - its version is read at run time

    path = tmp_path / "m.trm"
    save_model(path, small_model(), canaries=(), notes={})
    original = stored.FORMAT
    try:
        stored.FORMAT = original + 1
        with pytest.raises(ModelVersionError):
            load_model(path)
    finally:
        stored.FORMAT = original


HOSTILE = {
    "not rising": np.arange(2046, -2, -2, dtype=np.int32),
    "a bucket twice": np.repeat(np.arange(0, 2048, 4, dtype=np.int32), 2),
    "below the first": np.arange(-2, 2046, 2, dtype=np.int32),
    "beyond the last": np.arange(2, 2050, 2, dtype=np.int32),
    "another type": np.arange(0, 2048, 2, dtype=np.int8),
    "fewer than weights": np.arange(0, 1024, 2, dtype=np.int32),
    "a table": np.arange(0, 2048, 2, dtype=np.int32).reshape(2, 512),
}


@pytest.mark.parametrize("buckets", HOSTILE.values(), ids=HOSTILE)
def test_a_model_whose_features_are_impossible_is_refused(tmp_path, buckets):
    """They would be read beyond the end of the index."""
    path = tmp_path / "m.trm"
    save_model(path, small_model(), canaries=(), notes={})
    artefact = read_artefact(path)
    path.write_bytes(encode({**artefact.tensors, "known": buckets}, artefact.metadata))
    with pytest.raises(ModelDamagedError, match=r"features|fit together"):
        load_model(path)


def test_a_model_that_scores_its_canaries_otherwise_is_refused(tmp_path):
    path = tmp_path / "m.trm"
    save_model(path, small_model(), canaries=("gold",), notes={})
    raw = path.read_bytes()
    header = int.from_bytes(raw[:8], "little")
    weights = bytearray(raw)
    weights[-1024:] = bytes(1024)
    assert header < len(raw) - 1024
    path.write_bytes(bytes(weights))
    with pytest.raises(ModelDamagedError, match="canary"):
        load_model(path)


SPELLING = Spelling(("compte", "carte"), np.array([2, 3], np.uint32), ("en", "fr"))


def test_the_words_of_a_model_are_read_back(tmp_path):
    path = tmp_path / "m.trm"
    for spelling in (SPELLING, Spelling()):
        model = small_model(spelling=spelling)
        save_model(path, model, canaries=("mon conpte",), notes={})
        found = load_model(path).spelling
        assert (found.words, found.spoken.tolist()) == (spelling.words, spelling.spoken.tolist())
        assert (found.languages, found.mended(["conpte"])) == (spelling.languages, spelling.mended(["conpte"]))


@pytest.mark.parametrize(
    "damaged",
    [
        Spelling(("compte",), SPELLING.spoken, SPELLING.languages),
        Spelling(("compte", "compte"), SPELLING.spoken, SPELLING.languages),
        Spelling(SPELLING.words, SPELLING.spoken.astype(np.float64), SPELLING.languages),
        Spelling(SPELLING.words, SPELLING.spoken, ("fr",)),
    ],
    ids=["too few", "one twice", "another type", "a language too few"],
)
def test_a_model_whose_words_are_impossible_is_refused(tmp_path, damaged):
    save_model(tmp_path / "m.trm", small_model(spelling=damaged), canaries=(), notes={})
    with pytest.raises(ModelDamagedError, match="words"):
        load_model(tmp_path / "m.trm")


def test_the_shipped_model_is_the_pinned_one():
    assert load_model(shipped_model_path(), sha256=SHA256[DEFAULT]).digest == SHA256[DEFAULT]


PREDICT = """
import sys
seen = []
watched = {"pickle.find_class", "os.system", "subprocess.Popen", "socket.connect"}
sys.addaudithook(lambda event, args: seen.append(event) if event in watched else None)
import ticketroute as tr
assert tr.classify(["mon compte a été piraté"])[0].category == "account_loss"
heavy = [name for name in ("sklearn", "scipy", "joblib") if name in sys.modules]
print(seen, heavy)
"""


def test_predicting_loads_no_scikit_learn_and_unpickles_nothing():
    assert (
        subprocess.run([sys.executable, "-c", PREDICT], check=True, capture_output=True, text=True).stdout.strip()
        == "[] []"
    )
