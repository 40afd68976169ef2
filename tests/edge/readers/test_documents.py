import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.edge.readers import documents
from ticketroute.edge.readers.documents import read_documents
from ticketroute.errors import Problem

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
objects = st.dictionaries(st.sampled_from(["id", "text", "é", "\u2028", 'a"b', "{", "]"]), values, max_size=4)
windows = st.integers(1, 40)


def texts(found: list[dict], indent: int | None) -> list[str]:
    return [json.dumps(one, indent=indent, ensure_ascii=False) for one in found]


WAYS = {
    "lines": "\n".join,
    "lines with commas": ",\n".join,
    "together": "".join,
    "blanks": " \r\n\t ".join,
    "a list": lambda parts: f"[{', '.join(parts)}]",
    "a list of lists": lambda parts: f"[[{','.join(parts)}]]",
    "a page": lambda parts: f'{{"count": {len(parts)}, "tickets": [{",".join(parts)}], "next": "[{{"}}',
    "a deeper page": lambda parts: f'{{"a": {{"b": [1, {{}}], "rows": [{",".join(parts)}]}}}}',
    "a page a record": lambda parts: "\n".join(f'{{"tickets": [{part}]}}' for part in parts),
    "marks": lambda parts: "\ufeff" + "\n\ufeff".join(parts),
}
KEYS = ("tickets", "a.rows")


@pytest.mark.parametrize("join", WAYS.values(), ids=WAYS)
@given(found=st.lists(objects, max_size=4), indent=st.none() | st.integers(0, 3), window=windows)
def test_objects_strung_together_in_any_way_come_back_through_any_window(join, found, indent, window):
    text = join(texts(found, indent))
    assert [value for value, _ in read_documents(io.StringIO(text), KEYS, window=window)] == found


@given(found=st.lists(objects, max_size=4), gaps=st.lists(st.integers(0, 3), min_size=4), window=windows)
def test_each_object_has_the_line_it_begins_on(found, gaps, window):
    text, lines, line = "", [], 1
    for one, gap in zip(texts(found, 1), gaps, strict=False):
        lines.append(line + gap)
        text += "\n" * gap + one + "\n"
        line += gap + one.count("\n") + 1
    assert [line for _, line in read_documents(io.StringIO(text), window=window)] == lines


BROKEN = {
    "cut in a text": '{"id": 1, "text": "ab',
    "cut behind a key": '{"id"',
    "cut in a word": '{"id": tru',
    "a word": "hello",
    "no quotes": "{id: 1}",
    "two values": '{"id": 1 2}',
    "a bad escape": r'{"id": "\x"}',
    "a bad letter": r'{"id": "\u12"}',
    "a number": "12",
    "a text": '"{}"',
    "an endless number": '{"id": ' + "9" * 5_000 + "}",
    "too deep": "[" * 3 + '{"a":' * 100_000,
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("window", [1, 7, 1 << 16])
def test_a_broken_line_is_one_problem_and_the_next_record_is_read(line, window):
    text = f'{{"id": 1}}\n{line}\n{{"id": 2}}\n{line}\n{line}\n{{"id": 3}}\n'
    found = list(read_documents(io.StringIO(text), ["tickets"], window=window))
    assert [value for value, _ in found if isinstance(value, dict)] == [{"id": 1}, {"id": 2}, {"id": 3}]
    assert [line for value, line in found if isinstance(value, Problem)] == [2, 4, 5]


@pytest.mark.parametrize("window", [1, 7, 1 << 16])
def test_a_broken_object_over_several_lines_is_one_problem(window):
    good = json.dumps({"id": 1, "tags": [{"a": 1}]}, indent=2)
    broken = good.replace('"a": 1', '"a": one').replace("1,", "2,")
    text = f"[\n{good},\n{broken},\n{good},\n{broken}\n]\n{good}"
    found = list(read_documents(io.StringIO(text), ["rows"], window=window))
    assert [isinstance(value, Problem) for value, _ in found] == [False, True, False, True, False]


@pytest.mark.parametrize("window", [1, 1 << 16])
def test_a_page_broken_in_its_middle_gives_the_rest_of_its_records(window):
    text = '{"tickets": [\n  {"id": 1},\n  {"id": },\n  {"id": 3}\n],\n "count": nul,\n "next": 4}\n{"id": 5}'
    found = list(read_documents(io.StringIO(text), ["tickets"], window=window))
    assert [value if isinstance(value, dict) else None for value, _ in found] == [
        {"id": 1},
        None,
        {"id": 3},
        None,
        {"id": 5},
    ]


@pytest.mark.parametrize(
    "text",
    ['{"tickets": {"id": 1}}', '{"tickets": null}', '{"tickets": 7, "id": 1}', '{"a": [{"rows": []}]}', '{"rows": []}'],
)
def test_an_object_without_the_wanted_list_is_given_whole(text):
    assert [value for value, _ in read_documents(io.StringIO(text), KEYS)] == [json.loads(text)]


def test_a_page_longer_than_can_be_looked_ahead_is_entered_by_its_beginning(monkeypatch):
    monkeypatch.setattr(documents, "_LOOK_CHARS", 64)
    rows = [{"id": number, "text": "x" * 40} for number in range(50)]
    text = json.dumps({"count": 50, "tickets": rows})
    assert [value for value, _ in read_documents(io.StringIO(text), KEYS, window=8)] == rows


def test_an_object_longer_than_the_bound_is_a_problem_and_the_next_line_is_read(monkeypatch):
    monkeypatch.setattr(documents, "MAX_RECORD_CHARS", 100)
    text = '{"text": "' + "x" * 500 + '"}\n{"id": 2}'
    problem, (value, line) = read_documents(io.StringIO(text), window=16)
    assert (problem[0].code, value, line) == ("not_json", {"id": 2}, 2)


@given(text=st.text(alphabet='{}[]",:\\ \n1ae\ufeff'), window=windows)
def test_any_text_comes_to_its_end_and_the_window_changes_nothing(text, window):
    found = list(read_documents(io.StringIO(text), ["a"], window=window))
    whole = list(read_documents(io.StringIO(text), ["a"]))
    assert [(value if isinstance(value, dict) else value.code, line) for value, line in found] == [
        (value if isinstance(value, dict) else value.code, line) for value, line in whole
    ]
