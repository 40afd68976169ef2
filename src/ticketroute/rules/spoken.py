"""Which open case a message speaks of, by what it says: a number, a reference, the same things. It files nothing.

The category finds most repeats (`rules.merge`); this finds those that read like something else, an angry rewrite for
one, and only where one case and no other is plainly meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from attrs import frozen

from ticketroute.domain.case import QueuedCase, Submission
from ticketroute.domain.policy import Desk
from ticketroute.domain.verdict import Prediction
from ticketroute.rules.likeness import is_resent
from ticketroute.rules.named import Named
from ticketroute.text.intent import Intent, adds, closes, continues, picks, reminds, says_nothing
from ticketroute.text.references import names_any
from ticketroute.text.sketch import Likeness, compare

# The last messages of a case say what it is about; a case of thousands is not compared whole.
_COMPARED: Final = 20
# With a sign that it goes on, a text may be of a case's category from this chance on; words shared together do as well.
_NOT_UNLIKELY: Final = 0.1
_TOGETHER: Final = 2
# A complaint, a question about a request: so many of its words of content are of the case's matter.
_COMPLAINT_CONTAINMENT: Final = 0.2
_COMPLAINT_OF_TWO: Final = 0.15
_COMPLAINT_OF_RARE: Final = 0.08
# So few words of content name no matter of their own, and so few do that only say which matter is meant.
_FEW_WORDS: Final = 4
_CHOOSING_WORDS: Final = 6
# A reminder that says of what: from this chance on, and above another open case's by this factor.
_LIKELY: Final = 0.2
_PLAINLY: Final = 2.0
# A text whose category has this chance is no riddle, though a stricter threshold may leave it to a person.
_SURE: Final = 0.75


@frozen(kw_only=True)
class Message:
    """What of a message may tell which case it means; most of it only matters, and is only read, beside an open case.

    ``apart`` says that it is about another matter than the one before.
    """

    text: str
    prediction: Prediction
    intent: Intent | None = None
    references: frozenset[str] = frozenset()
    text_digest: str = ""
    sketch: bytes = b""
    apart: bool = False

    @cached_property
    def reminds(self) -> bool:
        """Whether it asks again for something."""
        return reminds(self.text)

    @cached_property
    def continues(self) -> bool:
        """Whether it speaks of what was sent before."""
        return continues(self.text)

    @cached_property
    def adds(self) -> bool:
        """Whether it adds to what was sent before."""
        return adds(self.text)

    @cached_property
    def picks(self) -> bool:
        """Whether it only says which matter is meant."""
        return picks(self.text)

    @cached_property
    def bare(self) -> bool:
        """Whether it names no matter at all."""
        return says_nothing(self.text)

    @cached_property
    def closes(self) -> Intent | None:
        """How it says that its matter is settled."""
        return closes(self.text)

    def chance_of(self, category: str) -> float:
        """The chance, 0 to 1, that the text is of a category."""
        prediction = self.prediction
        if prediction.category == category:
            return prediction.confidence
        return next((other.confidence for other in prediction.alternatives if other.category == category), 0.0)


Members = Mapping[str, Sequence[Submission]]


def spoken_of(message: Message, cases: Sequence[QueuedCase], members: Members, desk: Desk) -> QueuedCase | None:
    """The one open case that a message speaks of, None where none or several may be meant."""
    if message.apart or not cases:
        return None
    by_name = named_by(message, cases, members, desk)
    return by_name or _told_again(message, cases, members, desk) or _reminded(message, cases, desk)


def named_by(message: Message, cases: Sequence[QueuedCase], members: Members, desk: Desk) -> QueuedCase | None:
    """The one open case that a message names by a number of any kind."""
    return _numbered(message, cases) or _referred(message, cases, members, desk)


def _numbered(message: Message, cases: Sequence[QueuedCase]) -> QueuedCase | None:
    """By the number of an earlier ticket or of the case itself."""
    ids = {name: q for q in cases for name in (q.case.case_id, *q.case.ticket_ids)}
    named = names_any(message.text, ids)
    return _only({ids[name].case.case_id: ids[name] for name in named}.values())


def _referred(message: Message, cases: Sequence[QueuedCase], members: Members, desk: Desk) -> QueuedCase | None:
    """By a transaction, order or sanction that both name; a plainly different problem with it is another matter."""
    named = Named.of(message.references)
    sharing = [q for q in cases if _named_in(members.get(q.case.case_id, ())).shares(named)]
    return _only(q for q in sharing if message.continues or _may_mean(message, q, desk))


def _told_again(message: Message, cases: Sequence[QueuedCase], members: Members, desk: Desk) -> QueuedCase | None:
    """By words of content, signs and chances together: the one case that fits, or that fits better than all others."""
    found = []
    for queued in cases:
        said = members.get(queued.case.case_id, ())
        likeness = _closest(message, said)
        if _named_in(said).contradicts(Named.of(message.references)) or likeness.numbers_differ:
            continue
        if _is_resent(message, said) or (
            _may_mean(message, queued, desk) and _is_plain(message, likeness, queued, desk, only=len(cases) == 1)
        ):
            found.append((likeness.shared, message.chance_of(queued.category), queued))
    return _clearest(found)


def closest(
    message: Message, cases: Sequence[QueuedCase], members: Mapping[str, Sequence[Submission]]
) -> QueuedCase | None:
    """The case with which a message shares more words of content than with any other, None where there is none."""
    found = [(_closest(message, members.get(q.case.case_id, ())).shared, 0.0, q) for q in cases]
    return _clearest([fit for fit in found if fit[0]])


def _clearest(found: Sequence[tuple[int, float, QueuedCase]]) -> QueuedCase | None:
    """The one with more shared words than any other, or as many and a plainly higher chance."""
    ranked = sorted(found, key=lambda fit: (fit[0], fit[1], fit[2].case.case_id), reverse=True)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0] and ranked[0][1] < _PLAINLY * ranked[1][1]:
        return None
    if len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]:
        return None
    return ranked[0][2] if ranked else None


def _is_plain(message: Message, likeness: Likeness, queued: QueuedCase, desk: Desk, *, only: bool) -> bool:
    """Whether signs, shared words and the chance of the case's category leave no doubt together.

    None of them does alone: a guess costs nobody their place.
    """
    about = desk.merging.about_requests
    chance = 0.0 if queued.category in about else message.chance_of(queued.category)
    if message.picks and likeness.words <= _CHOOSING_WORDS and likeness.shared > 0:
        return True
    if only and message.continues and _is_unsure(message) and likeness.words <= _FEW_WORDS:
        return True
    if message.prediction.category in about and chance < _NOT_UNLIKELY:
        return _is_complaint_of(message, likeness)
    if message.adds or (message.continues and (chance >= _NOT_UNLIKELY or likeness.shared >= _TOGETHER)):
        return True
    if likeness.rare > 0 and likeness.smaller >= _TOGETHER:
        return chance >= _LIKELY or likeness.shared >= _TOGETHER
    return _is_unsure(message) and likeness.shared >= _TOGETHER and chance >= _NOT_UNLIKELY


def _is_unsure(message: Message) -> bool:
    """Whether a text reads like nothing in particular; how sure a desk wants to be to route it alone matters not."""
    prediction = message.prediction
    return prediction.needs_review and (prediction.review_reason != "uncertain" or prediction.confidence < _SURE)


def _is_complaint_of(message: Message, likeness: Likeness) -> bool:
    """Whether a text that reads like a complaint or a question is about a matter, and not about the desk alone."""
    few = likeness.words <= _FEW_WORDS
    shares = likeness.shared > 0 and likeness.containment >= _COMPLAINT_CONTAINMENT
    shares |= likeness.shared >= _TOGETHER and likeness.containment >= _COMPLAINT_OF_TWO
    shares |= likeness.rare > 0 and likeness.containment >= _COMPLAINT_OF_RARE
    if message.adds:
        return few or shares or _is_unsure(message)
    if _is_unsure(message) and likeness.rare > 0 and likeness.shared >= _TOGETHER:
        return shares
    return message.continues and (few or shares)


def _named_in(members: Sequence[Submission]) -> Named:
    """All that the submissions of a case name."""
    return Named.of(frozenset[str]().union(*(member.references for member in members)))


def _is_resent(message: Message, members: Sequence[Submission]) -> bool:
    """Whether it is a message of the case sent again nearly as it was; a few words alone say nothing."""
    return any(is_resent(member.sketch, message.sketch) for member in members[-_COMPARED:])


def _closest(message: Message, members: Sequence[Submission]) -> Likeness:
    """How the message compares with the one of a case that shares the most words with it."""
    compared = [compare(message.sketch, m.sketch) for m in (*members[:1], *members[1:][-_COMPARED:])]
    return max(compared, key=lambda likeness: (likeness.shared, likeness.containment), default=compare(b"", b""))


def _reminded(message: Message, cases: Sequence[QueuedCase], desk: Desk) -> QueuedCase | None:
    """A reminder that says of what: the case whose category it names most likely, and plainly more than another's."""
    if not message.reminds:
        return None
    about = desk.merging.about_requests  # a reminder reads like these whatever it reminds of
    chances = ((0.0 if q.category in about else message.chance_of(q.category), q.case.case_id, q) for q in cases)
    ranked = sorted(chances, key=lambda found: found[:2], reverse=True)
    first, second = ranked[0], ranked[1][0] if len(ranked) > 1 else 0.0
    return first[2] if first[0] >= _LIKELY and first[0] >= _PLAINLY * second else None


def _may_mean(message: Message, queued: QueuedCase, desk: Desk) -> bool:
    """Whether a message may be about a case in spite of its category: it is of that one, unsure, or about a request."""
    return (
        _is_unsure(message)
        or message.prediction.category in {queued.category, *desk.merging.about_requests}
        or queued.queue == desk.review_queue
    )


def _only(cases: Iterable[QueuedCase]) -> QueuedCase | None:
    found = list(cases)
    return found[0] if len(found) == 1 else None
