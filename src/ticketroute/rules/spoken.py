"""Which open case a message speaks of, by what it says: a number, a reference, the same things. It files nothing.

The category finds most repeats (`rules.merge`); this finds those that read like something else, an angry rewrite for
one, and only where one case and no other is plainly meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import frozen

from ticketroute.domain.case import TEXT_KEY, QueuedCase, Submission
from ticketroute.domain.policy import Desk
from ticketroute.domain.verdict import Prediction
from ticketroute.rules.likeness import is_resent, is_retold
from ticketroute.text.intent import Intent
from ticketroute.text.references import names_any
from ticketroute.text.sketch import Likeness, compare

# A case's category counts as meant by a reminder from this chance on, and above another open case's by this factor.
_LIKELY: Final = 0.2
_PLAINLY: Final = 2.0
# The last messages of a case say what it is about; a case of thousands is not compared whole.
_COMPARED: Final = 20


@frozen(kw_only=True)
class Message:
    """What of a message may tell which case it means; ``reminds`` says that it asks again for something."""

    text: str
    prediction: Prediction
    intent: Intent | None = None
    references: frozenset[str] = frozenset()
    text_digest: str = ""
    sketch: bytes = b""
    apart: bool = False
    reminds: bool = False


def spoken_of(
    message: Message, cases: Sequence[QueuedCase], members: Mapping[str, Sequence[Submission]], desk: Desk
) -> QueuedCase | None:
    """The one open case that a message speaks of, None where none or several may be meant."""
    if message.apart or not cases:
        return None
    for find in (_numbered, _referred, _told_again, _reminded):
        found = find(message, cases, members, desk)
        if found is not None:
            return found
    return None


Members = Mapping[str, Sequence[Submission]]


def _numbered(message: Message, cases: Sequence[QueuedCase], _members: Members, _desk: Desk) -> QueuedCase | None:
    """By the number of an earlier ticket or of the case itself."""
    ids = {name: q for q in cases for name in (q.case.case_id, *q.case.ticket_ids)}
    named = names_any(message.text, ids)
    return _only({ids[name].case.case_id: ids[name] for name in named}.values())


def _referred(message: Message, cases: Sequence[QueuedCase], members: Members, desk: Desk) -> QueuedCase | None:
    """By a transaction, order or sanction that both name; a plainly different problem with it is another matter."""
    if not message.references:
        return None
    sharing = [q for q in cases if any(m.references & message.references for m in members.get(q.case.case_id, ()))]
    return _only(q for q in sharing if _may_mean(message, q, desk))


def _told_again(message: Message, cases: Sequence[QueuedCase], members: Members, desk: Desk) -> QueuedCase | None:
    """By words of content that it shares with one case, and with no other as many."""
    found = []
    for queued in cases:
        said = members.get(queued.case.case_id, ())
        likeness = _closest(message, said)
        if likeness is None or _names_another(message, said):
            continue
        if (is_retold(likeness) and _may_mean(message, queued, desk)) or _is_resent(message, said):
            found.append((likeness.shared, queued))
    best = max((shared for shared, _ in found), default=0)
    return _only(queued for shared, queued in found if shared == best)


def _names_another(message: Message, members: Sequence[Submission]) -> bool:
    """Whether message and case name transactions, orders or sanctions, and none of the same."""
    named = {reference for member in members for reference in member.references}
    return bool(named) and bool(message.references) and named.isdisjoint(message.references)


def _is_resent(message: Message, members: Sequence[Submission]) -> bool:
    """Whether it is a message of the case sent again nearly as it was; a few words alone say nothing."""
    return any(is_resent(member.sketch, message.sketch) for member in members[-_COMPARED:])


def _closest(message: Message, members: Sequence[Submission]) -> Likeness | None:
    if not message.sketch:
        return None
    compared = [compare(message.sketch, m.sketch) for m in (*members[:1], *members[1:][-_COMPARED:]) if m.sketch]
    return max(compared, key=lambda likeness: (likeness.shared, likeness.containment), default=None)


def _reminded(message: Message, cases: Sequence[QueuedCase], _members: Members, _desk: Desk) -> QueuedCase | None:
    """A reminder that says of what: the case whose category it names most likely, and plainly more than another's."""
    if not message.reminds:
        return None
    chances = {message.prediction.category: message.prediction.confidence}
    chances |= {other.category: other.confidence for other in message.prediction.alternatives}
    ranked = sorted(((chances.get(q.category, 0.0), q.case.case_id, q) for q in cases), reverse=True)
    first, second = ranked[0], ranked[1] if len(ranked) > 1 else (0.0, "", None)
    return first[2] if first[0] >= _LIKELY and first[0] >= _PLAINLY * second[0] else None


def _may_mean(message: Message, queued: QueuedCase, desk: Desk) -> bool:
    """Whether a message may be about a case in spite of its category: it is of that one, unsure, or about a request."""
    prediction = message.prediction
    return (
        prediction.needs_review
        or prediction.category in {queued.category, *desk.merging.about_requests}
        or queued.case.subject_key == TEXT_KEY
    )


def _only(cases: Iterable[QueuedCase]) -> QueuedCase | None:
    found = list(cases)
    return found[0] if len(found) == 1 else None
