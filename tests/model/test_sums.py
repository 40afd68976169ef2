import os
import pickle
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles.explanation import features, words
from oracles.ngrams import AWKWARD, slow_buckets
from ticketroute.model import kernel as kernel_module
from ticketroute.model.kernel import CompiledSums, kernel, load_kernel, summing
from ticketroute.model.known import Known
from ticketroute.model.sums import ArraySums, pack
from ticketroute.text.ngrams import Spec
from ticketroute.text.normalise import HEAD_CHARS, TAIL_CHARS

SOURCE = Path(kernel_module.__file__).with_name("kernel.c")
SPECS = [Spec(17, (4,)), Spec(6, (2, 3, 5)), Spec(1, (3,))]
TEXTS = st.lists(st.text(max_size=60) | st.sampled_from(AWKWARD), min_size=1, max_size=6)
WAYS = [
    ArraySums,
    pytest.param(CompiledSums, marks=pytest.mark.skipif(kernel() is None, reason="kernel.c is not built")),
]


def model(spec: Spec, categories: int = 11, share: float = 0.7) -> tuple[np.ndarray, Known]:
    """Weights for a share of the buckets."""
    draw = np.random.default_rng(7)
    known = Known(spec, np.flatnonzero(draw.random(spec.buckets) < share).astype(np.int32))
    return draw.integers(-128, 128, (len(known.buckets), categories)).astype(np.int8), known


def slow_sums(table: np.ndarray, known: Known, text: str) -> tuple[list[list[int]], list[int]]:
    rows = known.rows.tolist()
    kinds = slow_buckets(text, known.spec)
    families = [[rows[b] for kind in family for b in set(kind) if rows[b] >= 0] for family in (kinds[:-2], kinds[-2:])]
    sums = [[sum(int(table[row, k]) for row in family) for k in range(table.shape[1])] for family in families]
    return sums, list(map(len, families))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("spec", SPECS, ids=str)
@settings(max_examples=60)
@given(texts=TEXTS)
def test_sums_agree_with_adding_weight_by_weight(way, share, spec, texts):
    table, known = model(spec, share=share)
    sums, count = way(table, known).sums(texts)
    assert list(zip(sums.tolist(), count.tolist(), strict=True)) == [slow_sums(table, known, text) for text in texts]


def slow_words(table: np.ndarray, known: Known, text: str) -> list[tuple[str, list[list[int]]]]:
    """Each word as it is written, and what its n-grams, itself and its pairs add, feature by feature."""
    rows = known.rows.tolist()
    said = words(text)
    sums = np.zeros((len(said), 3, table.shape[1]), np.int64)
    kinds = features(known.spec, [codes for codes, _ in said])
    for kind, part in zip(kinds, [*[0] * (len(kinds) - 2), 1, 2], strict=True):
        first: dict[int, tuple[int, ...]] = {}
        for bucket, owners in kind:
            if rows[bucket] >= 0:
                first.setdefault(rows[bucket], owners)
        for row, owners in first.items():
            for owner in owners:
                sums[owner, part] += table[row]
    return list(zip([word for _, word in said], sums.tolist(), strict=True))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("spec", SPECS, ids=str)
@settings(max_examples=60)
@given(texts=TEXTS)
def test_sums_word_by_word_agree_with_adding_feature_by_feature(way, spec, texts):
    table, known = model(spec, 5)
    found = way(table, known).words(texts)
    joined = f" {' '.join(texts)} "
    said = [joined[first:last] for first, last in found.spans.tolist()]
    both = list(zip(said, found.sums.tolist(), strict=True))
    assert [both[a:b] for a, b in pairwise(found.bounds.tolist())] == [slow_words(table, known, t) for t in texts]
    assert (found.count == way(table, known).sums(texts)[1]).all()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("categories", [1, 3, 16, 17, 40])
def test_any_number_of_categories_is_summed(way, categories):
    table, known = model(SPECS[1], categories)
    sums, _ = way(table, known).sums(["mon or", "a lost account"])
    assert sums.tolist() == [slow_sums(table, known, text)[0] for text in ("mon or", "a lost account")]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("weight", [-128, 127])
def test_the_largest_sums_that_a_text_can_give_do_not_overflow(way, weight):
    count = HEAD_CHARS + TAIL_CHARS + 1
    table, known = model(Spec(17, (3, 5)), 4, share=1.0)
    table[:] = weight
    different = "".join(map(chr, range(0x4E00, 0x4E00 + count)))
    for text in ("a" * count, "a " * count, different, " ".join(different)[:count]):
        sums, found = way(table, known).sums([text])
        assert (sums[0].tolist(), found[0].tolist()) == slow_sums(table, known, text)


def test_packed_weights_hold_each_lane():
    table = np.array([[-128, 127, 0, 5]], np.int8)
    packed = pack(table)
    lanes = [(int(packed[k // 3, 0]) >> 21 * (k % 3)) & 0x1FFFFF for k in range(4)]
    assert [lane - 128 for lane in lanes] == table[0].tolist()


@pytest.mark.parametrize("way", WAYS)
def test_threads_share_one_model(way):
    shared = pickle.loads(pickle.dumps(way(*model(SPECS[0]))))  # noqa: S301 - as a worker process receives it
    batches = [[f"text {n} of mine " * (n % 9 + 1)] * 30 for n in range(60)]
    alone = [shared.sums(batch)[0].tolist() for batch in batches]
    with ThreadPoolExecutor(8) as threads:
        assert [sums.tolist() for sums, _ in threads.map(shared.sums, batches)] == alone


@pytest.mark.skipif("TICKETROUTE_NO_KERNEL" in os.environ, reason="it was built without on purpose")
@pytest.mark.skipif(shutil.which("cc") is None, reason="nothing to compile with")
def test_where_there_is_a_compiler_the_install_built_the_kernel():
    assert isinstance(summing(*model(SPECS[0])), CompiledSums)


def test_what_was_made_with_the_kernel_works_where_there_is_none(monkeypatch):
    table, known = model(SPECS[0])
    texts = ["mon or", "", "a lost account"]
    monkeypatch.setattr(kernel_module, "kernel", lambda: None)
    for found, wanted in zip(CompiledSums(table, known).sums(texts), ArraySums(table, known).sums(texts), strict=True):
        assert (found == wanted).all()


def test_without_the_kernel_sums_are_made_in_arrays(monkeypatch):
    monkeypatch.setattr(kernel_module, "kernel", lambda: None)
    assert isinstance(summing(*model(SPECS[0])), ArraySums)


@pytest.mark.parametrize("spec", [Spec(0, (4,)), Spec(4, (2,) * 9)], ids=str)
def test_what_the_kernel_cannot_hold_is_summed_in_arrays(spec):
    assert isinstance(summing(*model(spec)), ArraySums)


def test_a_file_that_is_no_kernel_is_not_loaded(tmp_path):
    broken = tmp_path / "_kernel.so"
    assert load_kernel(broken) is None
    broken.write_bytes(b"\x7fELF nonsense")
    assert load_kernel(broken) is None


@pytest.mark.skipif(shutil.which("cc") is None, reason="nothing to compile with")
def test_a_kernel_of_another_version_is_not_loaded(tmp_path):
    assert (
        load_kernel(compiled(tmp_path, SOURCE.read_text("utf-8").replace("#define VERSION 3", "#define VERSION 99")))
        is None
    )


def compiled(folder: Path, source: str, *flags: str) -> Path:
    (folder / "kernel.c").write_text(source, "utf-8")
    command = ["cc", "-std=c11", "-shared", "-fPIC", "-Wall", "-Wextra", "-Wconversion", "-Werror", *flags]
    subprocess.run([*command, "-o", folder / "_kernel.so", folder / "kernel.c"], check=True)
    return folder / "_kernel.so"


# What runs under the sanitizers, in a process of its own: thousands of texts of every kind, each sum compared.
SANITIZED = """
import random, sys
from pathlib import Path
import numpy as np
from ticketroute.model import kernel
from ticketroute.model.known import Known
from ticketroute.model.sums import ArraySums
from ticketroute.text.ngrams import Spec
library = kernel.load_kernel(Path(sys.argv[1]))
assert library is not None
kernel.kernel = lambda: library
draw = random.Random(11)
signs = "ab é\\u0301\\U0001f3ae\\ud800 .0ﷺ"
for spec in (Spec(17, (4,)), Spec(1, (2, 3, 4, 5)), Spec(22, (3,)), Spec(9, (5,))):
    draws = np.random.default_rng(7)
    known = Known(spec, np.flatnonzero(draws.random(spec.buckets) < 0.7).astype(np.int32))
    table = draws.integers(-128, 128, (len(known.buckets), 17)).astype(np.int8)
    fast, slow = kernel.CompiledSums(table, known), ArraySums(table, known)
    for _ in range(150):
        texts = ["".join(draw.choices(signs, k=draw.choice((0, 1, 2, 7, 60, 900)))) for _ in range(draw.randint(0, 9))]
        for found, wanted in zip(fast.sums(texts), slow.sums(texts) if texts else fast.sums(texts)):
            assert (found == wanted).all(), texts
        ours, theirs = (way.words(texts) for way in (fast, slow)) if texts else (fast.words([]),) * 2
        for name in ("spans", "bounds", "sums", "count"):
            assert (getattr(ours, name) == getattr(theirs, name)).all(), (name, texts)
print("all sums agree")
"""


@pytest.mark.long
@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc and its sanitizers")
def test_the_kernel_touches_no_memory_but_its_own(tmp_path):
    """Address and undefined-behaviour sanitizers abort at the first fault."""
    checks = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
    library = compiled(tmp_path, SOURCE.read_text("utf-8"), *checks)
    preload = subprocess.run(["gcc", "-print-file-name=libasan.so"], capture_output=True, text=True, check=True)  # noqa: S607
    environment = {**os.environ, "LD_PRELOAD": preload.stdout.strip(), "ASAN_OPTIONS": "detect_leaks=0"}
    command = [sys.executable, "-c", SANITIZED, library]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout) == (0, "all sums agree\n"), done.stderr[-3000:]
