"""Exports read by a mapping file, and what is wrong with one."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import read_export
from ticketroute.edge.readers.mapped import RowReader
from ticketroute.edge.readers.mapping import mapping_of
from ticketroute.edge.readers.rows import Place
from ticketroute.edge.readers.source import Source
from ticketroute.errors import ExportError, InvalidMappingError

MAPPING = """
title = "Acme desk"
times = ["day_first", "%d.%m.%y %Hh%M"]
tz = "Europe/Paris"

[fields]
id = "Nr"
requester = ["Mail", "Compte"]
received_at = "Reçu"
solved_at = "Fermé"
body = "Texte"
subject = "Objet"
channel = "Via"
signed_in = "Connecté"
attachments = "Fichiers"
facts.amount = "Montant"
"facts.unable_to_use_service" = "Bloqué"

[constants]
facts.payment_means = "card"
language = "fr"

[values.channel]
"Courriel" = "email"
"*" = ""

[values.signed_in]
oui = true
non = false

[values."facts.unable_to_use_service"]
x = true

[left_out.spam]
"État" = ["Spam", "Indésirable"]

[left_out.merged]
"État" = ["Fusionné"]
"""
HEADER = "Nr;Mail;Compte;Reçu;Fermé;Texte;Objet;Via;Connecté;Fichiers;Montant;Bloqué;État\n"


def export(folder, *rows: str, mapping: str = MAPPING, header: str = HEADER, **options):
    (folder / "map.toml").write_text(mapping, "utf-8")
    (folder / "export.csv").write_text(header + "".join(f"{row}\n" for row in rows), "utf-8")
    return list(read_export(folder / "export.csv", mapping=folder / "map.toml", **options))


def test_columns_become_fields(tmp_path):
    (ticket,) = export(
        tmp_path,
        "7;a@b.example;17;02.11.26 09h05;03.11.26 10h00;Payé;Or;Courriel;Oui;"
        '"[{""name"":""a"",""media_type"":""image/png""}]";49,90 €;X;Ouvert',
    )
    assert isinstance(ticket, Ticket)
    assert (ticket.id, ticket.requester, ticket.subject, ticket.body) == ("7", "a@b.example", "Or", "Payé")
    assert ticket.received_at == datetime(2026, 11, 2, 8, 5, tzinfo=UTC)
    assert ticket.solved_at == datetime(2026, 11, 3, 9, tzinfo=UTC)
    assert (ticket.channel, ticket.signed_in, ticket.language) == ("email", True, "fr")
    assert (ticket.facts.amount, ticket.facts.payment_means) == ("49,90 €", "card")
    assert ticket.facts.unable_to_use_service is True
    assert ticket.attachments[0].name == "a"


def test_a_second_column_and_a_word_for_any_other_value_fill_gaps(tmp_path):
    (ticket,) = export(tmp_path, "7; ;17;02.11.26 09h05;;x;;Fax;;;;;")
    assert (ticket.requester, ticket.channel, ticket.signed_in) == ("17", "form", None)


def test_rows_are_left_out_by_their_state_and_say_why(tmp_path):
    spam, merged, open_one = export(
        tmp_path,
        "1;a@b.example;;02.11.26 09h05;;x;;;;;;;INDÉSIRABLE",
        "2;a@b.example;;02.11.26 09h05;;x;;;;;;;fusionné",
        "3;a@b.example;;02.11.26 09h05;;x;;;;;;;Ouvert",
    )
    assert [(row.ticket_id, row.problems[0].code, row.left_out) for row in (spam, merged)] == [
        ("1", "spam", True),
        ("2", "merged", True),
    ]
    assert isinstance(open_one, Ticket)


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        ("7;;;02.11.26 09h05;;x;;;;;;;", "missing", "requester (from 'Mail' or 'Compte') is missing"),
        ("7;a@b.example;;neulich;;x;;;;;;;", "invalid_instant", "times = ['day_first']"),
        ("7;a@b.example;;02.11.26 09h05;;;;;;;;;", "missing", "body"),
        ("7;a@b.example;;02.11.26 09h05;;x;;;vielleicht;;;;", "wrong_type", "signed_in (from 'Connecté')"),
        ("7;a@b.example;;02.11.26 09h05;;x;;;;;;;;zu viel", "too_wide", "14 cells for 13 columns"),
    ],
)
def test_a_bad_row_names_field_and_column_and_the_next_is_read(tmp_path, row, code, words):
    bad, good = export(tmp_path, row, "8;a@b.example;;02.11.26 09h05;;x;;;;;;;")
    assert bad.problems[0].code == code
    assert words in str(bad.problems[0])
    assert (bad.line, bad.source) == (2, str(tmp_path / "export.csv"))
    assert isinstance(good, Ticket)


def test_a_zone_that_the_caller_names_goes_before_the_mappings(tmp_path):
    (ticket,) = export(tmp_path, "7;a@b.example;;02.11.26 09h05;;x;;;;;;;", tz="UTC")
    assert ticket.received_at.hour == 9


def test_a_header_that_lacks_a_column_is_refused_with_those_it_has(tmp_path):
    with pytest.raises(ExportError, match=r"body \('Texte'\).*'Message'"):
        export(tmp_path, header=HEADER.replace("Texte", "Message"))


def test_the_documented_mapping_is_one():
    page = (Path(__file__).parents[3] / "docs/how-to/exports.md").read_text("utf-8")
    text = page.partition("## A mapping file")[2].partition("```toml\n")[2].partition("```")[0]
    found = mapping_of(text.encode(), name="exports.md")
    assert found.fields["requester"] == ("author.mail", "author.login")


JSON_MAPPING = """
records = "data.items"
times = ["epoch_ms"]
[fields]
id = "key"
requester = "fields.reporter.mail"
received_at = "fields.at"
subject = "fields.title"
body = "thread.0.text"
"""
ITEM = {
    "key": 12,
    "fields": {"reporter": {"mail": "a@b.example"}, "at": 1793612700000, "title": "Or"},
    "thread": [{"text": "Payé"}, {"text": "Alors ?"}],
}


def test_dotted_keys_lead_into_json(tmp_path):
    (tmp_path / "map.toml").write_text(JSON_MAPPING, "utf-8")
    (tmp_path / "export.json").write_text(json.dumps({"data": {"n": 1, "items": [ITEM, {"key": 13}]}}), "utf-8")
    ticket, bad = read_export(tmp_path / "export.json", mapping=tmp_path / "map.toml")
    assert (ticket.id, ticket.requester, ticket.subject, ticket.body) == ("12", "a@b.example", "Or", "Payé")
    assert ticket.received_at == datetime(2026, 11, 2, 9, 45, tzinfo=UTC)
    assert [problem.path for problem in bad.problems] == ["requester", "received_at", "body"]


def test_a_mapping_without_fields_adds_to_what_is_recognised(tmp_path):
    mapping = 'times = ["month_first"]\ntz = "Europe/Paris"\n[constants]\nlanguage = "en"\n'
    mapping += '[left_out.spam]\nStatus = ["Spam"]'
    ticket, spam = export(
        tmp_path,
        "1,a@b.example,02/11/2026 10:00,x,Open",
        "2,a@b.example,02/11/2026 10:00,x,Spam",
        mapping=mapping,
        header="Ticket ID,Email,Created at,Description,Status\n",
    )
    assert (ticket.received_at, ticket.language) == (datetime(2026, 2, 11, 9, tzinfo=UTC), "en")
    assert spam.left_out


def test_a_key_with_a_point_goes_before_a_way_into_an_object(tmp_path):
    (tmp_path / "map.toml").write_text(JSON_MAPPING.replace('records = "data.items"', ""))
    row = {"key": "1", "fields.reporter.mail": "p", "fields.at": "2026-11-02T09:00:00Z", "fields.title": "x"}
    (tmp_path / "export.jsonl").write_text(json.dumps(row), "utf-8")
    (ticket,) = read_export(tmp_path / "export.jsonl", mapping=tmp_path / "map.toml")
    assert (ticket.requester, ticket.subject) == ("p", "x")


def test_a_parquet_file_is_read_by_a_mapping(tmp_path):
    mapping = 'tz = "Europe/Paris"\n[fields]\nid = "nr"\nrequester = "who"\nreceived_at = "at"\nbody = "text"'
    (tmp_path / "map.toml").write_text(mapping, "utf-8")
    columns = {"nr": [7, 8], "who": ["p", None], "at": [datetime(2026, 11, 2, 9), None], "text": ["x", "y"]}  # noqa: DTZ001
    pq.write_table(pa.table(columns), tmp_path / "export.parquet")
    ticket, bad = read_export(tmp_path / "export.parquet", mapping=tmp_path / "map.toml")
    assert (ticket.id, ticket.received_at.hour, len(bad.problems)) == ("7", 8, 2)


FAULTS = {
    "no TOML": ("[fields\n", "mapping", "is not TOML", None),
    "an unknown key": ('[fields]\nrequester = "a"\nreceived_at = "b"\nbody = "c"\n[times]\ntz = "UTC"', "times", "", 5),
    "an unknown field": (
        '[fields]\nrequester = "a"\nreceived_at = "b"\nbody = "c"\nprio = "d"',
        "fields.prio",
        "is no field of a ticket",
        5,
    ),
    "no requester": ('[fields]\nreceived_at = "b"\nbody = "c"', "fields.requester", "is missing", 1),
    "no text": ('[fields]\nreceived_at = "b"\nrequester = "c"', "fields.body", "are both missing", 1),
    "no column": ('[fields]\nreceived_at = "b"\nrequester = []\nbody = "c"', "fields.requester", "names no column", 3),
    "a number": ('[fields]\nreceived_at = "b"\nrequester = 7\nbody = "c"', "fields.requester", "wrong kind", 3),
    "no zone": (
        'tz = "Paris"\n[fields]\nreceived_at = "b"\nrequester = "a"\nbody = "c"',
        "tz",
        "is no IANA time zone",
        1,
    ),
    "no pattern": (
        'times = ["iso", "dd/mm/yyyy"]\n[fields]\nreceived_at = "b"\nrequester = "a"\nbody = "c"',
        "times.1",
        "is no way to write a time",
        1,
    ),
    "half a pattern": (
        'times = ["%H:%M"]\n[fields]\nreceived_at = "b"\nrequester = "a"\nbody = "c"',
        "times.0",
        "is no way to write a time",
        1,
    ),
    "no reason": (
        '[fields]\nreceived_at = "b"\nrequester = "a"\nbody = "c"\n[left_out.closed]\nd = ["x"]',
        "left_out.closed",
        "is no reason",
        5,
    ),
    "no list of values": (
        '[fields]\nreceived_at = "b"\nrequester = "a"\nbody = "c"\n[left_out.spam]\nd = "x"',
        "left_out.spam.d",
        "wrong kind",
        6,
    ),
}


@pytest.mark.parametrize(("text", "path", "words", "line"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_a_mapping_has_path_line_and_remedy(text, path, words, line):
    with pytest.raises(InvalidMappingError) as raised:
        mapping_of(text.encode(), name="mapping")
    (problem,) = raised.value.problems
    assert (problem.path, problem.line) == (path, line)
    assert words in problem.message
    assert problem.remedy


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(InvalidMappingError) as raised:
        mapping_of(b'tz = "y"\n[fields]\nprio = "x"', name="m")
    assert {problem.path for problem in raised.value.problems} == {
        "fields.prio",
        "fields.requester",
        "fields.received_at",
        "fields.body",
        "tz",
    }
    with pytest.raises(InvalidMappingError, match="cannot be read"):
        read_export(tmp_path, mapping=tmp_path / "none.toml")


def test_a_mapping_and_a_format_are_too_much(tmp_path):
    (tmp_path / "map.toml").write_text(MAPPING, "utf-8")
    with pytest.raises(ExportError, match="leave one of them out"):
        read_export(tmp_path, "jsonl", mapping=tmp_path / "map.toml")


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "0", "text"]), inner, max_size=2),
)


@given(
    row=st.dictionaries(st.sampled_from(["Nr", "Mail", "Reçu", "Texte", "Via", "Connecté", "Fichiers", "État"]), ANY),
    form=st.sampled_from(["iso", "day_first", "month_first", "epoch_s", "epoch_ms", "%d/%m/%Y"]),
)
def test_no_value_breaks_a_mapped_row(row, form):
    fields = mapping_of(MAPPING.replace("day_first", form).encode(), name="m")
    outcome = RowReader.of(fields, Source("-")).read(row, Place(source="x", line=1))
    assert isinstance(outcome, Ticket | Rejected)
