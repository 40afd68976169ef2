"""Every fixture, damaged in many ways: a reader gives tickets and rejected rows, or refuses; it never breaks."""

import json
import shutil
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import read_export
from ticketroute.errors import ExportError

EXPORTS = Path(__file__).parents[2] / "data" / "exports"
CASES = sorted(EXPORTS.rglob("expected.json"))
ODD = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        -1,
        1e308,
        10**40,
        "",
        " ",
        "x",
        "\0",
        "\ud800",
        [],
        {},
        [None],
        [[]],
        {"id": {}},
        [{}],
        "1e5",
    ]
)


def read_all(folder: Path, expected: dict) -> None:
    with suppress(ExportError):
        for outcome in read_export(
            folder / expected["read"], format=expected["product"], **expected.get("options", {})
        ):
            assert isinstance(outcome, Ticket | Rejected)


def damaged(case: Path, damage) -> None:
    expected = json.loads(case.read_text("utf-8"))
    with TemporaryDirectory() as folder:
        copy = shutil.copytree(case.parent, Path(folder) / "export")
        damage(sorted(file for file in copy.rglob("*") if file.is_file() and file.name != "expected.json"))
        read_all(copy, expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.parent.relative_to(EXPORTS)))
@given(draw=st.data())
@settings(max_examples=40, deadline=None)
def test_bytes_that_are_cut_or_changed_break_no_reader(case, draw):
    def damage(files):
        file = draw.draw(st.sampled_from(files))
        raw = bytearray(file.read_bytes())
        for at in draw.draw(st.lists(st.integers(0, len(raw) - 1), max_size=6)):
            raw[at] = draw.draw(st.sampled_from(b'"{}[],:;\n\\0a\x00\xff'))
        cut = draw.draw(st.just(len(raw)) | st.integers(0, len(raw)))
        file.write_bytes(raw[:cut])

    damaged(case, damage)


def every_place(value: object) -> list[tuple[object, object]]:
    """Each container with each of its keys."""
    if isinstance(value, dict):
        return [(value, key) for key in value] + [place for inner in value.values() for place in every_place(inner)]
    if isinstance(value, list):
        return [(value, at) for at in range(len(value))] + [place for inner in value for place in every_place(inner)]
    return []


def documents(text: str) -> list[object]:
    decoder, found, at = json.JSONDecoder(), [], 0
    while (rest := text[at:].lstrip()) and rest[0] in "{[":
        at = len(text) - len(rest)
        value, at = decoder.raw_decode(text, at)
        found.append(value)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.parent.relative_to(EXPORTS)))
@given(draw=st.data())
@settings(max_examples=60, deadline=None)
def test_values_of_any_type_break_no_reader(case, draw):
    def damage(files):
        file = draw.draw(st.sampled_from(files))
        text = file.read_bytes().decode("utf-8", "replace")
        if file.suffix not in {".json", ".ndjson", ".jsonl"}:
            cells = text.split("," if file.suffix == ".csv" else " ")
            for at in draw.draw(st.lists(st.integers(0, len(cells) - 1), min_size=1, max_size=4)):
                cells[at] = draw.draw(
                    st.sampled_from(["", " ", "NULL", "-1", "[[]]", "TRUE", '"', "1e308", "\0", "é\n"])
                )
            file.write_text(("," if file.suffix == ".csv" else " ").join(cells), "utf-8")
            return
        found = documents(text)
        for _ in range(draw.draw(st.integers(1, 3))):
            container, key = draw.draw(st.sampled_from(every_place(found)))
            container[key] = deepcopy(draw.draw(ODD))  # each its own, that none can hold itself
        file.write_text("\n".join(map(json.dumps, found)), "utf-8")

    damaged(case, damage)
