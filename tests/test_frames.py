"""Frames of every kind give the same decisions as the same tickets routed one by one."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import ticketroute as tr
from ticketroute.domain.instant import format_instant
from ticketroute.edge.writers.flat import COLUMNS, typed_row
from ticketroute.errors import FrameError, FrameKindError, MissingExtraError, UnknownZoneError

pa = pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
ROWS = [
    {"id": "1", "requester": "p", "received_at": NINE, "body": "mon compte a été piraté"},
    {"id": "2", "requester": "p", "received_at": NINE + timedelta(hours=1), "body": "mon compte a été piraté !!"},
    {"id": "3", "requester": "q", "received_at": None, "body": "gold"},
    {"id": "4", "requester": None, "received_at": NINE, "body": "where is my gold, I paid"},
    {"id": "5", "requester": "r", "received_at": NINE + timedelta(days=1), "body": None},
    {"id": "6", "requester": "s", "received_at": NINE + timedelta(days=2), "body": "the game crashes"},
]
SCHEMA = pa.schema(
    [("id", "string"), ("requester", "string"), ("received_at", pa.timestamp("us", "UTC")), ("body", "string")]
)


def table(rows=ROWS, schema=SCHEMA):
    return pa.Table.from_pylist(rows, schema=schema)


def pandas_frame(rows=ROWS):
    return pytest.importorskip("pandas").DataFrame(rows)


def polars_frame(rows=ROWS):
    return pytest.importorskip("polars").from_arrow(table(rows))


def relation(rows=ROWS):
    connection = pytest.importorskip("duckdb").connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("tickets", table(rows))
    return connection.sql("SELECT * FROM tickets")


class Foreign:
    """A library's frame that is known by its Arrow stream only."""

    def __init__(self, rows=ROWS):
        self._table = table(rows)

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)


KINDS = {
    "pandas": (pandas_frame, "pandas.DataFrame"),
    "polars": (polars_frame, "polars.dataframe.frame.DataFrame"),
    "polars lazy": (lambda: polars_frame().lazy(), "polars.lazyframe.frame.LazyFrame"),
    "pyarrow table": (table, "pyarrow.lib.Table"),
    "pyarrow batch": (lambda: table().combine_chunks().to_batches()[0], "pyarrow.lib.RecordBatch"),
    "pyarrow reader": (lambda: table().to_reader(max_chunksize=2), "pyarrow.lib.RecordBatchReader"),
    "duckdb": (relation, "duckdb._relation.DuckDBPyRelation"),
    "foreign": (Foreign, "pyarrow.lib.RecordBatchReader"),
}
each_kind = pytest.mark.parametrize(("make", "kind"), KINDS.values(), ids=KINDS)


def records(frame):
    """Any frame as plain rows, missing values as None."""
    if hasattr(frame, "to_arrow_table"):
        return frame.to_arrow_table().to_pylist()
    if hasattr(frame, "collect"):
        frame = frame.collect()
    if hasattr(frame, "iter_rows"):
        return list(frame.iter_rows(named=True))
    if hasattr(frame, "read_all"):
        return frame.read_all().to_pylist()
    if hasattr(frame, "to_pylist"):
        return frame.to_pylist()
    pd = sys.modules["pandas"]
    return [
        {name: None if not isinstance(cell, list) and pd.isna(cell) else cell for name, cell in row.items()}
        for row in frame.to_dict("records")
    ]


def decided(rows=ROWS):
    """What the router says of the same rows, one by one, as the table's columns."""
    tickets = []
    for row in rows:
        known = {name: cell for name, cell in row.items() if cell is not None}
        try:
            tickets.append(tr.Ticket.from_dict(known))
        except tr.InvalidTicketError as fault:
            tickets.append(tr.Rejected(ticket_id=known.get("id"), problems=fault.problems))
    return [typed_row(outcome) for outcome in tr.Router.open(desk="generic").route_many(tickets)]


@each_kind
def test_each_kind_gives_its_own_kind_with_the_same_decisions(make, kind):
    frame = make()
    found = tr.route_frame(frame, desk="generic")
    assert f"{type(found).__module__}.{type(found).__name__}".replace("pandas.core.frame", "pandas") == kind
    assert records(found) == [{**row, **cells} for row, cells in zip(ROWS, decided(), strict=True)]


@each_kind
def test_the_decisions_come_alone_if_asked(make, kind):  # noqa: ARG001 - of each_kind
    found = tr.route_frame(make(), desk="generic", columns=tr.FrameColumns(alone=True, prefix="tr_"))
    assert records(found) == [{f"tr_{name}": cell for name, cell in row.items()} for row in decided()]


@pytest.mark.parametrize(
    "make",
    [
        lambda: table([]),
        lambda: pa.RecordBatch.from_pylist([], schema=SCHEMA),
        lambda: table([]).to_reader(),
        lambda: polars_frame([]),
        lambda: pytest.importorskip("pandas").DataFrame({name: [] for name in SCHEMA.names}),
        lambda: relation([]),
    ],
    ids=["table", "batch", "reader", "polars", "pandas", "duckdb"],
)
def test_a_frame_without_rows_has_the_columns(make):
    found = tr.route_frame(make(), desk="generic")
    assert records(found) == []
    names = found.schema.names if type(found).__module__.startswith("pyarrow") else found.columns
    assert list(names) == [*SCHEMA.names, *COLUMNS]


def test_pandas_keeps_its_index_even_with_repeats_and_its_own_rows():
    frame = pandas_frame().set_index(pytest.importorskip("pandas").Index(["a", "b", "b", "c", "a", "z"], name="key"))
    before = frame.copy()
    found = tr.route_frame(frame, desk="generic")
    assert list(found.index) == list(frame.index)
    assert found.index.name == "key"
    assert list(found["ticket_id"]) == ["1", "2", "3", "4", "5", "6"]
    alone = tr.route_frame(frame, desk="generic", columns=tr.FrameColumns(alone=True))
    assert list(alone.index) == list(frame.index)
    assert frame.equals(before)


def test_columns_have_types_of_the_frames_library():
    pl = pytest.importorskip("polars")
    pandas_frame()
    schema = tr.route_frame(polars_frame(), desk="generic").schema
    assert schema["confidence"] == pl.Float64
    assert schema["needs_review"] == pl.Boolean
    assert schema["sla.resolution_due"] == pl.Datetime("us", "UTC")
    assert schema["rules"] == pl.List(pl.String)
    types = tr.route_frame(pandas_frame(), desk="generic").dtypes.astype(str)
    assert types["merge.submissions"] == "Int64"
    assert types["needs_review"] == "boolean"
    assert types["sla.resolution_due"] == "datetime64[us, UTC]"
    eager = tr.route_frame(table(), desk="generic").schema
    assert eager.equals(tr.route_frame(table().to_reader(), desk="generic").schema)


def test_a_duckdb_relation_can_be_joined_with_tables_of_its_connection():
    connection = pytest.importorskip("duckdb").connect()
    connection.execute("CREATE TABLE people AS SELECT 'p' AS requester, 'Paris' AS town")
    connection.register("tickets", table(ROWS[:2]))
    found = tr.route_frame(connection.sql("SELECT * FROM tickets"), desk="generic")
    joined = found.join(connection.table("people"), "requester").select("id, town, category").fetchall()
    assert sorted(joined) == [("1", "Paris", "account_loss"), ("2", "Paris", "account_loss")]


def test_a_connection_that_reads_no_variables_is_told_how():
    connection = pytest.importorskip("duckdb").connect()
    connection.register("tickets", table())
    connection.execute("SET python_enable_replacements = false")
    with pytest.raises(FrameError, match="SET python_enable_replacements = true"):
        tr.route_frame(connection.sql("SELECT * FROM tickets"), desk="generic")


def test_a_reader_is_routed_as_it_is_read():
    given = []

    def batches():
        for n in range(1000):
            given.append(n)
            yield pa.RecordBatch.from_pylist([{**ROWS[0], "id": f"{n}-{k}", "requester": f"p{n}"} for k in range(5)])

    first = next(batches())
    reader = pa.RecordBatchReader.from_batches(first.schema, batches())
    given.clear()
    found = tr.route_frame(reader, desk="generic")
    assert given == []
    batch = found.read_next_batch()
    assert batch.num_rows == 5
    assert len(given) < 300
    assert batch["merge.action"].to_pylist() == ["opened", "merged", "merged", "merged", "merged"]


def test_a_router_keeps_the_cases_between_frames():
    router = tr.Router.open(desk="generic", store="memory:")
    tr.route_frame(table(ROWS[:1]), router=router)
    found = tr.route_frame(table(ROWS[1:2]), router=router)
    assert found["merge.action"].to_pylist() == ["merged"]
    assert len(router.queue()) == 1


@pytest.mark.parametrize(
    ("cell", "ticket_id"),
    [
        (7, "7"),
        (7.0, "7"),
        (Decimal("7.00"), "7"),
        ("7", "7"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (2**60, str(2**60)),
        (7.5, None),
        (2.0**60, None),
        (float("inf"), None),
        (True, None),
        (b"7", None),
    ],
    ids=str,
)
def test_an_id_may_be_a_whole_number(cell, ticket_id):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame([{**ROWS[0], "id": cell}], dtype=object)
    (row,) = records(tr.route_frame(frame, desk="generic"))
    assert (row["ticket_id"], row["error.field"]) == ((ticket_id, None) if ticket_id else (None, "id"))


def test_what_is_missing_is_unknown_however_it_is_written():
    pd = pytest.importorskip("pandas")
    for missing in (None, float("nan"), pd.NA, pd.NaT, Decimal("NaN")):
        frame = pd.DataFrame([{**ROWS[0], "facts.amount": missing, "solved_at": missing}], dtype=object)
        (row,) = records(tr.route_frame(frame, desk="generic"))
        assert (row["ticket_id"], row["error.message"]) == ("1", None)


@pytest.mark.parametrize("make", [pandas_frame, polars_frame, table], ids=["pandas", "polars", "pyarrow"])
@pytest.mark.parametrize(
    ("at", "tz", "starts"),
    [
        (datetime(2026, 7, 1, 9), "Europe/Paris", "2026-07-01T07:00:00Z"),  # noqa: DTZ001 - naive is the case
        ("2026-07-01 09:00:00", "Europe/Paris", "2026-07-01T07:00:00Z"),
        ("2026-07-01T09:00:00-04:00", "Europe/Paris", "2026-07-01T13:00:00Z"),
        (datetime(2026, 7, 1, 9), None, None),  # noqa: DTZ001 - as above
        ("2026-07-01T09:00:00", None, None),
    ],
    ids=["naive", "naive text", "text with an offset", "naive without tz", "naive text without tz"],
)
def test_a_time_without_an_offset_needs_a_zone(make, at, tz, starts):
    rows = [{"id": "1", "requester": "p", "at": at, "body": "the game crashes"}]
    frame = pa.Table.from_pylist(rows)
    if make is not table:
        frame = (
            sys.modules["polars"].from_arrow(frame) if make is polars_frame and polars_frame() is not None else frame
        )
    if make is pandas_frame:
        frame = pytest.importorskip("pandas").DataFrame(rows)
    (row,) = records(tr.route_frame(frame, desk="generic", columns={"received_at": "at"}, tz=tz))
    if starts is None:
        assert row["error.code"] == "naive_instant"
        assert row["error.field"] == "at"
        assert "give tz= with the zone" in row["error.message"]
    else:
        assert format_instant(row["merge.queue_date"]) == starts


def test_facts_and_attachments_come_from_columns_structures_or_text():
    attachment = {"name": "a.png", "media_type": "image/png", "kind": None}
    rows = [
        {**ROWS[0], "sum": Decimal("4.50"), "facts": {"paid_at": NINE, "product": None}, "attachments": [attachment]},
        {**ROWS[1], "sum": None, "facts": {"paid_at": None, "product": "gold"}, "attachments": None},
    ]
    apart = tr.FrameColumns(fields={"facts.amount": "sum"}, alone=True)
    structured = pa.Table.from_pylist(rows)
    assert tr.route_frame(structured, desk="generic", columns=apart)["error.code"].null_count == 2
    text = [{**ROWS[0], "facts": '{"amount": 4.5}', "attachments": '[{"name": "a", "media_type": "b"}]'}]
    assert (
        tr.route_frame(pa.Table.from_pylist(text), desk="generic", columns=tr.FrameColumns(prefix="d."))[
            "d.error.code"
        ].null_count
        == 1
    )
    bad = [{**ROWS[0], "facts": '{"amount": []}', "attachments": "a.png"}]
    (row,) = tr.route_frame(pa.Table.from_pylist(bad), desk="generic", columns=tr.FrameColumns(alone=True)).to_pylist()
    assert "facts.amount is no amount" in row["error.message"]
    assert "attachments is a string, not a list" in row["error.message"]


def test_pandas_cells_of_numpy_are_read():
    pd = pytest.importorskip("pandas")
    np = pytest.importorskip("numpy")
    attachments = np.array([{"name": "a", "media_type": "b"}], dtype=object)
    row = {**ROWS[0], "id": np.int64(7), "signed_in": np.bool_(True), "attachments": attachments}  # noqa: FBT003 - a cell
    (found,) = records(tr.route_frame(pd.DataFrame([row], dtype=object), desk="generic", columns={}))
    assert (found["ticket_id"], found["error.message"]) == ("7", None)


def test_a_row_in_error_names_row_column_value_and_remedy():
    rows = [{"nr": "1", "who": "p", "at": NINE, "text": "x"}, {"nr": "2", "who": "p", "at": NINE, "text": " "}]
    rows[0]["at"] = date(2026, 1, 1)
    frame = pytest.importorskip("pandas").DataFrame(rows, dtype=object)
    columns = {"id": "nr", "requester": "who", "received_at": "at", "body": "text"}
    first, second = records(tr.route_frame(frame, desk="generic", columns=columns))
    assert (first["error.record"], first["error.field"], first["error.code"]) == (1, "at", "wrong_type")
    assert "datetime.date(2026, 1, 1); write it as in" in first["error.message"]
    assert (second["error.record"], second["error.field"], second["ticket_id"]) == (2, "text", "2")
    assert second["category"] is None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"columns": {"text": "body"}}, "columns is no field of a ticket: 'text'; use one of id, "),
        ({"columns": {"id": "nr"}}, "columns['id'] is no column of the frame: 'nr'; the frame has id, requester"),
        ({"router": tr.Router.open(desk="generic")}, "desk and router are both given"),
        ({"desk": None}, "desk and router are both missing"),
    ],
    ids=["no field", "no column", "desk and router", "neither"],
)
def test_options_that_do_not_fit_are_named(options, words):
    with pytest.raises(FrameError) as fault:
        tr.route_frame(table(), **{"desk": "generic", **options})
    assert str(fault.value).startswith(words)
    assert pickle.loads(pickle.dumps(fault.value)).problem == fault.value.problem  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("drop", "words"),
    [("id", "id has no column; give columns={'id': …}; the frame has requester"), ("body", "body and subject have no")],
)
def test_a_field_without_a_column_is_named(drop, words):
    with pytest.raises(FrameError) as fault:
        tr.route_frame(table().drop_columns([drop]), desk="generic")
    assert str(fault.value).startswith(words)


def test_columns_that_would_meet_are_named_and_a_prefix_parts_them():
    frame = table().append_column("category", pa.array(["x"] * 6))
    with pytest.raises(FrameError, match=r"'category'.*prefix="):
        tr.route_frame(frame, desk="generic")
    found = tr.route_frame(frame, desk="generic", columns=tr.FrameColumns(prefix="decision."))
    assert found["category"].to_pylist() == ["x"] * 6
    assert found["decision.category"][0].as_py() == "account_loss"


def test_two_columns_of_one_name_are_refused():
    pd = pytest.importorskip("pandas")
    with pytest.raises(FrameError, match="two columns of one name"):
        tr.route_frame(pd.DataFrame([["1", "2"]], columns=["id", "id"]), desk="generic")


@pytest.mark.parametrize("thing", [[1], {"id": ["1"]}, "frame", None, object()], ids=lambda thing: type(thing).__name__)
def test_what_is_no_frame_is_named(thing):
    with pytest.raises(FrameKindError, match="is of no kind that is known here") as fault:
        tr.route_frame(thing, desk="generic")
    assert isinstance(fault.value, TypeError)


def test_an_unknown_zone_is_named():
    with pytest.raises(UnknownZoneError):
        tr.route_frame(table(), desk="generic", tz="Paris")


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(MissingExtraError, match=r"ticketroute\[frames\]"):
        tr.route_frame(object(), desk="generic")


def test_asking_for_the_name_imports_no_frame_library():
    code = "import sys, ticketroute as tr; tr.route_frame; print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not {"narwhals", "pandas", "polars", "pyarrow", "duckdb"} & set(loaded)


cells = (
    st.none()
    | st.text(max_size=8)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.datetimes()
    | st.binary(max_size=3)
)
DESK = tr.load_desk("generic")
EDGES = [{**ROWS[0], "received_at": at} for at in (datetime.min, datetime.max)]  # noqa: DTZ901 - as clumsy frames hold them


@example(EDGES, "Asia/Tokyo")
@example(EDGES, "America/New_York")
@given(
    st.lists(st.fixed_dictionaries(dict.fromkeys((*SCHEMA.names, "facts.amount", "facts", "attachments"), cells))),
    st.sampled_from([None, "Asia/Tokyo", "America/New_York"]),
)
def test_no_cell_ends_the_run(rows, tz):
    pd = pytest.importorskip("pandas")
    names = [*SCHEMA.names, "facts.amount", "facts", "attachments"]
    frame = pd.DataFrame(rows, columns=names, dtype=object)
    found = tr.route_frame(frame, router=tr.Router.open(desk=DESK), columns=tr.FrameColumns(alone=True), tz=tz)
    assert len(found) == len(rows)
    assert [bool(row["error.code"]) != bool(row["category"]) for row in records(found)] == [True] * len(rows)
