import gzip
import importlib
import io
import json
import pkgutil
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from text.pumped import grows_linearly
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import open_export, products, read_export
from ticketroute.edge.readers.product import Sample
from ticketroute.edge.readers.products import records
from ticketroute.edge.readers.register import SHIPPED
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Source
from ticketroute.errors import ExportError

EXPORTS = Path(__file__).parents[2] / "data" / "exports"
# Names that recognisers look for, and some that they do not.
NAMES = [
    "tickets",
    "ticket",
    "requester_id",
    "submitter_id",
    "subject",
    "via",
    "events",
    "ticket_id",
    "responder_id",
    "source",
    "spam",
    "number",
    "title",
    "customer_id",
    "assets",
    "Ticket",
    "type",
    "ticket_attributes",
    "results",
    "properties",
    "createdate",
    "_embedded",
    "conversations",
    "mailboxId",
    "primaryCustomer",
    "payload",
    "data",
    "stream",
    "emitted_at",
    "conversation_id",
    "message_type",
    "messages",
    "inbox_id",
    "meta",
    "Id",
    "Requester",
    "Via",
    "id",
    "property_subject",
]
CASES = sorted(EXPORTS.rglob("expected.json"))
FILES = [case for case in CASES if (case.parent / json.loads(case.read_text("utf-8"))["read"]).is_file()]


def case_name(path: Path) -> str:
    return str(path.parent.relative_to(EXPORTS))


def told(rejected: Rejected) -> list[object]:
    return [rejected.ticket_id, rejected.problems[0].code, rejected.line]


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_an_export_is_recognised_and_read_as_written_beside_it(case):
    expected = json.loads(case.read_text("utf-8"))
    path, options = case.parent / expected["read"], expected.get("options", {})
    assert open_export(path, **options)[0].name == expected["product"]
    if remedy := expected.get("refused"):
        with pytest.raises(ExportError, match=remedy):
            read_export(path, **options)
        return
    outcomes = list(read_export(path, **options))
    assert [o for o in outcomes if isinstance(o, Ticket)] == [Ticket.from_dict(one) for one in expected["tickets"]]
    assert [told(o) for o in outcomes if isinstance(o, Rejected)] == expected["rejected"]


@pytest.mark.parametrize("case", [c for c in CASES if "refused" not in c.read_text("utf-8")], ids=case_name)
def test_every_row_in_error_says_where_and_what_to_do(case):
    expected = json.loads(case.read_text("utf-8"))
    outcomes = read_export(case.parent / expected["read"], **expected.get("options", {}))
    for row in outcomes:
        if isinstance(row, Rejected):
            assert row.line
            assert row.source
            assert all(problem.remedy and problem.path for problem in row.problems)


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_no_other_product_claims_an_export_as_surely(case):
    expected = json.loads(case.read_text("utf-8"))
    sample = take_sample(Source(case.parent / expected["read"]))
    sure = {product.name: product.recognises(sample) for product in SHIPPED}
    assert [name for name, answer in sure.items() if answer == max(sure.values())] == [expected["product"]]


@pytest.mark.parametrize("product", ["zendesk", "freshdesk", "zammad"])
def test_a_folder_is_read_as_the_tickets_in_it(product):
    case = {"zendesk": "zendesk/api", "freshdesk": "freshdesk/v2", "zammad": "zammad/folder"}[product]
    found, source = open_export(EXPORTS / case)
    assert found.name == product
    assert list(found.read(source)) == list(read_export(EXPORTS / case / "tickets.json"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=20,
)


@given(record=st.dictionaries(st.sampled_from(NAMES), JSON), header=st.lists(st.sampled_from(NAMES)))
def test_a_recogniser_answers_to_anything(record, header):
    for sample in (Sample(name="x", record=record), Sample(name="x", header=tuple(header))):
        assert all(0 <= product.recognises(sample) <= 1 for product in SHIPPED)


def test_standard_input_gets_the_users_that_stand_behind_its_tickets(monkeypatch):
    raw = (EXPORTS / "zendesk/api/tickets.json").read_bytes()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(gzip.compress(raw))))
    outcomes = list(read_export("-"))
    assert next(o for o in outcomes if isinstance(o, Ticket)).requester == "lea@poste.example"
    assert {o.source for o in outcomes if isinstance(o, Rejected)} == {"standard input"}


def test_a_page_whose_users_come_first_and_are_many_is_read(tmp_path):
    page = json.loads((EXPORTS / "zendesk/api/tickets.json").read_text("utf-8").partition("}\n{")[0] + "}")
    users = [{"id": n, "name": "x" * 100, "email": f"u{n}@post.example", "role": "end-user"} for n in range(9000)]
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"users": [*users, *page["users"]], "tickets": page["tickets"]}), "utf-8")
    outcomes = list(read_export(path, format="zendesk"))
    assert len(outcomes) == len(page["tickets"])
    assert next(o for o in outcomes if isinstance(o, Ticket)).requester == "lea@poste.example"


def test_the_callers_users_are_asked_before_the_exports(tmp_path):
    (tmp_path / "people.csv").write_text("id,email\n9001,lea@travail.example\n", "utf-8")
    first = next(read_export(EXPORTS / "zendesk/api/tickets.json", users=tmp_path / "people.csv"))
    assert isinstance(first, Ticket)
    assert first.requester == "lea@travail.example"


def test_a_number_without_end_is_a_bad_row_and_the_next_is_read(tmp_path):
    path = tmp_path / "tickets.ndjson"
    ticket = {"id": 1, "via": {}, "requester_id": 5, "submitter_id": 5, "subject": "a", "description": "b"}
    good = json.dumps(ticket | {"created_at": "2026-03-02T08:15:00Z"})
    path.write_text(good + '\n{"id": ' + "9" * 5000 + "}\n" + good.replace("1,", "2,", 1), "utf-8")
    one, bad, two = read_export(path)
    assert (one.id, bad.problems[0].code, two.id) == ("1", "not_json", "2")


def patterns_of(value: object) -> list[re.Pattern]:
    if isinstance(value, re.Pattern):
        return [value]
    return [found for item in value for found in patterns_of(item)] if isinstance(value, tuple) else []


PATTERNS = {
    f"{module.name.rpartition('.')[2]}.{name}[{at}]": pattern
    for module in pkgutil.iter_modules(products.__path__, f"{products.__name__}.")
    for name, value in vars(importlib.import_module(module.name)).items()
    for at, pattern in enumerate(patterns_of(value))
}
BITS = [
    "<a",
    "</",
    "a",
    "a@",
    "a@a",
    "merged into ticket ",
    "1",
    "[",
    "[a|",
    "[a #1",
    "<@1",
    "<t:1",
    "<:a",
    " ",
    "QUJD",
]
BITS += [
    "{",
    "{code",
    "{{a",
    "!a",
    "|",
    "*a",
    "_a ",
    "+",
    "\\",
    "-",
    "#",
    "1/a",
    "a.b",
    "=?a?q?",
    "=?",
    "<a@",
    ">>From ",
]
BITS += ["QUJD", ">>From ", "From 1:23 ", " CET", ":2,S", "&lt;p", "&amp;", "From: a\n", "QUJD\n", "1 ", "a "]


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_no_pattern_takes_more_time_than_its_text_is_long(pattern):
    is_bytes = isinstance(pattern.pattern, bytes)
    slow = [
        bit
        for bit in BITS
        if not grows_linearly(lambda text: sum(1 for _ in pattern.finditer(text.encode() if is_bytes else text)), bit)
    ]
    assert slow == []


@given(text=st.text(alphabet="ab\n", max_size=20), wanted=st.text(alphabet="ab", min_size=1, max_size=4))
def test_words_are_found_wherever_they_stand(text, wanted):
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "_SCAN_CHARS", 3)
        (Path(folder) / "export").write_text(text, "utf-8", newline="")
        assert records.mentions(Source(Path(folder) / "export"), wanted) == (wanted in text)


@pytest.mark.parametrize("case", FILES, ids=case_name)
def test_standard_input_is_read_or_refused_as_the_same_file_alone(case, tmp_path, monkeypatch):
    expected = json.loads(case.read_text("utf-8"))
    alone, options = tmp_path / expected["read"], expected.get("options", {})
    raw = (case.parent / expected["read"]).read_bytes()
    alone.write_bytes(raw)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    if remedy := expected.get("refused"):
        with pytest.raises(ExportError, match=remedy):
            read_export("-", **options)
        return
    piped = [without_source(outcome) for outcome in read_export("-", **options)]
    assert piped == [without_source(outcome) for outcome in read_export(alone, **options)]


def without_source(outcome: Ticket | Rejected) -> Ticket | Rejected:
    return outcome if isinstance(outcome, Ticket) else evolve(outcome, source=None)
