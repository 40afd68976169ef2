"""A row that could not be used, as a value: it takes the ticket's place and the run goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar

from attrs import evolve, field, frozen
from attrs.converters import optional

from ticketroute.errors import Problem, shorten

T = TypeVar("T")
# Rows that are no requests, by the helpdesk's own marks: nothing is wrong with them.
LEFT_OUT: Final = frozenset({"merged", "deleted", "spam", "draft", "staff", "automatic", "superseded"})


def _writable(text: str) -> str:
    """A text that every file can hold: lone surrogates become U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _told(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems in words that every file can hold: a key that nobody knows is a field's name here."""
    return tuple(
        problem
        if problem.path.isascii() and problem.message.isascii()
        else evolve(problem, path=_writable(problem.path), message=_writable(problem.message))
        for problem in problems
    )


@frozen(kw_only=True)
class Rejected:
    """What was wrong with one row of an export, and where it stands.

    ``line`` is the first physical line of the row in its file, ``record`` its number among all rows of the
    run, both from 1; None where there is no such thing. ``row`` is the row as it was read, where it can be had: it
    is shown in no message and in no result, for it holds what people wrote.
    """

    problems: tuple[Problem, ...] = field(converter=_told)
    ticket_id: str | None = field(default=None, converter=optional(_writable))
    source: str | None = None
    line: int | None = None
    record: int | None = None
    row: object = field(default=None, eq=False, repr=False)

    @property
    def left_out(self) -> bool:
        """Whether the row is no request and no error either: merged, deleted, spam, an agent's own, automatic.

        >>> gone = Problem(path="the row", message="is deleted", remedy="nothing to do", code="deleted")
        >>> Rejected(problems=(gone,)).left_out
        True
        """
        return all(problem.code in LEFT_OUT for problem in self.problems)

    def to_dict(self) -> dict[str, Any]:
        """Write the contract's error record, with every problem under ``problems``."""
        first = self.problems[0]
        return {
            "ticket_id": self.ticket_id,
            "error": {
                "code": first.code,
                "field": first.path or None,
                "message": "; ".join(map(str, self.problems)),
                "source": self.source,
                "line": self.line,
                "record": self.record,
                "problems": [
                    {
                        "code": p.code,
                        "field": p.path or None,
                        "value": None if p.value is None else shorten(p.value),
                        "message": p.message,
                        "remedy": p.remedy,
                    }
                    for p in self.problems
                ],
            },
        }


def numbered(outcomes: Iterable[T | Rejected]) -> Iterator[T | Rejected]:
    """A run's outcomes, each row in error with its number among all rows, from 1.

    >>> fault = Problem(path="body", message="is blank", remedy="fill it")
    >>> [getattr(outcome, "record", outcome) for outcome in numbered(["decided", Rejected(problems=(fault,))])]
    ['decided', 2]
    """
    for record, outcome in enumerate(outcomes, 1):
        yield evolve(outcome, record=record) if isinstance(outcome, Rejected) else outcome
