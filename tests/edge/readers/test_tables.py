"""Tables of helpdesks that nobody here knows, and the times that people's tables hold."""

import json
import re
import tomllib
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.pumped import grows_linearly
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import CHANNELS, Ticket
from ticketroute.edge.readers import mapped, open_export, read_export, times
from ticketroute.edge.readers.register import recognise
from ticketroute.edge.readers.sampling import take_sample
from ticketroute.edge.readers.source import Source
from ticketroute.edge.readers.tables import recognised_columns
from ticketroute.edge.readers.times import order_of, read_time
from ticketroute.edge.readers.words import columns_of, folded, month_of
from ticketroute.errors import ExportError

WORDS = tomllib.loads((files("ticketroute.edge.readers") / "columns.toml").read_text("utf-8"))

# A header as each kind of desk writes it, with a row; what is read of it.
TABLES = {
    "French, Excel": (
        "N° ticket;Objet;Description;Demandeur;Créé le;Origine\n",
        '12;Or;"Bonjour,\nor payé ; rien reçu";lea@post.example;02/11/2026 09:05;Téléphone\n',
        {"encoding": "cp1252"},
        ("12", "lea@post.example", "Or", "Bonjour,\nor payé ; rien reçu", "phone"),
    ),
    "English, with a sep line": (
        "sep=\t\nTicket ID\tSubject\tDescription\tRequester Email\tCreated At\tStatus\n",
        "T-1\tGold\tPaid twice\tana@post.example\t2026-11-02 09:05:00\tNew\n",
        {"encoding": "utf-16"},
        ("T-1", "ana@post.example", "Gold", "Paid twice", "form"),
    ),
    "German": (
        "Ticketnummer,Betreff,Nachricht,E-Mail-Adresse,Erstellt am,Kanal\n",
        '7,Gold,Doppelt bezahlt,ana@post.example,"2.11.2026, 09:05 Uhr",E-Mail\n',
        {},
        ("7", "ana@post.example", "Gold", "Doppelt bezahlt", "email"),
    ),
    "Spanish": (
        "ID|Asunto|Descripción|Correo electrónico|Fecha de creación\n",
        "7|Oro|Pagué dos veces|ana@post.example|02-11-2026 9:05\n",
        {},
        ("7", "ana@post.example", "Oro", "Pagué dos veces", "form"),
    ),
    "Italian": (
        "Numero ticket;Oggetto;Messaggio;Richiedente;Data di apertura\n",
        "7;Oro;Ho pagato;ana@post.example;2 novembre 2026 09:05\n",
        {},
        ("7", "ana@post.example", "Oro", "Ho pagato", "form"),
    ),
    "Portuguese": (
        "Chamado;Assunto;Mensagem;Solicitante;Criado em\n",
        "7;Ouro;Paguei;ana@post.example;02/11/2026 09:05\n",
        {},
        ("7", "ana@post.example", "Ouro", "Paguei", "form"),
    ),
    "Dutch": (
        "Ticketnummer;Onderwerp;Omschrijving;E-mailadres;Aangemaakt op\n",
        "7;Goud;Betaald;ana@post.example;2-11-2026 9:05\n",
        {},
        ("7", "ana@post.example", "Goud", "Betaald", "form"),
    ),
    "Polish": (
        "Numer zgłoszenia;Temat;Treść;Zgłaszający;Data utworzenia\n",
        "7;Złoto;Zapłacone;ana@post.example;2026-11-02 09:05\n",
        {},
        ("7", "ana@post.example", "Złoto", "Zapłacone", "form"),
    ),
}


def write(folder, text: str, encoding: str = "utf-8"):
    path = folder / "export.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(("header", "row", "options", "expected"), TABLES.values(), ids=TABLES)
def test_a_table_is_read_by_the_names_of_its_columns(tmp_path, header, row, options, expected):
    path = write(tmp_path, header + row, **options)
    (ticket,) = read_export(path, tz="Europe/Paris")
    assert isinstance(ticket, Ticket)
    assert (ticket.id, ticket.requester, ticket.subject, ticket.body, ticket.channel) == expected
    assert ticket.received_at == datetime(2026, 11, 2, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "lacks"),
    [
        ("Ticket ID,Subject,Description,Created At", "requester"),
        ("Ticket ID,Subject,Requester Email,Status", "time of submission"),
        ("Ticket ID,Requester Email,Created At,Status", "text"),
        ("Numéro;Objet;Statut", "requester.*time of submission"),
    ],
)
def test_a_table_that_lacks_something_is_refused_with_its_name_and_the_mapping(tmp_path, header, lacks):
    path = write(tmp_path, f"{header}\n1,2,3,4\n")
    with pytest.raises(ExportError, match=rf"no column for {lacks}.*--mapping"):
        read_export(path)


def test_the_contracts_own_columns_come_first_and_stay_strict(tmp_path):
    text = "id,requester,received_at,body,Description\n1,p,2026-11-02T09:00:00Z,x,y\n"
    assert open_export(write(tmp_path, text))[0].name == "csv"
    (row,) = read_export(write(tmp_path, text))
    assert row.problems[0].code == "unknown_field"


JSON = {
    "lines": lambda rows: "\n".join(map(json.dumps, rows)),
    "a page": lambda rows: json.dumps({"count": 2, "items": rows}),
    "indented": lambda rows: json.dumps(rows, indent=1),
}


@pytest.mark.parametrize("write_json", JSON.values(), ids=JSON)
def test_json_is_read_by_the_names_of_its_keys(tmp_path, write_json):
    row = {
        "ticket_id": 7,
        "customer_email": "a@b.example",
        "created": "13/11/2026 10:00",
        "message": "Or",
        "source": "app",
    }
    other = row | {"ticket_id": 8, "created": "02/11/2026 10:00"}
    path = tmp_path / "export.json"
    path.write_text(write_json([row, other]), "utf-8")
    first, second = read_export(path, tz="UTC")
    assert (first.id, first.requester, first.body, first.channel) == ("7", "a@b.example", "Or", "in_app")
    assert (first.received_at.day, second.received_at.day) == (13, 2)


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ({"id": "1", "body": "x"}, "jsonl"),
        ({"id": "1", "requester": "p", "body": "x"}, "jsonl"),
        ({"number": "1", "message": "x"}, "table"),
    ],
)
def test_a_first_record_that_lacks_a_field_is_the_contracts_if_its_names_are(tmp_path, first, kind):
    path = tmp_path / "export.jsonl"
    path.write_text(json.dumps(first), "utf-8")
    sample = take_sample(Source(path))
    assert recognise(sample).name == kind


def test_a_table_of_messages_is_refused_as_that(tmp_path):
    path = write(tmp_path, "id,ticket_id,created,user_id,body\n1,7,2026-11-02T09:00:00Z,5,x\n")
    with pytest.raises(ExportError, match="rows are messages"):
        read_export(path)


def test_what_is_found_in_a_table_can_be_shown(tmp_path):
    path = write(tmp_path, "Email;Date;Message\na@b.example;2026-11-02;x\n")
    product, source = open_export(path)
    assert product.maps(take_sample(source)) == {
        "id": "made of the row's contents",
        "requester": "Email",
        "received_at": "Date",
        "body": "Message",
    }


def test_a_row_without_id_has_the_same_one_in_every_export(tmp_path):
    head, row = "Horodateur;Adresse e-mail;Votre message\n", "02/11/2026 09:05:11;lea@post.example;Rien reçu\n"
    other = row.replace("lea", "ana")
    (first,) = read_export(write(tmp_path, head + row), tz="UTC")
    again = list(read_export(write(tmp_path, head + other + row), tz="UTC"))
    assert first.id.startswith("row-")
    assert [ticket.id == first.id for ticket in again] == [False, True]


def test_html_is_told_by_its_tags(tmp_path):
    text = "Ticket ID,Email,Created at,Description\n1,a@b.example,2026-11-02T09:00:00Z,<p>or</p>\n"
    (ticket,) = read_export(write(tmp_path, text))
    assert ticket.content_type == "text/html"


@pytest.mark.parametrize(
    ("header", "days", "read"),
    [
        ("Created at", ["02/11/2026", "13/11/2026"], [2, 13]),
        ("Created at", ["11/02/2026", "11/13/2026"], [2, 13]),
        ("Created at", ["02/11/2026", "11/11/2026"], [None, 11]),
        ("Created at", ["13/11/2026", "11/13/2026", "02/11/2026"], [13, 13, None]),
        ("Créé le", ["02/11/2026", "03/11/2026"], [2, 3]),
        ("Créé le", ["11/02/2026", "11/13/2026"], [2, 13]),
        ("Créé le", ["02/11/2026", "11/13/2026", "13/11/2026"], [2, None, 13]),
    ],
    ids=["days", "months", "either", "both", "French", "French over American times", "French over both"],
)
def test_day_and_month_are_told_by_the_rows_then_by_the_headers_language(tmp_path, header, days, read):
    rows = "".join(f"{n},a@b.example,{day} 09:00,x\n" for n, day in enumerate(days))
    outcomes = list(read_export(write(tmp_path, f"Ticket ID,Email,{header},Description\n{rows}"), tz="UTC"))
    assert [ticket.received_at.day if isinstance(ticket, Ticket) else None for ticket in outcomes] == read
    refused = [row.problems[0].remedy for row in outcomes if isinstance(row, Rejected)]
    assert all("day_first" in remedy for remedy in refused)


def test_naive_times_name_the_option_and_their_column(tmp_path):
    (row,) = read_export(write(tmp_path, "".join(TABLES["German"][:2])))
    assert str(row.problems[0]).startswith("received_at (from 'Erstellt am') has no UTC offset")
    assert "--tz" in row.problems[0].remedy


def test_opaque_requesters_are_joined_with_the_users(tmp_path):
    (tmp_path / "users.csv").write_text("id,email\n17,a@b.example\n", "utf-8")
    text = "Ticket ID,Customer ID,Created at,Description\n1,17,2026-11-02T09:00:00Z,x\n2,18,2026-11-02T09:00:00Z,x\n"
    known, unknown = read_export(write(tmp_path, text), users=tmp_path / "users.csv")
    assert (known.requester, unknown.requester) == ("a@b.example", "18")


def test_an_e_mail_goes_before_a_name():
    columns = columns_of(["Customer", "Customer Email", "Name", "Created", "Last updated", "Closed at"])
    assert {field: column.name for field, column in columns.items()} == {
        "requester": "Customer Email",
        "received_at": "Created",
        "solved_at": "Closed at",
    }


@pytest.mark.parametrize("field", WORDS["fields"])
def test_the_words_of_columns_are_folded_and_stand_once_a_language(field):
    for words in WORDS["fields"][field].values():
        assert [folded(word) for word in words] == words
        assert len({*words}) == len(words)


def test_the_words_of_channels_lead_to_one_channel_each():
    words = [word for words in WORDS["channels"].values() for word in words]
    assert len(words) == len({*words})
    assert {*WORDS["channels"]} <= {*CHANNELS}
    assert [folded(word) for word in words] == words


@pytest.mark.parametrize("month", WORDS["months"])
def test_every_name_of_a_month_is_that_month(month):
    assert {month_of(name) for name in WORDS["months"][month]} == {int(month)}


@given(st.lists(st.text(max_size=12), max_size=6))
def test_no_header_breaks_the_recognition(header):
    found = recognised_columns(header)
    used = [column for columns in found.fields.values() for column in columns]
    assert {*used} <= {*header}
    assert len(used) == len({*used})


TIMES = {
    "2026-11-02 09:05": "2026-11-02T09:05:00",
    "2026/11/02": "2026-11-02T00:00:00",
    "2026-11-02T09:05:11.123Z": "2026-11-02T09:05:11.123000Z",
    "2026-11-02 09:05:11 +0100": "2026-11-02T09:05:11+0100",
    "2026-11-02 09:05 UTC": "2026-11-02T09:05:00Z",
    "02.11.2026 09:05": "2026-11-02T09:05:00",
    "02.11.26": "2026-11-02T00:00:00",
    "22/11/2026 à 21:45": "2026-11-22T21:45:00",
    "22/11/2026 21h45": "2026-11-22T21:45:00",
    "11/22/2026, 9:45:01 PM": "2026-11-22T21:45:01",
    "11/22/2026 12:05 a.m.": "2026-11-22T00:05:00",
    "11/11/2026": "2026-11-11T00:00:00",
    "2 novembre 2026": "2026-11-02T00:00:00",
    "lundi 2 nov. 2026, 09:05": "2026-11-02T09:05:00",
    "1er août 2026 9h": "2026-08-01T09:00:00",
    "Mon, 2 Nov 2026 09:05:00 GMT": "2026-11-02T09:05:00Z",
    "November 2nd, 2026 9:05 PM": "2026-11-02T21:05:00",
    "2 de noviembre de 2026 09:05": "2026-11-02T09:05:00",
    "2. Dezember 2026 um 09:05": "2026-12-02T09:05:00",
    "02-Nov-2026 09:05": "2026-11-02T09:05:00",
    "02/11/2026": None,
    "31/02/2026": None,
    "22/11/2026 25:00": None,
    "22/11/2026 13:00 PM": None,
    "2 jui 2026": None,
    "yesterday": None,
    "": None,
    "1" * 100: None,
}


@pytest.mark.parametrize(("text", "read"), TIMES.items())
def test_a_time_is_read_as_people_write_it(text, read):
    assert read_time(text) == read


@pytest.mark.parametrize(("text", "order"), [("13/11/2026", "month"), ("11/13/2026", "day")])
def test_a_time_that_breaks_the_told_order_is_none(text, order):
    assert read_time(text, order) is None


@given(
    at=st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0)),  # noqa: DTZ001
    form=st.sampled_from(
        [
            ("%d/%m/%Y %H:%M:%S", "day"),
            ("%m/%d/%Y %I:%M:%S %p", "month"),
            ("%Y-%m-%d %H:%M:%S", None),
            ("%d.%m.%Y, %H:%M:%S", None),
            ("%d %B %Y %H:%M:%S", None),
            ("%b %d, %Y %I:%M:%S%p", None),
        ]
    ),
)
def test_every_instant_comes_back_of_every_form(at, form):
    pattern, order = form
    assert read_time(at.strftime(pattern), order) == at.isoformat()


@given(st.text(max_size=60), st.sampled_from(["day", "month", None]))
def test_any_text_is_a_time_or_none(text, order):
    found = read_time(text, order)
    assert found is None or datetime.fromisoformat(found)
    assert order_of([text]) in {"day", "month", None}


PATTERNS = [
    value
    for module in (times, mapped)
    for name, found in vars(module).items()
    if name.startswith("_")
    for value in (found if isinstance(found, tuple) else (found,))
    if isinstance(value, re.Pattern)
]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.pattern[:30])
@pytest.mark.parametrize("seed", ["1", "1/", "1 ", "a", "a ", "2 nov ", "2026-11-02 ", " ", "1:", "\xa0"])
def test_no_pattern_takes_more_time_than_its_text_is_long(pattern, seed):
    assert grows_linearly(pattern.fullmatch, seed)
