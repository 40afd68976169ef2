from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles.ngrams import AWKWARD, slow_buckets
from ticketroute.text import ngrams
from ticketroute.text.ngrams import Spec, present, read_codes, read_features

SPECS = [Spec(17, (3, 5)), Spec(16, (4,)), Spec(10, (2, 3, 4, 5))]


def fast_buckets(texts: list[str], spec: Spec) -> list[list[Counter[int]]]:
    kinds = read_features(read_codes(texts), spec)
    return [[Counter(f.bucket[f.bounds[i] : f.bounds[i + 1]].tolist()) for f in kinds] for i in range(len(texts))]


@pytest.mark.parametrize("spec", SPECS, ids=str)
@settings(max_examples=150)
@given(texts=st.lists(st.text(max_size=40) | st.sampled_from(AWKWARD), min_size=1, max_size=6))
def test_the_features_agree_with_counting_letter_by_letter(spec, texts):
    assert fast_buckets(texts, spec) == [[Counter(kind) for kind in slow_buckets(text, spec)] for text in texts]


@settings(max_examples=100)
@given(texts=st.lists(st.text(max_size=40) | st.sampled_from(AWKWARD), max_size=6))
def test_a_model_sees_each_feature_of_a_text_once(texts):
    spec = SPECS[2]
    slow = [[sorted(set(kind)) for kind in slow_buckets(text, spec)] for text in texts]
    kinds = [present(found, spec) for found in read_features(read_codes(texts), spec)]
    fast = [[bucket[bounds[i] : bounds[i + 1]].tolist() for bucket, bounds in kinds] for i in range(len(texts))]
    assert fast == slow


def test_a_text_has_the_same_features_alone_and_in_any_batch():
    texts = [*AWKWARD, "mon compte a été piraté", "where is my gold"]
    spec = SPECS[0]
    assert fast_buckets(texts, spec) == [fast_buckets([text], spec)[0] for text in texts]


def test_case_accents_and_digits_do_not_matter():
    spec = SPECS[0]
    assert fast_buckets(["Déjà PAYÉ 50 €"], spec) == fast_buckets(["deja paye 99 €"], spec)


def test_places_point_at_what_was_hashed():
    batch = read_codes(["or perdu"])
    words = read_features(batch, SPECS[0])[-2]
    assert words.place.tolist() == [1, 4]


def test_an_empty_batch_has_no_features():
    assert all(len(f.bucket) == 0 for f in read_features(read_codes([]), SPECS[0]))


def test_the_table_of_codes_is_shared_and_cannot_be_written():
    table = ngrams.fold_table()
    assert table.dtype == np.uint32
    with pytest.raises(ValueError, match="read-only"):
        table[0] = 1
