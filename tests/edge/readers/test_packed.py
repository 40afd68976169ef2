import gzip
import io
import json
import random

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import packed, read_export
from ticketroute.edge.readers.packed import unpacked
from ticketroute.errors import MissingExtraError

LETTERS = random.Random(7)  # noqa: S311 - rows, no secrets
# Hard to pack, so that a break in the packed file falls into many rows.
ROWS = [
    {
        "id": str(n),
        "requester": f"p{n}",
        "received_at": "2026-11-02T09:00:00Z",
        "body": "".join(LETTERS.choices("abcdefé", k=60)),
    }
    for n in range(40)
]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
TABLE = "id,requester,received_at,body\n" + "".join(",".join(row.values()) + "\n" for row in ROWS)

# As the programs of these names do.
PACKERS = {
    "gzip": lambda raw: gzip.compress(raw, mtime=0),
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
}
packers = pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)


def opened(raw: bytes) -> tuple[bytes, list]:
    faults: list = []
    return unpacked(io.BufferedReader(io.BytesIO(raw)), faults).read(), faults


@packers
@given(parts=st.lists(st.binary(max_size=300), min_size=1, max_size=4), padding=st.integers(0, 20))
def test_several_parts_one_after_another_and_padded_with_zeros_come_back_whole(pack, parts, padding):
    raw = b"".join(map(pack, parts)) + b"\0" * padding
    assert opened(raw) == (b"".join(parts), [])


@packers
@given(size=st.integers(1, 9), parts=st.lists(st.binary(max_size=40), min_size=1, max_size=3))
@settings(max_examples=30)
def test_the_piece_that_is_read_at_a_time_changes_nothing(pack, size, parts):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "_CHUNK_BYTES", size)
        assert opened(b"".join(map(pack, parts)) + b"\0\0") == (b"".join(parts), [])


@packers
@pytest.mark.parametrize("text", [LINES, TABLE], ids=["lines", "table"])
def test_a_file_cut_at_any_byte_gives_whole_rows_and_says_where_it_broke(pack, text):
    raw = pack(text.encode())
    counts = []
    for cut in range(4, len(raw)):
        found, faults = opened(raw[:cut])
        rows = found.decode("utf-8", errors="ignore")
        assert text.startswith(rows)
        assert text is LINES or rows == "" or rows.endswith("\n")
        assert f"after byte {cut:,}" in faults[0].message
        counts.append(rows.count("\n"))
    assert counts == sorted(counts)
    # zstd packs a small file into one block, which is there as a whole or not at all.
    assert counts[-1] >= 35 or raw.startswith(b"\x28")


def test_the_rows_before_a_break_are_read_and_the_fault_is_told_once(tmp_path):
    path = tmp_path / "export.csv.gz"
    path.write_bytes(gzip.compress(TABLE.encode())[:-300])
    *tickets, fault = read_export(path)
    assert len(tickets) > 20
    assert all(isinstance(ticket, Ticket) for ticket in tickets)
    assert [(ticket.id, ticket.body) for ticket in tickets] == [
        (row["id"], row["body"]) for row in ROWS[: len(tickets)]
    ]
    assert fault.problems[0].code == "broken_file"


def test_what_follows_the_last_part_is_told_and_no_row_is_lost(tmp_path):
    path = tmp_path / "export.csv.gz"
    path.write_bytes(gzip.compress(TABLE.encode().rstrip()) + b"<html>503</html>")
    *tickets, fault = read_export(path)
    assert len(tickets) == len(ROWS)
    assert fault.problems[0].code == "broken_file"


@packers
@given(at=st.integers(0, 2_000), byte=st.integers(0, 255))
@settings(max_examples=300)
def test_a_changed_byte_is_told_or_changes_nothing(pack, at, byte):
    raw = bytearray(pack(LINES.encode()))
    raw[at % len(raw)] = byte
    found, faults = opened(bytes(raw))
    assert faults or found in {LINES.encode(), bytes(raw)}


def test_much_that_is_packed_small_comes_back():
    small = gzip.compress(b"x" * (50 << 20))
    file = unpacked(io.BufferedReader(io.BytesIO(small)), [])
    total = 0
    while found := file.read(1 << 16):
        total += len(found)
    assert total == 50 << 20


def test_a_missing_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    path = tmp_path / "export.jsonl.zst"
    path.write_bytes(PACKERS["zstd"](LINES.encode()))
    with pytest.raises(MissingExtraError, match=r"ticketroute\[zstd\]"):
        read_export(path)
