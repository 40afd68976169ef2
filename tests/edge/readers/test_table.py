import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import read_export
from ticketroute.edge.readers.table import TableRow, delimiter_of, open_table
from ticketroute.errors import ExportError

cells = st.text(st.characters(codec="utf-8"), max_size=12)
names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=6)


def written(rows, delimiter=",", end="\r\n") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    return file.getvalue()


def read(text: str) -> list[TableRow | Rejected]:
    return list(open_table(io.StringIO(text, newline=""), source="x").rows)


@given(
    header=st.lists(names, min_size=2, max_size=4),
    rows=st.lists(st.lists(cells, min_size=1, max_size=5), max_size=5),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    says=st.booleans(),
)
def test_any_cells_come_back_under_any_sign_with_their_line(header, rows, delimiter, end, says):
    text = written([header, *rows], delimiter, end)
    mark = f"sep={delimiter}{end}" if says else ""
    found = read(mark + text)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert [row.cells for row in found] == [tuple(row) for row in filled]
    assert {row.header for row in found} <= {tuple(header)}
    lines, at = [], 1 + says + written([header], delimiter, end).count("\n")
    for row in rows:
        if row in filled:
            lines.append(at)
        at += len(list(io.StringIO(written([row], delimiter, end), newline="")))
    assert [row.place.line for row in found] == lines


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_parts_rows(end):
    assert [row.cells for row in read(end.join(["a,b", "1,2", "3,4"]))] == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize(
    ("header", "sign"),
    [
        ('"Nom, prénom";Objet', ";"),
        ("a|b", "|"),
        ("a\tb, c\td", "\t"),
        ("alone", ","),
        ('"a;b;c","d"', ","),
        ("", ","),
    ],
)
def test_the_sign_is_that_of_the_header_outside_its_quotes(header, sign):
    assert delimiter_of(header) == sign


@pytest.mark.parametrize("mark", ["sep=\t\n", '"sep=\t"\r\n', "SEP=\t\n"])
def test_a_tab_can_be_named_in_the_first_line(mark):
    assert read(mark + "a,b\tc\n1\t2")[0].cells == ("1", "2")


def test_columns_named_twice_keep_all_their_cells():
    (row,) = read("Comment,Id,Comment,Comment\nfirst,7,,third\n")
    assert (row.every("Comment"), row.get("Nothing", "Comment"), row.get("Nothing")) == (
        ("first", "third"),
        "first",
        "",
    )


def test_wide_and_narrow_rows_are_given_as_they_are():
    wide, narrow = read("a,b\n1,2,3,4\n5\n")
    assert (wide.surplus, narrow.get("b"), narrow.surplus) == (("3", "4"), "", ())
    (blank,) = read("a,b\n1,2,, \n")
    assert blank.surplus == ()


def test_a_broken_row_is_a_value_with_its_line_and_the_next_is_read():
    first, bad, last = read('a,b\n1,2\n"x"y,2\n3,4\n')
    assert (first.cells, bad.line, bad.problems[0].code, last.cells) == (("1", "2"), 3, "not_csv", ("3", "4"))


def test_a_header_that_is_no_csv_is_refused():
    with pytest.raises(ExportError, match="header"):
        read('"a"b,c\n1,2\n')


@given(st.text(alphabet='ab,;\t|"\r\n\0é='))
def test_no_text_breaks_the_reader(text):
    try:
        found = read(text)
    except ExportError as fault:
        assert "header" in str(fault)  # noqa: PT017 - either is right
    else:
        assert all(isinstance(row, TableRow | Rejected) for row in found)


HEADER = "id,requester,received_at,body\n"
START = "1,p,2026-11-02T09:00:00Z,"


@pytest.mark.parametrize(
    ("cell", "body"),
    [("x" * (10 << 20), "x" * (10 << 20)), ('"a\nb\r\n;c"', "a\nb\r\n;c"), ("nul\0l", "nul\0l"), ("NULL", "NULL")],
    ids=["ten megabytes", "several lines", "a NUL", "the word NULL"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_a_cell_is_read_as_it_was_written(tmp_path, cell, body, encoding):
    path = tmp_path / "export.csv"
    text = HEADER + f"{START}{cell}\n" + f"2,é,2026-11-02T09:00:00Z,{'y' * 80}\n"
    path.write_bytes(text.encode(encoding))
    big, small = read_export(path)
    assert isinstance(big, Ticket)
    assert (big.body == body, small.requester) == (True, "é")
