import pickle

import pytest

import ticketroute as tr
from ticketroute import errors
from ticketroute.errors import Problem

MADE = [
    errors.UnknownDeskError("nope", ["generic"]),
    errors.NaiveInstantError("at", "2026-11-02T09:00:00"),
    errors.NeverOpenError("c", "no hours"),
    errors.UnknownZoneError("Mars/Olympus"),
    errors.ModelNotFoundError("model.trm"),
    errors.ModelVersionError("model.trm", 9, 3),
    errors.MissingExtraError("semantic", "the semantic model"),
    errors.WorkerError(),
    errors.CaseNotFoundError("C-1"),
    errors.UnknownStoreError("mysql://me:secret@host/db"),
    errors.InvalidIdentitiesError("a@example.org", "leads to itself"),
    errors.ModelDamagedError("model.trm", "it is cut"),
    errors.ModelMismatchError("categories", ("a",), ("b",)),
    errors.MergeRefusedError("C-1", "it is another person's"),
    errors.PayloadError(Problem(path="body", message="is empty", remedy="give one")),
    errors.FrameError(Problem(path="body", message="is empty", remedy="give one")),
    errors.StoreLockedError("busy; try again"),
    errors.InvalidTicketError("ticket T", [Problem(path="body", message="is empty", remedy="give one")]),
]


@pytest.mark.parametrize("made", MADE, ids=lambda made: type(made).__name__)
def test_an_error_comes_out_of_another_process_as_it_went_in(made):
    found = pickle.loads(pickle.dumps(made))  # noqa: S301 - our own bytes
    assert type(found) is type(made)
    assert str(found) == str(made)
    assert vars(found) == vars(made)


def test_a_router_is_not_opened_with_a_misspelt_way_to_treat_changed_content():
    with pytest.raises(ValueError, match="'revize'; choose one of error, keep, revise"):
        tr.Router.open(desk="generic", on_conflict="revize")
