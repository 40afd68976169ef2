"""What corrections teach: from a routed export and its store to rows, and from those to a model."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import START
from ticketroute.assemble import Router
from ticketroute.cases.opening import open_store
from ticketroute.cli.main import main
from ticketroute.corrected import Corrected, Lesson, lesson_of
from ticketroute.domain.event import Event
from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.rules.reading import content_digest
from ticketroute.text.mask import mask

FEARS = "quelqu'un a changé le mail de mon profil"
CRASH = "le client plante au lancement de la carte Himmelsdorf"


MAIL = CRASH + ", répondez à ana.ruiz@post.example"
SAID = {
    CRASH: "technical",
    "écran noir dès que la partie commence": "technical",
    MAIL: "technical",
    "12345 !!!": "technical",
    FEARS: "account_loss",
    f"{FEARS} !": "account_loss",
    "encore moi": "account_loss",
}


@pytest.fixture(params=["memory:", "sqlite"])
def router(make_router, request, tmp_path) -> Router:
    url = f"sqlite:///{tmp_path}/cases.db" if request.param == "sqlite" else "memory:"
    return make_router(SAID, store=open_store(url))


def ticket(number: int, body: str = CRASH, *, requester: str = "p-1", days: float = 0, **more: object) -> Ticket:
    return Ticket(
        id=f"T-{number}",
        requester=requester,
        received_at=START + timedelta(days=days),
        body=body,
        signed_in=True,
        **more,
    )


def put(router: Router, case_id: str, category: str, *, days: float = 30) -> None:
    at = START + timedelta(days=days)
    event = Event(id=f"{case_id} {category} {days}", case_id=case_id, kind="reclassified", at=at, value=category)
    router.record(event)


def labels(lesson: Lesson) -> list[tuple[str, str]]:
    return [(row.correction.ticket_id, row.correction.category) for row in lesson.rows]


def test_only_what_a_person_settled_becomes_a_row(router):
    sent = [ticket(1), ticket(2, requester="p-2"), ticket(3, FEARS, requester="p-3")]
    for one in sent:
        router.route(one)
    put(router, "C-T-2", "game_property")
    put(router, "C-T-3", "account_loss")
    lesson = router.lesson(sent)
    assert labels(lesson) == [("T-2", "game_property"), ("T-3", "account_loss")]
    assert not lesson.untaught
    record = lesson.rows[0].to_dict()
    assert record["text"] == CRASH
    assert (record["label"], record["was"], record["group"]) == ("game_property", "technical", "C-T-2")
    assert "p-2" not in json.dumps(record)


def test_the_last_word_on_a_case_counts(router):
    sent = [ticket(1)]
    router.route(sent[0])
    put(router, "C-T-1", "game_property", days=30)
    put(router, "C-T-1", "account_loss", days=31)
    assert labels(router.lesson(sent)) == [("T-1", "account_loss")]


def test_of_one_text_with_two_categories_the_later_is_taken_and_told(router):
    sent = [ticket(number, requester=f"p-{number}") for number in (1, 2, 3)]
    for one in sent:
        router.route(one)
    put(router, "C-T-2", "game_property", days=30)
    put(router, "C-T-1", "account_loss", days=31)
    put(router, "C-T-3", "account_loss", days=32)
    lesson = router.lesson(sent)
    assert labels(lesson) == [("T-3", "account_loss")]
    assert lesson.repeats == 1
    (pair,) = lesson.contradictions
    assert [row.correction.ticket_id for row in pair] == ["T-2", "T-1"]


def test_cases_of_one_requester_share_a_group(router):
    sent = [ticket(1), ticket(2, FEARS, days=1), ticket(3, FEARS + " !", requester="p-2", days=2)]
    for one in sent:
        router.route(one)
    for case_id in ("C-T-1", "C-T-2", "C-T-3"):
        put(router, case_id, "game_property")
    groups = {row.correction.ticket_id: row.correction.group for row in router.lesson(sent).rows}
    assert groups == {"T-1": "C-T-1", "T-2": "C-T-1", "T-3": "C-T-3"}


def test_a_repeat_is_taught_with_its_case_and_what_came_later_is_not(router):
    sent = [ticket(1), ticket(2, "écran noir dès que la partie commence", days=1)]
    sent.append(ticket(3, FEARS, days=31))
    for one in sent[:2]:
        router.route(one)
    put(router, "C-T-1", "account_loss", days=30)
    router.route(sent[2])
    lesson = router.lesson(sent)
    assert labels(lesson) == [("T-1", "account_loss"), ("T-2", "account_loss")]
    assert lesson.untaught == {"after_correction": 1}


def test_an_answer_in_a_case_and_a_case_that_was_met_teach_nothing(router):
    sent = [ticket(1), ticket(2, "encore moi", days=1, in_reply_to="T-1"), ticket(3, FEARS, days=2)]
    for one in sent:
        router.route(one)
    put(router, "C-T-1", "account_loss")
    lesson = router.lesson(sent)
    assert labels(lesson) == [("T-1", "account_loss")]
    assert lesson.untaught == {"answer_in_case": 1, "not_judged": 1}


def test_an_erased_requester_teaches_nothing(router):
    sent = [ticket(1)]
    router.route(sent[0])
    put(router, "C-T-1", "account_loss")
    router.forget("p-1")
    assert router.lesson(sent).untaught == {"erased": 1}


@pytest.mark.parametrize(
    ("export", "reason"),
    [
        ([ticket(1, FEARS)], "changed_since"),
        ([], "not_in_export"),
        ([Rejected(ticket_id="T-1", problems=())], "not_in_export"),
    ],
    ids=["other content", "no such ticket", "a bad row"],
)
def test_a_text_that_was_not_routed_is_passed_over_and_counted(router, export, reason):
    router.route(ticket(1))
    put(router, "C-T-1", "account_loss")
    lesson = router.lesson(export)
    assert not lesson.rows
    assert lesson.untaught == {reason: 1}


def test_a_text_without_words_is_passed_over(router):
    sent = [ticket(1, "12345 !!!")]
    router.route(sent[0])
    put(router, "C-T-1", "account_loss")
    assert router.lesson(sent).untaught == {"no_words": 1}


@pytest.mark.parametrize("masked", [True, False])
def test_personal_details_are_covered_unless_they_are_asked_for(router, masked):
    sent = [ticket(1, MAIL)]
    router.route(sent[0])
    put(router, "C-T-1", "account_loss")
    (row,) = router.lesson(sent, masked=masked).rows
    assert ("ana.ruiz@post.example" in row.text) is not masked
    assert row.text == (mask(MAIL) if masked else MAIL)


GIVEN = st.lists(
    st.tuples(
        st.sampled_from(["le jeu plante", "Le  jeu plante", "mon or"]), st.sampled_from("abc"), st.integers(0, 9)
    ),
    max_size=12,
)


@given(GIVEN, st.randoms())
@settings(deadline=None)
def test_rows_do_not_depend_on_the_order_of_export_or_corrections(given_words, rng):
    tickets = [ticket(number, text) for number, (text, _, _) in enumerate(given_words)]
    corrections = [
        Corrected(
            ticket_id=one.key,
            case_id=f"C-{one.key}",
            group="g",
            category=category,
            was="x",
            language="fr",
            corrected_at=START + timedelta(days=day),
            event_id=f"e-{one.key}",
            content_digest=content_digest(one),
        )
        for one, (_, category, day) in zip(tickets, given_words, strict=True)
    ]
    lesson = lesson_of(corrections, tickets)
    assert lesson_of(rng.sample(corrections, len(corrections)), rng.sample(tickets, len(tickets))) == lesson
    texts = [" ".join(row.text.lower().split()) for row in lesson.rows]
    assert len(set(texts)) == len(texts)
    assert set(texts) == {" ".join(text.lower().split()) for text, _, _ in given_words}
    assert len(given_words) == len(texts) + lesson.repeats + len(lesson.contradictions)


def test_corrections_train_a_model_that_follows_them(tmp_path, capsys):
    """Route, correct, make rows, train: the trained model says what the people said."""
    subjects = ("mon char lourd", "la tourelle neuve", "une médaille", "mes obus dorés", "un camouflage")
    bodies = [(f"{what} n'est plus au garage depuis le {n}", "game_property") for n, what in enumerate(subjects * 2, 1)]
    bodies += [
        (f"l'image se fige puis tout ferme, cas {n}, {what}", "technical") for n, what in enumerate(subjects * 2)
    ]
    rows = [
        {"id": str(n), "requester": f"p-{n}", "received_at": "2026-11-02T09:00:00Z", "body": body}
        for n, (body, _) in enumerate(bodies)
    ]
    export, texts, model = tmp_path / "export.jsonl", tmp_path / "rows.jsonl", tmp_path / "own.trm"
    export.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    store = ["--desk", "generic", "--store", f"sqlite:///{tmp_path}/cases.db"]
    assert main(["route", str(export), *store, "--out", str(tmp_path / "out.jsonl")]) == 0
    for n, (_, category) in enumerate(bodies):
        assert main(["case", "reclassify", f"C-{n}", category, *store]) == 0
    capsys.readouterr()
    assert main(["data", "corrections", str(export), *store, "--out", str(texts)]) == 0
    assert "20 rows of 20 requesters" in capsys.readouterr().err
    assert main(["train", str(texts), "--group", "group", "--out", str(model)]) == 0
    assert main(["evaluate", str(texts), "--model", str(model), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["accuracy"] == 1.0


def test_a_contradiction_is_told_on_the_command_line(tmp_path, capsys):
    said = "rien ne va plus dans ce jeu, écrivez à ana.ruiz@post.example"
    rows = [
        {"id": n, "requester": f"p-{n}", "received_at": "2026-11-02T09:00:00Z", "body": said, "signed_in": True}
        for n in ("1", "2")
    ]
    export = tmp_path / "export.jsonl"
    export.write_text("\n".join(map(json.dumps, [*rows, {"id": "3"}])), "utf-8")
    store = ["--desk", "generic", "--store", f"sqlite:///{tmp_path}/cases.db"]
    assert main(["route", str(export), *store, "--out", str(tmp_path / "out.jsonl")]) == 0
    at = ("2026-11-03T09:00:00Z", "2026-11-04T09:00:00Z")
    for case_id, category, when in zip(("C-1", "C-2"), ("technical", "game_property"), at, strict=True):
        assert main(["case", "reclassify", case_id, category, "--at", when, *store]) == 0
    capsys.readouterr()
    assert main(["data", "corrections", str(export), *store, "--out", "-"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["label"] == "game_property"
    assert "contradiction: 'rien ne va plus" in told.err
    assert "technical (C-1, 2026-11-03 09:00:00Z), later game_property (C-2" in told.err
    assert "1 rows of the export cannot be used" in told.err
    assert "ana.ruiz" not in told.out + told.err
