"""The law of merging read word for word: each submission looks at all earlier ones, pair by pair, again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from ticketroute.domain.case import TEXT_KEY, Submission

NEVER = datetime.max.replace(tzinfo=UTC)


def cases(  # noqa: C901 - the law in one piece, as it is read
    submissions: Sequence[Submission], *, reopen: timedelta | None = None, window: timedelta | None = None
) -> set[frozenset[str]]:
    """The sets of ticket ids that belong together, for submissions of one requester and subject key."""
    label: dict[str, int] = {}
    moved: dict[int, tuple[datetime, str]] = {}
    order = sorted({s.ticket_id: s for s in submissions}.values(), key=lambda s: (s.received_at, s.ticket_id))
    by_id = {s.ticket_id: s for s in order}

    def end(submission: Submission) -> datetime:
        ends = [NEVER]
        if submission.solved_at is not None:
            ends.append(submission.solved_at + (reopen or timedelta()))
        if window is not None:
            ends.append(submission.received_at + window)
        return min(ends)

    def members(group: int) -> list[Submission]:
        return [by_id[ticket_id] for ticket_id, found in label.items() if found == group]

    def is_open(group: int, at: datetime) -> bool:
        inside = members(group)
        return max(end(s) for s in ([s for s in inside if s.moves_queue] or inside)) > at

    def named(group: int) -> set[str]:
        return {reference for s in members(group) for reference in s.references}

    for number, new in enumerate(order):
        groups = sorted({*label.values()})
        fits = [g for g in groups if is_open(g, new.received_at)]
        fits = [g for g in fits if not new.references or not named(g) or named(g) & new.references]
        same = [g for g in fits if named(g) & new.references]
        if new.subject_key == TEXT_KEY:
            alike = [g for g in fits if any(s.text_digest == new.text_digest for s in members(g))]
            fits = same = sorted({*same, *alike})
        if not fits:
            label[new.ticket_id] = number
        else:
            target = max(same or fits, key=lambda g: moved[g])
            for old in same:
                for ticket_id in [t for t, g in label.items() if g == old]:
                    label[ticket_id] = target
            label[new.ticket_id] = target
        moved[label[new.ticket_id]] = (new.received_at, new.ticket_id)
    return {frozenset(t for t, g in label.items() if g == group) for group in {*label.values()}}
