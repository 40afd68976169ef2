"""Mails: headers, texts, times, who wrote and what no person did, and where mails stand."""

import mailbox
from contextlib import suppress
from email.header import Header
from email.message import EmailMessage
from email.utils import formataddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import open_export, read_export
from ticketroute.edge.readers.products.mail_charset import header_text, text_of
from ticketroute.edge.readers.products.mail_parts import Mail, address_in, unflowed
from ticketroute.errors import ExportError

ADDRESS = "Date: Mon, 02 Nov 2026 10:00:00 +0100\nMessage-ID: <1@post.example>\n"
FROM = "From: ana@post.example\n"


def read(tmp_path, text, **options):
    path = tmp_path / "one.eml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (outcome,) = read_export(path, format="mail", **options)
    return outcome


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "koi8-r", "iso-2022-jp"])
def test_a_header_is_read_as_the_standard_library_writes_it(charset, text):
    encodable = text.encode(charset, "ignore").decode(charset)
    assert header_text(Header(encodable, charset).encode()) == " ".join(encodable.split())


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab", id="blanks between words"),
        pytest.param("=?utf-8?B?w4k", "=?utf-8?B?w4k", id="never closed"),
        pytest.param("=?utf-8?B?w4k?=", "É", id="no padding"),
        pytest.param("=?utf-8*fr?Q?=C3=A9t=C3=A9?=", "été", id="with a language"),
        pytest.param("=?no-such?Q?=E9t=E9?=", "été", id="unknown charset"),
        pytest.param("=?utf-8?Q?=E9t=E9?=", "été", id="wrong charset"),
        pytest.param("caf\udcc3\udca9", "café", id="eight bits of UTF-8"),
        pytest.param("caf\udce9", "café", id="eight bits of Windows"),
        pytest.param("[a] =?utf-8?Q?b?=c", "[a] bc", id="words around"),
    ],
)
def test_a_header_that_breaks_the_rules_is_read_all_the_same(raw, text):
    assert header_text(raw) == text


@given(raw=st.text(st.characters() | st.sampled_from("=?utf-8QqBb_\ud800\udcff \n")))
def test_any_header_is_some_text(raw):
    assert isinstance(header_text(raw), str)
    assert isinstance(address_in(raw), str)


@given(raw=st.binary(), charset=st.text() | st.sampled_from(["hex", "utf-16", "idna", "unicode_escape", "utf-7"]))
def test_any_bytes_are_some_text_in_any_charset(raw, charset):
    assert isinstance(text_of(raw, charset), str)


@given(text=st.text(), charset=st.sampled_from(["utf-8", "utf-16", "koi8-r", "shift_jis", "cp1252"]))
def test_a_text_in_its_stated_charset_is_that_text(text, charset):
    encodable = text.encode(charset, "ignore").decode(charset)
    assert text_of(encodable.encode(charset), charset) == encodable or charset == "cp1252"


@pytest.mark.parametrize(
    ("headers", "requester"),
    [
        pytest.param("From: Ana <ana@post.example>", "ana@post.example", id="plain"),
        pytest.param("From: Bé, Ana <ana@post.example>", "ana@post.example", id="comma in a bare name"),
        pytest.param(
            "From: =?utf-8?Q?B=2C_Ana?= <ana@post.example>", "ana@post.example", id="comma in an encoded name"
        ),
        pytest.param('From: "x@y.example" <ana@post.example>', "ana@post.example", id="address as name"),
        pytest.param("From: Ana [VIP] <ana@post.example>", "ana@post.example", id="brackets in a name"),
        pytest.param("From: desk@shop.example\nReply-To: ana@post.example", "ana@post.example", id="form"),
        pytest.param(
            "From: ana@post.example\nTo: Desk <desk@shop.example>\nReply-To: desk@shop.example",
            "ana@post.example",
            id="list that wants the answers",
        ),
        pytest.param(
            "From: 'Ana' via Desk <desk@shop.example>\nX-Original-From: Ana <ana@post.example>",
            "ana@post.example",
            id="list that writes as itself",
        ),
    ],
)
def test_the_requester_is_who_wrote(tmp_path, headers, requester):
    assert read(tmp_path, f"{headers}\n{ADDRESS}\nhello").requester == requester


@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20),
    address=st.from_regex(r"[a-z.+'-]{1,9}@[a-z-]{1,9}\.example", fullmatch=True),
)
def test_an_address_is_found_behind_any_name(name, address):
    assert address_in(formataddr((name, address))) == address
    assert address_in(address) == address


def test_a_mail_without_a_sender_is_a_rejected_row(tmp_path):
    assert [problem.path for problem in read(tmp_path, f"{ADDRESS}\nhello").problems] == ["requester"]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ("Auto-Submitted: auto-replied", "automatic"),
        ("X-Autoreply: yes", "automatic"),
        ("Precedence: bulk", "automatic"),
        ("Return-Path: <>", "automatic"),
        ('Content-Type: multipart/report; boundary="x"', "automatic"),
        ("X-Spam-Status: Yes, score=9", "spam"),
        ("X-Mozilla-Status: 0009", "deleted"),
        ("X-Status: DA", "deleted"),
        ("X-Gmail-Labels: Inbox,Trash", "deleted"),
        ("X-Gmail-Labels: Sent", "staff"),
    ],
)
def test_what_no_person_asks_is_left_out(tmp_path, headers, code):
    outcome = read(tmp_path, f"{FROM}{headers}\n{ADDRESS}\nhello")
    assert (outcome.problems[0].code, outcome.ticket_id) == (code, "1@post.example")
    assert outcome.left_out


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: no",
        "X-Autoreply: no",
        "Precedence: list",
        "X-Auto-Response-Suppress: All",
        "X-Spam-Status: No, score=1",
        "X-Mozilla-Status: 0001",
        "X-Gmail-Labels: Inbox,Unread",
        "Return-Path: <ana@post.example>",
    ],
)
def test_what_a_person_asks_stays(tmp_path, headers):
    assert isinstance(read(tmp_path, f"{FROM}{headers}\n{ADDRESS}\nhello"), Ticket)


@pytest.mark.parametrize("sender", ["noreply@shop.example", "MAILER-DAEMON@post.example"])
def test_a_machine_asks_nothing_unless_it_sends_a_form(tmp_path, sender):
    assert read(tmp_path, f"From: {sender}\n{ADDRESS}\nhello").left_out
    form = read(tmp_path, f"From: {sender}\nReply-To: ana@post.example\n{ADDRESS}\nhello")
    assert isinstance(form, Ticket) == sender.startswith("noreply")


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        ("Mon, 02 Nov 2026 10:00:00 +0100", "2026-11-02T09:00:00+00:00"),
        ("Mon, 02 Nov 2026 10:00:00 -0000", "2026-11-02T10:00:00+00:00"),
        ("Mon, 02 Nov 2026 10:00:00 CET", "2026-11-02T09:00:00+00:00"),
        ("2 Jul 26 10:00 CEST", "2026-07-02T08:00:00+00:00"),
        ("Mon, 02 Nov 2026 10:00:00", "2026-11-02T15:00:00+00:00"),
        ("lun., 2 nov. 2026 10:00:00 +0100", "2026-11-02T09:00:00+00:00"),
        ("2026-11-02T10:00:00Z", "2026-11-02T10:00:00+00:00"),
    ],
)
def test_a_date_is_the_instant_that_it_names(tmp_path, date, instant):
    outcome = read(tmp_path, f"{FROM}Date: {date}\n\nhello", tz="America/New_York")
    assert outcome.received_at.isoformat() == instant


def test_a_date_without_a_zone_asks_for_one(tmp_path):
    outcome = read(tmp_path, f"{FROM}Date: Mon, 02 Nov 2026 10:00:00\n\nhello")
    assert "--tz" in outcome.problems[0].remedy


def test_where_a_date_cannot_be_read_the_mail_s_arrival_counts(tmp_path):
    came = "Received: from a by b; Mon, 02 Nov 2026 10:00:07 +0100\n"
    assert read(tmp_path, f"{came}{FROM}Date: soon\n\nhello").received_at.isoformat() == "2026-11-02T09:00:07+00:00"
    assert read(tmp_path, f"{FROM}Date: soon\n\nhello").problems[0].value == "soon"


@given(
    st.lists(
        st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=90).filter(
            lambda line: not line.startswith((" ", ">", "From ")) and line == line.rstrip()
        )
    )
)
def test_flowed_lines_come_together_as_they_were_parted(lines):
    text = "\n".join(lines)
    assert unflowed("\n".join(line.replace(" ", " \n") for line in lines)) == text or "-- " in text or "--\n" in text


def built(*parts, kind="mixed"):
    found = EmailMessage()
    found["From"], found["Date"] = "ana@post.example", "Mon, 02 Nov 2026 10:00:00 +0100"
    found["Message-ID"] = "<1@post.example>"
    getattr(found, f"make_{kind}")()
    for part in parts:
        found.attach(part)
    return found


def part(text, subtype="plain", **disposition):
    found = EmailMessage()
    found.set_content(text, subtype=subtype)
    for name, value in disposition.items():
        found.add_header("Content-Disposition", name, filename=value)
    return found


def inner(text):
    found = EmailMessage()
    found.set_content(part(text))
    return found


@pytest.mark.parametrize(
    ("message", "body", "files"),
    [
        pytest.param(built(part("a"), part("<p>a</p>", "html"), kind="alternative"), "a\n", [], id="plain and HTML"),
        pytest.param(
            built(part("  "), part("<p>a</p>", "html"), kind="alternative"), "<p>a</p>\n", [], id="blank plain and HTML"
        ),
        pytest.param(built(part("a"), part("b")), "a\n\nb\n", [], id="text in two halves"),
        pytest.param(built(part("a"), part("log", attachment="log.txt")), "a\n", ["log.txt"], id="text as a file"),
        pytest.param(built(part("log", attachment="log.txt")), None, ["log.txt"], id="nothing but a file"),
        pytest.param(built(part("see below"), inner("old")), "see below\n", ["message.eml"], id="attached mail"),
        pytest.param(built(part(" "), inner("old")), "old\n", ["message.eml"], id="attached mail alone"),
        pytest.param(
            built(built(part("a"), part("<p>a</p>", "html"), kind="alternative"), part("x", inline="photo é.jpg")),
            "a\n",
            ["photo é.jpg"],
            id="alternatives in a mixed mail",
        ),
    ],
)
def test_the_text_is_what_one_sees_first(tmp_path, message, body, files):
    message["Subject"] = "help"
    outcome = read(tmp_path, message.as_bytes())
    assert outcome.body == body
    assert [one.name for one in outcome.attachments] == files


@pytest.mark.parametrize(
    "text",
    [
        'Content-Type: multipart/encrypted; boundary="x"\n\n--x\n\n--x--',
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIAG",
        "\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----",
    ],
)
def test_an_encrypted_mail_is_not_judged_by_its_subject(tmp_path, text):
    (problem,) = read(tmp_path, f"{FROM}Subject: help\n{ADDRESS}{text}").problems
    assert (problem.code, "key" in problem.remedy) == ("encrypted", True)


LINES = st.sampled_from(["From me, all the best", "From a Mon Nov  2 10:00:00 2026", ">From x", "", "hello", "é ü 漢"])


@given(texts=st.lists(st.lists(LINES, min_size=1, max_size=6).map("\n".join).filter(str.strip), max_size=5))
@settings(max_examples=60, deadline=None)
def test_a_mailbox_gives_back_the_mails_that_were_put_in(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("box") / "in.mbox"
    box = mailbox.mbox(str(path))
    for number, text in enumerate(texts):
        message = EmailMessage()
        message["From"], message["Date"] = "ana@post.example", "Mon, 02 Nov 2026 10:00:00 +0100"
        message["Message-ID"] = f"<{number}>"
        message.set_content(text)
        box.add(message)
    box.close()
    read_back = [(one.id, one.body.strip("\n")) for one in read_export(path, format="mail")]
    # The library quotes "From " alone and not ">From ", which nobody can tell apart again.
    written = [
        text.replace("\n>From x", "\nFrom x").removeprefix(">" if text.startswith(">From x") else "") for text in texts
    ]
    assert read_back == [(str(number), text.strip("\n")) for number, text in enumerate(written)]


def test_a_maildir_s_flags_tell_what_was_thrown_away(tmp_path):
    box = mailbox.Maildir(str(tmp_path / "box"))
    for number, flags in enumerate(["S", "T", "D", ""]):
        message = mailbox.MaildirMessage(f"{FROM}Date: Mon, 02 Nov 2026 10:00:00 +0100\nMessage-ID: <{number}>\n\nhi")
        message.set_subdir("cur" if flags else "new")
        message.set_flags(flags)
        box.add(message)
    product, _ = open_export(tmp_path / "box")
    outcomes = {
        one.id if isinstance(one, Ticket) else one.ticket_id: getattr(one, "problems", None)
        for one in read_export(tmp_path / "box")
    }
    assert product.name == "mail"
    assert {key: problems and problems[0].code for key, problems in outcomes.items()} == {
        "0": None,
        "1": "deleted",
        "2": "draft",
        "3": None,
    }


def test_an_empty_maildir_holds_no_rows(tmp_path):
    mailbox.Maildir(str(tmp_path / "box"))
    assert list(read_export(tmp_path / "box")) == []


@given(
    raw=st.binary(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                b"From: a@b.example\n",
                b"Date: Mon, 02 Nov 2026 10:00:00 +0100\n",
                b"Content-Type: multipart/mixed; boundary=x\n",
                b"Content-Type: text/plain; charset=\xff; name*=a'b'%E9\n",
                b"Content-Transfer-Encoding: base64\n",
                b"Content-Disposition: attachment; filename*0*=utf-9'';\n",
                b"Subject: =?a?b?c?= =?utf-8?B?!?=\n",
                b"Content-Type: message/rfc822\n",
                b"--x\n",
                b"--x--\n",
                b"\n",
                b"\xe9\x00\n",
            ]
        ),
        max_size=25,
    ).map(b"".join)
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_tickets_and_rejected_rows_or_refused(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("any") / "one.eml"
    path.write_bytes(raw)
    with suppress(ExportError):  # bytes that begin as a packed or a typed file does
        assert all(isinstance(one, Ticket | Rejected) for one in read_export(path, format="mail"))


def test_a_mail_nested_without_end_is_a_rejected_row(tmp_path):
    deep = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(2000))
    assert isinstance(read(tmp_path, f"{FROM}{ADDRESS}{deep}\nhello"), Ticket | Rejected)


def test_the_first_of_two_headers_counts():
    assert Mail.parse(b"Subject: new\nSubject: old\n\nx").header("subject") == "new"
