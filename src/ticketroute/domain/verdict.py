"""What each stage may find, one frozen type an outcome. Values only; the stages build them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from attrs import evolve, frozen

from ticketroute.domain.case import Case


@frozen(kw_only=True)
class Alternative:
    """Another category with its calibrated chance, 0 to 1."""

    category: str
    confidence: float


@frozen(kw_only=True)
class Evidence:
    """A span of the text that spoke for the category, with its share of the score (log-odds)."""

    text: str
    weight: float


# Why a person should look: the text says nothing, is in no language that was trained, leaves the category open, or
# belongs to a case that a person has not looked at yet.
REVIEW_REASONS: Final = ("no_words", "unknown_language", "uncertain", "case_in_review")


@frozen(kw_only=True)
class Prediction:
    """What a text is about; ``needs_review`` is the honest "a person should look at this".

    ``confidence`` is the calibrated chance (0 to 1) of ``category``; ``alternatives`` come best first;
    ``review_reason`` is one of `REVIEW_REASONS` where a person should look, else None.
    """

    category: str
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    needs_review: bool = False
    language: str = "und"
    review_reason: str | None = None


def certain(prediction: Prediction, category: str) -> Prediction:
    """The prediction where the category is known from elsewhere: nobody need look at it."""
    return evolve(
        prediction, category=category, confidence=1.0, alternatives=(), needs_review=False, review_reason=None
    )


@frozen(kw_only=True)
class Admitted:
    """The request may be worked on as it stands; ``missing`` is only wanted."""

    disposition: ClassVar[str] = "accept"
    rules: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@frozen(kw_only=True)
class Held:
    """The request waits until an instant; its clock starts there."""

    disposition: ClassVar[str] = "hold"
    until: datetime
    rules: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@frozen(kw_only=True)
class Redirected:
    """Somebody or something else comes first; no case is opened."""

    disposition: ClassVar[str] = "redirect"
    to: str
    rules: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@frozen(kw_only=True)
class Declined:
    """The desk does not consider such a request; a stated fact says so, never a guess."""

    disposition: ClassVar[str] = "decline"
    rules: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@frozen(kw_only=True)
class Incomplete:
    """The request is filed and the requester asked for ``missing``, once, as one list."""

    disposition: ClassVar[str] = "needs_info"
    rules: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


Admission = Admitted | Held | Redirected | Declined | Incomplete


@frozen(kw_only=True)
class Opened:
    """A new case; ``follows`` is the requester's solved case about the same, if any."""

    action: ClassVar[str] = "opened"
    case: Case
    follows: str | None = None


@frozen(kw_only=True)
class Merged:
    """A repeat was folded into the open case; ``restarted`` says whether its place moved."""

    action: ClassVar[str] = "merged"
    case: Case
    previous_queue_date: datetime
    restarted: bool


@frozen(kw_only=True)
class Reopened:
    """A repeat soon after the solution: the case is open again, in the place of the latest submission."""

    action: ClassVar[str] = "reopened"
    case: Case
    previous_queue_date: datetime
    restarted: bool = True


@frozen(kw_only=True)
class Escalated:
    """A formal complaint was attached to the open case that it is about; the case's clock does not restart."""

    action: ClassVar[str] = "escalated"
    case: Case
    previous_queue_date: datetime
    restarted: bool = False


@frozen(kw_only=True)
class Unfiled:
    """Nothing was opened: the request was declined or sent elsewhere."""

    action: ClassVar[str] = "none"


Filing = Opened | Merged | Reopened | Escalated | Unfiled
